// SPDX-License-Identifier: Apache-2.0
#include "sim/vector.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/json_reader.h"
#include "sim/hex.h"

namespace vta::sim {

namespace {

constexpr std::uint64_t kMaxUnsigned = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMaxCycle = std::uint64_t{1} << 60;
// What 32-bit registers reach. All of it is filled and checked, so more would take too long anyway.
constexpr std::uint64_t kMaxDramBytes = std::uint64_t{1} << 32;

constexpr const char* kModuleKeys[isa::kModuleCount] = {"load", "compute", "store"};

std::int64_t read_cycle(const JsonReader& reader) {
    return static_cast<std::int64_t>(reader.as_unsigned(0, kMaxCycle));
}

std::optional<std::int64_t> read_optional_cycle(const JsonReader& reader) {
    if (reader.is_null()) return std::nullopt;
    return read_cycle(reader);
}

TimelineEntry read_timeline_entry(const JsonReader& reader) {
    const auto values = reader.elements();
    if (values.size() != 3) reader.fail("[dispatch cycle, start cycle, done cycle]");
    return {read_cycle(values[0]), read_optional_cycle(values[1]), read_optional_cycle(values[2])};
}

ReadRequest read_read_request(const JsonReader& reader) {
    const auto values = reader.elements();
    if (values.size() != 4) reader.fail("[cycle, id, byte address, beats]");
    return {read_cycle(values[0]),
            values[1].as_unsigned(0, kMaxUnsigned),
            values[2].as_unsigned(0, kMaxUnsigned),
            values[3].as_unsigned(0, kMaxUnsigned)};
}

std::optional<std::uint32_t> read_crc32(const JsonReader& reader) {
    if (reader.is_null()) return std::nullopt;
    const std::string text = reader.as_string();
    const auto value = text.size() == 8 ? parse_hex(text, 0, 8) : std::nullopt;
    if (!value) reader.fail("eight hexadecimal digits or null");
    return static_cast<std::uint32_t>(*value);
}

void read_timeline(const JsonReader& reader, LaunchRecord& launch) {
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        const auto entries = reader.required(kModuleKeys[module]).elements();
        auto& timeline = launch.timeline[module];
        timeline.reserve(entries.size());
        for (const JsonReader& entry : entries) timeline.push_back(read_timeline_entry(entry));
    }
    reader.refuse_unknown_keys();
}

LaunchRecord read_launch(const JsonReader& reader) {
    LaunchRecord launch;
    const auto words = reader.required("instructions").elements();
    launch.instructions.reserve(words.size());
    for (const JsonReader& text : words) {
        const auto word = parse_word(text.as_string());
        if (!word) text.fail("32 hexadecimal digits");
        launch.instructions.push_back(*word);
    }
    launch.cycles = reader.required("cycles").as_unsigned(0, kMaxCycle);
    launch.acc_writes = reader.required("acc_writes").as_unsigned(0, kMaxUnsigned);
    launch.read_bursts = reader.required("read_bursts").as_unsigned(0, kMaxUnsigned);
    launch.read_beats = reader.required("read_beats").as_unsigned(0, kMaxUnsigned);
    launch.write_bursts = reader.required("write_bursts").as_unsigned(0, kMaxUnsigned);
    launch.write_beats = reader.required("write_beats").as_unsigned(0, kMaxUnsigned);
    launch.dram_crc32 = read_crc32(reader.required("dram_crc32"));
    if (const auto crc = reader.optional("dram_crc32_sequential")) {
        launch.dram_crc32_sequential = read_crc32(*crc);
    }
    read_timeline(reader.required("timeline"), launch);
    if (const auto requests = reader.optional("read_requests")) {
        launch.read_requests.emplace();
        for (const JsonReader& request : requests->elements()) {
            launch.read_requests->push_back(read_read_request(request));
        }
    }
    return launch;
}

isa::Segment read_preload(const JsonReader& reader, std::uint64_t dram_bytes) {
    const auto values = reader.elements();
    if (values.size() != 2) reader.fail("[byte address, hexadecimal bytes]");
    isa::Segment segment;
    segment.name = "preload";
    segment.address = values[0].as_unsigned(0, dram_bytes);
    auto bytes = parse_bytes(values[1].as_string());
    if (!bytes) values[1].fail("an even number of hexadecimal digits");
    if (bytes->size() > dram_bytes - segment.address) {
        reader.fail("bytes that end within dram_bytes (" + std::to_string(dram_bytes) + ")");
    }
    segment.bytes = std::move(*bytes);
    return segment;
}

void read_memory(const JsonReader& reader, Vector& vector) {
    const JsonReader bases = reader.required("base");
    const auto values = bases.elements();
    if (values.size() != isa::kBaseRegisterCount) {
        bases.fail("six byte addresses (instructions, uop, inp, wgt, acc, out)");
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        vector.base[i] = values[i].as_unsigned(0, kMaxUnsigned);
    }
    vector.dram_bytes = reader.required("dram_bytes").as_unsigned(1, kMaxDramBytes);
    vector.dram_seed = reader.required("dram_seed").as_unsigned(0, kMaxUnsigned);
    for (const JsonReader& entry : reader.required("preload").elements()) {
        vector.preload.push_back(read_preload(entry, vector.dram_bytes));
    }
}

void read_launches(const JsonReader& reader, Vector& vector) {
    if (const auto launches = reader.optional("launches")) {
        vector.several_launches = true;
        for (const JsonReader& launch : launches->elements()) {
            vector.launches.push_back(read_launch(launch));
            launch.refuse_unknown_keys();
        }
        if (vector.launches.empty()) launches->fail("at least one launch");
    } else {
        vector.launches.push_back(read_launch(reader));
    }
}

void check_instructions_fit(const JsonReader& reader, const Vector& vector) {
    const std::uint64_t at = vector.base[0];
    for (const LaunchRecord& launch : vector.launches) {
        const std::uint64_t bytes = launch.instructions.size() * isa::kInstructionBytes;
        if (at <= vector.dram_bytes && bytes <= vector.dram_bytes - at) continue;
        throw ConfigError(
            reader.where(),
            std::to_string(launch.instructions.size()) + " instructions at byte " +
                std::to_string(at),
            "instructions that end within dram_bytes (" + std::to_string(vector.dram_bytes) + ")");
    }
}

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

}  // namespace

