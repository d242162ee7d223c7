// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "models/functional/simulator.h"
#include "sim/compare.h"
#include "sim/program_observer.h"
#include "sim/vector.h"

namespace vta::sim {

enum class Model : std::uint8_t { kFunctional, kCycle, kRtl };
const char* to_string(Model model);

struct SessionOptions {
    Model model = Model::kCycle;
    bool timing_only = false;  ///< cycle model: move no data
    bool timeline = false;     ///< cycle model, RTL: keep timeline and read requests of a launch
    /// Watches every launch; outlives the session. Not together with `timeline`. In the functional
    /// model it is told what starts, all in cycle 0; in the RTL only by single calls.
    ProgramObserver* observer = nullptr;
};

/// One machine of one configuration in one model, from power-up through any number of launches,
/// any number of times. A process holds at most one session of the cycle model at a time.
class Session {
  public:
    struct Limits {
        cycle::Cycle max_cycles = 0;  ///< 0: none; the functional model has no cycles
        std::function<bool()> stop;   ///< true ends the launch unfinished
    };
    /// Counters of a launch; the functional model leaves those of time and memory traffic at 0.
    using Result = cycle::LaunchResult;

    virtual ~Session() = default;
    virtual Knowledge knows() const = 0;

    /// Powers up with DRAM of program.dram_bytes holding what the program finds there.
    virtual void power_up(const isa::Program& program) = 0;
    /// Writes the program's instructions and launches them. Throws StuckError, ProgramError; the
    /// session must then be powered up again.
    virtual Result launch(const isa::Program& program, const Limits& limits) = 0;
    /// What a launch did that threw StuckError, as far as the model knows.
    virtual Result partial() const { return {}; }
    /// Adds timeline and read requests of the last launch to `record` (option `timeline`).
    virtual void store_timeline(const Result& result, LaunchRecord& record) const = 0;
    virtual const functional::Dram& dram() const = 0;
};

std::unique_ptr<Session> make_session(const isa::HardwareConfig& config,
                                      const SessionOptions& options);

/// What the functional model says of a launch.
cycle::LaunchResult launch_result(const functional::RunResult& run);
/// By instruction, the module that executes it.
std::vector<cycle::Unit> units_of(const isa::HardwareConfig& config, const isa::Program& program);

/// The launch as a vector records it, but for DRAM's CRC.
LaunchRecord to_record(const Session& session,
                       const Session::Result& result,
                       const isa::Program& program);

/// CRC-32 of DRAM's first `bytes`; nothing where the session moves no data.
std::optional<std::uint32_t> dram_crc32(const Session& session, std::uint64_t bytes);

}  // namespace vta::sim
