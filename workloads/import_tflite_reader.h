// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tflite_generated.h>

#include <string>
#include <vector>

#include "workloads/graph.h"

namespace vta::workloads {

/// Turns the operators of a verified TensorFlow Lite model into nodes. Tensors of the graph have
/// the numbers of the file's; those that importing adds come after them.
class TfliteReader {
  public:
    TfliteReader(const tflite::Model& model, const std::string& file);
    Graph read();

  private:
    using Ids = std::vector<TensorId>;

    void read_tensors();
    Tensor read_tensor(const tflite::Tensor& source, std::size_t index) const;
    void read_constant(const tflite::Tensor& source, Tensor& tensor) const;
    void read_quantisation(const tflite::Tensor& source, Tensor& tensor) const;
    Ids read_ids(const flatbuffers::Vector<std::int32_t>* ids, const std::string& what) const;

    void read_operator(const tflite::Operator& source);
    /// Chooses by operator code; each appends the node.
    void convert(std::int32_t code);
    bool convert_layer(std::int32_t code);
    bool convert_arithmetic(std::int32_t code);
    bool convert_movement(std::int32_t code);
    void convert_conv();
    void convert_depthwise();
    void convert_transpose_conv();
    void convert_pool(PoolKind kind);
    void convert_fully_connected();
    void convert_concat();
    void convert_mean();
    void convert_transpose();
    void convert_pad(bool mirrored);
    void convert_strided_slice();
    void convert_resize_bilinear();
    void convert_resize_nearest();
    void convert_elementwise(ElementwiseKind kind);

    /// Appends the node of the current operator: its first `inputs` inputs (absent ones left out).
    void add(Operator op, std::size_t inputs);
    void require_inputs(std::size_t count) const;
    const Tensor& input(std::size_t i) const;
    /// Weights stored as integers beside float activations, or the tensor itself.
    void dequantise_weights();
    /// The numbers of a constant integer input.
    std::vector<std::int64_t> integers(std::size_t i, const std::string& what) const;
    Activation activation(tflite::ActivationFunctionType type) const;
    Padding padding(tflite::Padding type,
                    const Window& window,
                    std::int64_t kernel_h,
                    std::int64_t kernel_w) const;
    [[noreturn]] void fail(const std::string& attribute,
                           const std::string& problem,
                           const std::string& supported = "") const;
    [[noreturn]] void fail_model(const std::string& problem) const;

    template <typename T>
    const T& options() const {
        const T* found = source_->builtin_options_as<T>();
        if (found == nullptr) fail("builtin_options", "is missing");
        return *found;
    }

    const tflite::Model& model_;
    const tflite::SubGraph* subgraph_ = nullptr;
    Graph graph_;
    // The operator being converted.
    const tflite::Operator* source_ = nullptr;
    std::string operator_name_;
    std::string node_name_;
    Ids inputs_;
    TensorId output_ = kNoTensor;
};

/// "CONV_2D"; "builtin 77" for codes that are not known here.
std::string tflite_operator_name(std::int32_t code);

}  // namespace vta::workloads
