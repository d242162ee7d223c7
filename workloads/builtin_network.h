// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "workloads/graph.h"

namespace vta::workloads {

/// A float32 network of a known structure with seeded random weights: resnet18, resnet34 or
/// resnet50 (strides in the 3x3 convolutions), 1x224x224x3 in, 1000 classes out, batch
/// normalisation already in the weights. For cycles and utilisation; its classes mean nothing.
/// Throws UserError for other names.
Graph builtin_network(const std::string& name);

}  // namespace vta::workloads
