// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "workloads/graph.h"

namespace vta::workloads {

/// Reads a trained model, TensorFlow Lite or ONNX; the content decides, not the name. Throws
/// IoError for a file that cannot be read and ModelError for one that cannot be used.
Graph import_model(const std::string& path);

}  // namespace vta::workloads
