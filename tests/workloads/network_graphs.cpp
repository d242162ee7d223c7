// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/network_graphs.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "platform/functional_device.h"
#include "workloads/reference_interpreter.h"

namespace vta::tests {

using namespace workloads;

namespace {

constexpr std::uint64_t kDramBytes = std::uint64_t{256} << 20;

isa::HardwareConfig config_of(const char* name,
                              std::uint32_t batch,
                              std::uint32_t block_in,
                              std::uint32_t block_out,
                              std::uint32_t shrink,
                              std::uint32_t bus_bits) {
    isa::HardwareParameters p;
    p.name = name;
    p.batch = batch;
    p.block_in = block_in;
    p.block_out = block_out;
    p.inp_depth /= shrink;
    p.wgt_depth /= shrink;
    p.acc_depth /= shrink;
    p.memory_data_bits = bus_bits;
    return isa::HardwareConfig(p, name);
}

}  // namespace

std::vector<isa::HardwareConfig> network_configs() {
    return {config_of("default", 1, 16, 16, 1, 64),
            config_of("b8", 1, 8, 8, 1, 64),
            config_of("b8x16", 1, 8, 16, 1, 64),
            config_of("b16x8", 1, 16, 8, 1, 64),
            config_of("batch2", 2, 16, 16, 1, 64),
            config_of("small", 1, 16, 16, 8, 64),
            config_of("wide", 1, 16, 16, 1, 256)};
}

IntegerGraphBuilder::IntegerGraphBuilder(unsigned long long seed, IntegerArithmetic arithmetic)
    : random_(seed) {
    graph_.file = "test";
    graph_.arithmetic = arithmetic;
}

std::uint8_t IntegerGraphBuilder::random_byte() {
    return static_cast<std::uint8_t>(std::uniform_int_distribution<int>(0, 255)(random_));
}

TensorId IntegerGraphBuilder::input(const Shape& shape,
                                    float scale,
                                    std::int32_t zero_point,
                                    ElementType type) {
    Tensor tensor;
    tensor.name = "input" + std::to_string(++count_);
    tensor.type = type;
    tensor.shape = shape;
    tensor.quantisation = Quantisation{{scale}, {zero_point}, 0};
    graph_.inputs.push_back(graph_.add_tensor(tensor));
    return graph_.inputs.back();
}

TensorId IntegerGraphBuilder::weights(const Shape& shape,
                                      const std::vector<float>& scales,
                                      std::size_t axis,
                                      std::int32_t zero_point,
                                      ElementType type) {
    TensorValue value(type, shape);
    for (std::uint8_t& byte : value.bytes) byte = random_byte();
    const TensorId id = graph_.add_constant("weights" + std::to_string(++count_), value);
    graph_.tensor(id).quantisation =
        Quantisation{scales, std::vector<std::int32_t>(scales.size(), zero_point), axis};
    return id;
}

TensorId IntegerGraphBuilder::bias(std::int64_t count) {
    TensorValue value(ElementType::kInt32, {count});
    std::uniform_int_distribution<std::int32_t> numbers(-40000, 40000);
    for (std::int64_t i = 0; i < count; ++i) value.data<std::int32_t>()[i] = numbers(random_);
    return graph_.add_constant("bias" + std::to_string(++count_), value);
}

TensorId IntegerGraphBuilder::add(Operator op,
                                  std::vector<TensorId> inputs,
                                  float scale,
                                  ElementType type,
                                  std::int32_t zero_point) {
    const std::string name = "node" + std::to_string(++count_);
    const TensorId id =
        graph_.add_node(Node{name, "", std::move(op), std::move(inputs), kNoTensor}, type, name);
    if (type != ElementType::kFloat32 && scale > 0.0F)
        graph_.tensor(id).quantisation = Quantisation{{scale}, {zero_point}, 0};
    return id;
}

Graph IntegerGraphBuilder::finish(std::vector<TensorId> outputs) {
    graph_.outputs = std::move(outputs);
    graph_.validate();
    return graph_;
}

std::vector<TensorValue> random_inputs(const Graph& graph, unsigned long long seed) {
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<int> bytes(0, 255);
    std::uniform_real_distribution<float> numbers(-1.0F, 1.0F);
    std::vector<TensorValue> inputs;
    for (const TensorId id : graph.inputs) {
        TensorValue value(graph.tensor(id).type, graph.tensor(id).shape);
        if (value.type == ElementType::kFloat32) {
            for (std::int64_t i = 0; i < value.count(); ++i)
                value.data<float>()[i] = numbers(random);
        } else {
            for (std::uint8_t& byte : value.bytes) byte = static_cast<std::uint8_t>(bytes(random));
        }
        inputs.push_back(std::move(value));
    }
    return inputs;
}

std::vector<StepInfo> require_equal_to_reference(const Graph& graph,
                                                 const isa::HardwareConfig& config,
                                                 unsigned long long seed,
                                                 int runs) {
    CAPTURE(config.name(), seed);
    platform::FunctionalDevice::Options options;
    options.dram_bytes = kDramBytes;
    platform::FunctionalDevice device(config, options);
    const Network network(graph, config, {});
    NetworkExecutor executor(network, device);
    const ReferenceInterpreter reference(graph);
    for (int run = 0; run < runs; ++run) {
        CAPTURE(run);
        const auto inputs = random_inputs(graph, seed + static_cast<unsigned>(run));
        std::multimap<std::string, TensorValue> expected;  // names may occur twice
        const auto want = reference.run(inputs, [&](const Node& node, const TensorValue& value) {
            expected.emplace(node.name, value);
        });
        const auto got = executor.run(
            inputs,
            [&](const StepResult& result) {
                if (result.output == nullptr) return;
                const StepInfo& step = network.steps()[result.step];
                INFO(step.name << " " << step.operators);
                const std::string name = step.name.substr(0, step.name.find('#'));
                const auto known = expected.equal_range(name);
                REQUIRE(std::any_of(known.first, known.second, [&](const auto& entry) {
                    return entry.second.bytes == result.output->bytes;
                }));
            },
            true);
        REQUIRE(got.size() == want.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            REQUIRE(got[i].shape == want[i].shape);
            const bool equal = got[i].bytes == want[i].bytes;
            REQUIRE(equal);
        }
    }
    return network.steps();
}

void require_equal_in_all(const Graph& graph, unsigned long long seed) {
    for (const isa::HardwareConfig& config : network_configs())
        require_equal_to_reference(graph, config, seed);
}

std::vector<std::string> steps_on(const std::vector<StepInfo>& steps, Unit unit) {
    std::vector<std::string> names;
    for (const StepInfo& step : steps)
        if (step.unit == unit) names.push_back(step.operators);
    return names;
}

}  // namespace vta::tests
