// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/json_reader.h"
#include "isa/config_keys.h"
#include "isa/config_search.h"
#include "isa/emit_sv.h"
#include "isa/hardware_config_json.h"
#include "sim/commands.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
A configuration is the name of a shipped one, a JSON file, FILE.json#NAME for a file of several, or a
configuration string such as 1x16_i8w8a32_15_15_18_17.

Examples:
  vta config list
  vta config show pynq > mine.json
  vta config validate mine.json
  vta config explain memory_first_beat_latency
  vta config --emit sv --config pynq > vta_pkg.sv   the package that the RTL is compiled with)";

void print_list(std::ostream& out) {
    for (const std::string& name : isa::shipped_config_names()) {
        const isa::HardwareConfig config = isa::find_config(name);
        out << fmt::format("{:<10} {} bus {} bits, queues {}\n",
                           name,
                           config.config_string(),
                           config.parameters().memory_data_bits,
                           config.parameters().instruction_queue_depth);
    }
}

void print_key(const isa::ConfigKey& key, std::ostream& out) {
    out << fmt::format("{}: {}\n  type {}, unit {}, range {}, default {}\n  source: {}\n",
                       key.key,
                       key.text,
                       key.type,
                       key.unit,
                       key.range,
                       key.default_value,
                       key.source);
}

void print_keys(const std::string& key, std::ostream& out) {
    if (!key.empty()) {
        print_key(isa::explain_key(key), out);
        return;
    }
    for (const isa::ConfigKey& each : isa::config_keys()) {
        out << fmt::format("{:<28} {}\n", each.key, each.text);
    }
}

void print_valid(const isa::HardwareConfig& config, const std::string& name, std::ostream& out) {
    out << fmt::format("{}: valid, {}\n", name, config.config_string());
    for (const std::string& note : config.notes()) out << "  note: " << note << '\n';
}

// Whether the file holds configurations by name rather than one.
bool holds_several(const std::string& path) {
    const JsonReader reader = JsonReader::parse_file(path);
    if (!reader.is_object()) return false;
    const auto members = reader.members();
    if (members.empty()) return false;
    for (const auto& member : members) {
        if (!member.second.is_object() || member.first == "sources") return false;
    }
    return true;
}

void validate(const std::string& text, std::ostream& out) {
    if (std::filesystem::is_regular_file(text) && holds_several(text)) {
        for (const auto& entry : isa::load_configs(text)) {
            print_valid(entry.second, text + "#" + entry.first, out);
        }
        return;
    }
    print_valid(isa::find_config(text), text, out);
}

// Without a subcommand: `vta config --emit sv`.
void add_emit_option(CLI::App& command, Command& run) {
    auto language = std::make_shared<std::string>();
    auto emitted = std::make_shared<std::string>("de10nano");
    command
        .add_option("--emit", *language, "Print the configuration as a SystemVerilog package: sv")
        ->check(CLI::IsMember({"sv"}));
    command.add_option("--config", *emitted, "Configuration for --emit")->capture_default_str();
    command.callback([&command, language, emitted, &run] {
        if (!command.get_subcommands().empty()) return;
        if (language->empty())
            throw CLI::RequiredError("a subcommand (list, show, validate, explain) or --emit sv");
        run = [emitted](std::ostream& out) {
            out << isa::emit_sv_package(isa::find_config(*emitted));
            return ExitCode::kOk;
        };
    });
}

}  // namespace

void add_config_command(CLI::App& app, Command& run) {
    CLI::App* command = app.add_subcommand("config", "Show, check and explain configurations");
    command->footer(kFooter);
    command->require_subcommand(0, 1);
    add_emit_option(*command, run);

    command->add_subcommand("list", "List the shipped configurations")->callback([&run] {
        run = [](std::ostream& out) {
            print_list(out);
            return ExitCode::kOk;
        };
    });

    auto shown = std::make_shared<std::string>("de10nano");
    CLI::App* show = command->add_subcommand("show", "Print a configuration, every key, as JSON");
    show->add_option("CONFIG", *shown, "Configuration")->capture_default_str();
    show->callback([shown, &run] {
        run = [shown](std::ostream& out) {
            std::string text = isa::to_json(isa::find_config(*shown));
            if (text.empty() || text.back() != '\n') text += '\n';
            out << text;
            return ExitCode::kOk;
        };
    });

    auto checked = std::make_shared<std::vector<std::string>>();
    CLI::App* check =
        command->add_subcommand("validate", "Check configurations against every rule");
    check->add_option("CONFIG", *checked, "Configurations")->required();
    check->callback([checked, &run] {
        run = [checked](std::ostream& out) {
            for (const std::string& text : *checked) validate(text, out);
            return ExitCode::kOk;
        };
    });

    auto key = std::make_shared<std::string>();
    CLI::App* explain = command->add_subcommand("explain", "Say what a configuration key means");
    explain->add_option("KEY", *key, "Key (default: list all)");
    explain->callback([key, &run] {
        run = [key](std::ostream& out) {
            print_keys(*key, out);
            return ExitCode::kOk;
        };
    });
}

}  // namespace vta::sim
