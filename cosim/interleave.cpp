// SPDX-License-Identifier: Apache-2.0
#include "cosim/interleave.h"

#include <algorithm>

namespace vta::cosim {

using isa::Instruction;
using isa::Module;

namespace {

/// Token counters and queue positions of three modules without time.
class UntimedRun {
  public:
    explicit UntimedRun(const Streams& streams) : streams_(streams) {}

    std::uint32_t waiting(std::size_t module) const { return dispatched_[module] - done_[module]; }
    void dispatch(std::size_t module) { ++dispatched_[module]; }
    bool complete(std::size_t module) const { return done_[module] == streams_[module].size(); }

    /// Executes the module's next instruction if it was dispatched and its tokens are there.
    bool step(std::size_t module) {
        if (waiting(module) == 0) return false;
        const Instruction& next = streams_[module][done_[module]];
        // up_[m]: tokens from module m to m + 1; down_[m]: from m + 1 to m.
        const bool prev = next.pop_prev && module > 0, after = next.pop_next && module < 2;
        if ((prev && up_[module - 1] == 0) || (after && down_[module] == 0)) return false;
        if (prev) --up_[module - 1];
        if (after) --down_[module];
        if (next.push_prev && module > 0) ++down_[module - 1];
        if (next.push_next && module < 2) ++up_[module];
        ++done_[module];
        return true;
    }

  private:
    const Streams& streams_;
    std::array<std::uint32_t, isa::kModuleCount> dispatched_{}, done_{};
    std::array<std::uint32_t, 2> up_{}, down_{};
};

/// Takes the next instruction from a random module, now and then several in a row.
std::vector<Module> merge_randomly(const Streams& streams,
                                   std::array<std::size_t, isa::kModuleCount> left,
                                   RandomSource& random) {
    std::vector<Module> order;
    const std::uint32_t longest_run = random.pick({1u, 4u, 40u});
    std::size_t total = 0;
    for (const auto& stream : streams) total += stream.size();
    const std::size_t goal = total - 1;  // FINISH comes last
    --left[static_cast<std::size_t>(Module::kCompute)];
    while (order.size() < goal) {
        // By what is left, so that all streams end about together.
        std::size_t at = random.below(left[0] + left[1] + left[2]);
        std::size_t module = 0;
        while (at >= left[module]) at -= left[module++];
        for (std::uint32_t run = random.between(1, longest_run); run > 0 && left[module] > 0;
             --run) {
            order.push_back(static_cast<Module>(module));
            --left[module];
        }
    }
    order.push_back(Module::kCompute);
    return order;
}

/// Moves instructions ahead of up to `reach` instructions of other modules.
std::vector<Module> jitter(std::vector<Module> order, std::uint32_t reach, RandomSource& random) {
    for (std::size_t i = 1; i + 1 < order.size(); ++i) {
        if (!random.chance(30)) continue;
        std::size_t at = i;
        for (std::uint32_t moved = random.below(reach + 1); moved > 0 && at > 0; --moved, --at)
            std::swap(order[at], order[at - 1]);
    }
    return order;
}

}  // namespace

bool runs_to_end(const Streams& streams,
                 const std::vector<Module>& order,
                 std::uint32_t queue_depth) {
    UntimedRun run(streams);
    std::size_t next = 0;
    for (bool progress = true; progress;) {
        progress = false;
        while (next < order.size() &&
               run.waiting(static_cast<std::size_t>(order[next])) < queue_depth) {
            run.dispatch(static_cast<std::size_t>(order[next++]));
            progress = true;
        }
        for (std::size_t module = 0; module < isa::kModuleCount; ++module)
            while (run.step(module)) progress = true;
    }
    return run.complete(0) && run.complete(1) && run.complete(2);
}

std::vector<Module> interleave(const Streams& streams,
                               const std::vector<Module>& order,
                               std::uint32_t queue_depth,
                               RandomSource& random) {
    const std::array<std::size_t, isa::kModuleCount> sizes = {
        streams[0].size(), streams[1].size(), streams[2].size()};
    std::vector<Module> other = order;
    switch (random.below(5)) {
        case 0:
            other = merge_randomly(streams, sizes, random);
            break;
        case 1:
        case 2:
            other = jitter(order, random.pick({2u, 8u, 30u}), random);
            break;
        default:
            return order;
    }
    return runs_to_end(streams, other, queue_depth) ? other : order;
}

}  // namespace vta::cosim
