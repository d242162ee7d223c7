// SPDX-License-Identifier: Apache-2.0
#include "sim/race_remedy.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/disassembler.h"

namespace vta::sim {

namespace {

using isa::Instruction;
using isa::Module;

// Instructions of a module, away from the racing one, whose flag is tried too: flags sit at the
// start or the end of a group.
constexpr std::size_t kReach = 8;
// Instructions walked through for all trials: a few tenths of a second.
constexpr std::uint64_t kTrialBudget = 4'000'000;

bool neighbours(Module a, Module b) {
    return a != b && (a == Module::kCompute || b == Module::kCompute);
}

const char* flag_name(bool Instruction::*flag) {
    if (flag == &Instruction::push_prev) return "push_prev";
    if (flag == &Instruction::push_next) return "push_next";
    if (flag == &Instruction::pop_prev) return "pop_prev";
    return "pop_next";
}

}  // namespace

// From the least to the most that has to change.
std::vector<RaceRemedy::Changes> RaceRemedy::candidates(std::uint32_t earlier,
                                                        std::uint32_t later) const {
    const Module from = isa::module_of(instructions_[earlier]);
    const Module to = isa::module_of(instructions_[later]);
    const bool up = from < to;
    bool Instruction::*const push = up ? &Instruction::push_next : &Instruction::push_prev;
    bool Instruction::*const pop = up ? &Instruction::pop_prev : &Instruction::pop_next;
    std::vector<std::uint32_t> pushers, poppers;
    for (std::uint32_t at = earlier; at < later && pushers.size() < kReach; ++at)
        if (isa::module_of(instructions_[at]) == from && !(instructions_[at].*push))
            pushers.push_back(at);
    for (std::uint32_t at = later + 1; at-- > earlier + 1 && poppers.size() < kReach;)
        if (isa::module_of(instructions_[at]) == to && !(instructions_[at].*pop))
            poppers.push_back(at);
    std::vector<Changes> all;
    all.reserve((pushers.size() + 1) * (poppers.size() + 1 + kReach));
    for (const std::uint32_t popper : poppers) all.push_back({{popper, pop, true}});
    for (const std::uint32_t pusher : pushers) all.push_back({{pusher, push, true}});
    for (const std::uint32_t pusher : pushers)
        for (const std::uint32_t popper : poppers)
            all.push_back({{pusher, push, true}, {popper, pop, true}});
    add_later_pushes(earlier, push, pushers, all);
    // Among changes of the same size, those nearest to the racing pair come first.
    std::stable_sort(all.begin(), all.end(), [](const Changes& a, const Changes& b) {
        return a.size() < b.size();
    });
    return all;
}

// A token pushed before the work that it tells of is done.
void RaceRemedy::add_later_pushes(std::uint32_t earlier,
                                  bool Instruction::*push,
                                  const std::vector<std::uint32_t>& pushers,
                                  std::vector<Changes>& all) const {
    const Module from = isa::module_of(instructions_[earlier]);
    std::size_t tried = 0;
    for (std::uint32_t at = earlier; at-- > 0 && tried < kReach;) {
        if (isa::module_of(instructions_[at]) != from || !(instructions_[at].*push)) continue;
        ++tried;
        all.push_back({{at, push, false}});
        for (const std::uint32_t pusher : pushers)
            all.push_back({{at, push, false}, {pusher, push, true}});
    }
}

bool RaceRemedy::separates(const Changes& changes, std::uint32_t earlier, std::uint32_t later) {
    tried_ += instructions_.size();
    for (const Change& change : changes) instructions_[change.index].*change.flag = change.set;
    const cosim::TokenOrder order = cosim::order_by_tokens(instructions_, queue_depth_, tokens_);
    for (const Change& change : changes) instructions_[change.index].*change.flag = !change.set;
    if (order.stuck || order.overflowing_push < instructions_.size()) return false;
    const auto module = static_cast<std::size_t>(isa::module_of(instructions_[earlier]));
    const auto& stream = order.streams[module];
    const auto number = std::lower_bound(stream.begin(), stream.end(), earlier) - stream.begin();
    return order.start[later][module] > static_cast<std::uint32_t>(number);
}

std::string RaceRemedy::describe(const Changes& changes) const {
    std::string text;
    for (const Change& change : changes)
        text += fmt::format("{}{} {} on instruction {} ({})",
                            text.empty() ? "" : " and ",
                            change.set ? "set" : "clear",
                            flag_name(change.flag),
                            change.index,
                            isa::to_text(instructions_[change.index]));
    return text;
}

std::string RaceRemedy::text(std::uint32_t one, std::uint32_t other) {
    const std::uint32_t earlier = std::min(one, other), later = std::max(one, other);
    const Module from = isa::module_of(instructions_[earlier]);
    const Module to = isa::module_of(instructions_[later]);
    if (neighbours(from, to)) {
        for (const Changes& changes : candidates(earlier, later))
            if (tried_ < kTrialBudget && separates(changes, earlier, later))
                return describe(changes);
        return fmt::format(
            "let a token that {} pushes at or after instruction {} be popped by {} at or before "
            "instruction {}",
            to_string(from),
            earlier,
            to_string(to),
            later);
    }
    return fmt::format(
        "order them through compute: {} pushes to compute at or after instruction {}, a compute "
        "instruction pops that token and pushes to {}, which pops it at or before instruction {}",
        to_string(from),
        earlier,
        to_string(to),
        later);
}

}  // namespace vta::sim
