// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "runtime/device.h"

namespace vta::runtime {

using DeviceFactory = std::function<std::unique_ptr<Device>()>;

/// What the C API runs on: each thread that uses it gets a device of its own from `factory`, when
/// it first needs one. Process-wide; threads that already have a device keep it.
void set_default_device_factory(DeviceFactory factory);

/// A new device; UserError if no factory was set.
std::unique_ptr<Device> make_default_device();

}  // namespace vta::runtime
