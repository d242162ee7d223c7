// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph.h"

namespace vta::tests {

/// The whole file below data_dir(); ends the test program as skipped without it.
std::vector<std::uint8_t> data_bytes(const std::string& path);

/// Column `column` (from 0) of a CSV file below data_dir(), as numbers; lines where it is no number
/// (a header) are left out.
std::vector<int> csv_column(const std::string& path, std::size_t column);

/// Runs `graph` on `count` inputs of unsigned 8-bit numbers that lie one after the other, each
/// brought to the graph's input: offset by -128 for int8, as they are for uint8, times `scale` for
/// float32. Returns the index of the largest output of each.
std::vector<int> classify(const workloads::Graph& graph,
                          const std::vector<std::uint8_t>& pictures,
                          std::size_t count,
                          float scale = 1.0F);

/// Index of the largest number.
int argmax(const workloads::TensorValue& value);

/// How many places agree.
std::size_t agreeing(const std::vector<int>& a, const std::vector<int>& b);

}  // namespace vta::tests
