// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "isa/codec.h"
#include "models/functional/machine.h"
#include "tests/functional/program_builder.h"
#include "tests/functional/random_instructions.h"
#include "tests/support/plain_interpreter.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using functional::dram_address;
using functional::Kernels;
using functional::Machine;
using isa::MemoryType;
using Bytes = std::vector<std::uint8_t>;

/// DRAM of a vector, with or without direct access.
class VectorPort : public functional::DramPort {
  public:
    VectorPort(Bytes& bytes, bool direct) : bytes_(bytes), direct_(direct) {}
    const std::uint8_t* direct_read(std::uint64_t address, std::size_t) override {
        return direct_ ? &bytes_.at(address) : nullptr;
    }
    std::uint8_t* direct_write(std::uint64_t address, std::size_t) override {
        return direct_ ? &bytes_.at(address) : nullptr;
    }
    void read(std::uint64_t address, void* to, std::size_t count) override {
        std::memcpy(to, &bytes_.at(address), count);
    }
    void write(std::uint64_t address, const void* from, std::size_t count) override {
        std::memcpy(&bytes_.at(address), from, count);
    }

  private:
    Bytes& bytes_;
    bool direct_;
};

std::int32_t acc(const Machine& machine, std::size_t tensor) {
    std::int32_t value = 0;
    std::memcpy(&value, machine.scratchpad(MemoryType::kAcc) + 64 * tensor, sizeof value);
    return value;
}

void set_acc(Machine& machine, std::size_t tensor, std::int32_t value) {
    std::memcpy(machine.scratchpad(MemoryType::kAcc) + 64 * tensor, &value, sizeof value);
}

void set_uops(Machine& machine, const std::vector<isa::Uop>& uops) {
    const isa::Codec codec{isa::HardwareConfig()};
    for (std::size_t i = 0; i < uops.size(); ++i) {
        const std::uint32_t word = codec.encode_uop(uops[i]);
        std::memcpy(machine.scratchpad(MemoryType::kUop) + 4 * i, &word, sizeof word);
    }
}

isa::Instruction random_transfer(bool is_load, std::mt19937_64& random) {
    isa::Instruction i;
    i.opcode = is_load ? isa::Opcode::kLoad : isa::Opcode::kStore;
    constexpr MemoryType kLoaded[] = {
        MemoryType::kUop, MemoryType::kWgt, MemoryType::kInp, MemoryType::kAcc, MemoryType::kAcc8};
    i.memory_type = is_load ? kLoaded[random() % 5] : MemoryType::kOut;
    i.sram_base = static_cast<std::uint16_t>(random());
    i.dram_base = static_cast<std::uint32_t>(random() % 8);
    i.y_size = static_cast<std::uint16_t>(1 + random() % 5);
    i.x_size = static_cast<std::uint16_t>(random() % 40);
    i.x_stride = static_cast<std::uint16_t>(random() % 10);
    if (is_load) {
        i.y_pad_0 = static_cast<std::uint8_t>(random() % 4);
        i.y_pad_1 = static_cast<std::uint8_t>(random() % 4);
        i.x_pad_0 = static_cast<std::uint8_t>(random() % 16);
        i.x_pad_1 = static_cast<std::uint8_t>(random() % 3);
    }
    return i;
}

}  // namespace

TEST_CASE("LOAD and STORE give the plain interpreter's bytes, wrapped and padded") {
    const auto seed = test_seed(4);
    std::mt19937_64 random(seed);
    const bool direct = GENERATE(false, true);
    for (const isa::HardwareConfig& config : kernel_configs()) {
        // ACC_8BIT exists with 32-bit accumulators only.
        if (config.scalar_bits(MemoryType::kAcc) != 32) continue;
        Machine machine(config);
        PlainInterpreter plain(config);
        const Bytes out = random_bytes(machine.scratchpad_bytes(MemoryType::kOut), random);
        std::memcpy(machine.scratchpad(MemoryType::kOut), out.data(), out.size());
        plain.set_scratchpad(MemoryType::kOut, out);
        Bytes dram = random_bytes(1u << 20, random);
        Bytes plain_dram = dram;
        VectorPort port(dram, direct);
        for (int n = 0; n < 12; ++n) {
            const bool is_load = random() % 3 != 0;
            const isa::Instruction i = random_transfer(is_load, random);
            const std::array<std::uint64_t, isa::kBaseRegisterCount> base{
                0, 0x8000, 0x8000, 0x8000, 0x8000, 0x8000};
            if (is_load)
                machine.load(i, 0x8000, port);
            else
                machine.store(i, 0x8000, port);
            plain.execute(i, base, plain_dram);
            CAPTURE(seed, n, config.config_string(), to_string(i.memory_type));
            const MemoryType type = is_load ? i.memory_type : MemoryType::kOut;
            const std::uint8_t* bytes = machine.scratchpad(type);
            CHECK((Bytes(bytes, bytes + machine.scratchpad_bytes(type)) == plain.scratchpad(type)));
            CHECK((dram == plain_dram));
        }
    }
}

