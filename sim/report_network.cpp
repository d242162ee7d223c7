// SPDX-License-Identifier: Apache-2.0
#include "sim/report_network.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "sim/report_writer.h"

namespace vta::sim {

namespace {

// Every launch is one layer, in order; of a run that was stopped, the layers up to its last launch.
std::vector<ReportLayer> layers_of(const NetworkReport& report, const ReportCollector& collector) {
    const std::vector<ReportLaunch>& launches = collector.launches();
    std::vector<ReportLayer> layers;
    std::size_t launch = 0;
    for (std::size_t i = 0; i < report.network.steps().size(); ++i) {
        const workloads::StepInfo& step = report.network.steps()[i];
        if (step.unit == workloads::Unit::kNone) continue;
        ReportLayer layer;
        layer.step = step;
        if (step.unit == workloads::Unit::kVta) {
            if (launch == launches.size()) break;
            const StepTotals& took = report.run.steps[i];
            if (launches[launch].complete)
                VTA_CHECK(launches[launch].counters.cycles == took.cycles,
                          fmt::format("layer {}: {} cycles counted, the device's register says {}",
                                      step.name,
                                      launches[launch].counters.cycles,
                                      took.cycles));
            layer.bytes_read = took.bytes_read;
            layer.bytes_written = took.bytes_written;
            layer.launch = launch++;
        }
        layers.push_back(std::move(layer));
    }
    VTA_CHECK(launch == launches.size(), "launches that belong to no layer");
    make_layer_keys(layers);
    return layers;
}

OutputCheck output_of(const NetworkReport& report) {
    if (!report.run.difference.empty())
        return {OutputCheck::State::kDifferent, report.run.difference};
    if (report.verified && report.run.stopped_by.empty())
        return {OutputCheck::State::kEqual,
                fmt::format("{} values and all outputs are those of the integer reference",
                            report.run.values_compared)};
    return {OutputCheck::State::kNotChecked, "--verify compares with the integer reference"};
}

}  // namespace

void write_network_report(const NetworkReport& report,
                          ReportCollector& collector,
                          const std::string& command_line,
                          const std::string& folder) {
    collector.set_layers(layers_of(report, collector));
    RunReport run;
    run.program = std::filesystem::path(report.model.name).filename().string();
    run.form = "network, " + report.model.arithmetic;
    if (report.planned > 1) run.form += fmt::format(", first of {} inputs", report.planned);
    run.config = report.config;
    run.session = report.session;
    run.planned_launches = totals_of(report).launches;
    run.output = output_of(report);
    run.races = report.races;
    // What came after the first execution is not part of this report.
    const std::vector<ReportLaunch>& launches = collector.launches();
    if (launches.size() < run.planned_launches || (!launches.empty() && !launches.back().complete))
        run.stopped_by = report.run.stopped_by;
    collector.predict_changes();
    write_report({run, collector, command_line}, folder);
}

}  // namespace vta::sim
