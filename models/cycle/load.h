// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/cycle/instruction_unit.h"
#include "models/cycle/tensor_load.h"

namespace vta::cycle {

/// Executes LOADs of inp and wgt, one at a time.
class Load : public InstructionUnit {
  public:
    TokenQueue compute_to_load;
    TensorLoad tensor_load_inp;
    TensorLoad tensor_load_wgt;

    Load(const sc_core::sc_module_name& name, Context& context, VME& vme);

    void reset() override;

  private:
    Cycle execute(const Command& command, Cycle start) override;
};

}  // namespace vta::cycle
