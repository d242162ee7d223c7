// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <systemc>
#include <vector>

#include "models/cycle/context.h"

namespace vta::cycle {

/// One dependency token counter between two modules: 8 bits, saturating. A push carries the cycle
/// in which the producer's instruction is done, which may lie ahead; the consumer sees the token
/// one cycle later.
class TokenQueue : public sc_core::sc_object {
  public:
    static constexpr std::uint32_t kMaximum = 255;

    TokenQueue(const char* name, Context& context, TokenQueueId id);

    /// Called after every push, so that a waiting consumer can look again.
    void on_push(std::function<void()> consumer) { consumer_ = std::move(consumer); }

    void reset();

    /// Producer: a token in cycle `done` (not before those of earlier pushes).
    void push(Cycle done, std::uint32_t index);
    /// Consumer: the first cycle from `from` on with a token, as far as pushes are known; kNever if
    /// none is.
    Cycle ready(Cycle from) const;
    /// Consumer: takes a token in cycle `start`, in which one is ready.
    void take(Cycle start, std::uint32_t index);

    /// Tokens there are when all known pushes have arrived.
    std::uint32_t count() const { return count_; }
    std::uint64_t lost() const { return lost_; }

  private:
    struct Push {
        Cycle done;
        std::uint32_t index;
    };
    void apply_until(Cycle start);
    void observe(FactKind kind, Cycle cycle, std::uint32_t index);

    Context& context_;
    TokenQueueId id_;
    std::function<void()> consumer_;
    std::uint32_t count_ = 0;   ///< tokens of the pushes applied so far
    std::vector<Push> pushes_;  ///< not applied yet, in order; a ring
    std::size_t first_ = 0;
    std::size_t waiting_ = 0;
    std::uint64_t lost_ = 0;  ///< pushes at 255
};

}  // namespace vta::cycle
