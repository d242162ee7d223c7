// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/runtime.h"
#include "workloads/conv2d_schedule.h"
#include "workloads/conv2d_shape.h"
#include "workloads/layer_program.h"

namespace vta::workloads {

/// Buffers of one convolution, in packed layouts (workloads/packed_layout.h).
struct Conv2dBuffers {
    const runtime::Buffer* input = nullptr;
    const runtime::Buffer* weights = nullptr;
    const runtime::Buffer* bias = nullptr;  ///< only where the epilogue has a bias
    const runtime::Buffer* output = nullptr;
};

/// Appends a whole convolution to the runtime's queue; synchronize() then runs it. Throws UserError
/// for what does not fit (why_not says it beforehand).
void append_conv2d(runtime::Runtime& runtime,
                   const Conv2dShape& shape,
                   const Conv2dEpilogue& epilogue,
                   const Conv2dSchedule& schedule,
                   const Conv2dBuffers& buffers);

}  // namespace vta::workloads
