// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "isa/registers.h"
#include "workloads/layer_program.h"
#include "workloads/network_impl.h"
#include "workloads/network_memory.h"
#include "workloads/reference_interpreter.h"
#include "workloads/reference_products.h"

namespace vta::workloads {

namespace {

constexpr std::uint64_t kPlanes = 4;

/// What the device holds for one launch.
struct PreparedLayer {
    const runtime::Buffer* weights = nullptr;
    const runtime::Buffer* vectors = nullptr;
    std::unique_ptr<runtime::PreparedLaunch> launch;
};

}  // namespace

struct NetworkExecutor::Impl {
    Impl(const Network::Impl& network, runtime::Device& device)
        : network_(network),
          graph_(network.graph),
          plan_(network.plan),
          runtime_(device),
          memory_(plan_memory(graph_, plan_)),
          dead_(dead_values(graph_, plan_)),
          layers_(plan_.actions.size()),
          packers_(plan_.actions.size()),
          constants_(graph_.tensors.size()),
          values_(graph_.tensors.size()) {
        for (const std::uint64_t bytes : memory_.slot_bytes)
            slots_.push_back(runtime_.allocate(std::max<std::uint64_t>(bytes, 1)));
        for (const ConstantBuffer& constant : plan_.constants)
            runtime_.write(
                buffer(constant.buffer), 0, constant.bytes.data(), constant.bytes.size());
        for (std::size_t i = 0; i < plan_.actions.size(); ++i) {
            if (const auto* launch = std::get_if<LaunchStep>(&plan_.actions[i]))
                prepare(i, *launch);
            if (const auto* host = std::get_if<HostStep>(&plan_.actions[i]))
                keep_constants(graph_.nodes[host->node]);
            if (const auto* unpack = std::get_if<UnpackStep>(&plan_.actions[i]))
                if (unpack->finish) keep_bias(graph_.nodes[*unpack->finish]);
            if (const auto* pack = std::get_if<PackStep>(&plan_.actions[i])) prepare(i, *pack);
        }
        for (const TensorId id : graph_.outputs)
            if (graph_.tensor(id).constant) constants_[id] = graph_.tensor(id).value();
    }

    std::vector<TensorValue> run(const std::vector<TensorValue>& inputs,
                                 const Observer& observer,
                                 bool observe_values) {
        check_inputs(inputs);
        for (std::size_t i = 0; i < inputs.size(); ++i) values_[graph_.inputs[i]] = inputs[i];
        for (std::size_t i = 0; i < plan_.actions.size(); ++i) {
            result_ = {};
            result_.step = i;
            observe_values_ = observe_values;
            std::visit([&](const auto& step) { execute(i, step); }, plan_.actions[i]);
            if (observer) observer(result_);
            for (const TensorId id : dead_[i]) values_[id] = TensorValue();
        }
        std::vector<TensorValue> outputs;
        for (const TensorId id : graph_.outputs) outputs.push_back(*value(id));
        return outputs;
    }

  private:
    const runtime::Buffer* buffer(BufferIndex index) const { return slots_[memory_.slots[index]]; }
    const TensorValue* value(TensorId id) const {
        return graph_.tensor(id).constant ? &constants_[id] : &values_[id];
    }

    template <typename Number>
    const runtime::Buffer* upload(const std::vector<Number>& numbers) {
        if (numbers.empty()) return nullptr;
        const std::size_t bytes = numbers.size() * sizeof(Number);
        const runtime::Buffer* result = runtime_.allocate(bytes);
        runtime_.write(result, 0, numbers.data(), bytes);
        return result;
    }

    void prepare(std::size_t i, const LaunchStep& step) {
        PreparedLayer& layer = layers_[i];
        layer.weights = upload(step.weights);
        layer.vectors = upload(step.vectors);
        LayerBuffers buffers;
        for (const BufferIndex input : step.inputs) buffers.inputs.push_back(buffer(input));
        buffers.weights = layer.weights;
        buffers.vectors = layer.vectors;
        buffers.output = buffer(step.output);
        append_layer(runtime_, step.spec, plan_.infos[i].schedule, buffers);
        layer.launch = runtime_.prepare();
    }

    void prepare(std::size_t i, const PackStep& step) {
        packers_[i] = std::make_unique<Packer>(step.form, network_.config);
        if (!graph_.tensor(step.value).constant) return;
        const std::vector<std::uint8_t>& packed =
            packers_[i]->pack(graph_.tensor(step.value).value());
        runtime_.write(buffer(step.buffer), 0, packed.data(), packed.size());
        packers_[i].reset();
    }

    void keep_constants(const Node& node) {
        for (const TensorId id : node.inputs)
            if (id != kNoTensor && graph_.tensor(id).constant)
                constants_[id] = graph_.tensor(id).value();
    }
    void keep_bias(const Node& node) {
        if (node.has_input(2) && graph_.input_of(node, 2).constant)
            constants_[node.inputs[2]] = graph_.input_of(node, 2).value();
    }

