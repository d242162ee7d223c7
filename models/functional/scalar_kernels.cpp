// SPDX-License-Identifier: Apache-2.0
#include "models/functional/scalar_kernels.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/error.h"

namespace vta::functional {
namespace {

template <typename Scalar>
Scalar lane(const std::uint8_t* tensor, std::size_t index) {
    Scalar value;
    std::memcpy(&value, tensor + index * sizeof value, sizeof value);
    return value;
}

template <typename Scalar>
void set_lane(std::uint8_t* tensor, std::size_t index, std::uint32_t value) {
    const auto low = static_cast<Scalar>(value);
    std::memcpy(tensor + index * sizeof low, &low, sizeof low);
}

/// Calls with a value of the signed type that has `bits` bits.
template <typename Call>
void with_scalar(std::uint32_t bits, const Call& call) {
    switch (bits) {
        case 8:
            return call(std::int8_t{});
        case 16:
            return call(std::int16_t{});
        case 32:
            return call(std::int32_t{});
        default:
            throw InternalError("scalars of other than 8, 16 or 32 bits");
    }
}

template <typename Inp, typename Wgt>
void dot(const Scratchpads& memories,
         const std::uint8_t* inp,
         const std::uint8_t* wgt,
         std::uint32_t* sums) {
    const std::size_t block_in = memories.block_in;
    for (std::size_t b = 0; b < memories.batch; ++b) {
        for (std::size_t oc = 0; oc < memories.block_out; ++oc) {
            std::uint32_t sum = 0;
            for (std::size_t ic = 0; ic < block_in; ++ic) {
                const std::int32_t x = lane<Inp>(inp, b * block_in + ic);
                const std::int32_t w = lane<Wgt>(wgt, oc * block_in + ic);
                sum += static_cast<std::uint32_t>(x) * static_cast<std::uint32_t>(w);
            }
            sums[b * memories.block_out + oc] = sum;
        }
    }
}

std::uint32_t shift(std::int32_t a, std::int32_t b, bool left) {
    const auto amount = static_cast<std::uint32_t>(b);
    if (left) return static_cast<std::uint32_t>(a) << ((0 - amount) & 31);
    return static_cast<std::uint32_t>(a >> (amount & 31));
}

std::uint32_t apply(const AluOperation& operation, std::int32_t a, std::int32_t b) {
    const auto ua = static_cast<std::uint32_t>(a);
    const auto ub = static_cast<std::uint32_t>(b);
    switch (operation.opcode) {
        case isa::AluOpcode::kMin:
            return a < b ? ua : ub;
        case isa::AluOpcode::kMax:
            return a > b ? ua : ub;
        case isa::AluOpcode::kAdd:
            return ua + ub;
        case isa::AluOpcode::kShr:
            return shift(a, b, operation.left);
        case isa::AluOpcode::kMul:
            return ua * ub;
    }
    return ua;
}

}  // namespace

AluOperation alu_operation(const isa::Instruction& instruction, std::uint32_t acc_bits) {
    AluOperation operation;
    operation.opcode = instruction.alu_opcode;
    operation.use_imm = instruction.use_imm;
    operation.left = instruction.imm < 0;
    operation.imm = acc_bits == 8 ? static_cast<std::int8_t>(instruction.imm) : instruction.imm;
    return operation;
}

void dot_tensor(const Scratchpads& memories,
                const std::uint8_t* inp,
                const std::uint8_t* wgt,
                std::uint32_t* sums) {
    with_scalar(memories.inp_bits, [&](auto x) {
        with_scalar(memories.wgt_bits,
                    [&](auto w) { dot<decltype(x), decltype(w)>(memories, inp, wgt, sums); });
    });
}

void accumulate_lanes(const Scratchpads& memories,
                      const std::uint32_t* sums,
                      std::size_t lanes,
                      std::uint8_t* acc,
                      std::uint8_t* out) {
    with_scalar(memories.acc_bits, [&](auto acc_type) {
        with_scalar(memories.out_bits, [&](auto out_type) {
            using Acc = decltype(acc_type);
            using Out = decltype(out_type);
            for (std::size_t i = 0; i < lanes; ++i) {
                set_lane<Acc>(acc, i, static_cast<std::uint32_t>(lane<Acc>(acc, i)) + sums[i]);
                set_lane<Out>(out, i, static_cast<std::uint32_t>(lane<Acc>(acc, i)));
            }
        });
    });
}

void alu_lanes(const Scratchpads& memories,
               const AluOperation& operation,
               const std::uint8_t* a,
               const std::uint8_t* b,
               std::size_t lanes,
               std::uint8_t* dst,
               std::uint8_t* out) {
    with_scalar(memories.acc_bits, [&](auto acc_type) {
        with_scalar(memories.out_bits, [&](auto out_type) {
            using Acc = decltype(acc_type);
            using Out = decltype(out_type);
            for (std::size_t i = 0; i < lanes; ++i) {
                const std::int32_t other = operation.use_imm ? operation.imm : lane<Acc>(b, i);
                set_lane<Acc>(dst, i, apply(operation, lane<Acc>(a, i), other));
                set_lane<Out>(out, i, static_cast<std::uint32_t>(lane<Acc>(dst, i)));
            }
        });
    });
}

void gemm_scalar(const Scratchpads& memories, const LoopNest& loops, Interrupt& interrupt) {
    std::vector<std::uint32_t> sums(memories.lanes());
    for (std::uint32_t o = 0; o < loops.outer; ++o) {
        for (std::uint32_t i = 0; i < loops.inner; ++i) {
            for (const isa::Uop& uop : loops.uops) {
                const std::uint32_t d = uop.dst + o * loops.dst_out + i * loops.dst_in;
                const std::uint32_t s = uop.src + o * loops.src_out + i * loops.src_in;
                const std::uint32_t w = uop.wgt + o * loops.wgt_out + i * loops.wgt_in;
                dot_tensor(memories, memories.inp.tensor(s), memories.wgt.tensor(w), sums.data());
                accumulate_lanes(memories,
                                 sums.data(),
                                 sums.size(),
                                 memories.acc.tensor(d),
                                 memories.out.tensor(d));
            }
            if (interrupt.after(loops.uops.size())) return;
        }
    }
}

void gemm_reset(const Scratchpads& memories, const LoopNest& loops, Interrupt& interrupt) {
    // Zeros twice are zeros: an iteration that does not move dst need not be repeated.
    const std::uint32_t outer = loops.dst_out == 0 ? 1 : loops.outer;
    const std::uint32_t inner = loops.dst_in == 0 ? 1 : loops.inner;
    for (std::uint32_t o = 0; o < outer; ++o) {
        for (std::uint32_t i = 0; i < inner; ++i) {
            std::uint32_t last = ~0u;
            for (const isa::Uop& uop : loops.uops) {
                if (uop.dst == last) continue;
                last = uop.dst;
                const std::uint32_t d = uop.dst + o * loops.dst_out + i * loops.dst_in;
                std::memset(memories.acc.tensor(d), 0, memories.acc.elem_bytes);
            }
            if (interrupt.after(loops.uops.size())) return;
        }
    }
}

void alu_scalar(const Scratchpads& memories,
                const LoopNest& loops,
                const AluOperation& operation,
                Interrupt& interrupt) {
    const std::size_t bytes = memories.acc.elem_bytes;
    // An operation reads its source before the write of the one before it lands, and a register
    // form its destination after it (microarchitecture 8.11): the last result waits here.
    std::vector<std::uint8_t> waiting(bytes), source(bytes), result(bytes);
    std::uint8_t* waiting_at = nullptr;
    const auto land = [&] {
        if (waiting_at != nullptr) std::memcpy(waiting_at, waiting.data(), bytes);
    };
    bool stopped = false;
    for (std::uint32_t o = 0; o < loops.outer && !stopped; ++o) {
        for (std::uint32_t i = 0; i < loops.inner && !stopped; ++i) {
            for (const isa::Uop& uop : loops.uops) {
                const std::uint32_t d = uop.dst + o * loops.dst_out + i * loops.dst_in;
                const std::uint32_t s = uop.src + o * loops.src_out + i * loops.src_in;
                std::memcpy(source.data(), memories.acc.tensor(s), bytes);
                land();
                const std::uint8_t* a = operation.use_imm ? source.data() : memories.acc.tensor(d);
                alu_lanes(memories,
                          operation,
                          a,
                          source.data(),
                          memories.lanes(),
                          result.data(),
                          memories.out.tensor(d));
                waiting.swap(result);
                waiting_at = memories.acc.tensor(d);
            }
            stopped = interrupt.after(loops.uops.size());
        }
    }
    land();
}

}  // namespace vta::functional
