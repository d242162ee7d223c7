// SPDX-License-Identifier: Apache-2.0
#include "sim/dram_extent.h"

#include <algorithm>

#include "isa/codec.h"
#include "models/functional/machine.h"

namespace vta::sim {

namespace {

std::uint64_t end_of(const isa::HardwareConfig& config,
                     const isa::Program& program,
                     const isa::Instruction& instruction) {
    if (instruction.is_sync() || instruction.y_size == 0) return 0;
    // A store goes out of the out memory whatever its field says.
    const isa::MemoryType type =
        instruction.opcode == isa::Opcode::kStore ? isa::MemoryType::kOut : instruction.memory_type;
    const std::uint64_t base = program.base[static_cast<std::size_t>(isa::base_register_of(type))];
    const std::uint64_t elements =
        std::uint64_t{instruction.y_size - 1u} * instruction.x_stride + instruction.x_size;
    return functional::dram_address(config, instruction, base) + elements * config.elem_bytes(type);
}

}  // namespace

std::uint64_t dram_extent(const isa::HardwareConfig& config, const isa::Program& program) {
    const isa::Codec codec(config);
    std::uint64_t end = program.base[0] + program.instructions.size() * isa::kInstructionBytes;
    for (const isa::Segment& segment : program.segments) {
        end = std::max(end, segment.address + segment.bytes.size());
    }
    for (const isa::ExpectedRegion& region : program.expected) {
        end = std::max(end, region.address + region.bytes.size());
    }
    for (const isa::Word128& word : program.instructions) {
        const auto instruction = codec.decode(word);
        if (instruction && instruction->is_memory()) {
            end = std::max(end, end_of(config, program, *instruction));
        }
    }
    return end;
}

}  // namespace vta::sim
