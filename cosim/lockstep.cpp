// SPDX-License-Identifier: Apache-2.0
#include "cosim/lockstep.h"

#include <algorithm>

#include "cosim/divergence_modules.h"
#include "isa/codec.h"
#include "isa/disassembler.h"

namespace vta::cosim {

namespace {

// What the second side gets beyond the cycles that the first took: enough to see it end late.
constexpr cycle::Cycle kMoreCycles = 100'000;

cycle::Cycle limit_after(const SideRun& reference, cycle::Cycle max_cycles) {
    cycle::Cycle longest = 0;
    for (const SideLaunch& launch : reference.launches) {
        if (launch.end == End::kStuck) return max_cycles;
        longest = std::max(longest, launch.result.cycles);
    }
    return 2 * longest + kMoreCycles;
}

std::optional<Divergence> compare_runs(const isa::HardwareConfig& config,
                                       const std::vector<isa::Program>& launches,
                                       const SideRun& reference,
                                       const SideRun& candidate,
                                       const LockstepOptions& options,
                                       std::uint64_t& compared) {
    const std::size_t both = std::min(reference.launches.size(), candidate.launches.size());
    for (std::size_t i = 0; i < both; ++i) {
        auto found = compare_launches(config,
                                      launches[i],
                                      reference.launches[i],
                                      candidate.launches[i],
                                      options.level,
                                      options.history,
                                      compared);
        if (!found) continue;
        found->launch = i;
        return found;
    }
    // A launch that did not end leaves memories that depend on where it was cut.
    const bool finished = reference.launches.back().end == End::kFinished;
    if (!options.data || !finished) return std::nullopt;
    auto found = compare_memories(reference, candidate, config, options.level);
    if (found) found->launch = launches.size() - 1;
    return found;
}

// Finds the first instruction of the last launch whose work leaves other bytes, by running programs
// cut short. A prefix that cannot end (a token comes from behind the cut) tells nothing.
class ByteTracer {
  public:
    ByteTracer(const isa::HardwareConfig& config,
               const std::vector<isa::Program>& launches,
               LockstepSide& reference,
               LockstepSide& candidate,
               const LockstepOptions& options)
        : codec_(config),
          config_(config),
          launches_(launches),
          reference_(reference),
          candidate_(candidate),
          options_(options) {}

    void trace(Divergence& divergence) {
        const std::vector<isa::Word128> all = launches_.back().instructions;
        std::size_t equal = 0, different = all.size();
        std::optional<Divergence> closest;
        for (std::uint32_t run = 0; run < options_.trial_runs && different - equal > 1; ++run) {
            const std::size_t middle = equal + (different - equal) / 2;
            std::optional<Divergence> found;
            std::size_t length = middle;
            while (length < different && !try_prefix(all, length, found)) ++length;
            if (length == different) {
                different = middle;  // none between tells anything: go on below
                if (middle == equal + 1) break;
                continue;
            }
            if (found) {
                different = length;
                closest = found;
            } else {
                equal = length;
            }
        }
        launches_.back().instructions = all;
        if (!closest || different == 0) return;
        const auto index = static_cast<std::uint32_t>(different - 1);
        divergence.index = index;
        divergence.disassembly = isa::disassemble(codec_, all[index]);
        divergence.what = closest->what;
        divergence.sides = closest->sides;
        const auto instruction = codec_.decode(all[index]);
        if (instruction && !instruction->is_sync() && instruction->opcode != isa::Opcode::kFinish) {
            divergence.modules = {worker_of(*instruction)};
        } else {
            divergence.modules = closest->modules;
        }
    }

  private:
    // False if the prefix does not run to its end on both sides with equal timing.
    bool try_prefix(const std::vector<isa::Word128>& all,
                    std::size_t length,
                    std::optional<Divergence>& found) {
        auto& words = launches_.back().instructions;
        words.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(length));
        words.push_back(codec_.encode(isa::Instruction{}));  // FINISH
        const SideRun one = reference_.run(launches_, options_.max_cycles);
        if (one.launches.back().end != End::kFinished) return false;
        const SideRun other = candidate_.run(launches_, limit_after(one, options_.max_cycles));
        if (other.launches.back().end != End::kFinished) return false;
        found = compare_memories(one, other, config_, options_.level);
        return true;
    }

    const isa::Codec codec_;
    const isa::HardwareConfig& config_;
    std::vector<isa::Program> launches_;
    LockstepSide& reference_;
    LockstepSide& candidate_;
    const LockstepOptions options_;
};

cycle::Cycle cycles_of(const SideRun& run) {
    cycle::Cycle cycles = 0;
    for (const SideLaunch& launch : run.launches) cycles += launch.result.cycles;
    return cycles;
}

}  // namespace

LockstepResult run_lockstep(const isa::HardwareConfig& config,
                            const std::vector<isa::Program>& launches,
                            LockstepSide& reference,
                            LockstepSide& candidate,
                            const LockstepOptions& options) {
    const SideRun one = reference.run(launches, options.max_cycles);
    const SideRun other = candidate.run(launches, limit_after(one, options.max_cycles));
    LockstepResult result;
    result.cycles = {cycles_of(one), cycles_of(other)};
    result.seconds = {one.seconds, other.seconds};
    const SideLaunch& last = one.launches.back();
    result.finished = last.end == End::kFinished;
    if (!result.finished) result.end = last.message.empty() ? to_string(last.end) : last.message;
    result.divergence = compare_runs(config, launches, one, other, options, result.compared_events);
    // Found in memories, so everything else is equal.
    const bool bytes = result.divergence && !result.divergence->cycle && result.finished &&
                       other.launches.back().end == End::kFinished && !result.divergence->index;
    if (bytes && options.trial_runs > 0)
        ByteTracer(config, launches, reference, candidate, options).trace(*result.divergence);
    return result;
}

}  // namespace vta::cosim
