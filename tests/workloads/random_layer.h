// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>

#include "isa/hardware_config.h"
#include "workloads/layer_program.h"

namespace vta::tests {

/// What kind of layer is drawn; everything that does not tell it apart is random.
enum class LayerKind { kConvolution, kBanded, kPhases, kMaximum, kMixed, kDense };

workloads::LayerSpec random_layer(LayerKind kind, std::mt19937_64& random);

/// Any bytes; shifts by vectors are 0 to 31.
workloads::LayerData random_layer_data(const isa::HardwareConfig& config,
                                       const workloads::LayerSpec& spec,
                                       std::mt19937_64& random);

/// Tile sizes that the layer may have; whether they fit is another question.
workloads::LayerSchedule random_layer_schedule(const workloads::LayerSpec& spec,
                                               std::mt19937_64& random);

}  // namespace vta::tests
