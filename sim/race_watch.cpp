// SPDX-License-Identifier: Apache-2.0
#include "sim/race_watch.h"

#include <algorithm>

#include "isa/codec.h"

namespace vta::sim {

namespace {

// Up to the first that cannot be decoded: nothing behind it ever starts.
std::vector<isa::Instruction> decode(const isa::HardwareConfig& config,
                                     const isa::Program& program) {
    const isa::Codec codec(config);
    std::vector<isa::Instruction> instructions;
    instructions.reserve(program.instructions.size());
    for (const isa::Word128& word : program.instructions) {
        const auto instruction = codec.decode(word);
        if (!instruction) break;
        instructions.push_back(*instruction);
    }
    return instructions;
}

}  // namespace

RaceWatch::Launch::Launch(const isa::HardwareConfig& config,
                          const isa::Program& its_program,
                          const cosim::QueueTokens& tokens,
                          cosim::KnownMemory& memory,
                          cosim::InstructionChecker::Scope scope,
                          std::size_t most)
    : program(its_program),
      instructions(decode(config, program)),
      order(cosim::order_by_tokens(
          instructions, config.parameters().instruction_queue_depth, tokens)),
      found(instructions, most),
      checker(config, {program.base, instructions, order}, memory, found, scope) {}

RaceWatch::RaceWatch(const isa::HardwareConfig& config, bool data_moves, std::size_t most)
    : config_(config), most_(most), data_moves_(data_moves), memory_(config_) {}

void RaceWatch::powered_up() {
    launch_.reset();
    launches_ = 0;
    tokens_ = {};
    memory_ = cosim::KnownMemory(config_);
}

void RaceWatch::begin(const isa::Program& program) {
    using Scope = cosim::InstructionChecker::Scope;
    memory_.dram = dram_;
    launch_ = std::make_unique<Launch>(config_,
                                       program,
                                       tokens_,
                                       memory_,
                                       data_moves_ ? Scope::kRaces : Scope::kRacesWithoutData,
                                       most_);
}

void RaceWatch::started(cycle::Unit, std::uint32_t index, cycle::Cycle) {
    // What an earlier launch left in a command queue is no instruction of this one.
    if (index >= launch_->instructions.size()) return;
    ++watched_;
    launch_->checker.check(index);
}

void RaceWatch::collect() {
    Launch& launch = *launch_;
    races_ += launch.found.count(cosim::Severity::kError);
    auto found = findings_of(config_,
                             launch.program,
                             launches_++,
                             tokens_,
                             launch.found.take(),
                             launch.order.stuck_state);
    std::move(found.begin(), found.end(), std::back_inserter(findings_));
    tokens_ = launch.order.left;
    launch_.reset();
}

}  // namespace vta::sim
