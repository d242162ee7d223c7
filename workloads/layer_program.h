// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "runtime/runtime.h"
#include "workloads/layer.h"
#include "workloads/layer_schedule.h"

namespace vta::workloads {

struct LayerBuffers {
    std::vector<const runtime::Buffer*> inputs;  ///< as LayerSpec::inputs
    const runtime::Buffer* weights = nullptr;    ///< tensors of block_out x block_in bytes
    /// Vector v of output block co (counted from first_out_block) is accumulator tensor
    /// v * out_blocks + co: batch x block_out int32, the same for every batch row.
    const runtime::Buffer* vectors = nullptr;
    const runtime::Buffer* output = nullptr;
};

/// Throws UserError unless `config` has 8-bit activations, weights and outputs and 32-bit
/// accumulators.
void require_int8(const isa::HardwareConfig& config);

/// Appends a whole layer to the runtime's queue; synchronize() then runs it. Throws UserError for
/// what does not fit (why_not says it beforehand).
void append_layer(runtime::Runtime& runtime,
                  const LayerSpec& spec,
                  const LayerSchedule& schedule,
                  const LayerBuffers& buffers);

/// Plain contents of the buffers, as bytes in the layouts above.
struct LayerData {
    std::vector<std::vector<std::int8_t>> inputs;
    std::vector<std::int8_t> weights;
    std::vector<std::int32_t> vectors;
    std::vector<std::int8_t> output;  ///< read and written: blocks that are not written stay
};

/// Computes a layer plainly on the host, by the definitions of LayerSpec alone.
void evaluate_layer(const isa::HardwareConfig& config, const LayerSpec& spec, LayerData& data);

}  // namespace vta::workloads
