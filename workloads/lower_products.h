// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/graph.h"
#include "workloads/lower_layout.h"
#include "workloads/lower_terms.h"

/// Convolutions, dense layers and matrix products as terms of layers.
namespace vta::workloads {

/// A product node in one form: weights [out][kernel row][kernel column][in of a group] less their
/// zero point, as parts that fit int8 and are added up, and where their windows lie.
struct ProductNode {
    std::int64_t out_channels = 1;
    std::int64_t groups = 1;
    std::int64_t kernel_h = 1;
    std::int64_t kernel_w = 1;
    std::int64_t group_in = 1;
    Window window;
    bool transposed = false;
    std::vector<std::vector<std::int8_t>> parts;
    std::vector<std::int32_t> weight_sums;  ///< by output channel

    /// Kernel columns, or the whole kernel, become input channels.
    ProductNode columns_folded() const;
    ProductNode window_folded() const;
};
ProductNode product_node(const Graph& graph, const Node& node);

/// What `x - zero_point` needs: the code that is zero, and the numbers that int8 holds for codes.
struct InputCodes {
    std::uint8_t zero_code = 0;  ///< as stored
    std::int32_t zero = 0;       ///< as an int8 number
    std::uint8_t flip = 0;
    explicit InputCodes(const Tensor& x);
};

/// Ways to lay out the input of a product, and the product as it is then.
struct InputChoice {
    PackForm form;
    ProductNode node;
    std::uint32_t pad_top = 0;  ///< left to LOAD
    std::uint32_t pad_left = 0;
};
/// The input as it is, with a border of zero codes where LOAD's zeros would be wrong.
InputChoice plain_input(const ProductNode& node, const PictureShape& x, const InputCodes& codes);
/// The one with the fewest estimated cycles of those that fold windows into channels too.
InputChoice best_input(const ProductNode& node,
                       const PictureShape& x,
                       const PictureShape& y,
                       const InputCodes& codes,
                       const isa::HardwareConfig& config);

/// Adds the terms of input 0 to the layer, whose out_blocks are set, and their weights.
void add_product_terms(const isa::HardwareConfig& config,
                       const LayerInput& input,
                       const InputChoice& choice,
                       LayerSpec& spec,
                       std::vector<std::int8_t>& weights);

}  // namespace vta::workloads
