// SPDX-License-Identifier: Apache-2.0
#include "models/functional/simulator.h"

#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/error.h"
#include "base/log.h"
#include "isa/codec.h"
#include "isa/disassembler.h"
#include "isa/stuck.h"
#include "models/functional/command_queues.h"
#include "models/functional/dram_ranges.h"
#include "models/functional/loop_nest.h"

namespace vta::functional {
namespace {

using Bases = std::array<std::uint64_t, isa::kBaseRegisterCount>;

std::uint64_t operations_of(const isa::Instruction& instruction) {
    return std::uint64_t{loop_count(instruction.iter_out)} * loop_count(instruction.iter_in) *
           loop_count(std::uint32_t{instruction.uop_end} - instruction.uop_begin);
}

}  // namespace

struct Simulator::State {
    State(const isa::HardwareConfig& given, Kernels kernels)
        : config(given),
          codec(given),
          machine(given, kernels),
          queues(given.parameters().instruction_queue_depth) {}

    const isa::HardwareConfig config;
    const isa::Codec codec;
    Machine machine;
    Tokens tokens;
    CommandQueues queues;
    std::function<void(std::uint32_t)> started;
    RunResult last_result;
    Logger log{"functional"};
};

namespace {

/// Asks whether to stop, for a machine's long instructions too, and remembers the answer.
class StopQuestion {
  public:
    StopQuestion(const std::function<bool()>& stop, Machine& machine)
        : stop_(stop), machine_(machine) {
        if (stop_) machine_.set_stop([this] { return ask(); });
    }
    ~StopQuestion() { machine_.set_stop(nullptr); }
    StopQuestion(const StopQuestion&) = delete;
    StopQuestion& operator=(const StopQuestion&) = delete;

    bool said_yes() const { return yes_; }
    bool ask() {
        if (stop_ && !yes_) yes_ = stop_();
        return yes_;
    }

  private:
    const std::function<bool()>& stop_;
    Machine& machine_;
    bool yes_ = false;
};

/// One launch: hands out instructions and executes them until nothing more can happen.
class Launch {
  public:
    Launch(const isa::HardwareConfig& config,
           const isa::Codec& codec,
           Machine& machine,
           Tokens& tokens,
           CommandQueues& queues,
           const Bases& base,
           std::uint32_t count,
           Dram& dram,
           const std::function<void(std::uint32_t)>& started)
        : config_(config),
          codec_(codec),
          machine_(machine),
          tokens_(tokens),
          queues_(queues),
          base_(base),
          count_(count),
          dram_(dram),
          port_(dram, config),
          started_(started) {
        check_instruction_range();
    }

    /// Ends when `stop` says yes, asked now and then here and inside long instructions.
    void run(StopQuestion& stop) {
        for (std::uint64_t step = 1; !stop.said_yes(); ++step) {
            dispatch();
            const auto entry = queues_.take(tokens_);
            if (!entry) {
                if (!result_.finished) explain();
                break;
            }
            execute(*entry);
            if (step % kStepsPerQuestion == 0) stop.ask();
        }
        queues_.clear();
    }
    const RunResult& result() const { return result_; }

  private:
    static constexpr std::uint64_t kStepsPerQuestion = 64;

    void check_instruction_range() const {
        const std::uint64_t first = base_[0];
        const std::uint64_t bytes = std::uint64_t{count_} * isa::kInstructionBytes;
        if (count_ == 0) throw ProgramError("the program has no instructions; it can never finish");
        if (first == 0)
            throw ProgramError(
                "the instructions lie at address 0, which the memory never answers; move them");
        if (!dram_.contains(first, bytes))
            throw ProgramError(
                fmt::format("{} instructions at {:#x} lie outside DRAM ({:#x} bytes)",
                            count_,
                            first,
                            dram_.size()));
    }

    isa::Word128 word(std::uint32_t index) const {
        std::uint64_t halves[2];
        std::memcpy(
            halves, dram_.data() + base_[0] + std::uint64_t{index} * sizeof halves, sizeof halves);
        return {halves[0], halves[1]};
    }

    /// Hands out instructions until one does not fit or cannot be decoded.
    void dispatch() {
        while (next_ < count_) {
            if (!pending_) {
                pending_ = codec_.decode(word(next_));
                if (!pending_) return;
            }
            if (!queues_.push({next_, *pending_})) return;
            pending_.reset();
            ++next_;
        }
    }

    [[noreturn]] void refuse(const CommandQueues::Entry& entry, const std::string& problem) const {
        throw ProgramError(entry.index, isa::to_text(entry.instruction), problem);
    }

