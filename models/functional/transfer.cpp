// SPDX-License-Identifier: Apache-2.0
#include "models/functional/transfer.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace vta::functional {
namespace {

constexpr std::uint32_t kNarrowStoreRows = 1u << 16;  // what y_size 0 means there

isa::MemoryType transferred_type(const isa::Instruction& instruction) {
    // The hardware ignores the memory type of a STORE.
    return instruction.opcode == isa::Opcode::kStore ? isa::MemoryType::kOut
                                                     : instruction.memory_type;
}

std::uint64_t address_mask_of(const isa::HardwareConfig& config) {
    return config.parameters().memory_address_bits >= 64 ? ~std::uint64_t{0} : 0xFFFFFFFFull;
}

/// Calls piece(tensor index, first tensor of the run, tensors) for each run that does not wrap.
template <typename Piece>
void split_at_wrap(const Scratchpad& memory,
                   std::uint64_t index,
                   std::uint32_t count,
                   const Piece& piece) {
    std::uint32_t done = 0;
    while (done < count) {
        const auto at = static_cast<std::uint32_t>((index + done) & memory.mask());
        const std::uint32_t run = std::min(count - done, memory.depth - at);
        piece(at, done, run);
        done += run;
    }
}

void write_zeros(const Scratchpad& memory, std::uint64_t index, std::uint32_t count) {
    split_at_wrap(memory, index, count, [&](std::uint32_t at, std::uint32_t, std::uint32_t run) {
        std::memset(memory.tensor(at), 0, std::size_t{run} * memory.elem_bytes);
    });
}

void copy_in(DramPort& dram, std::uint64_t address, std::uint8_t* to, std::size_t bytes) {
    if (const std::uint8_t* from = dram.direct_read(address, bytes))
        std::memcpy(to, from, bytes);
    else
        dram.read(address, to, bytes);
}

/// ACC_8BIT: one signed byte a lane in DRAM, sign-extended to the accumulator's width.
void widen_in(DramPort& dram,
              std::uint64_t address,
              std::uint8_t* to,
              std::size_t lanes,
              std::size_t lane_bytes) {
    std::array<std::uint8_t, 4096> buffer;
    for (std::size_t done = 0; done < lanes;) {
        const std::size_t run = std::min(lanes - done, buffer.size());
        copy_in(dram, address + done, buffer.data(), run);
        for (std::size_t i = 0; i < run; ++i) {
            const std::int32_t value = static_cast<std::int8_t>(buffer[i]);
            std::memcpy(to + lane_bytes * (done + i), &value, lane_bytes);
        }
        done += run;
    }
}

}  // namespace

std::uint64_t dram_address(const isa::HardwareConfig& config,
                           const isa::Instruction& instruction,
                           std::uint64_t base) {
    const std::uint32_t elem_bytes = config.elem_bytes(transferred_type(instruction));
    const std::uint32_t offset = instruction.dram_base * elem_bytes;  // modulo 2^32 as in hardware
    return (base | offset) & address_mask_of(config);
}

DramRows::DramRows(const isa::HardwareConfig& config,
                   const isa::Instruction& instruction,
                   std::uint64_t base)
    : first(dram_address(config, instruction, base)), address_mask(address_mask_of(config)) {
    const std::uint64_t elem_bytes = config.elem_bytes(transferred_type(instruction));
    stride = instruction.x_stride * elem_bytes;
    row_bytes = instruction.x_size * elem_bytes;
    rows = instruction.y_size;
    if (rows == 0 && instruction.opcode == isa::Opcode::kStore) rows = kNarrowStoreRows;
}

void load(const isa::HardwareConfig& config,
          const isa::Instruction& instruction,
          std::uint64_t base,
          DramPort& dram,
          Scratchpads& memories) {
    if (instruction.is_sync()) return;
    const Scratchpad& memory = memories.of(instruction.memory_type);
    const bool widen = instruction.memory_type == isa::MemoryType::kAcc8;
    const std::uint32_t dram_elem_bytes = config.elem_bytes(instruction.memory_type);
    const DramRows rows(config, instruction, base);

    const std::uint32_t left = instruction.x_pad_0;
    const std::uint32_t width = left + instruction.x_size + instruction.x_pad_1;
    const std::uint32_t first_row = instruction.y_pad_0;
    const std::uint32_t height = first_row + rows.rows + instruction.y_pad_1;
    // Rows that later ones of the same load overwrite completely need not be moved.
    const std::uint64_t total = std::uint64_t{width} * height;
    const std::uint64_t dead = total > memory.depth ? (total - memory.depth) / width : 0;

    for (auto row = static_cast<std::uint32_t>(dead); row < height; ++row) {
        const std::uint64_t index = instruction.sram_base + std::uint64_t{row} * width;
        if (row < first_row || row >= first_row + rows.rows) {
            write_zeros(memory, index, width);
            continue;
        }
        write_zeros(memory, index, left);
        const std::uint64_t address = rows.address(row - first_row);
        split_at_wrap(memory,
                      index + left,
                      instruction.x_size,
                      [&](std::uint32_t at, std::uint32_t done, std::uint32_t run) {
                          const std::uint64_t from =
                              address + std::uint64_t{done} * dram_elem_bytes;
                          const std::size_t bytes = std::size_t{run} * dram_elem_bytes;
                          if (widen)
                              widen_in(dram, from, memory.tensor(at), bytes, memories.acc_bits / 8);
                          else
                              copy_in(dram, from, memory.tensor(at), bytes);
                      });
        write_zeros(memory, index + left + instruction.x_size, instruction.x_pad_1);
    }
}

void store(const isa::HardwareConfig& config,
           const isa::Instruction& instruction,
           std::uint64_t base,
           DramPort& dram,
           Scratchpads& memories) {
    if (instruction.is_sync()) return;
    const Scratchpad& memory = memories.out;
    const DramRows rows(config, instruction, base);
    for (std::uint32_t row = 0; row < rows.rows; ++row) {
        const std::uint64_t index =
            instruction.sram_base + std::uint64_t{row} * instruction.x_size;  // rows are packed
        const std::uint64_t address = rows.address(row);
        split_at_wrap(memory,
                      index,
                      instruction.x_size,
                      [&](std::uint32_t at, std::uint32_t done, std::uint32_t run) {
                          const std::uint64_t to =
                              address + std::uint64_t{done} * memory.elem_bytes;
                          const std::size_t bytes = std::size_t{run} * memory.elem_bytes;
                          if (std::uint8_t* direct = dram.direct_write(to, bytes))
                              std::memcpy(direct, memory.tensor(at), bytes);
                          else
                              dram.write(to, memory.tensor(at), bytes);
                      });
    }
}

}  // namespace vta::functional
