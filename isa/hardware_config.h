// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/memory_type.h"

namespace vta::isa {

/// When the memory charges its first-beat latency (see docs/timing/Memory.md).
enum class MemoryLatencyPer : std::uint8_t {
    kBusyPeriod,  ///< once while requests keep queueing, as the original's memory model does
    kRequest,     ///< for every request
};

/// The numbers of one VTA instance as a user gives them, before any rule is checked. The member
/// names are the JSON keys. Defaults are the original's simulated default (DefaultDe10Config).
struct HardwareParameters {
    std::string name = "de10nano";     ///< what reports call this configuration
    std::string target = "sim";        ///< original key TARGET
    std::string hw_version = "0.0.2";  ///< original key HW_VER

    std::uint32_t batch = 1;       ///< rows of an inp, acc and out tensor
    std::uint32_t block_in = 16;   ///< columns of an inp and a wgt tensor
    std::uint32_t block_out = 16;  ///< rows of a wgt tensor, columns of an acc and an out tensor
    std::uint32_t inp_bits = 8;    ///< bits of one scalar; 8, 16 or 32 (likewise below)
    std::uint32_t wgt_bits = 8;
    std::uint32_t acc_bits = 32;
    std::uint32_t out_bits = 8;

    /// Bits of a micro-op index in GEMM and ALU (U); the layout depends on it, not on uop_depth.
    std::uint32_t uop_index_bits = 13;
    std::uint32_t uop_depth = 2048;  ///< micro-ops stored; index wrap
    std::uint32_t inp_depth = 2048;  ///< tensors stored (likewise below); powers of two
    std::uint32_t wgt_depth = 1024;
    std::uint32_t acc_depth = 2048;  ///< also the depth of the out memory

    std::uint32_t instruction_queue_depth = 512;  ///< entries of each module's command queue
    std::uint32_t outstanding_reads = 16;         ///< read bursts in flight at most
    std::uint32_t memory_data_bits = 64;          ///< width of the memory data bus
    std::uint32_t memory_burst_length_bits = 4;   ///< a burst has at most 2^this beats
    std::uint32_t memory_address_bits = 32;       ///< 32 or 64

    std::uint32_t memory_first_beat_latency = 18;  ///< cycles from AR handshake to first beat
    MemoryLatencyPer memory_latency_per = MemoryLatencyPer::kBusyPeriod;
    std::uint32_t memory_cycles_per_beat = 1;
    std::uint32_t memory_request_queue_depth = 256;

    double clock_mhz = 100.0;
};

/// One VTA instance: parameters that passed every rule, and what follows from them. Immutable;
/// passed by reference to everything that needs it. A tensor ("element") is the unit of every
/// scratchpad index.
class HardwareConfig {
  public:
    /// The original's simulated default.
    HardwareConfig() : HardwareConfig(HardwareParameters{}) {}
    /// Throws ConfigError for the first broken rule (L1-L5, L7, L8 of the ISA reference, and
    /// ranges); `where` prefixes the message, e.g. the file the parameters came from.
    explicit HardwareConfig(const HardwareParameters& parameters, const std::string& where = "");

    const HardwareParameters& parameters() const { return parameters_; }
    const std::string& name() const { return parameters_.name; }

    std::uint32_t batch() const { return parameters_.batch; }
    std::uint32_t block_in() const { return parameters_.block_in; }
    std::uint32_t block_out() const { return parameters_.block_out; }

    /// Bytes of one tensor of this memory in DRAM (kAcc8: one byte a lane).
    std::uint32_t elem_bytes(MemoryType type) const { return elem_bytes_[index_of(type)]; }
    /// Tensors that the scratchpad holds; a power of two (kAcc8: that of kAcc).
    std::uint32_t depth(MemoryType type) const { return depth_[index_of(type)]; }
    /// log2(depth): bits of an index (kUop: of the storage, not of the instruction field).
    std::uint32_t index_bits(MemoryType type) const { return index_bits_[index_of(type)]; }
    /// Bits of one scalar.
    std::uint32_t scalar_bits(MemoryType type) const;

    std::uint32_t bus_bytes() const { return parameters_.memory_data_bits / 8; }
    std::uint32_t max_burst_beats() const { return 1u << parameters_.memory_burst_length_bits; }

    /// "1x16_i8w8a32_15_15_18_17"; "1x8x16_..." where block_in and block_out differ.
    std::string config_string() const;
    /// Limits of other implementations that this configuration exceeds (rules L6, L9-L12).
    std::vector<std::string> notes() const;

  private:
    HardwareParameters parameters_;
    std::array<std::uint32_t, kMemoryTypeCount> elem_bytes_{};
    std::array<std::uint32_t, kMemoryTypeCount> depth_{};
    std::array<std::uint32_t, kMemoryTypeCount> index_bits_{};
};

}  // namespace vta::isa
