// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage.h"

#include <algorithm>

#include "base/error.h"
#include "isa/codec.h"

namespace vta::cosim {

using isa::AluOpcode;
using isa::Instruction;
using isa::MemoryType;
using isa::Module;
using isa::Opcode;

namespace {

const std::vector<std::string> kAluNames = {"min", "max", "add", "shr", "shl", "mul"};
const std::vector<std::string> kComputeKinds = {
    "load uop", "load acc", "load acc8", "gemm", "gemm reset", "alu imm", "alu register", "sync"};
const std::vector<std::string> kZeroOneMany = {"0", "1", "2 to 15", "16 and more"};

std::string kind_of(const Instruction& instruction) {
    if (instruction.is_sync()) return "sync";
    switch (instruction.opcode) {
        case Opcode::kLoad:
            return std::string("load ") + to_string(instruction.memory_type);
        case Opcode::kStore:
            return "store";
        case Opcode::kGemm:
            return instruction.reset ? "gemm reset" : "gemm";
        case Opcode::kAlu:
            return instruction.use_imm ? "alu imm" : "alu register";
        default:
            return "finish";
    }
}

/// A shift to the left is counted as an operation of its own.
std::string alu_name(const Instruction& alu) {
    if (alu.alu_opcode == AluOpcode::kMul) return "mul";
    if (alu.alu_opcode == AluOpcode::kShr && alu.imm < 0) return "shl";
    return kAluNames[static_cast<std::size_t>(alu.alu_opcode)];
}

std::string size_class(std::uint32_t value) {
    if (value < 2) return std::to_string(value);
    return value < 16 ? kZeroOneMany[2] : kZeroOneMany[3];
}

std::vector<std::string> flag_sets(std::initializer_list<const char*> flags) {
    std::vector<std::string> sets = {""};
    for (const char* flag : flags) {
        const std::vector<std::string> shorter = sets;
        for (const std::string& set : shorter) sets.push_back(set + " " + flag);
    }
    for (std::string& set : sets) set = set.empty() ? "none" : set.substr(1);
    return sets;
}

std::string flags_of(const Instruction& instruction) {
    std::string flags;
    if (instruction.pop_prev) flags += " pop_prev";
    if (instruction.pop_next) flags += " pop_next";
    if (instruction.push_prev) flags += " push_prev";
    if (instruction.push_next) flags += " push_next";
    return flags.empty() ? "none" : flags.substr(1);
}

std::string pads_of(const Instruction& load) {
    std::string pads;
    if (load.y_pad_0 != 0) pads += " top";
    if (load.y_pad_1 != 0) pads += " bottom";
    if (load.x_pad_0 != 0) pads += " left";
    if (load.x_pad_1 != 0) pads += " right";
    return pads.empty() ? "none" : pads.substr(1);
}

std::string stride_class(const Instruction& transfer) {
    if (transfer.x_stride == 0) return "0";
    if (transfer.x_stride < transfer.x_size) return "rows overlap";
    return transfer.x_stride == transfer.x_size ? "dense" : "gaps";
}

}  // namespace

void ProgramCoverage::expect(const std::string& group, const std::vector<std::string>& values) {
    for (const std::string& value : values) bins_.emplace(group + ": " + value, 0);
}

ProgramCoverage::ProgramCoverage(bool extensions) {
    const auto usable = [&](std::vector<std::string> names) {
        if (!extensions)
            names.erase(std::remove_if(names.begin(),
                                       names.end(),
                                       [](const std::string& name) {
                                           return name == "mul" || name == "load acc8";
                                       }),
                        names.end());
        return names;
    };
    const std::vector<std::string> loads =
        usable({"load uop", "load wgt", "load inp", "load acc", "load acc8"});
    expect("tokens of load", flag_sets({"pop_next", "push_next"}));
    expect("tokens of store", flag_sets({"pop_prev", "push_prev"}));
    expect("tokens of compute", flag_sets({"pop_prev", "pop_next", "push_prev", "push_next"}));
    expect("tokens of finish", {"none", "pop_prev", "pop_next", "pop_prev pop_next"});
    for (const std::string& load : loads)
        expect(load + " pads", flag_sets({"top", "bottom", "left", "right"}));
    std::vector<std::string> transfers = loads;
    transfers.push_back("store");
    for (const std::string& transfer : transfers) {
        expect(transfer + " rows", {"1", "2 to 15", "16 and more"});
        expect(transfer + " columns", {"1", "2 to 15", "16 and more"});
        expect(transfer + " stride", {"0", "rows overlap", "dense", "gaps"});
        expect(transfer + " address", {"burst window", "bus word", "inside a bus word"});
        expect(transfer + " row", {"in one burst window", "over several"});
        expect(transfer + " base register", {"0", "not 0"});
        expect(transfer + " last tensor", {"inside", "end of the memory"});
    }
    for (const std::string unit : {"gemm", "gemm reset", "alu imm", "alu register"}) {
        expect(unit + " uops", {"1", "2 to 15", "16 and more"});
        expect(unit + " loops", {"one by one", "one by many", "many by one", "many by many"});
        for (const std::string field : {"dst", "src"})
            expect(unit + " " + field + " factors", {"0 0", "0 x", "x 0", "x x"});
    }
    expect("gemm wgt factors", {"0 0", "0 x", "x 0", "x x"});
    for (const std::string form : {"imm", "register"}) expect("alu " + form, usable(kAluNames));
    for (const std::string& first : usable(kComputeKinds))
        for (const std::string& second : usable(kComputeKinds))
            expect("compute: " + first + " then", {second});
    for (const std::string load : {"load inp", "load wgt"})
        for (const std::string other :
             {"load uop", "load acc", "gemm", "gemm reset", "alu imm", "alu register", "store"})
            expect("may overlap: " + load + " with", {other});
    for (const std::string compute :
         {"load uop", "load acc", "gemm", "gemm reset", "alu imm", "alu register"})
        expect("may overlap: store with", {compute});
    expect("program order", {"pushes before pops", "pops before pushes"});
}

void ProgramCoverage::add(const isa::HardwareConfig& config, const isa::Program& program) {
    const isa::Codec codec(config);
    std::vector<Instruction> instructions;
    for (std::uint32_t at = 0; at < program.instructions.size(); ++at) {
        const auto decoded = codec.decode(program.instructions[at]);
        if (!decoded)
            throw ProgramError("instruction " + std::to_string(at) + ": " +
                               codec.undecodable_reason(program.instructions[at]));
        instructions.push_back(*decoded);
        add_tokens(*decoded);
        if (decoded->is_memory() && !decoded->is_sync())
            add_transfer(
                config,
                *decoded,
                program
                    .base[static_cast<std::size_t>(isa::base_register_of(decoded->memory_type))]);
        if (decoded->opcode == Opcode::kGemm || decoded->opcode == Opcode::kAlu)
            add_operations(*decoded);
    }
    add_order(instructions,
              order_by_tokens(instructions, config.parameters().instruction_queue_depth));
    ++programs_;
    instructions_ += instructions.size();
}

void ProgramCoverage::add_tokens(const Instruction& instruction) {
    if (instruction.opcode != Opcode::kFinish) {
        hit(std::string("tokens of ") + isa::to_string(isa::module_of(instruction)),
            flags_of(instruction));
        return;
    }
    Instruction pops = instruction;
    pops.push_prev = pops.push_next = false;
    hit("tokens of finish", flags_of(pops));
}

void ProgramCoverage::add_transfer(const isa::HardwareConfig& config,
                                   const Instruction& transfer,
                                   std::uint64_t base) {
    const std::string kind = kind_of(transfer);
    const bool load = transfer.opcode == Opcode::kLoad;
    if (load) hit(kind + " pads", pads_of(transfer));
    hit(kind + " rows", size_class(transfer.y_size));
    hit(kind + " columns", size_class(transfer.x_size));
    hit(kind + " stride", stride_class(transfer));
    hit(kind + " base register", base == 0 ? "0" : "not 0");
    const std::uint64_t bytes = config.elem_bytes(transfer.memory_type);
    const std::uint64_t address = base | (transfer.dram_base * bytes & 0xffffffffu);
    const std::uint64_t bus = config.bus_bytes(), window = bus * config.max_burst_beats();
    hit(kind + " address",
        address % window == 0 ? "burst window"
        : address % bus == 0  ? "bus word"
                              : "inside a bus word");
    const bool one = address / window == (address + transfer.x_size * bytes - 1) / window;
    hit(kind + " row", one ? "in one burst window" : "over several");
    const std::uint32_t rows = transfer.y_size + transfer.y_pad_0 + transfer.y_pad_1;
    const std::uint32_t columns = transfer.x_size + transfer.x_pad_0 + transfer.x_pad_1;
    const bool last = transfer.sram_base + rows * columns == config.depth(transfer.memory_type);
    hit(kind + " last tensor", last ? "end of the memory" : "inside");
}

void ProgramCoverage::add_operations(const Instruction& operations) {
    const std::string kind = kind_of(operations);
    hit(kind + " uops", size_class(operations.uop_end - operations.uop_begin));
    hit(kind + " loops",
        std::string(operations.iter_out == 1 ? "one" : "many") + " by " +
            (operations.iter_in == 1 ? "one" : "many"));
    // A factor counts where its loop turns more than once.
    const auto factors = [&](std::uint32_t out, std::uint32_t in) {
        return std::string(operations.iter_out > 1 && out != 0 ? "x " : "0 ") +
               (operations.iter_in > 1 && in != 0 ? "x" : "0");
    };
    hit(kind + " dst factors", factors(operations.dst_factor_out, operations.dst_factor_in));
    hit(kind + " src factors", factors(operations.src_factor_out, operations.src_factor_in));
    if (kind == "gemm")
        hit("gemm wgt factors", factors(operations.wgt_factor_out, operations.wgt_factor_in));
    if (operations.opcode == Opcode::kAlu) add_alu(operations);
}

void ProgramCoverage::add_alu(const Instruction& alu) {
    hit(alu.use_imm ? "alu imm" : "alu register", alu_name(alu));
}

/// Neighbours in Compute, and pairs that no tokens order: memory latency decides what overlaps.
void ProgramCoverage::add_order(const std::vector<Instruction>& instructions,
                                const TokenOrder& order) {
    const auto& compute = order.streams[static_cast<std::size_t>(Module::kCompute)];
    for (std::size_t n = 1; n + 1 < compute.size(); ++n)
        hit("compute: " + kind_of(instructions[compute[n - 1]]) + " then",
            kind_of(instructions[compute[n]]));
    const auto unordered = [&](Module a, Module b) {
        for (const std::uint32_t one : order.streams[static_cast<std::size_t>(a)]) {
            const std::size_t other = static_cast<std::size_t>(b);
            // The first of module b that is not complete before this one starts.
            const std::uint32_t next = order.start[one][other];
            if (next >= order.streams[other].size()) continue;
            const std::uint32_t two = order.streams[other][next];
            const std::uint32_t number = order.start[one][static_cast<std::size_t>(a)] + 1;
            if (order.start[two][static_cast<std::size_t>(a)] >= number) continue;
            if (instructions[one].is_sync() || instructions[two].is_sync()) continue;
            if (instructions[two].opcode == Opcode::kFinish) continue;
            hit("may overlap: " + kind_of(instructions[one]) + " with", kind_of(instructions[two]));
        }
    };
    unordered(Module::kLoad, Module::kCompute);
    unordered(Module::kLoad, Module::kStore);
    unordered(Module::kStore, Module::kCompute);
    bool sequential = true;
    for (std::uint32_t at = 0; at < instructions.size(); ++at)
        for (std::size_t module = 0; module < isa::kModuleCount; ++module)
            if (order.start[at][module] > 0 &&
                order.position(static_cast<Module>(module), order.start[at][module]) > at)
                sequential = false;
    hit("program order", sequential ? "pushes before pops" : "pops before pushes");
}

std::vector<std::string> ProgramCoverage::missing() const {
    std::vector<std::string> names;
    for (const auto& [name, count] : bins_)
        if (count == 0) names.push_back(name);
    return names;
}

void ProgramCoverage::add_counts(const std::map<std::string, std::uint64_t>& bins,
                                 std::uint64_t programs,
                                 std::uint64_t instructions) {
    for (const auto& [name, count] : bins) bins_[name] += count;
    programs_ += programs;
    instructions_ += instructions;
}

std::string ProgramCoverage::to_string() const {
    std::string text, group;
    for (const auto& [name, count] : bins_) {
        const std::size_t colon = name.rfind(": ");
        if (name.substr(0, colon) != group) {
            group = name.substr(0, colon);
            text += (text.empty() ? "" : "\n") + group + ":";
        }
        text += " [" + name.substr(colon + 2) + " " + std::to_string(count) + "]";
    }
    const auto none = missing();
    text += "\n" + std::to_string(programs_) + " programs, " + std::to_string(instructions_) +
            " instructions, " + std::to_string(bins_.size() - none.size()) + " of " +
            std::to_string(bins_.size()) + " bins hit\n";
    for (const std::string& name : none) text += "missing: " + name + "\n";
    return text;
}

}  // namespace vta::cosim
