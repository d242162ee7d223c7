// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/network_random.h"

#include <catch2/catch.hpp>

#include "tests/support/test_data.h"
#include "tests/workloads/network_graphs.h"

namespace vta::tests {

TEST_CASE("random networks equal the reference in every configuration") {
    constexpr unsigned kNetworks = 25;
    const auto first = test_seed(1000);
    for (unsigned i = 0; i < kNetworks; ++i) {
        const workloads::Graph graph = random_network(first + i, 8);
        for (const isa::HardwareConfig& config : network_configs())
            require_equal_to_reference(graph, config, first + i, 1);
    }
}

}  // namespace vta::tests
