// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>

#include "base/error.h"
#include "isa/codec.h"
#include "models/functional/kernel_target.h"
#include "models/functional/machine.h"
#include "tests/functional/random_instructions.h"
#include "tests/support/plain_interpreter.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using functional::Kernels;
using functional::Machine;
using functional::SimdLevel;
using isa::MemoryType;

constexpr MemoryType kMemories[] = {
    MemoryType::kUop, MemoryType::kInp, MemoryType::kWgt, MemoryType::kAcc, MemoryType::kOut};

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(const Machine& machine, MemoryType type) {
    const std::uint8_t* bytes = machine.scratchpad(type);
    return Bytes(bytes, bytes + machine.scratchpad_bytes(type));
}

/// Caps the level while it lives.
class LevelCap {
  public:
    explicit LevelCap(SimdLevel level) { functional::cap_simd_level(level); }
    ~LevelCap() { functional::cap_simd_level(std::nullopt); }
};

/// The plain interpreter and one machine a level, all with the same random scratchpads.
class Comparison {
  public:
    Comparison(const isa::HardwareConfig& config, std::mt19937_64& random)
        : codec_(config), plain_(config) {
        for (const SimdLevel level : functional::available_simd_levels()) {
            const LevelCap cap(level);
            machines_.push_back({level, std::make_unique<Machine>(config)});
        }
        for (const MemoryType type : kMemories)
            set(type, random_bytes(machines_[0].machine->scratchpad_bytes(type), random));
    }

    void execute(const RandomInstruction& made) {
        Bytes uops = bytes_of(*machines_[0].machine, MemoryType::kUop);
        for (std::size_t i = 0; i < made.uops.size(); ++i) {
            const std::uint32_t word = codec_.encode_uop(made.uops[i]);
            std::memcpy(uops.data() + 4 * i, &word, sizeof word);
        }
        set(MemoryType::kUop, uops);
        Bytes no_dram;
        plain_.execute(made.instruction, {}, no_dram);
        for (const Entry& entry : machines_) {
            if (made.instruction.opcode == isa::Opcode::kGemm)
                entry.machine->gemm(made.instruction);
            else
                entry.machine->alu(made.instruction);
        }
    }

    void check() const {
        for (const MemoryType type : kMemories)
            for (const Entry& entry : machines_) {
                CAPTURE(to_string(entry.level), to_string(type));
                CHECK((bytes_of(*entry.machine, type) == plain_.scratchpad(type)));
            }
    }

  private:
    struct Entry {
        SimdLevel level;
        std::unique_ptr<Machine> machine;
    };

    void set(MemoryType type, const Bytes& bytes) {
        plain_.set_scratchpad(type, bytes);
        for (const Entry& entry : machines_)
            std::memcpy(entry.machine->scratchpad(type), bytes.data(), bytes.size());
    }

    isa::Codec codec_;
    PlainInterpreter plain_;
    std::vector<Entry> machines_;
};

template <typename Make>
void compare_random(const Make& make, int instructions) {
    const auto seed = test_seed(1);
    std::mt19937_64 random(seed);
    for (const isa::HardwareConfig& config : kernel_configs()) {
        Comparison comparison(config, random);
        for (int n = 0; n < instructions; ++n) {
            const RandomInstruction made = make(config, random);
            CAPTURE(seed,
                    n,
                    config.config_string(),
                    config.block_in(),
                    config.block_out(),
                    config.scalar_bits(MemoryType::kOut),
                    made.shape);
            comparison.execute(made);
            comparison.check();
        }
    }
}

}  // namespace

TEST_CASE("GEMM gives the plain interpreter's bytes at every SIMD level, width and shape") {
    compare_random(random_gemm, 12);
}

TEST_CASE("ALU gives the plain interpreter's bytes at every SIMD level, width and shape") {
    compare_random(random_alu, 24);
}

