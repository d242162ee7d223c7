// SPDX-License-Identifier: Apache-2.0
#include "runtime/instruction_queue.h"

#include <fmt/format.h>

#include "base/error.h"

namespace vta::runtime {
namespace {

using isa::Instruction;
using isa::Module;

void check_pair(Module from, Module to) {
    const bool neighbours = (from == Module::kCompute) != (to == Module::kCompute);
    if (!neighbours)
        throw UserError(
            fmt::format("dependency from {} to {}: tokens pass only between compute and "
                        "load, and between compute and store",
                        isa::to_string(from),
                        isa::to_string(to)));
}

Instruction nop_of(Module stage) {
    Instruction nop;
    nop.opcode = stage == Module::kStore ? isa::Opcode::kStore : isa::Opcode::kLoad;
    nop.memory_type = stage == Module::kLoad ? isa::MemoryType::kInp : isa::MemoryType::kUop;
    return nop;
}

bool Instruction::*push_flag(Module from, Module to) {
    return from < to ? &Instruction::push_next : &Instruction::push_prev;
}

bool Instruction::*pop_flag(Module from, Module to) {
    return from < to ? &Instruction::pop_prev : &Instruction::pop_next;
}

}  // namespace

void InstructionQueue::append(Instruction instruction) {
    Pending& pops = pending(isa::module_of(instruction));
    instruction.pop_prev = pops.pop_prev;
    instruction.pop_next = pops.pop_next;
    pops = {};
    instructions_.push_back(instruction);
}

void InstructionQueue::append_nop(Module stage) { append(nop_of(stage)); }

void InstructionQueue::flush_pops(Module stage) {
    if (pending(stage).pop_prev || pending(stage).pop_next) append_nop(stage);
}

bool InstructionQueue::last_can_push(Module stage, bool Instruction::*flag) const {
    if (instructions_.empty()) return false;
    const Instruction& last = instructions_.back();
    const bool load_nop = last.opcode == isa::Opcode::kLoad && last.x_size == 0;
    return !load_nop && isa::module_of(last) == stage && !(last.*flag);
}

void InstructionQueue::dep_push(Module from, Module to) {
    check_pair(from, to);
    flush_pops(from);
    const auto flag = push_flag(from, to);
    if (!last_can_push(from, flag)) append_nop(from);
    instructions_.back().*flag = true;
}

void InstructionQueue::dep_pop(Module from, Module to) {
    check_pair(from, to);
    bool& pop = from < to ? pending(to).pop_prev : pending(to).pop_next;
    if (pop) flush_pops(to);
    pop = true;
}

void InstructionQueue::seal(bool serial) {
    if (serial) {
        serialize();
    } else {
        dep_push(Module::kStore, Module::kCompute);
        dep_push(Module::kLoad, Module::kCompute);
        dep_pop(Module::kStore, Module::kCompute);
        dep_pop(Module::kLoad, Module::kCompute);
        flush_pops(Module::kCompute);
    }
    instructions_.emplace_back();  // a default instruction is FINISH without flags
}

void InstructionQueue::serialize() {
    std::vector<Instruction> serial;
    serial.reserve(instructions_.size() + 1);
    pending_ = {};
    const auto chain = [&](Instruction next) {
        next.pop_prev = next.pop_next = next.push_prev = next.push_next = false;
        const Module to = isa::module_of(next);
        if (!serial.empty()) {
            const Module from = isa::module_of(serial.back());
            if (from != to) {
                serial.back().*push_flag(from, to) = true;
                next.*pop_flag(from, to) = true;
            }
        }
        serial.push_back(next);
    };
    for (const Instruction& instruction : instructions_) {
        const bool through_compute = !serial.empty() &&
                                     isa::module_of(serial.back()) != Module::kCompute &&
                                     isa::module_of(instruction) != Module::kCompute &&
                                     isa::module_of(serial.back()) != isa::module_of(instruction);
        if (through_compute) chain(nop_of(Module::kCompute));  // load and store share no queue
        chain(instruction);
    }
    if (!serial.empty() && isa::module_of(serial.back()) != Module::kCompute)
        chain(nop_of(Module::kCompute));
    instructions_ = std::move(serial);
}

void InstructionQueue::clear() {
    instructions_.clear();
    pending_ = {};
}

}  // namespace vta::runtime
