// SPDX-License-Identifier: Apache-2.0
#include "base/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace vta {

const char* to_string(Unit unit) {
    static constexpr std::array<const char*, 6> kNames = {
        "count", "cycles", "bytes", "beats", "instructions", "operations"};
    return kNames.at(static_cast<std::size_t>(unit));
}

Counter::Counter(StatGroup& group, const char* name, Unit unit, const char* text)
    : name_(name), text_(text), unit_(unit) {
    for (const Counter* other : group.counters_) {
        VTA_CHECK(std::string(other->name()) != name,
                  "two statistics named " + group.path() + "." + name);
    }
    group.counters_.push_back(this);
}

StatGroup::StatGroup(const std::string& path, StatRegistry& registry)
    : path_(path), registry_(registry) {
    const std::lock_guard<std::mutex> lock(registry_.mutex_);
    for (const StatGroup* other : registry_.groups_) {
        VTA_CHECK(other->path() != path, "two groups of statistics named " + path);
    }
    registry_.groups_.push_back(this);
}

StatGroup::~StatGroup() {
    const std::lock_guard<std::mutex> lock(registry_.mutex_);
    auto& groups = registry_.groups_;
    groups.erase(std::find(groups.begin(), groups.end(), this));
}

void StatGroup::reset() {
    for (Counter* counter : counters_) *counter = 0;
}

StatRegistry& StatRegistry::global() {
    static StatRegistry registry;
    return registry;
}

void StatRegistry::reset() {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (StatGroup* group : groups_) group->reset();
}

std::vector<StatRegistry::Row> StatRegistry::sorted_rows() const {
    std::vector<Row> rows;
    for (const StatGroup* group : groups_) {
        for (const Counter* counter : group->counters()) {
            rows.push_back({group->path() + "." + counter->name(), counter});
        }
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; });
    return rows;
}

std::string StatRegistry::to_json() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    nlohmann::json statistics = nlohmann::json::object();
    for (const auto& [name, counter] : sorted_rows()) {
        statistics[name] = {{"text", counter->text()},
                            {"unit", to_string(counter->unit())},
                            {"value", counter->value()}};
    }
    const nlohmann::json document = {{"schema_version", kSchemaVersion},
                                     {"statistics", std::move(statistics)}};
    return document.dump(2) + "\n";
}

std::string StatRegistry::to_text() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::vector<Row> rows = sorted_rows();
    std::size_t width = 0;
    for (const Row& row : rows) width = std::max(width, row.name.size());
    std::string text;
    for (const auto& [name, counter] : rows) {
        text += fmt::format("{:<{}} {:>20} {:<12} {}\n",
                            name,
                            width,
                            counter->value(),
                            to_string(counter->unit()),
                            counter->text());
    }
    return text;
}

}  // namespace vta
