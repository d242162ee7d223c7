// SPDX-License-Identifier: Apache-2.0
#include "sim/report_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "sim/report_collector.h"
#include "sim/report_csv.h"

namespace vta::sim {

namespace {

bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() &&
           text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// What a counter of the run must be, from those of its launches.
std::uint64_t combined(const CounterInfo& info, const ReportCollector& collector) {
    const bool most = ends_with(info.name, "occupancy_max");
    const bool newest = info.name == "left";
    std::uint64_t result = 0;
    for (const ReportLaunch& launch : collector.launches()) {
        const std::uint64_t value = info.value(launch.counters, collector.config());
        if (newest)
            result = value;
        else
            result = most ? std::max(result, value) : result + value;
    }
    return result;
}

void write_launch(const ReportLayer& layer, const ReportCollector& collector, std::ostream& out) {
    const ReportLaunch& launch = collector.launches()[*layer.launch];
    out << fmt::format(",{},{},{},{},{},{},{},{}",
                       *layer.launch,
                       launch.origin,
                       launch.counters.cycles,
                       layer.step.compute_bound_cycles,
                       layer.step.memory_bound_cycles,
                       layer.bytes_read,
                       layer.bytes_written,
                       csv_field(layer.step.schedule.to_json()));
    write_csv_counters(launch.counters, collector.config(), out);
}

}  // namespace

void make_layer_keys(std::vector<ReportLayer>& layers) {
    std::map<std::string, std::size_t> seen;
    for (ReportLayer& layer : layers) {
        layer.key = layer.step.name.empty() ? layer.step.operators : layer.step.name;
        const std::size_t times = ++seen[layer.key];
        if (times > 1) layer.key += fmt::format(" #{}", times);
    }
}

void check_launch_sums(const ReportCollector& collector) {
    std::uint64_t origin = 0;
    for (const ReportLaunch& launch : collector.launches()) {
        VTA_CHECK(static_cast<std::uint64_t>(launch.origin) == origin,
                  "a launch that does not begin where the one before ended");
        origin += launch.counters.cycles;
        if (launch.complete) check_sums(launch.counters);
    }
    for (const CounterInfo& info : counter_table()) {
        const std::uint64_t run = info.value(collector.counters().total(), collector.config());
        const std::uint64_t sum = combined(info, collector);
        VTA_CHECK(run == sum,
                  fmt::format("{}: the launches give {}, the run has {}", info.path(), sum, run));
    }
}

void write_layers_csv(const ReportCollector& collector, std::ostream& out) {
    out << "layer,name,operators,unit,reason,output_shape,macs,host_seconds,launch,first_cycle,"
           "cycles,compute_bound_cycles,memory_bound_cycles,bytes_read,"
           "bytes_written,schedule";
    write_csv_counter_names(out);
    out << '\n';
    std::size_t number = 0;
    for (const ReportLayer& layer : collector.layers()) {
        const workloads::StepInfo& step = layer.step;
        out << fmt::format("{},{},{},{},{},{},{},{:.9g}",
                           number++,
                           csv_field(layer.key),
                           csv_field(step.operators),
                           workloads::to_string(step.unit),
                           csv_field(step.reason),
                           csv_field(workloads::to_string(step.output_shape)),
                           step.macs,
                           step.host_seconds);
        if (layer.launch)
            write_launch(layer, collector, out);
        else
            out << std::string(8 + counter_table().size() + ratio_table().size(), ',');
        out << '\n';
    }
}

}  // namespace vta::sim
