// SPDX-License-Identifier: Apache-2.0
// Uses the instruction set and the functional model as libraries: writes a program of seven
// instructions that multiplies a 16x16 matrix with a vector, runs it and checks the result.

#include <array>
#include <cstdint>
#include <iostream>
#include <vector>

#include "base/error.h"
#include "isa/codec.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/program.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"

using vta::isa::Instruction;
using vta::isa::MemoryType;
using vta::isa::Opcode;

namespace {

constexpr int kBlock = 16;
// Byte addresses in DRAM, in the order of the base registers.
constexpr std::array<std::uint64_t, vta::isa::kBaseRegisterCount> kBase = {
    0x1000,  // instructions
    0x2000,  // uop
    0x3000,  // inp
    0x4000,  // wgt
    0x5000,  // acc
    0x6000,  // out
};

/// Moves one tensor, from or to index 0 of both memories.
Instruction transfer(Opcode opcode, MemoryType memory) {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.memory_type = memory;
    instruction.y_size = 1;
    instruction.x_size = 1;
    instruction.x_stride = 1;
    return instruction;
}

/// Runs micro-op 0 once: acc[0] += wgt[0] * inp[0], or acc[0] = 0.
Instruction gemm(bool reset) {
    Instruction instruction;
    instruction.opcode = Opcode::kGemm;
    instruction.reset = reset;
    instruction.uop_end = 1;
    instruction.iter_out = 1;
    instruction.iter_in = 1;
    return instruction;
}

/// Load, Compute and Store run at the same time; tokens order what depends on each other.
std::vector<Instruction> make_program() {
    const Instruction load_uop = transfer(Opcode::kLoad, MemoryType::kUop);
    const Instruction load_inp = transfer(Opcode::kLoad, MemoryType::kInp);
    Instruction load_wgt = transfer(Opcode::kLoad, MemoryType::kWgt);
    load_wgt.push_next = true;  // "inputs are there"
    const Instruction clear = gemm(true);
    Instruction multiply = gemm(false);
    multiply.pop_prev = true;
    multiply.push_next = true;  // "the result is there"
    Instruction store = transfer(Opcode::kStore, MemoryType::kOut);
    store.pop_prev = true;
    store.push_prev = true;  // "the result is stored"
    Instruction finish;
    finish.opcode = Opcode::kFinish;
    finish.pop_next = true;
    return {load_uop, load_inp, load_wgt, clear, multiply, store, finish};
}

int run() {
    const vta::isa::HardwareConfig config;  // 1x16x16, 8-bit inputs, 32-bit sums
    const vta::isa::Codec codec(config);

    std::array<std::int8_t, kBlock> vector{};
    std::array<std::array<std::int8_t, kBlock>, kBlock> matrix{};
    std::array<std::int8_t, kBlock> expected{};
    for (int row = 0; row < kBlock; ++row) {
        vector[row] = static_cast<std::int8_t>(row - 8);
        for (int column = 0; column < kBlock; ++column) {
            matrix[row][column] = static_cast<std::int8_t>((row + 2 * column) % 3 - 1);
        }
    }
    for (int row = 0; row < kBlock; ++row) {
        int sum = 0;
        for (int column = 0; column < kBlock; ++column) {
            sum += matrix[row][column] * vector[column];
        }
        expected[row] = static_cast<std::int8_t>(sum);  // the out memory keeps 8 bits
    }

    vta::functional::Dram dram(64 * 1024);
    const std::uint32_t uop = codec.encode_uop({});  // index 0 in all three memories
    dram.write(kBase[1], &uop, sizeof(uop));
    dram.write(kBase[2], vector.data(), sizeof(vector));
    dram.write(kBase[3], matrix.data(), sizeof(matrix));
    const std::vector<Instruction> program = make_program();
    std::uint64_t address = kBase[0];
    for (const Instruction& instruction : program) {
        const vta::isa::Word128 word = codec.encode(instruction);
        dram.write(address, &word.low, sizeof(word.low));
        dram.write(address + 8, &word.high, sizeof(word.high));
        address += vta::isa::kInstructionBytes;
    }

    vta::functional::Simulator simulator(config);
    const auto result = simulator.run(kBase, static_cast<std::uint32_t>(program.size()), dram);

    std::array<std::int8_t, kBlock> found{};
    dram.read(kBase[5], found.data(), sizeof(found));
    std::cout << config.config_string() << ": " << result.instructions << " instructions, "
              << result.gemm_operations << " GEMM operation, result:";
    for (const int value : found) std::cout << " " << value;
    std::cout << "\n";
    if (!result.finished || found != expected) {
        std::cout << "the result is wrong\n";
        return 1;
    }
    return 0;
}

}  // namespace

int main() {
    try {
        return run();
    } catch (const vta::Error& error) {
        std::cerr << "error: " << error.what() << "\n";
        return static_cast<int>(error.exit_code());
    }
}
