// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_schedule.h"

namespace vta::tests {

std::vector<std::uint32_t> random_schedule(const cosim::TokenOrder& order,
                                           bool greedy,
                                           cosim::RandomSource& random) {
    std::vector<std::uint32_t> schedule;
    cosim::Clock done{};
    const auto ready = [&](std::size_t module) {
        if (done[module] == order.streams[module].size()) return false;
        const cosim::Clock& start = order.start[order.streams[module][done[module]]];
        for (std::size_t other = 0; other < done.size(); ++other)
            if (done[other] < start[other]) return false;
        return true;
    };
    std::size_t module = 0;
    while (schedule.size() < order.execution.size()) {
        if (!greedy || !ready(module)) {
            module = random.below(isa::kModuleCount);
            while (!ready(module)) module = (module + 1) % isa::kModuleCount;
        }
        schedule.push_back(order.streams[module][done[module]++]);
    }
    return schedule;
}

}  // namespace vta::tests
