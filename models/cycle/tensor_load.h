// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>
#include <vector>

#include "models/cycle/command_queue.h"
#include "models/cycle/context.h"
#include "models/cycle/dram_ports.h"
#include "models/cycle/read_client.h"
#include "models/cycle/vme.h"
#include "models/timing/loader.h"

namespace vta::cycle {

/// Loads tensors of one memory: burst generator, receiver and zero padder of one LOAD at a time.
/// Has no process: the memory engine drives it burst by burst. See docs/timing/TensorLoad.md.
class TensorLoad : public sc_core::sc_module, public ReadClient {
  public:
    TensorLoad(const sc_core::sc_module_name& name, Context& context, VME& vme, Client client);

    /// `done` is called with the done cycle, at the latest in that cycle's predecessor.
    void on_done(std::function<void(Cycle)> done) { done_ = std::move(done); }

    /// Starts a LOAD with x_size > 0 in cycle `start`. Throws ProgramError for y_size 0.
    void start(const Command& command, Cycle start, Unit unit);
    void reset();

    timing::Burst next_burst(bool& more) override;
    bool wants_data() const override;
    void beats(const ReadRun& run) override;
    void data(const timing::Burst& burst, const unsigned char* bytes, std::size_t count) override;

  private:
    void finish();
    void span(Cause cause, Cycle end);

    Context& context_;
    VME& vme_;
    const Client client_;
    std::function<void(Cycle)> done_;

    Command command_;
    std::uint64_t base_ = 0;
    timing::RowBursts bursts_;
    timing::LoadProgress progress_;
    std::uint32_t in_flight_ = 0;  ///< bursts granted whose last beat is not known
    StagedReads staged_;  ///< bytes that came over the bus, where direct access is not possible

    Cycle span_from_ = 0;
};

}  // namespace vta::cycle
