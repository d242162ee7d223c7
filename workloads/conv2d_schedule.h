// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "isa/hardware_config.h"
#include "workloads/conv2d_shape.h"
#include "workloads/layer_schedule.h"

namespace vta::workloads {

/// A convolution is a layer of one term.
using Conv2dSchedule = LayerSchedule;

/// Inputs, weights and bias of the layer are those of the convolution in packed layouts; the bias
/// is its vector 0.
LayerSpec conv2d_layer(const isa::HardwareConfig& config,
                       const Conv2dShape& shape,
                       const Conv2dEpilogue& epilogue);

/// Empty if the schedule can run; else why not, for a person: which size is wrong or which
/// scratchpad is too small.
std::string why_not(const isa::HardwareConfig& config,
                    const Conv2dShape& shape,
                    const Conv2dEpilogue& epilogue,
                    const Conv2dSchedule& schedule);

/// The schedule with the fewest estimated cycles for `virtual_threads`; one thread where two do not
/// fit. Throws UserError if no tiling fits the configuration.
Conv2dSchedule choose_conv2d_schedule(const isa::HardwareConfig& config,
                                      const Conv2dShape& shape,
                                      const Conv2dEpilogue& epilogue,
                                      std::uint32_t virtual_threads);

}  // namespace vta::workloads
