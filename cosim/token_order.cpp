// SPDX-License-Identifier: Apache-2.0
#include "cosim/token_order.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace vta::cosim {

using isa::Instruction;
using isa::Module;

namespace {

constexpr std::uint32_t kMostTokens = 255;

/// Tokens between two neighbouring modules in one direction.
struct TokenQueue {
    std::uint32_t before = 0;            ///< tokens before the launch
    std::vector<std::uint32_t> pushers;  ///< positions in the program
    std::vector<std::uint32_t> poppers;
    std::size_t tokens() const { return before + pushers.size() - poppers.size(); }
};

class Walk {
  public:
    Walk(const std::vector<Instruction>& program,
         std::uint32_t queue_depth,
         const QueueTokens& tokens,
         TokenOrder& order)
        : program_(program), queue_depth_(queue_depth), order_(order) {
        for (std::size_t pair = 0; pair < 2; ++pair) {
            up_[pair].before = tokens[2 * pair];
            down_[pair].before = tokens[2 * pair + 1];
        }
    }

    void run();

  private:
    static std::size_t module_at(const Instruction& instruction) {
        return static_cast<std::size_t>(isa::module_of(instruction));
    }
    /// Queue that `module` pops from (or pushes into) on one side; null where there is none.
    const TokenQueue* popped(std::size_t module, bool prev) const;
    TokenQueue* popped(std::size_t module, bool prev) {
        return const_cast<TokenQueue*>(std::as_const(*this).popped(module, prev));
    }
    TokenQueue* pushed(std::size_t module, bool prev);
    static bool empty(const TokenQueue* queue) { return queue->tokens() == 0; }
    bool dispatch();
    bool can_step(std::size_t module) const;
    void step(std::size_t module);
    void pop(TokenQueue& queue, std::uint32_t at, Clock& start);
    void find_overflow();
    void describe_stuck();

