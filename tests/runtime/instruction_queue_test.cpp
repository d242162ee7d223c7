// SPDX-License-Identifier: Apache-2.0
#include "runtime/instruction_queue.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "isa/codec.h"

using vta::isa::Instruction;
using vta::isa::MemoryType;
using vta::isa::Module;
using vta::isa::Opcode;
using vta::runtime::InstructionQueue;

namespace {

Instruction load_inp() {
    Instruction instruction;
    instruction.opcode = Opcode::kLoad;
    instruction.memory_type = MemoryType::kInp;
    instruction.x_size = instruction.y_size = 1;
    return instruction;
}

Instruction gemm() {
    Instruction instruction;
    instruction.opcode = Opcode::kGemm;
    return instruction;
}

Instruction store() {
    Instruction instruction;
    instruction.opcode = Opcode::kStore;
    instruction.memory_type = MemoryType::kOut;
    instruction.x_size = instruction.y_size = 1;
    return instruction;
}

/// "pp pn qp qn" of one instruction as digits, and its module.
std::string flags(const Instruction& i) {
    const char digits[] = {i.pop_prev ? '1' : '0',
                           i.pop_next ? '1' : '0',
                           i.push_prev ? '1' : '0',
                           i.push_next ? '1' : '0',
                           0};
    return std::string(to_string(module_of(i))) + " " + digits;
}

}  // namespace

TEST_CASE("An instruction takes the pending pops of its own stage only") {
    InstructionQueue queue;
    queue.dep_pop(Module::kCompute, Module::kLoad);
    queue.dep_pop(Module::kCompute, Module::kStore);
    queue.append(gemm());
    queue.append(load_inp());
    queue.append(load_inp());
    queue.append(store());
    REQUIRE(queue.size() == 4);
    CHECK(flags(queue.instructions()[0]) == "compute 0000");
    CHECK(flags(queue.instructions()[1]) == "load 0100");
    CHECK(flags(queue.instructions()[2]) == "load 0000");
    CHECK(flags(queue.instructions()[3]) == "store 1000");
}

TEST_CASE("Both pops of compute share an instruction; a repeated one goes to a NOP first") {
    InstructionQueue queue;
    queue.dep_pop(Module::kLoad, Module::kCompute);
    queue.dep_pop(Module::kStore, Module::kCompute);
    queue.dep_pop(Module::kLoad, Module::kCompute);
    queue.append(gemm());
    REQUIRE(queue.size() == 2);
    CHECK(flags(queue.instructions()[0]) == "compute 1100");
    CHECK(queue.instructions()[0].is_sync());
    CHECK(flags(queue.instructions()[1]) == "compute 1000");
}

TEST_CASE("A push goes to the last instruction of the queue if that is of its stage and free") {
    InstructionQueue queue;
    queue.append(load_inp());
    queue.dep_push(Module::kLoad, Module::kCompute);
    CHECK(queue.size() == 1);
    queue.dep_push(Module::kLoad, Module::kCompute);  // taken: a NOP carries the second
    REQUIRE(queue.size() == 2);
    CHECK(flags(queue.instructions()[1]) == "load 0001");
    queue.dep_push(Module::kLoad, Module::kCompute);  // a NOP load never takes a push
    REQUIRE(queue.size() == 3);
    queue.append(gemm());
    queue.dep_push(Module::kLoad, Module::kCompute);  // load is not the last any more
    REQUIRE(queue.size() == 5);
    CHECK(flags(queue.instructions()[3]) == "compute 0000");
    CHECK(flags(queue.instructions()[4]) == "load 0001");
}

TEST_CASE("One GEMM pushes both ways; a NOP store takes a push, a NOP of compute does not") {
    InstructionQueue queue;
    queue.append(gemm());
    queue.dep_push(Module::kCompute, Module::kLoad);
    queue.dep_push(Module::kCompute, Module::kStore);
    REQUIRE(queue.size() == 1);
    CHECK(flags(queue.instructions()[0]) == "compute 0011");
    queue.dep_pop(Module::kCompute, Module::kStore);
    queue.dep_push(Module::kStore, Module::kCompute);
    REQUIRE(queue.size() == 2);
    CHECK(flags(queue.instructions()[1]) == "store 1010");
    queue.dep_pop(Module::kStore, Module::kCompute);
    queue.dep_push(Module::kCompute, Module::kLoad);
    REQUIRE(queue.size() == 4);
    CHECK(flags(queue.instructions()[2]) == "compute 0100");
    CHECK(flags(queue.instructions()[3]) == "compute 0010");
}

TEST_CASE("A push first flushes the pops that its stage waits for") {
    InstructionQueue queue;
    queue.dep_pop(Module::kCompute, Module::kLoad);
    queue.dep_push(Module::kLoad, Module::kCompute);
    REQUIRE(queue.size() == 2);
    CHECK(flags(queue.instructions()[0]) == "load 0100");
    CHECK(flags(queue.instructions()[1]) == "load 0001");
}

TEST_CASE("Sealing nothing gives the four instructions of an empty submission") {
    InstructionQueue queue;
    queue.seal(false);
    const vta::isa::HardwareConfig config;
    const vta::isa::Codec codec(config);
    const std::uint64_t want[] = {0x21, 0x140, 0x18, 0x3};
    REQUIRE(queue.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CAPTURE(i);
        CHECK(codec.encode(queue.instructions()[i]) == vta::isa::Word128{want[i], 0});
    }
}

TEST_CASE("Serial order chains neighbours, load and store through compute, and FINISH last") {
    InstructionQueue queue;
    queue.append(load_inp());
    queue.append(store());
    queue.append(store());
    queue.append(gemm());
    queue.append(load_inp());
    queue.seal(true);
    std::vector<std::string> got;
    for (const Instruction& instruction : queue.instructions()) got.push_back(flags(instruction));
    CHECK(got == std::vector<std::string>{"load 0001",
                                          "compute 1001",
                                          "store 1000",
                                          "store 0010",
                                          "compute 0110",
                                          "load 0101",
                                          "compute 1000",
                                          "compute 0000"});
    CHECK(queue.instructions().back().opcode == Opcode::kFinish);
}

TEST_CASE("Tokens between load and store, or within a stage, are refused") {
    InstructionQueue queue;
    CHECK_THROWS_WITH(queue.dep_push(Module::kLoad, Module::kStore),
                      Catch::Contains("dependency from load to store"));
    CHECK_THROWS_AS(queue.dep_pop(Module::kStore, Module::kLoad), vta::UserError);
    CHECK_THROWS_AS(queue.dep_pop(Module::kCompute, Module::kCompute), vta::UserError);
    CHECK(queue.size() == 0);
}
