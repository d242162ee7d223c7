// SPDX-License-Identifier: Apache-2.0
#include "runtime/transfer.h"

#include <limits>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::runtime {
namespace {

using isa::Instruction;
using isa::MemoryType;

std::uint32_t checked(const char* operation,
                      const char* field,
                      std::uint32_t value,
                      std::uint32_t high) {
    if (value > high)
        throw UserError(
            fmt::format("{}: {}: got {}, want at most {}", operation, field, value, high));
    return value;
}

/// Sizes, stride and DRAM address, common to both directions.
Instruction make_transfer(const isa::HardwareConfig& config,
                          const Buffer& buffer,
                          const char* operation,
                          MemoryType memory,
                          const Store2D& shape) {
    constexpr std::uint32_t kMax16 = std::numeric_limits<std::uint16_t>::max();
    Instruction instruction;
    instruction.memory_type = memory;
    instruction.x_size =
        static_cast<std::uint16_t>(checked(operation, "x_size", shape.x_size, kMax16));
    instruction.y_size =
        static_cast<std::uint16_t>(checked(operation, "y_size", shape.y_size, kMax16));
    instruction.x_stride =
        static_cast<std::uint16_t>(checked(operation, "x_stride", shape.x_stride, kMax16));
    if (shape.x_size != 0 && shape.y_size == 0)
        throw UserError(fmt::format("{}: y_size 0 with x_size {}: the hardware would never finish",
                                    operation,
                                    shape.x_size));
    const std::uint64_t bytes = config.elem_bytes(memory);
    const std::uint64_t held = (buffer.bytes() + bytes - 1) / bytes;
    const std::uint64_t end =
        shape.x_size == 0 ? shape.offset
                          : std::uint64_t{shape.offset} +
                                std::uint64_t{shape.y_size - 1} * shape.x_stride + shape.x_size;
    if (end > held)
        throw UserError(fmt::format("{}: tensors {} to {} of a buffer of {} {} tensors",
                                    operation,
                                    shape.offset,
                                    end,
                                    held,
                                    isa::to_string(memory)));
    const std::uint64_t base = buffer.address() / bytes + shape.offset;
    if (base > std::numeric_limits<std::uint32_t>::max())
        throw UserError(fmt::format("{}: DRAM address {:#x} is beyond the instruction's reach",
                                    operation,
                                    buffer.address()));
    instruction.dram_base = static_cast<std::uint32_t>(base);
    return instruction;
}

std::uint16_t checked_sram(const isa::HardwareConfig& config,
                           const char* operation,
                           MemoryType memory,
                           std::uint32_t index,
                           std::uint64_t tensors) {
    if (index + tensors > config.depth(memory) || index >= config.depth(memory))
        throw UserError(fmt::format("{}: tensors {} to {} of the {} scratchpad, which holds {}",
                                    operation,
                                    index,
                                    index + tensors,
                                    isa::to_string(memory),
                                    config.depth(memory)));
    return static_cast<std::uint16_t>(index);
}

}  // namespace

Instruction make_load(const isa::HardwareConfig& config, const Buffer& buffer, const Load2D& load) {
    constexpr const char* kOperation = "load";
    if (load.memory == MemoryType::kOut || isa::index_of(load.memory) >= isa::kMemoryTypeCount)
        throw UserError(fmt::format("load: memory type {} cannot be loaded",
                                    static_cast<unsigned>(load.memory)));
    const Store2D shape{
        load.sram_index, load.buffer, load.offset, load.x_size, load.y_size, load.x_stride};
    Instruction made = make_transfer(config, buffer, kOperation, load.memory, shape);
    made.opcode = isa::Opcode::kLoad;
    made.x_pad_0 =
        static_cast<std::uint8_t>(checked(kOperation, "x_pad_before", load.x_pad_before, 15));
    made.x_pad_1 =
        static_cast<std::uint8_t>(checked(kOperation, "x_pad_after", load.x_pad_after, 15));
    made.y_pad_0 =
        static_cast<std::uint8_t>(checked(kOperation, "y_pad_before", load.y_pad_before, 15));
    made.y_pad_1 =
        static_cast<std::uint8_t>(checked(kOperation, "y_pad_after", load.y_pad_after, 15));
    const std::uint64_t rows = std::uint64_t{load.y_size} + load.y_pad_before + load.y_pad_after;
    const std::uint64_t columns = std::uint64_t{load.x_size} + load.x_pad_before + load.x_pad_after;
    made.sram_base = checked_sram(
        config, kOperation, load.memory, load.sram_index, load.x_size == 0 ? 0 : rows * columns);
    return made;
}

Instruction make_store(const isa::HardwareConfig& config,
                       const Buffer& buffer,
                       const Store2D& store) {
    constexpr const char* kOperation = "store";
    Instruction made = make_transfer(config, buffer, kOperation, MemoryType::kOut, store);
    made.opcode = isa::Opcode::kStore;
    made.sram_base = checked_sram(config,
                                  kOperation,
                                  MemoryType::kOut,
                                  store.sram_index,
                                  std::uint64_t{store.x_size} * store.y_size);
    return made;
}

}  // namespace vta::runtime
