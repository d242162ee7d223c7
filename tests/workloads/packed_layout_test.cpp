// SPDX-License-Identifier: Apache-2.0
#include "workloads/packed_layout.h"

#include <catch2/catch.hpp>
#include <numeric>

using namespace vta::workloads;

TEST_CASE("Activations are cut into tensors of batch rows and channels, zero-padded") {
    // Two images of three channels and two pixels, in tensors of 2 x 2.
    std::vector<std::int8_t> plain(12);
    std::iota(plain.begin(), plain.end(), std::int8_t{1});
    const auto packed = pack_activations(plain, 2, 3, 1, 2, 2, 2);
    CHECK(packed == std::vector<std::int8_t>{1,
                                             3,
                                             7,
                                             9,
                                             2,
                                             4,
                                             8,
                                             10,  // channels 0 and 1
                                             5,
                                             0,
                                             11,
                                             0,
                                             6,
                                             0,
                                             12,
                                             0});  // channel 2 and nothing
    CHECK(unpack_activations(packed, 2, 3, 1, 2, 2, 2) == plain);
}

TEST_CASE("An incomplete batch block is filled with zeros") {
    const auto packed = pack_activations({1, 2, 3}, 3, 1, 1, 1, 2, 1);
    CHECK(packed == std::vector<std::int8_t>{1, 2, 3, 0});
}

TEST_CASE("Weights are cut into rows of input channels, one row an output channel") {
    vta::isa::HardwareParameters parameters;
    parameters.block_in = 8;
    parameters.block_out = 16;
    const vta::isa::HardwareConfig config(parameters);
    Conv2dShape shape;
    shape.height = shape.width = 3;
    shape.in_channels = 9;
    shape.out_channels = 17;
    shape.kernel_h = 1;
    shape.kernel_w = 2;
    std::vector<std::int8_t> plain(17 * 9 * 2);
    const auto at = [](std::size_t o, std::size_t i, std::size_t x) { return (o * 9 + i) * 2 + x; };
    plain[at(16, 8, 1)] = 5;
    plain[at(3, 2, 0)] = 7;
    const auto packed = pack_weights(plain, shape, config);
    REQUIRE(packed.size() == 2 * 2 * 2 * 16 * 8);
    // [out block][in block][tap][out][in]
    CHECK(packed[((((1 * 2) + 1) * 2 + 1) * 16 + 0) * 8 + 0] == 5);
    CHECK(packed[((((0 * 2) + 0) * 2 + 0) * 16 + 3) * 8 + 2] == 7);
    CHECK(std::accumulate(packed.begin(), packed.end(), 0) == 12);
}

TEST_CASE("Bias is repeated for every row of a tensor") {
    vta::isa::HardwareParameters parameters;
    parameters.batch = 2;
    parameters.block_in = parameters.block_out = 8;
    parameters.inp_depth = parameters.acc_depth = 1024;
    const vta::isa::HardwareConfig config(parameters);
    std::vector<std::int32_t> plain(9);
    std::iota(plain.begin(), plain.end(), 1);
    const auto packed = pack_bias(plain, config);
    REQUIRE(packed.size() == 2 * 2 * 8);
    CHECK(packed[7] == 8);
    CHECK(packed[8 + 7] == 8);
    CHECK(packed[16] == 9);
    CHECK(packed[17] == 0);
}
