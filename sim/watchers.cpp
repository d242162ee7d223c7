// SPDX-License-Identifier: Apache-2.0
#include "sim/watchers.h"

namespace vta::sim {

Watchers::Watchers(const isa::HardwareConfig& config, const Options& options) {
    if (options.report) all_.add(collector_.emplace(config, options.window_cycles));
    if (options.races) all_.add(watch_.emplace(config, options.data_moves));
}

std::optional<RaceReport> Watchers::races() const {
    if (!watch_) return std::nullopt;
    return RaceReport{watch_->watched(), watch_->races(), watch_->findings(), {}};
}

}  // namespace vta::sim
