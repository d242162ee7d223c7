// SPDX-License-Identifier: Apache-2.0
#include "cosim/ordered_program.h"

#include <algorithm>

#include "base/error.h"

namespace vta::cosim {

using isa::Instruction;
using isa::MemoryType;
using isa::Module;

OrderedProgram::OrderedProgram(const isa::HardwareConfig& config,
                               std::uint64_t dram_bytes,
                               bool enforce_order,
                               RandomSource& random)
    : config_(config), random_(random), enforce_order_(enforce_order) {
    const std::array<std::uint64_t, kSpaceCount> sizes = {
        config.depth(MemoryType::kInp),
        config.depth(MemoryType::kWgt),
        config.depth(MemoryType::kOut),
        dram_bytes / kDramGranule,
    };
    for (std::size_t space = 0; space < kSpaceCount; ++space)
        for (auto& table : last_[space]) table.assign(sizes[space], 0);
}

bool OrderedProgram::has_queue(Module from, Module to) {
    return from != to && (from == Module::kCompute || to == Module::kCompute);
}

const OrderedProgram::Queue& OrderedProgram::queue(Module from, Module to) const {
    VTA_CHECK(has_queue(from, to), "no token queue between these modules");
    const std::size_t pair = from == Module::kStore || to == Module::kStore ? 2 : 0;
    const bool back = from == Module::kStore || to == Module::kLoad;
    return queues_[pair + (back ? 1 : 0)];
}

OrderedProgram::Queue& OrderedProgram::queue(Module from, Module to) {
    return const_cast<Queue&>(static_cast<const OrderedProgram*>(this)->queue(from, to));
}

std::uint32_t OrderedProgram::count(Module module) const {
    return static_cast<std::uint32_t>(streams_[number(module)].size());
}

bool& OrderedProgram::pop_flag(Module consumer, Module producer) {
    Pending& pending = pending_[number(consumer)];
    return number(producer) < number(consumer) ? pending.pop_prev : pending.pop_next;
}

bool& OrderedProgram::push_flag(Instruction& instruction, Module from, Module to) {
    return number(to) < number(from) ? instruction.push_prev : instruction.push_next;
}

template <typename Visit>
void OrderedProgram::for_each_granule(const Footprint& footprint, Visit visit) const {
    for (const std::uint32_t tensor : footprint.inp) visit(kInpSpace, tensor);
    for (const std::uint32_t tensor : footprint.wgt) visit(kWgtSpace, tensor);
    for (const std::uint32_t tensor : footprint.out) visit(kOutSpace, tensor);
    for (const ByteRange& range : footprint.dram)
        for (std::uint64_t granule = range.address / kDramGranule;
             granule * kDramGranule < range.address + range.bytes;
             ++granule)
            visit(kDramSpace, granule);
}

void OrderedProgram::need_before(const Footprint& footprint, Module module, Clock& need) const {
    for_each_granule(footprint, [&](Space space, std::uint64_t granule) {
        for (const Module other : {Module::kLoad, Module::kCompute, Module::kStore}) {
            // In DRAM only Store writes; Load and Compute do not disturb each other there.
            if (other == module ||
                (space == kDramSpace && module != Module::kStore && other != Module::kStore))
                continue;
            std::uint32_t& index = need[number(other)];
            index = std::max(index, last_[space][number(other)][granule]);
        }
    });
}

void OrderedProgram::note(const Footprint& footprint, Module module) {
    const std::uint32_t index = count(module);
    for_each_granule(footprint, [&](Space space, std::uint64_t granule) {
        last_[space][number(module)][granule] = index;
    });
}

void OrderedProgram::append(const Planned& planned) {
    const Module module = isa::module_of(planned.instruction);
    Clock need{};
    if (enforce_order_) need_before(planned.footprint, module, need);
    if (serial_ && !program_order_.empty()) {
        const Module before = program_order_.back();
        need[number(before)] = count(before);
    }
    plan_extra_pops(module);
    require(module, need);
    Instruction instruction = planned.instruction;
    plan_extra_pushes(instruction);
    commit(instruction);
    note(planned.footprint, module);
}

void OrderedProgram::append_sync(Module module, bool push_prev, bool push_next) {
    Instruction sync = make_sync(module);
    const auto push = [&](bool wanted, Module to) {
        if (!wanted || !has_queue(module, to)) return;
        push_flag(sync, module, to) = true;
        queue(module, to).pushes.push_back(count(module) + 1);
    };
    push(push_prev, module == Module::kStore ? Module::kCompute : Module::kLoad);
    push(push_next, module == Module::kLoad ? Module::kCompute : Module::kStore);
    commit(sync);
}

void OrderedProgram::pop_if_any(Module module, bool prev) {
    const bool at_compute = module == Module::kCompute;
    if ((module == Module::kLoad && prev) || (module == Module::kStore && !prev)) return;
    const Module producer = at_compute ? (prev ? Module::kLoad : Module::kStore) : Module::kCompute;
    const Queue& from = queue(producer, module);
    if (from.popped < from.pushes.size() && !pop_flag(module, producer))
        pop_next_token(module, producer);
}

void OrderedProgram::plan_extra_pops(Module module) {
    for (const bool prev : {true, false})
        if (random_.chance(extra_.pop)) pop_if_any(module, prev);
}

void OrderedProgram::plan_extra_pushes(Instruction& instruction) {
    const Module from = isa::module_of(instruction);
    for (const Module to : {Module::kLoad, Module::kCompute, Module::kStore}) {
        if (!has_queue(from, to) || !random_.chance(extra_.push)) continue;
        push_flag(instruction, from, to) = true;
        queue(from, to).pushes.push_back(count(from) + 1);
    }
}

/// Makes the next instruction of `module` start after the first need[m] instructions of each m.
void OrderedProgram::require(Module module, const Clock& need) {
    if (module == Module::kCompute) {
        wait_for(module, Module::kLoad, need[number(Module::kLoad)]);
        wait_for(module, Module::kStore, need[number(Module::kStore)]);
        return;
    }
    const Module far = module == Module::kLoad ? Module::kStore : Module::kLoad;
    require_far(module, far, need[number(far)]);
    wait_for(module, Module::kCompute, need[number(Module::kCompute)]);
}

/// Load and Store know of each other only through Compute.
void OrderedProgram::require_far(Module module, Module far, std::uint32_t index) {
    if (pending_[number(module)].start[number(far)] >= index) return;
    const auto& compute = streams_[number(Module::kCompute)];
    auto known = std::find_if(compute.begin(), compute.end(), [&](const Entry& entry) {
        return entry.done[number(far)] >= index;
    });
    std::uint32_t relay = static_cast<std::uint32_t>(known - compute.begin()) + 1;
    if (known == compute.end()) {
        wait_for(Module::kCompute, far, index);
        commit(make_sync(Module::kCompute));
        relay = count(Module::kCompute);
    }
    wait_for(module, Module::kCompute, relay);
}

void OrderedProgram::wait_for(Module consumer, Module producer, std::uint32_t index) {
    while (pending_[number(consumer)].start[number(producer)] < index) {
        const Queue& from = queue(producer, consumer);
        if (from.popped == from.pushes.size()) add_push(producer, consumer, index);
        pop_next_token(consumer, producer);
    }
}

void OrderedProgram::pop_next_token(Module consumer, Module producer) {
    if (pop_flag(consumer, producer)) commit(make_sync(consumer));  // one pop an instruction
    pop_flag(consumer, producer) = true;
    Queue& from = queue(producer, consumer);
    from.pops.push_back(count(consumer) + 1);
    const std::uint32_t pusher = from.pushes[from.popped++];
    join(pending_[number(consumer)].start, streams_[number(producer)][pusher - 1].done);
}

/// Lets instruction `index` of the producer, or a later one, push a token.
void OrderedProgram::add_push(Module producer, Module consumer, std::uint32_t index) {
    Queue& to = queue(producer, consumer);
    VTA_CHECK(to.pushes.empty() || to.pushes.back() < index, "a push would move earlier pops");
    const std::uint32_t newest = count(producer);
    std::uint32_t at = random_.chance(60) ? index : random_.between(index, newest);
    if (token_bound() > 100) at = newest;  // the newest knows of the most pops
    push_flag(streams_[number(producer)][at - 1].instruction, producer, consumer) = true;
    to.pushes.push_back(at);
}

void OrderedProgram::commit(Instruction instruction) {
    const Module module = isa::module_of(instruction);
    Pending& pending = pending_[number(module)];
    instruction.pop_prev = pending.pop_prev;
    instruction.pop_next = pending.pop_next;
    pending.pop_prev = pending.pop_next = false;
    pending.start[number(module)] = count(module) + 1;
    streams_[number(module)].push_back({instruction, pending.start});
    program_order_.push_back(module);
}

/// Everything but the memory type and x_size 0 is ignored, and random.
Instruction OrderedProgram::make_sync(Module module) {
    Instruction sync;
    sync.opcode = module == Module::kStore ? isa::Opcode::kStore : isa::Opcode::kLoad;
    if (module == Module::kLoad)
        sync.memory_type = random_.pick({MemoryType::kInp, MemoryType::kWgt});
    if (module == Module::kCompute)
        sync.memory_type = random_.pick({MemoryType::kUop, MemoryType::kAcc});
    if (module == Module::kStore) sync.memory_type = MemoryType::kOut;
    if (random_.chance(60)) return sync;
    sync.sram_base = static_cast<std::uint16_t>(random_.below(config_.depth(sync.memory_type)));
    sync.dram_base = random_.below(1u << 31);
    sync.y_size = static_cast<std::uint16_t>(random_.below(65536));
    sync.x_stride = static_cast<std::uint16_t>(random_.below(65536));
    if (module == Module::kStore) return sync;
    sync.y_pad_0 = static_cast<std::uint8_t>(random_.below(16));
    sync.y_pad_1 = static_cast<std::uint8_t>(random_.below(16));
    sync.x_pad_0 = static_cast<std::uint8_t>(random_.below(16));
    sync.x_pad_1 = static_cast<std::uint8_t>(random_.below(16));
    return sync;
}

void OrderedProgram::finish(bool drain) {
    if (drain) {
        for (const Module module : {Module::kLoad, Module::kStore}) {
            const Queue& from = queue(Module::kCompute, module);
            while (from.popped < from.pushes.size()) pop_next_token(module, Module::kCompute);
            if (pop_flag(module, Module::kCompute)) commit(make_sync(module));
        }
    }
    for (const Module module : {Module::kLoad, Module::kStore}) {
        wait_for(Module::kCompute, module, count(module));
        const Queue& from = queue(module, Module::kCompute);
        while (drain && from.popped < from.pushes.size()) pop_next_token(Module::kCompute, module);
    }
    Instruction last;
    last.opcode = isa::Opcode::kFinish;
    if (!drain) plan_extra_pushes(last);
    commit(last);
}

/// The pushes of a queue minus the pops that must have happened by the newest push.
std::uint32_t OrderedProgram::queue_bound(Module from, Module to) const {
    const Queue& tokens = queue(from, to);
    if (tokens.pushes.empty()) return 0;
    const std::uint32_t known = streams_[number(from)][tokens.pushes.back() - 1].done[number(to)];
    const auto popped = std::upper_bound(tokens.pops.begin(), tokens.pops.end(), known);
    return static_cast<std::uint32_t>(tokens.pushes.size()) -
           static_cast<std::uint32_t>(popped - tokens.pops.begin());
}

std::uint32_t OrderedProgram::token_bound() const {
    std::uint32_t bound = 0;
    for (const Module other : {Module::kLoad, Module::kStore}) {
        bound = std::max(bound, queue_bound(other, Module::kCompute));
        bound = std::max(bound, queue_bound(Module::kCompute, other));
    }
    return bound;
}

std::vector<Instruction> OrderedProgram::stream(Module module) const {
    std::vector<Instruction> instructions;
    for (const Entry& entry : streams_[number(module)]) instructions.push_back(entry.instruction);
    return instructions;
}

}  // namespace vta::cosim
