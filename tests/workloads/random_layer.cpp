// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/random_layer.h"

#include <algorithm>

#include "workloads/layer_geometry.h"

namespace vta::tests {
namespace {

using workloads::EpilogueKind;
using workloads::EpilogueOp;
using workloads::LayerSpec;
using workloads::Picture;
using workloads::ProductTerm;
using workloads::Tap;

class Drawer {
  public:
    Drawer(LayerKind kind, std::mt19937_64& random) : kind_(kind), random_(random) {}

    LayerSpec draw() {
        LayerSpec spec;
        spec.name = "random";
        spec.output = {pick(2), pick(5), pick(14), pick(14)};
        if (kind_ == LayerKind::kDense) spec.output = {pick(3), pick(9), 1, 1};
        spec.out_blocks = pick(spec.output.channel_blocks);
        spec.first_out_block = pick(spec.output.channel_blocks - spec.out_blocks + 1) - 1;
        const std::uint32_t terms = kind_ == LayerKind::kMixed ? pick(3) : 1;
        for (std::uint32_t t = 0; t < terms; ++t) spec.terms.push_back(term(spec, false));
        if (kind_ == LayerKind::kMaximum) spec.combine = workloads::LayerCombine::kMax;
        if (kind_ == LayerKind::kMixed || one_in(4)) {
            const std::uint32_t late = pick(2);
            for (std::uint32_t t = 0; t < late; ++t) spec.late_terms.push_back(term(spec, true));
        }
        epilogue(spec);
        if (one_in(5)) spec.form = workloads::OutputForm::kInt32Planes;
        return spec;
    }

  private:
    std::uint32_t pick(std::uint32_t high) {
        return static_cast<std::uint32_t>(random_() % high) + 1;
    }
    bool one_in(std::uint32_t n) { return random_() % n == 0; }

    void taps(ProductTerm& term) {
        const std::uint32_t rows = pick(4), columns = pick(4);
        const std::uint32_t apart = one_in(8) ? 17 : one_in(4) ? 2 : 1;  // dilation
        for (std::uint32_t y = 0; y < rows; ++y)
            for (std::uint32_t x = 0; x < columns; ++x) {
                if (one_in(9) && !term.taps.empty()) continue;
                Tap tap{y * apart, x * apart, 0, 0};
                tap.phase_y = pick(term.phases_h) - 1;
                tap.phase_x = pick(term.phases_w) - 1;
                term.taps.push_back(tap);
            }
    }

    ProductTerm term(LayerSpec& spec, bool late) {
        ProductTerm term;
        Picture picture{spec.output.batch_blocks, pick(6), pick(30), pick(30)};
        if (kind_ == LayerKind::kDense) picture = {spec.output.batch_blocks, pick(20), 1, 1};
        const bool constant = kind_ == LayerKind::kMixed && !late && one_in(3);
        term.input = static_cast<std::uint32_t>(spec.inputs.size());
        if (constant) {
            term.stride_h = term.stride_w = 0;
            term.taps.assign(1, Tap{});
        } else if (late || kind_ == LayerKind::kDense) {
            if (late) picture.height = spec.output.height, picture.width = spec.output.width;
            term.taps.assign(pick(late ? 2 : 1), Tap{});
            if (late && one_in(4)) term.pad_left = pick(3) - 1;
        } else {
            if (kind_ == LayerKind::kPhases) {
                term.phases_h = pick(3);
                term.phases_w = pick(3);
            } else {
                term.stride_h = pick(3);
                term.stride_w = one_in(2) ? term.stride_h : pick(3);
            }
            taps(term);
            term.pad_top = one_in(10) ? 20 : pick(3) - 1;
            term.pad_left = one_in(10) ? 18 : pick(3) - 1;
        }
        spec.inputs.push_back(picture);
        term.in_blocks = pick(picture.channel_blocks);
        if (kind_ == LayerKind::kBanded || (late && one_in(2)) || one_in(4)) {
            if (one_in(2)) term.in_blocks = 1;
            const std::uint32_t choices = picture.channel_blocks - term.in_blocks + 1;
            for (std::uint32_t co = 0; co < spec.out_blocks; ++co)
                term.first_in_block.push_back(one_in(3) ? pick(choices) - 1 : co % choices);
        }
        term.weights = weights_;
        term.shared_weights = late || one_in(6) || (kind_ == LayerKind::kMaximum && one_in(2));
        weights_ += term.shared_weights
                        ? term.in_blocks
                        : std::uint64_t{spec.out_blocks} * term.in_blocks * term.taps.size();
        return term;
    }

