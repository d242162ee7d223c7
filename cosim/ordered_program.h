// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cosim/clock.h"
#include "cosim/random_source.h"
#include "isa/hardware_config.h"
#include "isa/instruction.h"

namespace vta::cosim {

struct ByteRange {
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;
};

/// What an instruction touches that another module may touch too.
struct Footprint {
    std::vector<std::uint32_t> inp;  ///< tensors that a LOAD writes or a GEMM reads
    std::vector<std::uint32_t> wgt;
    std::vector<std::uint32_t> out;  ///< tensors that GEMM and ALU write or a STORE reads
    std::vector<ByteRange> dram;     ///< what a LOAD reads or a STORE writes
};

/// An instruction with its footprint, not yet in a program.
struct Planned {
    isa::Instruction instruction;
    Footprint footprint;
};

/// Builds a program whose conflicting accesses are ordered by tokens, by construction.
///
/// The n-th pop of a token queue comes after the n-th push, so "happens before" is known while the
/// program is built: every instruction has a vector clock. An instruction whose footprint conflicts
/// with an earlier one that does not happen before it gets a pop, and the earlier one (or a later
/// one of its module) a push; tokens in between are popped by token-only instructions. A push is
/// only ever added behind the last push of its queue, so that it cannot change which push an
/// earlier pop meets. Pushes stand before their pops in program order: it can never get stuck.
class OrderedProgram {
  public:
    /// Token traffic that nothing needs, in percent per instruction and queue.
    struct ExtraTokens {
        std::uint32_t push = 0;
        std::uint32_t pop = 0;
    };

    OrderedProgram(const isa::HardwareConfig& config,
                   std::uint64_t dram_bytes,
                   bool enforce_order,
                   RandomSource& random);

    void set_extra_tokens(const ExtraTokens& extra) { extra_ = extra; }
    /// Every instruction waits for the one before it, whether they conflict or not.
    void set_serial(bool serial) { serial_ = serial; }

    void append(const Planned& planned);
    /// A token-only instruction of this module, pushing as asked.
    void append_sync(isa::Module module, bool push_prev, bool push_next);
    /// The next instruction of `module` pops a token if one is left (else nothing happens).
    void pop_if_any(isa::Module module, bool prev);
    /// Pops the tokens left in all queues, then FINISH behind every other instruction.
    void finish(bool drain);

    std::uint32_t size() const { return static_cast<std::uint32_t>(program_order_.size()); }
    /// Tokens that a queue might hold at most, over all queues.
    std::uint32_t token_bound() const;

    /// The instructions of one module in order, flags complete.
    std::vector<isa::Instruction> stream(isa::Module module) const;
    const std::vector<isa::Module>& program_order() const { return program_order_; }

  private:
    struct Entry {
        isa::Instruction instruction;
        Clock done{};  ///< complete once this instruction is
    };
    struct Queue {
        std::vector<std::uint32_t> pushes;  ///< 1-based instruction of the producer, ascending
        std::vector<std::uint32_t> pops;    ///< 1-based instruction of the consumer, ascending
        std::uint32_t popped = 0;           ///< pops so far, the planned one included
    };
    struct Pending {  ///< of the next instruction of a module
        bool pop_prev = false;
        bool pop_next = false;
        Clock start{};
    };
    enum Space : std::size_t { kInpSpace, kWgtSpace, kOutSpace, kDramSpace, kSpaceCount };
    /// Bytes of DRAM that are tracked as one.
    static constexpr std::uint64_t kDramGranule = 16;

    static std::size_t number(isa::Module module) { return static_cast<std::size_t>(module); }
    static bool has_queue(isa::Module from, isa::Module to);
    Queue& queue(isa::Module from, isa::Module to);
    const Queue& queue(isa::Module from, isa::Module to) const;
    std::uint32_t count(isa::Module module) const;
    bool& pop_flag(isa::Module consumer, isa::Module producer);
    static bool& push_flag(isa::Instruction& instruction, isa::Module from, isa::Module to);

    void need_before(const Footprint& footprint, isa::Module module, Clock& need) const;
    void note(const Footprint& footprint, isa::Module module);
    template <typename Visit>
    void for_each_granule(const Footprint& footprint, Visit visit) const;

    void require(isa::Module module, const Clock& need);
    void require_far(isa::Module module, isa::Module far, std::uint32_t index);
    void wait_for(isa::Module consumer, isa::Module producer, std::uint32_t index);
    void pop_next_token(isa::Module consumer, isa::Module producer);
    void add_push(isa::Module producer, isa::Module consumer, std::uint32_t index);
    void plan_extra_pops(isa::Module module);
    void plan_extra_pushes(isa::Instruction& instruction);
    void commit(isa::Instruction instruction);
    isa::Instruction make_sync(isa::Module module);
    std::uint32_t queue_bound(isa::Module from, isa::Module to) const;

    const isa::HardwareConfig& config_;
    RandomSource& random_;
    bool enforce_order_;
    bool serial_ = false;
    ExtraTokens extra_;
    std::array<std::vector<Entry>, isa::kModuleCount> streams_;
    std::array<Pending, isa::kModuleCount> pending_;
    std::array<Queue, 4> queues_;  ///< load-compute, compute-load, compute-store, store-compute
    std::vector<isa::Module> program_order_;
    /// Latest access: 1-based instruction of the module, by space, module and tensor or granule.
    std::array<std::array<std::vector<std::uint32_t>, isa::kModuleCount>, kSpaceCount> last_;
};

}  // namespace vta::cosim
