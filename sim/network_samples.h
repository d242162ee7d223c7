// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/graph.h"
#include "workloads/preprocess.h"

namespace vta::sim {

/// Inputs of one execution. With a model of batch N several pictures share one; the last is
/// repeated where they do not fill it.
struct NetworkSample {
    std::vector<std::string> names;  ///< of what it holds: "cat.png", "images.npy[3]"
    std::vector<workloads::TensorValue> inputs;
};

struct SampleOptions {
    std::string format = "auto";  ///< auto, u8, i8, f32
    std::string size;             ///< of pictures in raw files: 224x224x3; empty: the model's
    std::uint64_t limit = 0;      ///< samples at most; 0: all
    workloads::Preprocessing preprocessing;
};

/// Reads the files (and folders of them) that were given for a graph's inputs. Throws UserError
/// naming the file.
std::vector<NetworkSample> load_samples(const std::vector<std::string>& files,
                                        const workloads::Graph& graph,
                                        const SampleOptions& options);

/// An input of `from` as the type of `to`'s: codes become the real numbers that they stand for.
workloads::TensorValue converted_input(const workloads::TensorValue& value,
                                       const workloads::Tensor& from,
                                       const workloads::Tensor& to);
/// All inputs of samples of `from` as those of `to`.
void convert_samples(std::vector<NetworkSample>& samples,
                     const workloads::Graph& from,
                     const workloads::Graph& to);

/// Seeded random pictures: numbers around 0 with standard deviation 1 for float inputs, any codes
/// for integers.
std::vector<NetworkSample> random_samples(const workloads::Graph& graph, std::size_t count);

/// "1x3x224x224"; throws UserError naming `where`.
workloads::Shape parse_shape(const std::string& text, const std::string& where);

}  // namespace vta::sim
