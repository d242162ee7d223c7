// SPDX-License-Identifier: Apache-2.0
#include "sim/execute.h"

#include <fmt/format.h>

#include <chrono>

#include "base/error.h"
#include "isa/codec.h"
#include "isa/stuck.h"
#include "sim/explain_stuck.h"
#include "sim/interrupt.h"
#include "sim/program_check.h"
#include "sim/progress.h"

namespace vta::sim {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

// Asks the clock and the keyboard now and then; remembers what ended the run.
class Watch {
  public:
    explicit Watch(double timeout_seconds) : timeout_seconds_(timeout_seconds) {}

    bool stop() {
        progress_.update(
            [this] { return fmt::format("running for {:.0f} s", progress_.seconds()); });
        if (interrupted()) {
            reason_ = "control-C";
        } else if (timeout_seconds_ > 0 && seconds_since(begin_) >= timeout_seconds_) {
            reason_ = "--timeout";
        }
        return !reason_.empty();
    }
    const std::string& reason() const { return reason_; }

  private:
    const double timeout_seconds_;
    const Clock::time_point begin_ = Clock::now();
    Progress progress_;
    std::string reason_;
};

}  // namespace

Executed execute(const LoadedProgram& program,
                 Session& session,
                 const ExecuteLimits& limits,
                 const AfterLaunch& after) {
    const isa::Codec codec(program.config);
    const InterruptGuard guard;
    Watch watch(limits.timeout_seconds);
    Session::Limits launch_limits;
    launch_limits.stop = [&watch] { return watch.stop(); };
    Executed executed;
    TokenCounts tokens{};
    cycle::Cycle cycles = 0;
    session.power_up(program.launches.front());
    for (const isa::Program& launch : program.launches) {
        // A launch of no cycles left still gets one: 0 would mean no limit.
        launch_limits.max_cycles =
            limits.max_cycles > 0 ? std::max<cycle::Cycle>(1, limits.max_cycles - cycles) : 0;
        const Clock::time_point begin = Clock::now();
        const bool first = &launch == &program.launches.front();
        Session::Result result;
        try {
            result = session.launch(launch, launch_limits);
        } catch (const isa::StuckError& error) {
            throw DeadlockError(
                explain_stuck(program.config,
                              launch.instructions,
                              tokens,
                              error.state(),
                              first ? judge_pushes(program.config, launch) : PushJudge()));
        }
        executed.wall_seconds += seconds_since(begin);
        cycles += result.cycles;
        after(launch, result);
        if (!result.finished) {
            executed.stopped_by = watch.reason().empty() ? "--max-cycles" : watch.reason();
            break;
        }
        tokens = tokens_after(codec, launch.instructions, tokens);
    }
    return executed;
}

}  // namespace vta::sim
