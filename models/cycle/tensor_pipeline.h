// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>

#include "models/cycle/command_queue.h"
#include "models/cycle/context.h"

namespace vta::cycle {

/// The GEMM pipeline: one operation a cycle, known from its start to its end
/// (microarchitecture 8.5-8.7). Has no process: its end is a closed form.
class TensorGemm : public sc_core::sc_module {
  public:
    TensorGemm(const sc_core::sc_module_name& name, Context& context);
    /// Executes; returns the done cycle.
    Cycle run(const Command& command, Cycle start);

    std::uint64_t operations() const { return operations_; }  ///< without reset
    void start_counting() { operations_ = 0; }

  private:
    Context& context_;
    std::uint64_t operations_ = 0;
};

/// The ALU pipeline: an immediate operation a cycle, one on two tensors every second
/// (microarchitecture 8.8-8.10).
class TensorAlu : public sc_core::sc_module {
  public:
    TensorAlu(const sc_core::sc_module_name& name, Context& context);
    Cycle run(const Command& command, Cycle start);

  private:
    Context& context_;
};

}  // namespace vta::cycle
