// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "workloads/layer_program.h"

namespace vta::workloads {
namespace {

/// Input row or column of a window's tap; false where it lies outside of the picture.
bool inside(std::uint32_t window,
            std::uint32_t stride,
            std::uint32_t pad,
            std::uint32_t tap,
            std::uint32_t size,
            std::size_t& at) {
    const std::int64_t place = std::int64_t{window} * stride + tap - pad;
    at = static_cast<std::size_t>(place);
    return place >= 0 && place < size;
}

/// Evaluates one batch block and output block at a time; accumulators are [pixel][batch][channel].
class Evaluator {
  public:
    Evaluator(const isa::HardwareConfig& config, const LayerSpec& spec, LayerData& data)
        : spec_(spec),
          data_(data),
          batch_(config.batch()),
          block_in_(config.block_in()),
          block_out_(config.block_out()),
          lanes_(batch_ * block_out_),
          pixels_(std::size_t{spec.output.height} * spec.output.width) {}

    void run() {
        check_sizes();
        for (std::uint32_t n = 0; n < spec_.output.batch_blocks; ++n)
            for (std::uint32_t co = 0; co < spec_.out_blocks; ++co) {
                const bool maximum = spec_.combine == LayerCombine::kMax;
                acc_.assign(pixels_ * lanes_, maximum ? -128 : 0);
                for (const ProductTerm& term : spec_.terms) add_term(term, n, co, maximum);
                for (const EpilogueOp& op : spec_.epilogue) apply(op, n, co);
                write(n, co);
            }
    }

  private:
    void check_size(const std::string& what, std::size_t got, std::size_t want) const {
        if (got != want)
            throw UserError(fmt::format(
                "layer {}: {}: {} values where there should be {}", spec_.name, what, got, want));
    }
    void check_sizes() {
        check_size("inputs", data_.inputs.size(), spec_.inputs.size());
        for (std::size_t i = 0; i < spec_.inputs.size(); ++i)
            check_size(fmt::format("inputs[{}]", i),
                       data_.inputs[i].size(),
                       spec_.inputs[i].tensors() * batch_ * block_in_);
        const std::size_t planes = spec_.form == OutputForm::kInt32Planes ? 4 : 1;
        const std::size_t bytes = planes * spec_.output.tensors() * lanes_;
        if (data_.output.empty()) data_.output.resize(bytes);
        check_size("output", data_.output.size(), bytes);
    }

    void add_term(const ProductTerm& term, std::uint32_t n, std::uint32_t co, bool maximum);
    void product(const ProductTerm& term,
                 std::size_t tap,
                 std::size_t pixel,
                 std::uint32_t n,
                 std::uint32_t co,
                 std::int32_t* sums) const;
    void apply(const EpilogueOp& op, std::uint32_t n, std::uint32_t co);
    void write(std::uint32_t n, std::uint32_t co);

    template <typename Function>
    void each(Function&& function) {
        for (std::int32_t& acc : acc_) acc = function(acc);
    }
    std::int32_t vector_value(const EpilogueOp& op, std::uint32_t co, std::size_t i) const {
        const std::size_t first = (std::size_t{op.index} * spec_.out_blocks + co) * lanes_;
        if (first + lanes_ > data_.vectors.size())
            throw UserError(
                fmt::format("layer {}: vector {} is beyond the vectors", spec_.name, op.index));
        return data_.vectors[first + i % lanes_];
    }