isa::Program to_program(const Vector& vector, std::size_t launch) {
    isa::Program program;
    program.name = vector.name;
    program.base = vector.base;
    program.dram_bytes = vector.dram_bytes;
    program.dram_seed = vector.dram_seed;
    program.segments = vector.preload;
    program.instructions = vector.launches.at(launch).instructions;
    return program;
}

Vector parse_vector(const std::string& text, const std::string& file, std::uint64_t line) {
    const JsonReader reader = JsonReader::parse_text(text, file, line);
    Vector vector;
    vector.file = file;
    vector.line = line;
    vector.name = reader.required("name").as_string();
    vector.kind = reader.required("kind").as_string();
    if (const auto what = reader.optional("what")) vector.what = what->as_string();
    if (const auto config = reader.optional("config")) vector.config = config->as_string();
    read_memory(reader, vector);
    read_launches(reader, vector);
    if (const auto address = reader.optional("output_address")) {
        if (!address->is_null()) {
            vector.output_address = address->as_unsigned(0, kMaxUnsigned);
        }
    }
    if (const auto files = reader.optional("output_files_equal")) {
        vector.output_files_equal.emplace();
        for (const JsonReader& name : files->elements()) {
            vector.output_files_equal->push_back(name.as_string());
        }
    }
    reader.refuse_unknown_keys();
    check_instructions_fit(reader, vector);
    return vector;
}

VectorReader::VectorReader(const std::string& path) : path_(path), stream_(path, std::ios::binary) {
    // A folder opens, too, but cannot be read.
    if (!stream_ || (stream_.peek(), stream_.bad())) throw IoError(path, "cannot read the file");
    stream_.clear();
}

bool VectorReader::next_line() {
    while (std::getline(stream_, text_)) {
        ++line_;
        if (text_.find_first_not_of(" \t\r") != std::string::npos) return true;
    }
    if (stream_.bad()) throw IoError(path_, "cannot read on after line " + std::to_string(line_));
    return false;
}

Vector find_vector(const std::string& path, const std::string& name) {
    VectorReader reader(path);
    std::vector<std::pair<std::size_t, std::string>> others;
    while (reader.next_line()) {
        Vector vector = reader.parse();
        if (vector.name == name) return vector;
        others.emplace_back(edit_distance(name, vector.name), vector.name);
    }
    std::stable_sort(others.begin(), others.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    std::string message = path + ": no vector is called \"" + name + "\"";
    for (std::size_t i = 0; i < others.size() && i < 3; ++i) {
        message += (i == 0 ? "; close names: " : ", ") + others[i].second;
    }
    throw UserError(message);
}

}  // namespace vta::sim
