// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "runtime/device.h"

namespace vta::runtime {

/// A block of device DRAM. Handled by pointer; the pointer is the handle of the C API.
class Buffer {
  public:
    Buffer(std::uint64_t address, std::uint64_t bytes) : address_(address), bytes_(bytes) {}
    std::uint64_t address() const { return address_; }
    std::uint64_t bytes() const { return bytes_; }

  private:
    std::uint64_t address_;
    std::uint64_t bytes_;
};

/// The live buffers of one device. Every handle and range is checked; UserError says which buffer
/// operation was wrong. Frees what is left when it goes away.
class BufferPool {
  public:
    explicit BufferPool(Device& device) : device_(device) {}
    ~BufferPool();
    BufferPool(const BufferPool&) = delete;
    BufferPool& operator=(const BufferPool&) = delete;

    const Buffer* allocate(std::uint64_t bytes);
    void free(const void* handle);
    bool owns(const void* handle) const { return live_.count(handle) != 0; }
    /// The buffer of a handle; `operation` begins the error message.
    const Buffer& checked(const void* handle, const char* operation) const;

    void write(const void* to, std::uint64_t offset, const void* from, std::size_t bytes);
    void read(void* to, const void* from, std::uint64_t offset, std::size_t bytes) const;
    void copy(const void* to,
              std::uint64_t to_offset,
              const void* from,
              std::uint64_t from_offset,
              std::size_t bytes);
    std::uint8_t* cpu_pointer(const void* handle) const;

  private:
    const Buffer& checked_range(const void* handle,
                                std::uint64_t offset,
                                std::uint64_t bytes,
                                const char* operation) const;

    Device& device_;
    std::map<const void*, std::unique_ptr<Buffer>> live_;
};

}  // namespace vta::runtime
