// SPDX-License-Identifier: Apache-2.0
#include "runtime/c_api.h"

#include <atomic>
#include <cstring>
#include <iostream>

#include <fmt/format.h>

#include "base/error.h"
#include "runtime/c_context.h"
#include "runtime/runtime.h"

namespace vta::runtime {
namespace {

Runtime& runtime_of(VTACommandHandle handle) {
    if (handle == nullptr)
        throw UserError("command handle is null; get one from VTATLSCommandHandle");
    return *static_cast<Runtime*>(handle);
}

thread_local KernelRecorder* recording = nullptr;

KernelRecorder& current_recorder(const char* function) {
    if (recording == nullptr)
        throw UserError(
            fmt::format("{}: only the function given to VTAPushGEMMOp or VTAPushALUOp "
                        "may call this",
                        function));
    return *recording;
}

isa::Module stage_of(int queue) {
    if (queue < 1 || queue > 3)
        throw UserError(
            fmt::format("queue id: got {}, want 1 (load), 2 (compute) or 3 (store)", queue));
    return static_cast<isa::Module>(queue - 1);
}

isa::MemoryType memory_type_of(std::uint32_t type) {
    if (type >= isa::kMemoryTypeCount)
        throw UserError(fmt::format(
            "memory type: got {}, want less than {}", type, std::size_t{isa::kMemoryTypeCount}));
    return static_cast<isa::MemoryType>(type);
}

/// A call site's identity lives in its own handle: an address could come again after its code was
/// unloaded, a number never does.
std::uint64_t site_of(void** uop_handle) {
    static std::atomic<std::uintptr_t> last_site{0};
    static std::atomic_flag claim = ATOMIC_FLAG_INIT;
    if (uop_handle == nullptr) throw UserError("the micro-op handle is null");
    while (claim.test_and_set(std::memory_order_acquire)) {
    }
    if (*uop_handle == nullptr) *uop_handle = reinterpret_cast<void*>(++last_site);
    const auto site = reinterpret_cast<std::uintptr_t>(*uop_handle);
    claim.clear(std::memory_order_release);
    return site;
}

void push_kernel(bool gemm, void** uop_handle, int (*finit)(void*), void* signature, int nbytes) {
    if (nbytes < 0 || (nbytes > 0 && signature == nullptr))
        throw UserError(fmt::format("signature of {} bytes at {}", nbytes, signature));
    const KernelKey key{site_of(uop_handle),
                        std::string(static_cast<const char*>(signature == nullptr ? "" : signature),
                                    static_cast<std::size_t>(nbytes))};
    const auto record = [&](KernelRecorder& recorder) {
        struct Restore {
            KernelRecorder* outer;
            ~Restore() { recording = outer; }
        } const restore{recording};
        recording = &recorder;
        const int result = finit(signature);
        if (result != 0)
            throw UserError(fmt::format("the recording function returned {}, want 0", result));
    };
    if (gemm)
        current_runtime().push_gemm(key, record);
    else
        current_runtime().push_alu(key, record);
}

void set_debug_mode(Runtime& runtime, int flags) {
    Runtime::Debug debug;
    debug.instructions = (flags & VTA_DEBUG_DUMP_INSN) != 0 ? &std::cerr : nullptr;
    debug.uops = (flags & VTA_DEBUG_DUMP_UOP) != 0 ? &std::cerr : nullptr;
    debug.force_serial = (flags & VTA_DEBUG_FORCE_SERIAL) != 0;
    runtime.set_debug(debug);
}

void copy_buffer(const void* from,
                 std::size_t from_offset,
                 void* to,
                 std::size_t to_offset,
                 std::size_t size,
                 int kind_mask) {
    Runtime& runtime = current_runtime();
    const auto* host_from = static_cast<const std::uint8_t*>(from) + from_offset;
    auto* host_to = static_cast<std::uint8_t*>(to) + to_offset;
    switch (kind_mask) {
        case 0:
            std::memcpy(host_to, host_from, size);
            break;
        case 1:
            runtime.write(to, to_offset, host_from, size);
            break;
        case 2:
            runtime.read(host_to, from, from_offset, size);
            break;
        case 3:
            runtime.copy(to, to_offset, from, from_offset, size);
            break;
        default:
            throw UserError(fmt::format("kind mask: got {}, want 0 to 3", kind_mask));
    }
}

}  // namespace
}  // namespace vta::runtime

using vta::runtime::guarded;
namespace rt = vta::runtime;

void* VTABufferAlloc(size_t size) {
    return guarded("VTABufferAlloc", [&]() -> void* {
        return const_cast<rt::Buffer*>(rt::current_runtime().allocate(size));
    });
}

void VTABufferFree(void* buffer) {
    guarded("VTABufferFree", [&] { rt::current_runtime().free(buffer); });
}

void VTABufferCopy(
    const void* from, size_t from_offset, void* to, size_t to_offset, size_t size, int kind_mask) {
    guarded("VTABufferCopy",
            [&] { rt::copy_buffer(from, from_offset, to, to_offset, size, kind_mask); });
}

VTACommandHandle VTATLSCommandHandle(void) {
    return guarded("VTATLSCommandHandle",
                   [&]() -> VTACommandHandle { return &rt::current_runtime(); });
}

void VTARuntimeShutdown(void) {
    guarded("VTARuntimeShutdown", [] { rt::shut_down(); });
}

