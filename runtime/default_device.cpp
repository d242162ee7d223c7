// SPDX-License-Identifier: Apache-2.0
#include "runtime/default_device.h"

#include <mutex>

#include "base/error.h"

namespace vta::runtime {
namespace {

struct Default {
    std::mutex mutex;
    DeviceFactory factory;
};

Default& the_default() {
    static Default instance;
    return instance;
}

}  // namespace

void set_default_device_factory(DeviceFactory factory) {
    Default& current = the_default();
    const std::lock_guard<std::mutex> lock(current.mutex);
    current.factory = std::move(factory);
}

std::unique_ptr<Device> make_default_device() {
    DeviceFactory factory;
    {
        Default& current = the_default();
        const std::lock_guard<std::mutex> lock(current.mutex);
        factory = current.factory;
    }
    if (!factory)
        throw UserError(
            "no device: call vta::runtime::set_default_device_factory before the first "
            "call of the C API");
    return factory();
}

}  // namespace vta::runtime
