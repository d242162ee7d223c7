// SPDX-License-Identifier: Apache-2.0
// resnet_lockstep [CONFIG [NAME...]]
// The ten ResNet-18 convolutions in lockstep, RTL and cycle model: every event, scratchpads, DRAM,
// and the output that the plain convolution gives. Prints a table; exit code 1 on a difference, 77
// without Verilator. NAME: only these layers.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "cosim/lockstep.h"
#include "cosim/lockstep_rtl.h"
#include "cosim/lockstep_sides.h"
#include "cosim/rtl_build.h"
#include "cosim/rtl_tools.h"
#include "isa/config_search.h"
#include "workloads/conv2d_programs.h"

namespace {

using namespace vta;

/// Hands runs on, and remembers whether the expected output was there.
class CheckedSide : public cosim::LockstepSide {
  public:
    explicit CheckedSide(cosim::LockstepSide& side) : side_(side) {}
    std::string name() const override { return side_.name(); }
    cosim::SideRun run(const std::vector<isa::Program>& launches, cycle::Cycle limit) override {
        cosim::SideRun run = side_.run(launches, limit);
        right_ = true;
        for (const isa::ExpectedRegion& want : launches.back().expected)
            right_ = right_ && want.address + want.bytes.size() <= run.dram.size() &&
                     std::equal(want.bytes.begin(),
                                want.bytes.end(),
                                run.dram.begin() + static_cast<std::ptrdiff_t>(want.address));
        return run;
    }
    bool right() const { return right_; }

  private:
    cosim::LockstepSide& side_;
    bool right_ = false;
};

bool run_layer(const isa::HardwareConfig& config,
               const workloads::Conv2dShape& shape,
               CheckedSide& model,
               CheckedSide& rtl) {
    workloads::Conv2dEpilogue epilogue;
    epilogue.shift = 8;
    epilogue.clip = true;
    const auto schedule = workloads::choose_conv2d_schedule(config, shape, epilogue, 2);
    const isa::Program program =
        workloads::build_conv2d_program(config, shape, epilogue, schedule, 1);
    const cosim::LockstepResult result = cosim::run_lockstep(config, {program}, model, rtl);
    const bool well = !result.divergence && result.finished && model.right() && rtl.right();
    fmt::print("| {:<4} | {:<36} | {:>8} | {:>8} | {:>11} | {:>9.1f} | {:>7.0f} |\n",
               shape.name,
               shape.text(),
               result.cycles[1],
               result.compared_events,
               well ? "0" : "DIFFERENT",
               static_cast<double>(result.cycles[0]) / result.seconds[0] / 1e6,
               static_cast<double>(result.cycles[1]) / result.seconds[1] / 1e3);
    if (result.divergence)
        fmt::print("{}", cosim::to_text(*result.divergence, {model.name(), rtl.name()}));
    if (!model.right()) fmt::print("the cycle model's output is wrong\n");
    if (!rtl.right()) fmt::print("the RTL's output is wrong\n");
    std::fflush(stdout);
    return well;
}

ExitCode run(const isa::HardwareConfig& config, const std::vector<std::string>& names) {
    const std::string library = cosim::build_rtl(config, {});
    cosim::CycleSide cycle_side(config);
    cosim::RtlSimulation::Options options;
    options.library = library;
    cosim::RtlSide rtl_side(config, options);
    CheckedSide model(cycle_side);
    CheckedSide rtl(rtl_side);
    fmt::print("| name | {:<36} | {:>8} | {:>8} | {} | {} | {} |\n",
               "shape",
               "cycles",
               "events",
               "differences",
               "Mcycle/s",
               "RTL, kcycle/s");
    fmt::print("| --- | --- | ---: | ---: | ---: | ---: | ---: |\n");
    bool well = true;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes())
        if (names.empty() || std::find(names.begin(), names.end(), shape.name) != names.end())
            well = run_layer(config, shape, model, rtl) && well;
    return well ? ExitCode::kOk : ExitCode::kCheckFailed;
}

}  // namespace

// The SystemC library insists on it; main() below is what runs.
extern "C" int sc_main(int, char**);
int sc_main(int /*argc*/, char** /*argv*/) { return 0; }

int main(int argc, char** argv) {
    try {
        cosim::find_rtl_tools();
    } catch (const UserError& error) {
        fmt::print(stderr, "resnet_lockstep: skipped: {}\n", error.what());
        return 77;
    }
    try {
        const isa::HardwareConfig config =
            argc > 1 ? isa::find_config(argv[1]) : isa::HardwareConfig();
        return static_cast<int>(run(config, {argv + std::min(argc, 2), argv + argc}));
    } catch (const Error& error) {
        fmt::print(stderr, "resnet_lockstep: {}\n", error.what());
        return static_cast<int>(error.exit_code());
    } catch (const std::exception& error) {
        fmt::print(stderr, "resnet_lockstep: {}\n", error.what());
        return static_cast<int>(ExitCode::kInternal);
    }
}
