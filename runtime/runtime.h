// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "isa/codec.h"
#include "runtime/buffer.h"
#include "runtime/device.h"
#include "runtime/instruction_queue.h"
#include "runtime/prepared_launch.h"
#include "runtime/uop_kernel.h"
#include "runtime/uop_residency.h"

namespace vta::runtime {

/// A two-dimensional copy from a buffer to a scratchpad. Everything counts tensors of `memory`.
struct Load2D {
    const void* buffer = nullptr;  ///< handle of the source
    std::uint32_t offset = 0;      ///< first tensor in the buffer
    std::uint32_t x_size = 0;
    std::uint32_t y_size = 1;
    std::uint32_t x_stride = 0;      ///< between row starts in the buffer
    std::uint32_t x_pad_before = 0;  ///< zeros around what is copied; at most 15 each
    std::uint32_t y_pad_before = 0;
    std::uint32_t x_pad_after = 0;
    std::uint32_t y_pad_after = 0;
    isa::MemoryType memory = isa::MemoryType::kInp;
    std::uint32_t sram_index = 0;
};

/// A two-dimensional copy from the out scratchpad to a buffer.
struct Store2D {
    std::uint32_t sram_index = 0;
    const void* buffer = nullptr;
    std::uint32_t offset = 0;
    std::uint32_t x_size = 0;
    std::uint32_t y_size = 1;
    std::uint32_t x_stride = 0;
};

/// Names a kernel for the cache: the place in the caller's program that records it, and the values
/// its recording depends on.
struct KernelKey {
    std::uint64_t site = 0;
    std::string signature;  ///< any bytes
    friend bool operator==(const KernelKey& a, const KernelKey& b) {
        return a.site == b.site && a.signature == b.signature;
    }
};

/// JIT runtime of one device: builds micro-ops and instructions into device memory and launches
/// them. One mutex makes every call safe from any thread. All mistakes of the caller are
/// UserErrors.
class Runtime {
  public:
    struct Options {
        /// Device memory for micro-ops, then for instructions, taken at construction in this order.
        /// With the defaults, addresses are those of the original runtime.
        std::uint64_t uop_buffer_bytes = std::uint64_t{32} << 20;
        std::uint64_t instruction_buffer_bytes = std::uint64_t{32} << 20;
        RecordingRules recording;
        /// Limit of submissions that the runtime launches itself because a buffer is full; 0: none.
        std::uint64_t auto_max_cycles = 0;
    };
    struct Debug {
        std::ostream* instructions = nullptr;  ///< every submission is written here
        std::ostream* uops = nullptr;
        bool force_serial = false;  ///< each instruction waits for the one before
    };
    using Record = std::function<void(KernelRecorder&)>;

    explicit Runtime(Device& device) : Runtime(device, Options{}) {}
    Runtime(Device& device, const Options& options);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    Device& device() { return device_; }
    const isa::HardwareConfig& config() const { return config_; }

    const Buffer* allocate(std::uint64_t bytes);
    void free(const void* buffer);
    bool owns(const void* buffer) const;
    void write(const void* buffer, std::uint64_t offset, const void* from, std::size_t bytes);
    void read(void* to, const void* buffer, std::uint64_t offset, std::size_t bytes) const;
    void copy(const void* to,
              std::uint64_t to_offset,
              const void* from,
              std::uint64_t from_offset,
              std::size_t bytes);
    /// Throws UserError on a device that shares no memory with the host.
    std::uint8_t* cpu_pointer(const void* buffer) const;
    /// CPU writes become visible to VTA, and VTA's to the CPU. Devices are coherent, so only the
    /// handle and the range are checked.
    void read_barrier(const void* buffer,
                      std::uint32_t elem_bits,
                      std::uint32_t start,
                      std::uint32_t extent);
    void write_barrier(const void* buffer,
                       std::uint32_t elem_bits,
                       std::uint32_t start,
                       std::uint32_t extent);

    void load(const Load2D& load);
    void store(const Store2D& store);
    /// Appends the GEMM or ALU kernel of `key`, recording it on first use. `record` runs without
    /// the runtime's lock and must not call the runtime. A kernel without micro-ops appends
    /// nothing.
    void push_gemm(const KernelKey& key, const Record& record);
    void push_alu(const KernelKey& key, const Record& record);
    void dep_push(isa::Module from, isa::Module to);
    void dep_pop(isa::Module from, isa::Module to);

    /// Launches what was appended and waits for it; afterwards the queue is empty, also if the
    /// launch failed. `max_cycles` 0: no limit.
    void synchronize(std::uint64_t max_cycles = 0);
    /// Keeps what was appended in device memory instead of launching it; afterwards the queue is
    /// empty. Throws UserError if a part was launched already because a buffer was full.
    std::unique_ptr<PreparedLaunch> prepare();

    void set_debug(const Debug& debug);
    /// Instructions appended since the last launch.
    std::size_t pending_instructions() const;

  private:
    struct KeyHash {
        std::size_t operator()(const KernelKey& key) const;
    };
    const UopKernel& kernel(const KernelKey& key, isa::Opcode opcode, const Record& record);
    void push(const UopKernel& kernel);
    void barrier(const char* operation,
                 const void* buffer,
                 std::uint32_t elem_bits,
                 std::uint32_t start,
                 std::uint32_t extent) const;
    void synchronize_if_full();
    void launch_full_queue();
    void submit(std::uint64_t max_cycles);
    void clear_queue();
    const Buffer* keep(const void* data, std::size_t bytes);
    void dump() const;

    Device& device_;
    const isa::HardwareConfig config_;
    const isa::Codec codec_;
    const Options options_;
    mutable std::mutex mutex_;
    BufferPool buffers_;
    const Buffer* uop_buffer_;
    const Buffer* instruction_buffer_;
    std::unordered_map<KernelKey, std::unique_ptr<const UopKernel>, KeyHash> kernels_;
    UopResidency residency_;
    InstructionQueue queue_;
    bool launched_part_ = false;  // of what was appended since the last synchronize or prepare
    Debug debug_;
};

}  // namespace vta::runtime