    const LayerSpec& spec_;
    LayerData& data_;
    const std::size_t batch_, block_in_, block_out_, lanes_, pixels_;
    std::vector<std::int32_t> acc_;
};

std::int32_t wrapping_add(std::int32_t a, std::int32_t b) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

/// One tap's products with one pixel of all input blocks.
void Evaluator::product(const ProductTerm& term,
                        std::size_t tap,
                        std::size_t pixel,
                        std::uint32_t n,
                        std::uint32_t co,
                        std::int32_t* sums) const {
    const Picture& picture = spec_.inputs[term.input];
    const std::size_t plane = std::size_t{picture.height} * picture.width;
    const std::size_t first = term.first_in_block.empty() ? 0 : term.first_in_block[co];
    std::fill_n(sums, lanes_, 0);
    for (std::size_t ci = 0; ci < term.in_blocks; ++ci) {
        const std::size_t tensor = (n * std::size_t{picture.channel_blocks} + first + ci) * plane;
        const std::int8_t* in = &data_.inputs[term.input][(tensor + pixel) * batch_ * block_in_];
        const std::size_t own = (std::size_t{co} * term.in_blocks + ci) * term.taps.size() + tap;
        const std::size_t weight = term.weights + (term.shared_weights ? ci : own);
        const std::size_t size = block_out_ * block_in_;
        if ((weight + 1) * size > data_.weights.size())
            throw UserError(fmt::format(
                "layer {}: weight tensor {} is beyond the weights", spec_.name, weight));
        const std::int8_t* w = &data_.weights[weight * size];
        for (std::size_t b = 0; b < batch_; ++b)
            for (std::size_t o = 0; o < block_out_; ++o) {
                std::int32_t sum = 0;
                for (std::size_t i = 0; i < block_in_; ++i)
                    sum += in[b * block_in_ + i] * w[o * block_in_ + i];
                std::int32_t& total = sums[b * block_out_ + o];
                total = wrapping_add(total, sum);
            }
    }
}

void Evaluator::add_term(const ProductTerm& term, std::uint32_t n, std::uint32_t co, bool maximum) {
    const Picture& picture = spec_.inputs[term.input];
    std::vector<std::int32_t> sums(lanes_);
    for (std::size_t tap = 0; tap < term.taps.size(); ++tap) {
        const Tap& t = term.taps[tap];
        // All taps of a maximum use the first one's weights.
        const std::size_t weights_of = maximum ? 0 : tap;
        for (std::uint32_t y = t.phase_y; y < spec_.output.height; y += term.phases_h)
            for (std::uint32_t x = t.phase_x; x < spec_.output.width; x += term.phases_w) {
                std::size_t in_y = 0, in_x = 0;
                if (!inside(y / term.phases_h,
                            term.stride_h,
                            term.pad_top,
                            t.y,
                            picture.height,
                            in_y) ||
                    !inside(
                        x / term.phases_w, term.stride_w, term.pad_left, t.x, picture.width, in_x))
                    continue;
                product(term, weights_of, in_y * picture.width + in_x, n, co, sums.data());
                std::int32_t* acc = &acc_[(std::size_t{y} * spec_.output.width + x) * lanes_];
                for (std::size_t i = 0; i < lanes_; ++i)
                    acc[i] = maximum ? std::max(acc[i], sums[i]) : wrapping_add(acc[i], sums[i]);
            }
    }
}

void Evaluator::apply(const EpilogueOp& op, std::uint32_t n, std::uint32_t co) {
    switch (op.kind) {
        case EpilogueKind::kAddVector:
            for (std::size_t i = 0; i < acc_.size(); ++i)
                acc_[i] = wrapping_add(acc_[i], vector_value(op, co, i));
            break;
        case EpilogueKind::kShrVector:
            for (std::size_t i = 0; i < acc_.size(); ++i) acc_[i] >>= vector_value(op, co, i) & 31;
            break;
        case EpilogueKind::kAdd:
            each([&](std::int32_t acc) { return wrapping_add(acc, op.value); });
            break;
        case EpilogueKind::kShr:
            each([&](std::int32_t acc) { return acc >> op.value; });
            break;
        case EpilogueKind::kMax:
            each([&](std::int32_t acc) { return std::max(acc, op.value); });
            break;
        case EpilogueKind::kMin:
            each([&](std::int32_t acc) { return std::min(acc, op.value); });
            break;
        case EpilogueKind::kLeaky:
            each([&](std::int32_t acc) {
                const std::uint32_t product =
                    static_cast<std::uint32_t>(acc) * static_cast<std::uint32_t>(op.value);
                return std::max(acc, static_cast<std::int32_t>(product) >> op.shift);
            });
            break;
        case EpilogueKind::kTerm:
            add_term(spec_.late_terms[op.index], n, co, false);
            break;
    }
}

void Evaluator::write(std::uint32_t n, std::uint32_t co) {
    const std::size_t planes = spec_.form == OutputForm::kInt32Planes ? 4 : 1;
    const std::size_t block =
        std::size_t{n} * spec_.output.channel_blocks + spec_.first_out_block + co;
    for (std::size_t plane = 0; plane < planes; ++plane) {
        std::int8_t* to =
            &data_.output[(plane * spec_.output.tensors() + block * pixels_) * lanes_];
        for (std::size_t i = 0; i < acc_.size(); ++i)
            to[i] = static_cast<std::int8_t>(acc_[i] >> (8 * plane));
    }
}

}  // namespace

void evaluate_layer(const isa::HardwareConfig& config, const LayerSpec& spec, LayerData& data) {
    spec.validate();
    Evaluator(config, spec, data).run();
}

}  // namespace vta::workloads
