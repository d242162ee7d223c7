// SPDX-License-Identifier: Apache-2.0
#include "cosim/random_instructions.h"

#include <algorithm>

namespace vta::cosim {

using isa::AluOpcode;
using isa::Instruction;
using isa::MemoryType;
using isa::Opcode;
using isa::Uop;

namespace {

/// Multiplications of one instruction at most: keeps plain interpreters quick.
constexpr std::uint64_t kMaxMultiplications = 1u << 18;

std::vector<std::uint32_t> consecutive(std::uint32_t first, std::uint32_t count) {
    std::vector<std::uint32_t> tensors(count);
    for (std::uint32_t i = 0; i < count; ++i) tensors[i] = first + i;
    return tensors;
}

void keep_distinct(std::vector<std::uint32_t>& tensors) {
    std::sort(tensors.begin(), tensors.end());
    tensors.erase(std::unique(tensors.begin(), tensors.end()), tensors.end());
}

}  // namespace

RandomInstructions::RandomInstructions(const isa::HardwareConfig& config,
                                       const RandomProgramOptions& options,
                                       RandomLayout& layout,
                                       RandomSource& random)
    : config_(config),
      options_(options),
      layout_(layout),
      random_(random),
      codec_(config),
      transfer_bytes_(options.max_transfer_bytes),
      uops_(config.depth(MemoryType::kUop)) {}

void RandomInstructions::shape(Instruction& instruction, const Window& window, bool pads) {
    const std::uint32_t bytes = config_.elem_bytes(instruction.memory_type);
    const std::uint32_t moved = std::max(1u, transfer_bytes_ / bytes);
    // Zeros cost no transfer, so padding may go beyond it.
    const std::uint32_t room = std::min(window.count, pads ? 2 * moved + 40 : moved);
    const std::uint32_t rows = random_.mostly_small(1, std::min(room, 48u));
    const std::uint32_t columns = random_.mostly_small(1, room / rows);
    std::uint32_t x = columns, y = rows;
    const auto cut = [&](std::uint32_t& size, std::uint8_t& pad, std::uint32_t percent) {
        if (!pads || size < 2 || !random_.chance(percent)) return;
        pad = static_cast<std::uint8_t>(random_.mostly_small(1, std::min(15u, size - 1)));
        size -= pad;
    };
    cut(x, instruction.x_pad_0, 50);
    cut(x, instruction.x_pad_1, 50);
    cut(y, instruction.y_pad_0, 50);
    cut(y, instruction.y_pad_1, 50);
    x = std::min(x, moved);
    y = std::min(y, std::max(1u, moved / x));
    instruction.x_size = static_cast<std::uint16_t>(x);
    instruction.y_size = static_cast<std::uint16_t>(y);
    const std::uint32_t total = (x + instruction.x_pad_0 + instruction.x_pad_1) *
                                (y + instruction.y_pad_0 + instruction.y_pad_1);
    instruction.sram_base =
        static_cast<std::uint16_t>(window.first + random_.below(window.count - total + 1));
}

void RandomInstructions::choose_stride(Instruction& instruction) {
    const std::uint32_t x = instruction.x_size;
    std::uint32_t stride = x;
    switch (random_.below(8)) {
        case 0:
        case 1:
            stride = x + random_.mostly_small(1, 40);
            break;
        case 2:
            stride = random_.below(x + 1);  // rows overlap
            break;
        case 3:
            stride = random_.pick({0u, 1u, x, x + 1, 2 * x, 64u});
            break;
        case 4:  // far apart
            stride = random_.below(16384 / config_.elem_bytes(instruction.memory_type) + 1);
            break;
        default:
            break;
    }
    instruction.x_stride = static_cast<std::uint16_t>(stride);
}

std::optional<Planned> RandomInstructions::load(MemoryType type) {
    Planned planned;
    Instruction& load = planned.instruction;
    load.opcode = Opcode::kLoad;
    load.memory_type = type;
    const bool inp = type == MemoryType::kInp, wgt = type == MemoryType::kWgt;
    shape(load, inp ? windows_.inp : wgt ? windows_.wgt : windows_.acc, random_.chance(40));
    choose_stride(load);
    if (!layout_.place(load)) return std::nullopt;
    planned.footprint.dram = RandomLayout::rows(config_, load, layout_.base_of(type));
    const std::uint32_t total =
        (load.x_size + load.x_pad_0 + load.x_pad_1) * (load.y_size + load.y_pad_0 + load.y_pad_1);
    if (inp) planned.footprint.inp = consecutive(load.sram_base, total);
    if (wgt) planned.footprint.wgt = consecutive(load.sram_base, total);
    return planned;
}

std::optional<Planned> RandomInstructions::store() {
    Planned planned;
    Instruction& store = planned.instruction;
    store.opcode = Opcode::kStore;
    store.memory_type = MemoryType::kOut;
    shape(store, windows_.acc, false);
    choose_stride(store);
    if (!layout_.place(store)) return std::nullopt;
    planned.footprint.dram = RandomLayout::rows(config_, store, layout_.base_of(MemoryType::kOut));
    planned.footprint.out = consecutive(store.sram_base, store.x_size * store.y_size);
    return planned;
}

bool RandomInstructions::has_kernel(bool for_alu) const {
    return std::any_of(kernels_.begin(), kernels_.end(), [&](const Kernel& kernel) {
        return kernel.windows == windows_.id && kernel.for_alu == for_alu;
    });
}

std::optional<RandomInstructions::Kernel> RandomInstructions::choose_range(bool for_alu) {
    std::vector<Kernel> fitting;
    for (const Kernel& kernel : kernels_)
        if (kernel.windows == windows_.id && kernel.for_alu == for_alu) fitting.push_back(kernel);
    if (fitting.empty() || random_.chance(4)) {
        // Whatever lies there: zeros, padding, parts of several kernels.
        const std::uint32_t first = random_.below(uops_.size());
        const std::uint32_t room = static_cast<std::uint32_t>(uops_.size()) - first;
        return Kernel{first, random_.mostly_small(1, std::min(room, 24u)), windows_.id, for_alu};
    }
    Kernel kernel = random_.pick(fitting);
    if (random_.chance(40)) {
        const std::uint32_t skipped = random_.below(kernel.count);
        kernel.first += skipped;
        kernel.count = random_.between(1, kernel.count - skipped);
    }
    return kernel;
}

void RandomInstructions::choose_loops(Instruction& instruction,
                                      std::uint32_t uops,
                                      std::uint64_t cost) {
    const std::uint64_t affordable = std::max<std::uint64_t>(1, kMaxMultiplications / cost);
    const std::uint32_t most = static_cast<std::uint32_t>(std::max<std::uint64_t>(
        1, std::min<std::uint64_t>(options_.max_operations, affordable) / uops));
    const auto iterations = [&](std::uint32_t limit) {
        limit = std::min(limit, 16383u);
        return random_.chance(35) ? 1u : random_.mostly_small(1, limit);
    };
    std::uint32_t first = iterations(most);
    std::uint32_t second = iterations(most / first);
    if (random_.chance(50)) std::swap(first, second);
    instruction.iter_out = static_cast<std::uint16_t>(first);
    instruction.iter_in = static_cast<std::uint16_t>(second);
}

/// `reach` is the highest index without this loop; afterwards with it. Stays below `limit`.
std::uint16_t RandomInstructions::choose_factor(std::uint32_t iterations,
                                                std::uint32_t limit,
                                                std::uint32_t& reach) {
    const std::uint32_t steps = iterations - 1;
    if (steps == 0) return static_cast<std::uint16_t>(random_.mostly_small(0, limit - 1));
    const std::uint32_t largest = (limit - 1 - reach) / steps;
    std::uint32_t factor = 0;
    if (!random_.chance(25)) factor = random_.mostly_small(largest == 0 ? 0 : 1, largest);
    reach += factor * steps;
    return static_cast<std::uint16_t>(factor);
}

RandomInstructions::Reach RandomInstructions::reach_of(const Instruction& instruction) const {
    Reach reach;
    for (std::uint32_t u = instruction.uop_begin; u < instruction.uop_end; ++u) {
        reach.dst = std::max<std::uint32_t>(reach.dst, uops_[u].dst);
        reach.src = std::max<std::uint32_t>(reach.src, uops_[u].src);
        reach.wgt = std::max<std::uint32_t>(reach.wgt, uops_[u].wgt);
    }
    return reach;
}

template <typename Visit>
void RandomInstructions::for_each_operation(const Instruction& instruction, Visit visit) const {
    for (std::uint32_t o = 0; o < instruction.iter_out; ++o)
        for (std::uint32_t i = 0; i < instruction.iter_in; ++i)
            for (std::uint32_t u = instruction.uop_begin; u < instruction.uop_end; ++u)
                visit(
                    uops_[u].dst + o * instruction.dst_factor_out + i * instruction.dst_factor_in,
                    uops_[u].src + o * instruction.src_factor_out + i * instruction.src_factor_in,
                    uops_[u].wgt + o * instruction.wgt_factor_out + i * instruction.wgt_factor_in);
}

std::optional<Planned> RandomInstructions::gemm() {
    const std::optional<Kernel> range = choose_range(false);
    Planned planned;
    Instruction& gemm = planned.instruction;
    gemm.opcode = Opcode::kGemm;
    gemm.reset = random_.chance(20);
    gemm.uop_begin = static_cast<std::uint16_t>(range->first);
    gemm.uop_end = static_cast<std::uint16_t>(range->first + range->count);
    choose_loops(gemm,
                 range->count,
                 std::uint64_t{config_.batch()} * config_.block_in() * config_.block_out());
    // Inside the windows where the micro-ops allow it, else anywhere in the storage.
    Reach reach = reach_of(gemm);
    const auto limit = [](std::uint32_t highest, std::uint32_t end, std::uint32_t depth) {
        return highest < end ? end : depth;
    };
    const std::uint32_t acc = limit(reach.dst, windows_.acc.end(), config_.depth(MemoryType::kAcc));
    const std::uint32_t inp = limit(reach.src, windows_.inp.end(), config_.depth(MemoryType::kInp));
    const std::uint32_t wgt = limit(reach.wgt, windows_.wgt.end(), config_.depth(MemoryType::kWgt));
    if (reach.dst >= acc) return std::nullopt;
    if (!gemm.reset && (reach.src >= inp || reach.wgt >= wgt)) return std::nullopt;
    if (gemm.reset) reach.src = reach.wgt = 0;  // not looked at
    gemm.dst_factor_out = choose_factor(gemm.iter_out, acc, reach.dst);
    gemm.dst_factor_in = choose_factor(gemm.iter_in, acc, reach.dst);
    gemm.src_factor_out = choose_factor(gemm.iter_out, inp, reach.src);
    gemm.src_factor_in = choose_factor(gemm.iter_in, inp, reach.src);
    gemm.wgt_factor_out = choose_factor(gemm.iter_out, wgt, reach.wgt);
    gemm.wgt_factor_in = choose_factor(gemm.iter_in, wgt, reach.wgt);
    if (gemm.reset) return planned;  // touches acc only, which is Compute's own
    Footprint& touched = planned.footprint;
    for_each_operation(gemm, [&](std::uint32_t dst, std::uint32_t src, std::uint32_t weight) {
        touched.out.push_back(dst);
        touched.inp.push_back(src);
        touched.wgt.push_back(weight);
    });
    keep_distinct(touched.out);
    keep_distinct(touched.inp);
    keep_distinct(touched.wgt);
    return planned;
}

void RandomInstructions::choose_alu_operation(Instruction& instruction) {
    instruction.alu_opcode = static_cast<AluOpcode>(random_.below(options_.extensions ? 5 : 4));
    instruction.use_imm = random_.chance(60);
    const std::uint32_t bits = random_.below(65536);
    std::int32_t imm = static_cast<std::int32_t>(bits) - 32768;
    if (random_.chance(30)) imm = random_.pick({-32768, -32, -31, -1, 0, 1, 15, 16, 31, 32, 32767});
    if (instruction.alu_opcode == AluOpcode::kShr && random_.chance(60)) imm = imm % 33;
    if (random_.chance(30)) imm = imm % 256;
    // The register form looks at the sign only, to tell the direction of a shift.
    if (!instruction.use_imm && random_.chance(50)) imm = 0;
    instruction.imm = static_cast<std::int16_t>(imm);
}

/// An operation would read what the one before it writes (micro-architecture 8.11).
bool RandomInstructions::lags(const Instruction& instruction) const {
    bool lag = false, first = true;
    std::uint32_t written = 0;
    for_each_operation(instruction, [&](std::uint32_t dst, std::uint32_t src, std::uint32_t) {
        const bool stops = options_.original_assertions && instruction.use_imm && dst == written;
        lag = lag || (!first && (src == written || stops));
        first = false;
        written = dst;
    });
    return lag;
}

std::optional<Planned> RandomInstructions::alu() {
    const std::uint32_t depth = config_.depth(MemoryType::kAcc);
    for (int attempt = 0; attempt < 6; ++attempt) {
        const std::optional<Kernel> range = choose_range(true);
        Planned planned;
        Instruction& alu = planned.instruction;
        alu.opcode = Opcode::kAlu;
        choose_alu_operation(alu);
        alu.uop_begin = static_cast<std::uint16_t>(range->first);
        alu.uop_end = static_cast<std::uint16_t>(range->first + range->count);
        choose_loops(alu, range->count, 1);
        Reach reach = reach_of(alu);
        const std::uint32_t highest = std::max(reach.dst, reach.src);
        const std::uint32_t limit = highest < windows_.acc.end() ? windows_.acc.end() : depth;
        if (highest >= limit) continue;
        alu.dst_factor_out = choose_factor(alu.iter_out, limit, reach.dst);
        alu.dst_factor_in = choose_factor(alu.iter_in, limit, reach.dst);
        if (random_.chance(40) && reach.src < limit - (reach.dst - reach_of(alu).dst)) {
            alu.src_factor_out = alu.dst_factor_out;  // in place where the micro-ops are
            alu.src_factor_in = alu.dst_factor_in;
        } else {
            alu.src_factor_out = choose_factor(alu.iter_out, limit, reach.src);
            alu.src_factor_in = choose_factor(alu.iter_in, limit, reach.src);
        }
        if (!options_.timing_only && lags(alu)) continue;
        for_each_operation(alu, [&](std::uint32_t dst, std::uint32_t, std::uint32_t) {
            planned.footprint.out.push_back(dst);
        });
        keep_distinct(planned.footprint.out);
        return planned;
    }
    return std::nullopt;
}

}  // namespace vta::cosim
