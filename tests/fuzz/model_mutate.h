// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "cosim/random_source.h"

namespace vta::fuzz {

using Bytes = std::vector<std::uint8_t>;

/// Changes a file in one to a few places: bits, bytes, numbers of four bytes, pieces; or cuts it.
Bytes mutate_bytes(Bytes bytes, cosim::RandomSource& random);

/// Changes fields of an ONNX model: numbers, names, lists, whole messages. A file that does not
/// parse is returned with other bytes.
Bytes mutate_onnx(const Bytes& bytes, cosim::RandomSource& random);

/// Changes what a TensorFlow Lite file says besides its weights: numbers, offsets. A file that does
/// not verify is returned with other bytes.
Bytes mutate_tflite(Bytes bytes, cosim::RandomSource& random);

}  // namespace vta::fuzz
