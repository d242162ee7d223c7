// SPDX-License-Identifier: Apache-2.0
#include "models/functional/machine.h"

#include <utility>

#include "models/functional/loop_nest.h"
#include "models/functional/scalar_kernels.h"
#include "models/functional/scratchpads.h"
#include "models/functional/transfer.h"

namespace vta::functional {

struct Machine::State {
    explicit State(const isa::HardwareConfig& given)
        : config(given), codec(given), memories(given) {}

    const isa::HardwareConfig config;
    const isa::Codec codec;
    Scratchpads memories;
    LoopNest loops;
    Interrupt interrupt;
};

Machine::Machine(const isa::HardwareConfig& config, Kernels)
    : state_(std::make_unique<State>(config)) {}

Machine::~Machine() = default;

void Machine::reset() { state_->memories.reset(); }

void Machine::set_stop(std::function<bool()> stop) { state_->interrupt.set(std::move(stop)); }

void Machine::load(const isa::Instruction& instruction, std::uint64_t base, DramPort& dram) {
    functional::load(state_->config, instruction, base, dram, state_->memories);
}

void Machine::store(const isa::Instruction& instruction, std::uint64_t base, DramPort& dram) {
    functional::store(state_->config, instruction, base, dram, state_->memories);
}

void Machine::gemm(const isa::Instruction& instruction) {
    State& state = *state_;
    state.interrupt.begin();
    state.loops.decode(instruction, state.memories.uop, state.codec);
    if (instruction.reset)
        gemm_reset(state.memories, state.loops, state.interrupt);
    else
        gemm_scalar(state.memories, state.loops, state.interrupt);
}

void Machine::alu(const isa::Instruction& instruction) {
    State& state = *state_;
    state.interrupt.begin();
    state.loops.decode(instruction, state.memories.uop, state.codec);
    alu_scalar(state.memories,
               state.loops,
               alu_operation(instruction, state.memories.acc_bits),
               state.interrupt);
}

const std::uint8_t* Machine::scratchpad(isa::MemoryType type) const {
    return state_->memories.of(type).bytes.data();
}

std::uint8_t* Machine::scratchpad(isa::MemoryType type) {
    return state_->memories.of(type).bytes.data();
}

std::size_t Machine::scratchpad_bytes(isa::MemoryType type) const {
    return state_->memories.of(type).bytes.size();
}

}  // namespace vta::functional
