// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vta::workloads {

/// Hardware tensors in DRAM, [batch block][channel block][row][column]. A tensor of an input is
/// batch x block_in bytes, one of an output batch x block_out.
struct Picture {
    std::uint32_t batch_blocks = 1;
    std::uint32_t channel_blocks = 1;
    std::uint32_t height = 1;
    std::uint32_t width = 1;

    std::uint64_t tensors() const {
        return std::uint64_t{batch_blocks} * channel_blocks * height * width;
    }
};

/// One place of a window: where it reads, from the window's first row and column, and which of the
/// output pixels that belong to the window it adds to.
struct Tap {
    std::uint32_t y = 0, x = 0;
    std::uint32_t phase_y = 0, phase_x = 0;
};

/// A sum of products over windows of one input. Window (i, j) starts at input row
/// i * stride_h - pad_top, column j * stride_w - pad_left; what lies outside of the picture reads
/// as zero. It adds to the output pixels (i * phases_h + phase_y, j * phases_w + phase_x).
/// A convolution has one phase; a transposed one, or upsampling, has stride 1 and as many phases
/// as it has output pixels for an input pixel. With strides of 0 all windows are the same place,
/// the only tap without pads: a constant, such as a bias, may be added so.
struct ProductTerm {
    std::uint32_t input = 0;  ///< position in LayerSpec::inputs
    std::uint32_t stride_h = 1, stride_w = 1;
    std::uint32_t pad_top = 0, pad_left = 0;
    std::uint32_t phases_h = 1, phases_w = 1;
    std::vector<Tap> taps;
    bool constant() const { return stride_h == 0 && stride_w == 0; }

    /// Output block co sums over input blocks first_in_block[co] + (0 .. in_blocks - 1); an empty
    /// vector means 0 for all (a dense convolution). Depthwise: one block, the same as co.
    std::uint32_t in_blocks = 1;
    std::vector<std::uint32_t> first_in_block;

    /// First weight tensor in LayerBuffers::weights. Tensors lie [co][in block][tap]; if shared,
    /// there is one tensor for each in block, used for every co and tap (identity matrices).
    std::uint64_t weights = 0;
    bool shared_weights = false;
};

enum class EpilogueKind : std::uint8_t {
    kAddVector,  ///< acc += vectors[index], one value for an output channel
    kShrVector,  ///< acc >>= vectors[index]
    kAdd,        ///< acc += value
    kShr,        ///< acc >>= value, arithmetic
    kMax,        ///< acc = max(acc, value)
    kMin,        ///< acc = min(acc, value)
    kLeaky,      ///< acc = max(acc, (acc * value) >> shift)
    kTerm,       ///< acc += LayerSpec::late_terms[index]
};
/// An operation on all accumulators of a tile. Immediates are 16-bit signed.
struct EpilogueOp {
    EpilogueKind kind = EpilogueKind::kAdd;
    std::int32_t value = 0;
    std::uint32_t shift = 0;  ///< kLeaky only
    std::uint32_t index = 0;  ///< of the vector or the late term
};

enum class LayerCombine : std::uint8_t {
    kSum,  ///< terms are added up
    kMax,  ///< the taps of the only term are compared, beginning from -128; what lies outside of
           ///< the picture is left out. All taps use the first one's weights, which choose one
           ///< input channel for an output channel, or none.
};

enum class OutputForm : std::uint8_t {
    kBytes,        ///< the accumulators' low bytes
    kInt32Planes,  ///< four pictures behind one another in the buffer: bytes 0, 1, 2, 3
};

/// What one launch computes on the accelerator: sums of products, operations on the accumulators,
/// stores. Channels are padded to blocks with zero weights.
struct LayerSpec {
    std::string name;
    std::vector<Picture> inputs;
    Picture output;                     ///< the whole buffer (a plane of it)
    std::uint32_t first_out_block = 0;  ///< the channel blocks of the output that are written
    std::uint32_t out_blocks = 1;
    LayerCombine combine = LayerCombine::kSum;
    std::vector<ProductTerm> terms;
    std::vector<ProductTerm> late_terms;  ///< one phase, stride 1, added by kTerm
    std::vector<EpilogueOp> epilogue;
    OutputForm form = OutputForm::kBytes;
    std::uint64_t macs = 0;  ///< multiply-accumulates of the operator itself, for utilisation

    /// Throws UserError naming the layer and the first member that is out of range.
    void validate() const;
};

}  // namespace vta::workloads
