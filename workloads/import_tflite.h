// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph.h"

namespace vta::workloads {

/// Reads a TensorFlow Lite model. The bytes are verified before anything in them is used. Throws
/// ModelError for files that are damaged and for operators, types and attributes that are not
/// supported. `file` stands for the model in messages.
Graph import_tflite(const std::vector<std::uint8_t>& bytes, const std::string& file);

/// Whether the bytes begin as a TensorFlow Lite file does.
bool looks_like_tflite(const std::vector<std::uint8_t>& bytes);

}  // namespace vta::workloads
