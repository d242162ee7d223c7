// SPDX-License-Identifier: Apache-2.0
#include "isa/stuck.h"

#include <catch2/catch.hpp>

using namespace vta::isa;

TEST_CASE("StuckError names each waiting instruction and the queue it waits for") {
    WaitingModule compute;
    compute.module = Module::kCompute;
    compute.index = 3;
    compute.instruction.opcode = Opcode::kFinish;
    compute.instruction.pop_prev = compute.instruction.pop_next = true;
    compute.lacks_prev = compute.lacks_next = true;
    WaitingModule store;
    store.module = Module::kStore;
    store.index = 2;
    store.instruction.opcode = Opcode::kStore;
    store.instruction.memory_type = MemoryType::kOut;
    store.instruction.pop_prev = true;
    store.lacks_prev = true;
    StuckState state;
    state.waiting = {compute, store};
    state.executed = {1, 0, 0};
    state.dispatched = 4;
    state.count = 5;
    state.blocked_dispatch = 4;
    const StuckError error(state);
    CHECK(std::string(error.what()) ==
          "the program can never finish: compute waits at instruction 3 (finish pop_prev pop_next) "
          "for a token of the queue load to compute and one of the queue store to compute; store "
          "waits at instruction 2 (store out pop_prev) for a token of the queue compute to store; "
          "fetch cannot hand out instruction 4 because the command queue of its module is full. "
          "Handed out 4 of 5 instructions; executed 1 by load, 0 by compute, 0 by store");
    CHECK(error.exit_code() == vta::ExitCode::kDeadlock);
    CHECK(error.state().waiting.size() == 2);
}

TEST_CASE("StuckError says when only FINISH is missing") {
    StuckState state;
    state.executed = {1, 0, 0};
    state.dispatched = state.count = 1;
    CHECK(std::string(StuckError(state).what()) ==
          "the program can never finish: every instruction is done and none was FINISH. Handed out "
          "1 of 1 instruction; executed 1 by load, 0 by compute, 0 by store");
}
