// SPDX-License-Identifier: Apache-2.0
#include "isa/stuck.h"

#include <utility>

#include "isa/disassembler.h"

namespace vta::isa {
namespace {

std::string plural(std::uint32_t count, const char* noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string describe(const WaitingModule& waiting) {
    std::string text = std::string(to_string(waiting.module)) + " waits at instruction " +
                       std::to_string(waiting.index) + " (" + to_text(waiting.instruction) +
                       ") for a token of the queue ";
    if (waiting.lacks_prev) text += popped_queue_name(waiting.module, true);
    if (waiting.lacks_prev && waiting.lacks_next) text += " and one of the queue ";
    if (waiting.lacks_next) text += popped_queue_name(waiting.module, false);
    return text;
}

std::string message_of(const StuckState& state) {
    std::string text = "the program can never finish";
    for (std::size_t i = 0; i < state.waiting.size(); ++i)
        text += (i == 0 ? ": " : "; ") + describe(state.waiting[i]);
    if (state.blocked_dispatch)
        text += "; fetch cannot hand out instruction " + std::to_string(*state.blocked_dispatch) +
                " because the command queue of its module is full";
    if (state.waiting.empty() && !state.blocked_dispatch)
        text += state.dispatched >= state.count ? ": every instruction is done and none was FINISH"
                                                : ": no module has anything left to do";
    text += ". Handed out " + std::to_string(state.dispatched) + " of " +
            plural(state.count, "instruction") + "; executed";
    for (std::size_t module = 0; module < kModuleCount; ++module)
        text += std::string(module == 0 ? " " : ", ") + std::to_string(state.executed[module]) +
                " by " + to_string(static_cast<Module>(module));
    return text;
}

}  // namespace

StuckError::StuckError(StuckState state)
    : DeadlockError(message_of(state)), state_(std::move(state)) {}

const char* popped_queue_name(Module module, bool prev) {
    switch (module) {
        case Module::kLoad:
            return prev ? "none (load has no previous module)" : "compute to load";
        case Module::kCompute:
            return prev ? "load to compute" : "store to compute";
        case Module::kStore:
            break;
    }
    return prev ? "compute to store" : "none (store has no next module)";
}

}  // namespace vta::isa
