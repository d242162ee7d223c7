// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cosim/event_log.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "isa/program.h"

namespace vta::cosim {

/// Two events in one place of their sequence that are not the same; one may be missing.
struct EventDifference {
    std::size_t position = 0;
    cycle::Cycle cycle = 0;  ///< from which on the sides differ
    const Event* reference = nullptr;
    const Event* candidate = nullptr;
    const Event& any() const { return reference != nullptr ? *reference : *candidate; }
};

/// Says which modules can have made the first difference, everything before being equal. Modules
/// are named by their paths below the shell, the same in model and RTL ("core.load").
class ModuleFinder {
  public:
    ModuleFinder(const isa::HardwareConfig& config,
                 const isa::Program& program,
                 const EventLog& reference,
                 const EventLog& candidate);

    /// The likeliest first.
    std::vector<std::string> modules_of(const EventDifference& difference) const;
    /// The instruction concerned: of a request the one that its module executes.
    std::optional<std::uint32_t> instruction_of(const EventDifference& difference) const;

  private:
    std::vector<std::string> modules_of_start(const EventDifference& difference) const;
    std::vector<std::string> modules_of_read(const EventDifference& difference) const;
    std::vector<std::string> modules_of_data(const EventDifference& difference) const;
    std::optional<std::uint32_t> executing(isa::Module module, cycle::Cycle cycle) const;
    /// Cycle of this kind of event of an instruction, on the reference side else on the other.
    std::optional<cycle::Cycle> cycle_of(EventKind kind, std::uint32_t index) const;
    /// The instruction whose push the pop of `index` takes.
    std::optional<std::uint32_t> producer(std::uint32_t index, bool prev) const;

    const EventLog& reference_;
    const EventLog& candidate_;
    std::vector<std::optional<isa::Instruction>> instructions_;
};

/// Path of what does the work of an instruction: "core.load.tensor_load_inp",
/// "core.compute.tensor_gemm", "core.store.tensor_store".
std::string worker_of(const isa::Instruction& instruction);
/// Who complains in the message of a design that found something wrong with itself.
std::vector<std::string> modules_of_error(const std::string& message);
/// What writes a scratchpad.
std::vector<std::string> writers_of(isa::MemoryType type);

}  // namespace vta::cosim
