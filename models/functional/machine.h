// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "isa/codec.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vta::functional {

/// How LOAD and STORE reach DRAM. Addresses are bytes.
class DramPort {
  public:
    virtual ~DramPort() = default;
    /// Host memory that holds [address, address + bytes), or null: then read() or write() is used.
    virtual const std::uint8_t* direct_read(std::uint64_t address, std::size_t bytes) = 0;
    virtual std::uint8_t* direct_write(std::uint64_t address, std::size_t bytes) = 0;
    /// Throws ProgramError for a range that does not exist.
    virtual void read(std::uint64_t address, void* to, std::size_t bytes) = 0;
    virtual void write(std::uint64_t address, const void* from, std::size_t bytes) = 0;
};

/// Which implementation of GEMM and ALU runs; all give the same bytes.
enum class Kernels : std::uint8_t {
    kScalar,  ///< plain loops, kept as the reference of the others
    kSimd,    ///< Highway, best target of this machine (VTA_SIMD caps it: avx2, ...)
    kBest,    ///< kSimd plus 8-bit dot-product instructions where the machine has them
};
/// Name of what kBest resolves to on this machine ("avx512_vnni", "avx2", ...), for reports.
const char* kernel_target_name(Kernels kernels);

/// The scratchpads and the effect of every instruction on them and on DRAM: the single functional
/// definition that all models share (ISA reference section 10; quirks of the hardware included).
/// Knows nothing of time, tokens or order: whoever calls decides when.
class Machine {
  public:
    explicit Machine(const isa::HardwareConfig& config, Kernels kernels = Kernels::kBest);
    ~Machine();
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;

    /// All scratchpads to zero.
    void reset();

    /// LOAD of any memory type, padding included. `base` is the base register's byte address; it is
    /// OR-ed to the offset as the hardware does.
    void load(const isa::Instruction& instruction, std::uint64_t base, DramPort& dram);
    void store(const isa::Instruction& instruction, std::uint64_t base, DramPort& dram);
    void gemm(const isa::Instruction& instruction);
    void alu(const isa::Instruction& instruction);

    /// `stop` is asked now and then inside a long GEMM or ALU; when it says true the instruction
    /// ends half done. Nothing asks by default.
    void set_stop(std::function<bool()> stop);

    /// Bytes of one scratchpad: depth * elem_bytes, tensors in index order, rows dense.
    const std::uint8_t* scratchpad(isa::MemoryType type) const;
    std::uint8_t* scratchpad(isa::MemoryType type);
    std::size_t scratchpad_bytes(isa::MemoryType type) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Byte address of a LOAD's or STORE's first tensor: base OR (dram_base * elem_bytes mod 2^32),
/// truncated to the address width.
std::uint64_t dram_address(const isa::HardwareConfig& config,
                           const isa::Instruction& instruction,
                           std::uint64_t base);

}  // namespace vta::functional
