// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workloads/graph.h"

namespace vta::tests {

/// A network of so many random operators on pictures with scales that are powers of two, each
/// reading values made before it; then a dense layer.
workloads::Graph random_network(unsigned long long seed, int operators);

}  // namespace vta::tests
