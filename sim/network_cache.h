// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "isa/hardware_config.h"
#include "workloads/graph.h"

namespace vta::sim {

/// Schedules that earlier runs chose, in $XDG_CACHE_HOME/vta/schedules (else ~/.cache). An entry is
/// found by what its choice depends on: configuration, layers with their shapes, attributes and
/// scales, virtual threads and version. Weights play no part. A cache that cannot be read or
/// written is no error.
class ScheduleCache {
  public:
    ScheduleCache(const isa::HardwareConfig& config,
                  const workloads::Graph& graph,
                  std::uint32_t virtual_threads);

    /// Empty if there is none.
    std::string load() const;
    void store(const std::string& schedules) const;

  private:
    std::string path_;  ///< empty: there is no place for a cache
};

}  // namespace vta::sim
