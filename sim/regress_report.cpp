// SPDX-License-Identifier: Apache-2.0
#include "sim/regress_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace vta::sim {

namespace {

using nlohmann::json;

// Differences that the text report shows of one vector; the JSON report has them all.
constexpr std::size_t kShownDifferences = 6;

std::string indented(const std::string& text) {
    std::string out = "    ";
    for (const char c : text) {
        out += c;
        if (c == '\n') out += "    ";
    }
    return out;
}

std::string model_text(const SessionOptions& session) {
    return std::string(to_string(session.model)) + (session.timing_only ? ", timing only" : "");
}

class TextReport : public RegressReport {
  public:
    TextReport(const RegressOptions& options, std::ostream& out) : options_(options), out_(out) {}

    void add(const Outcome& outcome) override {
        if (outcome.status != Status::kFailed) return;
        out_ << "FAILED " << title_of(outcome) << '\n';
        const auto& differences = outcome.comparison.differences;
        for (std::size_t i = 0; i < differences.size() && i < kShownDifferences; ++i) {
            out_ << indented(differences[i].text()) << '\n';
        }
        if (differences.size() > kShownDifferences) {
            out_ << indented(fmt::format("and {} more", differences.size() - kShownDifferences))
                 << '\n';
        }
        if (!outcome.message.empty()) out_ << indented(outcome.message) << '\n';
    }

    void finish(const RegressSummary& summary) override {
        if (summary.interrupted) out_ << "interrupted; partial result:\n";
        out_ << fmt::format("{} vectors ({} model): {} passed, {} failed, {} skipped\n",
                            summary.vectors(),
                            model_text(options_.session),
                            summary.passed,
                            summary.failed,
                            summary.skipped);
        out_ << fmt::format(
            "fields: {} compared, {} skipped\n", summary.compared_fields, summary.skipped_fields);
    }

  private:
    const RegressOptions& options_;
    std::ostream& out_;
};

class JsonReport : public RegressReport {
  public:
    JsonReport(const RegressOptions& options, std::ostream& out) : options_(options), out_(out) {}

    void add(const Outcome& outcome) override {
        if (outcome.status == Status::kPassed) return;
        json entry = {{"file", outcome.file},
                      {"line", outcome.line},
                      {"name", outcome.name},
                      {"kind", outcome.kind},
                      {"config", outcome.config},
                      {"message", outcome.message}};
        if (outcome.status == Status::kSkipped) {
            skipped_.push_back(std::move(entry));
            return;
        }
        json differences = json::array();
        for (const Difference& difference : outcome.comparison.differences) {
            differences.push_back({{"place", difference.place},
                                   {"expected", difference.expected},
                                   {"got", difference.got}});
        }
        entry["differences"] = std::move(differences);
        failures_.push_back(std::move(entry));
    }

    void finish(const RegressSummary& summary) override {
        const json object = {{"schema_version", 1},
                             {"model", to_string(options_.session.model)},
                             {"timing_only", options_.session.timing_only},
                             {"interrupted", summary.interrupted},
                             {"vectors", summary.vectors()},
                             {"passed", summary.passed},
                             {"failed", summary.failed},
                             {"skipped", summary.skipped},
                             {"fields_compared", summary.compared_fields},
                             {"fields_skipped", summary.skipped_fields},
                             {"failures", failures_},
                             {"skipped_vectors", skipped_}};
        out_ << object.dump(2, ' ', false, json::error_handler_t::replace) << '\n';
    }

  private:
    const RegressOptions& options_;
    std::ostream& out_;
    json failures_ = json::array();
    json skipped_ = json::array();
};

}  // namespace

std::unique_ptr<RegressReport> make_text_report(const RegressOptions& options, std::ostream& out) {
    return std::make_unique<TextReport>(options, out);
}

std::unique_ptr<RegressReport> make_json_report(const RegressOptions& options, std::ostream& out) {
    return std::make_unique<JsonReport>(options, out);
}

}  // namespace vta::sim
