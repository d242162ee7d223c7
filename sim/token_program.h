// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "isa/codec.h"
#include "isa/instruction.h"

namespace vta::sim {

/// The four token queues.
enum class TokenQueue : std::uint8_t {
    kLoadToCompute,
    kComputeToLoad,
    kComputeToStore,
    kStoreToCompute
};
inline constexpr std::size_t kTokenQueueCount = 4;
using TokenCounts = std::array<std::uint32_t, kTokenQueueCount>;

const char* to_string(TokenQueue queue);  ///< "load to compute"
isa::Module producer_of(TokenQueue queue);
isa::Module consumer_of(TokenQueue queue);
const char* push_flag_of(TokenQueue queue);  ///< "push_prev" or "push_next"
/// The queue that an instruction of `module` pops with pop_prev (`prev`) or pop_next, if any.
std::optional<TokenQueue> popped_queue(isa::Module module, bool prev);

/// What one instruction does to the token queues.
struct TokenStep {
    bool decodable = false;
    isa::Instruction instruction;
    isa::Module module = isa::Module::kLoad;
    std::array<bool, kTokenQueueCount> pops{};
    std::array<bool, kTokenQueueCount> pushes{};
};

/// A program seen as its tokens only.
class TokenProgram {
  public:
    TokenProgram(const isa::Codec& codec,
                 const std::vector<isa::Word128>& instructions,
                 std::uint32_t queue_depth,
                 const TokenCounts& tokens);

    const std::vector<TokenStep>& steps() const { return steps_; }
    /// Program positions of the module's instructions, in order.
    const std::vector<std::uint32_t>& stream(isa::Module module) const {
        return streams_[static_cast<std::size_t>(module)];
    }
    /// Tokens in the queue before the launch.
    std::uint32_t tokens(TokenQueue queue) const {
        return tokens_[static_cast<std::size_t>(queue)];
    }

    struct Outcome {
        bool finished = false;                         ///< FINISH was reached
        std::uint32_t executed = 0;                    ///< instructions
        std::array<bool, kTokenQueueCount> lacking{};  ///< queues that somebody waits for
    };
    Outcome run() const;
    /// Lets an instruction of the queue's producer push to it, or not.
    void set_push(std::uint32_t index, TokenQueue queue, bool push) {
        steps_[index].pushes[static_cast<std::size_t>(queue)] = push;
    }

  private:
    std::vector<TokenStep> steps_;
    std::array<std::vector<std::uint32_t>, isa::kModuleCount> streams_;
    std::uint32_t queue_depth_;
    TokenCounts tokens_;
};

/// Tokens in the queues after all of `instructions` ran, starting from `tokens`.
TokenCounts tokens_after(const isa::Codec& codec,
                         const std::vector<isa::Word128>& instructions,
                         const TokenCounts& tokens);

}  // namespace vta::sim
