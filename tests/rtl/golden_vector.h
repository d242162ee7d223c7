// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/rtl/rtl_bench.h"

namespace vta::tests {

/// What one launch is expected to do; keys as in the golden data's README.
struct GoldenLaunch {
    std::vector<std::string> instructions;  ///< hex, most significant digit first
    std::uint64_t cycles = 0, acc_writes = 0;
    std::uint64_t read_bursts = 0, read_beats = 0, write_bursts = 0, write_beats = 0;
    std::optional<std::uint32_t> dram_crc32;
    std::vector<RtlRun::ReadRequest> read_requests;  ///< empty: not compared
    std::array<std::vector<RtlRun::Times>, 3> timeline;
};

/// One line of a golden file.
struct GoldenVector {
    std::string name, kind, config;
    std::array<std::uint64_t, 6> base{};
    std::size_t dram_bytes = 0;
    std::uint64_t dram_seed = 0;
    std::vector<std::pair<std::uint64_t, std::string>> preload;  ///< address, hex bytes
    std::vector<GoldenLaunch> launches;
};

GoldenVector parse_golden_vector(const std::string& line);

/// First contents of DRAM: the seeded words, then the preloads.
void fill_dram(const GoldenVector& vector, std::vector<std::uint8_t>& dram);
/// Writes the instructions of a launch where the vector's base register points.
void write_instructions(const GoldenVector& vector,
                        const GoldenLaunch& launch,
                        std::vector<std::uint8_t>& dram);

/// CRC-32 as zlib computes it.
std::uint32_t crc32(const std::vector<std::uint8_t>& bytes);

/// What of a run is compared.
enum class Compared {
    kAll,
    kData,    ///< counts and DRAM, not cycles: the memory was slower
    kTiming,  ///< all but DRAM: scratchpads began with other contents
};

/// The differences of a run, one text each; empty if there is none.
std::vector<std::string> compare(Compared compared,
                                 const GoldenLaunch& want,
                                 const RtlRun& got,
                                 const std::vector<std::uint8_t>& dram);

}  // namespace vta::tests
