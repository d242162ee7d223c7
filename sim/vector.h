// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <fstream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "isa/instruction.h"
#include "isa/program.h"

namespace vta::sim {

/// One instruction in the timeline of its module. Cycles count from the launch cycle.
struct TimelineEntry {
    std::int64_t dispatched = 0;          ///< put into the module's command queue
    std::optional<std::int64_t> started;  ///< absent: not before FINISH (likewise done)
    std::optional<std::int64_t> done;
};

/// An address handshake of a read burst.
struct ReadRequest {
    std::int64_t cycle = 0;
    std::uint64_t id = 0;
    std::uint64_t address = 0;
    std::uint64_t beats = 0;
    friend bool operator==(const ReadRequest& a, const ReadRequest& b) {
        return a.cycle == b.cycle && a.id == b.id && a.address == b.address && a.beats == b.beats;
    }
};

/// One launch of a program and what the hardware did with it.
struct LaunchRecord {
    std::vector<isa::Word128> instructions;
    std::uint64_t cycles = 0;
    std::uint64_t acc_writes = 0;
    std::uint64_t read_bursts = 0;
    std::uint64_t read_beats = 0;
    std::uint64_t write_bursts = 0;
    std::uint64_t write_beats = 0;
    std::optional<std::uint32_t> dram_crc32;  ///< of all of DRAM after the launch; absent: unknown
    std::optional<std::uint32_t> dram_crc32_sequential;  ///< what strict program order would give
    std::array<std::vector<TimelineEntry>, isa::kModuleCount> timeline;  ///< by isa::Module
    std::optional<std::vector<ReadRequest>> read_requests;
};

/// A regression vector: one line of a vector file.
struct Vector {
    std::string name;
    std::string kind;
    std::string what;    ///< free text; may be empty
    std::string config;  ///< name of the configuration; empty: the file's stem
    std::array<std::uint64_t, isa::kBaseRegisterCount> base{};
    std::uint64_t dram_bytes = 0;
    std::uint64_t dram_seed = 0;
    std::vector<isa::Segment> preload;
    bool several_launches = false;  ///< written with the key `launches`
    std::vector<LaunchRecord> launches;
    std::optional<std::uint64_t> output_address;  ///< of results in DRAM; absent where none
    std::optional<std::vector<std::string>> output_files_equal;

    std::string file;        ///< where it was read
    std::uint64_t line = 0;  ///< from 1
    /// "FILE:LINE".
    std::string where() const { return file + ":" + std::to_string(line); }
};

/// The program of one launch, with everything it finds in DRAM.
isa::Program to_program(const Vector& vector, std::size_t launch);

/// The vector in one line of text. Throws ConfigError "<file>:<line>: <pointer>: got, want".
Vector parse_vector(const std::string& text, const std::string& file, std::uint64_t line);

/// Reads a file of vectors one line at a time; empty lines are skipped.
class VectorReader {
  public:
    /// Throws IoError.
    explicit VectorReader(const std::string& path);
    /// The next line that is not empty; false at the end.
    bool next_line();
    /// That line as a vector.
    Vector parse() const { return parse_vector(text_, path_, line_); }
    const std::string& text() const { return text_; }
    std::uint64_t line() const { return line_; }

  private:
    std::string path_;
    std::ifstream stream_;
    std::string text_;
    std::uint64_t line_ = 0;
};

/// The vector called `name` in the file. Throws UserError listing close names if there is none.
Vector find_vector(const std::string& path, const std::string& name);

/// Appends the vector as one line.
void write_vector(const Vector& vector, std::ostream& out);

}  // namespace vta::sim
