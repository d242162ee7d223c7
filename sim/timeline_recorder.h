// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/cycle/observer.h"
#include "sim/vector.h"

namespace vta::sim {

/// Keeps what a vector records of one launch: when each instruction was dispatched, started and
/// done, and every read request.
class TimelineRecorder : public cycle::Observer {
  public:
    void launched() override;
    void dispatched(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void started(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void done(cycle::Unit unit, std::uint32_t index, cycle::Cycle cycle) override;
    void read_request(cycle::Client client,
                      std::uint32_t id,
                      std::uint64_t address,
                      std::uint32_t beats,
                      cycle::Cycle cycle) override;

    /// Copies the launch up to and including cycle `finish` into `record`: what happened later is
    /// absent, as in a vector.
    void store(cycle::Cycle finish, LaunchRecord& record) const;

  private:
    struct Entry {
        std::uint32_t index = 0;
        cycle::Cycle dispatched = timing::kNever;
        cycle::Cycle started = timing::kNever;
        cycle::Cycle done = timing::kNever;
    };
    struct Lane {
        std::vector<Entry> entries;
        std::size_t next_start = 0;
        std::size_t next_done = 0;
    };
    static bool is_module(cycle::Unit unit);
    Lane& lane(cycle::Unit unit) { return lanes_[static_cast<std::size_t>(unit)]; }

    std::array<Lane, isa::kModuleCount> lanes_;
    std::vector<ReadRequest> read_requests_;
};

}  // namespace vta::sim
