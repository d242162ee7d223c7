// SPDX-License-Identifier: Apache-2.0
#include "runtime/capture.h"

#include <algorithm>
#include <map>

#include "isa/codec.h"

namespace vta::runtime {
namespace {

using isa::Instruction;
using isa::MemoryType;

struct Range {
    std::uint64_t begin;
    std::uint64_t end;
};

void add_rows(const isa::HardwareConfig& config,
              const isa::Program& program,
              const Instruction& instruction,
              MemoryType memory,
              std::vector<Range>& ranges) {
    if (instruction.x_size == 0) return;
    const std::uint64_t elem = config.elem_bytes(memory);
    const std::uint64_t base =
        program.base[static_cast<std::size_t>(isa::base_register_of(memory))] |
        ((instruction.dram_base * elem) & 0xFFFFFFFFu);
    const std::uint64_t row_bytes = instruction.x_size * elem;
    for (std::uint64_t y = 0; y < instruction.y_size; ++y) {
        const std::uint64_t begin = base + y * instruction.x_stride * elem;
        if (!ranges.empty() && ranges.back().end == begin)
            ranges.back().end = begin + row_bytes;
        else
            ranges.push_back({begin, begin + row_bytes});
    }
}

std::vector<Range> united(std::vector<Range> ranges) {
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) {
        return a.begin < b.begin;
    });
    std::vector<Range> result;
    for (const Range& range : ranges) {
        if (!result.empty() && range.begin <= result.back().end)
            result.back().end = std::max(result.back().end, range.end);
        else
            result.push_back(range);
    }
    return result;
}

std::vector<Range> stored_ranges(const isa::HardwareConfig& config, const isa::Program& program) {
    const isa::Codec codec(config);
    std::vector<Range> ranges;
    for (const isa::Word128& word : program.instructions) {
        const auto instruction = codec.decode(word);
        if (instruction && instruction->opcode == isa::Opcode::kStore)
            add_rows(config, program, *instruction, MemoryType::kOut, ranges);
    }
    return united(std::move(ranges));
}

std::vector<std::uint8_t> bytes_of(const Range& range, const ReadMemory& read) {
    std::vector<std::uint8_t> bytes(range.end - range.begin);
    // By page: a range may run on from one allocated block into the next.
    for (std::uint64_t at = range.begin; at < range.end;) {
        const std::uint64_t next =
            std::min(range.end, (at / Device::kPageBytes + 1) * Device::kPageBytes);
        read(bytes.data() + (at - range.begin), at, next - at);
        at = next;
    }
    return bytes;
}

std::vector<isa::Word128> read_instructions(std::uint64_t address,
                                            std::uint32_t count,
                                            const ReadMemory& read) {
    std::vector<std::uint64_t> halves(2 * std::size_t{count});
    if (count != 0) read(halves.data(), address, halves.size() * sizeof halves[0]);
    std::vector<isa::Word128> words(count);
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = {halves[2 * i], halves[2 * i + 1]};
    return words;
}

}  // namespace

isa::Program capture_program(const isa::HardwareConfig& config,
                             const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                             std::uint32_t count,
                             const ReadMemory& read) {
    isa::Program program;
    program.base = base;
    const std::uint64_t address = base[0];
    program.instructions = read_instructions(address, count, read);
    std::uint64_t end = address + std::uint64_t{count} * isa::kInstructionBytes;
    const isa::Codec codec(config);
    std::map<MemoryType, std::vector<Range>> loaded;
    for (const isa::Word128& word : program.instructions) {
        const auto instruction = codec.decode(word);
        if (instruction && instruction->opcode == isa::Opcode::kLoad)
            add_rows(config,
                     program,
                     *instruction,
                     instruction->memory_type,
                     loaded[instruction->memory_type]);
    }
    for (auto& [memory, ranges] : loaded)
        for (const Range& range : united(std::move(ranges))) {
            program.segments.push_back(
                {isa::to_string(memory), range.begin, bytes_of(range, read)});
            end = std::max(end, range.end);
        }
    for (const Range& range : stored_ranges(config, program)) end = std::max(end, range.end);
    program.dram_bytes = (end + Device::kPageBytes - 1) / Device::kPageBytes * Device::kPageBytes;
    return program;
}

void capture_results(const isa::HardwareConfig& config,
                     isa::Program& program,
                     const ReadMemory& read) {
    for (const Range& range : stored_ranges(config, program))
        program.expected.push_back({"out", range.begin, bytes_of(range, read)});
}

CapturingDevice::CapturingDevice(Device& inner, bool with_results)
    : inner_(inner), with_results_(with_results), registers_(inner.config()) {}

void CapturingDevice::wait(std::uint64_t max_cycles) {
    const ReadMemory read = [this](void* to, std::uint64_t address, std::size_t bytes) {
        inner_.copy_from_device(to, address, bytes);
    };
    programs_.push_back(
        capture_program(inner_.config(), registers_.bases(), registers_.instruction_count(), read));
    inner_.wait(max_cycles);
    if (with_results_) capture_results(inner_.config(), programs_.back(), read);
}

}  // namespace vta::runtime