    const std::vector<Instruction>& program_;
    std::uint32_t queue_depth_;
    TokenOrder& order_;
    std::array<TokenQueue, 2> up_, down_;  ///< between module m and m + 1
    std::array<std::uint32_t, isa::kModuleCount> done_{};
    std::array<Clock, isa::kModuleCount> clock_{};  ///< of the module's last instruction
    std::uint32_t dispatched_ = 0;
};

const TokenQueue* Walk::popped(std::size_t module, bool prev) const {
    if (prev) return module > 0 ? &up_[module - 1] : nullptr;
    return module + 1 < isa::kModuleCount ? &down_[module] : nullptr;
}

TokenQueue* Walk::pushed(std::size_t module, bool prev) {
    if (prev) return module > 0 ? &down_[module - 1] : nullptr;
    return module + 1 < isa::kModuleCount ? &up_[module] : nullptr;
}

bool Walk::dispatch() {
    if (dispatched_ == program_.size()) return false;
    const std::size_t module = module_at(program_[dispatched_]);
    auto& stream = order_.streams[module];
    if (stream.size() - done_[module] >= queue_depth_) return false;
    stream.push_back(dispatched_++);
    return true;
}

void Walk::pop(TokenQueue& queue, std::uint32_t at, Clock& start) {
    const std::size_t number = queue.poppers.size();
    queue.poppers.push_back(at);
    if (number < queue.before) return;
    const std::uint32_t pusher = queue.pushers[number - queue.before];
    // What the pusher knew when it started, and itself.
    Clock done = order_.start[pusher];
    ++done[module_at(program_[pusher])];
    join(start, done);
}

bool Walk::can_step(std::size_t module) const {
    const auto& stream = order_.streams[module];
    if (done_[module] == stream.size()) return false;
    const Instruction& next = program_[stream[done_[module]]];
    const auto has_token = [&](bool prev) {
        const TokenQueue* const queue = popped(module, prev);
        return queue == nullptr || !empty(queue);
    };
    return (!next.pop_prev || has_token(true)) && (!next.pop_next || has_token(false));
}

void Walk::step(std::size_t module) {
    const std::uint32_t at = order_.streams[module][done_[module]];
    const Instruction& next = program_[at];
    TokenQueue* const from_prev = next.pop_prev ? popped(module, true) : nullptr;
    TokenQueue* const from_next = next.pop_next ? popped(module, false) : nullptr;
    Clock start = clock_[module];
    if (from_prev != nullptr) pop(*from_prev, at, start);
    if (from_next != nullptr) pop(*from_next, at, start);
    order_.start[at] = start;
    clock_[module] = start;
    clock_[module][module] = ++done_[module];
    for (const bool prev : {true, false}) {
        TokenQueue* const into = pushed(module, prev);
        if ((prev ? next.push_prev : next.push_next) && into != nullptr)
            into->pushers.push_back(at);
    }
    order_.execution.push_back(at);
}

void Walk::run() {
    order_.start.assign(program_.size(), Clock{});
    order_.execution.reserve(program_.size());
    while (true) {
        while (dispatch()) {
        }
        std::optional<std::size_t> next;
        const auto front = [&](std::size_t module) {
            return order_.streams[module][done_[module]];
        };
        for (std::size_t module = 0; module < isa::kModuleCount; ++module)
            if (can_step(module) && (!next || front(module) < front(*next))) next = module;
        if (!next) break;
        step(*next);
    }
    for (std::size_t pair = 0; pair < 2; ++pair) {
        order_.left[2 * pair] = static_cast<std::uint32_t>(up_[pair].tokens());
        order_.left[2 * pair + 1] = static_cast<std::uint32_t>(down_[pair].tokens());
    }
    order_.stuck = order_.execution.size() < program_.size();
    if (order_.stuck) describe_stuck();
    find_overflow();
}

void Walk::find_overflow() {
    order_.overflowing_push = static_cast<std::uint32_t>(program_.size());
    for (std::size_t pair = 0; pair < 2; ++pair) {
        for (const bool up : {true, false}) {
            const TokenQueue& queue = up ? up_[pair] : down_[pair];
            const std::size_t consumer = up ? pair + 1 : pair;
            std::uint32_t surely_popped = 0;  // pops are in order and so is what pushers know
            for (std::uint32_t n = 0; n < queue.pushers.size(); ++n) {
                const std::uint32_t at = queue.pushers[n];
                const std::uint32_t known = order_.start[at][consumer];
                const auto& stream = order_.streams[consumer];
                while (surely_popped < queue.poppers.size() && known > 0 &&
                       queue.poppers[surely_popped] <= stream[known - 1])
                    ++surely_popped;
                if (queue.before + n + 1 - surely_popped > kMostTokens)
                    order_.overflowing_push = std::min(order_.overflowing_push, at);
            }
        }
    }
}

void Walk::describe_stuck() {
    isa::StuckState& state = order_.stuck_state;
    state.executed = done_;
    state.dispatched = dispatched_;
    state.count = static_cast<std::uint32_t>(program_.size());
    if (dispatched_ < state.count) state.blocked_dispatch = dispatched_;
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        if (done_[module] == order_.streams[module].size()) continue;
        isa::WaitingModule waiting;
        waiting.module = static_cast<Module>(module);
        waiting.index = order_.streams[module][done_[module]];
        waiting.instruction = program_[waiting.index];
        const auto lacks = [&](bool flag, bool prev) {
            const TokenQueue* const queue = flag ? popped(module, prev) : nullptr;
            return queue != nullptr && empty(queue);
        };
        waiting.lacks_prev = lacks(waiting.instruction.pop_prev, true);
        waiting.lacks_next = lacks(waiting.instruction.pop_next, false);
        state.waiting.push_back(waiting);
    }
}

}  // namespace

TokenOrder order_by_tokens(const std::vector<Instruction>& program,
                           std::uint32_t queue_depth,
                           const QueueTokens& tokens) {
    TokenOrder order;
    Walk(program, queue_depth, tokens, order).run();
    return order;
}

}  // namespace vta::cosim
