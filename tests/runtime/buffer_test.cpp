// SPDX-License-Identifier: Apache-2.0
#include "runtime/buffer.h"

#include <catch2/catch.hpp>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "runtime/memory_device.h"

using vta::runtime::BufferPool;
using vta::runtime::MemoryDevice;

TEST_CASE("BufferPool copies in, between and out of buffers at offsets") {
    MemoryDevice device{vta::isa::HardwareConfig{}};
    BufferPool pool(device);
    const auto* a = pool.allocate(16);
    const auto* b = pool.allocate(16);
    const char text[] = "abcdefgh";
    pool.write(a, 4, text, 8);
    pool.copy(b, 1, a, 6, 6);
    char back[7] = {};
    pool.read(back, b, 1, 6);
    CHECK(std::string(back) == "cdefgh");
    CHECK(std::memcmp(pool.cpu_pointer(b) + 1, "cdefgh", 6) == 0);
}

TEST_CASE("BufferPool refuses unknown handles and ranges outside a buffer") {
    MemoryDevice device{vta::isa::HardwareConfig{}};
    BufferPool pool(device);
    const auto* buffer = pool.allocate(16);
    char bytes[32] = {};
    int stranger = 0;
    CHECK_THROWS_WITH(pool.write(&stranger, 0, bytes, 1), Catch::Contains("is not a live buffer"));
    CHECK_THROWS_WITH(pool.write(buffer, 8, bytes, 9),
                      Catch::Contains("bytes 8 to 17 of a buffer of 16 bytes"));
    CHECK_THROWS_AS(pool.read(bytes, buffer, ~0ull, 2), vta::UserError);
    pool.free(buffer);
    CHECK_THROWS_WITH(pool.free(buffer), Catch::Contains("is not a live buffer"));
}

TEST_CASE("BufferPool gives its memory back to the device") {
    MemoryDevice device{vta::isa::HardwareConfig{}};
    {
        BufferPool pool(device);
        REQUIRE(pool.allocate(1)->address() == 0x1000);
    }
    BufferPool pool(device);
    CHECK(pool.allocate(1)->address() == 0x1000);
}
