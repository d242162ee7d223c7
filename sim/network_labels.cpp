// SPDX-License-Identifier: Apache-2.0
#include "sim/network_labels.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>

#include "base/error.h"
#include "sim/network_arrays.h"
#include "sim/network_gunzip.h"
#include "workloads/npy.h"

namespace vta::sim {

namespace {

using Row = std::vector<std::string>;

std::optional<RightClasses> as_classes(const std::string& text) {
    RightClasses classes;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('|', begin), text.size());
        const auto one = as_class(text.substr(begin, end - begin));
        if (!one) return std::nullopt;
        classes.push_back(*one);
        begin = end + 1;
    }
    return classes;
}

Row split(const std::string& line) {
    Row fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

std::string base_name(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

// The column of classes, and whether the first row is a heading.
std::pair<std::size_t, bool> class_column(const Row& first) {
    for (std::size_t column = first.size(); column-- > 0;)
        if (as_classes(first[column])) return {column, false};
    return {std::min<std::size_t>(1, first.size() - 1), true};
}

std::vector<RightClasses> expected_of_csv(const std::string& path,
                                          const std::vector<std::string>& input_names) {
    const std::vector<Row> rows = read_csv(path);
    if (rows.empty()) throw UserError(path + ": holds no classes");
    const auto [column, heading] = class_column(rows[0]);
    std::vector<RightClasses> in_order;
    std::map<std::string, RightClasses> by_name;
    for (std::size_t i = heading ? 1 : 0; i < rows.size(); ++i) {
        const auto classes =
            column < rows[i].size() ? as_classes(rows[i][column]) : std::optional<RightClasses>();
        if (!classes)
            throw UserError(
                fmt::format("{}: row {}: no class in column {}", path, i + 1, column + 1));
        in_order.push_back(*classes);
        by_name[base_name(rows[i][0])] = *classes;
    }
    std::vector<RightClasses> found;
    for (const std::string& name : input_names) {
        const auto row = by_name.find(base_name(name));
        if (column == 0 || row == by_name.end()) return in_order;
        found.push_back(row->second);
    }
    return found;
}

std::vector<RightClasses> expected_of_bytes(std::vector<std::uint8_t> bytes,
                                            const std::string& path) {
    workloads::TensorValue numbers;
    if (workloads::looks_like_npy(bytes)) {
        numbers = workloads::decode_npy(bytes, path);
    } else if (looks_like_idx(bytes)) {
        numbers = decode_idx(bytes, path);
    } else {
        numbers = {workloads::ElementType::kUint8, {static_cast<std::int64_t>(bytes.size())}};
        numbers.bytes = std::move(bytes);
    }
    std::vector<RightClasses> expected;
    for (std::int64_t i = 0; i < numbers.count(); ++i)
        expected.push_back({static_cast<std::int64_t>(numbers.as_double(i))});
    return expected;
}

}  // namespace

std::vector<std::string> read_lines(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw IoError(path, "cannot open");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        lines.push_back(line);
    }
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

std::vector<Row> read_csv(const std::string& path) {
    std::vector<Row> rows;
    for (const std::string& line : read_lines(path))
        if (!line.empty()) rows.push_back(split(line));
    return rows;
}

std::optional<std::int64_t> as_class(const std::string& text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || stopped != end) return std::nullopt;
    return value;
}

std::vector<RightClasses> read_expected(const std::string& path,
                                        const std::vector<std::string>& input_names,
                                        std::int64_t offset) {
    const bool csv = path.size() > 4 && path.compare(path.size() - 4, 4, ".csv") == 0;
    std::vector<RightClasses> expected =
        csv ? expected_of_csv(path, input_names)
            : expected_of_bytes(gunzip_if_packed(workloads::read_file_bytes(path), path), path);
    if (expected.size() < input_names.size())
        throw UserError(
            fmt::format("{}: {} classes for {} inputs", path, expected.size(), input_names.size()));
    for (RightClasses& classes : expected)
        for (std::int64_t& one : classes) one += offset;
    return expected;
}

}  // namespace vta::sim
