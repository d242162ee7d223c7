// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "sim/critical_path.h"
#include "sim/explain_report.h"

namespace vta::sim {

/// The critical path of one launch, and what changes would do to it.
struct ReportPath {
    std::size_t launch = 0;
    Explanation explanation;  ///< its advice: changes that help, best first
    bool predicted = false;   ///< changes were asked about
};

/// One change over all launches that were asked about it.
struct ReportChange {
    std::string text;
    std::string how;
    timing::Cycle gain = 0;  ///< cycles of the run that it saves; below 0: that it costs
};

/// Finds the critical path of every launch, and afterwards predicts changes for the longest ones.
class ReportPaths final : public CriticalPath {
  public:
    /// Paths are found for launches that have so many instructions together, changes predicted
    /// for so many: both take time and memory.
    static constexpr std::size_t kMaxInstructions = 500'000;
    static constexpr std::size_t kMaxPredicted = 100'000;

    explicit ReportPaths(const isa::HardwareConfig& config)
        : CriticalPath(config), config_(config) {}

    void begin(const isa::Program& program) override;
    void end(const cycle::LaunchResult& result, bool complete) override;
    void failed() override { ++launch_; }

    /// After the last launch: asks about the changes, once.
    void predict();

    const std::vector<ReportPath>& paths() const { return paths_; }
    /// Those that help the launches asked about, best first.
    const std::vector<ReportChange>& changes() const { return changes_; }
    std::size_t predicted() const { return predicted_; }

  private:
    struct Launch {
        isa::Program program;  ///< without data
        TokenCounts tokens{};  ///< before it
    };
    void predict(ReportPath& path, const Launch& launch);

    const isa::HardwareConfig config_;
    const isa::Program* program_ = nullptr;
    std::size_t launch_ = 0;
    std::size_t instructions_ = 0;  ///< of the launches kept
    std::vector<Launch> launches_;  ///< by path
    std::vector<ReportPath> paths_;
    std::vector<ReportChange> changes_;
    std::size_t predicted_ = 0;  ///< paths
};

}  // namespace vta::sim