    void epilogue(LayerSpec& spec) {
        const std::uint32_t count = pick(5) - 1;
        for (std::uint32_t i = 0; i < count; ++i) {
            EpilogueOp op;
            op.kind = static_cast<EpilogueKind>(random_() % 7);  // all but kTerm
            op.index = pick(2) - 1;
            op.value = static_cast<std::int16_t>(random_());
            if (op.kind == EpilogueKind::kShr) op.value = static_cast<std::int32_t>(pick(13)) - 1;
            if (op.kind == EpilogueKind::kLeaky) {
                op.value = static_cast<std::int32_t>(pick(7));
                op.shift = pick(6) - 1;
            }
            spec.epilogue.push_back(op);
        }
        for (std::uint32_t t = 0; t < spec.late_terms.size(); ++t) {
            EpilogueOp op;
            op.kind = EpilogueKind::kTerm;
            op.index = t;
            const std::size_t at = random_() % (spec.epilogue.size() + 1);
            spec.epilogue.insert(spec.epilogue.begin() + static_cast<std::ptrdiff_t>(at), op);
        }
    }

    const LayerKind kind_;
    std::mt19937_64& random_;
    std::uint64_t weights_ = 0;
};

std::uint64_t weight_tensors(const LayerSpec& spec) {
    std::uint64_t end = 0;
    for (const auto* terms : {&spec.terms, &spec.late_terms})
        for (const ProductTerm& term : *terms)
            end = std::max<std::uint64_t>(
                end,
                term.weights + (term.shared_weights ? term.in_blocks
                                                    : std::uint64_t{spec.out_blocks} *
                                                          term.in_blocks * term.taps.size()));
    return end;
}

/// Weights of maxima: each output channel takes one input channel, or none.
void make_choices(const isa::HardwareConfig& config,
                  const LayerSpec& spec,
                  std::mt19937_64& random,
                  workloads::LayerData& data) {
    const ProductTerm& term = spec.terms.front();
    const std::size_t tensor = std::size_t{config.block_in()} * config.block_out();
    const std::size_t taps = term.shared_weights ? 1 : term.taps.size();
    const std::size_t sets = term.shared_weights ? 1 : spec.out_blocks;
    std::int8_t* set = &data.weights[term.weights * tensor];
    for (std::size_t co = 0; co < sets; ++co, set += term.in_blocks * taps * tensor)
        for (std::size_t tap = 0; tap < taps; ++tap) {
            for (std::size_t ci = 0; ci < term.in_blocks; ++ci)
                std::fill_n(set + (ci * taps + tap) * tensor, tensor, std::int8_t{0});
            for (std::size_t o = 0; o < config.block_out(); ++o)
                set[(random() % term.in_blocks * taps + tap) * tensor + o * config.block_in() +
                    random() % config.block_in()] = static_cast<std::int8_t>(random() % 8 != 0);
        }
}

}  // namespace

LayerSpec random_layer(LayerKind kind, std::mt19937_64& random) {
    LayerSpec spec = Drawer(kind, random).draw();
    spec.validate();
    return spec;
}

workloads::LayerData random_layer_data(const isa::HardwareConfig& config,
                                       const LayerSpec& spec,
                                       std::mt19937_64& random) {
    workloads::LayerData data;
    for (const Picture& picture : spec.inputs)
        data.inputs.emplace_back(picture.tensors() * config.batch() * config.block_in());
    data.weights.resize(weight_tensors(spec) * config.block_in() * config.block_out());
    for (auto& input : data.inputs)
        for (std::int8_t& value : input) value = static_cast<std::int8_t>(random());
    for (std::int8_t& value : data.weights) value = static_cast<std::int8_t>(random());
    if (spec.combine == workloads::LayerCombine::kMax) make_choices(config, spec, random, data);
    const std::size_t lanes = std::size_t{config.batch()} * config.block_out();
    data.vectors.resize(2 * spec.out_blocks * lanes);
    for (std::int32_t& value : data.vectors) value = static_cast<std::int16_t>(random());
    for (const EpilogueOp& op : spec.epilogue)
        if (op.kind == EpilogueKind::kShrVector)
            for (std::size_t i = 0; i < spec.out_blocks * lanes; ++i) {
                std::int32_t& value = data.vectors[op.index * spec.out_blocks * lanes + i];
                value &= 31;
            }
    return data;
}

workloads::LayerSchedule random_layer_schedule(const LayerSpec& spec, std::mt19937_64& random) {
    const auto pick = [&](std::uint32_t high) {
        return static_cast<std::uint32_t>(random() % high) + 1;
    };
    const auto side = [&](std::uint32_t size, std::uint32_t phases) {
        return std::min(size, pick((size + phases - 1) / phases) * phases);
    };
    workloads::LayerSchedule schedule;
    schedule.tile_h = side(spec.output.height, phases_h_of(spec));
    schedule.tile_w = side(spec.output.width, phases_w_of(spec));
    schedule.tile_co = pick(spec.out_blocks);
    schedule.tile_ci = pick(workloads::most_in_blocks(spec));
    schedule.virtual_threads = pick(2);
    schedule.channels_innermost = random() % 2 != 0;
    return schedule;
}

}  // namespace vta::tests
