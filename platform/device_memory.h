// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/functional/dram.h"
#include "runtime/page_allocator.h"

namespace vta::platform {

/// DRAM that a simulated device shares with the host: pages are handed out, copies are checked.
class DeviceMemory {
  public:
    explicit DeviceMemory(functional::Dram& dram) : dram_(dram), pages_(dram.size()) {}

    std::uint64_t allocate(std::uint64_t bytes) { return pages_.allocate(bytes); }
    void free(std::uint64_t address) { pages_.free(address); }
    /// UserError for a range outside DRAM (also of memory that nobody allocated: raw programs).
    void write(std::uint64_t address, const void* from, std::size_t bytes) {
        dram_.write(address, from, bytes);
    }
    void read(void* to, std::uint64_t address, std::size_t bytes) const {
        dram_.read(address, to, bytes);
    }
    /// Null outside DRAM.
    std::uint8_t* host_pointer(std::uint64_t address) {
        return dram_.contains(address, 1) ? dram_.data() + address : nullptr;
    }

  private:
    functional::Dram& dram_;
    runtime::PageAllocator pages_;
};

}  // namespace vta::platform
