// SPDX-License-Identifier: Apache-2.0
#include "models/timing/program_replay.h"

#include <algorithm>
#include <utility>

#include "models/timing/fetch_timing.h"
#include "models/timing/loader.h"
#include "models/timing/memory_timing.h"
#include "models/timing/operations.h"
#include "models/timing/read_arbiter.h"
#include "models/timing/store_timing.h"

namespace vta::timing {

namespace {

using isa::Instruction;
using isa::MemoryType;
using isa::Opcode;

// Read clients by priority.
enum Client : std::size_t { kFetch, kUop, kInp, kWgt, kAcc, kClients };

// A client's command queue takes the next command two cycles after a grant.
constexpr Cycle kGrantToRequest = 2;
constexpr Cycle kWriteHandshake = 1;

/// Push cycles of one token queue, and how many were popped.
struct Tokens {
    std::uint32_t before = 0;
    std::vector<Cycle> pushes;
    std::size_t popped = 0;
    /// First cycle in which the next token can be popped.
    Cycle ready() const {
        if (popped < before) return -kNever;
        const std::size_t number = popped - before;
        return number < pushes.size() ? pushes[number] + 1 : kNever;
    }
};

/// Load, Compute or Store.
struct Unit {
    std::vector<std::uint32_t> queue;  ///< instructions handed out, by position in the program
    std::vector<Cycle> done;           ///< of those that ended
    std::size_t started = 0;
    Cycle free_from = 0;
    bool idle() const { return done.size() == started; }
};

/// A transfer of a read client that is under way.
struct Transfer {
    RowBursts bursts;
    LoadProgress progress;
    std::uint32_t index = 0;
    explicit Transfer(const BusShape& bus) : bursts(bus) {}
};

class Walk {
  public:
    Walk(const isa::HardwareConfig& config,
         const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
         const std::vector<Instruction>& program,
         const ReplayOptions& options)
        : config_(config),
          base_(base),
          program_(program),
          bus_(config),
          fetch_(config),
          store_(config),
          memory_(config),
          arbiter_(config.parameters().outstanding_reads),
          transfers_(kClients, Transfer(bus_)) {
        for (std::size_t pair = 0; pair < 2; ++pair) {
            up_[pair].before = options.tokens[2 * pair];
            down_[pair].before = options.tokens[2 * pair + 1];
        }
        replay_.times.resize(program.size());
    }

    Replay run() {
        start_chunk(fetch_.launch_to_start());
        while (!replay_.finished) {
            drain();
            std::size_t first = 0;
            std::array<Cycle, isa::kModuleCount> starts{};
            for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
                starts[module] = start_cycle(module);
                if (starts[module] < starts[first]) first = module;
            }
            const Cycle grant_at = arbiter_.next_grant();
            if (starts[first] >= kNever && grant_at >= kNever) break;  // stuck
            if (starts[first] <= grant_at)
                start(first, starts[first]);
            else
                grant(grant_at);
        }
        return std::move(replay_);
    }

  private:
    std::uint64_t address_of(const Instruction& instruction, MemoryType type) const {
        const std::uint64_t offset =
            std::uint64_t{instruction.dram_base} * config_.elem_bytes(type);
        return (base_[static_cast<std::size_t>(isa::base_register_of(type))] |
                (offset & 0xffffffffu)) &
               bus_.address_mask;
    }

    // Fetch.
    void start_chunk(Cycle start) {
        chunk_size_ = std::min<std::uint32_t>(static_cast<std::uint32_t>(program_.size()) - read_,
                                              fetch_.chunk_instructions);
        if (chunk_size_ == 0) return;
        transfers_[kFetch].bursts = fetch_.bursts(
            bus_, base_[0] + std::uint64_t{read_} * isa::kInstructionBytes, chunk_size_);
        arbiter_.request(kFetch, start + fetch_.start_to_request);
    }

    void chunk_arrived(Cycle last_beat) {
        chunk_end_ = read_ += chunk_size_;
        drain_from_ = last_beat + fetch_.last_beat_to_drain;
        draining_ = true;
    }

