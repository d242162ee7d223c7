// SPDX-License-Identifier: Apache-2.0
#include "sim/token_program.h"

#include <algorithm>

namespace vta::sim {

namespace {

using isa::Module;

constexpr std::uint32_t kMaxTokens = 255;  // the counters saturate

struct QueueFacts {
    const char* name;
    Module producer;
    Module consumer;
    bool pushed_by_prev;  ///< the producer's flag is push_prev
    bool popped_by_prev;  ///< the consumer's flag is pop_prev
};

constexpr QueueFacts kQueues[kTokenQueueCount] = {
    {"load to compute", Module::kLoad, Module::kCompute, false, true},
    {"compute to load", Module::kCompute, Module::kLoad, true, false},
    {"compute to store", Module::kCompute, Module::kStore, false, true},
    {"store to compute", Module::kStore, Module::kCompute, true, false},
};

const QueueFacts& facts_of(TokenQueue queue) { return kQueues[static_cast<std::size_t>(queue)]; }

TokenStep make_step(const std::optional<isa::Instruction>& instruction) {
    TokenStep step;
    if (!instruction) return step;
    step.decodable = true;
    step.instruction = *instruction;
    step.module = isa::module_of(*instruction);
    for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
        const QueueFacts& facts = kQueues[q];
        step.pops[q] = facts.consumer == step.module &&
                       (facts.popped_by_prev ? instruction->pop_prev : instruction->pop_next);
        step.pushes[q] = facts.producer == step.module &&
                         (facts.pushed_by_prev ? instruction->push_prev : instruction->push_next);
    }
    return step;
}

// One untimed execution of the tokens.
class TokenRun {
  public:
    TokenRun(const TokenProgram& program, std::uint32_t queue_depth)
        : program_(program), depth_(queue_depth) {
        for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
            tokens_[q] = program.tokens(static_cast<TokenQueue>(q));
        }
    }

    TokenProgram::Outcome run() {
        bool progress = true;
        while (progress && !outcome_.finished) {
            progress = dispatch();
            for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
                while (!outcome_.finished && step(m)) progress = true;
            }
        }
        if (!outcome_.finished) note_lacking();
        return outcome_;
    }

  private:
    bool dispatch() {
        const std::uint32_t before = next_;
        for (; next_ < program_.steps().size(); ++next_) {
            const TokenStep& step = program_.steps()[next_];
            const auto module = static_cast<std::size_t>(step.module);
            if (!step.decodable || dispatched_[module] - executed_[module] >= depth_) break;
            ++dispatched_[module];
        }
        return next_ != before;
    }

    const TokenStep& next_step(std::size_t module) const {
        return program_.steps()[program_.stream(static_cast<Module>(module))[executed_[module]]];
    }

    void note_lacking() {
        for (std::size_t m = 0; m < isa::kModuleCount; ++m) {
            if (executed_[m] == dispatched_[m]) continue;
            for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
                if (next_step(m).pops[q] && tokens_[q] == 0) outcome_.lacking[q] = true;
            }
        }
    }

    // Executes the module's next instruction if it can.
    bool step(std::size_t module) {
        if (executed_[module] == dispatched_[module]) return false;
        const TokenStep& step = next_step(module);
        for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
            if (step.pops[q] && tokens_[q] == 0) return false;
        }
        for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
            if (step.pops[q]) --tokens_[q];
            if (step.pushes[q]) tokens_[q] = std::min(tokens_[q] + 1, kMaxTokens);
        }
        ++executed_[module];
        ++outcome_.executed;
        outcome_.finished = step.instruction.opcode == isa::Opcode::kFinish;
        return true;
    }

    const TokenProgram& program_;
    std::uint32_t depth_;
    TokenCounts tokens_{};
    std::uint32_t next_ = 0;
    std::array<std::uint32_t, isa::kModuleCount> dispatched_{};
    std::array<std::uint32_t, isa::kModuleCount> executed_{};
    TokenProgram::Outcome outcome_;
};

}  // namespace

const char* to_string(TokenQueue queue) { return facts_of(queue).name; }

Module producer_of(TokenQueue queue) { return facts_of(queue).producer; }

Module consumer_of(TokenQueue queue) { return facts_of(queue).consumer; }

const char* push_flag_of(TokenQueue queue) {
    return facts_of(queue).pushed_by_prev ? "push_prev" : "push_next";
}

std::optional<TokenQueue> popped_queue(Module module, bool prev) {
    for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
        if (kQueues[q].consumer == module && kQueues[q].popped_by_prev == prev) {
            return static_cast<TokenQueue>(q);
        }
    }
    return std::nullopt;
}

TokenProgram::TokenProgram(const isa::Codec& codec,
                           const std::vector<isa::Word128>& instructions,
                           std::uint32_t queue_depth,
                           const TokenCounts& tokens)
    : queue_depth_(queue_depth), tokens_(tokens) {
    steps_.reserve(instructions.size());
    for (const isa::Word128& word : instructions) {
        const TokenStep step = make_step(codec.decode(word));
        if (step.decodable) {
            streams_[static_cast<std::size_t>(step.module)].push_back(
                static_cast<std::uint32_t>(steps_.size()));
        }
        steps_.push_back(step);
    }
}

TokenProgram::Outcome TokenProgram::run() const { return TokenRun(*this, queue_depth_).run(); }

TokenCounts tokens_after(const isa::Codec& codec,
                         const std::vector<isa::Word128>& instructions,
                         const TokenCounts& tokens) {
    std::array<std::int64_t, kTokenQueueCount> balance{};
    for (const isa::Word128& word : instructions) {
        const TokenStep step = make_step(codec.decode(word));
        for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
            balance[q] += (step.pushes[q] ? 1 : 0) - (step.pops[q] ? 1 : 0);
        }
    }
    TokenCounts after{};
    for (std::size_t q = 0; q < kTokenQueueCount; ++q) {
        const std::int64_t count = std::int64_t{tokens[q]} + balance[q];
        after[q] = static_cast<std::uint32_t>(
            std::clamp(count, std::int64_t{0}, std::int64_t{kMaxTokens}));
    }
    return after;
}

}  // namespace vta::sim
