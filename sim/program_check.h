// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cosim/legality.h"
#include "sim/missing_push.h"
#include "sim/program_source.h"

namespace vta::sim {

/// An instruction that a finding is about.
struct FoundInstruction {
    std::uint32_t index = 0;  ///< position in the program
    std::string text;         ///< its disassembly
};

/// Something about a program that a programmer wants to know.
struct Finding {
    cosim::Rule rule = cosim::Rule::kUndecodable;
    std::size_t launch = 0;
    FoundInstruction instruction;
    std::optional<FoundInstruction> other;  ///< what it races with; comes later in the program
    std::optional<cosim::Place> place;      ///< what they race for
    std::string message;                    ///< may have several lines
    std::string remedy;                     ///< what to do; may be empty

    cosim::Severity severity() const { return cosim::severity_of(rule); }
    /// "error: race: instruction 3 (load inp ...) and ...", remedy in a line of its own.
    std::string to_text() const;
};

struct ProgramFindings {
    std::string program;
    std::string config;
    std::size_t launches = 0;
    std::vector<std::string> layers;  ///< of a network: by launch, its name
    std::size_t instructions = 0;
    std::vector<Finding> findings;  ///< of each severity and launch at most `most`
    std::size_t errors = 0;         ///< also those beyond that
    std::size_t notes = 0;
};

/// Checks all launches of a program without running them (cosim/legality.h).
ProgramFindings check_program(const LoadedProgram& program, std::size_t most);

/// Judges push flags of the first launch on a machine by checking the program with them; the
/// arguments must outlive it.
PushJudge judge_pushes(const isa::HardwareConfig& config, const isa::Program& program);

/// The findings for what the checker found in one launch.
std::vector<Finding> findings_of(const isa::HardwareConfig& config,
                                 const isa::Program& program,
                                 std::size_t launch,
                                 const cosim::QueueTokens& tokens,
                                 const std::vector<cosim::Violation>& violations,
                                 const isa::StuckState& stuck);

}  // namespace vta::sim
