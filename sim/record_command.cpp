// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>

#include "sim/commands.h"
#include "sim/execute.h"
#include "sim/program_source.h"
#include "sim/vector.h"

namespace vta::sim {

namespace {

constexpr const char* kFooter = R"(
Vectors have the format of tests/golden/README.md, kind "recorded"; `vta regress` replays them. DRAM's
first contents are random in that format: where a program wants zeros, its own bytes are preloaded over
the stream of --seed.

Example:
  vta record conv.vta pool.json --config pynq -o mine.jsonl
  vta regress mine.jsonl)";

// Vectors list their read requests up to this many, as the golden ones do.
constexpr std::size_t kMaxReadRequests = 400;

struct RecordOptions {
    std::vector<std::string> programs;
    std::string config;
    std::string output;
    std::uint64_t seed = 0;
};

Vector record_program(LoadedProgram program, const RecordOptions& options) {
    isa::Program& first = program.launches.front();
    if (!first.dram_seed) first.dram_seed = options.seed;
    Vector vector;
    vector.name = first.name;
    vector.kind = "recorded";
    vector.what = program.path;
    vector.config = program.config.name();
    vector.base = first.base;
    vector.dram_bytes = first.dram_bytes;
    vector.dram_seed = *first.dram_seed;
    vector.preload = first.segments;
    vector.several_launches = program.launches.size() > 1;

    SessionOptions session_options;
    session_options.timeline = true;
    const auto session = make_session(program.config, session_options);
    const Executed executed =
        execute(program, *session, {}, [&](const isa::Program& launch, const auto& result) {
            LaunchRecord record = to_record(*session, result, launch);
            record.dram_crc32 = dram_crc32(*session, vector.dram_bytes);
            if (record.read_requests->size() > kMaxReadRequests) record.read_requests.reset();
            vector.launches.push_back(std::move(record));
        });
    if (!executed.stopped_by.empty()) {
        throw LimitError(program.path + ": stopped by " + executed.stopped_by + ", not recorded");
    }
    return vector;
}

// "name", or "name-2", "name-3", ... where it is taken.
std::string unique_name(const std::string& name, std::set<std::string>& taken) {
    std::string unique = name;
    for (int i = 2; !taken.insert(unique).second; ++i) unique = name + "-" + std::to_string(i);
    return unique;
}

ExitCode record(const RecordOptions& options, std::ostream& out) {
    std::ofstream file(options.output, std::ios::binary);
    if (!file) throw IoError(options.output, "cannot write the file");
    std::set<std::string> taken;
    for (const std::string& argument : options.programs) {
        Vector vector = record_program(load_program(argument, options.config), options);
        vector.name = unique_name(vector.name, taken);
        write_vector(vector, file);
        out << "recorded " << vector.name << " (" << argument << ")\n";
    }
    file.close();
    if (!file) throw IoError(options.output, "cannot write the file");
    return ExitCode::kOk;
}

}  // namespace

void add_record_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<RecordOptions>();
    CLI::App* command = app.add_subcommand(
        "record", "Run programs in the cycle model and record regression vectors");
    command->footer(kFooter);
    command->add_option("PROGRAM", options->programs, kProgramHelp)->required();
    command->add_option("--config", options->config, "Configuration (see vta config --help)");
    command->add_option("-o,--output", options->output, "Vector file to write (.jsonl)")
        ->required();
    command->add_option("--seed", options->seed, "Seed of DRAM's first contents")
        ->capture_default_str();
    command->callback(
        [options, &run] { run = [options](std::ostream& out) { return record(*options, out); }; });
}

}  // namespace vta::sim
