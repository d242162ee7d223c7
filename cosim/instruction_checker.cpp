// SPDX-License-Identifier: Apache-2.0
#include "cosim/instruction_checker.h"

#include <algorithm>

#include "isa/disassembler.h"

namespace vta::cosim {

using isa::Instruction;
using isa::MemoryType;
using isa::Module;
using isa::Opcode;

namespace {

constexpr std::uint64_t kPageBytes = 4096;

}  // namespace

std::string Findings::name(std::uint32_t at) const {
    return "instruction " + std::to_string(at) +
           (at < instructions_.size() ? " (" + isa::to_text(instructions_[at]) + ")" : "");
}

void Findings::add(Rule rule, std::uint32_t at, const std::string& text) {
    if (keeps(rule))
        violations_.push_back({rule, at, std::nullopt, name(at) + ": " + text, std::nullopt});
}

void Findings::add_race(std::uint32_t at, std::uint32_t other, const Place& place) {
    if (!keeps(Rule::kRace)) return;
    violations_.push_back({Rule::kRace,
                           at,
                           other,
                           name(std::min(at, other)) + " and " + name(std::max(at, other)) +
                               " both touch " + place.text() +
                               ", one writes it, and no tokens order them",
                           place});
}

InstructionChecker::InstructionChecker(const isa::HardwareConfig& config,
                                       const Launch& launch,
                                       KnownMemory& memory,
                                       Findings& findings,
                                       Scope scope)
    : config_(config),
      launch_(launch),
      instructions_(launch.instructions),
      order_(launch.order),
      memory_(memory),
      findings_(findings),
      scope_(scope),
      codec_(config) {
    for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt, MemoryType::kOut})
        for (Tensors& table : tensors_[isa::index_of(type)])
            table.numbers.assign(config.depth(type), 0);
    find_shared_dram();
}

// In most programs STOREs write where no LOAD reads: these accesses need no history.
void InstructionChecker::find_shared_dram() {
    const auto each = [this](bool stores, const auto& visit) {
        for (const Instruction& instruction : instructions_) {
            const bool store = instruction.opcode == Opcode::kStore;
            if (!instruction.is_memory() || instruction.is_sync() || instruction.y_size == 0 ||
                store != stores)
                continue;
            visit(rows_of(instruction, store ? MemoryType::kOut : instruction.memory_type));
        }
    };
    each(true, [this](const Rows& rows) { stored_.add(rows); });
    each(false, [this](const Rows& rows) {
        if (stored_.meets(rows)) loaded_.add(rows);
    });
}

void InstructionChecker::add(Rule rule, std::uint32_t at, const std::string& text) {
    const bool run = scope_ == Scope::kRaces || scope_ == Scope::kRacesWithoutData;
    const bool unknown = scope_ == Scope::kRacesWithoutData && rule == Rule::kUnknownUops;
    if (!run || unknown || rule == Rule::kInstructionRace) findings_.add(rule, at, text);
}

void InstructionChecker::check(std::uint32_t at) {
    const Instruction& instruction = instructions_[at];
    if (instruction.opcode == Opcode::kFinish || instruction.is_sync()) return;
    if (instruction.is_memory())
        check_memory(at);
    else
        check_operations(at);
}

void InstructionChecker::check_memory(std::uint32_t at) {
    const Instruction& instruction = instructions_[at];
    if (instruction.y_size == 0) {
        add(Rule::kZeroCount, at, "y_size is 0");
        return;
    }
    const bool store = instruction.opcode == Opcode::kStore;
    // A STORE's memory type is not looked at: it always stores the out memory.
    const MemoryType type = store ? MemoryType::kOut : instruction.memory_type;
    Rows place;
    const bool fits = check_scratchpad(at, type);
    if (!check_dram(at, type, place)) return;
    touch_dram(at, place, store ? Access::kWrite : Access::kRead);
    if (!fits) return;
    const std::uint32_t rows =
        instruction.y_size + (store ? 0u : instruction.y_pad_0 + instruction.y_pad_1);
    const std::uint32_t columns =
        instruction.x_size + (store ? 0u : instruction.x_pad_0 + instruction.x_pad_1);
    if (type == MemoryType::kUop) load_uops(at, place);
    if (tensors_[isa::index_of(type)][0].numbers.empty()) return;  // Compute's own
    touch(at, type, {{instruction.sram_base, instruction.sram_base + rows * columns}});
}

