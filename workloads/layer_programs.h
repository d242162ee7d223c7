// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/program.h"
#include "workloads/layer_program.h"

namespace vta::workloads {

/// A layer as a self-contained program, made by the runtime. `data` holds inputs, weights and
/// vectors; `expected`, if not null, is the whole output buffer as it should be (null:
/// evaluate_layer makes it from data.output). The written channel blocks become expected region
/// "out" (of int32 planes "out0" to "out3"), or several where they do not lie in one piece.
isa::Program build_layer_program(const isa::HardwareConfig& config,
                                 const LayerSpec& spec,
                                 const LayerSchedule& schedule,
                                 const LayerData& data,
                                 const std::vector<std::int8_t>* expected = nullptr);

}  // namespace vta::workloads
