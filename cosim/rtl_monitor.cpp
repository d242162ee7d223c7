// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_monitor.h"

#include <fmt/format.h>

#include "isa/disassembler.h"

namespace vta::cosim {
namespace {

using cycle::Client;
using cycle::TokenQueueId;
using cycle::Unit;

// Longest way of anything through the design between two events that the probe shows while no
// module executes: fetch's own cycles, a token, a queue.
constexpr Cycle kQuietCycles = 64;
// Without a probe, totals of so many last cycles are kept until F is known.
constexpr std::size_t kRecentCycles = 4096;

enum ErrorBit : unsigned { kIllegal, kLoadRows, kStoreRows, kAddressZero, kEmpty };

constexpr auto kLoad = static_cast<std::size_t>(isa::Module::kLoad);
constexpr auto kCompute = static_cast<std::size_t>(isa::Module::kCompute);
constexpr auto kStore = static_cast<std::size_t>(isa::Module::kStore);

/// The queues that a module pops and pushes, by the flag prev and next.
struct Queues {
    std::optional<TokenQueueId> pop_prev, pop_next, push_prev, push_next;
};
constexpr std::array<Queues, isa::kModuleCount> kQueues{{
    {std::nullopt, TokenQueueId::kComputeToLoad, std::nullopt, TokenQueueId::kLoadToCompute},
    {TokenQueueId::kLoadToCompute,
     TokenQueueId::kStoreToCompute,
     TokenQueueId::kComputeToLoad,
     TokenQueueId::kComputeToStore},
    {TokenQueueId::kComputeToStore, std::nullopt, TokenQueueId::kStoreToCompute, std::nullopt},
}};

}  // namespace

RtlMonitor::RtlMonitor(const isa::HardwareConfig& config, bool has_probe)
    : config_(config), has_probe_(has_probe), program_(config) {}

void RtlMonitor::reset() {
    modules_ = {};
    client_of_ = {};
    run_ = Run{};
    tokens_ = {};
    pushes_.clear();
}

void RtlMonitor::launch(const functional::Dram& dram, std::uint64_t program, std::uint32_t count) {
    program_.load(dram, program, count);
    now_ = last_event_ = 0;
    finish_ = -1;
    for (Module& module : modules_) {
        for (Queued& queued : module.waiting) queued.current = false;
        if (module.running) module.running->current = false;
        module.executed = 0;
    }
    dispatched_ = 0;
    started_ = 0;
    gemm_operations_ = 0;
    traffic_ = Traffic{};
    recent_.clear();
    pushes_.clear();
    error_bits_ = 0;
    error_index_.reset();
    if (observer_ == nullptr) return;
    observer_->launched();
    if (watch_causes_) causes_.launch(observer_, count);
}

void RtlMonitor::cycle(const VtaRtlInputs& in,
                       const VtaRtlOutputs& out,
                       const VtaRtlProbe& probe,
                       const VtaRtlCauses& causes) {
    bool moved = count_traffic(in, out, probe);
    if (has_probe_) {
        if (!pushes_.empty()) report_pushes(probe);
        if ((probe.dispatch | probe.start | probe.done | probe.finish | probe.error) != 0) {
            moved = true;
            for (std::size_t module = 0; module < modules_.size(); ++module)
                module_events(module, probe);
            if (probe.error != 0 && finish_ < 0) note_error(probe);
            if (probe.finish != 0 && finish_ < 0) note_finish();
        }
        if (causes_.watching()) causes_.cycle({in, out, probe, causes}, now_);
        for (std::size_t i = 0; i < tokens_.size(); ++i) tokens_[i] = probe.tokens[i];
    } else if (finish_ < 0) {
        recent_.emplace_back(now_, traffic_);
        if (recent_.size() > kRecentCycles) recent_.pop_front();
    }
    if (moved) last_event_ = now_;
    ++now_;
}

void RtlMonitor::abandon() {
    if (observer_ != nullptr && run_.beats > 0) end_run();
    causes_.abandon(now_);
}

void RtlMonitor::note_finish() {
    finish_ = now_;
    if (causes_.watching()) causes_.finish(now_);
    if (observer_ != nullptr) observer_->finished(now_);
}

// Returns whether anything moved on the bus.
bool RtlMonitor::count_traffic(const VtaRtlInputs& in,
                               const VtaRtlOutputs& out,
                               const VtaRtlProbe& probe) {
    const bool address = out.mem_ar_valid != 0 && in.mem_ar_ready != 0;
    const bool beat = in.mem_r_valid != 0 && out.mem_r_ready != 0;
    const bool write_address = out.mem_aw_valid != 0 && in.mem_aw_ready != 0;
    const bool write_beat = out.mem_w_valid != 0 && in.mem_w_ready != 0;
    const bool response = in.mem_b_valid != 0 && out.mem_b_ready != 0;
    if (finish_ < 0) {
        traffic_.read_bursts += address ? 1 : 0;
        traffic_.read_beats += beat ? 1 : 0;
        traffic_.write_bursts += write_address ? 1 : 0;
        traffic_.write_beats += write_beat ? 1 : 0;
    }
    if (observer_ != nullptr) {
        if (address) {
            const auto client = static_cast<Client>(has_probe_ ? probe.ar_client : 0);
            client_of_[out.mem_ar_id & 0xff] = client;
            observer_->read_request(
                client, out.mem_ar_id, out.mem_ar_addr, out.mem_ar_len + 1, now_);
        }
        if (beat)
            read_beat(in);
        else if (run_.beats > 0)
            end_run();
        if (write_address) observer_->write_request(out.mem_aw_addr, out.mem_aw_len + 1, now_);
        if (response) observer_->write_response(now_);
    }
    return address || beat || write_address || write_beat || response;
}

void RtlMonitor::read_beat(const VtaRtlInputs& in) {
    if (run_.beats > 0 && run_.id != in.mem_r_id) end_run();
    if (run_.beats == 0) run_ = {0, in.mem_r_id, now_};
    ++run_.beats;
    if (in.mem_r_last != 0) end_run();
}

void RtlMonitor::end_run() {
    observer_->read_data(client_of_[run_.id & 0xff], run_.id, run_.beats, run_.first);
    run_.beats = 0;
}

void RtlMonitor::module_events(std::size_t number, const VtaRtlProbe& probe) {
    Module& module = modules_[number];
    const auto unit = static_cast<Unit>(number);
    if ((probe.done >> number & 1) != 0 && module.running) {
        const Queued done = *module.running;
        module.running.reset();
        if (done.current) {
            ++module.executed;
            if (causes_.watching()) causes_.done(unit);
            if (observer_ != nullptr) {
                observer_->done(unit, done.index, now_);
                tokens_put(number, done.index);
            }
        }
    }
    if ((probe.start >> number & 1) != 0 && !module.waiting.empty()) {
        module.running = module.waiting.front();
        module.waiting.pop_front();
        ++started_;
        if (module.running->current) {
            if (causes_.watching()) causes_.started(unit, now_);
            if (number == kCompute)
                gemm_operations_ += program_.gemm_operations(module.running->index);
            if (observer_ != nullptr) {
                tokens_taken(number, module.running->index);
                observer_->started(unit, module.running->index, now_);
            }
        }
    }
    if ((probe.dispatch >> number & 1) != 0) note_dispatch(number);
}

void RtlMonitor::note_dispatch(std::size_t number) {
    const auto unit = static_cast<Unit>(number);
    modules_[number].waiting.push_back({dispatched_, true});
    if (observer_ != nullptr) observer_->dispatched(unit, dispatched_, now_);
    if (causes_.watching())
        causes_.dispatched(
            unit, dispatched_, program_.at(dispatched_).value_or(isa::Instruction{}), now_);
    ++dispatched_;
}

// A counter shows in the cycle of a take what it was before it, and a push one cycle later.
void RtlMonitor::tokens_taken(std::size_t module, std::uint32_t index) {
    const auto instruction = program_.at(index);
    if (!instruction) return;
    const Queues& queues = kQueues[module];
    const auto take = [&](const std::optional<TokenQueueId>& queue) {
        if (!queue) return;
        const std::uint8_t count = tokens_[static_cast<std::size_t>(*queue)];
        observer_->token_popped(*queue, index, now_, count > 0 ? count - 1u : 0u);
    };
    if (instruction->pop_prev) take(queues.pop_prev);
    if (instruction->pop_next) take(queues.pop_next);
}

void RtlMonitor::tokens_put(std::size_t module, std::uint32_t index) {
    const auto instruction = program_.at(index);
    if (!instruction) return;
    const Queues& queues = kQueues[module];
    if (instruction->push_prev && queues.push_prev) pushes_.push_back({*queues.push_prev, index});
    if (instruction->push_next && queues.push_next) pushes_.push_back({*queues.push_next, index});
}

void RtlMonitor::report_pushes(const VtaRtlProbe& probe) {
    for (const Push& push : pushes_)
        if (observer_ != nullptr)
            observer_->token_pushed(push.queue,
                                    push.index,
                                    now_ - 1,
                                    probe.tokens[static_cast<std::size_t>(push.queue)]);
    pushes_.clear();
}

void RtlMonitor::note_error(const VtaRtlProbe& probe) {
    if (error_bits_ != 0) return;
    error_bits_ = probe.error;
    for (unsigned bit = 0; bit <= kEmpty && !error_index_; ++bit)
        if ((probe.error >> bit & 1) != 0) error_index_ = index_of_error(bit, probe);
}

std::optional<std::uint32_t> RtlMonitor::index_of_error(unsigned bit,
                                                        const VtaRtlProbe& probe) const {
    const auto running = [this](std::size_t module) {
        const auto& queued = modules_[module].running;
        return queued && queued->current ? std::optional<std::uint32_t>(queued->index)
                                         : std::nullopt;
    };
    switch (bit) {
        case kIllegal:
            return dispatched_;
        case kLoadRows: {  // started in this cycle
            if ((probe.start >> kLoad & 1) == 0) return running(kCompute);
            const auto load = running(kLoad);
            const auto instruction = load ? program_.at(*load) : std::nullopt;
            const bool wrong = instruction && !instruction->is_sync() && instruction->y_size == 0;
            return wrong ? load : running(kCompute);
        }
        case kStoreRows:
            return running(kStore);
        case kAddressZero:
            switch (static_cast<Client>(probe.ar_client)) {
                case Client::kFetch:
                    return std::nullopt;
                case Client::kInp:
                case Client::kWgt:
                    return running(kLoad);
                case Client::kUop:
                case Client::kAcc:
                    return running(kCompute);
            }
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

std::optional<std::string> RtlMonitor::error() const {
    if (error_bits_ == 0) return std::nullopt;
    const std::string where =
        error_index_ ? "instruction " + program_.name(*error_index_) + ": " : std::string();
    if ((error_bits_ >> kIllegal & 1) != 0)
        return where + "cannot be decoded; the RTL reports an illegal instruction";
    if ((error_bits_ >> kLoadRows & 1) != 0)
        return where + "y_size 0 with x_size > 0: the hardware never finishes this LOAD";
    if ((error_bits_ >> kStoreRows & 1) != 0)
        return where + "y_size 0 with x_size > 0: the wide storer never finishes this STORE";
    if ((error_bits_ >> kAddressZero & 1) != 0)
        return where.empty()
                   ? "instructions at address 0, which the memory never answers; place the "
                     "program and its instruction base register elsewhere"
                   : where + "reads address 0, which the memory never answers";
    if ((error_bits_ >> kEmpty & 1) != 0)
        return "launch with an instruction count of 0: the hardware never finishes; write the "
               "count "
               "of instructions first";
    return fmt::format("the RTL reports error {:#x}", error_bits_);
}

void RtlMonitor::set_finish(Cycle finish) {
    if (finish_ >= 0) return;
    finish_ = finish;
    for (const auto& [cycle, totals] : recent_)
        if (cycle <= finish) traffic_ = totals;
    recent_.clear();
    if (observer_ != nullptr) observer_->finished(finish);
}

cycle::LaunchResult RtlMonitor::result() const {
    cycle::LaunchResult result;
    result.finished = finish_ >= 0;
    result.cycles = result.finished ? finish_ : now_;
    result.read_bursts = traffic_.read_bursts;
    result.read_beats = traffic_.read_beats;
    result.write_bursts = traffic_.write_bursts;
    result.write_beats = traffic_.write_beats;
    result.instructions = started_;
    result.gemm_operations = has_probe_ ? gemm_operations_ : program_.gemm_operations();
    return result;
}

bool RtlMonitor::quiet() const {
    Cycle limit = kQuietCycles;
    bool executing = !has_probe_;
    for (const Module& module : modules_) executing = executing || module.running;
    // Without a probe nobody knows what executes; after FINISH it can only be loads and stores.
    const bool ending = !has_probe_ && finish_ >= 0;
    if (executing)
        limit += static_cast<Cycle>(ending ? program_.silent_cycles_after_finish()
                                           : program_.silent_cycles());
    return now_ - last_event_ > limit;
}

isa::StuckState RtlMonitor::stuck() const {
    isa::StuckState state;
    state.count = program_.count();
    state.dispatched = dispatched_;
    for (std::size_t number = 0; number < modules_.size(); ++number) {
        const Module& module = modules_[number];
        state.executed[number] = module.executed;
        if (module.running || module.waiting.empty() || !module.waiting.front().current) continue;
        isa::WaitingModule waiting;
        waiting.module = static_cast<isa::Module>(number);
        waiting.index = module.waiting.front().index;
        const auto instruction = program_.at(waiting.index);
        if (!instruction) continue;
        waiting.instruction = *instruction;
        const auto lacks = [&](bool pops, const std::optional<TokenQueueId>& queue) {
            return pops && queue && tokens_[static_cast<std::size_t>(*queue)] == 0;
        };
        waiting.lacks_prev = lacks(instruction->pop_prev, kQueues[number].pop_prev);
        waiting.lacks_next = lacks(instruction->pop_next, kQueues[number].pop_next);
        state.waiting.push_back(waiting);
    }
    const auto next = program_.at(dispatched_);
    if (dispatched_ < program_.count() && next) {
        const Module& module = modules_[static_cast<std::size_t>(isa::module_of(*next))];
        const std::size_t queued = module.waiting.size() + (module.running ? 1 : 0);
        if (queued >= config_.parameters().instruction_queue_depth)
            state.blocked_dispatch = dispatched_;
    }
    return state;
}

}  // namespace vta::cosim
