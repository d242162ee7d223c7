// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::workloads {
namespace {

constexpr std::uint64_t kMaxSide = 32767;  // a row's stride is a 16-bit field
constexpr std::uint64_t kMaxBlocks = 65536;
constexpr std::uint64_t kMaxTensors = std::uint64_t{1} << 31;
constexpr std::uint64_t kMaxWindow = 4096;
constexpr std::uint64_t kMaxIndex = 255;

/// Checks members of one layer; `where` names the part that is looked at.
class Checker {
  public:
    explicit Checker(const LayerSpec& spec) : spec_(spec) {}

    void run() {
        if (spec_.inputs.empty()) fail("inputs", "there is none");
        for (std::size_t i = 0; i < spec_.inputs.size(); ++i)
            picture(fmt::format("inputs[{}]", i), spec_.inputs[i]);
        picture("output", spec_.output);
        within("first_out_block", spec_.first_out_block, 0, spec_.output.channel_blocks - 1);
        within(
            "out_blocks", spec_.out_blocks, 1, spec_.output.channel_blocks - spec_.first_out_block);
        if (spec_.terms.empty()) fail("terms", "there is none");
        for (std::size_t t = 0; t < spec_.terms.size(); ++t)
            term(fmt::format("terms[{}]", t), spec_.terms[t]);
        late_terms();
        if (spec_.combine == LayerCombine::kMax) maxima();
        for (std::size_t i = 0; i < spec_.epilogue.size(); ++i)
            operation(fmt::format("epilogue[{}]", i), spec_.epilogue[i]);
    }

  private:
    [[noreturn]] void fail(const std::string& where, const std::string& problem) const {
        throw UserError(fmt::format("layer {}: {}: {}", spec_.name, where, problem));
    }
    void within(const std::string& where,
                std::int64_t value,
                std::int64_t low,
                std::int64_t high) const {
        if (value < low || value > high)
            fail(where, fmt::format("got {}, want {} to {}", value, low, high));
    }
    void picture(const std::string& where, const Picture& p) const {
        within(where + ".batch_blocks", p.batch_blocks, 1, kMaxBlocks);
        within(where + ".channel_blocks", p.channel_blocks, 1, kMaxBlocks);
        within(where + ".height", p.height, 1, kMaxSide);
        within(where + ".width", p.width, 1, kMaxSide);
        if (p.tensors() > kMaxTensors)
            fail(where, fmt::format("{} tensors, at most {}", p.tensors(), kMaxTensors));
        if (p.batch_blocks != spec_.output.batch_blocks)
            fail(where + ".batch_blocks",
                 fmt::format(
                     "got {}, the output has {}", p.batch_blocks, spec_.output.batch_blocks));
    }
    void term(const std::string& where, const ProductTerm& t) const {
        within(where + ".input", t.input, 0, static_cast<std::int64_t>(spec_.inputs.size()) - 1);
        const bool constant = t.constant() && t.taps.size() == 1 && t.taps[0].y == 0 &&
                              t.taps[0].x == 0 && t.pad_top == 0 && t.pad_left == 0;
        within(where + ".stride_h", t.stride_h, constant ? 0 : 1, kMaxWindow);
        within(where + ".stride_w", t.stride_w, constant ? 0 : 1, kMaxWindow);
        within(where + ".pad_top", t.pad_top, 0, kMaxWindow);
        within(where + ".pad_left", t.pad_left, 0, kMaxWindow);
        within(where + ".phases_h", t.phases_h, 1, kMaxWindow);
        within(where + ".phases_w", t.phases_w, 1, kMaxWindow);
        if (t.taps.empty()) fail(where + ".taps", "there is none");
        for (std::size_t i = 0; i < t.taps.size(); ++i) {
            const std::string tap = fmt::format("{}.taps[{}]", where, i);
            within(tap + ".y", t.taps[i].y, 0, kMaxWindow - 1);
            within(tap + ".x", t.taps[i].x, 0, kMaxWindow - 1);
            within(tap + ".phase_y", t.taps[i].phase_y, 0, t.phases_h - 1);
            within(tap + ".phase_x", t.taps[i].phase_x, 0, t.phases_w - 1);
        }
        bands(where, t);
    }
    void bands(const std::string& where, const ProductTerm& t) const {
        const std::uint32_t blocks = spec_.inputs[t.input].channel_blocks;
        within(where + ".in_blocks", t.in_blocks, 1, blocks);
        if (!t.first_in_block.empty() && t.first_in_block.size() != spec_.out_blocks)
            fail(where + ".first_in_block",
                 fmt::format(
                     "{} values for {} output blocks", t.first_in_block.size(), spec_.out_blocks));
        for (std::size_t co = 0; co < t.first_in_block.size(); ++co)
            within(fmt::format("{}.first_in_block[{}]", where, co),
                   t.first_in_block[co],
                   0,
                   blocks - t.in_blocks);
    }
    void late_terms() const {
        for (std::size_t t = 0; t < spec_.late_terms.size(); ++t) {
            const std::string where = fmt::format("late_terms[{}]", t);
            const ProductTerm& late = spec_.late_terms[t];
            term(where, late);
            within(where + ".stride_h", late.stride_h, 1, 1);
            within(where + ".stride_w", late.stride_w, 1, 1);
            within(where + ".phases_h", late.phases_h, 1, 1);
            within(where + ".phases_w", late.phases_w, 1, 1);
            const auto uses = std::count_if(
                spec_.epilogue.begin(), spec_.epilogue.end(), [t](const EpilogueOp& op) {
                    return op.kind == EpilogueKind::kTerm && op.index == t;
                });
            if (uses != 1)
                fail(where, fmt::format("the epilogue adds it {} times, not once", uses));
        }
    }
    void maxima() const {
        if (spec_.terms.size() != 1) fail("terms", "a maximum has exactly one");
        within("terms[0].phases_h", spec_.terms[0].phases_h, 1, 1);
        within("terms[0].phases_w", spec_.terms[0].phases_w, 1, 1);
    }
    void operation(const std::string& where, const EpilogueOp& op) const {
        switch (op.kind) {
            case EpilogueKind::kAddVector:
            case EpilogueKind::kShrVector:
                within(where + ".index", op.index, 0, kMaxIndex);
                break;
            case EpilogueKind::kAdd:
            case EpilogueKind::kMax:
            case EpilogueKind::kMin:
                within(where + ".value", op.value, -32768, 32767);
                break;
            case EpilogueKind::kShr:
                within(where + ".value", op.value, 0, 31);
                break;
            case EpilogueKind::kLeaky:
                within(where + ".value", op.value, 1, 32767);
                within(where + ".shift", op.shift, 0, 31);
                break;
            case EpilogueKind::kTerm:
                if (op.index >= spec_.late_terms.size())
                    fail(where + ".index",
                         fmt::format(
                             "got {}, there are {} late terms", op.index, spec_.late_terms.size()));
                break;
        }
    }

    const LayerSpec& spec_;
};

}  // namespace

void LayerSpec::validate() const { Checker(*this).run(); }

}  // namespace vta::workloads
