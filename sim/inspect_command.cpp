// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "isa/config_search.h"
#include "sim/commands.h"
#include "sim/inspect_report.h"
#include "workloads/graph_passes.h"
#include "workloads/import_model.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Lists every node of a trained model with its shapes and multiply-accumulates, and whether the
accelerator or the CPU will run it and why. docs/models.md says which operators are supported.

Examples:
  vta inspect resnet8.tflite
  vta inspect mobilenet.onnx --config pynq --json)";

struct Options {
    std::string model;
    std::string config = "de10nano";
    bool json = false;
    bool as_stored = false;
};

ExitCode inspect(const Options& options, std::ostream& out) {
    const isa::HardwareConfig config = isa::find_config(options.config);
    workloads::Graph graph = workloads::import_model(options.model);
    if (!options.as_stored) workloads::simplify(graph);
    if (options.json) {
        print_inspection_json(graph, config, out);
    } else {
        print_inspection(graph, config, out);
    }
    return ExitCode::kOk;
}

}  // namespace

void add_inspect_command(CLI::App& app, Command& run) {
    CLI::App* command =
        app.add_subcommand("inspect", "Show what a trained model computes and where");
    command->footer(kFooter);
    auto options = std::make_shared<Options>();
    command->add_option("MODEL", options->model, "TensorFlow Lite or ONNX file")->required();
    command->add_option("--config", options->config, "Configuration")->capture_default_str();
    command->add_flag("--as-stored", options->as_stored, "Show the nodes before simplification");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback(
        [options, &run] { run = [options](std::ostream& out) { return inspect(*options, out); }; });
}

}  // namespace vta::sim
