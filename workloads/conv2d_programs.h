// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "isa/program.h"
#include "workloads/conv2d_reference.h"
#include "workloads/conv2d_schedule.h"
#include "workloads/conv2d_shape.h"

namespace vta::workloads {

/// A convolution of random data as a self-contained program, made by the runtime, with the
/// output that the plain convolution gives as expected region "out".
isa::Program build_conv2d_program(const isa::HardwareConfig& config,
                                  const Conv2dShape& shape,
                                  const Conv2dEpilogue& epilogue,
                                  const Conv2dSchedule& schedule,
                                  std::uint64_t seed);

/// The same with given data, and with the expected output given where the caller has it already
/// (plain layout; null: the plain convolution is computed here).
isa::Program build_conv2d_program(const isa::HardwareConfig& config,
                                  const Conv2dShape& shape,
                                  const Conv2dEpilogue& epilogue,
                                  const Conv2dSchedule& schedule,
                                  const Conv2dData& data,
                                  const std::vector<std::int8_t>* expected);

/// Useful multiply-accumulates over those that the array could have done in `cycles`: 0 to 1.
double utilisation(const isa::HardwareConfig& config,
                   const Conv2dShape& shape,
                   std::uint64_t cycles);

}  // namespace vta::workloads
