// SPDX-License-Identifier: Apache-2.0
#include "sim/regress.h"

#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/interrupt.h"
#include "sim/progress.h"
#include "sim/regress_report.h"
#include "sim/vector_replayer.h"
#include "sim/worker_pool.h"

namespace vta::sim {

namespace {

using nlohmann::json;

// False ends the replaying.
using TakeOutcome = std::function<bool(const Outcome&)>;

// Replays every `of`-th vector of all files, beginning with number `which`.
void replay_share(const RegressOptions& options,
                  unsigned which,
                  unsigned of,
                  const TakeOutcome& take) {
    VectorReplayer replayer(options.session, ConfigSet(options.configs), options.config);
    replayer.stop_when(interrupted);
    std::uint64_t number = 0;
    for (const std::string& file : options.files) {
        VectorReader reader(file);
        while (reader.next_line()) {
            if (number++ % of != which) continue;
            if (!take(replayer.replay(reader.parse()))) return;
        }
    }
}

// A worker's last line, if an error ended it.
std::string error_line(const Error& error) {
    const json object = {{"error", error.what()},
                         {"exit_code", static_cast<int>(error.exit_code())}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

void throw_error_line(const std::string& line) {
    const json object = json::parse(line);
    if (!object.contains("error")) return;
    throw Error(static_cast<ExitCode>(object.at("exit_code").get<int>()),
                object.at("error").get<std::string>());
}

void replay_in_workers(const RegressOptions& options, const TakeOutcome& take) {
    const unsigned workers = options.workers;
    WorkerPool pool(workers, [&](unsigned worker, const WorkerPool::Emit& emit) {
        try {
            replay_share(options, worker, workers, [&](const Outcome& outcome) {
                emit(to_json_line(outcome));
                return true;
            });
        } catch (const Error& error) {
            emit(error_line(error));
        }
    });
    for (std::uint64_t number = 0;; ++number) {
        const auto line = pool.next_line(static_cast<unsigned>(number % workers));
        if (!line) return;
        throw_error_line(*line);
        if (!take(parse_outcome(*line))) return;
    }
}

}  // namespace

void RegressSummary::add(const Outcome& outcome) {
    ++(outcome.status == Status::kPassed   ? passed
       : outcome.status == Status::kFailed ? failed
                                           : skipped);
    compared_fields += outcome.comparison.compared_fields;
    skipped_fields += outcome.comparison.skipped_fields;
}

ExitCode run_regress(const RegressOptions& options, std::ostream& out) {
    // A file that is missing is told before hours of work, not after.
    for (const std::string& file : options.files) VectorReader{file};
    const InterruptGuard guard;
    std::vector<std::unique_ptr<RegressReport>> reports;
    reports.push_back(options.json ? make_json_report(options, out)
                                   : make_text_report(options, out));
    if (!options.junit.empty()) reports.push_back(make_junit_report(options.junit));

    RegressSummary summary;
    Progress progress;
    const TakeOutcome take = [&](const Outcome& outcome) {
        // The vector in hand was cut short, too.
        if (interrupted()) {
            summary.interrupted = true;
            return false;
        }
        summary.add(outcome);
        if (outcome.status == Status::kFailed) progress.clear();
        for (const auto& report : reports) report->add(outcome);
        progress.update([&] {
            return fmt::format("{} vectors, {} failed, {:.0f} s",
                               summary.vectors(),
                               summary.failed,
                               progress.seconds());
        });
        return true;
    };
    if (options.workers > 1) {
        replay_in_workers(options, take);
    } else {
        replay_share(options, 0, 1, take);
    }
    progress.clear();
    for (const auto& report : reports) report->finish(summary);
    if (summary.failed > 0) return ExitCode::kCheckFailed;
    return summary.interrupted ? ExitCode::kLimit : ExitCode::kOk;
}

}  // namespace vta::sim
