// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/functional/dram.h"
#include "models/functional/machine.h"

namespace vta::functional {

/// What one launch did, up to FINISH.
struct RunResult {
    bool finished = false;              ///< FINISH was executed
    std::uint64_t instructions = 0;     ///< executed, FINISH included
    std::uint64_t acc_writes = 0;       ///< GEMM and ALU operations
    std::uint64_t gemm_operations = 0;  ///< without reset
    std::uint64_t lost_tokens = 0;      ///< pushed onto a counter that already stood at 255
};

/// The untimed model: instructions in DRAM, three modules with command queues of the configured
/// depth, token counters, all sharing one Machine. Among the instructions that could run it always
/// takes the earliest of the program. Tokens and scratchpads persist across launches.
class Simulator {
  public:
    explicit Simulator(const isa::HardwareConfig& config, Kernels kernels = Kernels::kBest);
    ~Simulator();

    /// Power-up state: scratchpads and tokens zero.
    void reset();
    /// Runs `count` instructions from base[kInstruction] until FINISH. Throws DeadlockError with
    /// who waits for what, or ProgramError for what the hardware could only hang on.
    /// `stop` is asked now and then; when it says true the run ends with finished = false.
    RunResult run(const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                  std::uint32_t count,
                  Dram& dram,
                  const std::function<bool()>& stop = {});

    /// Of the last run that ended, or got stuck: then what it did until then.
    const RunResult& last_result() const;

    Machine& machine();

    /// Called with the position of every instruction in the program just before it is executed, in
    /// this order; null: nobody is.
    void watch(std::function<void(std::uint32_t index)> started);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vta::functional
