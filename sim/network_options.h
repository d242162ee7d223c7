// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/session.h"

namespace vta::sim {

/// What `vta run MODEL` was asked, as it was given; docs/networks-cli.md explains each.
struct NetworkRunOptions {
    // Shared with programs.
    std::string model;
    std::string config;  ///< empty: de10nano
    SessionOptions session;
    double timeout_seconds = 0;
    bool json = false;
    std::string report_folder;
    std::uint64_t window_cycles = 0;  ///< 0: ReportCollector's
    bool check_races = false;
    std::string command_line;  ///< runs the same again; for reports

    std::vector<std::string> inputs;
    std::string input_format = "auto";
    std::string input_size;   ///< of pictures in raw files: 224x224x3
    std::string input_shape;  ///< of the model, where the file leaves it open
    std::uint64_t limit = 0;  ///< inputs used; 0: all

    std::string preprocess;  ///< JSON file
    std::string resize, crop, fit, filter, channels, layout;
    std::vector<double> mean, std;
    std::optional<double> scale;

    std::vector<std::string> calibrate;
    std::uint64_t calibrate_limit = 64;
    bool per_tensor = false;
    bool no_bias_correction = false;
    bool no_equalisation = false;
    bool requantise = false;
    bool quantisation_report = false;

    std::uint32_t virtual_threads = 2;
    std::string schedules, schedules_out, host_costs;
    bool no_cache = false;

    std::string labels;
    std::uint32_t top = 3;
    std::string expect;
    std::optional<std::int64_t> class_offset;
    std::string output;
    std::vector<double> output_range;
    bool verify = false;
    bool compare_float = false;
    bool layers = false;
    std::string json_file, csv_file, dump_layers;

    /// An option that only networks have was given.
    bool any_network_option = false;
};

/// Whether PROGRAM means a network: a model file, or builtin:NAME.
bool is_network(const std::string& argument);
void add_network_options(CLI::App& command, NetworkRunOptions& options);
/// Throws UserError for options that exclude each other.
void check_network_options(const NetworkRunOptions& options);

}  // namespace vta::sim
