// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/error.h"
#include "platform/functional_device.h"
#include "tests/support/test_data.h"
#include "tests/workloads/graph_builder.h"
#include "tests/workloads/network_graphs.h"
#include "workloads/host_costs.h"
#include "workloads/lower_layout.h"
#include "workloads/lower_terms.h"
#include "workloads/network_memory.h"

namespace vta::tests {
namespace {

using namespace workloads;

constexpr float kOne = 1.0F / 128.0F;  // a scale

Graph residual_network(unsigned long long seed) {
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    Conv2D conv;
    conv.window.padding = {1, 1, 1, 1};
    TensorId x = builder.input({1, 8, 8, 16}, kOne);
    for (int i = 0; i < 4; ++i) {
        const TensorId y = builder.add(conv, {x, builder.weights({16, 3, 3, 16}, {kOne})}, 0.0625F);
        const TensorId z = builder.add(conv,
                                       {y, builder.weights({16, 3, 3, 16}, {kOne})},
                                       0.0625F * kOne,
                                       ElementType::kInt32);
        x = builder.add(Elementwise{}, {z, y}, 4.0F);
        x = builder.add(Quantize{}, {x}, kOne);
    }
    return builder.finish({x});
}

TEST_CASE("products with constant lanes make numbers exactly, or say that they cannot") {
    const isa::HardwareConfig config;
    const std::int32_t largest = 15 * 127 * 127 + 63;
    const std::vector<std::int32_t> numbers{
        0, 1, -1, 63, 64, -64, 127, 5000, -241998, largest, -largest};
    ProductTerm term;
    std::vector<std::int8_t> weights(256);  // of other terms
    REQUIRE(append_constants(config, numbers, term, weights));
    CHECK(term.weights == 1);
    CHECK(term.constant());
    REQUIRE(weights.size() == 512);
    for (std::size_t o = 0; o < 16; ++o) {
        std::int32_t sum = 0;
        for (std::uint32_t lane = 0; lane < 16; ++lane)
            sum += weights[256 + o * 16 + lane] * constant_lane(lane);
        CHECK(sum == (o < numbers.size() ? numbers[o] : 0));
    }
    CHECK_FALSE(append_constants(config, {largest + 65}, term, weights));
    CHECK(weights.size() == 512);
}

TEST_CASE("packing and unpacking give a value back") {
    const auto seed = test_seed(41);
    CAPTURE(seed);
    for (const isa::HardwareConfig& config : network_configs()) {
        CAPTURE(config.name());
        if (config.block_in() != config.block_out()) continue;
        IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
        const Shape shape{3, 4, 5, 21};
        builder.input(shape, kOne);
        const TensorValue value = random_inputs(builder.graph(), seed)[0];
        const PackForm form = PackForm::plain(picture_shape(shape));
        Packer packer(form, config);
        const TensorValue back =
            unpack(packer.pack(value), form.picture(config), 0, config, value.type, shape);
        const bool equal = back.bytes == value.bytes;
        CHECK(equal);
    }
}

TEST_CASE("int32 numbers come back from their byte planes") {
    const isa::HardwareConfig config;
    const Picture picture{1, 1, 1, 1};
    std::vector<std::uint8_t> planes(4 * 16);
    for (std::size_t byte = 0; byte < 4; ++byte) planes[byte * 16 + 1] = 0xfe;
    planes[3 * 16] = 0x80;
    const TensorValue value = unpack(planes, picture, 0, config, ElementType::kInt32, {1, 2});
    CHECK(value.as_integer(0) == -2147483648LL);
    CHECK(value.as_integer(1) == static_cast<std::int32_t>(0xfefefefe));
}

TEST_CASE("nodes run where place() says") {
    const auto seed = test_seed(42);
    const Graph graph = residual_network(seed);
    const isa::HardwareConfig config;
    const Network network(graph, config, {});
    std::set<std::string> launched;
    for (const StepInfo& step : network.steps())
        if (step.unit == Unit::kVta) launched.insert(step.name);
    std::size_t fused = 0;
    for (const Node& node : graph.nodes) {
        CHECK(place(graph, node, config).unit == Unit::kVta);
        if (launched.count(node.name) == 0) ++fused;
    }
    CHECK(fused == 4);
    CHECK(network.vta_macs() == std::uint64_t{8} * 8 * 8 * 16 * 16 * 9);
}

TEST_CASE("float models run on the host until they are quantised") {
    GraphBuilder builder(test_seed(43));
    const TensorId x = builder.input({1, 4, 4, 8});
    const TensorId y = builder.add(Conv2D{}, {x, builder.constant({8, 1, 1, 8})});
    const Graph graph = builder.finish(y);
    const auto steps = require_equal_to_reference(graph, isa::HardwareConfig(), 43);
    REQUIRE(steps.size() == 1);
    CHECK(steps[0].unit == Unit::kCpu);
    CHECK(steps[0].host_seconds > 0);
}

TEST_CASE("a layer that the accelerator cannot address runs on the host, with the reason") {
    const auto seed = test_seed(44);
    IntegerGraphBuilder builder(seed, IntegerArithmetic::kShift);
    const TensorId x = builder.input({1, 1, 33000, 16}, kOne);
    const TensorId y = builder.add(Clip{{0.0F, 0.5F}}, {x}, kOne);
    const auto steps =
        require_equal_to_reference(builder.finish({y}), isa::HardwareConfig(), seed, 1);
    CHECK(steps_on(steps, Unit::kCpu) == std::vector<std::string>{"Clip"});
    CHECK(steps.back().reason.find("width") != std::string::npos);
}

TEST_CASE("configurations without int8 numbers leave everything to the host") {
    isa::HardwareParameters p;
    p.inp_bits = 16;
    const auto seed = test_seed(45);
    const auto steps =
        require_equal_to_reference(residual_network(seed), isa::HardwareConfig(p), seed, 1);
    CHECK(steps_on(steps, Unit::kVta).empty());
}

TEST_CASE("buffers that are not needed at the same time share memory") {
    NetworkPlan plan;
    plan.buffer_bytes = {100, 200, 50};
    for (BufferIndex i = 0; i < 2; ++i) {
        LaunchStep launch;
        launch.inputs = {i};
        launch.output = i + 1;
        plan.actions.emplace_back(launch);
    }
    const MemoryPlan memory = plan_memory(Graph{}, plan);
    CHECK(memory.slots[0] == memory.slots[2]);
    CHECK(memory.slots[0] != memory.slots[1]);
    CHECK(memory.slot_bytes == std::vector<std::uint64_t>{100, 200});
}

TEST_CASE("inputs of a network are checked") {
    const Graph graph = residual_network(46);
    const isa::HardwareConfig config;
    platform::FunctionalDevice device(config);
    const Network network(graph, config, {});
    NetworkExecutor executor(network, device);
    CHECK_THROWS_WITH(executor.run({}), Catch::Contains("got 0 inputs, want 1"));
    CHECK_THROWS_WITH(executor.run({TensorValue(ElementType::kInt8, {1, 8, 8, 8})}),
                      Catch::Contains("want 1x8x8x16 int8"));
}

TEST_CASE("host steps are charged by the cost table") {
    const Graph graph = residual_network(47);
    NetworkOptions options;
    const isa::HardwareConfig config;
    const auto pack_seconds = [&] {
        const Network network(graph, config, options);
        return network.steps().front().host_seconds;
    };
    options.host_costs = HostCosts::from_json(JsonReader::parse_text(
        R"({"name": "one", "costs": {"pack": {"call_ns": 100, "byte_ns": 2}}})", "costs"));
    CHECK(pack_seconds() == Approx(1e-9 * (100 + 2 * 8 * 8 * 16)));
    options.host_costs =
        HostCosts::from_json(JsonReader::parse_text(R"({"name": "two", "scale": 0})", "costs"));
    CHECK(pack_seconds() == 0);
    const auto refuse = [](const std::string& text) {
        return HostCosts::from_json(JsonReader::parse_text(text, "costs"));
    };
    CHECK_THROWS_AS(refuse(R"({"costs": {}})"), ConfigError);
    CHECK_THROWS_AS(refuse(R"({"name": "x", "costs": {"pack": {"byte": 2}}})"), ConfigError);
    CHECK_THROWS_AS(refuse(R"({"name": "x", "scale": -1})"), ConfigError);
}

}  // namespace
}  // namespace vta::tests
