// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/network_report.h"

namespace vta::sim {

namespace {

using nlohmann::json;

// JSON has no infinity: equal outputs have no decibels.
json finite(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json layer_json(const NetworkReport& report, std::size_t i) {
    const workloads::StepInfo& step = report.network.steps()[i];
    const StepTotals& took = report.run.steps[i];
    json layer = {{"name", step.name},
                  {"operators", step.operators},
                  {"unit", workloads::to_string(step.unit)},
                  {"reason", step.reason},
                  {"output_shape", step.output_shape},
                  {"macs", step.macs}};
    if (step.unit != workloads::Unit::kVta) {
        layer["host_seconds"] = step.host_seconds;
        return layer;
    }
    layer["schedule"] = json::parse(step.schedule.to_json());
    layer["compute_bound_cycles"] = step.compute_bound_cycles;
    layer["memory_bound_cycles"] = step.memory_bound_cycles;
    layer["bytes_read"] = took.bytes_read;
    layer["bytes_written"] = took.bytes_written;
    if (report.session.model == Model::kFunctional) return layer;
    layer["cycles"] = took.cycles;
    layer["utilisation"] = utilisation(report.config, step.macs, took.cycles);
    return layer;
}

json classes_json(const NetworkReport& report) {
    json inputs = json::array();
    for (const Classification& one : report.results.classes) {
        json top = json::array();
        for (const RankedClass& ranked : one.top) {
            json entry = {{"class", ranked.index}, {"value", finite(ranked.value)}};
            const auto index = static_cast<std::size_t>(ranked.index);
            if (index < report.labels.size()) entry["label"] = report.labels[index];
            top.push_back(entry);
        }
        json input = {{"input", one.name}, {"top", top}};
        if (one.right) input["right"] = *one.right;
        inputs.push_back(input);
    }
    return inputs;
}

json comparison_json(const NetworkReport& report) {
    json outputs = json::array();
    for (const FloatComparison& one : report.results.comparison) {
        outputs.push_back({{"sqnr_db", finite(one.sqnr_db)},
                           {"psnr_db", finite(one.psnr_db)},
                           {"largest_difference", finite(one.largest)},
                           {"same_class", one.same_class},
                           {"rows", one.rows}});
        if (one.right) outputs.back()["right"] = *one.right;
    }
    return outputs;
}

json quantisation_json(const workloads::QuantisationReport& quantisation) {
    json tensors = json::array();
    for (const workloads::QuantisedTensorInfo& tensor : quantisation.tensors)
        tensors.push_back({{"node", tensor.node},
                           {"operator", tensor.source},
                           {"exponent", tensor.exponent},
                           {"sqnr_db", finite(tensor.sqnr_db)}});
    return {{"images", quantisation.images},
            {"output_sqnr_db", finite(quantisation.output_sqnr_db)},
            {"tensors", tensors}};
}

json totals_json(const NetworkReport& report) {
    const NetworkTotals totals = totals_of(report);
    json object = {{"macs", totals.macs},
                   {"vta_macs", totals.vta_macs},
                   {"launches", totals.launches},
                   {"bytes_read", totals.bytes_read},
                   {"bytes_written", totals.bytes_written},
                   {"host_seconds", totals.host_seconds}};
    if (report.session.model == Model::kFunctional) return object;
    object["cycles"] = totals.cycles;
    object["cycles_all_executions"] = report.run.cycles;
    object["vta_seconds"] =
        static_cast<double>(totals.cycles) / (report.config.parameters().clock_mhz * 1e6);
    object["utilisation"] = utilisation(report.config, totals.vta_macs, totals.cycles);
    return object;
}

}  // namespace

void print_network_json(const NetworkReport& report, std::ostream& out) {
    json layers = json::array();
    for (std::size_t i = 0; i < report.run.steps.size(); ++i)
        layers.push_back(layer_json(report, i));
    json object = {{"schema", "vta-network-1"},
                   {"network", report.model.name},
                   {"arithmetic", report.model.arithmetic},
                   {"configuration", report.config.name()},
                   {"config_string", report.config.config_string()},
                   {"clock_mhz", report.config.parameters().clock_mhz},
                   {"model", to_string(report.session.model)},
                   {"timing_only", report.session.timing_only},
                   {"executions", report.run.outputs.size()},
                   {"totals", totals_json(report)},
                   {"layers", layers},
                   {"inputs", classes_json(report)},
                   {"files", report.results.written},
                   {"simulation_seconds", report.run.seconds},
                   {"model_seconds", report.prepare_seconds},
                   {"schedule_seconds", report.schedule_seconds},
                   {"schedules_cached", report.schedules_cached}};
    if (!report.run.stopped_by.empty()) object["stopped_by"] = report.run.stopped_by;
    if (report.races) object["races"] = json::parse(races_json(*report.races));
    if (report.results.right) {
        object["right"] = *report.results.right;
        object["accuracy"] =
            static_cast<double>(*report.results.right) /
            static_cast<double>(std::max<std::size_t>(report.results.classes.size(), 1));
    }
    if (!report.results.comparison.empty()) object["against_float"] = comparison_json(report);
    if (report.verified) {
        object["verified"] = {{"equal", report.run.difference.empty()},
                              {"values", report.run.values_compared},
                              {"difference", report.run.difference}};
    }
    if (report.model.quantisation)
        object["quantisation"] = quantisation_json(*report.model.quantisation);
    out << object.dump(2) << '\n';
}

}  // namespace vta::sim