bool InstructionChecker::check_scratchpad(std::uint32_t at, MemoryType type) {
    const Instruction& instruction = instructions_[at];
    const bool store = instruction.opcode == Opcode::kStore;
    const std::uint64_t rows =
        instruction.y_size + (store ? 0u : instruction.y_pad_0 + instruction.y_pad_1);
    const std::uint64_t columns =
        instruction.x_size + (store ? 0u : instruction.x_pad_0 + instruction.x_pad_1);
    const std::uint64_t end = instruction.sram_base + rows * columns;
    if (end <= config_.depth(type)) return true;
    add(Rule::kScratchpadRange,
        at,
        "touches " + std::string(to_string(type)) + " tensors up to " + std::to_string(end - 1) +
            ", the memory has " + std::to_string(config_.depth(type)));
    return false;
}

InstructionChecker::Rows InstructionChecker::rows_of(const Instruction& instruction,
                                                     MemoryType type) const {
    const std::uint64_t bytes = config_.elem_bytes(type);
    const std::uint64_t base = launch_.base[static_cast<std::size_t>(isa::base_register_of(type))];
    const std::uint64_t offset = instruction.dram_base * bytes;
    return {base | (offset & 0xffffffffu),
            instruction.x_size * bytes,
            instruction.x_stride * bytes,
            instruction.y_size};
}

bool InstructionChecker::check_dram(std::uint32_t at, MemoryType type, Rows& place) {
    const Instruction& instruction = instructions_[at];
    const std::uint64_t bytes = config_.elem_bytes(type);
    const std::uint64_t base = launch_.base[static_cast<std::size_t>(isa::base_register_of(type))];
    const std::uint64_t offset = instruction.dram_base * bytes;
    if ((base | (offset & 0xffffffffu)) != base + offset)
        add(Rule::kBaseOverlap,
            at,
            "base register " + std::to_string(base) + " OR offset " + std::to_string(offset) +
                " is not their sum");
    place = rows_of(instruction, type);
    if (place.first < kPageBytes)
        add(Rule::kReservedPage,
            at,
            "DRAM address " + std::to_string(place.first) + " lies in page 0");
    if (place.first <= memory_.dram->size() && place.end() <= memory_.dram->size()) return true;
    add(Rule::kDramRange,
        at,
        "touches DRAM up to byte " + std::to_string(place.end() - 1) + ", DRAM has " +
            std::to_string(memory_.dram->size()));
    return false;
}

void InstructionChecker::load_uops(std::uint32_t at, const Rows& place) {
    const Instruction& load = instructions_[at];
    const std::uint32_t width = load.x_size + load.x_pad_0 + load.x_pad_1;
    const std::uint32_t rows = load.y_size + load.y_pad_0 + load.y_pad_1;
    auto& uops = memory_.uops;
    const bool pads = width * rows != std::uint32_t{load.x_size} * load.y_size;
    bool changed = pads;
    if (pads) std::fill_n(uops.begin() + load.sram_base, width * rows, isa::Uop{});
    for (std::uint32_t y = 0; y < load.y_size; ++y) {
        const std::uint64_t row = place.first + y * place.step;
        if (scope_ != Scope::kRaces && memory_.stored.latest(row, row + place.row_bytes) != 0)
            add(Rule::kUnknownUops, at, "loads micro-ops that a STORE wrote");
        const std::uint32_t to = load.sram_base + (y + load.y_pad_0) * width + load.x_pad_0;
        for (std::uint32_t x = 0; x < load.x_size; ++x) {
            const std::uint8_t* const bytes = memory_.dram->data() + row + x * isa::kUopBytes;
            const std::uint32_t word = bytes[0] | std::uint32_t{bytes[1]} << 8 |
                                       std::uint32_t{bytes[2]} << 16 |
                                       std::uint32_t{bytes[3]} << 24;
            const isa::Uop uop = codec_.decode_uop(word);
            changed = changed || !(uop == uops[to + x]);
            uops[to + x] = uop;
        }
    }
    if (changed) indices_.clear();
}

