// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plain_interpreter.h"

#include <stdexcept>
#include <string>

namespace vta::tests {
namespace {

/// The low `bytes` bytes of `value`, read as a signed number.
std::int64_t wrap(std::int64_t value, std::uint32_t bytes) {
    switch (bytes) {
        case 1:
            return static_cast<std::int8_t>(value);
        case 2:
            return static_cast<std::int16_t>(value);
        default:
            return static_cast<std::int32_t>(value);
    }
}

std::int64_t get(const std::vector<std::uint8_t>& bytes, std::uint64_t at, std::uint32_t count) {
    if (at + count > bytes.size() || at + count < at)
        throw std::runtime_error("read outside memory at " + std::to_string(at));
    std::uint64_t value = 0;
    for (std::uint32_t i = 0; i < count; ++i) value |= std::uint64_t{bytes[at + i]} << (8 * i);
    return wrap(static_cast<std::int64_t>(value), count);
}

void put(std::vector<std::uint8_t>& bytes,
         std::uint64_t at,
         std::uint32_t count,
         std::int64_t value) {
    if (at + count > bytes.size() || at + count < at)
        throw std::runtime_error("write outside memory at " + std::to_string(at));
    for (std::uint32_t i = 0; i < count; ++i)
        bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
}

// Loop counts have 14 bits; the hardware runs a count of 0 the full 16384 times.
std::uint32_t loop_count(std::uint32_t value) {
    value &= 0x3FFF;
    return value == 0 ? 0x4000 : value;
}

}  // namespace

PlainInterpreter::PlainInterpreter(const isa::HardwareConfig& config)
    : config_(config),
      codec_(config),
      uop_(make(isa::MemoryType::kUop)),
      inp_(make(isa::MemoryType::kInp)),
      wgt_(make(isa::MemoryType::kWgt)),
      acc_(make(isa::MemoryType::kAcc)),
      out_(make(isa::MemoryType::kOut)) {}

PlainInterpreter::Memory PlainInterpreter::make(isa::MemoryType type) const {
    Memory made;
    made.scalar_bytes = type == isa::MemoryType::kUop ? 4 : config_.scalar_bits(type) / 8;
    made.scalars = config_.elem_bytes(type) / made.scalar_bytes;
    made.depth = config_.depth(type);
    made.values.resize(std::size_t{made.depth} * made.scalars);
    return made;
}

PlainInterpreter::Memory& PlainInterpreter::memory(isa::MemoryType type) {
    switch (type) {
        case isa::MemoryType::kUop:
            return uop_;
        case isa::MemoryType::kInp:
            return inp_;
        case isa::MemoryType::kWgt:
            return wgt_;
        case isa::MemoryType::kOut:
            return out_;
        default:
            return acc_;
    }
}

std::vector<std::uint8_t> PlainInterpreter::scratchpad(isa::MemoryType type) const {
    const Memory& from = const_cast<PlainInterpreter*>(this)->memory(type);
    std::vector<std::uint8_t> bytes(from.values.size() * from.scalar_bytes);
    for (std::size_t i = 0; i < from.values.size(); ++i)
        put(bytes, i * from.scalar_bytes, from.scalar_bytes, from.values[i]);
    return bytes;
}

void PlainInterpreter::set_scratchpad(isa::MemoryType type,
                                      const std::vector<std::uint8_t>& bytes) {
    Memory& to = memory(type);
    for (std::size_t i = 0; i < to.values.size(); ++i)
        to.values[i] = get(bytes, i * to.scalar_bytes, to.scalar_bytes);
}

void PlainInterpreter::run(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                           std::uint32_t count,
                           std::vector<std::uint8_t>& dram) {
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint64_t at = base[0] + 16ull * i;
        isa::Word128 word;
        word.low = static_cast<std::uint32_t>(get(dram, at, 4)) |
                   static_cast<std::uint64_t>(get(dram, at + 4, 4)) << 32;
        word.high = static_cast<std::uint32_t>(get(dram, at + 8, 4)) |
                    static_cast<std::uint64_t>(get(dram, at + 12, 4)) << 32;
        const auto instruction = codec_.decode(word);
        if (!instruction)
            throw std::runtime_error("instruction " + std::to_string(i) + " cannot be decoded");
        if (instruction->opcode == isa::Opcode::kFinish) return;
        execute(*instruction, base, dram);
    }
}