    void execute(std::size_t i, const LaunchStep& step) {
        const PreparedLayer& layer = layers_[i];
        layer.launch->launch();
        result_.cycles = runtime_.device().read_register(isa::RegisterMap::kCycles);
        result_.bytes_read = layer.launch->bytes_read();
        result_.bytes_written = layer.launch->bytes_written();
        if (!observe_values_ || !step.node) return;
        const Tensor& tensor = graph_.output_of(graph_.nodes[*step.node]);
        observed_ = fetch(
            step.output, step.spec.output, step.spec.first_out_block, tensor.type, tensor.shape);
        result_.output = &observed_;
    }

    void execute(std::size_t i, const PackStep& step) {
        if (!packers_[i]) return;  // a constant lies there already
        const std::vector<std::uint8_t>& packed = packers_[i]->pack(*value(step.value));
        runtime_.write(buffer(step.buffer), 0, packed.data(), packed.size());
    }

    void execute(std::size_t, const UnpackStep& step) {
        const Tensor& tensor = graph_.tensor(step.value);
        const ElementType type = step.finish ? ElementType::kInt32 : tensor.type;
        TensorValue fetched =
            fetch(step.buffer, step.picture, step.first_block, type, tensor.shape);
        TensorValue& result = values_[step.value];
        result = step.finish ? finished(graph_.nodes[*step.finish], fetched) : std::move(fetched);
        if (type == ElementType::kInt32 && observe_values_) result_.output = &result;
    }

    void execute(std::size_t, const HostStep& step) {
        const Node& node = graph_.nodes[step.node];
        std::vector<const TensorValue*> arguments;
        for (const TensorId id : node.inputs)
            arguments.push_back(id == kNoTensor ? nullptr : value(id));
        TensorValue& result = values_[node.output];
        result = run_node(graph_, node, arguments);
        if (observe_values_) result_.output = &result;
    }

    TensorValue fetch(BufferIndex index,
                      const Picture& picture,
                      std::uint32_t first_block,
                      ElementType type,
                      const Shape& shape) {
        const std::uint64_t planes = type == ElementType::kInt32 ? kPlanes : 1;
        scratch_.resize(planes * picture.tensors() *
                        network_.config.elem_bytes(isa::MemoryType::kOut));
        runtime_.read(scratch_.data(), buffer(index), 0, scratch_.size());
        return unpack(scratch_, picture, first_block, network_.config, type, shape);
    }

    TensorValue finished(const Node& node, const TensorValue& sums) const {
        NodeRun run{graph_, node, {}};
        run.inputs.assign(node.inputs.size(), nullptr);
        if (node.has_input(2)) run.inputs[2] = value(node.inputs[2]);
        const auto* first = sums.data<std::int32_t>();
        const std::vector<std::int32_t> numbers(first, first + sums.count());
        return graph_.arithmetic == IntegerArithmetic::kShift ? finish_shifted_sums(run, numbers)
                                                              : finish_sums(run, numbers);
    }

    void check_inputs(const std::vector<TensorValue>& inputs) const {
        if (inputs.size() != graph_.inputs.size())
            throw UserError(fmt::format(
                "{}: got {} inputs, want {}", graph_.file, inputs.size(), graph_.inputs.size()));
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const Tensor& want = graph_.tensor(graph_.inputs[i]);
            if (inputs[i].type == want.type && inputs[i].shape == want.shape) continue;
            throw UserError(fmt::format("{}: input {}: got {} {}, want {} {}",
                                        graph_.file,
                                        want.name,
                                        to_string(inputs[i].shape),
                                        to_string(inputs[i].type),
                                        to_string(want.shape),
                                        to_string(want.type)));
        }
    }

    const Network::Impl& network_;
    const Graph& graph_;
    const NetworkPlan& plan_;
    runtime::Runtime runtime_;
    const MemoryPlan memory_;
    const std::vector<std::vector<TensorId>> dead_;
    std::vector<const runtime::Buffer*> slots_;
    std::vector<PreparedLayer> layers_;             // by step, as the packers
    std::vector<std::unique_ptr<Packer>> packers_;  // null for constants
    std::vector<TensorValue> constants_;            // by tensor, as the values
    std::vector<TensorValue> values_;
    std::vector<std::uint8_t> scratch_;
    TensorValue observed_;
    StepResult result_;
    bool observe_values_ = false;
};

NetworkExecutor::NetworkExecutor(const Network& network, runtime::Device& device)
    : impl_(std::make_unique<Impl>(*network.impl_, device)) {}

NetworkExecutor::~NetworkExecutor() = default;

std::vector<TensorValue> NetworkExecutor::run(const std::vector<TensorValue>& inputs,
                                              const Observer& observer,
                                              bool observe_values) {
    return impl_->run(inputs, observer, observe_values);
}

}  // namespace vta::workloads
