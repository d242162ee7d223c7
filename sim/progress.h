// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace vta::sim {

/// One line on stderr, rewritten a few times a second, for runs longer than two seconds. Silent
/// where stderr is not a terminal.
class Progress {
  public:
    Progress();
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Cheap to call often; `text` is asked only when a line is due.
    void update(const std::function<std::string()>& text);
    /// Removes the line, so that other output can follow.
    void clear();
    double seconds() const;

  private:
    using Clock = std::chrono::steady_clock;
    const bool terminal_;
    const Clock::time_point begin_ = Clock::now();
    Clock::time_point next_;
    bool shown_ = false;
};

}  // namespace vta::sim
