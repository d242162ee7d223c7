// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sim/hex.h"
#include "sim/vector.h"

namespace vta::sim {

namespace {

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Appends [element,element,...].
template <typename Range, typename Print>
void write_array(std::string& out, const Range& range, const Print& print) {
    out += '[';
    bool first = true;
    for (const auto& element : range) {
        if (!first) out += ',';
        first = false;
        print(element);
    }
    out += ']';
}

std::string cycle_or_null(const std::optional<std::int64_t>& cycle) {
    return cycle ? std::to_string(*cycle) : "null";
}

std::string crc_or_null(const std::optional<std::uint32_t>& crc) {
    return crc ? '"' + hex_digits(*crc, 8) + '"' : "null";
}

void write_timeline(const LaunchRecord& launch, std::string& out) {
    constexpr const char* kKeys[isa::kModuleCount] = {"load", "compute", "store"};
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        out += fmt::format("{}\"{}\":", module == 0 ? "{" : ",", kKeys[module]);
        write_array(out, launch.timeline[module], [&](const TimelineEntry& entry) {
            out += fmt::format("[{},{},{}]",
                               entry.dispatched,
                               cycle_or_null(entry.started),
                               cycle_or_null(entry.done));
        });
    }
    out += '}';
}

void write_launch(const LaunchRecord& launch, std::string& out) {
    out += "\"instructions\":";
    write_array(out, launch.instructions, [&](const isa::Word128& word) {
        out += '"' + hex_digits(word) + '"';
    });
    out += fmt::format(",\"cycles\":{},\"acc_writes\":{},\"read_bursts\":{},\"read_beats\":{}",
                       launch.cycles,
                       launch.acc_writes,
                       launch.read_bursts,
                       launch.read_beats);
    out += fmt::format(",\"write_bursts\":{},\"write_beats\":{},\"dram_crc32\":{}",
                       launch.write_bursts,
                       launch.write_beats,
                       crc_or_null(launch.dram_crc32));
    if (launch.dram_crc32_sequential) {
        out += ",\"dram_crc32_sequential\":" + crc_or_null(launch.dram_crc32_sequential);
    }
    out += ",\"timeline\":";
    write_timeline(launch, out);
    if (launch.read_requests) {
        out += ",\"read_requests\":";
        write_array(out, *launch.read_requests, [&](const ReadRequest& request) {
            out += fmt::format(
                "[{},{},{},{}]", request.cycle, request.id, request.address, request.beats);
        });
    }
}

void write_memory(const Vector& vector, std::string& out) {
    out += "\"base\":";
    write_array(out, vector.base, [&](std::uint64_t base) { out += std::to_string(base); });
    out += fmt::format(",\"dram_bytes\":{},\"dram_seed\":{}", vector.dram_bytes, vector.dram_seed);
    out += ",\"preload\":";
    write_array(out, vector.preload, [&](const isa::Segment& segment) {
        out += fmt::format("[{},\"{}\"]", segment.address, hex_digits(segment.bytes));
    });
}

}  // namespace

void write_vector(const Vector& vector, std::ostream& stream) {
    std::string out =
        fmt::format("{{\"name\":{},\"kind\":{}", quoted(vector.name), quoted(vector.kind));
    if (!vector.what.empty()) out += ",\"what\":" + quoted(vector.what);
    if (!vector.config.empty()) out += ",\"config\":" + quoted(vector.config);
    out += ',';
    write_memory(vector, out);
    out += ',';
    if (vector.several_launches) {
        out += "\"launches\":";
        write_array(out, vector.launches, [&](const LaunchRecord& launch) {
            out += '{';
            write_launch(launch, out);
            out += '}';
        });
    } else {
        write_launch(vector.launches.at(0), out);
    }
    if (vector.output_address || vector.output_files_equal) {
        out += ",\"output_address\":";
        out += vector.output_address ? std::to_string(*vector.output_address) : "null";
    }
    if (vector.output_files_equal) {
        out += ",\"output_files_equal\":";
        write_array(
            out, *vector.output_files_equal, [&](const std::string& name) { out += quoted(name); });
    }
    stream << out << "}\n";
}

}  // namespace vta::sim