TEST_CASE("DRAM addresses OR the base to the offset and wrap at 32 bits") {
    const isa::HardwareConfig config;
    isa::Instruction i = load(MemoryType::kInp, 0, 0x123, 1, 1);
    CHECK(dram_address(config, i, 0x10000) == 0x11230);
    CHECK(dram_address(config, i, 0x1030) == 0x1230);  // OR, not ADD
    i.dram_base = 0x10000001;
    CHECK(dram_address(config, i, 0) == 0x10);
    i.memory_type = MemoryType::kAcc8;
    CHECK(dram_address(config, i, 0) == 0x10);
    i = store(0, 0x10, 1, 1);
    i.memory_type = MemoryType::kWgt;  // the hardware ignores it
    CHECK(dram_address(config, i, 0) == 0x100);
}

TEST_CASE("An immediate operation does not see the write of the one before it") {
    const auto kernels = GENERATE(Kernels::kScalar, Kernels::kBest);
    Machine machine(isa::HardwareConfig(), kernels);
    set_acc(machine, 0, 1);
    set_uops(machine, {{1, 0, 0}, {2, 1, 0}, {3, 1, 0}});
    isa::Instruction add = alu_imm(isa::AluOpcode::kAdd, 10);
    add.uop_end = 3;
    machine.alu(add);
    CHECK(acc(machine, 1) == 11);
    CHECK(acc(machine, 2) == 10);  // read acc[1] before its 11
    CHECK(acc(machine, 3) == 21);
}

TEST_CASE("A register operation sees the write before it in dst but not in src") {
    const auto kernels = GENERATE(Kernels::kScalar, Kernels::kBest);
    Machine machine(isa::HardwareConfig(), kernels);
    set_acc(machine, 0, 1);
    set_acc(machine, 1, 100);
    isa::Instruction add = alu_imm(isa::AluOpcode::kAdd, 0);
    add.use_imm = false;
    add.uop_end = 2;
    SECTION("dst") {
        set_uops(machine, {{1, 0, 0}, {1, 0, 0}});
        machine.alu(add);
        CHECK(acc(machine, 1) == 102);
    }
    SECTION("src") {
        set_uops(machine, {{0, 1, 0}, {2, 0, 0}});
        machine.alu(add);
        CHECK(acc(machine, 0) == 101);
        CHECK(acc(machine, 2) == 1);
    }
}

TEST_CASE("GEMM writes outputs with the accumulators; a reset leaves them") {
    const auto kernels = GENERATE(Kernels::kScalar, Kernels::kBest);
    Machine machine(isa::HardwareConfig(), kernels);
    machine.scratchpad(MemoryType::kInp)[0] = 100;
    machine.scratchpad(MemoryType::kWgt)[0] = 3;
    isa::Instruction gemm;
    gemm.opcode = isa::Opcode::kGemm;
    gemm.uop_end = gemm.iter_out = gemm.iter_in = 1;
    machine.gemm(gemm);
    CHECK(acc(machine, 0) == 300);
    CHECK(machine.scratchpad(MemoryType::kOut)[0] == 300 - 256);
    gemm.reset = true;
    machine.gemm(gemm);
    CHECK(acc(machine, 0) == 0);
    CHECK(machine.scratchpad(MemoryType::kOut)[0] == 300 - 256);
}

TEST_CASE("Shifts go the way of the immediate's sign, modulo 32, in both forms") {
    const auto kernels = GENERATE(Kernels::kScalar, Kernels::kBest);
    Machine machine(isa::HardwareConfig(), kernels);
    const auto shifted = [&](std::int32_t a, std::int16_t imm) {
        set_acc(machine, 0, a);
        machine.alu(alu_imm(isa::AluOpcode::kShr, imm));
        return acc(machine, 0);
    };
    CHECK(shifted(-16, 2) == -4);
    CHECK(shifted(-16, 34) == -4);
    CHECK(shifted(7, -3) == 56);
    CHECK(shifted(7, -32) == 7);
    set_uops(machine, {{0, 1, 0}});
    isa::Instruction shift = alu_imm(isa::AluOpcode::kShr, 0);
    shift.use_imm = false;
    set_acc(machine, 0, 64);
    set_acc(machine, 1, -30);  // modulo 32: 2; the immediate field is not negative
    machine.alu(shift);
    CHECK(acc(machine, 0) == 16);
    shift.imm = -1;
    set_acc(machine, 1, -3);
    machine.alu(shift);
    CHECK(acc(machine, 0) == 128);
}

}  // namespace vta::tests
