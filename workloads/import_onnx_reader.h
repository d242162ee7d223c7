// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "workloads/graph.h"
#include "workloads/import_onnx.h"
#include "workloads/import_onnx_model.h"

namespace vta::workloads {

/// Turns the nodes of an ONNX model into those of a graph.
class OnnxReader {
  public:
    /// By node name: rows and columns that a ConvTranspose's output_shape has more than the strides
    /// give.
    using Surplus = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;

    OnnxReader(const OnnxModel& model, const std::string& file, const OnnxOptions& options);
    /// `known` replaces what output_shape attributes say.
    Graph read(const Surplus& known = {});
    const Surplus& surplus() const { return surplus_; }

  private:
    using Convert = void (OnnxReader::*)();
    static const std::map<std::string, Convert>& converters();

    void read_inputs();
    void read_node(const OnnxNode& source);
    void spread_quantisation();

    // One for each operator, on current_.
    void convert_conv();
    void convert_conv_integer();
    void convert_qlinear_conv();
    void convert_conv_transpose();
    void convert_max_pool();
    void convert_average_pool();
    void convert_global_average_pool();
    void convert_global_max_pool();
    void convert_gemm();
    void convert_matmul();
    void convert_matmul_integer();
    void convert_qlinear_matmul();
    void convert_batch_norm();
    void convert_instance_norm();
    void convert_add();
    void convert_sub();
    void convert_mul();
    void convert_relu();
    void convert_clip();
    void convert_leaky_relu();
    void convert_tanh();
    void convert_sigmoid();
    void convert_softmax();
    void convert_log_softmax();
    void convert_quantize();
    void convert_dequantize();
    void convert_cast();
    void convert_image_scaler();
    void convert_affine();
    void convert_crop();
    void convert_identity();
    void convert_constant();
    void convert_shape();
    void convert_reshape();
    void convert_flatten();
    void convert_squeeze();
    void convert_unsqueeze();
    void convert_transpose();
    void convert_concat();
    void convert_slice();
    void convert_pad();
    void convert_reduce_mean();
    void convert_resize();
    void convert_upsample();

    // Parts of the above.
    TensorId conv(TensorId x, TensorId w, TensorId bias, ElementType type);
    TensorId dense(TensorId a, TensorId b, ElementType type);
    void pool(PoolKind kind);
    void elementwise(ElementwiseKind kind);
    void softmax(bool logarithm);
    void resize(const std::vector<float>& scales,
                const std::vector<std::int64_t>& sizes,
                Resize op);
    Window window(const Shape& x, std::int64_t kernel_h, std::int64_t kernel_w);
    std::pair<std::int64_t, std::int64_t> kernel(std::int64_t h, std::int64_t w);

    // Attributes; wrong kinds are errors.
    const OnnxAttribute* find(const std::string& name, OnnxAttribute::Kind kind) const;
    std::int64_t integer(const std::string& name, std::int64_t fallback) const;
    float real(const std::string& name, float fallback) const;
    std::string text(const std::string& name, const std::string& fallback) const;
    std::vector<std::int64_t> integers(const std::string& name) const;
    /// Two positive numbers, or the fallback twice.
    std::pair<std::int64_t, std::int64_t> pair(const std::string& name,
                                               std::int64_t fallback) const;
    std::size_t axis_of(std::int64_t axis, std::size_t rank, const std::string& name) const;

    // Inputs.
    bool has(std::size_t i) const;
    TensorId in(std::size_t i) const;
    const Tensor& tensor(TensorId id) const { return graph_.tensor(id); }
    const Shape& picture(TensorId id) const;  ///< the shape, which has four axes
    const Tensor& constant(std::size_t i, const std::string& what) const;
    std::vector<std::int64_t> constant_integers(std::size_t i, const std::string& what) const;
    /// An input, or before opset `since` an attribute.
    std::vector<std::int64_t> integers_of(std::size_t i, const std::string& name) const;
    Quantisation quantisation(std::size_t scale, std::size_t zero, std::int64_t axis) const;
    Quantisation zero_only(std::size_t zero, std::size_t axis) const;

    // Building.
    TensorId emit(Operator op,
                  const std::vector<TensorId>& inputs,
                  ElementType type,
                  const std::string& suffix = "");
    TensorId emit(Operator op, const std::vector<TensorId>& inputs);
    TensorId transposed(TensorId id, const std::vector<std::size_t>& order);
    TensorId to_nhwc(TensorId id) { return transposed(id, {0, 2, 3, 1}); }
    TensorId to_nchw(TensorId id) { return transposed(id, {0, 3, 1, 2}); }
    TensorId constant_like(const std::vector<float>& numbers, const Shape& shape);
    /// The tensor with this quantisation; a copy where a constant has another one already.
    TensorId with_quantisation(TensorId id, const Quantisation& q);
    TensorId bias_of(TensorId bias, std::int64_t channels);
    void finish(TensorId output);

    [[noreturn]] void fail(const std::string& attribute,
                           const std::string& problem,
                           const std::string& supported = "") const;

    const OnnxModel& model_;
    const OnnxOptions& options_;
    Graph graph_;
    std::map<std::string, TensorId> values_;
    Surplus surplus_;
    Surplus known_;
    const OnnxNode* current_ = nullptr;
    std::size_t emitted_ = 0;  // nodes of the current one
};

}  // namespace vta::workloads
