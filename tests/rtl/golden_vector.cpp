// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/golden_vector.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>

namespace vta::tests {
namespace {

using nlohmann::json;

std::uint8_t byte_at(const std::string& hex, std::size_t digit) {
    return static_cast<std::uint8_t>(std::stoul(hex.substr(digit, 2), nullptr, 16));
}

std::int64_t cycle_or_never(const json& value) {
    return value.is_null() ? RtlRun::kNever : value.get<std::int64_t>();
}

std::vector<RtlRun::Times> parse_times(const json& rows) {
    std::vector<RtlRun::Times> times;
    for (const json& row : rows)
        times.push_back({row[0], cycle_or_never(row[1]), cycle_or_never(row[2])});
    return times;
}

GoldenLaunch parse_launch(const json& j) {
    GoldenLaunch launch;
    launch.instructions = j.at("instructions").get<std::vector<std::string>>();
    launch.cycles = j.at("cycles");
    launch.acc_writes = j.at("acc_writes");
    launch.read_bursts = j.at("read_bursts");
    launch.read_beats = j.at("read_beats");
    launch.write_bursts = j.at("write_bursts");
    launch.write_beats = j.at("write_beats");
    if (!j.at("dram_crc32").is_null())
        launch.dram_crc32 = static_cast<std::uint32_t>(
            std::stoul(j.at("dram_crc32").get<std::string>(), nullptr, 16));
    if (j.contains("read_requests"))
        for (const json& r : j.at("read_requests"))
            launch.read_requests.push_back({r[0], r[1], r[2], r[3]});
    const json& timeline = j.at("timeline");
    launch.timeline = {parse_times(timeline.at("load")),
                       parse_times(timeline.at("compute")),
                       parse_times(timeline.at("store"))};
    return launch;
}

void compare_number(std::vector<std::string>& differences,
                    const char* what,
                    std::uint64_t want,
                    std::uint64_t got) {
    if (want != got) differences.push_back(fmt::format("{}: got {}, want {}", what, got, want));
}

std::string text(const RtlRun::Times& t) {
    return fmt::format("[{}, {}, {}]", t.dispatch, t.start, t.done);
}
std::string text(const RtlRun::ReadRequest& r) {
    return fmt::format("[{}, {}, {:#x}, {}]", r.cycle, r.id, r.address, r.beats);
}

/// Names the first row that differs.
template <typename Row>
void compare_rows(std::vector<std::string>& differences,
                  const std::string& what,
                  const std::vector<Row>& want,
                  const std::vector<Row>& got) {
    for (std::size_t i = 0; i < want.size() || i < got.size(); ++i) {
        const std::string w = i < want.size() ? text(want[i]) : "nothing";
        const std::string g = i < got.size() ? text(got[i]) : "nothing";
        if (w == g) continue;
        differences.push_back(fmt::format("{} {}: got {}, want {}", what, i, g, w));
        return;
    }
}

void compare_cycles(std::vector<std::string>& differences,
                    const GoldenLaunch& want,
                    const RtlRun& got) {
    compare_number(differences, "cycles", want.cycles, got.cycles);
    const std::array<const char*, 3> names{"load", "compute", "store"};
    for (std::size_t m = 0; m < names.size(); ++m)
        compare_rows(differences, names[m], want.timeline[m], got.timeline[m].times);
    if (!want.read_requests.empty())
        compare_rows(differences, "read request", want.read_requests, got.read_requests);
}

}  // namespace

GoldenVector parse_golden_vector(const std::string& line) {
    const json j = json::parse(line);
    GoldenVector vector;
    vector.name = j.at("name");
    vector.kind = j.at("kind");
    vector.config = j.value("config", "");
    vector.base = j.at("base").get<std::array<std::uint64_t, 6>>();
    vector.dram_bytes = j.at("dram_bytes");
    vector.dram_seed = j.at("dram_seed");
    for (const json& p : j.at("preload")) vector.preload.emplace_back(p[0], p[1]);
    if (j.contains("launches")) {
        for (const json& launch : j.at("launches")) vector.launches.push_back(parse_launch(launch));
    } else {
        vector.launches.push_back(parse_launch(j));
    }
    return vector;
}

void fill_dram(const GoldenVector& vector, std::vector<std::uint8_t>& dram) {
    std::uint64_t state = vector.dram_seed;
    for (std::size_t at = 0; at + 8 <= dram.size(); at += 8) {
        state += 0x9E3779B97F4A7C15u;  // splitmix64
        std::uint64_t z = state;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        z ^= z >> 31;
        std::memcpy(&dram[at], &z, 8);
    }
    for (const auto& [address, hex] : vector.preload)
        for (std::size_t i = 0; 2 * i < hex.size(); ++i) dram.at(address + i) = byte_at(hex, 2 * i);
}

void write_instructions(const GoldenVector& vector,
                        const GoldenLaunch& launch,
                        std::vector<std::uint8_t>& dram) {
    std::uint64_t at = vector.base[0];
    for (const std::string& hex : launch.instructions)
        for (std::size_t i = 16; i-- > 0;) dram.at(at++) = byte_at(hex, 2 * i);
}

std::uint32_t crc32(const std::vector<std::uint8_t>& bytes) {
    static const std::vector<std::uint32_t> table = [] {
        std::vector<std::uint32_t> t(256);
        for (std::uint32_t i = 0; i < 256; ++i) {
            t[i] = i;
            for (int bit = 0; bit < 8; ++bit)
                t[i] = t[i] >> 1 ^ ((t[i] & 1) != 0 ? 0xEDB88320u : 0);
        }
        return t;
    }();
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const std::uint8_t byte : bytes) crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF];
    return ~crc;
}

std::vector<std::string> compare(Compared compared,
                                 const GoldenLaunch& want,
                                 const RtlRun& got,
                                 const std::vector<std::uint8_t>& dram) {
    std::vector<std::string> differences;
    if (!got.finished) differences.emplace_back("did not finish, or the cycle register is wrong");
    compare_number(differences, "errors", 0, got.errors);
    compare_number(differences, "acc_writes", want.acc_writes, got.acc_writes);
    compare_number(differences, "read_bursts", want.read_bursts, got.read_requests.size());
    compare_number(differences, "read_beats", want.read_beats, got.read_beats);
    compare_number(differences, "write_bursts", want.write_bursts, got.write_bursts);
    compare_number(differences, "write_beats", want.write_beats, got.write_beats);
    if (compared != Compared::kData) compare_cycles(differences, want, got);
    if (compared != Compared::kTiming && want.dram_crc32 && crc32(dram) != *want.dram_crc32)
        differences.push_back(
            fmt::format("DRAM: CRC-32 {:08x}, want {:08x}", crc32(dram), *want.dram_crc32));
    return differences;
}

}  // namespace vta::tests
