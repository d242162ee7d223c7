// SPDX-License-Identifier: Apache-2.0
#include "sim/check_report.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "sim/report_xml.h"

namespace vta::sim {

namespace {

using nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;

std::string counted(std::size_t count, const char* what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

ordered_json to_json(const FoundInstruction& instruction) {
    return {{"index", instruction.index}, {"text", instruction.text}};
}

ordered_json to_json(const Finding& finding) {
    ordered_json json;
    json["severity"] = finding.severity() == cosim::Severity::kError ? "error" : "note";
    json["rule"] = cosim::to_string(finding.rule);
    json["launch"] = finding.launch;
    json["instructions"] = ordered_json::array({to_json(finding.instruction)});
    if (finding.other) json["instructions"].push_back(to_json(*finding.other));
    if (finding.place)
        json["place"] = {{"memory", finding.place->memory},
                         {"first", finding.place->first},
                         {"last", finding.place->last}};
    json["message"] = finding.message;
    if (!finding.remedy.empty()) json["remedy"] = finding.remedy;
    return json;
}

ordered_json to_json(const std::vector<Finding>& findings) {
    ordered_json json = ordered_json::array();
    for (const Finding& finding : findings) json.push_back(to_json(finding));
    return json;
}

ordered_json to_json(const ProgramFindings& program) {
    ordered_json json = {{"program", program.program},
                         {"config", program.config},
                         {"launches", program.launches},
                         {"instructions", program.instructions},
                         {"errors", program.errors},
                         {"notes", program.notes}};
    if (!program.layers.empty()) json["layers"] = program.layers;
    json["findings"] = to_json(program.findings);
    return json;
}

void print_program(const ProgramFindings& program, std::ostream& out) {
    std::size_t errors = 0, notes = 0;
    for (const Finding& finding : program.findings) {
        ++(finding.severity() == cosim::Severity::kError ? errors : notes);
        if (program.launches > 1) out << "launch " << finding.launch << ": ";
        if (!program.layers.empty()) out << "layer " << program.layers[finding.launch] << ": ";
        out << finding.to_text() << '\n';
    }
    if (program.errors > errors)
        out << "and " << counted(program.errors - errors, "more error") << " (--most shows more)\n";
    if (program.notes > notes)
        out << "and " << counted(program.notes - notes, "more note") << " (--most shows more)\n";
    const std::string launches =
        program.launches > 1 ? fmt::format(" in {} launches", program.launches) : "";
    out << fmt::format("{}: {}, {} ({}{} in configuration {})\n",
                       program.program,
                       counted(program.errors, "error"),
                       counted(program.notes, "note"),
                       counted(program.instructions, "instruction"),
                       launches,
                       program.config);
}

}  // namespace

void print_findings(const std::vector<ProgramFindings>& programs, bool quiet, std::ostream& out) {
    std::size_t errors = 0, notes = 0, wrong = 0;
    for (const ProgramFindings& program : programs) {
        errors += program.errors;
        notes += program.notes;
        wrong += program.errors > 0 ? 1 : 0;
        if (!quiet || program.errors > 0) print_program(program, out);
    }
    if (programs.size() > 1)
        out << fmt::format("{}, {} with errors: {}, {}\n",
                           counted(programs.size(), "program"),
                           wrong,
                           counted(errors, "error"),
                           counted(notes, "note"));
}

void print_findings_json(const std::vector<ProgramFindings>& programs, std::ostream& out) {
    ordered_json json;
    json["schema"] = kSchemaVersion;
    json["programs"] = ordered_json::array();
    for (const ProgramFindings& program : programs) json["programs"].push_back(to_json(program));
    out << json.dump(2) << '\n';
}

std::string findings_json(const std::vector<Finding>& findings) { return to_json(findings).dump(); }

void write_findings_junit(const std::vector<ProgramFindings>& programs, const std::string& path) {
    std::ofstream out(path, std::ios::binary);
    if (!out) throw IoError(path, "cannot write the file");
    std::size_t failures = 0;
    std::string cases;
    for (const ProgramFindings& program : programs) {
        cases += fmt::format("    <testcase classname=\"check.{}\" name=\"{}\"",
                             xml_escaped(program.config),
                             xml_escaped(program.program));
        if (program.errors == 0) {
            cases += "/>\n";
            continue;
        }
        ++failures;
        std::string lines;
        for (const Finding& finding : program.findings) lines += finding.to_text() + '\n';
        cases += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                             counted(program.errors, "error"),
                             xml_escaped(lines));
    }
    out << fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"vta check\" tests=\"{0}\" failures=\"{1}\">\n"
        "  <testsuite name=\"programs\" tests=\"{0}\" failures=\"{1}\">\n"
        "{2}  </testsuite>\n</testsuites>\n",
        programs.size(),
        failures,
        cases);
    out.close();
    if (!out) throw IoError(path, "cannot write the file");
}

}  // namespace vta::sim
