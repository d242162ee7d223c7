// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_reference.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace vta::workloads;

TEST_CASE("The plain convolution of a worked example is right") {
    Conv2dShape shape;
    shape.height = 2;
    shape.width = 3;
    shape.in_channels = 2;
    shape.kernel_h = shape.kernel_w = 3;
    shape.pad = 1;
    shape.stride = 2;
    Conv2dData data;
    data.input = {1, 2, 3, 4, 5, 6, -1, 0, 1, 0, 0, 2};
    data.weights = {0, 0, 0, 0, 1, 2, 0, 3, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    data.bias = {10};
    CHECK(shape.out_height() == 1);
    CHECK(shape.out_width() == 2);
    CHECK(shape.macs() == 2 * 2 * 9);
    // (0,0): 1 + 2*2 + 3*4 + 4*5 = 37, second channel -1 + 0 + 0 + 0 = -1
    // (0,2): 3 + 3*6 = 21, second channel 0 + 1 + 0 + 2 = 3
    CHECK(reference_conv2d(shape, {}, data) == std::vector<std::int8_t>{36, 24});
    Conv2dEpilogue epilogue;
    epilogue.bias = true;
    epilogue.round = true;
    epilogue.shift = 2;
    CHECK(reference_conv2d(shape, epilogue, data) == std::vector<std::int8_t>{12, 9});
    epilogue.clip = true;
    epilogue.clip_min = 10;
    epilogue.clip_max = 11;
    CHECK(reference_conv2d(shape, epilogue, data) == std::vector<std::int8_t>{11, 10});
}

TEST_CASE("Shapes and epilogues that mean nothing are refused") {
    Conv2dShape shape;
    shape.name = "layer";
    shape.height = shape.width = 4;
    shape.kernel_h = shape.kernel_w = 3;
    CHECK_NOTHROW(shape.validate());
    shape.pad = 3;
    CHECK_THROWS_WITH(shape.validate(), Catch::Contains("layer") && Catch::Contains("pad: got 3"));
    shape.pad = 0;
    shape.stride = 0;
    CHECK_THROWS_AS(shape.validate(), vta::UserError);
    shape.stride = 1;
    shape.kernel_h = 5;
    CHECK_THROWS_WITH(shape.validate(), Catch::Contains("larger than the padded input"));
    Conv2dEpilogue epilogue;
    epilogue.shift = 32;
    CHECK_THROWS_AS(epilogue.validate(), vta::UserError);
    epilogue.shift = 0;
    epilogue.round = true;
    CHECK_THROWS_AS(epilogue.validate(), vta::UserError);
}