bool InstructionChecker::check_counts(std::uint32_t at) {
    const Instruction& instruction = instructions_[at];
    if (instruction.iter_out == 0 || instruction.iter_in == 0 ||
        instruction.uop_begin >= instruction.uop_end) {
        add(Rule::kZeroCount, at, "a loop count of 0 or no micro-ops");
        return false;
    }
    if (instruction.uop_end > memory_.uops.size()) {
        add(Rule::kUopRange,
            at,
            "micro-ops up to " + std::to_string(instruction.uop_end - 1) + ", the memory has " +
                std::to_string(memory_.uops.size()));
        return false;
    }
    return true;
}

bool InstructionChecker::check_operand(std::uint32_t at,
                                       const Operand& operand,
                                       MemoryType type,
                                       const char* field) {
    const std::uint64_t highest = highest_index(instructions_[at], operand, memory_.uops);
    if (highest < config_.depth(type)) return true;
    add(Rule::kScratchpadRange,
        at,
        std::string(field) + " reaches " + to_string(type) + " tensor " + std::to_string(highest) +
            ", the memory has " + std::to_string(config_.depth(type)));
    return false;
}

void InstructionChecker::check_alu(std::uint32_t at) {
    const Instruction& instruction = instructions_[at];
    if (scope_ == Scope::kRaces || scope_ == Scope::kRacesWithoutData) return;
    if (has_alu_lag(instruction, memory_.uops))
        add(Rule::kAluLag,
            at,
            "an operation reads as source what the one before it writes; the hardware reads the "
            "old value");
    if (scope_ == Scope::kNotes && repeats_dst(instruction, memory_.uops))
        add(Rule::kAluRepeat,
            at,
            instruction.use_imm
                ? "consecutive immediate operations write one tensor: an assertion of the original "
                  "hardware stops its simulation"
                : "consecutive operations accumulate into one tensor: right only with a memory "
                  "that reads what is written in the same cycle");
}

void InstructionChecker::check_operations(std::uint32_t at) {
    const Instruction& instruction = instructions_[at];
    if (!check_counts(at)) return;
    const Operand dst = dst_operand(instruction), src = src_operand(instruction);
    bool fits = check_operand(at, dst, MemoryType::kAcc, "dst");
    if (instruction.opcode == Opcode::kAlu) {
        fits = check_operand(at, src, MemoryType::kAcc, "src") && fits;
        check_alu(at);
    }
    const bool multiplies = instruction.opcode == Opcode::kGemm && !instruction.reset;
    if (multiplies) {
        fits = check_operand(at, src, MemoryType::kInp, "src") && fits;
        fits = check_operand(at, wgt_operand(instruction), MemoryType::kWgt, "wgt") && fits;
    }
    if (!fits || instruction.reset) return;  // a reset writes acc only, which is Compute's own
    const auto touched = [&](const Operand& operand, MemoryType type) {
        touch(at, type, indices(instruction, operand, type));
    };
    touched(dst, MemoryType::kOut);
    if (!multiplies) return;
    touched(src, MemoryType::kInp);
    touched(wgt_operand(instruction), MemoryType::kWgt);
}

std::uint32_t InstructionChecker::number_of(std::uint32_t at) const {
    return order_.start[at][static_cast<std::size_t>(isa::module_of(instructions_[at]))] + 1;
}

const std::vector<IndexRange>& InstructionChecker::indices(const Instruction& instruction,
                                                           const Operand& operand,
                                                           MemoryType type) {
    const OperandKey key = {static_cast<std::uint32_t>(type),
                            instruction.uop_begin,
                            instruction.uop_end,
                            instruction.iter_out,
                            instruction.iter_in,
                            operand.factor_out,
                            operand.factor_in};
    const auto known = indices_.find(key);
    if (known != indices_.end()) return known->second;
    const IndexSet set = all_indices(instruction, operand, memory_.uops, config_.depth(type));
    return indices_.emplace(key, set.ranges()).first->second;
}

