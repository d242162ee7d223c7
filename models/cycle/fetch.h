// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "isa/codec.h"
#include "models/cycle/clocked_unit.h"
#include "models/cycle/command_queue.h"
#include "models/cycle/read_client.h"
#include "models/cycle/vme.h"
#include "models/timing/fetch_timing.h"

namespace vta::cycle {

/// Reads the program in chunks and dispatches each chunk in order to the three command queues; a
/// full queue holds everything behind it up (microarchitecture 5). See docs/timing/Fetch.md.
///
/// All dispatch cycles of a chunk follow from its last beat unless a queue may be full, so the
/// process runs only when a queue's room becomes known late.
class Fetch : public ClockedUnit, public ReadClient {
  public:
    using Queues = std::array<CommandQueue*, isa::kModuleCount>;

    Fetch(const sc_core::sc_module_name& name, Context& context, VME& vme, const Queues& queues);

    /// The launch edge in cycle `launch`. Throws ProgramError for a count of 0.
    void launch(Cycle launch, std::uint32_t count);
    void reset() override;
    void close_spans(Cycle finish);

    bool busy() const { return dispatched_ < count_; }
    std::uint32_t dispatched() const { return dispatched_; }
    std::uint32_t count() const { return count_; }
    /// The instruction that waits for room in a queue; nothing if none does.
    std::optional<std::uint32_t> blocked() const;

    timing::Burst next_burst(bool& more) override;
    bool wants_data() const override { return !vme_.has_dmi(); }
    void beats(const ReadRun& run) override;
    void data(const timing::Burst& burst, const unsigned char* bytes, std::size_t count) override;

  private:
    struct Decoded {
        std::optional<isa::Instruction> instruction;
        isa::Word128 word;
    };
    struct Output {
        Decoded decoded;
        Cycle push = 0;
    };
    void step(Cycle now) override;
    void start_chunk(Cycle start);
    void chunk_arrived();
    void decode_chunk(const unsigned char* bytes);
    bool waits_for_room() const { return (draining_ || output_count_ > 0) && !stalled_; }
    void drain();
    bool push_to_output();
    bool dispatch_from_output();
    bool dispatch(const Decoded& decoded, Cycle from);
    void refuse(const Decoded& decoded) const;
    void span(Cause cause, Cycle end);

    VME& vme_;
    const Queues queues_;
    const isa::Codec codec_;
    const timing::FetchTiming timing_;

    std::uint32_t count_ = 0;       ///< instructions of the program
    std::uint32_t read_ = 0;        ///< instructions of the chunks read so far
    std::uint32_t dispatched_ = 0;  ///< instructions handed out
    bool finish_dispatched_ = false;
    bool stalled_ = false;  ///< behind an instruction that cannot be decoded

    // The chunk under way.
    std::uint64_t chunk_address_ = 0;
    std::uint32_t chunk_size_ = 0;
    timing::RowBursts bursts_;
    std::uint32_t in_flight_ = 0;
    Cycle last_beat_ = 0;
    std::vector<unsigned char> bytes_;  ///< where there is no direct access
    std::vector<Decoded> chunk_;
    std::uint32_t drained_ = 0;  ///< instructions that left the chunk
    bool draining_ = false;

    Cycle drain_from_ = 0;
    Cycle last_dispatch_ = 0;
    // Wide variant: the output queue.
    std::array<Output, 2> output_;
    std::size_t output_count_ = 0;
    Cycle last_push_ = 0;
    Cycle dispatch_before_last_ = 0;

    Cycle span_from_ = 0;
};

}  // namespace vta::cycle
