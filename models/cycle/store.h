// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cycle/instruction_unit.h"
#include "models/cycle/tensor_store.h"

namespace vta::cycle {

/// Executes STOREs in order, one at a time.
class Store : public InstructionUnit {
  public:
    TokenQueue compute_to_store;
    TensorStore tensor_store;

    Store(const sc_core::sc_module_name& name, Context& context, VME& vme);

    void reset() override;

  protected:
    Cycle execute(const Command& command, Cycle start) override;

  private:
    void continue_execution(Cycle now) override;
    Cycle arm_for_rest(Cycle done);
};

}  // namespace vta::cycle