void PlainInterpreter::execute(const isa::Instruction& i,
                               const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                               std::vector<std::uint8_t>& dram) {
    switch (i.opcode) {
        case isa::Opcode::kLoad:
            return load(i, base[static_cast<std::size_t>(base_register_of(i.memory_type))], dram);
        case isa::Opcode::kStore:
            return store(i, base[static_cast<std::size_t>(isa::BaseRegister::kOut)], dram);
        case isa::Opcode::kGemm:
            return gemm(i);
        case isa::Opcode::kAlu:
            return alu(i);
        case isa::Opcode::kFinish:
            return;
    }
}

void PlainInterpreter::load(const isa::Instruction& i,
                            std::uint64_t base,
                            const std::vector<std::uint8_t>& dram) {
    if (i.x_size == 0) return;
    Memory& to = memory(i.memory_type);
    const bool bytes_only = i.memory_type == isa::MemoryType::kAcc8;
    const std::uint32_t scalar_bytes = bytes_only ? 1 : to.scalar_bytes;
    const std::uint64_t tensor_bytes = std::uint64_t{scalar_bytes} * to.scalars;
    const std::uint64_t start = base | (i.dram_base * tensor_bytes & 0xFFFFFFFF);
    const int width = i.x_pad_0 + i.x_size + i.x_pad_1;
    const int height = i.y_pad_0 + i.y_size + i.y_pad_1;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const int from_y = y - i.y_pad_0;
            const int from_x = x - i.x_pad_0;
            const bool inside =
                from_y >= 0 && from_y < i.y_size && from_x >= 0 && from_x < i.x_size;
            for (std::uint32_t s = 0; s < to.scalars; ++s) {
                std::int64_t value = 0;
                if (inside) {
                    const std::uint64_t tensor =
                        std::uint64_t{i.x_stride} * static_cast<std::uint32_t>(from_y) +
                        static_cast<std::uint32_t>(from_x);
                    value =
                        get(dram, start + tensor * tensor_bytes + s * scalar_bytes, scalar_bytes);
                }
                to.at(i.sram_base + std::uint64_t(y) * std::uint64_t(width) + std::uint64_t(x), s) =
                    value;
            }
        }
    }
}

void PlainInterpreter::store(const isa::Instruction& i,
                             std::uint64_t base,
                             std::vector<std::uint8_t>& dram) {
    const std::uint64_t tensor_bytes = std::uint64_t{out_.scalar_bytes} * out_.scalars;
    const std::uint64_t start = base | (i.dram_base * tensor_bytes & 0xFFFFFFFF);
    const std::uint32_t rows = i.y_size == 0 ? 65536 : i.y_size;
    for (std::uint64_t y = 0; y < rows; ++y)
        for (std::uint64_t x = 0; x < i.x_size; ++x)
            for (std::uint32_t s = 0; s < out_.scalars; ++s)
                put(dram,
                    start + (y * i.x_stride + x) * tensor_bytes + s * out_.scalar_bytes,
                    out_.scalar_bytes,
                    out_.at(i.sram_base + y * i.x_size + x, s));
}

isa::Uop PlainInterpreter::uop(std::uint64_t index) {
    return codec_.decode_uop(static_cast<std::uint32_t>(uop_.at(index, 0)));
}

