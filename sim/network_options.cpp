// SPDX-License-Identifier: Apache-2.0
#include "sim/network_options.h"

#include <array>
#include <fstream>

#include "base/error.h"

namespace vta::sim {

namespace {

constexpr const char* kInputs = "Networks: inputs";
constexpr const char* kQuantisation = "Networks: quantisation and schedules";
constexpr const char* kOutputs = "Networks: outputs";

/// Adds options of one group and notes when one is given.
class Group {
  public:
    Group(CLI::App& command, NetworkRunOptions& options, const char* name)
        : command_(command), options_(options), name_(name) {}

    template <typename T>
    CLI::Option* add(const std::string& name, T& value, const std::string& text) {
        return note(command_.add_option(name, value, text));
    }
    CLI::Option* flag(const std::string& name, bool& value, const std::string& text) {
        return note(command_.add_flag(name, value, text));
    }

  private:
    CLI::Option* note(CLI::Option* option) {
        bool& any = options_.any_network_option;
        option->group(name_)->each([&any](const std::string&) { any = true; });
        return option;
    }

    CLI::App& command_;
    NetworkRunOptions& options_;
    const char* name_;
};

void add_inputs(CLI::App& command, NetworkRunOptions& options) {
    Group group(command, options, kInputs);
    group.add("--input",
              options.inputs,
              "Pictures (PNG, JPEG, PPM, PGM, BMP), NPY, IDX or raw files, folders of them; "
              "NAME=FILE where a model has several inputs");
    group.add("--input-format", options.input_format, "Of files whose content does not say")
        ->check(CLI::IsMember({"auto", "u8", "i8", "f32"}));
    group.add("--input-size", options.input_size, "Of pictures in raw files: 224x224x3");
    group.add(
        "--input-shape", options.input_shape, "ONNX: 1x3x256x256 where the file leaves it open");
    group.add("--limit", options.limit, "Use the first so many inputs")->check(CLI::PositiveNumber);
    group.add(
        "--preprocess", options.preprocess, "JSON file (default: MODEL.json beside the model)");
    group.add("--resize", options.resize, "224x224, or 256: the shorter side");
    group.add("--crop", options.crop, "224x224 from the centre, after --resize");
    group.add("--fit", options.fit, "How to reach the model's size: stretch or crop")
        ->check(CLI::IsMember({"stretch", "crop"}));
    group.add("--filter", options.filter, "bilinear, bicubic or nearest")
        ->check(CLI::IsMember({"bilinear", "bicubic", "nearest"}));
    group.add("--scale", options.scale, "Samples are multiplied by this");
    group.add("--mean", options.mean, "then this is subtracted: 1 or 3 numbers")->delimiter(',');
    group.add("--std", options.std, "then they are divided by this: 1 or 3 numbers")
        ->delimiter(',');
    group.add("--channels", options.channels, "rgb or bgr")->check(CLI::IsMember({"rgb", "bgr"}));
    group.add("--layout", options.layout, "Of the model's pictures: auto, nhwc or nchw")
        ->check(CLI::IsMember({"auto", "nhwc", "nchw"}));
}

void add_quantisation(CLI::App& command, NetworkRunOptions& options) {
    Group group(command, options, kQuantisation);
    group.add("--calibrate",
              options.calibrate,
              "Inputs that float models are quantised with (default: those of --input)");
    group.add("--calibrate-limit", options.calibrate_limit, "Use the first so many (default 64)")
        ->check(CLI::PositiveNumber);
    bool& per_tensor = options.per_tensor;
    group.flag("--per-tensor", per_tensor, "One scale for all weights of a layer")
        ->excludes(command
                       .add_flag_callback(
                           "--per-channel", [] {}, "A scale for each output channel (default)")
                       ->group(kQuantisation));
    group.flag("--no-bias-correction", options.no_bias_correction, "Leave biases as they are");
    group.flag("--no-equalisation", options.no_equalisation, "Leave ranges of layers as they are");
    command
        .add_option_function<std::string>(
            "--requantise",
            [&options](const std::string&) {
                options.requantise = true;
                options.any_network_option = true;
            },
            "shift: quantise an integer model again, to scales that the accelerator has itself")
        ->check(CLI::IsMember({"shift"}))
        ->group(kQuantisation);
    group.flag(
        "--quantisation-report", options.quantisation_report, "Print the loss layer by layer");
    group.add("--virtual-threads", options.virtual_threads, "1 or 2 (default 2)")
        ->check(CLI::Range(1, 2));
    group.add("--schedules", options.schedules, "JSON file of schedules by layer");
    group.add("--schedules-out", options.schedules_out, "Write the schedules in use");
    group.flag("--no-cache", options.no_cache, "Neither read nor write the cache of schedules");
    group.add("--host-costs", options.host_costs, "JSON file: what the host's operators cost");
}

void add_outputs(CLI::App& command, NetworkRunOptions& options) {
    Group group(command, options, kOutputs);
    group.add("--labels", options.labels, "Names of classes, one a line, or CSV");
    group.add("--top", options.top, "Classes shown for each input (default 3)")
        ->check(CLI::Range(0, 1000));
    group.add("--expect", options.expect, "Right classes: CSV, NPY, IDX or raw bytes");
    group.add("--class-offset", options.class_offset, "Added to the classes of --expect");
    group.add("--output", options.output, "Write outputs: .npy, .png or .ppm");
    group.add("--output-range", options.output_range, "Numbers that are black and white: 0,255")
        ->delimiter(',')
        ->expected(2);
    group.flag("--verify", options.verify, "Compare every value with the integer reference");
    command
        .add_option_function<std::string>(
            "--compare",
            [&options](const std::string&) {
                options.compare_float = true;
                options.any_network_option = true;
            },
            "float: compare the outputs with those of the float model")
        ->check(CLI::IsMember({"float"}))
        ->group(kOutputs);
    group.flag("--layers", options.layers, "Print the table of layers for many inputs, too");
    group.add("--json-file", options.json_file, "Write the report as JSON");
    group.add("--csv", options.csv_file, "Write the table of layers");
    group.add(
        "--dump-layers", options.dump_layers, "Write every layer's tensors of the first input");
}

}  // namespace

bool is_network(const std::string& argument) {
    const auto ends_with = [&](const std::string& end) {
        return argument.size() > end.size() &&
               argument.compare(argument.size() - end.size(), end.size(), end) == 0;
    };
    if (argument.rfind("builtin:", 0) == 0) return true;
    if (ends_with(".onnx") || ends_with(".tflite")) return true;
    std::ifstream file(argument, std::ios::binary);
    std::array<char, 8> head{};
    file.read(head.data(), head.size());
    return file && std::string(head.data() + 4, 4) == "TFL3";
}

void add_network_options(CLI::App& command, NetworkRunOptions& options) {
    add_inputs(command, options);
    add_quantisation(command, options);
    add_outputs(command, options);
}

void check_network_options(const NetworkRunOptions& options) {
    if (options.inputs.empty() && options.model.rfind("builtin:", 0) != 0)
        throw UserError("--input: " + options.model +
                        " needs inputs; vta inspect shows what it takes");
    if (!options.report_folder.empty() && options.session.model == Model::kFunctional)
        throw UserError("--report: the functional model has no cycles; use --model cycle or rtl");
    if (options.check_races && options.session.model == Model::kRtl)
        throw UserError("--check-races: the RTL is not watched; use --model cycle or functional");
    if (options.window_cycles > 0 && options.report_folder.empty())
        throw UserError("--window: time windows are part of a report; add --report DIR");
    if (!options.session.timing_only) return;
    const std::pair<bool, const char*> needs_data[] = {
        {options.verify, "--verify"},
        {options.compare_float, "--compare"},
        {!options.expect.empty(), "--expect"},
        {!options.output.empty(), "--output"},
        {!options.dump_layers.empty(), "--dump-layers"}};
    for (const auto& [given, name] : needs_data)
        if (given)
            throw UserError(std::string(name) +
                            ": --timing-only moves no data, there is no output");
}

}  // namespace vta::sim
