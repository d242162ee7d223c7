// SPDX-License-Identifier: Apache-2.0
#include "workloads/plan_builder.h"

#include <algorithm>

#include <fmt/format.h>

#include "workloads/graph_cost.h"
#include "workloads/graph_edit.h"
#include "workloads/layer_bounds.h"

namespace vta::workloads {

namespace {

constexpr std::uint64_t kPlanes = 4;

std::uint64_t elements(const Tensor& tensor) {
    return static_cast<std::uint64_t>(element_count(tensor.shape));
}

/// The same bytes serve both shapes.
bool same_pictures(const PictureShape& a, const PictureShape& b) {
    return a.batch == b.batch && a.channels == b.channels &&
           a.height * a.width == b.height * b.width;
}

}  // namespace

PlanBuilder::PlanBuilder(const Graph& graph,
                         const isa::HardwareConfig& config,
                         const HostCosts& costs,
                         NetworkSchedules& schedules)
    : graph_(graph),
      config_(config),
      costs_(costs),
      schedules_(schedules),
      values_(graph.tensors.size()) {
    for (std::size_t i = 0; i < values_.size(); ++i) values_[i].host = graph.tensors[i].constant;
    for (const TensorId id : graph.inputs) values_[id].host = true;
}

void PlanBuilder::add_step(StepAction action, StepInfo info) {
    plan_.actions.push_back(std::move(action));
    plan_.infos.push_back(std::move(info));
}

BufferIndex PlanBuilder::new_buffer(std::uint64_t bytes) {
    plan_.buffer_bytes.push_back(bytes);
    return plan_.buffer_bytes.size() - 1;
}

PlanBuilder::Mark PlanBuilder::mark() const {
    return {plan_.actions.size(), plan_.buffer_bytes.size(), values_};
}

void PlanBuilder::rollback(const Mark& mark) {
    plan_.actions.resize(mark.steps);
    plan_.infos.resize(mark.steps);
    plan_.buffer_bytes.resize(mark.buffers);
    while (!plan_.constants.empty() && plan_.constants.back().buffer >= mark.buffers)
        plan_.constants.pop_back();
    values_ = mark.values;
}

bool PlanBuilder::needs_packing(TensorId id) const {
    const Value& value = values_[id];
    return config_.block_in() != config_.block_out() || !value.device || value.planes;
}

LayerInput PlanBuilder::add_input(LayerDraft& draft, TensorId id, const PackForm& form) {
    LayerSpec& spec = draft.launch.spec;
    if (!needs_packing(id) && form == PackForm::plain(form.source)) {
        const DeviceValue& device = *values_[id].device;
        draft.launch.inputs.push_back(device.buffer);
        spec.inputs.push_back(device.picture);
        return {device.picture, device.first_block};
    }
    const Picture picture = form.picture(config_);
    spec.inputs.push_back(picture);
    for (const auto& [known, buffer] : values_[id].packed) {
        if (!(known == form)) continue;
        draft.launch.inputs.push_back(buffer);
        return {picture, 0};
    }
    need_host(id);
    const std::uint64_t bytes = picture.tensors() * config_.elem_bytes(isa::MemoryType::kInp);
    const BufferIndex buffer = new_buffer(bytes);
    values_[id].packed.emplace_back(form, buffer);
    draft.launch.inputs.push_back(buffer);
    const Tensor& tensor = graph_.tensor(id);
    StepInfo info;
    info.name = tensor.name;
    info.operators = "pack";
    info.reason = tensor.constant ? "blocks of channels, once" : "blocks of channels";
    info.output_shape = tensor.shape;
    if (!tensor.constant) info.host_seconds = costs_.step_seconds("pack", elements(tensor), bytes);
    add_step(PackStep{id, form, buffer}, std::move(info));
    return {picture, 0};
}

void PlanBuilder::add_constant_lanes(LayerDraft& draft) {
    LayerSpec& spec = draft.launch.spec;
    const std::uint32_t batch_blocks = spec.output.batch_blocks;
    std::vector<std::int8_t> bytes;
    for (std::uint32_t row = 0; row < batch_blocks * config_.batch(); ++row)
        for (std::uint32_t lane = 0; lane < config_.block_in(); ++lane)
            bytes.push_back(constant_lane(lane));
    spec.inputs.push_back({batch_blocks, 1, 1, 1});
    for (const ConstantBuffer& known : plan_.constants) {
        if (known.bytes != bytes) continue;
        draft.launch.inputs.push_back(known.buffer);
        return;
    }
    draft.launch.inputs.push_back(new_buffer(bytes.size()));
    plan_.constants.push_back({draft.launch.inputs.back(), std::move(bytes)});
}

StepInfo PlanBuilder::layer_info(const LayerDraft& draft, const std::string& reason) const {
    StepInfo info;
    const LaunchStep& launch = draft.launch;
    info.name = launch.spec.name;
    for (const std::size_t node : draft.nodes)
        info.operators +=
            (info.operators.empty() ? "" : "+") + std::string(name_of(graph_.nodes[node].op));
    info.unit = Unit::kVta;
    info.reason = reason;
    info.output_shape = graph_.output_of(graph_.nodes[draft.nodes.back()]).shape;
    info.macs = launch.spec.macs;
    const LayerBounds bounds = layer_bounds(
        config_, launch.spec, launch.weights.size(), launch.vectors.size() * sizeof(std::int32_t));
    info.compute_bound_cycles = bounds.gemm_cycles;
    info.memory_bound_cycles = bounds.memory_cycles(config_);
    return info;
}

DeviceValue PlanBuilder::output_place(TensorId id, const LayerSpec& spec) {
    if (values_[id].reserved) return *values_[id].reserved;
    const std::uint64_t planes = spec.form == OutputForm::kInt32Planes ? kPlanes : 1;
    DeviceValue place;
    place.picture = spec.output;
    place.buffer =
        new_buffer(planes * spec.output.tensors() * config_.elem_bytes(isa::MemoryType::kOut));
    return place;
}

std::string PlanBuilder::add_launch(LayerDraft& draft,
                                    const std::string& reason,
                                    const std::optional<DeviceValue>& into) {
    LaunchStep& launch = draft.launch;
    LayerSpec& spec = launch.spec;
    const Node& last = graph_.nodes[draft.nodes.back()];
    const DeviceValue place = into ? *into : output_place(last.output, spec);
    spec.name = last.name;
    for (const StepInfo& info : plan_.infos)
        if (info.unit == Unit::kVta && info.name == spec.name)
            spec.name = fmt::format("{}#{}", last.name, plan_.infos.size());
    spec.output = place.picture;
    spec.first_out_block = place.first_block;
    for (const std::size_t node : draft.nodes) spec.macs += macs_of(graph_, graph_.nodes[node]);
    draft.epilogue.finish(spec, launch.vectors);
    std::string problem;
    const std::optional<LayerSchedule> schedule = schedules_.schedule(spec, problem);
    if (!schedule) return problem;
    launch.output = place.buffer;
    if (spec.form == OutputForm::kBytes && !into) launch.node = draft.nodes.back();
    StepInfo info = layer_info(draft, reason);
    info.schedule = *schedule;
    if (!into) {
        Value& value = values_[last.output];
        value.device = place;
        value.planes = spec.form == OutputForm::kInt32Planes;
        value.finish = draft.finish;
    }
    add_step(std::move(draft.launch), std::move(info));
    return "";
}

void PlanBuilder::add_unpack(TensorId id) {
    Value& value = values_[id];
    const Tensor& tensor = graph_.tensor(id);
    UnpackStep step;
    step.buffer = value.device->buffer;
    step.picture = value.device->picture;
    step.first_block = value.device->first_block;
    step.value = id;
    step.finish = value.finish;
    const char* what = value.finish ? "requantise" : "unpack";
    StepInfo info;
    // int32 is the value of its node here only; bytes were so after the launch.
    info.name = value.planes ? graph_.nodes[*producer_of(graph_, id)].name : tensor.name;
    info.operators = what;
    info.reason = value.finish   ? "bias and scale of int32 sums"
                  : value.planes ? "int32 from byte planes"
                                 : "the host reads it";
    info.output_shape = tensor.shape;
    const std::uint64_t bytes = step.picture.tensors() * (value.planes ? kPlanes : 1) *
                                config_.elem_bytes(isa::MemoryType::kOut);
    info.host_seconds = costs_.step_seconds(what, elements(tensor), bytes);
    value.host = true;
    add_step(step, std::move(info));
}

void PlanBuilder::need_host(TensorId id) {
    Value& value = values_[id];
    if (value.host) return;
    if (value.reshape) {
        const std::size_t node = *value.reshape;
        need_host(graph_.nodes[node].inputs[0]);
        StepInfo info;
        info.name = graph_.nodes[node].name;
        info.operators = name_of(graph_.nodes[node].op);
        info.unit = Unit::kNone;
        info.reason = "the same numbers in order";
        info.output_shape = graph_.tensor(id).shape;
        values_[id].host = true;
        add_step(HostStep{node}, std::move(info));
        return;
    }
    VTA_CHECK(value.device.has_value(), graph_.tensor(id).name);
    add_unpack(id);
}

TensorId PlanBuilder::reshaped_from(TensorId id) const {
    while (values_[id].reshape) id = graph_.nodes[*values_[id].reshape].inputs[0];
    return id;
}

void PlanBuilder::add_alias(std::size_t index) {
    const Node& node = graph_.nodes[index];
    Value& result = values_[node.output];
    result.reshape = index;
    const TensorId root = reshaped_from(node.output);
    const Value& source = values_[root];
    if (source.planes || !source.device) {
        need_host(node.output);
        return;
    }
    const PictureShape to = picture_shape(graph_.output_of(node).shape);
    if (!same_pictures(picture_shape(graph_.tensor(root).shape), to)) return;
    result.device = source.device;
    result.device->picture.height = static_cast<std::uint32_t>(to.height);
    result.device->picture.width = static_cast<std::uint32_t>(to.width);
}

void PlanBuilder::add_host_node(std::size_t index, const std::string& reason) {
    const Node& node = graph_.nodes[index];
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
        if (node.has_input(i)) need_host(node.inputs[i]);
    StepInfo info;
    info.name = node.name;
    info.operators = name_of(node.op);
    info.reason = reason;
    info.output_shape = graph_.output_of(node).shape;
    info.macs = macs_of(graph_, node);
    info.host_seconds = costs_.node_seconds(graph_, node);
    values_[node.output].host = true;
    add_step(HostStep{index}, std::move(info));
}

}  // namespace vta::workloads
