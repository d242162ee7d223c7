// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "workloads/conv2d_geometry.h"

namespace vta::workloads {

/// One output tile and the tokens around it.
struct Conv2dTile {
    std::uint32_t batch = 0;  ///< batch block
    std::uint32_t y = 0, x = 0;
    std::uint32_t co = 0;  ///< first output channel block
    std::uint32_t rows = 0, columns = 0, co_blocks = 0;
    std::uint32_t thread = 0;  ///< virtual thread
    bool load_bias = false;    ///< the thread does not hold this channel tile's bias yet
    /// The thread's accumulators are free once its last tile is stored.
    bool waits_for_store = false;
    bool store_pushes = false;  ///< somebody waits for this tile's store
};

/// One GEMM: a tile's sum over some input channel blocks, after the loads that it lacks.
struct Conv2dStep {
    std::uint32_t tile = 0;  ///< position in Conv2dPlan::tiles
    std::uint32_t ci = 0;    ///< first input channel block
    std::uint32_t ci_blocks = 0;
    bool first = false;  ///< of its tile: accumulators are reset before
    bool last = false;   ///< of its tile: epilogue and store follow
    bool load_input = false;
    bool load_weights = false;
    /// Tokens of earlier steps' GEMMs that the loads take: they free the thread's buffers.
    std::uint32_t compute_tokens = 0;
    bool frees_buffers = false;  ///< the GEMM pushes a token that a later load takes
};

/// The order of work. Free of races by construction: every load into a virtual thread's buffers
/// waits for the GEMM that read them last, every reset for the store of the thread's last tile,
/// every GEMM for its loads; and every token pushed is taken.
struct Conv2dPlan {
    std::vector<Conv2dTile> tiles;
    std::vector<Conv2dStep> steps;
};

/// `with_bias` decides whether tiles load one. The plan's memory is reused from call to call.
void make_conv2d_plan(const Conv2dGeometry& geometry, bool with_bias, Conv2dPlan& plan);

}  // namespace vta::workloads
