// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "workloads/graph_operators.h"

namespace vta::sim {

/// An operator with all of its attributes: {"operator": "Conv2D", "stride": [2, 2], ...}.
nlohmann::json operator_json(const workloads::Operator& op);

}  // namespace vta::sim
