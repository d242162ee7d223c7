// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <systemc>
#include <tlm>

#include "isa/hardware_config.h"
#include "models/cycle/core.h"
#include "models/cycle/vcr.h"
#include "models/cycle/vme.h"

namespace vta::cycle {

/// VTA behind its two sockets: registers (target) and memory (initiator). Works in any sc_main; the
/// memory may be ours (memory.h) or any TLM-2.0 target. What the phases on `dram` mean is told in
/// burst_extension.h and docs/timing/VME.md.
///
/// A program mistake that hardware could only hang on, or an error response of the memory, pauses
/// the simulation (sc_pause): call rethrow_error() after sc_start().
class VTAShell : public sc_core::sc_module {
  public:
    struct Config {
        bool timing_only = false;  ///< move no data but instructions
        /// Move data through the memory's direct interface instead of over the bus (same timing).
        bool dmi = false;
        functional::Kernels kernels = functional::Kernels::kBest;
        /// Builds the storer; null: the hardware's.
        Core::MakeStore make_store;
    };

    tlm::tlm_target_socket<32> host{"host"};
    tlm::tlm_initiator_socket<32> dram{"dram"};

    /// `hardware` must outlive the shell.
    VTAShell(const sc_core::sc_module_name& name,
             const isa::HardwareConfig& hardware,
             const Config& config);
    ~VTAShell() override;

    Core& core() { return *core_; }
    VME& vme() { return *vme_; }
    VCR& vcr() { return *vcr_; }
    Context& context() { return context_; }
    functional::Machine& machine() { return machine_; }

    /// Watches from the next launch on; null detaches.
    void observe(Observer* observer);
    /// An observer that takes facts gets those held back.
    void flush_facts();
    /// Power-up state.
    void reset();
    /// Why nothing happens any more although FINISH was not reached; meaningful when no event of
    /// the shell is pending. Nothing if the program has finished or was never launched.
    std::optional<isa::StuckState> stuck() const;
    void rethrow_error();

  private:
    void launched(Cycle launch, std::uint32_t count);
    void finished(Cycle finish);
    void report_finish();

    Context context_;
    functional::Machine machine_;
    // Members named as the RTL's instances; built in this order.
    std::unique_ptr<VME> vme_;
    std::unique_ptr<Core> core_;
    std::unique_ptr<VCR> vcr_;
    bool running_ = false;
};

}  // namespace vta::cycle
