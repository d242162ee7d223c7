// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "isa/hardware_config_json.h"
#include "sim/report_writer.h"
#include "sim/trace_writer.h"
#include "sim/version.h"

namespace vta::sim {

namespace {

using nlohmann::json;

json counters_json(const LaunchCounters& counters, const isa::HardwareConfig& config) {
    json object = json::object();
    for (const CounterInfo& info : counter_table())
        object[info.path()] = info.value(counters, config);
    return object;
}

json ratios_json(const LaunchCounters& counters, const isa::HardwareConfig& config) {
    json object = json::object();
    for (const RatioInfo& info : ratio_table()) object[info.name] = info.value(counters, config);
    return object;
}

json versions_json() {
    json lines = json::array();
    std::istringstream text(version_text());
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

// Cycles that nobody has claimed when a limit ended the run: work was still under way.
json open_cycles_json(const LaunchCounters& counters) {
    json object = json::object();
    for (std::size_t i = 0; i < cycle::kUnitCount; ++i) {
        const auto unit = static_cast<cycle::Unit>(i);
        object[to_string(unit)] = counters.cycles - counters.attributed(unit);
    }
    return object;
}

json critical_path_json(const ReportPath& path) {
    const Explanation& explanation = path.explanation;
    json object = {{"instructions", explanation.instructions},
                   {"tokens", explanation.tokens},
                   {"cycles", json::array()}};
    for (const Explanation::Share& share : explanation.shares)
        object["cycles"].push_back(
            {{"what", share.what}, {"cause", share.cause}, {"cycles", share.cycles}});
    if (!explanation.predicted) return object;
    object["changes"] = json::array();
    for (const Explanation::Advice& advice : explanation.advice)
        object["changes"].push_back(
            {{"text", advice.text}, {"how", advice.how}, {"predicted_cycles", advice.predicted}});
    return object;
}

// Over the launches.
json changes_json(const ReportPaths& paths) {
    json changes = json::array();
    for (const ReportChange& change : paths.changes())
        changes.push_back(
            {{"text", change.text}, {"how", change.how}, {"gain_cycles", change.gain}});
    return {{"launches", paths.paths().size()},
            {"launches_predicted", paths.predicted()},
            {"changes", std::move(changes)}};
}

// Counters are with the layer, where there are layers.
json launch_json(const ReportLaunch& launch, const ReportCollector& collector) {
    json object = {{"first_cycle", launch.origin}, {"complete", launch.complete}};
    if (collector.layers().empty())
        object["counters"] = counters_json(launch.counters, collector.config());
    return object;
}

json layer_json(const ReportLayer& layer, const ReportCollector& collector) {
    const workloads::StepInfo& step = layer.step;
    json object = {{"name", layer.key},
                   {"operators", step.operators},
                   {"unit", workloads::to_string(step.unit)},
                   {"reason", step.reason},
                   {"output_shape", step.output_shape},
                   {"macs", step.macs}};
    if (!layer.launch) {
        object["host_seconds"] = step.host_seconds;
        return object;
    }
    const ReportLaunch& launch = collector.launches()[*layer.launch];
    object["launch"] = *layer.launch;
    object["cycles"] = launch.counters.cycles;
    object["compute_bound_cycles"] = step.compute_bound_cycles;
    object["memory_bound_cycles"] = step.memory_bound_cycles;
    object["bytes_read"] = layer.bytes_read;
    object["bytes_written"] = layer.bytes_written;
    object["schedule"] = json::parse(step.schedule.to_json());
    object["counters"] = counters_json(launch.counters, collector.config());
    object["ratios"] = ratios_json(launch.counters, collector.config());
    return object;
}

json timeline_json(const ReportCollector& collector) {
    return {{"resolution_cycles", collector.trace().resolution()},
            {"resolution", describe_resolution(collector.trace())},
            {"window_cycles_asked", collector.counters().windows().asked_cycles()},
            {"window_cycles", collector.counters().windows().window_cycles()},
            {"instructions", collector.instructions_seen()},
            {"instructions_kept", collector.instructions_kept()}};
}

}  // namespace

void write_report_json(const ReportInput& input, std::ostream& out) {
    const ReportCollector& collector = input.collector;
    const isa::HardwareConfig& config = collector.config();
    const LaunchCounters& total = collector.counters().total();
    json launches = json::array();
    for (const ReportLaunch& launch : collector.launches())
        launches.push_back(launch_json(launch, collector));
    for (const ReportPath& path : collector.paths().paths())
        launches[path.launch]["critical_path"] = critical_path_json(path);
    json layers = json::array();
    for (const ReportLayer& layer : collector.layers())
        layers.push_back(layer_json(layer, collector));
    json object = {
        {"schema", "vta-report"},
        {"schema_version", kReportSchemaVersion},
        {"versions", versions_json()},
        {"command_line", input.command_line},
        {"program", {{"name", input.run.program}, {"form", input.run.form}}},
        {"config", json::parse(isa::to_json(config))},
        {"config_string", config.config_string()},
        {"timing_only", input.run.session.timing_only},
        {"partial", !input.run.stopped_by.empty()},
        {"stopped_by", input.run.stopped_by},
        {"output",
         {{"state", output_state_text(input.run.output.state)}, {"text", input.run.output.text}}},
        {"counters", counters_json(total, config)},
        {"ratios", ratios_json(total, config)},
        {"launches", std::move(launches)},
        {"layers", std::move(layers)},
        {"timeline", timeline_json(collector)},
        {"critical_path", changes_json(collector.paths())}};
    if (input.run.races) object["races"] = json::parse(races_json(*input.run.races));
    if (!input.run.stopped_by.empty()) object["unattributed_cycles"] = open_cycles_json(total);
    out << object.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
}

}  // namespace vta::sim
