// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "isa/hardware_config.h"
#include "workloads/layer_schedule.h"

namespace vta::workloads {

/// The schedules of a network by layer name: those that were given, and chosen ones.
class NetworkSchedules {
  public:
    /// `json`: an object of schedules by layer name, or empty.
    NetworkSchedules(const isa::HardwareConfig& config,
                     const std::string& json,
                     std::uint32_t virtual_threads);

    /// The layer's schedule; nothing, and `reason`, if none fits the configuration. Throws
    /// ConfigError for a given one that cannot run.
    std::optional<LayerSchedule> schedule(const LayerSpec& spec, std::string& reason);
    /// Those that schedule() returned, by name.
    std::string to_json() const;

  private:
    const isa::HardwareConfig& config_;
    std::uint32_t virtual_threads_;
    std::map<std::string, LayerSchedule> given_;
    std::map<std::string, LayerSchedule> used_;
    std::map<std::string, LayerSchedule> chosen_;  // by what a schedule depends on
};

}  // namespace vta::workloads
