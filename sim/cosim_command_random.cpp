// SPDX-License-Identifier: Apache-2.0
#include "sim/cosim_command_random.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "cosim/coverage.h"
#include "cosim/random_program.h"
#include "cosim/random_source.h"
#include "cosim/shrink.h"
#include "isa/config_search.h"
#include "isa/disassembler.h"
#include "isa/program_image.h"
#include "sim/cosim_command_report.h"
#include "sim/cosim_command_runner.h"
#include "sim/interrupt.h"
#include "sim/progress.h"
#include "sim/worker_pool.h"

namespace vta::sim {

namespace {

using nlohmann::json;

// A broken design fails everywhere; smaller programs of a few failures are enough.
constexpr unsigned kShrunkPerWorker = 2;
constexpr double kShrinkSeconds = 120;

bool data_only(const CosimOptions& options) {
    return options.memory != cosim::MemoryBehaviour::kFixed;
}

// Runs programs one after the other; what happened comes as lines of JSON.
class RandomWorker {
  public:
    RandomWorker(const CosimOptions& options,
                 const isa::HardwareConfig& config,
                 const std::string& library)
        : options_(options), config_(config), runner_(config, options, library) {}

    CosimOutcome run(std::uint64_t seed) {
        const CosimProgram made = cosim_program(config_, seed, data_only(options_));
        coverage_.add(config_, made.program);
        const cosim::LockstepResult result = runner_.run({made.program}, made.race_free, seed);
        CosimOutcome outcome;
        outcome.seed = seed;
        outcome.instructions = made.program.instructions.size();
        outcome.events = result.compared_events;
        outcome.cycles = result.cycles;
        outcome.seconds = result.seconds;
        if (!result.divergence && result.finished) return outcome;
        outcome.failed = true;
        const std::string what = fmt::format("--random 1 --seed {}", seed);
        outcome.text = result.divergence
                           ? cosim::to_text(*result.divergence, runner_.names())
                           : "the program does not end on either side: " + result.end + '\n';
        outcome.text += "  repeat: " + reproduce_command(options_, what) + '\n';
        const bool shrinks = result.divergence && options_.shrink;
        if (shrinks && shrunk_++ < kShrunkPerWorker) outcome.text += shrink(made, seed);
        return outcome;
    }
    const cosim::ProgramCoverage& coverage() const { return coverage_; }

  private:
    // Writes the smallest program that still fails; returns what to tell.
    std::string shrink(const CosimProgram& made, std::uint64_t seed) {
        cosim::ShrinkOptions options;
        options.race_free = made.race_free;
        options.most_seconds = kShrinkSeconds;
        const cosim::ShrinkResult small = cosim::shrink(
            config_,
            made.program,
            [&](const isa::Program& program) {
                return runner_.diverges(program, made.race_free, seed);
            },
            options);
        const std::filesystem::path folder(options_.out_dir);
        std::filesystem::create_directories(folder);
        const std::string stem =
            (folder / fmt::format("cosim-{}-{}", config_.name(), seed)).string();
        std::ofstream(stem + ".vta") << isa::disassemble(config_, small.program, options_.config);
        isa::save_program_image(stem + ".json", {small.program, options_.config});
        std::string text = fmt::format("  shrunk to {} of {} instructions{}: {}.vta, {}.json\n",
                                       small.program.instructions.size(),
                                       made.program.instructions.size(),
                                       small.minimal ? "" : " (stopped by a limit)",
                                       stem,
                                       stem);
        const auto result = runner_.run({small.program}, made.race_free, seed);
        if (result.divergence)
            text +=
                "  the smaller program's " + cosim::to_text(*result.divergence, runner_.names());
        if (options_.trace != TraceWanted::kNone) {
            const bool window = options_.trace == TraceWanted::kWindow && result.divergence;
            runner_.trace(
                {small.program}, seed, window ? &*result.divergence : nullptr, stem + ".fst");
            text += "  waveform of the smaller program: " + stem + ".fst\n";
        }
        return text;
    }

