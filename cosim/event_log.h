// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/cycle/observer.h"

namespace vta::cosim {

/// In the order in which events of one cycle cause one another.
enum class EventKind : std::uint8_t {
    kReadData,
    kWriteResponse,
    kReadRequest,
    kWriteRequest,
    kDone,
    kTokenPush,
    kStart,
    kTokenPop,
    kDispatch,
    kFinish,
};
inline constexpr std::size_t kEventKindCount = 10;

/// One thing that a machine did. Fields that the kind does not have are 0.
struct Event {
    cycle::Cycle cycle = 0;
    std::uint64_t address = 0;  ///< of a request
    std::uint32_t index = cycle::Observer::kNoInstruction;
    std::uint32_t beats = 0;
    std::uint32_t id = 0;  ///< of a read
    EventKind kind = EventKind::kFinish;
    /// Dispatch, start, done: isa::Module; tokens: cycle::TokenQueueId; reads: cycle::Client.
    std::uint8_t place = 0;
};
/// "cycle 120: load starts instruction 5".
std::string to_text(const Event& event);

/// Events of one kind and place in order of their cycles.
struct EventSequence {
    std::vector<Event> kept;  ///< the first ones
    std::uint64_t count = 0;
    std::uint64_t hash_of_rest = 0;  ///< of those not kept
};

/// The events of one launch. Each sequence keeps a number of them, and of the rest a hash. Read
/// data are kept as the longest runs of beats with one id, so that two observers that cut runs
/// differently give the same events.
class EventLog : public cycle::Observer {
  public:
    static constexpr std::size_t kMostPlaces = 4;

    explicit EventLog(std::size_t most_kept = std::size_t{1} << 20) : most_(most_kept) {}

    void launched() override;
    void finished(cycle::Cycle cycle) override;
    void dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void token_pushed(cycle::TokenQueueId queue,
                      std::uint32_t index,
                      cycle::Cycle cycle,
                      std::uint32_t count) override;
    void token_popped(cycle::TokenQueueId queue,
                      std::uint32_t index,
                      cycle::Cycle cycle,
                      std::uint32_t count) override;
    void read_request(cycle::Client client,
                      std::uint32_t id,
                      std::uint64_t address,
                      std::uint32_t beats,
                      cycle::Cycle cycle) override;
    void read_data(cycle::Client client,
                   std::uint32_t id,
                   std::uint32_t beats,
                   cycle::Cycle first) override;
    void write_request(std::uint64_t address, std::uint32_t beats, cycle::Cycle cycle) override;
    void write_response(cycle::Cycle cycle) override;

    /// `place` is 0 but for instructions (isa::Module) and tokens (cycle::TokenQueueId).
    const EventSequence& sequence(EventKind kind, std::size_t place) const {
        return sequences_[static_cast<std::size_t>(kind)][place];
    }
    bool has(EventKind kind) const;
    std::uint64_t events() const;
    /// The last `count` events of cycles up to `until`, oldest first.
    std::vector<Event> last(cycle::Cycle until, std::size_t count) const;

  private:
    void keep(const Event& event, std::size_t place);
    void keep_instruction(EventKind kind,
                          cycle::Unit unit,
                          std::uint32_t index,
                          cycle::Cycle cycle);
    void keep_token(EventKind kind,
                    cycle::TokenQueueId queue,
                    std::uint32_t index,
                    cycle::Cycle cycle);

    const std::size_t most_;
    std::array<std::array<EventSequence, kMostPlaces>, kEventKindCount> sequences_;
};

}  // namespace vta::cosim