void* VTABufferCPUPtr(VTACommandHandle cmd, void* buffer) {
    return guarded("VTABufferCPUPtr", [&]() -> void* {
        rt::Runtime& runtime = rt::runtime_of(cmd);
        return runtime.owns(buffer) ? runtime.cpu_pointer(buffer) : buffer;
    });
}

void VTAReadBarrier(
    VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start, uint32_t extent) {
    guarded("VTAReadBarrier",
            [&] { rt::runtime_of(cmd).read_barrier(buffer, elem_bits, start, extent); });
}

void VTAWriteBarrier(
    VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start, uint32_t extent) {
    guarded("VTAWriteBarrier",
            [&] { rt::runtime_of(cmd).write_barrier(buffer, elem_bits, start, extent); });
}

void VTASetDebugMode(VTACommandHandle cmd, int debug_flag) {
    guarded("VTASetDebugMode", [&] { rt::set_debug_mode(rt::runtime_of(cmd), debug_flag); });
}

void VTALoadBuffer2D(VTACommandHandle cmd,
                     void* src_dram_addr,
                     uint32_t src_elem_offset,
                     uint32_t x_size,
                     uint32_t y_size,
                     uint32_t x_stride,
                     uint32_t x_pad_before,
                     uint32_t y_pad_before,
                     uint32_t x_pad_after,
                     uint32_t y_pad_after,
                     uint32_t dst_sram_index,
                     uint32_t dst_memory_type) {
    guarded("VTALoadBuffer2D", [&] {
        rt::Load2D load;
        load.buffer = src_dram_addr;
        load.offset = src_elem_offset;
        load.x_size = x_size;
        load.y_size = y_size;
        load.x_stride = x_stride;
        load.x_pad_before = x_pad_before;
        load.y_pad_before = y_pad_before;
        load.x_pad_after = x_pad_after;
        load.y_pad_after = y_pad_after;
        load.memory = rt::memory_type_of(dst_memory_type);
        load.sram_index = dst_sram_index;
        rt::runtime_of(cmd).load(load);
    });
}

void VTAStoreBuffer2D(VTACommandHandle cmd,
                      uint32_t src_sram_index,
                      uint32_t src_memory_type,
                      void* dst_dram_addr,
                      uint32_t dst_elem_offset,
                      uint32_t x_size,
                      uint32_t y_size,
                      uint32_t x_stride) {
    guarded("VTAStoreBuffer2D", [&] {
        if (rt::memory_type_of(src_memory_type) != vta::isa::MemoryType::kOut)
            throw vta::UserError(
                fmt::format("memory type: got {}, want 4 (out): nothing else can "
                            "be stored",
                            src_memory_type));
        rt::runtime_of(cmd).store(
            {src_sram_index, dst_dram_addr, dst_elem_offset, x_size, y_size, x_stride});
    });
}

void VTAUopPush(uint32_t mode,
                uint32_t reset_out,
                uint32_t dst_index,
                uint32_t src_index,
                uint32_t wgt_index,
                uint32_t opcode,
                uint32_t use_imm,
                int32_t imm_val) {
    guarded("VTAUopPush", [&] {
        rt::KernelRecorder& recorder = rt::current_recorder("VTAUopPush");
        if (mode > 1)
            throw vta::UserError(fmt::format("mode: got {}, want 0 (GEMM) or 1 (ALU)", mode));
        if (mode == 0)
            recorder.gemm(reset_out != 0, dst_index, src_index, wgt_index);
        else
            recorder.alu(static_cast<vta::isa::AluOpcode>(opcode > 0xff ? 0xff : opcode),
                         use_imm != 0,
                         imm_val,
                         dst_index,
                         src_index);
    });
}

void VTAUopLoopBegin(uint32_t extent,
                     uint32_t dst_factor,
                     uint32_t src_factor,
                     uint32_t wgt_factor) {
    guarded("VTAUopLoopBegin", [&] {
        rt::current_recorder("VTAUopLoopBegin")
            .loop_begin({extent, dst_factor, src_factor, wgt_factor});
    });
}

void VTAUopLoopEnd(void) {
    guarded("VTAUopLoopEnd", [&] { rt::current_recorder("VTAUopLoopEnd").loop_end(); });
}

int VTAPushGEMMOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes) {
    guarded("VTAPushGEMMOp", [&] { rt::push_kernel(true, uop_handle, finit, signature, nbytes); });
    return 0;
}

int VTAPushALUOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes) {
    guarded("VTAPushALUOp", [&] { rt::push_kernel(false, uop_handle, finit, signature, nbytes); });
    return 0;
}

int VTADepPush(VTACommandHandle cmd, int from_qid, int to_qid) {
    guarded("VTADepPush",
            [&] { rt::runtime_of(cmd).dep_push(rt::stage_of(from_qid), rt::stage_of(to_qid)); });
    return 0;
}

int VTADepPop(VTACommandHandle cmd, int from_qid, int to_qid) {
    guarded("VTADepPop",
            [&] { rt::runtime_of(cmd).dep_pop(rt::stage_of(from_qid), rt::stage_of(to_qid)); });
    return 0;
}

void VTASynchronize(VTACommandHandle cmd, uint32_t wait_cycles) {
    guarded("VTASynchronize", [&] { rt::runtime_of(cmd).synchronize(wait_cycles); });
}
