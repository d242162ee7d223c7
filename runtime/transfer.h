// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "isa/hardware_config.h"
#include "isa/instruction.h"
#include "runtime/buffer.h"
#include "runtime/runtime.h"

namespace vta::runtime {

/// The LOAD or STORE of a checked copy, flags clear. Throws UserError for a size, padding, index or
/// range that the instruction, the scratchpad or the buffer does not have.
isa::Instruction make_load(const isa::HardwareConfig& config,
                           const Buffer& buffer,
                           const Load2D& load);
isa::Instruction make_store(const isa::HardwareConfig& config,
                            const Buffer& buffer,
                            const Store2D& store);

}  // namespace vta::runtime
