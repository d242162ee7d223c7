// SPDX-License-Identifier: Apache-2.0
#include "runtime/c_context.h"

#include "runtime/default_device.h"

namespace vta::runtime {

Context& context() {
    thread_local Context instance;
    return instance;
}

Context& context_with_device() {
    Context& mine = context();
    if (!mine.device) mine.device = make_default_device();
    return mine;
}

Runtime& current_runtime() {
    Context& mine = context_with_device();
    if (!mine.runtime) mine.runtime = std::make_unique<Runtime>(*mine.device);
    return *mine.runtime;
}

void shut_down() {
    Context& mine = context();
    mine.runtime.reset();
    // Blocks of VTAMemAlloc keep their device, and with it their addresses.
    if (mine.driver_blocks.empty()) mine.device.reset();
}

}  // namespace vta::runtime
