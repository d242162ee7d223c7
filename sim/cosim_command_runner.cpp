// SPDX-License-Identifier: Apache-2.0
#include "sim/cosim_command_runner.h"

#include <algorithm>

#include "base/error.h"
#include "cosim/lockstep_sides.h"
#include "cosim/rtl_build.h"
#include "sim/progress.h"

namespace vta::sim {

namespace {

// Cycles of a waveform before and after a divergence.
constexpr cycle::Cycle kBefore = 200;
constexpr cycle::Cycle kAfter = 100;

std::string quoted(const std::string& text) {
    const bool plain = text.find_first_of(" \t'\"#$&|;<>()*?!\\") == std::string::npos;
    return plain && !text.empty() ? text : "'" + text + "'";
}

}  // namespace

const char* to_string(cosim::MemoryBehaviour memory) {
    static constexpr const char* kNames[] = {"fixed", "jitter", "stall"};
    return kNames[static_cast<std::size_t>(memory)];
}

std::string reproduce_command(const CosimOptions& options, const std::string& what) {
    std::string command = "vta cosim " + what;
    if (!options.config.empty()) command += " --config " + quoted(options.config);
    if (options.memory != cosim::MemoryBehaviour::kFixed)
        command += std::string(" --memory ") + to_string(options.memory);
    if (options.memory != cosim::MemoryBehaviour::kFixed && !options.program.empty())
        command += " --seed " + std::to_string(options.seed);
    if (!options.rtl_dir.empty()) command += " --rtl " + quoted(options.rtl_dir);
    if (options.top != "VTAShell") command += " --top " + quoted(options.top);
    if (options.level) command += std::string(" --level ") + cosim::to_string(*options.level);
    return command;
}

std::string build_design(const isa::HardwareConfig& config,
                         const CosimOptions& options,
                         bool trace) {
    Progress progress;
    cosim::RtlBuildOptions build;
    build.rtl_dir = options.rtl_dir;
    build.top = options.top;
    build.trace = trace;
    build.progress = [&progress](const std::string& step) {
        progress.update([&step] { return "RTL: " + step; });
    };
    return cosim::build_rtl(config, build);
}

CosimRunner::CosimRunner(const isa::HardwareConfig& config,
                         const CosimOptions& options,
                         const std::string& library)
    : config_(config), options_(options) {
    rtl_ = std::make_unique<cosim::RtlSide>(config_, rtl_options(library));
    if (options_.memory != cosim::MemoryBehaviour::kFixed) {
        level_ = cosim::Level::kData;
        reference_ = std::make_unique<cosim::FunctionalSide>(config_);
        return;
    }
    const bool probe = rtl_->has_probe();
    if (options_.level == cosim::Level::kRetire && !probe)
        throw UserError("--level retire: the design " + options_.top +
                        " shows no dispatch, start and end; use --level bus");
    level_ = options_.level.value_or(probe ? cosim::Level::kRetire : cosim::Level::kBus);
    reference_ = std::make_unique<cosim::CycleSide>(config_);
}

cosim::RtlSimulation::Options CosimRunner::rtl_options(const std::string& library) const {
    cosim::RtlSimulation::Options rtl;
    rtl.library = library;
    rtl.memory = options_.memory;
    rtl.seed = options_.seed;
    return rtl;
}

cosim::LockstepResult CosimRunner::run(const std::vector<isa::Program>& launches,
                                       bool data,
                                       std::uint64_t seed) {
    rtl_->set_seed(seed);
    cosim::LockstepOptions lockstep;
    lockstep.level = level_;
    lockstep.data = data;
    return cosim::run_lockstep(config_, launches, *reference_, *rtl_, lockstep);
}

bool CosimRunner::diverges(const isa::Program& program, bool data, std::uint64_t seed) {
    rtl_->set_seed(seed);
    cosim::LockstepOptions lockstep;
    lockstep.level = level_;
    lockstep.data = data;
    lockstep.history = 0;
    lockstep.trial_runs = 0;
    return cosim::run_lockstep(config_, {program}, *reference_, *rtl_, lockstep)
        .divergence.has_value();
}

void CosimRunner::trace(const std::vector<isa::Program>& launches,
                        std::uint64_t seed,
                        const cosim::Divergence* around,
                        const std::string& path) {
    cosim::RtlSide traced(config_, rtl_options(build_design(config_, options_, true)));
    traced.set_seed(seed);
    cosim::RtlSide::Trace window;
    window.path = path;
    window.end = timing::kNever;
    if (around != nullptr) window.launch = around->launch;
    if (around != nullptr && around->cycle) {
        window.begin = std::max<cycle::Cycle>(0, *around->cycle - kBefore);
        window.end = *around->cycle + kAfter;
    }
    traced.trace(window);
    const cosim::SideRun reference = reference_->run(launches, 0);
    traced.run(launches, 2 * reference.launches.back().result.cycles + 100'000);
}

}  // namespace vta::sim
