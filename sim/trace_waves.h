// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/report_collector.h"

namespace vta::sim {

/// A variable of a waveform: a text, or a number of some bits.
struct Wave {
    std::string scope;
    std::string name;
    int bits = 0;  ///< 0: a text
};

struct WaveChange {
    cycle::Cycle cycle = 0;
    std::size_t wave = 0;
    const char* text = nullptr;  ///< of texts
    std::uint64_t number = 0;
};

/// What each unit does and works on, the fill of every queue and, of a network, the layer.
struct Waves {
    std::vector<Wave> waves;          ///< those of a scope follow one another
    std::vector<WaveChange> changes;  ///< in order of their cycles, none behind the end
    std::vector<std::unique_ptr<const std::string>> texts;  ///< that changes point into
    cycle::Cycle end = 0;
};
Waves make_waves(const ReportCollector& collector);

}  // namespace vta::sim
