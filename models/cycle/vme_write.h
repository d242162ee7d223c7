// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <tlm>
#include <vector>

#include "models/cycle/context.h"
#include "models/cycle/payload_pool.h"
#include "models/timing/burst.h"
#include "models/timing/store_timing.h"

namespace vta::cycle {

class VME;

/// The write half of the memory engine: one burst at a time from the storer's command to the
/// response (microarchitecture 3.5). A target that completes bursts in the call lets a whole STORE
/// be settled when it starts.
class VmeWrite : public sc_core::sc_module {
  public:
    struct Request {
        timing::Burst burst;
        Cycle command = 0;                    ///< the storer's command
        Cycle data_cycles = 0;                ///< address handshake to last beat
        const unsigned char* data = nullptr;  ///< burst.beats * bus bytes; null: no data
        /// Bytes that are not written at either end of the burst (partial first and last beat).
        std::uint32_t skip_front = 0;
        std::uint32_t skip_back = 0;
        Cycle bubbles = 0;        ///< cycles without a beat among data_cycles
        std::uint32_t index = 0;  ///< the STORE's position in the program
    };
    struct Times {
        Cycle handshake = 0;
        Cycle response = 0;
    };

    VmeWrite(const sc_core::sc_module_name& name, Context& context, VME& engine);

    /// Starts a burst. True: completed, `times` are set. False: `settled` is called later, from
    /// the target's answer.
    bool write(const Request& request, Times& times);
    void on_settled(std::function<void(const Times&)> settled) { settled_ = std::move(settled); }

    /// A phase of the burst under way, from the backward path.
    tlm::tlm_sync_enum answered(tlm::tlm_generic_payload& payload,
                                tlm::tlm_phase& phase,
                                const sc_core::sc_time& delay);
    void reset();

    void start_observing() { span_from_ = context_.launch; }
    void close_spans(Cycle finish);

  private:
    Cycle response_cycle(Cycle announced) const;
    BurstPayload* make_payload();
    void end_burst();
    void observe();

    Context& context_;
    VME& engine_;
    PayloadPool pool_;
    BurstPayload* current_ = nullptr;
    Cycle address_valid_ = 0;
    Request request_;  ///< of the current burst
    Cycle span_from_ = 0;
    Times times_;
    std::function<void(const Times&)> settled_;
};

}  // namespace vta::cycle
