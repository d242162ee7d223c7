// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/store.h"

namespace vta::cycle {

Store::Store(const sc_core::sc_module_name& name, Context& context, VME& vme)
    : InstructionUnit(name, context, Unit::kStore),
      compute_to_store("compute_to_store", context, TokenQueueId::kComputeToStore),
      tensor_store("tensor_store", context, vme) {
    tensor_store.on_done([this](Cycle done) { complete(done); });
}

void Store::reset() {
    InstructionUnit::reset();
    tensor_store.reset();
}

Cycle Store::execute(const Command& command, Cycle start) {
    return arm_for_rest(tensor_store.start(command, start));
}

void Store::continue_execution(Cycle now) {
    if (tensor_store.resume_at() > now) return;
    const Cycle done = arm_for_rest(tensor_store.resume(now));
    if (done < kNever) complete(done);
}

// A long STORE is settled piece by piece.
Cycle Store::arm_for_rest(Cycle done) {
    if (tensor_store.resume_at() < kNever) arm(tensor_store.resume_at());
    return done;
}

}  // namespace vta::cycle
