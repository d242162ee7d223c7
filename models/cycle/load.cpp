// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/load.h"

namespace vta::cycle {

Load::Load(const sc_core::sc_module_name& name, Context& context, VME& vme)
    : InstructionUnit(name, context, Unit::kLoad),
      compute_to_load("compute_to_load", context, TokenQueueId::kComputeToLoad),
      tensor_load_inp("tensor_load_inp", context, vme, Client::kInp),
      tensor_load_wgt("tensor_load_wgt", context, vme, Client::kWgt) {
    for (TensorLoad* loader : {&tensor_load_inp, &tensor_load_wgt})
        loader->on_done([this](Cycle done) { complete(done); });
}

void Load::reset() {
    InstructionUnit::reset();
    tensor_load_inp.reset();
    tensor_load_wgt.reset();
}

Cycle Load::execute(const Command& command, Cycle start) {
    TensorLoad& loader = command.instruction.memory_type == isa::MemoryType::kInp ? tensor_load_inp
                                                                                  : tensor_load_wgt;
    loader.start(command, start, Unit::kLoad);
    return kNever;
}

}  // namespace vta::cycle
