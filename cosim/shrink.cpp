// SPDX-License-Identifier: Apache-2.0
#include "cosim/shrink.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "cosim/legality.h"
#include "cosim/shrink_tokens.h"
#include "isa/codec.h"

namespace vta::cosim {

namespace {

using isa::Instruction;
using Instructions = std::vector<Instruction>;
using Clock = std::chrono::steady_clock;

bool is_operation(const Instruction& instruction) {
    return instruction.opcode == isa::Opcode::kGemm || instruction.opcode == isa::Opcode::kAlu;
}

class Shrinker {
  public:
    Shrinker(const isa::HardwareConfig& config,
             const isa::Program& program,
             const std::function<bool(const isa::Program&)>& fails,
             const ShrinkOptions& options)
        : config_(config), codec_(config), fails_(fails), options_(options), best_(program) {
        for (const isa::Word128& word : program.instructions)
            instructions_.push_back(codec_.decode(word).value());
    }

    ShrinkResult run() {
        bool changed = true;
        while (changed && !over()) {
            changed = remove_instructions();
            changed = empty_instructions() || changed;
            changed = remove_tokens() || changed;
            changed = simplify_fields() || changed;
            changed = remove_data() || changed;
        }
        return {best_, trials_, !over()};
    }

  private:
    bool over() const {
        if (trials_ >= options_.most_trials) return true;
        const std::chrono::duration<double> spent = Clock::now() - begin_;
        return options_.most_seconds > 0 && spent.count() >= options_.most_seconds;
    }

    /// Keeps `program` if it is legal and still fails.
    bool try_program(const isa::Program& program) {
        if (over()) return false;
        const LegalityReport report = check_legality(config_, program);
        if (!report.legal() || (options_.race_free && !report.race_free())) return false;
        ++trials_;
        if (!fails_(program)) return false;
        best_ = program;
        return true;
    }

    bool try_instructions(const Instructions& instructions) {
        isa::Program program = best_;
        program.instructions.clear();
        try {
            for (const Instruction& instruction : instructions)
                program.instructions.push_back(codec_.encode(instruction));
        } catch (const ProgramError&) {
            return false;  // a value that does not fit its field
        }
        if (!try_program(program)) return false;
        instructions_ = instructions;
        return true;
    }

    /// Delta debugging: ever smaller runs of instructions; FINISH, the last one, stays.
    bool remove_instructions() {
        bool changed = false;
        for (std::size_t run = instructions_.size() / 2; run > 0; run /= 2) {
            std::size_t end = instructions_.size() - 1;
            while (end > 0 && !over()) {
                const std::size_t begin = end > run ? end - run : 0;
                std::vector<bool> removed(instructions_.size(), false);
                std::fill(removed.begin() + static_cast<std::ptrdiff_t>(begin),
                          removed.begin() + static_cast<std::ptrdiff_t>(end),
                          true);
                if (try_instructions(without(instructions_, removed))) changed = true;
                end = begin;
            }
        }
        return changed;
    }

    /// Instructions that must stay for their tokens need not work.
    bool empty_instructions() {
        bool changed = false;
        for (std::size_t at = 0; at + 1 < instructions_.size(); ++at) {
            const Instruction tokens = tokens_only(instructions_[at]);
            if (instructions_[at] == tokens) continue;
            Instructions smaller = instructions_;
            smaller[at] = tokens;
            changed = try_instructions(smaller) || changed;
        }
        return changed;
    }

    bool remove_tokens() {
        bool changed = false;
        // A pair that goes moves no instruction, so the pairs that stay are still right.
        for (const TokenPair& pair : token_pairs(instructions_)) {
            Instructions smaller = instructions_;
            clear_pair(smaller, pair);
            changed = try_instructions(smaller) || changed;
        }
        return changed;
    }

    /// One field towards `simple`: at once, else by halves of the distance.
    template <typename T>
    bool move_field(std::size_t at, T Instruction::*field, T simple) {
        bool changed = false;
        while (instructions_[at].*field != simple) {
            const auto value = static_cast<std::int64_t>(instructions_[at].*field);
            const auto goal = static_cast<std::int64_t>(simple);
            bool moved = false;
            for (const std::int64_t next : {goal, goal + (value - goal) / 2}) {
                if (next == value) continue;
                Instructions smaller = instructions_;
                smaller[at].*field = static_cast<T>(next);
                if ((moved = try_instructions(smaller))) break;
            }
            if (!moved) return changed;
            changed = true;
        }
        return changed;
    }

    bool simplify_transfer(std::size_t at) {
        bool changed = move_field(at, &Instruction::y_pad_0, std::uint8_t{0});
        changed = move_field(at, &Instruction::y_pad_1, std::uint8_t{0}) || changed;
        changed = move_field(at, &Instruction::x_pad_0, std::uint8_t{0}) || changed;
        changed = move_field(at, &Instruction::x_pad_1, std::uint8_t{0}) || changed;
        changed = move_field(at, &Instruction::y_size, std::uint16_t{1}) || changed;
        changed = move_field(at, &Instruction::x_size, std::uint16_t{1}) || changed;
        changed = move_field(at, &Instruction::x_stride, instructions_[at].x_size) || changed;
        return move_field(at, &Instruction::sram_base, std::uint16_t{0}) || changed;
    }

    bool simplify_operation(std::size_t at) {
        bool changed = false;
        const auto after_first = static_cast<std::uint16_t>(instructions_[at].uop_begin + 1);
        changed = move_field(at, &Instruction::uop_end, after_first) || changed;
        for (const auto field : {&Instruction::iter_out, &Instruction::iter_in})
            changed = move_field(at, field, std::uint16_t{1}) || changed;
        for (const auto field : {&Instruction::dst_factor_out,
                                 &Instruction::dst_factor_in,
                                 &Instruction::src_factor_out,
                                 &Instruction::src_factor_in,
                                 &Instruction::wgt_factor_out,
                                 &Instruction::wgt_factor_in})
            changed = move_field(at, field, std::uint16_t{0}) || changed;
        return move_field(at, &Instruction::imm, std::int16_t{0}) || changed;
    }

    bool simplify_fields() {
        bool changed = false;
        for (std::size_t at = 0; at < instructions_.size() && !over(); ++at) {
            if (instructions_[at].is_memory() && !instructions_[at].is_sync())
                changed = simplify_transfer(at) || changed;
            if (is_operation(instructions_[at])) changed = simplify_operation(at) || changed;
        }
        return changed;
    }

    bool remove_data() {
        bool changed = false;
        for (std::size_t at = best_.segments.size(); at-- > 0;) {
            isa::Program program = best_;
            program.segments.erase(program.segments.begin() + static_cast<std::ptrdiff_t>(at));
            changed = try_program(program) || changed;
        }
        if (best_.dram_seed) {
            isa::Program program = best_;
            program.dram_seed.reset();
            changed = try_program(program) || changed;
        }
        return changed;
    }

    const isa::HardwareConfig& config_;
    const isa::Codec codec_;
    const std::function<bool(const isa::Program&)>& fails_;
    const ShrinkOptions options_;
    const Clock::time_point begin_ = Clock::now();
    isa::Program best_;
    Instructions instructions_;  ///< of best_
    std::uint32_t trials_ = 0;
};

}  // namespace

ShrinkResult shrink(const isa::HardwareConfig& config,
                    const isa::Program& program,
                    const std::function<bool(const isa::Program&)>& fails,
                    const ShrinkOptions& options) {
    isa::Program smaller = program;
    smaller.expected.clear();  // it need not hold for less than the whole
    return Shrinker(config, smaller, fails, options).run();
}

}  // namespace vta::cosim
