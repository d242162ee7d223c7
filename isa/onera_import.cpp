// SPDX-License-Identifier: Apache-2.0
#include "isa/onera_import.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include "base/error.h"
#include "isa/binary_file.h"
#include "isa/codec.h"

namespace vta::isa {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPage = 4096;
constexpr std::uint64_t kInstructionAddress = 0x80000;  ///< behind the data of every known program
constexpr std::uint64_t kDramBytes = std::uint64_t{1} << 20;
constexpr const char* kStem = "instructions";

struct Range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// Byte ranges of DRAM that the instructions touch, one a memory (STORE counts as out).
std::map<MemoryType, Range> touched_ranges(const std::string& path,
                                           const std::vector<Word128>& words,
                                           const HardwareConfig& config) {
    const Codec codec(config);
    std::map<MemoryType, Range> ranges;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto instruction = codec.decode(words[i]);
        if (!instruction)
            throw ProgramError(path + ": instruction " + std::to_string(i) + ": " +
                               codec.undecodable_reason(words[i]));
        if (!instruction->is_memory() || instruction->is_sync()) continue;
        const MemoryType type =
            instruction->opcode == Opcode::kStore ? MemoryType::kOut : instruction->memory_type;
        const std::uint64_t bytes = config.elem_bytes(type);
        const std::uint64_t rows = std::max<std::uint64_t>(instruction->y_size, 1);
        const std::uint64_t tensors = (rows - 1) * instruction->x_stride + instruction->x_size;
        const Range range{instruction->dram_base * bytes,
                          (instruction->dram_base + tensors) * bytes};
        const auto [place, is_first] = ranges.emplace(type, range);
        if (is_first) continue;
        place->second.begin = std::min(place->second.begin, range.begin);
        place->second.end = std::max(place->second.end, range.end);
    }
    return ranges;
}

/// File names of one program: "_L3" for layer 3 of a network, nothing for a program of its own.
class ProgramFiles {
  public:
    explicit ProgramFiles(const fs::path& instructions)
        : folder_(instructions.parent_path()),
          suffix_(instructions.stem().string().substr(std::string(kStem).size())) {
        if (suffix_.size() == 3 && suffix_.compare(0, 2, "_L") == 0 && suffix_[2] >= '1' &&
            suffix_[2] <= '9')
            layer_ = suffix_[2] - '0';
    }

    std::string program_name() const {
        return fs::absolute(folder_).lexically_normal().filename().string() + suffix_;
    }

    /// A layer's input is its own file or what the layer before left.
    std::vector<std::string> candidates(MemoryType type) const {
        const std::string layer = "L" + std::to_string(layer_);
        switch (type) {
            case MemoryType::kUop:
                return {"uop" + suffix_ + ".bin"};
            case MemoryType::kWgt:
                return {"weight" + suffix_ + ".bin"};
            case MemoryType::kInp:
                if (layer_ == 0) return {"input" + suffix_ + ".bin"};
                return {"input" + suffix_ + ".bin",
                        "inp" + layer + ".bin",
                        "outL" + std::to_string(layer_ - 1) + ".bin",
                        "input.bin"};
            case MemoryType::kAcc:
            case MemoryType::kAcc8:
                return {"accumulator" + suffix_ + ".bin", "accumulator.bin"};
            case MemoryType::kOut:
                break;
        }
        if (layer_ == 0) return {"expected_out" + suffix_ + ".bin"};
        return {"out" + layer + "_test.bin", "out" + layer + ".bin"};
    }

    std::optional<std::string> find(MemoryType type) const {
        for (const std::string& name : candidates(type)) {
            const fs::path path = folder_ / name;
            std::error_code none;
            if (fs::is_regular_file(path, none)) return path.string();
        }
        return std::nullopt;
    }

    std::string require(MemoryType type) const {
        if (auto path = find(type)) return *path;
        throw IoError((folder_ / candidates(type).front()).string(),
                      std::string("no such file, but the instructions load ") + to_string(type));
    }

  private:
    fs::path folder_;
    std::string suffix_;
    int layer_ = 0;
};

std::uint64_t round_up_to_page(std::uint64_t value) { return (value + kPage - 1) / kPage * kPage; }

void add_segments(Program& program,
                  const ProgramFiles& files,
                  const std::map<MemoryType, Range>& ranges) {
    for (const MemoryType type : {MemoryType::kUop,
                                  MemoryType::kInp,
                                  MemoryType::kWgt,
                                  MemoryType::kAcc,
                                  MemoryType::kAcc8}) {
        const auto range = ranges.find(type);
        if (range == ranges.end()) continue;
        program.segments.push_back(
            {to_string(type), range->second.begin, read_bytes(files.require(type))});
    }
}

void add_expected(Program& program,
                  const ProgramFiles& files,
                  const std::map<MemoryType, Range>& ranges) {
    const auto stored = ranges.find(MemoryType::kOut);
    const auto file = files.find(MemoryType::kOut);
    if (stored == ranges.end() || !file) return;
    std::vector<std::uint8_t> bytes = read_bytes(*file);
    // Some files carry padding rows that no STORE writes.
    const std::uint64_t stored_bytes = stored->second.end - stored->second.begin;
    if (bytes.size() > stored_bytes) bytes.resize(stored_bytes);
    program.expected.push_back({"out", stored->second.begin, std::move(bytes)});
}

}  // namespace

std::vector<std::string> list_onera_programs(const std::string& folder) {
    std::vector<std::string> programs;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, error);
         !error && entry != fs::recursive_directory_iterator();
         entry.increment(error)) {
        const std::string stem = entry->path().stem().string();
        if (entry->path().extension() == ".bin" && stem.rfind(kStem, 0) == 0)
            programs.push_back(entry->path().lexically_relative(folder).string());
    }
    if (error) throw IoError(folder, error.message());
    std::sort(programs.begin(), programs.end());
    return programs;
}

ProgramImage import_onera_program(const std::string& instructions_path,
                                  const HardwareConfig& config) {
    const fs::path path(instructions_path);
    if (path.stem().string().rfind(kStem, 0) != 0)
        throw IoError(instructions_path, "want an instructions*.bin file");
    const std::vector<std::uint8_t> code = read_bytes(instructions_path);
    if (code.empty() || code.size() % kInstructionBytes != 0)
        throw ProgramError(instructions_path + ": " + std::to_string(code.size()) +
                           " bytes are no whole number of 16-byte instructions");
    const ProgramFiles files(path);
    ProgramImage image;
    image.config = config.name();
    Program& program = image.program;
    program.name = files.program_name();
    program.instructions = instructions_from(code);
    const auto ranges = touched_ranges(instructions_path, program.instructions, config);
    add_segments(program, files, ranges);
    add_expected(program, files, ranges);
    std::uint64_t end = kInstructionAddress;
    for (const auto& [type, range] : ranges) end = std::max(end, range.end);
    for (const Segment& segment : program.segments)
        end = std::max(end, segment.address + segment.bytes.size());
    program.base[0] = round_up_to_page(end);
    program.dram_bytes = std::max(kDramBytes, round_up_to_page(program.base[0] + code.size()));
    return image;
}

}  // namespace vta::isa
