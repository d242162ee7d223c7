// SPDX-License-Identifier: Apache-2.0
#include "workloads/network_schedules.h"

#include <fmt/format.h>

#include "base/error.h"
#include "isa/json_text.h"

namespace vta::workloads {

namespace {

std::string key_of(const Picture& p) {
    return fmt::format("{},{},{},{};", p.batch_blocks, p.channel_blocks, p.height, p.width);
}

std::string key_of(const ProductTerm& term) {
    std::string key = fmt::format("T{},{},{},{},{},{},{},{},{};",
                                  term.input,
                                  term.stride_h,
                                  term.stride_w,
                                  term.pad_top,
                                  term.pad_left,
                                  term.phases_h,
                                  term.phases_w,
                                  term.in_blocks,
                                  term.shared_weights);
    for (const Tap& tap : term.taps)
        key += fmt::format("{},{},{},{};", tap.y, tap.x, tap.phase_y, tap.phase_x);
    for (const std::uint32_t block : term.first_in_block) key += fmt::format("{};", block);
    return key;
}

/// All that the choice of a schedule can depend on.
std::string key_of(const LayerSpec& spec) {
    std::string key = fmt::format("{},{},{},{};",
                                  spec.first_out_block,
                                  spec.out_blocks,
                                  static_cast<int>(spec.combine),
                                  static_cast<int>(spec.form));
    for (const Picture& input : spec.inputs) key += key_of(input);
    key += key_of(spec.output);
    for (const ProductTerm& term : spec.terms) key += key_of(term);
    for (const ProductTerm& term : spec.late_terms) key += "L" + key_of(term);
    for (const EpilogueOp& op : spec.epilogue)
        key += fmt::format("E{},{};", static_cast<int>(op.kind), op.index);
    return key;
}

}  // namespace

NetworkSchedules::NetworkSchedules(const isa::HardwareConfig& config,
                                   const std::string& json,
                                   std::uint32_t virtual_threads)
    : config_(config), virtual_threads_(virtual_threads) {
    if (json.empty()) return;
    for (const auto& [name, entry] : JsonReader::parse_text(json, "schedules").members())
        given_.emplace(name, LayerSchedule::from_json(entry));
}

std::optional<LayerSchedule> NetworkSchedules::schedule(const LayerSpec& spec,
                                                        std::string& reason) {
    const auto given = given_.find(spec.name);
    if (given != given_.end()) {
        const std::string problem = why_not(config_, spec, given->second);
        if (!problem.empty())
            throw ConfigError(fmt::format("schedule of layer {}: {}", spec.name, problem));
        used_[spec.name] = given->second;
        return given->second;
    }
    const std::string key = key_of(spec);
    auto known = chosen_.find(key);
    if (known == chosen_.end()) {
        try {
            spec.validate();
            const LayerSchedule chosen = choose_layer_schedule(config_, spec, virtual_threads_);
            known = chosen_.emplace(key, chosen).first;
        } catch (const UserError& error) {
            reason = error.what();
            return std::nullopt;
        }
    }
    used_[spec.name] = known->second;
    return known->second;
}

std::string NetworkSchedules::to_json() const {
    std::string json = "{";
    for (const auto& [name, schedule] : used_) {
        if (json.size() > 1) json += ",";
        json += fmt::format("\n  {}: {}", isa::json_quoted(name), schedule.to_json());
    }
    return json + "\n}\n";
}

}  // namespace vta::workloads
