// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/fuzz/model_mutate.h"

namespace vta::fuzz {

/// Files to begin with: models of the repository, and small ones of the shared data if it is there.
std::vector<Bytes> onnx_corpus();
std::vector<Bytes> tflite_corpus();

/// Imports, simplifies and places a model; one that is small runs, too. Throws vta::Error where it
/// is refused; anything else that is thrown is a defect.
void try_model(const Bytes& bytes, bool tflite);

}  // namespace vta::fuzz
