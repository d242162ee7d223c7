// SPDX-License-Identifier: Apache-2.0
#include "runtime/buffer.h"

#include <vector>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::runtime {

BufferPool::~BufferPool() {
    for (const auto& entry : live_) device_.free(entry.second->address());
}

const Buffer* BufferPool::allocate(std::uint64_t bytes) {
    auto buffer = std::make_unique<Buffer>(device_.allocate(bytes), bytes);
    const Buffer* handle = buffer.get();
    live_.emplace(handle, std::move(buffer));
    return handle;
}

void BufferPool::free(const void* handle) {
    device_.free(checked(handle, "free").address());
    live_.erase(handle);
}

const Buffer& BufferPool::checked(const void* handle, const char* operation) const {
    const auto found = live_.find(handle);
    if (found == live_.end())
        throw UserError(fmt::format(
            "{}: {} is not a live buffer of this context; pass a handle that allocate (or "
            "VTABufferAlloc) of the same context returned and that was not freed",
            operation,
            handle));
    return *found->second;
}

const Buffer& BufferPool::checked_range(const void* handle,
                                        std::uint64_t offset,
                                        std::uint64_t bytes,
                                        const char* operation) const {
    const Buffer& buffer = checked(handle, operation);
    if (offset > buffer.bytes() || bytes > buffer.bytes() - offset)
        throw UserError(fmt::format("{}: bytes {} to {} of a buffer of {} bytes",
                                    operation,
                                    offset,
                                    offset + bytes,
                                    buffer.bytes()));
    return buffer;
}

void BufferPool::write(const void* to, std::uint64_t offset, const void* from, std::size_t bytes) {
    const Buffer& buffer = checked_range(to, offset, bytes, "copy to device");
    device_.copy_to_device(buffer.address() + offset, from, bytes);
}

void BufferPool::read(void* to, const void* from, std::uint64_t offset, std::size_t bytes) const {
    const Buffer& buffer = checked_range(from, offset, bytes, "copy from device");
    device_.copy_from_device(to, buffer.address() + offset, bytes);
}

void BufferPool::copy(const void* to,
                      std::uint64_t to_offset,
                      const void* from,
                      std::uint64_t from_offset,
                      std::size_t bytes) {
    checked_range(to, to_offset, bytes, "copy between buffers");
    checked_range(from, from_offset, bytes, "copy between buffers");
    std::vector<std::uint8_t> bounce(bytes);
    read(bounce.data(), from, from_offset, bytes);
    write(to, to_offset, bounce.data(), bytes);
}

std::uint8_t* BufferPool::cpu_pointer(const void* handle) const {
    const Buffer& buffer = checked(handle, "CPU pointer");
    std::uint8_t* pointer = device_.host_pointer(buffer.address());
    if (pointer == nullptr)
        throw UserError("CPU pointer: this device shares no memory with the host; copy instead");
    return pointer;
}

}  // namespace vta::runtime
