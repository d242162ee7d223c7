// SPDX-License-Identifier: Apache-2.0
#include "isa/hardware_config.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace vta::isa {
namespace {

constexpr std::uint32_t kMaxElementBytes = 4096;
constexpr std::uint32_t kMaxIndexBits = 16;

bool is_power_of_two(std::uint64_t value) { return value != 0 && (value & (value - 1)) == 0; }

std::uint32_t log2_of(std::uint32_t power_of_two) {
    std::uint32_t bits = 0;
    while (power_of_two >> (bits + 1) != 0) ++bits;
    return bits;
}

/// Checks one set of parameters; every refusal names the place, the key, the value, the rule and
/// a remedy.
class Rules {
  public:
    Rules(const HardwareParameters& parameters, std::string where)
        : p_(parameters), where_(std::move(where)) {}

    void check() const {
        check_core();
        check_memory();
        check_layout();
    }

  private:
    [[noreturn]] void refuse(const std::string& key,
                             const std::string& got,
                             const std::string& want,
                             const std::string& remedy) const {
        // `where` may end in a JSON pointer already: "configs.json: /pynq".
        const bool has_pointer = where_.find(": /") != std::string::npos;
        throw ConfigError(where_ + (has_pointer ? "/" : ": /") + key, got, want + "; " + remedy);
    }

    void range(const char* key, std::uint64_t value, std::uint64_t low, std::uint64_t high) const {
        if (value < low || value > high)
            refuse(key,
                   std::to_string(value),
                   std::to_string(low) + " to " + std::to_string(high),
                   std::string("change ") + key + " to a value in that range");
    }

    void power(const char* key, std::uint64_t value, std::uint64_t low, std::uint64_t high) const {
        if (!is_power_of_two(value) || value < low || value > high)
            refuse(key,
                   std::to_string(value),
                   "a power of two from " + std::to_string(low) + " to " + std::to_string(high),
                   std::string("round ") + key + " to one of these");
    }

    void scalar(const char* key, std::uint32_t bits) const {
        if (bits < 8)
            refuse(key,
                   std::to_string(bits),
                   "at least 8 (elements narrower than a byte are not supported)",
                   std::string("set ") + key + " to 8, 16 or 32");
        power(key, bits, 8, 32);
    }

    void check_core() const {
        if (p_.name.empty()) refuse("name", "\"\"", "a name", "give the configuration a name");
        power("batch", p_.batch, 1, 16);
        power("block_in", p_.block_in, 4, 128);
        power("block_out", p_.block_out, 4, 128);
        scalar("inp_bits", p_.inp_bits);
        scalar("wgt_bits", p_.wgt_bits);
        scalar("acc_bits", p_.acc_bits);
        scalar("out_bits", p_.out_bits);
        if (p_.out_bits > p_.acc_bits)
            refuse("out_bits",
                   std::to_string(p_.out_bits),
                   "at most acc_bits = " + std::to_string(p_.acc_bits) +
                       " (an output is the low bits of an accumulator)",
                   "lower out_bits or raise acc_bits");
    }

    void check_memory() const {
        range("instruction_queue_depth", p_.instruction_queue_depth, 1, 65536);
        range("outstanding_reads", p_.outstanding_reads, 1, 256);
        power("memory_data_bits", p_.memory_data_bits, 64, 512);
        range("memory_burst_length_bits", p_.memory_burst_length_bits, 1, 8);
        if (p_.memory_address_bits != 32 && p_.memory_address_bits != 64)
            refuse("memory_address_bits",
                   std::to_string(p_.memory_address_bits),
                   "32 or 64",
                   "set it to the width of the memory's addresses");
        range("memory_first_beat_latency", p_.memory_first_beat_latency, 2, 1000000);
        range("memory_cycles_per_beat", p_.memory_cycles_per_beat, 1, 1024);
        range("memory_request_queue_depth", p_.memory_request_queue_depth, 1, 65536);
        if (!(p_.clock_mhz >= 0.001 && p_.clock_mhz <= 100000))
            refuse("clock_mhz",
                   std::to_string(p_.clock_mhz),
                   "0.001 to 100000 MHz",
                   "give the clock in MHz");
    }

    void check_layout() const;
    void check_element(const char* memory, std::uint64_t bytes, const std::string& factors) const;
    void check_depth(const char* key, const char* log_key, std::uint32_t depth) const;

