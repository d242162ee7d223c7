// SPDX-License-Identifier: Apache-2.0
#include "sim/counters_observer.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "models/timing/operations.h"
#include "sim/counters_queues.h"

namespace vta::sim {

namespace {

using cycle::Cycle;
using timing::kNever;

std::size_t row_of(Activity activity) { return static_cast<std::size_t>(activity); }

Activity kind_of(const isa::Instruction& instruction) {
    switch (instruction.opcode) {
        case isa::Opcode::kStore:
            return instruction.is_sync() ? Activity::kStoreSync : Activity::kStore;
        case isa::Opcode::kGemm:
            return instruction.reset ? Activity::kGemmReset : Activity::kGemm;
        case isa::Opcode::kAlu:
            return Activity::kAlu;
        case isa::Opcode::kFinish:
            return Activity::kFinish;
        case isa::Opcode::kLoad:
            break;
    }
    const bool in_load = module_of(instruction) == isa::Module::kLoad;
    if (instruction.is_sync()) return in_load ? Activity::kLoadSync : Activity::kComputeSync;
    if (in_load) {
        return instruction.memory_type == isa::MemoryType::kInp ? Activity::kLoadInp
                                                                : Activity::kLoadWgt;
    }
    return instruction.memory_type == isa::MemoryType::kUop ? Activity::kLoadUop
                                                            : Activity::kLoadAcc;
}

}  // namespace

CounterObserver::CounterObserver(const isa::HardwareConfig& config, const Options& options)
    : config_(config),
      options_(options),
      codec_(config),
      store_timing_(config),
      beat_cycles_(config.parameters().memory_cycles_per_beat),
      windows_(options.window_cycles, options.max_windows) {}

void CounterObserver::powered_up() {
    tokens_ = {};
    queued_instructions_ = false;
}

void CounterObserver::begin(const isa::Program& program) {
    if (queued_instructions_) {
        throw UserError(
            "counters: the launch before ended with instructions behind its FINISH still in their "
            "queues; they would run in this launch, and their cycles have no instruction of it");
    }
    program_ = &program;
    instructions_.assign(program.instructions.size(), {});
    decoded_.resize(instructions_.size());
    rows_.assign(kActivityCount + (options_.per_instruction ? decoded_.size() : 0), {});
    for (std::size_t unit = 0; unit < lanes_.size(); ++unit) {
        Lane& lane = lanes_[unit];
        lane.index = kNoInstruction;
        lane.row = &rows_[row_of(Activity::kUnits) + unit];
        lane.touching = true;
        lane.ahead.clear();
    }
    reads_ahead_.clear();
    requests_ahead_.clear();
    writes_ahead_.clear();
    last_ = {};
    now_ = 0;
    finish_ = kNever;
    start_at(0);
}

void CounterObserver::start_at(Cycle origin) {
    origin_ = origin;
    spans_.launched(origin);
    windows_.begin_at(static_cast<Cycle>(total_.cycles) - origin);
}

void CounterObserver::note(std::uint32_t index,
                           const isa::Instruction& instruction,
                           Cycle dispatched) {
    decoded_[index] = instruction;
    instructions_[index].kind = kind_of(instruction);
    instructions_[index].dispatched = dispatched;
}

void CounterObserver::dispatched(cycle::Unit, std::uint32_t index, Cycle cycle) {
    // What cannot be decoded is never dispatched.
    note(index, codec_.decode(program_->instructions[index]).value_or(isa::Instruction{}), cycle);
}

// Instructions are dispatched in their order.
void CounterObserver::note_undispatched() {
    for (auto i = instructions_.size(); i > 0 && instructions_[i - 1].dispatched >= kNever; --i)
        note(static_cast<std::uint32_t>(i - 1),
             codec_.decode(program_->instructions[i - 1]).value_or(isa::Instruction{}),
             kNever);
}

void CounterObserver::started(cycle::Unit, std::uint32_t index, Cycle cycle) {
    instructions_[index].started = cycle;
    if (finish_ >= kNever) now_ = cycle;
}

void CounterObserver::done(cycle::Unit, std::uint32_t index, Cycle cycle) {
    instructions_[index].done = cycle;
}

void CounterObserver::select_row(cycle::Unit unit, std::uint32_t index) {
    Lane& lane = this->lane(unit);
    lane.index = index;
    std::size_t row = row_of(Activity::kUnits) + index_of(unit);
    if (index != kNoInstruction && index_of(unit) < isa::kModuleCount)
        row = options_.per_instruction ? kActivityCount + index : row_of(instructions_[index].kind);
    lane.row = &rows_[row];
}

void CounterObserver::span(
    cycle::Unit unit, cycle::Cause cause, Cycle begin, Cycle end, std::uint32_t index) {
    if (begin >= finish_) return;
    Lane& lane = this->lane(unit);
    if (index != lane.index) select_row(unit, index);
    Cycle& covered = spans_.covered(unit);
    lane.touching &= begin == covered;
    covered = end;
    (*lane.row)[static_cast<std::size_t>(cause)] += static_cast<std::uint64_t>(end - begin);
    lane.ahead.push({lane.row, begin, end, unit, cause}, now_);
    if (windows_.enabled()) windows_.add(unit, cause, begin, end, 1);
}

void CounterObserver::read_request(
    cycle::Client client, std::uint32_t, std::uint64_t, std::uint32_t beats, Cycle cycle) {
    if (cycle > finish_) return;
    if (finish_ >= kNever) now_ = cycle;
    ++last_.reads[index_of(client)].bursts;
    requests_ahead_.push({cycle, cycle + 1, client, beats}, now_);
}

void CounterObserver::read_data(cycle::Client client,
                                std::uint32_t,
                                std::uint32_t beats,
                                Cycle first) {
    if (first > finish_) return;
    last_.reads[index_of(client)].beats += beats;
    const Cycle period = beat_cycles_;
    reads_ahead_.push({first, first + (beats - 1) * period + 1, client, beats}, now_);
    if (windows_.enabled()) windows_.add_reads(client, first, beats, period, 1);
}

void CounterObserver::write_request(std::uint64_t, std::uint32_t beats, Cycle cycle) {
    if (cycle > finish_) return;
    ++last_.writes.bursts;
    last_.writes.beats += beats;
    const Cycle last = cycle + store_timing_.data_cycles(beats);
    writes_ahead_.push({cycle, last + 1, cycle::Client::kFetch, beats}, now_);
    if (windows_.enabled()) windows_.add_writes(cycle, beats);
}

void CounterObserver::end(const cycle::LaunchResult& result, bool complete) {
    const Cycle finish = result.cycles;
    forget_beyond(origin_ + finish);
    forget_traffic_beyond(origin_ + finish);
    note_undispatched();
    last_.launches = 1;
    last_.cycles = static_cast<std::uint64_t>(finish);
    collect_causes();
    collect_instructions(finish);
    collect_queues(finish);
    if (complete) check(result);
    total_ += last_;
}

// Cycles from FINISH on belong to nobody.
void CounterObserver::forget_beyond(Cycle finish) {
    for (Lane& lane : lanes_) {
        lane.ahead.for_each([&](const Span& span) {
            if (span.end <= finish) return;
            const Cycle begin = std::max(span.begin, finish);
            (*span.row)[static_cast<std::size_t>(span.cause)] -=
                static_cast<std::uint64_t>(span.end - begin);
            if (windows_.enabled()) windows_.add(span.unit, span.cause, begin, span.end, -1);
        });
    }
}

// A handshake or beat in FINISH's own cycle counts, as in the hardware's counters.
void CounterObserver::forget_traffic_beyond(Cycle finish) {
    requests_ahead_.for_each([&](const Beats& request) {
        if (request.first > finish) --last_.reads[index_of(request.client)].bursts;
    });
    const Cycle period = beat_cycles_;
    reads_ahead_.for_each([&](const Beats& run) {
        if (run.end - 1 <= finish) return;
        const Cycle within = finish < run.first ? 0 : (finish - run.first) / period + 1;
        const auto late = static_cast<std::uint32_t>(run.beats - within);
        last_.reads[index_of(run.client)].beats -= late;
        if (windows_.enabled())
            windows_.add_reads(run.client, run.first + within * period, late, period, -1);
    });
    writes_ahead_.for_each([&](const Beats& write) {
        if (write.end - 1 <= finish) return;
        const bool begun = write.first <= finish;
        const std::uint32_t within =
            begun ? store_timing_.beats_within(finish - write.first, write.beats) : 0;
        if (!begun) --last_.writes.bursts;
        last_.writes.beats -= write.beats - within;
        if (windows_.enabled())
            windows_.add_writes(write.first, std::int64_t{within} - write.beats);
    });
}

void CounterObserver::collect_causes() {
    for (std::size_t i = 0; i < kActivityCount; ++i) last_.causes[i] = rows_[i];
    if (!options_.per_instruction) return;
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
        CauseCycles& sum = last_.causes[row_of(instructions_[i].kind)];
        const CauseCycles& row = causes(i);
        for (std::size_t cause = 0; cause < kCauseCount; ++cause) sum[cause] += row[cause];
    }
}

