// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workloads/graph.h"

/// Rewritings that keep what a graph computes. Each leaves a valid graph with the same inputs and
/// outputs; float32 results may differ in the last places where factors are multiplied together,
/// integer results do not differ at all.
namespace vta::workloads {

/// All of the passes below, in an order that lets each find what the others uncover.
void simplify(Graph& graph);

/// Leaves out operators that change nothing: identities, reshapes to the same shape, transposes
/// that keep the order, slices of everything, padding with nothing, clips that clip nothing.
void remove_identities(Graph& graph);

enum class FoldWeights : std::uint8_t { kKeepInteger, kToo };
/// Computes what depends on constants only. Integer weights that are dequantised stay integers with
/// kKeepInteger, so that fuse_quantisation() finds them.
void fold_constants(Graph& graph, FoldWeights weights);

/// Multiplies batch normalisations, and products and sums with a constant for each channel, into
/// the weights and bias of the layer before them.
void fold_channel_arithmetic(Graph& graph);
/// Makes clips the activation of the operator before them.
void fuse_activations(Graph& graph);
/// Makes zero padding of rows and columns that of the convolution after it.
void fuse_padding(Graph& graph);

/// Moves transposes towards the outputs until two of them cancel, or a dense layer takes one into
/// its weights; turns those that only move axes of size 1 into reshapes.
void move_transposes(Graph& graph);

/// Makes operators between Dequantize and Quantize integer operators.
void fuse_quantisation(Graph& graph);

/// Leaves out nodes and tensors that no output needs.
void remove_unused(Graph& graph);

}  // namespace vta::workloads
