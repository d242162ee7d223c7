// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>

#include "sim/commands.h"
#include "sim/cosim_command_random.h"
#include "sim/cosim_command_report.h"
#include "sim/cosim_command_runner.h"
#include "sim/program_source.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Level retire compares the cycle of dispatch, start and end of each instruction, every memory request,
tokens, counters, and at the end scratchpads and DRAM; level bus what any design shows: requests,
counters, DRAM. With --memory jitter or stall the memory's latency is random and only bytes are
compared, with the functional model.
The first run of a configuration verilates the design (docs/cosim.md); later ones reuse it.
Exit code: 0 no difference, 1 a difference, 2 bad input, 4 interrupted.

Examples:
  vta cosim examples/gemm.vta
  vta cosim --random 1000 --seed 7 --config de10nano -j 2
  vta cosim --random 100 --memory stall
  vta cosim tile.json --rtl my_rtl --top VTAShell --level bus --trace window)";

std::string stem_of(const std::string& program) {
    std::string stem = std::filesystem::path(program).filename().string();
    for (char& c : stem)
        if (c == '#') c = '-';
    return stem;
}

void check_options(const CosimOptions& options) {
    if (options.program.empty() == (options.random == 0))
        throw UserError("vta cosim: give either PROGRAM or --random N");
    if (!options.program.empty() && (options.workers > 1 || !options.junit.empty()))
        throw UserError("vta cosim: -j and --junit go with --random");
    if (options.level && options.memory != cosim::MemoryBehaviour::kFixed)
        throw UserError("--level: with --memory jitter or stall only bytes are compared");
}

ExitCode run_one(const CosimOptions& options, std::ostream& out) {
    const LoadedProgram program = load_program(options.program, options.config);
    CosimRunner runner(program.config, options, build_design(program.config, options, false));
    const cosim::LockstepResult result = runner.run(program.launches, true, options.seed);
    const auto names = runner.names();
    if (result.divergence) {
        out << cosim::to_text(*result.divergence, names)
            << "  repeat: " << reproduce_command(options, options.program) << '\n';
    }
    if (options.trace == TraceWanted::kFull ||
        (options.trace == TraceWanted::kWindow && result.divergence)) {
        std::filesystem::create_directories(options.out_dir);
        const std::string path =
            (std::filesystem::path(options.out_dir) / (stem_of(options.program) + ".fst")).string();
        const bool window = options.trace == TraceWanted::kWindow;
        runner.trace(program.launches, options.seed, window ? &*result.divergence : nullptr, path);
        out << "waveform: " << path << '\n';
    }
    if (result.divergence) return ExitCode::kCheckFailed;
    out << fmt::format("{} and {} agree at level {}: {} cycles, {} events compared\n",
                       names[0],
                       names[1],
                       cosim::to_string(runner.level()),
                       result.cycles[1],
                       result.compared_events);
    if (!result.finished) out << "both end early: " << result.end << '\n';
    out << speed_text(names, result.cycles, result.seconds) << '\n';
    return ExitCode::kOk;
}

template <typename T>
void add_choice(CLI::App& command,
                const std::string& name,
                const std::string& help,
                const std::map<std::string, T>& choices,
                std::function<void(T)> take) {
    std::vector<std::string> names;
    for (const auto& [choice, value] : choices) names.push_back(choice);
    command
        .add_option_function<std::string>(
            name,
            [choices, take = std::move(take)](const std::string& text) { take(choices.at(text)); },
            help)
        ->check(CLI::IsMember(names));
}

void add_options(CLI::App& command, CosimOptions& options) {
    command.add_option("PROGRAM", options.program, kProgramHelp);
    command.add_option("--random", options.random, "Run N random programs instead")
        ->check(CLI::PositiveNumber);
    command.add_option(
        "--seed", options.seed, "Seed of the first random program, and of the memory");
    command.add_option("--config", options.config, "Configuration (see vta config --help)");
    add_choice<cosim::MemoryBehaviour>(command,
                                       "--memory",
                                       "fixed (default), jitter or stall",
                                       {{"fixed", cosim::MemoryBehaviour::kFixed},
                                        {"jitter", cosim::MemoryBehaviour::kJitter},
                                        {"stall", cosim::MemoryBehaviour::kStall}},
                                       [&options](auto value) { options.memory = value; });
    command.add_option("--rtl", options.rtl_dir, "Folder of another design (default: our RTL)");
    command.add_option("--top", options.top, "Its top module")->capture_default_str();
    add_choice<cosim::Level>(command,
                             "--level",
                             "bus or retire (default: what the design shows)",
                             {{"bus", cosim::Level::kBus}, {"retire", cosim::Level::kRetire}},
                             [&options](auto value) { options.level = value; });
    add_choice<TraceWanted>(command,
                            "--trace",
                            "Waveform (FST) of a failure: window around it, or full",
                            {{"window", TraceWanted::kWindow}, {"full", TraceWanted::kFull}},
                            [&options](auto value) { options.trace = value; });
    command.add_option("-j,--jobs", options.workers, "Worker processes")
        ->check(CLI::Range(1u, 1024u));
    command.add_option("--junit", options.junit, "Also write a JUnit XML report");
    command.add_flag("--fail-fast", options.fail_fast, "End at the first failing random program");
    command.add_flag(
        "!--no-shrink", options.shrink, "Do not look for smaller programs that still fail");
    command
        .add_option("--out", options.out_dir, "Folder for smaller failing programs and waveforms")
        ->capture_default_str();
}

}  // namespace

void add_cosim_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<CosimOptions>();
    CLI::App* command =
        app.add_subcommand("cosim", "Run the RTL and the model in lockstep and compare them");
    command->footer(kFooter);
    add_options(*command, *options);
    command->callback([options, &run] {
        run = [options](std::ostream& out) {
            check_options(*options);
            if (!options->program.empty()) return run_one(*options, out);
            if (options->config.empty()) options->config = "de10nano";
            return run_random_cosim(*options, out);
        };
    });
}

}  // namespace vta::sim