    /// Hands out what arrived, as far as the rooms of the queues are known.
    void drain() {
        if (fetch_.wide) {
            while (push_to_output() || dispatch_from_output()) {
            }
        } else {
            while (draining_ && drained_ < chunk_end_ &&
                   dispatch(drained_, std::max(drain_from_, last_dispatch_ + 1)))
                ++drained_;
        }
        if (!draining_ || drained_ < chunk_end_) return;
        draining_ = false;
        start_chunk((fetch_.wide ? last_push_ : last_dispatch_) + FetchTiming::kDrainedToStart);
    }
    bool push_to_output() {
        if (!draining_ || drained_ == chunk_end_ || output_count_ == output_.size()) return false;
        const Cycle freed = output_count_ == 0 ? dispatch_before_last_ : last_dispatch_;
        last_push_ = std::max({last_push_ + 1, freed + 1, drain_from_});
        output_[output_count_++] = {drained_++, last_push_};
        return true;
    }
    bool dispatch_from_output() {
        if (output_count_ == 0) return false;
        if (!dispatch(output_[0].index, std::max(output_[0].push, last_dispatch_) + 1))
            return false;
        output_[0] = output_[1];
        --output_count_;
        return true;
    }
    bool dispatch(std::uint32_t index, Cycle from) {
        Unit& unit = units_[static_cast<std::size_t>(isa::module_of(program_[index]))];
        const std::size_t depth = config_.parameters().instruction_queue_depth;
        if (unit.queue.size() >= depth) {
            if (unit.queue.size() - depth >= unit.done.size()) return false;
            from = std::max(from, unit.done[unit.queue.size() - depth] + 1);
        }
        dispatch_before_last_ = last_dispatch_;
        last_dispatch_ = from;
        replay_.times[index].dispatch = from;
        unit.queue.push_back(index);
        return true;
    }

    // Load, Compute and Store.
    Tokens* popped(std::size_t module, bool prev) {
        if (prev) return module > 0 ? &up_[module - 1] : nullptr;
        return module + 1 < isa::kModuleCount ? &down_[module] : nullptr;
    }
    Tokens* pushed(std::size_t module, bool prev) {
        if (prev) return module > 0 ? &down_[module - 1] : nullptr;
        return module + 1 < isa::kModuleCount ? &up_[module] : nullptr;
    }
    Cycle start_cycle(std::size_t module) {
        const Unit& unit = units_[module];
        if (!unit.idle() || unit.started == unit.queue.size()) return kNever;
        const std::uint32_t index = unit.queue[unit.started];
        Cycle start = std::max(replay_.times[index].dispatch + 1, unit.free_from);
        for (const bool prev : {true, false}) {
            const Tokens* const tokens = popped(module, prev);
            if ((prev ? program_[index].pop_prev : program_[index].pop_next) && tokens != nullptr)
                start = std::max(start, tokens->ready());
        }
        return start;
    }

    void start(std::size_t module, Cycle start) {
        Unit& unit = units_[module];
        const std::uint32_t index = unit.queue[unit.started++];
        const Instruction& instruction = program_[index];
        replay_.times[index].start = start;
        for (const bool prev : {true, false}) {
            Tokens* const tokens = popped(module, prev);
            if ((prev ? instruction.pop_prev : instruction.pop_next) && tokens != nullptr)
                ++tokens->popped;
        }
        if (instruction.is_sync()) return retire(module, start + kSyncCycles);
        switch (instruction.opcode) {
            case Opcode::kGemm:
            case Opcode::kAlu:
                return retire(module, start + kPipelineCycles + issue_cycles(instruction));
            case Opcode::kFinish:
                replay_.finished = true;
                replay_.cycles = start + kFinishCycles;
                return retire(module, replay_.cycles);
            case Opcode::kStore:
                return retire(module, store_done(instruction, start));
            case Opcode::kLoad:
                start_load(index, start);
        }
    }

