// SPDX-License-Identifier: Apache-2.0
#include "tests/functional/random_instructions.h"

#include <algorithm>

namespace vta::tests {
namespace {

using isa::MemoryType;

class Dice {
  public:
    explicit Dice(std::mt19937_64& random) : random_(random) {}
    /// 0 .. count - 1.
    std::uint16_t below(std::uint32_t count) {
        return static_cast<std::uint16_t>(random_() % (count == 0 ? 1 : count));
    }
    std::uint16_t between(std::uint32_t low, std::uint32_t high) {
        return static_cast<std::uint16_t>(low + below(high - low + 1));
    }
    bool chance(std::uint32_t in) { return random_() % in == 0; }

  private:
    std::mt19937_64& random_;
};

isa::HardwareConfig config_with(std::uint32_t batch,
                                std::uint32_t block_in,
                                std::uint32_t block_out,
                                std::vector<std::uint32_t> bits) {
    isa::HardwareParameters p;
    p.batch = batch;
    p.block_in = block_in;
    p.block_out = block_out;
    p.inp_bits = bits[0];
    p.wgt_bits = bits[1];
    p.acc_bits = bits[2];
    p.out_bits = bits[3];
    p.uop_depth = p.inp_depth = p.acc_depth = 64;
    p.wgt_depth = 32;
    return isa::HardwareConfig(p);
}

void set_uops(RandomInstruction& made) {
    made.instruction.uop_begin = 0;
    made.instruction.uop_end = static_cast<std::uint16_t>(made.uops.size());
}

/// Any fields at all: most indices wrap somewhere.
void random_loops(isa::Instruction& i, const isa::HardwareConfig& config, Dice& dice) {
    const std::uint32_t acc = config.depth(MemoryType::kAcc);
    const std::uint32_t src = i.opcode == isa::Opcode::kGemm ? config.depth(MemoryType::kInp) : acc;
    const std::uint32_t range = dice.chance(2) ? 64 : 4;
    i.iter_out = dice.between(1, 5);
    i.iter_in = dice.between(1, 5);
    i.dst_factor_out = dice.below(std::min(range, acc));
    i.dst_factor_in = dice.below(std::min(range, acc));
    i.src_factor_out = dice.below(std::min(range, src));
    i.src_factor_in = dice.below(std::min(range, src));
    if (i.opcode != isa::Opcode::kGemm) return;
    i.wgt_factor_out = dice.chance(2) ? 0 : dice.below(std::min(range, 32u));
    i.wgt_factor_in = dice.chance(2) ? 0 : dice.below(std::min(range, 32u));
}

std::vector<isa::Uop> random_uops(std::uint32_t count, std::uint32_t range, Dice& dice) {
    std::vector<isa::Uop> uops(count);
    for (isa::Uop& uop : uops) {
        uop.dst = dice.below(range);
        uop.src = dice.below(range);
        uop.wgt = dice.below(std::min(range, 32u));
    }
    return uops;
}

/// Kernel positions as micro-ops, the loops over rows and columns of the image.
void convolution(RandomInstruction& made, Dice& dice) {
    made.shape = "convolution";
    const std::uint16_t size = dice.between(1, 5);
    const auto wide = static_cast<std::uint16_t>(size + 2);
    const std::uint16_t outputs = dice.between(1, 2);
    for (std::uint16_t o = 0; o < outputs; ++o)
        for (std::uint16_t k = 0; k < 9; ++k)
            made.uops.push_back({static_cast<std::uint16_t>(o * size * size),
                                 static_cast<std::uint16_t>(k / 3 * wide + k % 3),
                                 static_cast<std::uint16_t>(o * 9 + k)});
    isa::Instruction& i = made.instruction;
    i.iter_out = i.iter_in = size;
    i.dst_factor_out = size;
    i.src_factor_out = wide;
    i.dst_factor_in = i.src_factor_in = 1;
}

/// Rows and weights both in the micro-ops, in any order; the loops over input and output blocks.
void unrolled_rows(RandomInstruction& made, std::mt19937_64& random) {
    made.shape = "unrolled rows";
    Dice dice(random);
    const std::uint16_t rows = dice.between(1, 6);
    const std::uint16_t weights = dice.between(1, 4);
    const std::uint16_t stride = dice.between(1, 2);
    for (std::uint16_t r = 0; r < rows; ++r)
        for (std::uint16_t w = 0; w < weights; ++w)
            made.uops.push_back({static_cast<std::uint16_t>(r + (w / 2) * 8),
                                 static_cast<std::uint16_t>(r * stride + w),
                                 w});
    if (dice.chance(2)) std::shuffle(made.uops.begin(), made.uops.end(), random);
    if (dice.chance(4)) made.uops.back().src ^= 1;  // no product any more
    if (dice.chance(4)) made.uops.back().wgt = 9;   // nor here
    isa::Instruction& i = made.instruction;
    i.iter_out = dice.between(1, 3);
    i.iter_in = dice.between(1, 3);
    i.dst_factor_out = dice.chance(2) ? 0 : 16;
    i.src_factor_in = dice.below(8);
    i.wgt_factor_out = dice.below(5);
    i.wgt_factor_in = dice.chance(2) ? 0 : 4;
}

/// Whole ranges, in place or from elsewhere, one micro-op or many.
void alu_range(RandomInstruction& made, Dice& dice) {
    made.shape = "range";
    isa::Instruction& i = made.instruction;
    const std::uint16_t uops = dice.between(1, 4);
    const std::uint16_t dst = dice.below(16);
    const std::uint16_t src = dice.chance(2) ? dst : dice.below(64);
    for (std::uint16_t u = 0; u < uops; ++u)
        made.uops.push_back(
            {static_cast<std::uint16_t>(dst + u), static_cast<std::uint16_t>((src + u) % 64), 0});
    i.iter_in = dice.between(1, 5);
    i.iter_out = dice.between(1, 5);
    i.dst_factor_in = i.src_factor_in = uops;
    i.dst_factor_out = i.src_factor_out =
        static_cast<std::uint16_t>(dice.chance(4) ? dice.below(64) : uops * i.iter_in % 64);
}

}  // namespace

std::vector<isa::HardwareConfig> kernel_configs() {
    std::vector<isa::HardwareConfig> configs;
    const std::vector<std::uint32_t> usual = {8, 8, 32, 8};
    for (const std::uint32_t block_in : {4, 8, 16, 32, 64})
        for (const std::uint32_t block_out : {4, 8, 16, 32, 64})
            configs.push_back(config_with(1, block_in, block_out, usual));
    for (const std::uint32_t batch : {2, 4}) {
        configs.push_back(config_with(batch, 16, 16, usual));
        configs.push_back(config_with(batch, 8, 4, usual));
    }
    for (const std::uint32_t inp : {8, 16, 32})
        for (const std::uint32_t wgt : {8, 16, 32})
            for (const std::uint32_t acc : {8, 16, 32})
                for (std::uint32_t out = 8; out <= acc; out *= 2)
                    configs.push_back(config_with(2, 8, 16, {inp, wgt, acc, out}));
    return configs;
}

RandomInstruction random_gemm(const isa::HardwareConfig& config, std::mt19937_64& random) {
    Dice dice(random);
    RandomInstruction made;
    made.instruction.opcode = isa::Opcode::kGemm;
    made.instruction.iter_out = made.instruction.iter_in = 1;
    switch (dice.below(4)) {
        case 0:
            made.shape = "random";
            made.uops = random_uops(dice.between(1, 10), 64, dice);
            random_loops(made.instruction, config, dice);
            break;
        case 1:
            made.shape = "random, close together";
            made.uops = random_uops(dice.between(1, 10), 8, dice);
            random_loops(made.instruction, config, dice);
            break;
        case 2:
            convolution(made, dice);
            break;
        default:
            unrolled_rows(made, random);
            break;
    }
    made.instruction.reset = dice.chance(8);
    set_uops(made);
    return made;
}

RandomInstruction random_alu(const isa::HardwareConfig& config, std::mt19937_64& random) {
    Dice dice(random);
    RandomInstruction made;
    isa::Instruction& i = made.instruction;
    i.opcode = isa::Opcode::kAlu;
    i.alu_opcode = static_cast<isa::AluOpcode>(dice.below(5));
    i.use_imm = dice.chance(2);
    i.imm = static_cast<std::int16_t>(random());
    if (dice.chance(2)) i.imm = static_cast<std::int16_t>(i.imm % 40);
    if (dice.chance(2)) {
        alu_range(made, dice);
    } else {
        made.shape = "random";
        made.uops = random_uops(dice.between(1, 8), dice.chance(2) ? 64 : 3, dice);
        random_loops(i, config, dice);
    }
    set_uops(made);
    return made;
}

std::vector<std::uint8_t> random_bytes(std::size_t count, std::mt19937_64& random) {
    std::vector<std::uint8_t> bytes(count);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    // Extremes find overflows that uniform values do not.
    for (std::size_t i = 0; i < count; i += 1 + random() % 16)
        bytes[i] = random() % 2 ? 0x80 : 0x7F;
    return bytes;
}

}  // namespace vta::tests
