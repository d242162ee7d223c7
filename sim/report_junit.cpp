// SPDX-License-Identifier: Apache-2.0
#include "sim/report_junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "sim/report_xml.h"

namespace vta::sim {

void write_drift_junit(const std::vector<CounterChange>& changes,
                       double tolerance,
                       const std::string& suite,
                       const std::string& path) {
    std::ofstream out(path, std::ios::binary);
    if (!out) throw IoError(path, "cannot write the file");
    const auto failures =
        std::count_if(changes.begin(), changes.end(), [&](const CounterChange& change) {
            return change.relative() > tolerance;
        });
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out << fmt::format(
        "<testsuites name=\"vta report check\" tests=\"{0}\" failures=\"{1}\">\n"
        "  <testsuite name=\"{2}\" tests=\"{0}\" failures=\"{1}\">\n",
        changes.size(),
        failures,
        xml_escaped(suite));
    for (const CounterChange& change : changes) {
        out << fmt::format("    <testcase classname=\"counters\" name=\"{}\"",
                           xml_escaped(change.name));
        if (change.relative() <= tolerance)
            out << "/>\n";
        else
            out << fmt::format(">\n      <failure message=\"{}\"/>\n    </testcase>\n",
                               xml_escaped(change.text()));
    }
    out << "  </testsuite>\n</testsuites>\n";
    out.close();
    if (!out) throw IoError(path, "cannot write the file");
}

}  // namespace vta::sim
