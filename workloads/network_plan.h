// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "workloads/graph.h"
#include "workloads/lower_layout.h"
#include "workloads/network.h"

/// What lowering makes of a graph and the executor runs.
namespace vta::workloads {

using BufferIndex = std::size_t;  ///< into NetworkPlan::buffer_bytes

/// One run of the accelerator.
struct LaunchStep {
    LayerSpec spec;
    std::vector<std::int8_t> weights;   ///< as LayerBuffers::weights
    std::vector<std::int32_t> vectors;  ///< as LayerBuffers::vectors
    std::vector<BufferIndex> inputs;
    BufferIndex output = 0;
    std::optional<std::size_t> node;  ///< whose value leaves as bytes
};
/// The host lays a value out for the accelerator.
struct PackStep {
    TensorId value = kNoTensor;
    PackForm form;
    BufferIndex buffer = 0;
};
/// The host fetches a value; of a node with `finish`, fetches int32 sums and adds bias and scale.
struct UnpackStep {
    BufferIndex buffer = 0;
    Picture picture;
    std::uint32_t first_block = 0;
    TensorId value = kNoTensor;
    std::optional<std::size_t> finish;
};
/// The host executes a node.
struct HostStep {
    std::size_t node = 0;
};
using StepAction = std::variant<LaunchStep, PackStep, UnpackStep, HostStep>;

/// Bytes that never change.
struct ConstantBuffer {
    BufferIndex buffer = 0;
    std::vector<std::int8_t> bytes;
};

struct NetworkPlan {
    std::vector<StepAction> actions;
    std::vector<StepInfo> infos;  ///< as many
    std::vector<std::uint64_t> buffer_bytes;
    std::vector<ConstantBuffer> constants;
};

}  // namespace vta::workloads