    const HardwareParameters& p_;
    std::string where_;
};

void Rules::check_element(const char* memory,
                          std::uint64_t bytes,
                          const std::string& factors) const {
    // Powers of two multiply to a power of two, so only the size can be wrong.
    if (bytes > kMaxElementBytes)
        refuse(factors,
               std::to_string(bytes) + "-byte " + memory + " tensors",
               "at most 4096 bytes (rule L7: a tensor is a power of two and fits in one page)",
               "lower one of them");
}

void Rules::check_depth(const char* key, const char* log_key, std::uint32_t depth) const {
    if (!is_power_of_two(depth) || depth < 2)
        refuse(key,
               std::to_string(depth),
               "a power of two of at least 2",
               std::string("change ") + key + " or " + log_key);
    if (log2_of(depth) > kMaxIndexBits)
        refuse(key,
               std::to_string(depth),
               "at most 65536 (rule L8: sram_base has 16 bits, so no index may have more)",
               std::string("lower ") + key + " or " + log_key);
}

void Rules::check_layout() const {
    check_element("inp",
                  std::uint64_t{p_.batch} * p_.block_in * p_.inp_bits / 8,
                  "batch, block_in, inp_bits");
    check_element("wgt",
                  std::uint64_t{p_.block_out} * p_.block_in * p_.wgt_bits / 8,
                  "block_out, block_in, wgt_bits");
    check_element("acc",
                  std::uint64_t{p_.batch} * p_.block_out * p_.acc_bits / 8,
                  "batch, block_out, acc_bits");
    if (p_.uop_index_bits < 1 || p_.uop_index_bits > 13)
        refuse("uop_index_bits",
               "U = " + std::to_string(p_.uop_index_bits),
               "U from 1 to 13 (rule L1: the 37 + 2U bits of a GEMM's lower half must fit in 64)",
               "LOG_UOP_BUFF_SIZE = U + 2 may be at most 15");
    check_depth("uop_depth", "LOG_UOP_BUFF_SIZE", p_.uop_depth);
    check_depth("inp_depth", "LOG_INP_BUFF_SIZE", p_.inp_depth);
    check_depth("wgt_depth", "LOG_WGT_BUFF_SIZE", p_.wgt_depth);
    check_depth("acc_depth", "LOG_ACC_BUFF_SIZE", p_.acc_depth);
    const std::uint32_t u = p_.uop_index_bits;
    if (p_.uop_depth > 1u << u)
        refuse("uop_depth",
               std::to_string(p_.uop_depth),
               "at most 2^U = " + std::to_string(1u << u) + " (what a micro-op index can reach)",
               "lower uop_depth or raise LOG_UOP_BUFF_SIZE");
    const std::uint32_t a = log2_of(p_.acc_depth);
    const std::uint32_t i = log2_of(p_.inp_depth);
    const std::uint32_t w = log2_of(p_.wgt_depth);
    const std::string got = "A = " + std::to_string(a) + ", I = " + std::to_string(i) +
                            ", W = " + std::to_string(w) + " (log2 of the depths)";
    if (a > 11)
        refuse("acc_depth",
               std::to_string(p_.acc_depth) + ", A = " + std::to_string(a),
               "A <= 11 (rule L3: the 4A + 20 bits of an ALU's upper half must fit in 64)",
               "acc_depth may be at most 2048; lower it or LOG_ACC_BUFF_SIZE");
    if (a + i + w > 32)
        refuse("acc_depth, inp_depth, wgt_depth",
               got,
               "A + I + W <= 32 (rule L2: the six factors of a GEMM must fit in 64 bits)",
               "lower one of the depths (LOG_*_BUFF_SIZE)");
    if (a + std::max(a, i) + w > 32)
        refuse("acc_depth, inp_depth, wgt_depth",
               got,
               "A + max(A, I) + W <= 32 (rule L4: a micro-op has 32 bits)",
               "lower acc_depth or wgt_depth (LOG_*_BUFF_SIZE)");
    if (a + 2 * u <= 27)
        refuse("acc_depth, uop_index_bits",
               "A = " + std::to_string(a) + ", U = " + std::to_string(u),
               "A > 27 - 2U (rule L5: else the first factor would slip into the lower half)",
               "raise acc_depth (LOG_ACC_BUFF_SIZE) or U (LOG_UOP_BUFF_SIZE)");
}

}  // namespace

