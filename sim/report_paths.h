// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/critical_path.h"
#include "sim/explain_report.h"

namespace vta::sim {

/// The critical path of one launch, and what changes would do to it.
struct ReportPath {
    std::size_t launch = 0;
    Explanation explanation;  ///< its advice: changes that help, best first
};

/// One change over all launches that were asked about it.
struct ReportChange {
    std::string text;
    std::string how;
    timing::Cycle gain = 0;  ///< cycles of the run that it saves; below 0: that it costs
    std::optional<timing::Cycle> measured;  ///< the same, where it was asked for
};

/// Finds the critical path of every launch, and afterwards predicts changes for the longest ones.
class ReportPaths final : public CriticalPath {
  public:
    /// Paths are found for launches that have so many instructions together, changes predicted
    /// for so many: both take time and memory.
    struct Limits {
        std::size_t instructions = 500'000;
        std::size_t predicted = 100'000;
    };

    explicit ReportPaths(const isa::HardwareConfig& config) : ReportPaths(config, Limits()) {}
    ReportPaths(const isa::HardwareConfig& config, const Limits& limits)
        : CriticalPath(config), config_(config), limits_(limits) {}

    void begin(const isa::Program& program) override;
    void end(const cycle::LaunchResult& result, bool complete) override;
    void failed() override { ++launch_; }

    /// After the last launch: asks about the changes, once.
    void predict();
    /// The same of this launch alone.
    void predict(std::size_t launch);
    /// Runs the changes that predict() found to help, for the launches that it asked about. No
    /// session of the cycle model may be there.
    void measure();

    const std::vector<ReportPath>& paths() const { return paths_; }
    /// Those that help the launches asked about, best first.
    const std::vector<ReportChange>& changes() const { return changes_; }
    std::size_t predicted() const { return predicted_; }

  private:
    struct Launch {
        isa::Program program;  ///< without data
        TokenCounts tokens{};  ///< before it
    };
    void predict(const std::vector<std::size_t>& paths);
    void predict(ReportPath& path, const Launch& launch);

    const isa::HardwareConfig config_;
    const Limits limits_;
    const isa::Program* program_ = nullptr;
    std::size_t launch_ = 0;
    std::size_t instructions_ = 0;  ///< of the launches kept
    std::vector<Launch> launches_;  ///< by path
    std::vector<ReportPath> paths_;
    std::vector<ReportChange> changes_;
    std::size_t predicted_ = 0;  ///< paths
};

}  // namespace vta::sim
