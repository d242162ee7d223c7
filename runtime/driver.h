// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "runtime/device.h"

namespace vta::runtime {

/// Launches `count` instructions at `instruction_address` over the control registers, all other
/// base registers 0 (instructions carry absolute addresses), and waits for finish. Throws what
/// Device::wait throws, and UserError if the device came back without finish.
void launch(Device& device,
            std::uint64_t instruction_address,
            std::uint32_t count,
            std::uint64_t max_cycles);

}  // namespace vta::runtime
