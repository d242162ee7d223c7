// SPDX-License-Identifier: Apache-2.0
#include "sim/network_command.h"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>

#include "isa/config_search.h"
#include "sim/network_cache.h"
#include "sim/network_dump.h"
#include "sim/network_execution.h"
#include "sim/network_model.h"
#include "sim/network_report.h"
#include "sim/network_results.h"
#include "sim/network_samples.h"
#include "sim/network_settings.h"
#include "sim/progress.h"
#include "sim/report_network.h"
#include "sim/watchers.h"
#include "workloads/network.h"

namespace vta::sim {

namespace {

class Stopwatch {
  public:
    double lap() {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - begin_).count();
        begin_ = now;
        return seconds;
    }

  private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

std::string read_text_file(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw IoError(path, "cannot open");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_text_file(const std::string& path, const std::string& text) {
    std::ofstream file(path);
    file << text;
    file.close();
    if (!file) throw IoError(path, "cannot write");
}

bool is_builtin(const NetworkRunOptions& options) {
    return options.model.rfind("builtin:", 0) == 0;
}

SampleOptions sample_options(const NetworkRunOptions& options, const NetworkSettings& settings) {
    SampleOptions samples;
    samples.format = options.input_format;
    samples.size = options.input_size;
    samples.limit = options.limit;
    samples.preprocessing = settings.preprocessing;
    // The ImageNet networks' own arithmetic: around 0, deviation 1.
    if (is_builtin(options) && !samples.preprocessing.has_arithmetic()) {
        samples.preprocessing.mean = {123.675, 116.28, 103.53};
        samples.preprocessing.std = {58.395, 57.12, 57.375};
    }
    return samples;
}

std::vector<NetworkSample> load_inputs(const NetworkRunOptions& options,
                                       const NetworkSettings& settings,
                                       const workloads::Graph& graph) {
    if (options.inputs.empty()) return random_samples(graph, options.limit > 0 ? options.limit : 1);
    return load_samples(options.inputs, graph, sample_options(options, settings));
}

// Copies only where they are needed: calibration inputs can be many.
std::vector<NetworkSample> load_calibration(const NetworkRunOptions& options,
                                            const NetworkSettings& settings,
                                            const workloads::Graph& graph,
                                            const std::vector<NetworkSample>& inputs) {
    if (!has_float_layers(graph) && !options.requantise) return {};
    if (settings.calibrate.empty()) {
        const auto count = std::min<std::size_t>(inputs.size(), options.calibrate_limit);
        return {inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(count)};
    }
    SampleOptions how = sample_options(options, settings);
    how.limit = options.calibrate_limit;
    return load_samples(settings.calibrate, graph, how);
}

struct Scheduled {
    std::unique_ptr<workloads::Network> network;
    bool cached = false;
};

Scheduled schedule(const NetworkRunOptions& options,
                   const isa::HardwareConfig& config,
                   const workloads::Graph& graph) {
    Progress progress;
    workloads::NetworkOptions how;
    how.virtual_threads = options.virtual_threads;
    how.progress = [&progress](std::size_t done, std::size_t all) {
        progress.update([&] { return fmt::format("scheduling: {} of {} layers", done, all); });
    };
    if (!options.host_costs.empty())
        how.host_costs =
            workloads::HostCosts::from_json(JsonReader::parse_file(options.host_costs));
    const bool own = !options.schedules.empty();
    const ScheduleCache cache(config, graph, options.virtual_threads);
    Scheduled result;
    if (own) {
        how.schedules_json = read_text_file(options.schedules);
    } else if (!options.no_cache) {
        how.schedules_json = cache.load();
        if (!how.schedules_json.empty()) {
            try {
                result.network = std::make_unique<workloads::Network>(graph, config, how);
                result.cached = true;
            } catch (const ConfigError&) {
                how.schedules_json.clear();  // a damaged entry is replaced
            }
        }
    }
    if (!result.network) result.network = std::make_unique<workloads::Network>(graph, config, how);
    if (!own && !options.no_cache && !result.cached) cache.store(result.network->schedules_json());
    if (!options.schedules_out.empty())
        write_text_file(options.schedules_out, result.network->schedules_json());
    return result;
}

std::vector<std::string> names_of(const std::vector<NetworkSample>& samples) {
    std::vector<std::string> names;
    for (const NetworkSample& sample : samples)
        names.insert(names.end(), sample.names.begin(), sample.names.end());
    return names;
}

ExitCode exit_code(const NetworkReport& report) {
    if (!report.run.difference.empty()) return ExitCode::kCheckFailed;
    if (!report.run.stopped_by.empty()) return ExitCode::kLimit;
    return report.races && report.races->races > 0 ? ExitCode::kCheckFailed : ExitCode::kOk;
}

std::optional<RaceReport> races_of(const Watchers& watchers, const workloads::Network& network) {
    std::optional<RaceReport> races = watchers.races();
    if (!races) return races;
    for (const workloads::StepInfo& step : network.steps())
        if (step.unit == workloads::Unit::kVta) races->layers.push_back(step.name);
    return races;
}

// Races found before a launch gets stuck are told too.
template <typename Run>
NetworkRun telling_races(const Watchers& watchers,
                         const workloads::Network& network,
                         std::ostream& out,
                         const Run& run) {
    try {
        return run();
    } catch (const DeadlockError&) {
        if (const auto races = races_of(watchers, network)) print_findings(*races, out);
        throw;
    }
}

void print_reports(const NetworkReport& report,
                   const NetworkRunOptions& options,
                   std::ostream& out) {
    options.json ? print_network_json(report, out) : print_network_text(report, out);
    if (!options.json_file.empty()) {
        std::ostringstream text;
        print_network_json(report, text);
        write_text_file(options.json_file, text.str());
    }
    if (!options.csv_file.empty()) {
        std::ostringstream text;
        print_network_csv(report, text);
        write_text_file(options.csv_file, text.str());
    }
}

/// Everything that the outputs are asked for.
NetworkResults evaluate(const NetworkRunOptions& options,
                        const NetworkSettings& settings,
                        const NetworkModel& model,
                        const std::vector<NetworkSample>& samples,
                        const std::vector<RightClasses>& expected,
                        const NetworkRun& run) {
    NetworkResults results;
    if (options.session.timing_only || run.outputs.empty()) return results;
    if (options.top > 0 || !expected.empty())
        classify(model.graph, samples, run, options.top, expected, results);
    std::vector<workloads::TensorValue> reals;
    if (options.compare_float)
        reals =
            compare_with_float(model.graph, *model.real, samples, expected, run, settings, results);
    if (options.output.empty()) return results;
    write_outputs(options.output, model.graph, run, settings, results);
    if (options.compare_float) write_float_pictures(options.output, reals, settings, results);
    return results;
}

}  // namespace

ExitCode run_network(const NetworkRunOptions& options, std::ostream& out) {
    check_network_options(options);
    Stopwatch watch;
    const isa::HardwareConfig config =
        isa::find_config(options.config.empty() ? "de10nano" : options.config);
    const NetworkSettings settings = network_settings(options);
    workloads::Graph loaded = load_network(options, settings);
    std::vector<NetworkSample> samples = load_inputs(options, settings, loaded);
    std::vector<RightClasses> expected;
    if (!options.expect.empty())
        expected = read_expected(options.expect, names_of(samples), settings.class_offset);
    const std::vector<NetworkSample> calibration =
        load_calibration(options, settings, loaded, samples);
    const NetworkModel model = prepare_network(loaded, options, calibration);
    convert_samples(samples, loaded, model.graph);
    loaded = {};
    const double prepare_seconds = watch.lap();
    const Scheduled scheduled = schedule(options, config, model.graph);
    const double schedule_seconds = watch.lap();

    ExecutionOptions how;
    how.verify = options.verify;
    how.timeout_seconds = options.timeout_seconds;
    Watchers watchers(config,
                      {!options.report_folder.empty(),
                       static_cast<cycle::Cycle>(options.window_cycles),
                       options.check_races,
                       !options.session.timing_only});
    SessionOptions session = options.session;
    session.observer = watchers.observer();
    std::map<std::size_t, workloads::TensorValue> made;
    if (!options.dump_layers.empty())
        how.first_values = [&made](std::size_t node, const workloads::TensorValue& value) {
            made[node] = value;
        };
    const NetworkRun run = telling_races(watchers, *scheduled.network, out, [&] {
        return execute_network(*scheduled.network, config, session, samples, how);
    });
    const NetworkResults results = evaluate(options, settings, model, samples, expected, run);
    if (!options.dump_layers.empty() && !run.outputs.empty())
        dump_layers(options.dump_layers, scheduled.network->graph(), samples.front(), made);

    NetworkReport report{model,
                         *scheduled.network,
                         config,
                         options.session,
                         run,
                         results,
                         samples.size(),
                         1,
                         settings.labels};
    report.verified = options.verify;
    report.quantisation_report = options.quantisation_report;
    report.prepare_seconds = prepare_seconds;
    report.schedule_seconds = schedule_seconds;
    report.schedules_cached = scheduled.cached;
    report.races = races_of(watchers, *scheduled.network);
    print_reports(report, options, out);
    if (watchers.collector() != nullptr)
        write_network_report(
            report, *watchers.collector(), options.command_line, options.report_folder);
    return exit_code(report);
}

}  // namespace vta::sim
