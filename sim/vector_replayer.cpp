// SPDX-License-Identifier: Apache-2.0
#include "sim/vector_replayer.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "isa/stuck.h"
#include "sim/dram_extent.h"
#include "sim/explain_stuck.h"

namespace vta::sim {

namespace {

// Random programs whose data nobody checks may store past the end of DRAM; the hardware that they
// were recorded on did not mind. They get room for it, within reason.
constexpr std::uint64_t kMaxExtraBytes = std::uint64_t{64} << 20;

}  // namespace

isa::Program first_program(const isa::HardwareConfig& config, const Vector& vector) {
    isa::Program program = to_program(vector, 0);
    const bool checked = std::any_of(vector.launches.begin(),
                                     vector.launches.end(),
                                     [](const auto& launch) { return launch.dram_crc32; });
    if (checked) return program;
    for (std::size_t i = 0; i < vector.launches.size(); ++i) {
        const std::uint64_t extent = dram_extent(config, to_program(vector, i));
        if (extent > vector.dram_bytes && extent - vector.dram_bytes <= kMaxExtraBytes) {
            program.dram_bytes = std::max(program.dram_bytes, extent);
        }
    }
    return program;
}

std::string config_name_of(const Vector& vector) {
    if (!vector.config.empty()) return vector.config;
    return std::filesystem::path(vector.file).stem().string();
}

VectorReplayer::VectorReplayer(SessionOptions options, ConfigSet configs, std::string config_name)
    : options_(options), configs_(std::move(configs)), config_name_(std::move(config_name)) {
    options_.timeline = true;
}

void VectorReplayer::prepare(const std::string& name, const std::string& where) {
    if (session_ && session_config_ == name) return;
    config_ = &configs_.find(name, where);
    session_.reset();  // a process holds one machine at a time
    session_ = make_session(*config_, options_);
    codec_ = std::make_unique<isa::Codec>(*config_);
    session_config_ = name;
}

Outcome VectorReplayer::replay(const Vector& vector) {
    Outcome outcome;
    outcome.file = vector.file;
    outcome.line = vector.line;
    outcome.name = vector.name;
    outcome.kind = vector.kind;
    outcome.config = config_name_.empty() ? config_name_of(vector) : config_name_;
    prepare(outcome.config, vector.where());
    const bool any_data = std::any_of(vector.launches.begin(),
                                      vector.launches.end(),
                                      [](const auto& launch) { return launch.dram_crc32; });
    if (!session_->knows().timing && !any_data) {
        outcome.status = Status::kSkipped;
        outcome.message = "timing only: it says nothing that this model can tell";
        return outcome;
    }
    try {
        run(vector, outcome);
    } catch (const InternalError& error) {
        throw InternalError(title_of(outcome) + ": " + error.what());
    } catch (const Error& error) {
        outcome.message = error.what();
    }
    const bool good = outcome.message.empty() && outcome.comparison.differences.empty();
    outcome.status = good ? Status::kPassed : Status::kFailed;
    return outcome;
}

void VectorReplayer::run(const Vector& vector, Outcome& outcome) {
    TokenCounts tokens{};
    session_->power_up(first_program(*config_, vector));
    for (std::size_t i = 0; i < vector.launches.size(); ++i) {
        const isa::Program program = to_program(vector, i);
        const std::string prefix =
            vector.several_launches ? "launch " + std::to_string(i) + ": " : "";
        const LaunchRecord& expected = vector.launches[i];
        Session::Limits limits;
        limits.stop = stop_;
        Session::Result result;
        try {
            result = session_->launch(program, limits);
        } catch (const isa::StuckError& error) {
            throw DeadlockError(
                prefix + explain_stuck(*config_, program.instructions, tokens, error.state()));
        }
        if (!result.finished) throw LimitError(prefix + "interrupted");
        LaunchRecord got = to_record(*session_, result, program);
        if (expected.dram_crc32) got.dram_crc32 = dram_crc32(*session_, vector.dram_bytes);
        compare_launch(expected, got, session_->knows(), *codec_, prefix, outcome.comparison);
        tokens = tokens_after(*codec_, program.instructions, tokens);
    }
}

}  // namespace vta::sim
