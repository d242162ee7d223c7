// SPDX-License-Identifier: Apache-2.0
#include "runtime/page_allocator.h"

#include <fmt/format.h>

#include "base/error.h"
#include "runtime/device.h"

namespace vta::runtime {

PageAllocator::PageAllocator(std::uint64_t end_address)
    : end_address_(end_address), next_address_(Device::kPageBytes) {}

std::uint64_t PageAllocator::allocate(std::uint64_t bytes) {
    constexpr std::uint64_t kPage = Device::kPageBytes;
    if (bytes > end_address_)
        throw UserError(fmt::format(
            "allocation of {} bytes: the device has only {} bytes of DRAM", bytes, end_address_));
    const std::uint64_t rounded = bytes == 0 ? kPage : (bytes + kPage - 1) / kPage * kPage;
    const auto fit = freed_.lower_bound(rounded);
    if (fit != freed_.end()) {
        const std::uint64_t address = fit->second;
        live_.emplace(address, fit->first);
        freed_.erase(fit);
        return address;
    }
    if (next_address_ > end_address_ || rounded > end_address_ - next_address_)
        throw UserError(fmt::format(
            "allocation of {} bytes: {} of the device's {} bytes of DRAM are in use and no freed "
            "block is large enough",
            bytes,
            next_address_,
            end_address_));
    const std::uint64_t address = next_address_;
    next_address_ += rounded;
    live_.emplace(address, rounded);
    return address;
}

void PageAllocator::free(std::uint64_t address) {
    const auto block = live_.find(address);
    if (block == live_.end())
        throw UserError(fmt::format("free of {:#x}: no allocated block starts there", address));
    freed_.emplace(block->second, block->first);
    live_.erase(block);
}

std::uint64_t PageAllocator::block_start(std::uint64_t address) const {
    auto block = live_.upper_bound(address);
    if (block == live_.begin()) return 0;
    --block;
    return address - block->first < block->second ? block->first : 0;
}

std::uint64_t PageAllocator::bytes_left_at(std::uint64_t address) const {
    const std::uint64_t start = block_start(address);
    return start == 0 ? 0 : start + live_.at(start) - address;
}

}  // namespace vta::runtime
