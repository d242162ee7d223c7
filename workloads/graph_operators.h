// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <variant>
#include <vector>

#include "workloads/graph_tensor.h"

/// What the nodes of a graph compute. Activations lie in memory as NHWC (the last axis is the
/// channel), weights of convolutions as OHWI; docs/models.md lists inputs and shapes.
namespace vta::workloads {

/// Clamp that follows an operator, in real numbers. The default lets everything pass.
struct Activation {
    float low = -std::numeric_limits<float>::infinity();
    float high = std::numeric_limits<float>::infinity();

    bool none() const {
        return low == -std::numeric_limits<float>::infinity() &&
               high == std::numeric_limits<float>::infinity();
    }
    bool operator==(const Activation& other) const {
        return low == other.low && high == other.high;
    }
};

/// Rows and columns that are added around a picture (output rows taken away, in a transposed
/// convolution).
struct Padding {
    std::int64_t top = 0;
    std::int64_t left = 0;
    std::int64_t bottom = 0;
    std::int64_t right = 0;
    bool none() const { return top == 0 && left == 0 && bottom == 0 && right == 0; }
    bool operator==(const Padding& other) const {
        return top == other.top && left == other.left && bottom == other.bottom &&
               right == other.right;
    }
};

/// How a window moves over a picture.
struct Window {
    std::int64_t stride_h = 1;
    std::int64_t stride_w = 1;
    std::int64_t dilation_h = 1;
    std::int64_t dilation_w = 1;
    Padding padding;
};

/// Inputs: x [N,H,W,I], weights [O,kh,kw,I/groups], optionally bias [O].
struct Conv2D {
    Window window;
    std::int64_t groups = 1;
    Activation activation;
};

/// Inputs: x [N,H,W,C], weights [1,kh,kw,C*m], optionally bias [C*m]. Output channel c*m+j is made
/// from input channel c.
struct DepthwiseConv2D {
    Window window;
    Activation activation;
};

/// Inputs: x [N,H,W,I], weights [O/groups,kh,kw,I], optionally bias [O]. Each input pixel adds the
/// kernel times its value to the output, `stride` apart; padding is cut off, then output_padding
/// rows and columns are appended at the end.
struct TransposeConv2D {
    Window window;
    std::int64_t output_padding_h = 0;
    std::int64_t output_padding_w = 0;
    std::int64_t groups = 1;
    Activation activation;
};

/// Inputs: x [...,K], weights [O,K], optionally bias [O]. Output [...,O].
struct FullyConnected {
    Activation activation;
};

/// Inputs: a [...,M,K], b [...,K,N]; the leading axes are broadcast.
struct MatMul {};

enum class ElementwiseKind : std::uint8_t { kAdd, kSub, kMul };
/// Inputs: a, b, broadcast as NumPy does.
struct Elementwise {
    ElementwiseKind kind = ElementwiseKind::kAdd;
    Activation activation;
};

struct Clip {
    Activation range;
};
struct LeakyRelu {
    float alpha = 0.01F;
};
enum class UnaryKind : std::uint8_t { kTanh, kSigmoid };
struct Unary {
    UnaryKind kind = UnaryKind::kTanh;
};

enum class PoolKind : std::uint8_t { kMax, kAverage };
/// Input: x [N,H,W,C]. The average divides by the number of elements that are inside of the
/// picture, or with count_padding by those of the whole window.
struct Pool2D {
    PoolKind kind = PoolKind::kMax;
    std::int64_t kernel_h = 1;
    std::int64_t kernel_w = 1;
    Window window;
    bool count_padding = false;
    Activation activation;
};

/// Mean over `axes` (sorted); keep_dims leaves them with size 1.
struct Mean {
    std::vector<std::size_t> axes;
    bool keep_dims = false;
};

struct Reshape {
    Shape shape;
};
/// Output axis i is input axis order[i].
struct Transpose {
    std::vector<std::size_t> order;
};
struct Softmax {
    std::size_t axis = 0;
    float beta = 1.0F;
};
struct LogSoftmax {
    std::size_t axis = 0;
};

enum class PadMode : std::uint8_t { kConstant, kReflect, kEdge };
/// `value` is a real number; quantised tensors are padded with its code.
struct Pad {
    std::vector<std::int64_t> before;
    std::vector<std::int64_t> after;
    PadMode mode = PadMode::kConstant;
    float value = 0.0F;
};
/// Elements begin, begin + step, ... of each axis, `size` of them.
struct Slice {
    std::vector<std::int64_t> begin;
    std::vector<std::int64_t> size;
    std::vector<std::int64_t> step;
};
struct Concat {
    std::size_t axis = 0;
    Activation activation;
};

enum class ResizeMode : std::uint8_t { kNearest, kLinear };
/// Where output pixel i comes from: i*s, (i+0.5)*s-0.5, or corners on corners.
enum class ResizeCoordinates : std::uint8_t { kAsymmetric, kHalfPixel, kAlignCorners };
enum class ResizeRounding : std::uint8_t { kFloor, kCeil, kPreferFloor, kPreferCeil };
/// Input: x [N,H,W,C]; rounding is that of kNearest.
struct Resize {
    std::int64_t height = 1;
    std::int64_t width = 1;
    ResizeMode mode = ResizeMode::kNearest;
    ResizeCoordinates coordinates = ResizeCoordinates::kAsymmetric;
    ResizeRounding rounding = ResizeRounding::kFloor;
    float scale_h = 0.0F;  ///< output pixels an input pixel; 0: height / input height
    float scale_w = 0.0F;
};

/// Real numbers to integers, or integers to those of another scale.
struct Quantize {};
struct Dequantize {};

/// Inputs: x [...,C], scale [C], shift [C], mean [C], variance [C].
struct BatchNorm {
    float epsilon = 1e-5F;
};
/// Inputs: x [N,H,W,C], scale [C], shift [C]; mean and variance are those of each picture.
struct InstanceNorm {
    float epsilon = 1e-5F;
};
struct Identity {};

using Operator = std::variant<Conv2D,
                              DepthwiseConv2D,
                              TransposeConv2D,
                              FullyConnected,
                              MatMul,
                              Elementwise,
                              Clip,
                              LeakyRelu,
                              Unary,
                              Pool2D,
                              Mean,
                              Reshape,
                              Transpose,
                              Softmax,
                              LogSoftmax,
                              Pad,
                              Slice,
                              Concat,
                              Resize,
                              Quantize,
                              Dequantize,
                              BatchNorm,
                              InstanceNorm,
                              Identity>;

/// "Conv2D", "Add", "MaxPool2D", ...
const char* name_of(const Operator& op);
/// The clamp that the operator ends with; null where it has none.
Activation* activation_of(Operator& op);

}  // namespace vta::workloads
