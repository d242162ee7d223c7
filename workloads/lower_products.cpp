// SPDX-License-Identifier: Apache-2.0
#include "workloads/lower_products.h"

#include <algorithm>

#include "workloads/graph_types.h"

namespace vta::workloads {

namespace {

std::size_t index(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Brings the weights of each operator to ProductNode's order.
class Reader {
  public:
    Reader(const Graph& graph, const Node& node) : w_(graph.input_of(node, 1)), shape_(w_.shape) {
        x_shape_ = graph.input_of(node, 0).shape;
        std::visit(*this, node.op);
    }
    ProductNode take() { return std::move(result_); }

    void operator()(const Conv2D& op) {
        set(shape_[0], op.groups, shape_[1], shape_[2], shape_[3], op.window);
        read([](std::int64_t i) { return i; });
    }
    void operator()(const DepthwiseConv2D& op) {
        const std::int64_t channels = shape_[3];
        const std::int64_t taps = shape_[1] * shape_[2];
        set(channels, x_shape_.back(), shape_[1], shape_[2], 1, op.window);
        read([=](std::int64_t i) { return i % taps * channels + i / taps; });
    }
    void operator()(const TransposeConv2D& op) {
        const std::int64_t group_out = shape_[0];
        const std::int64_t group_in = shape_[3] / op.groups;
        const std::int64_t taps = shape_[1] * shape_[2];
        set(group_out * op.groups, op.groups, shape_[1], shape_[2], group_in, op.window);
        result_.transposed = true;
        read([=](std::int64_t i) {
            const std::int64_t o = i / (taps * group_in);
            const std::int64_t tap = i / group_in % taps;
            return (o % group_out * taps + tap) * shape_[3] + o / group_out * group_in +
                   i % group_in;
        });
    }
    void operator()(const FullyConnected&) {
        set(shape_[0], 1, 1, 1, shape_[1], {});
        read([](std::int64_t i) { return i; });
    }
    void operator()(const MatMul&) {
        const std::int64_t columns = shape_.back();
        const std::int64_t depth = shape_[shape_.size() - 2];
        set(columns, 1, 1, 1, depth, {});
        read([=](std::int64_t i) { return i % depth * columns + i / depth; });
    }
    template <typename Other>
    void operator()(const Other& op) {
        throw InternalError(std::string("no product: ") + name_of(op));
    }

  private:
    void set(std::int64_t out,
             std::int64_t groups,
             std::int64_t kernel_h,
             std::int64_t kernel_w,
             std::int64_t group_in,
             const Window& window) {
        result_.out_channels = out;
        result_.groups = groups;
        result_.kernel_h = kernel_h;
        result_.kernel_w = kernel_w;
        result_.group_in = group_in;
        result_.window = window;
    }

    /// source(i): where element i of the result's order comes from.
    template <typename Source>
    void read(const Source& source) {
        const std::int64_t each = result_.kernel_h * result_.kernel_w * result_.group_in;
        const std::int64_t count = each * result_.out_channels;
        const Quantisation& q = *w_.quantisation;
        const bool is_signed = w_.type == ElementType::kInt8;
        std::vector<std::int16_t> rest(index(count));
        result_.weight_sums.assign(index(result_.out_channels), 0);
        for (std::int64_t i = 0; i < count; ++i) {
            const std::uint8_t byte = w_.bytes[index(source(i))];
            const int code = is_signed ? static_cast<std::int8_t>(byte) : byte;
            // Several scales belong to output channels.
            rest[index(i)] = static_cast<std::int16_t>(code - q.zero_point(index(i / each)));
            result_.weight_sums[index(i / each)] += rest[index(i)];
        }
        split(rest);
    }

    void split(std::vector<std::int16_t>& rest) {
        bool more = true;
        while (more) {
            more = false;
            std::vector<std::int8_t>& part = result_.parts.emplace_back(rest.size());
            for (std::size_t i = 0; i < rest.size(); ++i) {
                part[i] = static_cast<std::int8_t>(std::clamp<std::int16_t>(rest[i], -128, 127));
                rest[i] = static_cast<std::int16_t>(rest[i] - part[i]);
                more = more || rest[i] != 0;
            }
        }
    }

    const Tensor& w_;
    const Shape& shape_;
    Shape x_shape_;
    ProductNode result_;
};

/// Taps of a transposed convolution along one axis: which input row, from the first of all, and
/// which phase each kernel row belongs to.
struct PhaseAxis {
    std::uint32_t pad = 0;
    std::vector<std::uint32_t> place;
    std::vector<std::uint32_t> phase;

    PhaseAxis(std::int64_t kernel,
              std::int64_t stride,
              std::int64_t dilation,
              std::int64_t padding) {
        // Input row q of kernel row i adds to output row q*stride - padding + i*dilation.
        std::vector<std::int64_t> steps;
        for (std::int64_t i = 0; i < kernel; ++i) {
            const std::int64_t row = i * dilation - padding;
            const std::int64_t down = row >= 0 ? row / stride : -((stride - 1 - row) / stride);
            phase.push_back(static_cast<std::uint32_t>(row - down * stride));
            steps.push_back(-down);
        }
        const std::int64_t lowest =
            std::min<std::int64_t>(0, *std::min_element(steps.begin(), steps.end()));
        pad = static_cast<std::uint32_t>(-lowest);
        for (const std::int64_t step : steps)
            place.push_back(static_cast<std::uint32_t>(step - lowest));
    }
};

void set_geometry(const InputChoice& choice, ProductTerm& term) {
    const ProductNode& node = choice.node;
    const Window& window = node.window;
    const auto narrow = [](std::int64_t value) { return static_cast<std::uint32_t>(value); };
    if (node.transposed) {
        const PhaseAxis rows(node.kernel_h, window.stride_h, window.dilation_h, window.padding.top);
        const PhaseAxis columns(
            node.kernel_w, window.stride_w, window.dilation_w, window.padding.left);
        term.phases_h = narrow(window.stride_h);
        term.phases_w = narrow(window.stride_w);
        term.pad_top = rows.pad;
        term.pad_left = columns.pad;
        for (std::size_t i = 0; i < rows.place.size(); ++i)
            for (std::size_t j = 0; j < columns.place.size(); ++j)
                term.taps.push_back(
                    {rows.place[i], columns.place[j], rows.phase[i], columns.phase[j]});
        return;
    }
    term.stride_h = narrow(window.stride_h);
    term.stride_w = narrow(window.stride_w);
    term.pad_top = choice.pad_top;
    term.pad_left = choice.pad_left;
    for (std::int64_t i = 0; i < node.kernel_h; ++i)
        for (std::int64_t j = 0; j < node.kernel_w; ++j)
            term.taps.push_back(
                {narrow(i * window.dilation_h), narrow(j * window.dilation_w), 0, 0});
}

/// Cycles that the larger of computing and reading takes at least.
std::uint64_t estimated_cycles(const InputChoice& choice,
                               const PictureShape& y,
                               const isa::HardwareConfig& config) {
    const Picture in = choice.form.picture(config);
    const Picture out = output_picture(y, config);
    const std::uint64_t compute =
        out.tensors() * blocks_for(choice.form.channels(), config.block_in()) *
        static_cast<std::uint64_t>(choice.node.kernel_h * choice.node.kernel_w);
    const std::uint64_t bytes = in.tensors() * config.elem_bytes(isa::MemoryType::kInp);
    return std::max(compute, bytes / config.bus_bytes());
}

}  // namespace

ProductNode product_node(const Graph& graph, const Node& node) {
    return Reader(graph, node).take();
}

ProductNode ProductNode::columns_folded() const {
    ProductNode folded = *this;
    folded.group_in *= kernel_w;
    folded.kernel_w = 1;
    folded.window.stride_w = 1;
    folded.window.dilation_w = 1;
    return folded;
}

ProductNode ProductNode::window_folded() const {
    ProductNode folded = columns_folded();
    folded.group_in *= kernel_h;
    folded.kernel_h = 1;
    folded.window.stride_h = 1;
    folded.window.dilation_h = 1;
    return folded;
}

InputCodes::InputCodes(const Tensor& x) {
    const std::int32_t zero_point = x.quantisation->zero_point(0);
    zero_code = static_cast<std::uint8_t>(zero_point);
    if (x.type == ElementType::kUint8) flip = 0x80;
    zero = static_cast<std::int8_t>(zero_code ^ flip);
}

InputChoice plain_input(const ProductNode& node, const PictureShape& x, const InputCodes& codes) {
    InputChoice choice;
    choice.node = node;
    choice.form = PackForm::plain(x);
    choice.form.flip = codes.flip;
    if (node.transposed) return choice;
    const Padding& padding = node.window.padding;
    if (codes.zero == 0) {
        choice.pad_top = static_cast<std::uint32_t>(padding.top);
        choice.pad_left = static_cast<std::uint32_t>(padding.left);
        return choice;
    }
    choice.form.pad_code = codes.zero_code;
    choice.form.rows.size += padding.top + padding.bottom;
    choice.form.rows.offset = padding.top;
    choice.form.columns.size += padding.left + padding.right;
    choice.form.columns.offset = padding.left;
    return choice;
}

InputChoice best_input(const ProductNode& node,
                       const PictureShape& x,
                       const PictureShape& y,
                       const InputCodes& codes,
                       const isa::HardwareConfig& config) {
    InputChoice plain = plain_input(node, x, codes);
    if (node.transposed || node.groups > 1 || node.kernel_h * node.kernel_w == 1) return plain;
    const Window& window = node.window;
    InputChoice columns = plain;
    columns.node = node.columns_folded();
    columns.form.pad_code = codes.zero_code;
    columns.form.columns = {
        y.width, window.stride_w, window.padding.left, node.kernel_w, window.dilation_w};
    columns.pad_left = 0;
    InputChoice whole = columns;
    whole.node = node.window_folded();
    whole.form.rows = {
        y.height, window.stride_h, window.padding.top, node.kernel_h, window.dilation_h};
    whole.pad_top = 0;
    // Folding costs the host time, so that it must be worth it.
    const auto worth = [&](const InputChoice& a, const InputChoice& b) {
        return estimated_cycles(a, y, config) * 10 < estimated_cycles(b, y, config) * 9;
    };
    const InputChoice& folded = worth(whole, columns) ? whole : columns;
    return worth(folded, plain) ? folded : plain;
}

void add_product_terms(const isa::HardwareConfig& config,
                       const LayerInput& input,
                       const InputChoice& choice,
                       LayerSpec& spec,
                       std::vector<std::int8_t>& weights) {
    const ProductNode& node = choice.node;
    const std::int64_t group_out = node.out_channels / node.groups;
    const auto ranges = [&](std::int64_t o) {
        const std::int64_t low = o / group_out * node.group_in;
        return ChannelRange{low, low + node.group_in};
    };
    const std::int64_t taps = node.kernel_h * node.kernel_w;
    for (const std::vector<std::int8_t>& part : node.parts) {
        ProductTerm term;
        set_geometry(choice, term);
        set_bands(config, input, node.out_channels, ranges, term);
        const auto weight = [&](std::int64_t o, std::int64_t i, std::size_t tap) {
            const std::int64_t place = o * taps + static_cast<std::int64_t>(tap);
            return part[index(place * node.group_in + i % node.group_in)];
        };
        append_weights(config, input, node.out_channels, ranges, weight, term, weights);
        spec.terms.push_back(std::move(term));
    }
}

}  // namespace vta::workloads
