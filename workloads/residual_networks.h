// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "workloads/graph.h"

namespace vta::workloads {

/// The residual network of 18, 34 or 50 layers for 1000 classes (the first version: a block's
/// stride is that of its first convolution), as a float graph with an input of image_size x
/// image_size x 3 and logits as output. The weights are random, of a size that keeps activations
/// bounded: for cycles and utilisation, not for recognising anything. Throws UserError for other
/// depths, and for pictures of less than 32 rows.
Graph make_resnet(int depth, std::int64_t image_size, std::uint64_t seed);

}  // namespace vta::workloads
