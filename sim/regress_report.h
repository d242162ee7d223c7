// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "sim/outcome.h"
#include "sim/regress.h"

namespace vta::sim {

/// Receives outcomes in order and writes a report.
class RegressReport {
  public:
    virtual ~RegressReport() = default;
    virtual void add(const Outcome& outcome) = 0;
    virtual void finish(const RegressSummary& summary) = 0;
};

/// Failures as they come, then totals, for people.
std::unique_ptr<RegressReport> make_text_report(const RegressOptions& options, std::ostream& out);
/// One JSON object at the end.
std::unique_ptr<RegressReport> make_json_report(const RegressOptions& options, std::ostream& out);
/// A JUnit XML file: a suite a vector file, a case a vector. Throws IoError.
std::unique_ptr<RegressReport> make_junit_report(const std::string& path);

}  // namespace vta::sim
