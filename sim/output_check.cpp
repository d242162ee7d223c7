// SPDX-License-Identifier: Apache-2.0
#include "sim/output_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/crc32.h"
#include "sim/hex.h"
#include "sim/vector_replayer.h"

namespace vta::sim {

namespace {

using State = OutputCheck::State;

OutputCheck check_regions(const isa::Program& program, const functional::Dram& dram) {
    std::uint64_t bytes = 0;
    for (const isa::ExpectedRegion& region : program.expected) {
        if (!dram.contains(region.address, region.bytes.size())) {
            return {
                State::kDifferent,
                fmt::format("region {} at 0x{:x} lies outside DRAM", region.name, region.address)};
        }
        const std::uint8_t* got = dram.data() + region.address;
        std::size_t first = region.bytes.size();
        std::size_t different = 0;
        for (std::size_t i = region.bytes.size(); i-- > 0;) {
            if (got[i] == region.bytes[i]) continue;
            first = i;
            ++different;
        }
        if (different > 0) {
            return {State::kDifferent,
                    fmt::format("region {}: {} of {} bytes differ, the first at byte {} (DRAM "
                                "0x{:x}): expected 0x{:02x}, got 0x{:02x}",
                                region.name,
                                different,
                                region.bytes.size(),
                                first,
                                region.address + first,
                                region.bytes[first],
                                got[first])};
        }
        bytes += region.bytes.size();
    }
    return {State::kEqual,
            fmt::format("{} bytes in {} expected region{}",
                        bytes,
                        program.expected.size(),
                        program.expected.size() == 1 ? "" : "s")};
}

OutputCheck check_crc(const LoadedProgram& program, const functional::Dram& dram) {
    const Vector& vector = *program.vector;
    const auto& expected = vector.launches.back().dram_crc32;
    if (!expected) return {State::kNotChecked, "the vector says nothing of DRAM (timing only)"};
    const std::string recorded_for = config_name_of(vector);
    if (program.config.name() != recorded_for) {
        return {State::kNotChecked,
                "the vector was recorded with the configuration " + recorded_for};
    }
    const std::uint32_t got = crc32(dram.data(), vector.dram_bytes);
    if (got == *expected) {
        return {State::kEqual, "CRC-32 of DRAM is " + hex_digits(got, 8) + " as recorded"};
    }
    return {State::kDifferent,
            "CRC-32 of DRAM: expected " + hex_digits(*expected, 8) + ", got " + hex_digits(got, 8)};
}

}  // namespace

OutputCheck check_output(const LoadedProgram& program, const Session& session) {
    if (!session.knows().data) return {State::kNotChecked, "no data moved (timing only)"};
    if (program.vector) return check_crc(program, session.dram());
    const isa::Program& last = program.launches.back();
    if (last.expected.empty()) return {State::kNotChecked, "the program expects nothing"};
    return check_regions(last, session.dram());
}

}  // namespace vta::sim