void CounterObserver::collect_instructions(Cycle finish) {
    for (std::size_t i = 0; i < instructions_.size(); ++i)
        if (instructions_[i].started <= finish) count_work(instructions_[i].kind, decoded_[i]);
}

void CounterObserver::count_work(Activity kind, const isa::Instruction& instruction) {
    ++last_.instructions[row_of(kind)];
    if (kind == Activity::kLoadUop)
        last_.uops_loaded += std::uint64_t{instruction.x_size} * instruction.y_size;
    if (kind != Activity::kGemm && kind != Activity::kGemmReset && kind != Activity::kAlu) return;
    const auto operations = static_cast<std::uint64_t>(timing::operation_count(instruction));
    if (kind == Activity::kGemm) last_.gemm_operations += operations;
    if (kind == Activity::kGemmReset) last_.reset_operations += operations;
    if (kind != Activity::kAlu) return;
    last_.alu_operations += operations;
    ++last_.alu_instructions[static_cast<std::size_t>(instruction.alu_opcode)];
    last_.alu_immediate += instruction.use_imm;
}

void CounterObserver::collect_queues(Cycle finish) {
    for (QueueTimes& queue : command_times_) queue.clear();
    for (QueueTimes& queue : token_times_) queue.clear();
    for (std::size_t i = 0; i < instructions_.size(); ++i) {
        const InstructionCounters& times = instructions_[i];
        if (times.dispatched >= kNever) break;
        const cycle::Unit unit = unit_of(times.kind);
        QueueTimes& commands = command_times_[index_of(unit)];
        commands.pushes.push_back(times.dispatched);
        if (times.done < kNever) commands.pops.push_back(times.done);
        const TokenUse use = token_use(unit, decoded_[i]);
        for (std::size_t queue = 0; queue < cycle::kTokenQueueCount; ++queue) {
            QueueTimes& tokens = token_times_[queue];
            if (use.pops[queue] && times.started < kNever) tokens.pops.push_back(times.started);
            if (use.pushes[queue] && times.done < kNever) tokens.pushes.push_back(times.done);
        }
    }
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        const QueueTimes& times = command_times_[module];
        std::uint64_t entries = 0;
        last_.command_queues[module] =
            queue_occupancy(times.pushes, times.pops, finish, ~std::uint64_t{0}, entries);
        queued_instructions_ |= entries > 0;
    }
    for (std::size_t queue = 0; queue < cycle::kTokenQueueCount; ++queue) {
        const QueueTimes& times = token_times_[queue];
        last_.token_queues[queue] =
            queue_occupancy(times.pushes, times.pops, finish, kMaximumTokens, tokens_[queue]);
    }
}

void CounterObserver::check(const cycle::LaunchResult& result) const {
    for (std::size_t unit = 0; unit < lanes_.size(); ++unit) {
        VTA_CHECK(lanes_[unit].touching,
                  std::string("the spans of ") + to_string(static_cast<cycle::Unit>(unit)) +
                      " leave a gap");
    }
    check_sums(last_);
    const Traffic reads = last_.reads_total();
    VTA_CHECK(reads.bursts == result.read_bursts && reads.beats == result.read_beats &&
                  last_.writes.bursts == result.write_bursts &&
                  last_.writes.beats == result.write_beats,
              "counted memory traffic differs from the hardware's counters");
    VTA_CHECK(
        last_.gemm_operations + last_.reset_operations + last_.alu_operations == result.acc_writes,
        "counted operations differ from the hardware's accumulator writes");
}

}  // namespace vta::sim
