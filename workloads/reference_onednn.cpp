// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference_onednn.h"

#include <dlfcn.h>

#include <dnnl.hpp>

#include "workloads/graph_cost.h"

namespace vta::workloads {

namespace {

using dnnl::memory;

constexpr std::uint64_t kMinMacs = 1 << 20;  // below, making a primitive takes as long

// oneDNN's threads are OpenMP's, which this project does not use otherwise.
void use_one_thread() {
    using SetThreads = void (*)(int);
    static const auto set_threads =
        reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    if (set_threads != nullptr) set_threads(1);
}

// Before the first primitive is made, and once.
bool pinned_to_avx2() {
    static const bool pinned = [] {
        dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx2);
        return dnnl::get_effective_cpu_isa() == dnnl::cpu_isa::avx2;
    }();
    return pinned;
}

/// A convolution's tensors as oneDNN names their axes: pictures NCHW, weights [g]OIHW.
struct Axes {
    memory::dims x;
    memory::dims y;
    memory::dims w;
    memory::dims w_strides;
};

memory::dims picture(const Shape& nhwc) { return {nhwc[0], nhwc[3], nhwc[1], nhwc[2]}; }

Axes axes_of(const NodeRun& run) {
    const Shape& w = run.in(1).shape;
    Axes axes{picture(run.in(0).shape), picture(run.out().shape), {}, {}};
    std::int64_t groups = 1;
    if (const auto* conv = std::get_if<Conv2D>(&run.node.op)) {
        groups = conv->groups;
        axes.w = {groups, w[0] / groups, w[3], w[1], w[2]};
        const std::int64_t kernel = w[1] * w[2] * w[3];
        axes.w_strides = {w[0] / groups * kernel, kernel, 1, w[2] * w[3], w[3]};
    } else if (std::holds_alternative<DepthwiseConv2D>(run.node.op)) {
        groups = run.in(0).shape[3];
        axes.w = {groups, w[3] / groups, 1, w[1], w[2]};
        axes.w_strides = {w[3] / groups, 1, 1, w[2] * w[3], w[3]};
    } else {
        groups = std::get<TransposeConv2D>(run.node.op).groups;
        axes.w = {groups, w[0], w[3] / groups, w[1], w[2]};
        const std::int64_t kernel = w[1] * w[2] * w[3];
        axes.w_strides = {w[3] / groups, kernel, 1, w[2] * w[3], w[3]};
    }
    if (groups == 1 && !std::holds_alternative<DepthwiseConv2D>(run.node.op)) {
        axes.w.erase(axes.w.begin());
        axes.w_strides.erase(axes.w_strides.begin());
    }
    return axes;
}

Window window_of(const Operator& op) {
    if (const auto* conv = std::get_if<Conv2D>(&op)) return conv->window;
    if (const auto* depthwise = std::get_if<DepthwiseConv2D>(&op)) return depthwise->window;
    const auto& transposed = std::get<TransposeConv2D>(op);
    Window window = transposed.window;
    window.padding.bottom -= transposed.output_padding_h;
    window.padding.right -= transposed.output_padding_w;
    return window;
}

// Rows and columns at the end of the window's way that reach nothing are oneDNN's padding too.
memory::dims end_padding(const NodeRun& run, const Axes& axes, const Window& window) {
    if (std::holds_alternative<TransposeConv2D>(run.node.op))
        return {window.padding.bottom, window.padding.right};
    const auto needed = [](std::int64_t y,
                           std::int64_t x,
                           std::int64_t kernel,
                           std::int64_t stride,
                           std::int64_t dilation,
                           std::int64_t before) {
        return (y - 1) * stride + (kernel - 1) * dilation + 1 - x - before;
    };
    const std::size_t rows = axes.w.size() - 2;
    return {needed(axes.y[2],
                   axes.x[2],
                   axes.w[rows],
                   window.stride_h,
                   window.dilation_h,
                   window.padding.top),
            needed(axes.y[3],
                   axes.x[3],
                   axes.w[rows + 1],
                   window.stride_w,
                   window.dilation_w,
                   window.padding.left)};
}

memory converted(memory from, const memory::desc& as, dnnl::stream& stream) {
    if (from.get_desc() == as) return from;
    memory to(as, from.get_engine());
    dnnl::reorder(from, to).execute(stream, from, to);
    return to;
}

template <typename Primitive>
std::vector<float> sums_of(const NodeRun& run,
                           const typename Primitive::primitive_desc& description,
                           const Axes& axes,
                           const dnnl::engine& engine) {
    dnnl::stream stream(engine);
    std::vector<float> sums(static_cast<std::size_t>(element_count(run.out().shape)));
    const auto plain = [](const memory::dims& dims) {
        return memory::desc(dims, memory::data_type::f32, memory::format_tag::nhwc);
    };
    // oneDNN takes no pointers to constants; it writes the output only.
    const auto numbers = [](const TensorValue& value) {
        return const_cast<float*>(value.data<float>());
    };
    const memory x(plain(axes.x), engine, numbers(run.in(0)));
    const memory w(
        memory::desc(axes.w, memory::data_type::f32, axes.w_strides), engine, numbers(run.in(1)));
    const memory y(plain(axes.y), engine, sums.data());
    const bool same = description.dst_desc() == y.get_desc();
    memory result = same ? y : memory(description.dst_desc(), engine);
    const memory source = converted(x, description.src_desc(), stream);
    const memory weights = converted(w, description.weights_desc(), stream);
    Primitive(description)
        .execute(stream,
                 {{DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, result}});
    memory output = y;
    if (!same) dnnl::reorder(result, output).execute(stream, result, output);
    stream.wait();
    return sums;
}

template <typename Primitive>
std::vector<float> run_primitive(const NodeRun& run, dnnl::algorithm algorithm) {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    const Axes axes = axes_of(run);
    const Window window = window_of(run.node.op);
    const auto any = [](const memory::dims& dims) {
        return memory::desc(dims, memory::data_type::f32, memory::format_tag::any);
    };
    const typename Primitive::desc operation(dnnl::prop_kind::forward_inference,
                                             algorithm,
                                             any(axes.x),
                                             any(axes.w),
                                             any(axes.y),
                                             {window.stride_h, window.stride_w},
                                             {window.dilation_h - 1, window.dilation_w - 1},
                                             {window.padding.top, window.padding.left},
                                             end_padding(run, axes, window));
    return sums_of<Primitive>(
        run, typename Primitive::primitive_desc(operation, engine), axes, engine);
}

bool is_convolution(const Operator& op) {
    return std::holds_alternative<Conv2D>(op) || std::holds_alternative<DepthwiseConv2D>(op) ||
           std::holds_alternative<TransposeConv2D>(op);
}

}  // namespace

std::optional<std::vector<float>> onednn_sums(const NodeRun& run) {
    if (!is_convolution(run.node.op) || run.in(0).type != ElementType::kFloat32 ||
        macs_of(run.graph, run.node) < kMinMacs || !pinned_to_avx2())
        return std::nullopt;
    use_one_thread();
    try {
        if (std::holds_alternative<TransposeConv2D>(run.node.op))
            return run_primitive<dnnl::deconvolution_forward>(
                run, dnnl::algorithm::deconvolution_direct);
        return run_primitive<dnnl::convolution_forward>(run, dnnl::algorithm::convolution_direct);
    } catch (const dnnl::error&) {
        return std::nullopt;  // a shape that it has no kernel for
    }
}

}  // namespace vta::workloads
