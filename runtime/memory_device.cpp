// SPDX-License-Identifier: Apache-2.0
#include "runtime/memory_device.h"

#include <cstring>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::runtime {

MemoryDevice::MemoryDevice(const isa::HardwareConfig& config, std::uint64_t dram_bytes)
    : config_(config), registers_(config_), pages_(dram_bytes) {}

std::uint64_t MemoryDevice::allocate(std::uint64_t bytes) {
    const std::uint64_t address = pages_.allocate(bytes);
    // calloc maps large blocks without touching them.
    auto* data = static_cast<std::uint8_t*>(std::calloc(pages_.bytes_left_at(address), 1));
    if (data == nullptr) {
        pages_.free(address);
        throw UserError(
            fmt::format("allocation of {} bytes: this machine has no memory left", bytes));
    }
    blocks_[address].reset(data);
    return address;
}

void MemoryDevice::free(std::uint64_t address) {
    pages_.free(address);
    blocks_.erase(address);
}

std::uint8_t* MemoryDevice::checked(std::uint64_t address, std::size_t bytes) {
    if (bytes > pages_.bytes_left_at(address))
        throw UserError(fmt::format(
            "copy of {} bytes at {:#x}: not inside one allocated block", bytes, address));
    return host_pointer(address);
}

void MemoryDevice::copy_to_device(std::uint64_t address, const void* from, std::size_t bytes) {
    if (bytes != 0) std::memcpy(checked(address, bytes), from, bytes);
}

void MemoryDevice::copy_from_device(void* to, std::uint64_t address, std::size_t bytes) {
    if (bytes != 0) std::memcpy(to, checked(address, bytes), bytes);
}

std::uint8_t* MemoryDevice::host_pointer(std::uint64_t address) {
    const std::uint64_t start = pages_.block_start(address);
    return start == 0 ? nullptr : blocks_.at(start).get() + (address - start);
}

void MemoryDevice::wait(std::uint64_t /*max_cycles*/) { registers_.finish(); }

}  // namespace vta::runtime
