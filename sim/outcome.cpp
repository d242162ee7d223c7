// SPDX-License-Identifier: Apache-2.0
#include "sim/outcome.h"

#include <nlohmann/json.hpp>

namespace vta::sim {

using nlohmann::json;

const char* to_string(Status status) {
    switch (status) {
        case Status::kPassed:
            return "passed";
        case Status::kFailed:
            return "failed";
        case Status::kSkipped:
            break;
    }
    return "skipped";
}

std::string to_json_line(const Outcome& outcome) {
    json differences = json::array();
    for (const Difference& difference : outcome.comparison.differences) {
        differences.push_back({difference.place, difference.expected, difference.got});
    }
    const json object = {{"file", outcome.file},
                         {"line", outcome.line},
                         {"name", outcome.name},
                         {"kind", outcome.kind},
                         {"config", outcome.config},
                         {"status", static_cast<int>(outcome.status)},
                         {"message", outcome.message},
                         {"compared", outcome.comparison.compared_fields},
                         {"skipped", outcome.comparison.skipped_fields},
                         {"differences", differences}};
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Outcome parse_outcome(const std::string& line) {
    const json object = json::parse(line);
    Outcome outcome;
    outcome.file = object.at("file").get<std::string>();
    outcome.line = object.at("line").get<std::uint64_t>();
    outcome.name = object.at("name").get<std::string>();
    outcome.kind = object.at("kind").get<std::string>();
    outcome.config = object.at("config").get<std::string>();
    outcome.status = static_cast<Status>(object.at("status").get<int>());
    outcome.message = object.at("message").get<std::string>();
    outcome.comparison.compared_fields = object.at("compared").get<std::uint64_t>();
    outcome.comparison.skipped_fields = object.at("skipped").get<std::uint64_t>();
    for (const json& difference : object.at("differences")) {
        outcome.comparison.differences.push_back({difference.at(0).get<std::string>(),
                                                  difference.at(1).get<std::string>(),
                                                  difference.at(2).get<std::string>()});
    }
    return outcome;
}

std::string title_of(const Outcome& outcome) {
    return outcome.file + ":" + std::to_string(outcome.line) + " " + outcome.name + " (" +
           outcome.kind + ", config " + outcome.config + ")";
}

}  // namespace vta::sim
