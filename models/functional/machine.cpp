// SPDX-License-Identifier: Apache-2.0
#include "models/functional/machine.h"

#include <optional>
#include <utility>

#include "models/functional/alu_engine.h"
#include "models/functional/gemm_engine.h"
#include "models/functional/gemm_kernels.h"
#include "models/functional/kernel_target.h"
#include "models/functional/loop_nest.h"
#include "models/functional/scalar_kernels.h"
#include "models/functional/scratchpads.h"
#include "models/functional/transfer.h"

namespace vta::functional {
namespace {

/// The best kernels up to `level`, of either kind.
const VectorKernels* highway_kernels_up_to(SimdLevel level) {
    const VectorKernels* best = nullptr;
    for (const SimdLevel candidate : available_simd_levels())
        if (candidate <= level)
            if (const VectorKernels* kernels = highway_kernels(candidate)) best = kernels;
    return best;
}

}  // namespace

struct Machine::State {
    State(const isa::HardwareConfig& given, SimdLevel level)
        : config(given), codec(given), memories(given) {
        const VectorKernels* vector = highway_kernels_up_to(level);
        if (vector == nullptr) return;
        alu.emplace(memories, *vector);
        const VectorKernels* dot = dot_product_kernels(level);
        if (dot != nullptr && GemmEngine::usable(memories, *dot))
            gemm.emplace(memories, *dot);
        else if (GemmEngine::usable(memories, *vector))
            gemm.emplace(memories, *vector);
    }

    const isa::HardwareConfig config;
    const isa::Codec codec;
    Scratchpads memories;
    std::optional<GemmEngine> gemm;  ///< absent: one operation after the other, in plain C++
    std::optional<AluEngine> alu;
    LoopNest loops;
    Interrupt interrupt;
};

Machine::Machine(const isa::HardwareConfig& config, Kernels kernels)
    : state_(std::make_unique<State>(config, simd_level(kernels))) {}

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
    else if (state.gemm)
        state.gemm->run(state.loops, state.interrupt);
    else
        gemm_scalar(state.memories, state.loops, state.interrupt);
}

void Machine::alu(const isa::Instruction& instruction) {
    State& state = *state_;
    state.interrupt.begin();
    state.loops.decode(instruction, state.memories.uop, state.codec);
    const AluOperation operation = alu_operation(instruction, state.memories.acc_bits);
    if (state.alu)
        state.alu->run(state.loops, operation, state.interrupt);
    else
        alu_scalar(state.memories, state.loops, operation, state.interrupt);
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
