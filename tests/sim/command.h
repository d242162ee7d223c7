// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace vta::tests {

struct CommandResult {
    int code = 0;
    std::string out;
    std::string err;
};

/// Runs the `vta` command with these arguments in this process.
CommandResult vta_command(const std::vector<std::string>& arguments);

/// A folder of its own for one test, removed afterwards.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string path(const std::string& name) const { return path_ + "/" + name; }
    /// Writes a file and returns its path.
    std::string write(const std::string& name, const std::string& text) const;

  private:
    std::string path_;
};

std::string read_text(const std::string& path);

}  // namespace vta::tests