TEST_CASE("A loop count or micro-op range of zero means 16384") {
    std::mt19937_64 random(test_seed(2));
    isa::HardwareParameters parameters;
    parameters.block_in = parameters.block_out = 4;
    parameters.inp_depth = parameters.wgt_depth = parameters.acc_depth = 64;
    parameters.uop_depth = 16;
    Comparison comparison(isa::HardwareConfig(parameters), random);
    RandomInstruction made;
    made.uops = {{1, 2, 3}, {4, 4, 4}};
    isa::Instruction& i = made.instruction;
    i.opcode = GENERATE(isa::Opcode::kGemm, isa::Opcode::kAlu);
    i.alu_opcode = isa::AluOpcode::kAdd;
    i.iter_out = 2;
    i.iter_in = 1;
    i.uop_begin = 15;
    i.uop_end = 17;  // wraps at the 16 micro-ops stored
    SECTION("outer") { i.iter_out = 0; }
    SECTION("inner") { i.iter_in = 0; }
    SECTION("micro-ops") { i.uop_end = 15; }
    SECTION("micro-ops, end below begin") { i.uop_end = 14; }
    i.dst_factor_in = 3;
    i.src_factor_out = 5;
    i.wgt_factor_in = i.opcode == isa::Opcode::kGemm ? 7 : 0;
    comparison.execute(made);
    comparison.check();
}

TEST_CASE("Long runs of micro-ops and rows are summed completely") {
    std::mt19937_64 random(test_seed(3));
    const isa::HardwareConfig config;
    Comparison comparison(config, random);
    RandomInstruction made;
    isa::Instruction& i = made.instruction;
    i.opcode = isa::Opcode::kGemm;
    SECTION("more rows than the engine addresses at once") {
        made.uops = {{0, 0, 0}, {1, 3, 1}};
        i.iter_out = 37;
        i.iter_in = 23;
        i.dst_factor_out = i.src_factor_out = 23;
        i.dst_factor_in = i.src_factor_in = 1;
    }
    SECTION("more steps than the engine sums at once") {
        for (std::uint16_t u = 0; u < 30; ++u)
            made.uops.push_back(
                {7, static_cast<std::uint16_t>(u * 3), static_cast<std::uint16_t>(u)});
        i.iter_out = 10;
        i.iter_in = 9;
        i.wgt_factor_out = 60;
        i.wgt_factor_in = 7;
        i.src_factor_in = 2;
    }
    i.uop_end = static_cast<std::uint16_t>(made.uops.size());
    comparison.execute(made);
    comparison.check();
}

TEST_CASE("A long instruction ends early when it is told to") {
    const auto kernels = GENERATE(Kernels::kScalar, Kernels::kBest);
    Machine machine(isa::HardwareConfig(), kernels);
    isa::Instruction i;
    i.opcode = GENERATE(isa::Opcode::kGemm, isa::Opcode::kAlu);
    i.uop_end = 1;  // 2^28 operations
    int asked = 0;
    machine.set_stop([&] { return ++asked == 2; });
    if (i.opcode == isa::Opcode::kGemm)
        machine.gemm(i);
    else
        machine.alu(i);
    CHECK(asked == 2);
}

TEST_CASE("VTA_SIMD caps the level and must name one") {
    setenv("VTA_SIMD", "scalar", 1);
    CHECK(functional::simd_level(Kernels::kBest) == SimdLevel::kScalar);
    CHECK(std::string(kernel_target_name(Kernels::kBest)) == "scalar");
    setenv("VTA_SIMD", "avx2", 1);
    CHECK(functional::simd_level(Kernels::kBest) <= SimdLevel::kAvx2);
    setenv("VTA_SIMD", "mmx", 1);
    CHECK_THROWS_WITH(functional::simd_level(Kernels::kBest),
                      Catch::Contains("VTA_SIMD: got \"mmx\", want one of scalar, "));
    unsetenv("VTA_SIMD");
    CHECK(functional::simd_level(Kernels::kBest) == functional::available_simd_levels().back());
}

}  // namespace vta::tests
