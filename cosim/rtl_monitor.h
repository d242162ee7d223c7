// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "cosim/rtl_abi.h"
#include "cosim/rtl_causes.h"
#include "cosim/rtl_program.h"
#include "isa/stuck.h"
#include "models/cycle/observer.h"
#include "models/cycle/simulation.h"

namespace vta::cosim {

/// Looks at the pins and the probe of a design once a cycle: counts and reports what a launch does,
/// and knows when nothing can happen any more.
class RtlMonitor {
  public:
    RtlMonitor(const isa::HardwareConfig& config, bool has_probe);

    /// `causes`: also why units spend cycles, told cycle() from the next launch on.
    void observe(cycle::Observer* observer, bool causes) {
        observer_ = observer;
        watch_causes_ = causes && observer != nullptr;
        causes_.stop();
    }
    bool watches_causes() const { return causes_.watching(); }
    /// The design was reset.
    void reset();
    /// Cycle 0 of a launch comes next.
    void launch(const functional::Dram& dram, std::uint64_t program, std::uint32_t count);
    /// A cycle with settled pins. `causes` is looked at where watches_causes().
    void cycle(const VtaRtlInputs& in,
               const VtaRtlOutputs& out,
               const VtaRtlProbe& probe,
               const VtaRtlCauses& causes);

    Cycle now() const { return now_; }  ///< cycles since the launch
    bool finished() const { return finish_ >= 0; }
    /// F becomes known without a probe: forgets what was counted after it.
    void set_finish(Cycle finish);
    /// The launch is given up: what its units do is reported as far as it goes.
    void abandon();
    /// The cycle after the last event.
    Cycle quiet_since() const { return last_event_ + 1; }
    /// Counters but for those in registers.
    cycle::LaunchResult result() const;
    /// What the design reported that the original could only hang on.
    std::optional<std::string> error() const;

    /// Neither the bus nor an event has moved for so long that nothing will without the memory.
    bool quiet() const;
    isa::StuckState stuck() const;

  private:
    struct Queued {
        std::uint32_t index = 0;
        bool current = true;  ///< of this launch
    };
    struct Module {
        std::deque<Queued> waiting;
        std::optional<Queued> running;
        std::uint32_t executed = 0;  ///< of this launch
    };
    struct Traffic {
        std::uint64_t read_bursts = 0, read_beats = 0, write_bursts = 0, write_beats = 0;
    };
    /// Read beats of one burst that follow one another.
    struct Run {
        std::uint32_t beats = 0;
        std::uint32_t id = 0;
        Cycle first = 0;
    };

    bool count_traffic(const VtaRtlInputs& in, const VtaRtlOutputs& out, const VtaRtlProbe& probe);
    void end_run();
    void read_beat(const VtaRtlInputs& in);
    void module_events(std::size_t module, const VtaRtlProbe& probe);
    void note_dispatch(std::size_t module);
    void note_finish();
    void tokens_taken(std::size_t module, std::uint32_t index);
    void tokens_put(std::size_t module, std::uint32_t index);
    void report_pushes(const VtaRtlProbe& probe);
    void note_error(const VtaRtlProbe& probe);
    std::optional<std::uint32_t> index_of_error(unsigned bit, const VtaRtlProbe& probe) const;

    const isa::HardwareConfig& config_;
    const bool has_probe_;
    cycle::Observer* observer_ = nullptr;
    RtlProgram program_;
    RtlCauses causes_;
    bool watch_causes_ = false;

    Cycle now_ = 0;
    Cycle finish_ = -1;
    Cycle last_event_ = 0;
    std::array<Module, isa::kModuleCount> modules_;
    std::uint32_t dispatched_ = 0;
    std::uint64_t started_ = 0;
    std::uint64_t gemm_operations_ = 0;
    Traffic traffic_;
    std::deque<std::pair<Cycle, Traffic>> recent_;  ///< without a probe: totals by cycle
    std::array<cycle::Client, 256> client_of_{};    ///< by id
    Run run_;
    std::array<std::uint8_t, cycle::kTokenQueueCount> tokens_{};
    struct Push {
        cycle::TokenQueueId queue;
        std::uint32_t index;
    };
    std::deque<Push> pushes_;  ///< of the last cycle: counters show them now
    unsigned error_bits_ = 0;
    std::optional<std::uint32_t> error_index_;
};

}  // namespace vta::cosim
