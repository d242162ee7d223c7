// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>
#include <vector>

#include "base/error.h"
#include "sim/regress_report.h"
#include "sim/report_xml.h"

namespace vta::sim {

namespace {

class JunitReport : public RegressReport {
  public:
    explicit JunitReport(const std::string& path) : path_(path), out_(path, std::ios::binary) {
        if (!out_) throw IoError(path, "cannot write the file");
    }

    void add(const Outcome& outcome) override {
        if (suites_.empty() || suites_.back().file != outcome.file) {
            suites_.push_back({outcome.file, 0, 0, 0, ""});
        }
        Suite& suite = suites_.back();
        ++suite.tests;
        suite.cases += fmt::format(R"(    <testcase classname="{}.{}" name="{}")",
                                   xml_escaped(outcome.config),
                                   xml_escaped(outcome.kind),
                                   xml_escaped(outcome.name));
        if (outcome.status == Status::kPassed) {
            suite.cases += "/>\n";
        } else if (outcome.status == Status::kSkipped) {
            ++suite.skipped;
            suite.cases += fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                                       xml_escaped(outcome.message));
        } else {
            ++suite.failures;
            suite.cases +=
                fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                            xml_escaped(first_line(outcome)),
                            xml_escaped(all_lines(outcome)));
        }
    }

    void finish(const RegressSummary& summary) override {
        out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        out_ << fmt::format(
            "<testsuites name=\"vta regress\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n",
            summary.vectors(),
            summary.failed,
            summary.skipped);
        for (const Suite& suite : suites_) {
            out_ << fmt::format(
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">\n{}  "
                "</testsuite>\n",
                xml_escaped(suite.file),
                suite.tests,
                suite.failures,
                suite.skipped,
                suite.cases);
        }
        out_ << "</testsuites>\n";
        out_.close();
        if (!out_) throw IoError(path_, "cannot write the file");
    }

  private:
    struct Suite {
        std::string file;
        std::uint64_t tests = 0;
        std::uint64_t failures = 0;
        std::uint64_t skipped = 0;
        std::string cases;
    };

    static std::string first_line(const Outcome& outcome) {
        if (!outcome.comparison.differences.empty()) {
            return outcome.comparison.differences.front().text();
        }
        return outcome.message.substr(0, outcome.message.find('\n'));
    }
    static std::string all_lines(const Outcome& outcome) {
        std::string text = title_of(outcome) + '\n';
        for (const Difference& difference : outcome.comparison.differences) {
            text += difference.text() + '\n';
        }
        return text + outcome.message;
    }

    const std::string path_;
    std::ofstream out_;
    std::vector<Suite> suites_;
};

}  // namespace

std::unique_ptr<RegressReport> make_junit_report(const std::string& path) {
    return std::make_unique<JunitReport>(path);
}

}  // namespace vta::sim
