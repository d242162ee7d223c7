// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/command_queue.h"

namespace vta::cycle {

CommandQueue::CommandQueue(const char* name, Context& context)
    : sc_object(name),
      depth_(context.config.parameters().instruction_queue_depth),
      entries_(depth_),
      done_(depth_, -kNever) {}

void CommandQueue::reset() {
    pushed_ = 0;
    taken_ = 0;
    retired_ = 0;
}

void CommandQueue::push(const Command& command) {
    entries_[pushed_ % depth_] = command;
    ++pushed_;
    if (consumer_) consumer_();
}

void CommandQueue::retire(Cycle done) {
    const bool producer_waits = pushed_ - retired_ == depth_;
    done_[retired_ % depth_] = done;
    ++retired_;
    if (producer_waits && producer_) producer_();
}

}  // namespace vta::cycle