HardwareConfig::HardwareConfig(const HardwareParameters& parameters, const std::string& where)
    : parameters_(parameters) {
    Rules(parameters_, where.empty() ? parameters_.name : where).check();
    const HardwareParameters& p = parameters_;
    const auto set = [this](MemoryType type, std::uint32_t bits, std::uint32_t depth) {
        elem_bytes_[index_of(type)] = bits / 8;
        depth_[index_of(type)] = depth;
        index_bits_[index_of(type)] = log2_of(depth);
    };
    set(MemoryType::kUop, 32, p.uop_depth);
    set(MemoryType::kWgt, p.block_out * p.block_in * p.wgt_bits, p.wgt_depth);
    set(MemoryType::kInp, p.batch * p.block_in * p.inp_bits, p.inp_depth);
    set(MemoryType::kAcc, p.batch * p.block_out * p.acc_bits, p.acc_depth);
    set(MemoryType::kOut, p.batch * p.block_out * p.out_bits, p.acc_depth);
    set(MemoryType::kAcc8, p.batch * p.block_out * 8, p.acc_depth);
}

std::uint32_t HardwareConfig::scalar_bits(MemoryType type) const {
    switch (type) {
        case MemoryType::kUop:
            return 32;
        case MemoryType::kWgt:
            return parameters_.wgt_bits;
        case MemoryType::kInp:
            return parameters_.inp_bits;
        case MemoryType::kAcc:
            return parameters_.acc_bits;
        case MemoryType::kOut:
            return parameters_.out_bits;
        case MemoryType::kAcc8:
            break;
    }
    return 8;
}

std::string HardwareConfig::config_string() const {
    const HardwareParameters& p = parameters_;
    const auto log2_bytes = [this](MemoryType type) {
        return std::to_string(index_bits(type) + log2_of(elem_bytes(type)));
    };
    std::string text = std::to_string(p.batch) + "x" + std::to_string(p.block_in);
    if (p.block_out != p.block_in) text += "x" + std::to_string(p.block_out);
    text += "_i" + std::to_string(p.inp_bits) + "w" + std::to_string(p.wgt_bits) + "a" +
            std::to_string(p.acc_bits);
    // The micro-op buffer as the field width says, like the original's tools; see uop_depth.
    return text + "_" + std::to_string(p.uop_index_bits + 2) + "_" + log2_bytes(MemoryType::kInp) +
           "_" + log2_bytes(MemoryType::kWgt) + "_" + log2_bytes(MemoryType::kAcc);
}

std::vector<std::string> HardwareConfig::notes() const {
    const HardwareParameters& p = parameters_;
    std::vector<std::string> notes;
    const auto note_if = [&notes](bool exceeds, const char* text) {
        if (exceeds) notes.emplace_back(text);
    };
    note_if(index_bits(MemoryType::kAcc) > index_bits(MemoryType::kInp),
            "L6: acc_depth exceeds inp_depth; the original HLS and Chisel hardware place the wgt "
            "index of a micro-op elsewhere");
    bool narrower_than_bus = false;
    for (const MemoryType type :
         {MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc, MemoryType::kOut})
        narrower_than_bus = narrower_than_bus || elem_bytes(type) < bus_bytes();
    note_if(narrower_than_bus,
            "L9: a tensor is narrower than the memory bus; the original HLS hardware needs every "
            "tensor at least as wide");
    note_if(p.batch > 1,
            "L10: batch > 1; the original Chisel hardware handles one row only, so no cycle count "
            "of it exists to compare with");
    note_if(p.block_out * p.out_bits < p.memory_data_bits,
            "L10: a row of out is narrower than the memory bus; the original Chisel hardware "
            "stores it with partial byte strobes");
    note_if(p.acc_bits != 32, "L11: ACC_8BIT loads exist only with 32-bit accumulators");
    note_if(p.inp_bits != 8 || p.wgt_bits != 8 || p.acc_bits != 32 ||
                (p.block_in != 16 && p.block_in != 32),
            "L11: the original OpenCL hardware has 8/8/32-bit scalars and block_in 16 or 32 only");
    note_if(p.inp_bits != 8 || p.wgt_bits != 8,
            "L12: the original compiler's packed convolution needs 8-bit inp and wgt");
    note_if(p.block_in != p.block_out,
            "L12: the original compiler's graph packing needs block_in equal to block_out");
    return notes;
}

}  // namespace vta::isa