    Cycle store_done(const Instruction& instruction, Cycle start) const {
        RowBursts bursts = store_.bursts(instruction, address_of(instruction, MemoryType::kOut));
        Cycle command = start + StoreTiming::kStartToCommand;
        Cycle response = command;
        while (bursts.more()) {
            response = command + StoreTiming::kCommandToAddress + kWriteHandshake +
                       store_.data_cycles(bursts.next().beats) + StoreTiming::kLastBeatToResponse;
            command = response + StoreTiming::kResponseToCommand;
        }
        return response;
    }

    static Client client_of(MemoryType type) {
        switch (type) {
            case MemoryType::kUop:
                return kUop;
            case MemoryType::kInp:
                return kInp;
            case MemoryType::kWgt:
                return kWgt;
            default:
                return kAcc;
        }
    }
    void start_load(std::uint32_t index, Cycle start) {
        const Instruction& load = program_[index];
        const Client client = client_of(load.memory_type);
        Transfer& transfer = transfers_[client];
        transfer.bursts = load_bursts(config_, load, address_of(load, load.memory_type));
        transfer.progress = LoadProgress(loader_kind(config_, load.memory_type), load, start);
        transfer.index = index;
        if (transfer.bursts.more()) arbiter_.request(client, transfer.progress.first_request());
    }

    void retire(std::size_t module, Cycle done) {
        Unit& unit = units_[module];
        const std::uint32_t index = unit.queue[unit.started - 1];
        replay_.times[index].done = done;
        unit.done.push_back(done);
        unit.free_from = done + 1;
        for (const bool prev : {true, false}) {
            Tokens* const tokens = pushed(module, prev);
            if ((prev ? program_[index].push_prev : program_[index].push_next) && tokens != nullptr)
                tokens->pushes.push_back(done);
        }
    }

    // The memory engine's read side.
    void grant(Cycle cycle) {
        const std::size_t client = arbiter_.winner(cycle);
        const std::uint32_t id = arbiter_.grant(cycle);
        Transfer& transfer = transfers_[client];
        const Burst burst = transfer.bursts.next();
        const bool more = transfer.bursts.more();
        arbiter_.request(client, more ? cycle + kGrantToRequest : kNever);
        const BurstTimes times =
            memory_.request(std::max(cycle, memory_.ready_from()), burst.beats);
        arbiter_.block_until(memory_.ready_from());
        arbiter_.settle(id, times.last_beat);
        if (client == kFetch) {
            if (!more) chunk_arrived(times.last_beat);
            return;
        }
        const Cycle spacing = memory_.cycles_per_beat();
        if (spacing == 1) {
            transfer.progress.run(times.first_beat, times.last_beat);
        } else {
            for (Cycle beat = times.first_beat; beat <= times.last_beat; beat += spacing)
                transfer.progress.run(beat, beat);
        }
        if (!more)
            retire(static_cast<std::size_t>(isa::module_of(program_[transfer.index])),
                   transfer.progress.done());
    }

    struct Output {
        std::uint32_t index = 0;
        Cycle push = 0;
    };

    const isa::HardwareConfig& config_;
    const std::array<std::uint64_t, isa::kBaseRegisterCount>& base_;
    const std::vector<Instruction>& program_;
    const BusShape bus_;
    const FetchTiming fetch_;
    const StoreTiming store_;
    MemoryTiming memory_;
    ReadArbiter arbiter_;
    std::vector<Transfer> transfers_;  ///< by client
    std::array<Unit, isa::kModuleCount> units_;
    std::array<Tokens, 2> up_, down_;  ///< between module m and m + 1
    Replay replay_;

    std::uint32_t read_ = 0;     ///< instructions of the chunks that arrived
    std::uint32_t drained_ = 0;  ///< instructions that left their chunk
    std::uint32_t chunk_size_ = 0, chunk_end_ = 0;
    bool draining_ = false;
    Cycle drain_from_ = 0;
    Cycle last_dispatch_ = -kNever, dispatch_before_last_ = -kNever, last_push_ = -kNever;
    std::array<Output, 2> output_;
    std::size_t output_count_ = 0;
};

}  // namespace

Replay replay_program(const isa::HardwareConfig& config,
                      const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                      const std::vector<Instruction>& instructions,
                      const ReplayOptions& options) {
    return Walk(config, base, instructions, options).run();
}

}  // namespace vta::timing
