// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/program_image.h"
#include "workloads/conv2d_programs.h"

namespace vta::tests {

/// The program in examples/programs/conv2d: a layer as networks have it, with bias, rounding shift
/// and ReLU, for the default configuration.
inline isa::ProgramImage conv2d_example() {
    workloads::Conv2dShape shape;
    shape.name = "conv2d";
    shape.height = shape.width = 28;
    shape.in_channels = shape.out_channels = 64;
    shape.kernel_h = shape.kernel_w = 3;
    shape.pad = 1;
    workloads::Conv2dEpilogue epilogue;
    epilogue.bias = true;
    epilogue.round = true;
    epilogue.shift = 11;
    epilogue.clip = true;
    epilogue.clip_min = 0;
    const isa::HardwareConfig config;
    const workloads::Conv2dSchedule schedule =
        workloads::choose_conv2d_schedule(config, shape, epilogue, 2);
    return {workloads::build_conv2d_program(config, shape, epilogue, schedule, 2024),
            config.name()};
}

}  // namespace vta::tests
