// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cosim/token_order.h"
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
    kAluRepeat,        ///< consecutive ALU operations write one tensor (only asked for)
    kTokensLeft,       ///< tokens that nobody takes (only asked for)
};
/// "alu lag", "race", ...
const char* to_string(Rule rule);

/// A note is worth knowing, an error is wrong in every case.
enum class Severity : std::uint8_t { kError, kNote };
Severity severity_of(Rule rule);

/// What two instructions race for, or what is left.
struct Place {
    std::string memory;       ///< "inp", "wgt", "out": tensors; "DRAM": bytes
    std::uint64_t first = 0;  ///< tensor or byte address
    std::uint64_t last = 0;
    std::string text() const;  ///< "inp tensors 3 to 7"
};

struct Violation {
    Rule rule = Rule::kUndecodable;
    std::uint32_t index = 0;             ///< position of the instruction in the program
    std::optional<std::uint32_t> other;  ///< of the instruction it races with
    std::string message;                 ///< names the instructions and the place
    std::optional<Place> place;          ///< of races
};

struct LegalityReport {
    std::vector<Violation> violations;  ///< of each severity at most LegalityOptions::most
    std::size_t errors = 0;             ///< found, also those beyond that
    std::size_t notes = 0;
    TokenOrder order;  ///< empty if an instruction cannot be decoded
    /// Nothing found, races and what is only asked for aside.
    bool legal() const;
    /// Nor races.
    bool race_free() const;
    /// One line for each violation.
    std::string to_string() const;
};

struct LegalityOptions {
    std::size_t most = 20;  ///< violations of each severity reported
    bool notes = false;     ///< also Rule::kAluRepeat and Rule::kTokensLeft
};

/// Checks programs that are launched one after the other on one machine: tokens, micro-ops and DRAM
/// persist, and what an earlier launch stored is not known.
class LegalityChecker {
  public:
    explicit LegalityChecker(const isa::HardwareConfig& config);
    ~LegalityChecker();
    LegalityReport check(const isa::Program& program, const LegalityOptions& options);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Checks a program against the rules above, independently of how it was made. It follows micro-ops
/// through their loads, and takes as ordered what tokens order in every execution. Work grows with
/// instructions, micro-ops and tensors, not with operations.
LegalityReport check_legality(const isa::HardwareConfig& config,
                              const isa::Program& program,
                              std::size_t most = 20);

}  // namespace vta::cosim
