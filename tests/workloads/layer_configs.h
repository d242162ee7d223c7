// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "isa/hardware_config.h"

namespace vta::tests {

/// Configurations that layers are tested in: the default; and blocks, batches and buses that
/// differ, with small scratchpads.
inline std::vector<isa::HardwareConfig> layer_configs() {
    const auto config = [](const char* name,
                           std::uint32_t batch,
                           std::uint32_t block_in,
                           std::uint32_t block_out,
                           std::uint32_t bus_bits,
                           std::uint32_t depth,
                           std::uint32_t uop_depth) {
        isa::HardwareParameters p;
        p.name = name;
        p.batch = batch;
        p.block_in = block_in;
        p.block_out = block_out;
        p.memory_data_bits = bus_bits;
        p.inp_depth = p.acc_depth = depth;
        p.wgt_depth = depth / 2;
        p.uop_depth = uop_depth;
        return isa::HardwareConfig(p);
    };
    return {isa::HardwareConfig(),
            config("small", 1, 16, 16, 64, 512, 2048),
            config("few_uops", 1, 16, 16, 64, 512, 64),
            config("b8", 1, 8, 8, 64, 512, 1024),
            config("b8x16", 1, 8, 16, 128, 1024, 1024),
            config("b16x8", 2, 16, 8, 64, 512, 512),
            config("batch4", 4, 8, 8, 256, 512, 1024),
            config("b32", 1, 32, 32, 64, 256, 1024)};
}

}  // namespace vta::tests
