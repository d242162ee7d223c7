// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vta::sim {

/// A file's lines, without empty ones at the end. Throws IoError.
std::vector<std::string> read_lines(const std::string& path);
/// Rows of comma-separated fields; fields may be quoted. Empty rows are left out.
std::vector<std::vector<std::string>> read_csv(const std::string& path);
/// The number, if the text is one.
std::optional<std::int64_t> as_class(const std::string& text);

/// Which classes are right for an input; several where more than one is accepted.
using RightClasses = std::vector<std::int64_t>;

/// The right classes of inputs: CSV (file name or index in the first column; the second where there
/// is a heading, else the last number; "281|282" accepts both), NPY, IDX or raw bytes, all but CSV
/// in the order of the inputs. CSV rows are found by file name where the first column holds the
/// names of all inputs, else they are taken in order. `offset` is added. Throws UserError for fewer
/// classes than inputs.
std::vector<RightClasses> read_expected(const std::string& path,
                                        const std::vector<std::string>& input_names,
                                        std::int64_t offset);

}  // namespace vta::sim
