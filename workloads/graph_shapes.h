// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workloads/graph.h"

namespace vta::workloads {

/// Shape of the node's output, from its operator and the shapes of its inputs. Throws ModelError
/// for inputs that do not fit.
Shape infer_shape(const Graph& graph, const Node& node);

/// Sizes that NumPy's broadcasting gives two shapes; empty optional where they do not fit.
std::optional<Shape> broadcast(const Shape& a, const Shape& b);

/// Positions of a window of `kernel` elements on `size` padded ones; below 1 where it does not fit.
std::int64_t window_positions(std::int64_t size,
                              std::int64_t kernel,
                              std::int64_t stride,
                              std::int64_t dilation,
                              std::int64_t padding);

/// Largest number of elements a tensor may have; files that ask for more are refused.
constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;
/// Larger results of constants are left to the run, so that a small file cannot fill the memory.
constexpr std::int64_t kMaxFoldedElements = std::int64_t{1} << 24;

}  // namespace vta::workloads