    const CosimOptions options_;
    const isa::HardwareConfig& config_;
    CosimRunner runner_;
    cosim::ProgramCoverage coverage_;
    unsigned shrunk_ = 0;
};

std::string coverage_line(const cosim::ProgramCoverage& coverage) {
    return json{{"bins", coverage.bins()},
                {"programs", coverage.programs()},
                {"instructions", coverage.instructions()}}
        .dump();
}

std::string error_line(const Error& error) {
    const json object = {{"error", error.what()},
                         {"exit_code", static_cast<int>(error.exit_code())}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Takes lines until false.
using TakeOutcome = std::function<bool(const CosimOutcome&)>;

void run_in_workers(const CosimOptions& options,
                    const isa::HardwareConfig& config,
                    const std::string& library,
                    const TakeOutcome& take,
                    cosim::ProgramCoverage& coverage) {
    const unsigned workers =
        static_cast<unsigned>(std::min<std::uint64_t>(options.workers, options.random));
    WorkerPool pool(workers, [&](unsigned which, const WorkerPool::Emit& emit) {
        try {
            RandomWorker worker(options, config, library);
            for (std::uint64_t n = which; n < options.random; n += workers)
                emit(to_json_line(worker.run(options.seed + n)));
            emit(coverage_line(worker.coverage()));
        } catch (const Error& error) {
            emit(error_line(error));
        }
    });
    const auto next = [&](unsigned worker) {
        const auto line = pool.next_line(worker);
        if (!line) throw InternalError("a worker ended early");
        const json object = json::parse(*line);
        if (object.contains("error"))
            throw Error(static_cast<ExitCode>(object.at("exit_code").get<int>()),
                        object.at("error").get<std::string>());
        return object;
    };
    for (std::uint64_t n = 0; n < options.random; ++n)
        if (!take(parse_cosim_outcome(next(static_cast<unsigned>(n % workers)).dump()))) return;
    for (unsigned worker = 0; worker < workers; ++worker) {
        const json counts = next(worker);
        coverage.add_counts(counts.at("bins").get<std::map<std::string, std::uint64_t>>(),
                            counts.at("programs").get<std::uint64_t>(),
                            counts.at("instructions").get<std::uint64_t>());
    }
}

}  // namespace

CosimProgram cosim_program(const isa::HardwareConfig& config, std::uint64_t seed, bool race_free) {
    cosim::RandomSource random(seed ^ 0xC051Du);
    cosim::RandomProgramOptions options;
    switch (random.below(4)) {
        case 0:
            options.min_instructions = 3;
            options.max_instructions = 20;
            break;
        case 1:
            options.min_instructions = 100;
            options.max_instructions = 300;
            break;
        default:
            break;
    }
    options.timing_only = !race_free && random.chance(35);
    return {cosim::make_random_program(config, options, seed), !options.timing_only};
}

ExitCode run_random_cosim(const CosimOptions& options, std::ostream& out) {
    const isa::HardwareConfig config = isa::find_config(options.config);
    const std::string library = build_design(config, options, false);
    const InterruptGuard guard;
    CosimReport report(options, config, out);
    cosim::ProgramCoverage coverage;
    Progress progress;
    const TakeOutcome take = [&](const CosimOutcome& outcome) {
        if (interrupted()) {
            report.set_interrupted();
            return false;
        }
        if (outcome.failed) progress.clear();
        report.add(outcome);
        progress.update([&] { return report.progress(progress.seconds()); });
        return !(options.fail_fast && outcome.failed);
    };
    if (options.workers > 1) {
        run_in_workers(options, config, library, take, coverage);
    } else {
        RandomWorker worker(options, config, library);
        for (std::uint64_t n = 0; n < options.random; ++n)
            if (!take(worker.run(options.seed + n))) break;
        coverage = worker.coverage();
    }
    progress.clear();
    return report.finish(coverage);
}

}  // namespace vta::sim
