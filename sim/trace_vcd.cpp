// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/trace_waves.h"
#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

// Identifiers are one printable character each.
char id_of(std::size_t wave) { return static_cast<char>('!' + wave); }

void write_variables(const Waves& waves, std::ostream& out) {
    std::string scope;
    for (std::size_t i = 0; i < waves.waves.size(); ++i) {
        const Wave& wave = waves.waves[i];
        if (wave.scope != scope) {
            if (!scope.empty()) out << "$upscope $end\n";
            out << fmt::format("$scope module {} $end\n", wave.scope);
            scope = wave.scope;
        }
        const std::string type = wave.bits == 0 ? "string 1" : fmt::format("integer {}", wave.bits);
        out << fmt::format("$var {} {} {} $end\n", type, id_of(i), wave.name);
    }
    out << "$upscope $end\n$enddefinitions $end\n";
}

}  // namespace

void write_vcd(const ReportCollector& collector, std::ostream& out) {
    // A step of the dump is a cycle, shown as 1 ns.
    out << fmt::format("$comment clock {} MHz; a step is a cycle; {} $end\n$timescale 1ns $end\n",
                       collector.config().parameters().clock_mhz,
                       describe_resolution(collector.trace()));
    const Waves waves = make_waves(collector);
    write_variables(waves, out);
    cycle::Cycle at = -1;
    for (const WaveChange& change : waves.changes) {
        if (change.cycle != at) out << fmt::format("#{}\n", change.cycle);
        at = change.cycle;
        if (change.text != nullptr)
            out << fmt::format("s{} {}\n", change.text, id_of(change.wave));
        else
            out << fmt::format("b{:b} {}\n", change.number, id_of(change.wave));
    }
    if (at < waves.end) out << fmt::format("#{}\n", waves.end);
}

}  // namespace vta::sim