    void execute(const CommandQueues::Entry& entry) {
        const isa::Instruction& instruction = entry.instruction;
        const isa::Module module = isa::module_of(instruction);
        tokens_.pop(module, instruction);
        if (started_) started_(entry.index);
        if (instruction.is_memory()) transfer(entry);
        if (instruction.opcode == isa::Opcode::kGemm) machine_.gemm(instruction);
        if (instruction.opcode == isa::Opcode::kAlu) machine_.alu(instruction);
        const std::uint32_t lost = tokens_.push(module, instruction);
        ++executed_[static_cast<std::size_t>(module)];
        if (!result_.finished) count(instruction, lost);
    }

    void transfer(const CommandQueues::Entry& entry) {
        const isa::Instruction& instruction = entry.instruction;
        const bool is_store = instruction.opcode == isa::Opcode::kStore;
        const isa::BaseRegister which =
            is_store ? isa::BaseRegister::kOut : isa::base_register_of(instruction.memory_type);
        const std::uint64_t base = base_[static_cast<std::size_t>(which)];
        const std::string problem = transfer_problem(config_, instruction, base, dram_);
        if (!problem.empty()) {
            if (result_.finished) return;  // the launch is over; nobody waits for this one
            refuse(entry, problem);
        }
        if (is_store)
            machine_.store(instruction, base, port_);
        else
            machine_.load(instruction, base, port_);
    }

    void count(const isa::Instruction& instruction, std::uint32_t lost_tokens) {
        ++result_.instructions;
        result_.lost_tokens += lost_tokens;
        const bool is_gemm = instruction.opcode == isa::Opcode::kGemm;
        if (is_gemm || instruction.opcode == isa::Opcode::kAlu) {
            const std::uint64_t operations = operations_of(instruction);
            result_.acc_writes += operations;
            if (is_gemm && !instruction.reset) result_.gemm_operations += operations;
        }
        result_.finished = instruction.opcode == isa::Opcode::kFinish;
    }

    /// Nothing can run and FINISH was not reached: says why.
    [[noreturn]] void explain() {
        isa::StuckState state;
        queues_.describe(tokens_, state);
        queues_.clear();
        if (next_ < count_ && !pending_) {
            const isa::Word128 at = word(next_);
            throw ProgramError(next_, isa::disassemble(codec_, at), codec_.undecodable_reason(at));
        }
        if (next_ < count_) state.blocked_dispatch = next_;
        state.executed = executed_;
        state.dispatched = next_;
        state.count = count_;
        throw isa::StuckError(std::move(state));
    }

    const isa::HardwareConfig& config_;
    const isa::Codec& codec_;
    Machine& machine_;
    Tokens& tokens_;
    CommandQueues& queues_;
    const Bases& base_;
    const std::uint32_t count_;
    Dram& dram_;
    DirectPort port_;
    const std::function<void(std::uint32_t)>& started_;

    std::uint32_t next_ = 0;                   ///< the next instruction to hand out
    std::optional<isa::Instruction> pending_;  ///< that one, decoded, while its queue is full
    std::array<std::uint32_t, isa::kModuleCount> executed_{};
    RunResult result_;
};

}  // namespace

Simulator::Simulator(const isa::HardwareConfig& config, Kernels kernels)
    : state_(std::make_unique<State>(config, kernels)) {}

Simulator::~Simulator() = default;

void Simulator::reset() {
    state_->machine.reset();
    state_->tokens.reset();
    state_->queues.clear();
}

RunResult Simulator::run(const Bases& base,
                         std::uint32_t count,
                         Dram& dram,
                         const std::function<bool()>& stop) {
    State& state = *state_;
    state.queues.clear();
    StopQuestion question(stop, state.machine);
    Launch launch(state.config,
                  state.codec,
                  state.machine,
                  state.tokens,
                  state.queues,
                  base,
                  count,
                  dram,
                  state.started);
    try {
        launch.run(question);
    } catch (const isa::StuckError&) {
        state.last_result = launch.result();
        throw;
    }
    const RunResult result = state.last_result = launch.result();
    if (result.lost_tokens > 0)
        VTA_LOG(state.log,
                kWarning,
                "{} tokens were lost: a queue holds at most 255",
                result.lost_tokens);
    return result;
}

const RunResult& Simulator::last_result() const { return state_->last_result; }

void Simulator::watch(std::function<void(std::uint32_t)> started) {
    state_->started = std::move(started);
}

Machine& Simulator::machine() { return state_->machine; }

}  // namespace vta::functional
