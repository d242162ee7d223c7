// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_configs.h"

#include <cstdlib>

namespace vta::tests {

using isa::HardwareConfig;
using isa::HardwareParameters;

namespace {

/// Block and bus of the default configuration changed.
HardwareParameters shaped(const char* name,
                          std::uint32_t block_in,
                          std::uint32_t block_out,
                          std::uint32_t bus_bits,
                          std::uint32_t burst_bits) {
    HardwareParameters parameters;
    parameters.name = name;
    parameters.block_in = block_in;
    parameters.block_out = block_out;
    parameters.memory_data_bits = bus_bits;
    parameters.memory_burst_length_bits = burst_bits;
    return parameters;
}

/// Batch and scalar widths of the default configuration changed.
HardwareParameters typed(const char* name,
                         std::uint32_t batch,
                         std::uint32_t inp_bits,
                         std::uint32_t wgt_bits,
                         std::uint32_t acc_bits,
                         std::uint32_t out_bits) {
    HardwareParameters parameters;
    parameters.name = name;
    parameters.batch = batch;
    parameters.inp_bits = inp_bits;
    parameters.wgt_bits = wgt_bits;
    parameters.acc_bits = acc_bits;
    parameters.out_bits = out_bits;
    return parameters;
}

HardwareParameters small_buffers() {
    HardwareParameters parameters;
    parameters.name = "small";
    parameters.uop_depth = 64;
    parameters.inp_depth = 32;
    parameters.wgt_depth = 8;
    parameters.acc_depth = 16;
    parameters.instruction_queue_depth = 4;
    parameters.outstanding_reads = 2;
    return parameters;
}

HardwareParameters deep_uops() {
    HardwareParameters parameters;
    parameters.name = "deep";
    parameters.uop_depth = 8192;
    parameters.inp_depth = 4096;
    parameters.wgt_depth = 256;
    parameters.acc_depth = 512;
    parameters.memory_address_bits = 64;
    return parameters;
}

HardwareParameters slow_memory() {
    HardwareParameters parameters;
    parameters.name = "slow";
    parameters.memory_first_beat_latency = 200;
    parameters.memory_latency_per = isa::MemoryLatencyPer::kRequest;
    parameters.memory_cycles_per_beat = 3;
    parameters.memory_request_queue_depth = 2;
    return parameters;
}

}  // namespace

std::vector<HardwareConfig> random_program_configs() {
    HardwareParameters eight = shaped("q8", 16, 16, 64, 4);
    eight.instruction_queue_depth = 8;
    HardwareParameters batched = shaped("batch4b8x4", 8, 4, 128, 8);
    batched.batch = 4;
    std::vector<HardwareConfig> configs;
    for (const HardwareParameters& parameters : {shaped("de10nano", 16, 16, 64, 4),
                                                 shaped("pynq", 16, 16, 64, 8),
                                                 shaped("b8", 8, 8, 64, 8),
                                                 shaped("b32", 32, 32, 64, 8),
                                                 shaped("b8x16", 8, 16, 64, 6),
                                                 eight,
                                                 shaped("bus128", 16, 16, 128, 8),
                                                 shaped("bus256", 16, 16, 256, 8),
                                                 shaped("bus512", 16, 16, 512, 8),
                                                 shaped("b4", 4, 4, 64, 4),
                                                 shaped("b4bus512", 4, 4, 512, 3),
                                                 shaped("b64", 64, 64, 256, 8),
                                                 shaped("b16x8", 16, 8, 128, 5),
                                                 typed("batch2", 2, 8, 8, 32, 8),
                                                 typed("i16w16", 1, 16, 16, 32, 16),
                                                 typed("i8w16a16o16", 1, 8, 16, 16, 16),
                                                 typed("i32w8o32", 2, 32, 8, 32, 32),
                                                 typed("a8", 1, 8, 8, 8, 8),
                                                 batched,
                                                 small_buffers(),
                                                 deep_uops(),
                                                 slow_memory()})
        configs.emplace_back(parameters, "random_program_configs");
    return configs;
}

std::uint32_t random_program_count(std::uint32_t fallback) {
    const char* const named = std::getenv("VTA_RANDOM_PROGRAMS");
    return named != nullptr ? static_cast<std::uint32_t>(std::strtoul(named, nullptr, 0))
                            : fallback;
}

}  // namespace vta::tests
