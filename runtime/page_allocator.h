// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

namespace vta::runtime {

/// Hands out physical pages by the rules of the original's simulated drivers, so that programs land
/// at the same addresses: page 0 is never used, blocks are contiguous, a freed block is given
/// again, whole, to the request it fits best (ISA reference 6.4).
class PageAllocator {
  public:
    /// Addresses below `end_address` may be given out.
    explicit PageAllocator(std::uint64_t end_address);

    /// Address of at least `bytes` bytes (at least one page). Throws UserError if nothing is left.
    std::uint64_t allocate(std::uint64_t bytes);
    /// Throws UserError unless `address` is the start of a live block.
    void free(std::uint64_t address);

    /// Bytes from `address` to the end of the live block that holds it; 0 outside every block.
    std::uint64_t bytes_left_at(std::uint64_t address) const;
    /// Start of the live block that holds `address`; 0 outside every block.
    std::uint64_t block_start(std::uint64_t address) const;

  private:
    std::uint64_t end_address_;
    std::uint64_t next_address_;
    std::map<std::uint64_t, std::uint64_t> live_;        // start -> bytes
    std::multimap<std::uint64_t, std::uint64_t> freed_;  // bytes -> start
};

}  // namespace vta::runtime
