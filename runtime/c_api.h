/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The C API of the original runtime and driver, same names and signatures. Each thread has a
 * context of its own (device, buffers, queue), made on first use from the default device factory
 * (runtime/default_device.h) and destroyed by VTARuntimeShutdown or at the end of the thread.
 * A mistake of the caller, and a launch that can never finish, end the process: one line on stderr,
 * then abort(). VTADeviceRun alone returns an error code, for a run that reached its limit. */

#include <stddef.h> /* NOLINT(modernize-deprecated-headers): a C header */
#include <stdint.h> /* NOLINT(modernize-deprecated-headers): a C header */

#ifdef __cplusplus
extern "C" {
#endif

typedef void* VTACommandHandle;
typedef void* VTADeviceHandle;
#ifdef USE_VTA64
typedef uint64_t vta_phy_addr_t;
#else
typedef uint32_t vta_phy_addr_t;
#endif

#define VTA_DEBUG_DUMP_INSN (1 << 1)
#define VTA_DEBUG_DUMP_UOP (1 << 2)
#define VTA_DEBUG_SKIP_READ_BARRIER (1 << 3)
#define VTA_DEBUG_SKIP_WRITE_BARRIER (1 << 4)
#define VTA_DEBUG_FORCE_SERIAL (1 << 5)

/* Runtime. Buffers are handles, not addresses. */
void* VTABufferAlloc(size_t size);
void VTABufferFree(void* buffer);
/* kind_mask: bit 0 set, `to` is a handle; bit 1 set, `from` is a handle; else host pointers. */
void VTABufferCopy(
    const void* from, size_t from_offset, void* to, size_t to_offset, size_t size, int kind_mask);
VTACommandHandle VTATLSCommandHandle(void);
/* Frees the thread's buffers and queue; its device too, unless blocks of VTAMemAlloc are left. */
void VTARuntimeShutdown(void);
/* Host pointer of a handle; any other pointer comes back as it is. */
void* VTABufferCPUPtr(VTACommandHandle cmd, void* buffer);
void VTAReadBarrier(
    VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start, uint32_t extent);
void VTAWriteBarrier(
    VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start, uint32_t extent);
/* VTA_DEBUG_* flags; dumps go to stderr. */
void VTASetDebugMode(VTACommandHandle cmd, int debug_flag);
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
                     uint32_t dst_memory_type);
void VTAStoreBuffer2D(VTACommandHandle cmd,
                      uint32_t src_sram_index,
                      uint32_t src_memory_type,
                      void* dst_dram_addr,
                      uint32_t dst_elem_offset,
                      uint32_t x_size,
                      uint32_t y_size,
                      uint32_t x_stride);
/* The next three are called by the function that VTAPushGEMMOp or VTAPushALUOp runs. */
void VTAUopPush(uint32_t mode,
                uint32_t reset_out,
                uint32_t dst_index,
                uint32_t src_index,
                uint32_t wgt_index,
                uint32_t opcode,
                uint32_t use_imm,
                int32_t imm_val);
void VTAUopLoopBegin(uint32_t extent,
                     uint32_t dst_factor,
                     uint32_t src_factor,
                     uint32_t wgt_factor);
void VTAUopLoopEnd(void);
/* *uop_handle is null before the first call of a call site and identifies it afterwards. */
int VTAPushGEMMOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes);
int VTAPushALUOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes);
/* Queues: 1 load, 2 compute, 3 store. */
int VTADepPush(VTACommandHandle cmd, int from_qid, int to_qid);
int VTADepPop(VTACommandHandle cmd, int from_qid, int to_qid);
/* wait_cycles limits the launch, in cycles of a timed device. */
void VTASynchronize(VTACommandHandle cmd, uint32_t wait_cycles);

/* Driver: raw access to the thread's device. */
VTADeviceHandle VTADeviceAlloc(void);
void VTADeviceFree(VTADeviceHandle handle);
/* 0: finished; 1: the limit of wait_cycles was reached. */
int VTADeviceRun(VTADeviceHandle handle,
                 vta_phy_addr_t insn_phy_addr,
                 uint32_t insn_count,
                 uint32_t wait_cycles);
void* VTAMemAlloc(size_t size, int cached);
void VTAMemFree(void* buf);
/* Also of pointers into a block. */
vta_phy_addr_t VTAMemGetPhyAddr(void* buf);
void VTAMemCopyFromHost(void* dst, const void* src, size_t size);
void VTAMemCopyToHost(void* dst, const void* src, size_t size);
/* Devices are coherent: these do nothing. */
void VTAFlushCache(void* vir_addr, vta_phy_addr_t phy_addr, int size);
void VTAInvalidateCache(void* vir_addr, vta_phy_addr_t phy_addr, int size);

#ifdef __cplusplus
}
#endif
