// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_schedule.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace vta::workloads;

TEST_CASE("Schedules survive JSON; wrong keys and values are refused") {
    Conv2dSchedule schedule;
    schedule.tile_h = 7;
    schedule.tile_w = 14;
    schedule.tile_co = 2;
    schedule.tile_ci = 3;
    schedule.virtual_threads = 1;
    schedule.channels_innermost = true;
    const auto parse = [](const std::string& text) {
        return Conv2dSchedule::from_json(vta::JsonReader::parse_text(text, "s.json"));
    };
    CHECK(parse(schedule.to_json()) == schedule);
    CHECK_THROWS_AS(parse(R"({"tile_h": 1, "tile_w": 1, "tile_co": 1, "tile_ci": 0})"),
                    vta::ConfigError);
    CHECK_THROWS_AS(
        parse(R"({"tile_h": 1, "tile_w": 1, "tile_co": 1, "tile_ci": 1, "virtual_threads": 3})"),
        vta::ConfigError);
    CHECK_THROWS_WITH(
        parse(R"({"tile_h": 1, "tile_w": 1, "tile_co": 1, "tile_ci": 1, "tile_n": 1})"),
        Catch::Contains("tile_n"));
}

TEST_CASE("A schedule that does not fit says what is too small") {
    const vta::isa::HardwareConfig config;
    Conv2dShape shape = resnet18_shapes()[0];
    Conv2dSchedule schedule;
    schedule.tile_h = schedule.tile_w = 14;
    schedule.tile_co = schedule.tile_ci = 4;
    CHECK(why_not(config, shape, {}, schedule).empty());
    schedule.tile_w = 19;
    CHECK(why_not(config, shape, {}, schedule) ==
          "a tile needs 1064 accumulator tensors, a virtual thread has 1024");
    schedule.virtual_threads = 1;
    CHECK(why_not(config, shape, {}, schedule).empty());
    schedule.tile_co = 5;
    CHECK(why_not(config, shape, {}, schedule) == "tile_co: got 5, want 1 to 4");
}

TEST_CASE("The chosen schedule fits, with and without virtual threads") {
    const vta::isa::HardwareConfig config;
    Conv2dEpilogue epilogue;
    epilogue.bias = true;
    for (const Conv2dShape& shape : resnet18_shapes())
        for (const std::uint32_t threads : {1u, 2u}) {
            CAPTURE(shape.name, threads);
            const Conv2dSchedule schedule =
                choose_conv2d_schedule(config, shape, epilogue, threads);
            CHECK(schedule.virtual_threads == threads);
            CHECK(why_not(config, shape, epilogue, schedule) == "");
        }
}

TEST_CASE("A configuration too small for any tile is refused with the reason") {
    vta::isa::HardwareParameters parameters;
    parameters.acc_depth = 32;
    parameters.name = "tiny";
    const vta::isa::HardwareConfig config(parameters);
    LayerSpec spec;
    spec.name = "up";
    spec.inputs = {{1, 1, 4, 4}};
    spec.output = {1, 1, 32, 32};
    ProductTerm term;
    term.phases_h = term.phases_w = 8;
    term.taps.push_back({});
    spec.terms = {term};
    CHECK_THROWS_WITH(
        choose_layer_schedule(config, spec, 2),
        Catch::Contains("layer up: no tiling fits configuration tiny") &&
            Catch::Contains("a tile needs 64 accumulator tensors, a virtual thread has 32"));
}

TEST_CASE("A tile of a pixel and a tap is the last resort") {
    vta::isa::HardwareParameters parameters;
    parameters.inp_depth = 8;
    parameters.wgt_depth = 4;
    parameters.uop_depth = 4;
    parameters.acc_depth = 8;
    const vta::isa::HardwareConfig config(parameters);
    const LayerSchedule schedule = choose_conv2d_schedule(config, resnet18_shapes()[0], {}, 2);
    CHECK(why_not(config, resnet18_shapes()[0], {}, schedule) == "");
}
