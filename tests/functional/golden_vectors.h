// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::tests {

/// A golden record as far as bytes go: what lies in DRAM before and its checksum after.
struct GoldenLaunch {
    std::vector<isa::Word128> instructions;
    std::string dram_crc32;             ///< eight hex digits; empty: timing only
    std::string dram_crc32_sequential;  ///< of an interpreter without the ALU lag, where it differs
    std::uint64_t acc_writes = 0;
};
struct GoldenRecord {
    std::string name;
    std::string config;
    isa::Program program;  ///< without instructions
    std::vector<GoldenLaunch> launches;
};

std::vector<GoldenRecord> read_golden(const std::string& path);
isa::HardwareConfig golden_config(const std::string& configs_path, const std::string& name);
/// CRC-32 as zlib computes it, eight hex digits.
std::string crc32_hex(const std::uint8_t* bytes, std::size_t count);

}  // namespace vta::tests
