// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>
#include <array>
#include <cstdint>
#include <functional>
#include <tlm>
#include <vector>

#include "isa/registers.h"
#include "models/cycle/context.h"
#include "models/cycle/event_counters.h"

namespace vta::cycle {

/// Control and status registers (microarchitecture 2). Accesses are aligned 32-bit words; unmapped
/// ones read 0 and drop writes, as the hardware does. See docs/timing/VCR.md.
class VCR : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<VCR> host{"host"};
    /// Notified when the control register shows finish.
    sc_core::sc_event finished{"finished"};

    VCR(const sc_core::sc_module_name& name, Context& context, EventCounters& counters);

    /// Called at the launch edge with T = 0 and the instruction count.
    void on_launch(std::function<void(Cycle, std::uint32_t)> launch) {
        launch_ = std::move(launch);
    }
    /// FINISH in cycle `finish`.
    void finish(Cycle finish);
    void reset();

  private:
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    unsigned int transport_dbg(tlm::tlm_generic_payload& payload);
    bool acceptable(tlm::tlm_generic_payload& payload) const;
    void write(std::uint32_t offset, std::uint32_t value, Cycle visible);
    std::uint32_t& word(std::uint32_t offset) { return words_[offset / 4]; }
    void show_finish(Cycle cycle);
    void drive_base();

    Context& context_;
    EventCounters& counters_;
    const isa::RegisterMap map_;
    std::vector<std::uint32_t> words_;
    Cycle finish_cycle_ = kNever;  ///< a finish that the registers do not fully show yet
    std::function<void(Cycle, std::uint32_t)> launch_;
};

}  // namespace vta::cycle