void PlainInterpreter::gemm(const isa::Instruction& i) {
    const std::uint32_t uops = loop_count(std::uint32_t{i.uop_end} - i.uop_begin);
    for (std::uint32_t o = 0; o < loop_count(i.iter_out); ++o)
        for (std::uint32_t n = 0; n < loop_count(i.iter_in); ++n)
            for (std::uint32_t u = 0; u < uops; ++u) {
                const isa::Uop op = uop(i.uop_begin + u);
                const std::uint32_t d = op.dst + o * i.dst_factor_out + n * i.dst_factor_in;
                const std::uint32_t s = op.src + o * i.src_factor_out + n * i.src_factor_in;
                const std::uint32_t w = op.wgt + o * i.wgt_factor_out + n * i.wgt_factor_in;
                for (std::uint32_t b = 0; b < config_.batch(); ++b)
                    for (std::uint32_t oc = 0; oc < config_.block_out(); ++oc) {
                        const std::uint32_t lane = b * config_.block_out() + oc;
                        if (i.reset) {
                            acc_.at(d, lane) = 0;
                            continue;
                        }
                        std::int64_t sum = acc_.at(d, lane);
                        for (std::uint32_t ic = 0; ic < config_.block_in(); ++ic)
                            sum = wrap(sum + wrap(inp_.at(s, b * config_.block_in() + ic) *
                                                      wgt_.at(w, oc * config_.block_in() + ic),
                                                  4),
                                       4);
                        acc_.at(d, lane) = wrap(sum, acc_.scalar_bytes);
                        out_.at(d, lane) = wrap(sum, out_.scalar_bytes);
                    }
            }
}

std::int64_t PlainInterpreter::alu_result(const isa::Instruction& i,
                                          std::int64_t a,
                                          std::int64_t b) const {
    const int right = static_cast<int>(b & 31);
    const int left = static_cast<int>(-b & 31);
    switch (i.alu_opcode) {
        case isa::AluOpcode::kMin:
            return a < b ? a : b;
        case isa::AluOpcode::kMax:
            return a < b ? b : a;
        case isa::AluOpcode::kAdd:
            return a + b;
        case isa::AluOpcode::kShr:
            // The sign of the immediate field decides the direction, even of the register form.
            return i.imm < 0 ? a * (std::int64_t{1} << left) : a >> right;
        case isa::AluOpcode::kMul:
            return a * b;
    }
    return a;
}

void PlainInterpreter::alu(const isa::Instruction& i) {
    const std::uint32_t uops = loop_count(std::uint32_t{i.uop_end} - i.uop_begin);
    // A source read misses the write of the operation just before it: what that one overwrote.
    std::int64_t previous_dst = -1;
    std::vector<std::int64_t> overwritten(acc_.scalars);
    std::vector<std::int64_t> source(acc_.scalars);
    for (std::uint32_t o = 0; o < loop_count(i.iter_out); ++o)
        for (std::uint32_t n = 0; n < loop_count(i.iter_in); ++n)
            for (std::uint32_t u = 0; u < uops; ++u) {
                const isa::Uop op = uop(i.uop_begin + u);
                const std::uint32_t d =
                    (op.dst + o * i.dst_factor_out + n * i.dst_factor_in) % acc_.depth;
                const std::uint32_t s =
                    (op.src + o * i.src_factor_out + n * i.src_factor_in) % acc_.depth;
                for (std::uint32_t lane = 0; lane < acc_.scalars; ++lane)
                    source[lane] =
                        std::int64_t{s} == previous_dst ? overwritten[lane] : acc_.at(s, lane);
                for (std::uint32_t lane = 0; lane < acc_.scalars; ++lane) {
                    const std::int64_t before = acc_.at(d, lane);
                    const std::int64_t imm = wrap(i.imm, acc_.scalar_bytes);
                    const std::int64_t value = i.use_imm ? alu_result(i, source[lane], imm)
                                                         : alu_result(i, before, source[lane]);
                    overwritten[lane] = before;
                    acc_.at(d, lane) = wrap(value, acc_.scalar_bytes);
                    out_.at(d, lane) = wrap(value, out_.scalar_bytes);
                }
                previous_dst = d;
            }
}

}  // namespace vta::tests
