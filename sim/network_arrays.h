// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/network_samples.h"

namespace vta::sim {

struct NamedValue {
    std::string name;
    workloads::TensorValue value;
};

/// All inputs for one graph input that a file's bytes hold, at most options.limit if that is not 0.
std::vector<NamedValue> values_of_file(const std::vector<std::uint8_t>& bytes,
                                       const std::string& name,
                                       const workloads::Tensor& input,
                                       const SampleOptions& options);

/// MNIST's format: unsigned bytes with their sizes.
bool looks_like_idx(const std::vector<std::uint8_t>& bytes);
workloads::TensorValue decode_idx(const std::vector<std::uint8_t>& bytes, const std::string& name);

}  // namespace vta::sim
