// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "sim/compare.h"

namespace vta::sim {

enum class Status : std::uint8_t { kPassed, kFailed, kSkipped };
const char* to_string(Status status);  ///< "passed", "failed", "skipped"

/// What replaying one vector gave.
struct Outcome {
    std::string file;
    std::uint64_t line = 0;
    std::string name;
    std::string kind;
    std::string config;
    Status status = Status::kPassed;
    std::string message;    ///< why it was skipped, or the error that ended it
    Comparison comparison;  ///< empty where skipped
};

/// One line of JSON, and back; how outcomes come from worker processes.
std::string to_json_line(const Outcome& outcome);
Outcome parse_outcome(const std::string& line);

/// "FILE:LINE NAME (kind, config C)".
std::string title_of(const Outcome& outcome);

}  // namespace vta::sim
