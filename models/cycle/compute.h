// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "models/cycle/event_counters.h"
#include "models/cycle/instruction_unit.h"
#include "models/cycle/tensor_load.h"
#include "models/cycle/tensor_pipeline.h"

namespace vta::cycle {

/// Executes LOADs of uop and acc, GEMM, ALU and FINISH, strictly one at a time.
class Compute : public InstructionUnit {
  public:
    TokenQueue load_to_compute;
    TokenQueue store_to_compute;
    TensorLoad tensor_load_uop;
    TensorLoad tensor_load_acc;
    TensorGemm tensor_gemm;
    TensorAlu tensor_alu;

    Compute(const sc_core::sc_module_name& name,
            Context& context,
            VME& vme,
            EventCounters& counters);

    /// Called when a FINISH starts, with its finish cycle F.
    void on_finish(std::function<void(Cycle)> finish) { finish_ = std::move(finish); }
    void reset() override;

  private:
    Cycle execute(const Command& command, Cycle start) override;

    EventCounters& counters_;
    std::function<void(Cycle)> finish_;
};

}  // namespace vta::cycle
