// SPDX-License-Identifier: Apache-2.0
// The driver functions of the C API.
#include <cstring>

#include <fmt/format.h>

#include "base/error.h"
#include "runtime/c_api.h"
#include "runtime/c_context.h"
#include "runtime/driver.h"

namespace vta::runtime {
namespace {

std::uint8_t* allocate_for_driver(std::size_t size) {
    Context& mine = context_with_device();
    const std::uint64_t address = mine.device->allocate(size);
    std::uint8_t* pointer = mine.device->host_pointer(address);
    if (pointer == nullptr) {
        mine.device->free(address);
        throw UserError("this device shares no memory with the host");
    }
    mine.driver_blocks[pointer] = {address, size};
    return pointer;
}

std::uint64_t driver_address(const void* pointer) {
    const auto* byte = static_cast<const std::uint8_t*>(pointer);
    const auto& blocks = context().driver_blocks;
    auto block = blocks.upper_bound(byte);
    if (block != blocks.begin()) {
        --block;
        const auto offset = static_cast<std::size_t>(byte - block->first);
        if (offset <= block->second.bytes) return block->second.address + offset;
    }
    throw UserError(fmt::format("{} does not lie in a block of VTAMemAlloc", pointer));
}

}  // namespace
}  // namespace vta::runtime

using vta::runtime::guarded;
namespace rt = vta::runtime;

VTADeviceHandle VTADeviceAlloc(void) {
    return guarded("VTADeviceAlloc",
                   [&]() -> VTADeviceHandle { return rt::context_with_device().device.get(); });
}

void VTADeviceFree(VTADeviceHandle /*handle*/) {
    // The device belongs to the thread's context: its memory must outlive this handle.
}

int VTADeviceRun(VTADeviceHandle handle,
                 vta_phy_addr_t insn_phy_addr,
                 uint32_t insn_count,
                 uint32_t wait_cycles) {
    return guarded("VTADeviceRun", [&]() -> int {
        if (handle == nullptr) throw vta::UserError("the device handle is null");
        try {
            rt::launch(*static_cast<rt::Device*>(handle), insn_phy_addr, insn_count, wait_cycles);
        } catch (const vta::LimitError&) {
            return 1;
        }
        return 0;
    });
}

void* VTAMemAlloc(size_t size, int /*cached*/) {
    return guarded("VTAMemAlloc", [&]() -> void* { return rt::allocate_for_driver(size); });
}

void VTAMemFree(void* buf) {
    guarded("VTAMemFree", [&] {
        rt::Context& context = rt::context();
        const auto block = context.driver_blocks.find(static_cast<const std::uint8_t*>(buf));
        if (block == context.driver_blocks.end())
            throw vta::UserError(fmt::format("{} is not a block of VTAMemAlloc", buf));
        context.device->free(block->second.address);
        context.driver_blocks.erase(block);
    });
}

vta_phy_addr_t VTAMemGetPhyAddr(void* buf) {
    return guarded("VTAMemGetPhyAddr", [&]() -> vta_phy_addr_t {
        return static_cast<vta_phy_addr_t>(rt::driver_address(buf));
    });
}

void VTAMemCopyFromHost(void* dst, const void* src, size_t size) { std::memcpy(dst, src, size); }

void VTAMemCopyToHost(void* dst, const void* src, size_t size) { std::memcpy(dst, src, size); }

void VTAFlushCache(void* /*vir_addr*/, vta_phy_addr_t /*phy_addr*/, int /*size*/) {}

void VTAInvalidateCache(void* /*vir_addr*/, vta_phy_addr_t /*phy_addr*/, int /*size*/) {}
