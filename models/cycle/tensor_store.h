// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>
#include <vector>

#include "models/cycle/command_queue.h"
#include "models/cycle/dram_ports.h"
#include "models/cycle/vme.h"
#include "models/timing/store_timing.h"

namespace vta::cycle {

/// Stores tensors of the out memory: one write burst after the other, nothing overlaps
/// (microarchitecture 9). With a target that completes bursts in the call a STORE is settled when
/// it starts. Has no process. See docs/timing/Store.md.
class TensorStore : public sc_core::sc_module {
  public:
    TensorStore(const sc_core::sc_module_name& name, Context& context, VME& vme);

    /// `done` is called with the done cycle of a STORE whose bursts the target answered later.
    void on_done(std::function<void(Cycle)> done) { done_ = std::move(done); }

    /// Starts a STORE with x_size > 0 in cycle `start`. Returns its done cycle; kNever: on_done()
    /// or resume() will tell. Throws ProgramError for one that would never end.
    Cycle start(const Command& command, Cycle start);
    /// A long STORE goes on in this cycle; kNever: nothing to go on with.
    Cycle resume_at() const { return next_command_; }
    Cycle resume(Cycle now);

    void reset();
    void start_counting();

    /// Write bursts and beats on the bus in [launch, F].
    std::uint64_t bursts_until_finish() const;
    std::uint64_t beats_until_finish() const;

  private:
    /// A burst that may lie beyond FINISH.
    struct Late {
        Cycle handshake;
        Cycle response;
        std::uint32_t beats;
    };
    Cycle continue_from(Cycle command_cycle);
    void fill_data();
    std::uint64_t row_skip() const;
    void settled(const VmeWrite::Times& times);
    void account(const VmeWrite::Times& times);
    void count_past_bursts(Cycle now);

    Context& context_;
    VME& vme_;
    const timing::StoreTiming timing_;
    std::function<void(Cycle)> done_;
    Command command_;
    std::uint64_t first_byte_ = 0;  ///< address of the current row's first tensor
    timing::RowBursts bursts_;
    VmeWrite::Request request_;
    StagedWrites staged_;
    bool staging_ = false;
    std::vector<std::uint8_t> beat_buffer_;
    std::uint64_t row_byte_ = 0;  ///< bytes of the current row already sent

    Cycle next_command_ = kNever;  ///< where a long STORE goes on when time has come near

    std::vector<Late> late_;  ///< bursts that may lie beyond FINISH
    std::uint64_t counted_bursts_ = 0;
    std::uint64_t counted_beats_ = 0;
};

}  // namespace vta::cycle
