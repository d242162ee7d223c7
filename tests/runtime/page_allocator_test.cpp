// SPDX-License-Identifier: Apache-2.0
#include "runtime/page_allocator.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using vta::runtime::PageAllocator;

TEST_CASE("PageAllocator gives the addresses of the original's drivers") {
    PageAllocator pages(1 << 20);
    CHECK(pages.allocate(1) == 0x1000);
    CHECK(pages.allocate(4097) == 0x2000);
    CHECK(pages.allocate(1) == 0x4000);
    CHECK(pages.allocate(0) == 0x5000);  // never an address that another block has
    CHECK(pages.allocate(1) == 0x6000);
}

TEST_CASE("PageAllocator gives a freed block whole to the request it fits best") {
    PageAllocator pages(1 << 20);
    const auto three = pages.allocate(3 * 4096);
    const auto one = pages.allocate(4096);
    const auto two = pages.allocate(2 * 4096);
    pages.free(three);
    pages.free(two);
    pages.free(one);
    CHECK(pages.allocate(4097) == two);
    CHECK(pages.allocate(4097) == three);  // unsplit
    CHECK(pages.bytes_left_at(three) == 3 * 4096);
    CHECK(pages.allocate(1) == one);
}

TEST_CASE("PageAllocator finds the block of an inner address") {
    PageAllocator pages(1 << 20);
    pages.allocate(4096);
    const auto block = pages.allocate(8192);
    CHECK(pages.block_start(block + 8191) == block);
    CHECK(pages.bytes_left_at(block + 8191) == 1);
    CHECK(pages.block_start(block + 8192) == 0);
    CHECK(pages.block_start(0) == 0);
}

TEST_CASE("PageAllocator refuses what it cannot give or take back") {
    PageAllocator pages(4 * 4096);
    const auto block = pages.allocate(2 * 4096);
    CHECK_THROWS_WITH(pages.allocate(2 * 4096), Catch::Contains("no freed block is large enough"));
    CHECK_THROWS_WITH(pages.allocate(~0ull), Catch::Contains("the device has only 16384 bytes"));
    CHECK_THROWS_AS(pages.free(block + 4096), vta::UserError);
    pages.free(block);
    CHECK_THROWS_AS(pages.free(block), vta::UserError);
    CHECK(pages.allocate(3) == block);
}
