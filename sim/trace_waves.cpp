// SPDX-License-Identifier: Apache-2.0
#include "sim/trace_waves.h"

#include <algorithm>

#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

std::size_t add_wave(Waves& waves, const std::string& scope, const std::string& name, int bits) {
    waves.waves.push_back({scope, name, bits});
    return waves.waves.size() - 1;
}

void add_unit(const ReportCollector& collector, cycle::Unit unit, Waves& waves) {
    const std::size_t state = add_wave(waves, to_string(unit), "state", 0);
    const bool module = static_cast<std::size_t>(unit) < isa::kModuleCount;
    const std::size_t instruction =
        module ? add_wave(waves, to_string(unit), "instruction", 32) : 0;
    std::uint32_t last = cycle::Observer::kNoInstruction;
    if (module) waves.changes.push_back({0, instruction, nullptr, last});
    for (const TraceSpan& span : collector.trace().track(unit)) {
        waves.changes.push_back({span.begin, state, to_string(span.cause), 0});
        if (!module || span.index == last) continue;
        waves.changes.push_back({span.begin, instruction, nullptr, span.index});
        last = span.index;
    }
}

// Texts of a dump have no blanks; what is not printable converters would write in their own ways.
std::string wave_text(const std::string& text) {
    std::string plain;
    for (const char c : text) plain += c > ' ' && c <= '~' && c != '\\' ? c : '_';
    return plain;
}

void add_layers(const ReportCollector& collector, Waves& waves) {
    if (collector.layers().empty()) return;
    const std::size_t layer = add_wave(waves, "network", "layer", 0);
    for (std::size_t i = 0; i < collector.launches().size(); ++i) {
        waves.texts.push_back(
            std::make_unique<const std::string>(wave_text(collector.launch_name(i))));
        waves.changes.push_back(
            {collector.launches()[i].origin, layer, waves.texts.back()->c_str(), 0});
    }
}

void add_queue(const std::string& scope,
               const std::string& name,
               const std::vector<QueueStep>& steps,
               Waves& waves) {
    const std::size_t queue = add_wave(waves, scope, name, 32);
    waves.changes.push_back({0, queue, nullptr, 0});
    for (const QueueStep& step : steps)
        waves.changes.push_back({step.cycle, queue, nullptr, step.entries});
}

}  // namespace

Waves make_waves(const ReportCollector& collector) {
    Waves waves;
    waves.end = collector.trace().cycles();
    add_layers(collector, waves);
    for (std::size_t unit = 0; unit < cycle::kUnitCount; ++unit)
        add_unit(collector, static_cast<cycle::Unit>(unit), waves);
    const QueueSteps steps = queue_steps(collector);
    for (std::size_t i = 0; i < isa::kModuleCount; ++i)
        add_queue("command_queue",
                  isa::to_string(static_cast<isa::Module>(i)),
                  steps.command_queues[i],
                  waves);
    for (std::size_t i = 0; i < cycle::kTokenQueueCount; ++i)
        add_queue("token_queue",
                  to_string(static_cast<cycle::TokenQueueId>(i)),
                  steps.token_queues[i],
                  waves);
    auto& changes = waves.changes;
    const auto late = [&waves](const WaveChange& change) { return change.cycle > waves.end; };
    changes.erase(std::remove_if(changes.begin(), changes.end(), late), changes.end());
    std::stable_sort(changes.begin(), changes.end(), [](const WaveChange& a, const WaveChange& b) {
        return a.cycle < b.cycle;
    });
    return waves;
}

}  // namespace vta::sim
