// SPDX-License-Identifier: Apache-2.0
#include "models/functional/dram_ranges.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/functional/transfer.h"

namespace vta::functional {
namespace {

bool is_wide(const isa::HardwareConfig& config, isa::MemoryType type) {
    return config.bus_bytes() >= config.elem_bytes(type);
}

std::string row_problem(const isa::HardwareConfig& config,
                        const isa::Instruction& instruction,
                        const DramRows& rows,
                        const Dram& dram) {
    const bool is_load = instruction.opcode == isa::Opcode::kLoad;
    for (std::uint32_t row = 0; row < rows.rows; ++row) {
        const std::uint64_t address = rows.address(row);
        if (is_load && address < config.bus_bytes())
            return fmt::format(
                "row {} reads address 0, which the memory never answers; keep data out of the "
                "first page",
                row);
        if (!dram.contains(address, rows.row_bytes))
            return fmt::format("row {} at {:#x} to {:#x} lies outside DRAM ({:#x} bytes)",
                               row,
                               address,
                               address + rows.row_bytes - 1,
                               dram.size());
    }
    return "";
}

}  // namespace

std::string transfer_problem(const isa::HardwareConfig& config,
                             const isa::Instruction& instruction,
                             std::uint64_t base,
                             const Dram& dram) {
    if (instruction.is_sync()) return "";
    const bool hangs_on_no_rows =
        instruction.opcode == isa::Opcode::kLoad || is_wide(config, isa::MemoryType::kOut);
    if (instruction.y_size == 0 && hangs_on_no_rows)
        return "y_size 0 with an x_size above 0 never completes; use x_size 0 to move only tokens";
    return row_problem(config, instruction, DramRows(config, instruction, base), dram);
}

DirectPort::DirectPort(Dram& dram, const isa::HardwareConfig& config)
    : dram_(dram),
      beat_bytes_(config.bus_bytes()),
      burst_bytes_(std::uint64_t{config.bus_bytes()} * config.max_burst_beats()) {}

const std::uint8_t* DirectPort::direct_read(std::uint64_t address, std::size_t bytes) {
    return dram_.contains(address, bytes) ? dram_.data() + address : nullptr;
}

std::uint8_t* DirectPort::direct_write(std::uint64_t address, std::size_t bytes) {
    if (address < beat_bytes_) return nullptr;
    return dram_.contains(address, bytes) ? dram_.data() + address : nullptr;
}

void DirectPort::read(std::uint64_t address, void* to, std::size_t bytes) {
    dram_.read(address, to, bytes);
}

void DirectPort::write(std::uint64_t address, const void* from, std::size_t bytes) {
    // The memory ignores a burst whose address is 0; the STORE completes all the same.
    std::uint64_t lost = 0;
    if (address < beat_bytes_) lost = std::min<std::uint64_t>(bytes, burst_bytes_ - address);
    dram_.write(address + lost, static_cast<const std::uint8_t*>(from) + lost, bytes - lost);
}

}  // namespace vta::functional
