// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <memory>
#include <utility>

#include "runtime/device.h"
#include "runtime/runtime.h"

namespace vta::runtime {

/// What one thread of C callers works with.
struct Context {
    struct Block {
        std::uint64_t address = 0;
        std::size_t bytes = 0;
    };
    std::unique_ptr<Device> device;
    std::unique_ptr<Runtime> runtime;  // destroyed before the device
    std::map<const std::uint8_t*, Block> driver_blocks;
};

/// The calling thread's; empty before its first use.
Context& context();
/// With a device, made by the default factory if there is none yet.
Context& context_with_device();
Runtime& current_runtime();
void shut_down();

/// C callers cannot catch: every error ends the process with a message for a person.
template <typename Body>
auto guarded(const char* function, const Body& body) noexcept -> decltype(body()) {
    try {
        return body();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "vta: %s: %s\n", function, error.what());
    }
    std::abort();
}

}  // namespace vta::runtime
