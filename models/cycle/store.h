// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/cycle/dram_ports.h"
#include "models/cycle/instruction_unit.h"
#include "models/cycle/vme.h"
#include "models/timing/store_timing.h"

namespace vta::cycle {

/// Executes STOREs: one write burst after the other, nothing overlaps (microarchitecture 9). With a
/// target that completes bursts in the call the whole STORE is settled when it starts.
class Store : public InstructionUnit {
  public:
    Store(const sc_core::sc_module_name& name,
          Context& context,
          VME& vme,
          CommandQueue& commands,
          Neighbour compute);

    void reset() override;
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
    Cycle execute(const Command& command, Cycle start) override;
    void continue_execution(Cycle now) override;
    Cycle continue_from(Cycle command_cycle);
    void fill_data();
    std::uint64_t row_skip() const;
    void settled(const VmeWrite::Times& times);
    void account(const VmeWrite::Times& times);
    void observe(const VmeWrite::Times& times);
    void count_past_bursts(Cycle now);

    const timing::StoreTiming timing_;
    VmeWrite& writes_;
    VME& vme_;
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