/// The latest of `theirs` that is not known to be complete.
InstructionChecker::Race InstructionChecker::find_race(
    const std::vector<std::int32_t>& theirs,
    std::int32_t complete,
    const std::vector<IndexRange>& ranges) const {
    bool races = false;
    for (const IndexRange& range : ranges) {
        std::int32_t late = 0;  // no branch: this loop is what a compiler makes fast
        for (std::uint32_t tensor = range.first; tensor < range.end; ++tensor)
            late |= theirs[tensor] > complete ? 1 : 0;
        races = races || late != 0;
    }
    Race race;
    if (!races) return race;
    for (const IndexRange& range : ranges) {
        for (std::uint32_t tensor = range.first; tensor < range.end; ++tensor) {
            const std::int32_t latest = theirs[tensor];
            if (latest <= complete || latest < race.other) continue;
            if (latest > race.other) race = {latest, tensor, tensor};
            race.last = tensor;
        }
    }
    return race;
}

/// Notes the accesses and reports the latest instruction of the other module that they race with.
void InstructionChecker::touch(std::uint32_t at,
                               MemoryType type,
                               const std::vector<IndexRange>& ranges) {
    const Module self = isa::module_of(instructions_[at]);
    // inp and wgt: written by Load, read by Compute; out: written by Compute, read by Store.
    Module other = Module::kCompute;
    if (self == Module::kCompute) other = type == MemoryType::kOut ? Module::kStore : Module::kLoad;
    auto& tables = tensors_[isa::index_of(type)];
    Tensors& mine = tables[static_cast<std::size_t>(self)];
    const auto number = static_cast<std::int32_t>(number_of(at));
    mine.latest = number;
    for (const IndexRange& range : ranges)
        std::fill(mine.numbers.begin() + range.first, mine.numbers.begin() + range.end, number);
    const Tensors& theirs = tables[static_cast<std::size_t>(other)];
    const auto complete =
        static_cast<std::int32_t>(order_.start[at][static_cast<std::size_t>(other)]);
    if (theirs.latest <= complete) return;
    const Race race = find_race(theirs.numbers, complete, ranges);
    if (race.other > 0)
        findings_.add_race(at,
                           order_.position(other, static_cast<std::uint32_t>(race.other)),
                           {to_string(type), race.first, race.last});
}

void InstructionChecker::touch_dram(std::uint32_t at, const Rows& place, Access access) {
    const bool writes = access == Access::kWrite;
    const Rows joined = place.joined();
    const auto each_row = [&](const auto& visit) {
        for (std::uint64_t y = 0; y < joined.rows; ++y) {
            const std::uint64_t begin = joined.first + y * joined.step;
            visit(begin, begin + joined.row_bytes);
        }
    };
    if ((writes ? loaded_ : stored_).meets(place)) {
        find_dram_race(at, place, access);
        AccessHistory& mine =
            dram_accesses_[static_cast<std::size_t>(isa::module_of(instructions_[at]))];
        each_row(
            [&](std::uint64_t begin, std::uint64_t end) { mine.note(begin, end, number_of(at)); });
    }
    if (!writes) return;
    const std::uint64_t code = launch_.base[0];
    const std::uint64_t code_end = code + instructions_.size() * isa::kInstructionBytes;
    bool over_code = false;
    each_row([&](std::uint64_t begin, std::uint64_t end) {
        over_code = over_code || (begin < code_end && code < end);
        // A run with data knows what was stored.
        if (scope_ != Scope::kRaces) memory_.stored.note(begin, end, 1);
    });
    if (over_code) add(Rule::kInstructionRace, at, "writes where the instructions lie");
}

void InstructionChecker::find_dram_race(std::uint32_t at, const Rows& place, Access access) {
    const Module self = isa::module_of(instructions_[at]);
    for (std::uint64_t y = 0; y < place.rows; ++y) {
        const std::uint64_t begin = place.first + y * place.step, end = begin + place.row_bytes;
        for (const Module other : {Module::kLoad, Module::kCompute, Module::kStore}) {
            // Only Store writes DRAM.
            if (other == self || (access == Access::kRead && other != Module::kStore)) continue;
            const std::size_t number = static_cast<std::size_t>(other);
            const std::uint32_t latest = dram_accesses_[number].latest(begin, end);
            if (latest <= order_.start[at][number]) continue;
            findings_.add_race(at, order_.position(other, latest), {"DRAM", begin, end - 1});
            return;  // one report an instruction is enough
        }
    }
}

}  // namespace vta::cosim
