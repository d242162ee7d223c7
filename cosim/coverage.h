// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cosim/token_order.h"
#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::cosim {

/// Counts what programs contain: instructions, values of each field, crossings of fields, token
/// flags, neighbours in a module, and which instructions may run at the same time. Each thing
/// counted is a bin, named "group: value".
class ProgramCoverage {
  public:
    /// Starts with every bin that a program of this kind can hit, at 0.
    explicit ProgramCoverage(bool extensions = true);

    /// Counts one program. Throws ProgramError if a word has no decoding.
    void add(const isa::HardwareConfig& config, const isa::Program& program);

    /// Counts what another one counted: bins of its bins(), programs, instructions.
    void add_counts(const std::map<std::string, std::uint64_t>& bins,
                    std::uint64_t programs,
                    std::uint64_t instructions);

    std::uint64_t programs() const { return programs_; }
    std::uint64_t instructions() const { return instructions_; }
    const std::map<std::string, std::uint64_t>& bins() const { return bins_; }
    std::vector<std::string> missing() const;  ///< bins still at 0
    /// One line for each group, its bins with their counts; the missing ones last.
    std::string to_string() const;

  private:
    void expect(const std::string& group, const std::vector<std::string>& values);
    void hit(const std::string& group, const std::string& value) { ++bins_[group + ": " + value]; }
    void add_tokens(const isa::Instruction& instruction);
    void add_transfer(const isa::HardwareConfig& config,
                      const isa::Instruction& instruction,
                      std::uint64_t base);
    void add_operations(const isa::Instruction& instruction);
    void add_alu(const isa::Instruction& instruction);
    void add_order(const std::vector<isa::Instruction>& instructions, const TokenOrder& order);

    std::map<std::string, std::uint64_t> bins_;
    std::uint64_t programs_ = 0;
    std::uint64_t instructions_ = 0;
};

}  // namespace vta::cosim
