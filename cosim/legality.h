// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::cosim {

/// What makes a program illegal, or racy (section 10, item 8 of the ISA reference).
enum class Rule : std::uint8_t {
    kUndecodable,      ///< unknown opcode, memory type or ALU opcode
    kTokenFlag,        ///< a token flag towards a module that does not exist
    kZeroCount,        ///< loop count, micro-op range or y_size of zero
    kUopRange,         ///< micro-ops beyond the uop memory
    kScratchpadRange,  ///< tensors beyond a scratchpad
    kDramRange,        ///< DRAM beyond its end
    kReservedPage,     ///< DRAM page 0
    kBaseOverlap,      ///< base register OR offset is not their sum
    kAluLag,           ///< an ALU operation reads what the one before it writes
    kTokenOverflow,    ///< more than 255 tokens in a queue
    kStuck,            ///< the program can never finish
    kNoFinish,         ///< no FINISH
    kAfterFinish,      ///< not ordered before FINISH
    kUnknownUops,      ///< micro-ops come from a STORE: the checker does not know them
    kInstructionRace,  ///< a STORE writes where the instructions lie
    kRace,             ///< two accesses, one a write, that no tokens order
};
/// "alu lag", "race", ...
const char* to_string(Rule rule);

struct Violation {
    Rule rule = Rule::kUndecodable;
    std::uint32_t index = 0;             ///< position of the instruction in the program
    std::optional<std::uint32_t> other;  ///< of the instruction it races with
    std::string message;                 ///< names the instructions and the place
};

struct LegalityReport {
    std::vector<Violation> violations;  ///< at most `most` of check_legality()
    /// Nothing found, races aside.
    bool legal() const;
    bool race_free() const { return violations.empty(); }
    /// One line for each violation.
    std::string to_string() const;
};

/// Checks a program against the rules above, independently of how it was made. It follows micro-ops
/// through their loads, and takes as ordered what tokens order in every execution. Work grows with
/// instructions, micro-ops and tensors, not with operations.
LegalityReport check_legality(const isa::HardwareConfig& config,
                              const isa::Program& program,
                              std::size_t most = 20);

}  // namespace vta::cosim
