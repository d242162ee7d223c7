// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "workloads/plan_builder.h"

/// Nodes as launches. Each function adds the launch to the plan, or nothing and returns why not.
namespace vta::workloads {

/// A convolution, dense layer or matrix product; and with `next`, the node that its launch goes on
/// with (fused_product()).
std::string lower_product(PlanBuilder& plan,
                          std::size_t node,
                          const std::optional<std::size_t>& next,
                          const std::string& reason);

// Codes whose scales are powers of two.
std::string lower_sum(PlanBuilder& plan, std::size_t node, const std::string& reason);
std::string lower_rescale(PlanBuilder& plan, std::size_t node, const std::string& reason);
std::string lower_pool(PlanBuilder& plan, std::size_t node, const std::string& reason);
std::string lower_movement(PlanBuilder& plan, std::size_t node, const std::string& reason);
std::string lower_concat(PlanBuilder& plan, std::size_t node, const std::string& reason);

/// Gives the inputs of Concats their place in the joined buffers, where launches write them.
void reserve_concats(PlanBuilder& plan);

/// What an output of codes is clipped to, as the last operations of an epilogue.
void clip_codes(const Tensor& output, const Activation& activation, EpilogueBuilder& epilogue);
/// The draft's only output, its shape taken from the node.
LayerDraft draft_of(const PlanBuilder& plan, std::size_t node);

}  // namespace vta::workloads
