// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/compute.h"

#include "models/timing/operations.h"

namespace vta::cycle {

Compute::Compute(const sc_core::sc_module_name& name,
                 Context& context,
                 VME& vme,
                 EventCounters& counters)
    : InstructionUnit(name, context, Unit::kCompute),
      load_to_compute("load_to_compute", context, TokenQueueId::kLoadToCompute),
      store_to_compute("store_to_compute", context, TokenQueueId::kStoreToCompute),
      tensor_load_uop("tensor_load_uop", context, vme, Client::kUop),
      tensor_load_acc("tensor_load_acc", context, vme, Client::kAcc),
      tensor_gemm("tensor_gemm", context),
      tensor_alu("tensor_alu", context),
      counters_(counters) {
    for (TensorLoad* loader : {&tensor_load_uop, &tensor_load_acc})
        loader->on_done([this](Cycle done) { complete(done); });
}

void Compute::reset() {
    InstructionUnit::reset();
    tensor_load_uop.reset();
    tensor_load_acc.reset();
}

Cycle Compute::execute(const Command& command, Cycle start) {
    const isa::Instruction& instruction = command.instruction;
    switch (instruction.opcode) {
        case isa::Opcode::kGemm:
            counters_.count_acc_writes(timing::operation_count(instruction));
            return tensor_gemm.run(command, start);
        case isa::Opcode::kAlu:
            counters_.count_acc_writes(timing::operation_count(instruction));
            return tensor_alu.run(command, start);
        case isa::Opcode::kFinish: {
            const Cycle finish = start + timing::kFinishCycles;
            span(Cause::kFinish, start, finish + 1, command.index);
            finish_(finish);
            return finish;
        }
        default:
            break;
    }
    TensorLoad& loader =
        instruction.memory_type == isa::MemoryType::kUop ? tensor_load_uop : tensor_load_acc;
    loader.start(command, start, Unit::kCompute);
    return kNever;
}

}  // namespace vta::cycle
