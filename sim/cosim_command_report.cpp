// SPDX-License-Identifier: Apache-2.0
#include "sim/cosim_command_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace vta::sim {

namespace {

using nlohmann::json;

std::string rate(double cycles_per_second) {
    return cycles_per_second >= 1e6 ? fmt::format("{:.1f} Mcycle/s", cycles_per_second / 1e6)
                                    : fmt::format("{:.0f} kcycle/s", cycles_per_second / 1e3);
}

}  // namespace

std::string to_json_line(const CosimOutcome& outcome) {
    const json object = {{"seed", outcome.seed},
                         {"instructions", outcome.instructions},
                         {"events", outcome.events},
                         {"cycles", outcome.cycles},
                         {"seconds", outcome.seconds},
                         {"failed", outcome.failed},
                         {"text", outcome.text}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

CosimOutcome parse_cosim_outcome(const std::string& line) {
    const json object = json::parse(line);
    CosimOutcome outcome;
    outcome.seed = object.at("seed").get<std::uint64_t>();
    outcome.instructions = object.at("instructions").get<std::uint64_t>();
    outcome.events = object.at("events").get<std::uint64_t>();
    outcome.cycles = object.at("cycles").get<std::array<timing::Cycle, 2>>();
    outcome.seconds = object.at("seconds").get<std::array<double, 2>>();
    outcome.failed = object.at("failed").get<bool>();
    outcome.text = object.at("text").get<std::string>();
    return outcome;
}

std::string speed_text(const std::array<std::string, 2>& names,
                       const std::array<timing::Cycle, 2>& cycles,
                       const std::array<double, 2>& seconds) {
    std::string text;
    for (std::size_t side = 0; side < 2; ++side) {
        if (cycles[side] == 0) continue;  // the functional model has none
        const double speed = static_cast<double>(cycles[side]) / std::max(seconds[side], 1e-9);
        text += (text.empty() ? "" : ", ") + names[side] + " " + rate(speed);
    }
    return text;
}

CosimReport::CosimReport(const CosimOptions& options,
                         const isa::HardwareConfig& config,
                         std::ostream& out)
    : options_(options), config_name_(config.name()), out_(out) {
    if (!options_.junit.empty()) junit_ = make_junit_report(options_.junit);
}

void CosimReport::add(const CosimOutcome& outcome) {
    total_.instructions += outcome.instructions;
    total_.events += outcome.events;
    for (std::size_t side = 0; side < 2; ++side) {
        total_.cycles[side] += outcome.cycles[side];
        total_.seconds[side] += outcome.seconds[side];
    }
    if (outcome.failed)
        out_ << "FAILED seed " << outcome.seed << '\n' << outcome.text << std::flush;
    Outcome reported;
    reported.file = "random programs";
    reported.name = fmt::format("seed {}", outcome.seed);
    reported.kind = "cosim";
    reported.config = config_name_;
    reported.status = outcome.failed ? Status::kFailed : Status::kPassed;
    reported.message = outcome.text;
    summary_.add(reported);
    if (junit_) junit_->add(reported);
}

std::string CosimReport::progress(double seconds) const {
    return fmt::format("{} of {} programs, {} failed, {:.0f} s",
                       summary_.vectors(),
                       options_.random,
                       summary_.failed,
                       seconds);
}

ExitCode CosimReport::finish(const cosim::ProgramCoverage& coverage) {
    if (junit_) junit_->finish(summary_);
    const bool data_only = options_.memory != cosim::MemoryBehaviour::kFixed;
    out_ << coverage.to_string();
    out_ << fmt::format("{}: {} passed, {} failed (seeds {}..{}, memory {}); {}\n",
                        config_name_,
                        summary_.passed,
                        summary_.failed,
                        options_.seed,
                        options_.seed + options_.random - 1,
                        to_string(options_.memory),
                        data_only ? "bytes compared with the functional model"
                                  : fmt::format("{} events compared", total_.events));
    out_ << fmt::format("{} instructions, {} cycles; {}\n",
                        total_.instructions,
                        total_.cycles[1],
                        speed_text({data_only ? "functional model" : "cycle model", "RTL"},
                                   total_.cycles,
                                   total_.seconds));
    if (summary_.failed > 0) return ExitCode::kCheckFailed;
    return summary_.interrupted ? ExitCode::kLimit : ExitCode::kOk;
}

}  // namespace vta::sim
