// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "workloads/layer_geometry.h"

namespace vta::workloads {

/// One output tile and the tokens around it.
struct LayerTile {
    std::uint32_t batch = 0;  ///< batch block
    std::uint32_t y = 0, x = 0;
    std::uint32_t co = 0;  ///< first output block, counted from LayerSpec::first_out_block
    std::uint32_t rows = 0, columns = 0, co_blocks = 0;
    std::uint32_t thread = 0;   ///< virtual thread: which part of the accumulators
    std::uint32_t spatial = 0;  ///< number of the place (batch, y, x)
    bool load_vectors = false;  ///< the thread does not hold this channel tile's vectors yet
    bool waits_for_store =
        false;  ///< the thread's accumulators are free once its last tile is stored
    /// Plane p is stored; somebody waits for that. The next plane's shift is the first to.
    std::array<bool, 4> store_pushes{};
    std::array<bool, 4> plane_waits{};  ///< plane p waits for the store of plane p - 1

    std::uint32_t pixels() const { return rows * columns; }
};

/// One GEMM of a tile, after the loads that it lacks.
struct LayerStep {
    std::uint32_t tile = 0;   ///< position in LayerPlan::tiles
    std::uint32_t shape = 0;  ///< position in LayerGeometry::steps
    bool first = false;       ///< of its tile: accumulators are reset before
    bool last = false;        ///< of its tile: epilogue and store follow
    bool empty = false;  ///< nothing of the picture lies in the windows: neither loads nor GEMM
    bool load_input = false;
    bool load_weights = false;
    std::uint32_t inp_base = 0, wgt_base = 0;  ///< in the scratchpads
    bool waits_for_compute = false;            ///< the loads wait for an earlier step's GEMM
    bool frees_buffers = false;                ///< the GEMM pushes a token that a later load takes
};

/// The order of work. Free of races by construction: every load waits for the GEMM that read the
/// place last, every reset for the store of the thread's last tile, every GEMM for its loads; and
/// every token pushed is taken.
struct LayerPlan {
    std::vector<LayerTile> tiles;
    std::vector<LayerStep> steps;
};

/// The plan's memory is reused from call to call.
void make_layer_plan(const LayerGeometry& geometry, LayerPlan& plan);

}  // namespace vta::workloads
