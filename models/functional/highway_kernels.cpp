// SPDX-License-Identifier: Apache-2.0
#include "models/functional/gemm_kernels.h"

// Highway compiles this file once for each of its targets.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "models/functional/highway_kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vta::functional {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

/// Two 16-bit products a 32-bit lane.
template <std::size_t kMostLanes>
struct Pairs {
    using D = hn::CappedTag<std::int32_t, kMostLanes>;
    using D16 = hn::Repartition<std::int16_t, D>;
    using D8 = hn::Rebind<std::uint8_t, D>;
    using V = hn::Vec<D>;
    static constexpr std::uint32_t kLanes = static_cast<std::uint32_t>(hn::MaxLanes(D()));
    static constexpr bool kBytes = false;

    static HWY_INLINE V zero() { return hn::Zero(D()); }
    static HWY_INLINE V load(const void* from) {
        return hn::LoadU(D(), static_cast<const std::int32_t*>(from));
    }
    static HWY_INLINE void store(void* to, V v) {
        hn::StoreU(v, D(), static_cast<std::int32_t*>(to));
    }
    static HWY_INLINE V add(V a, V b) { return hn::Add(a, b); }
    static HWY_INLINE V broadcast(const std::uint8_t* from) { return hn::Set(D(), group_at(from)); }
    static HWY_INLINE V dot(V sum, V w, V x) {
        V unused = hn::Zero(D());
        return hn::ReorderWidenMulAccumulate(
            D(), hn::BitCast(D16(), w), hn::BitCast(D16(), x), sum, unused);
    }
    static HWY_INLINE void store_low(std::uint8_t* to, V v) {
        const hn::Rebind<std::uint32_t, D> unsigned_lanes;
        hn::StoreU(hn::TruncateTo(D8(), hn::BitCast(unsigned_lanes, v)), D8(), to);
    }
};

#include "models/functional/gemm_tile-inl.h"

constexpr std::size_t kWidest = hn::MaxLanes(hn::CappedTag<std::int32_t, 16>());

void tile(const GemmTile& t) {
    if constexpr (kWidest >= 16) {
        if (t.block_out >= 16) return tile_of_width<Pairs<16>, 1>(t);
    } else if constexpr (kWidest >= 8) {
        if (t.block_out >= 16) return tile_of_width<Pairs<8>, 2>(t);
    }
    if constexpr (kWidest >= 8) {
        if (t.block_out >= 8) return tile_of_width<Pairs<8>, 1>(t);
    } else {
        if (t.block_out >= 8) return tile_of_width<Pairs<4>, 2>(t);
    }
    tile_of_width<Pairs<4>, 1>(t);
}

template <class Isa, class Operation>
HWY_INLINE void map_lanes(const std::int32_t* a,
                          const std::int32_t* b,
                          std::size_t lanes,
                          std::int32_t* dst,
                          std::uint8_t* out,
                          const Operation& operation) {
    for (std::size_t i = 0; i < lanes; i += Isa::kLanes) {
        const auto result = operation(Isa::load(a + i), b + i);
        Isa::store(dst + i, result);
        Isa::store_low(out + i, result);
    }
}

/// An operand that is the same for all lanes.
template <class Isa>
struct Immediate {
    typename Isa::V value;
    HWY_INLINE typename Isa::V operator()(const std::int32_t*) const { return value; }
};
template <class Isa>
struct Register {
    HWY_INLINE typename Isa::V operator()(const std::int32_t* b) const { return Isa::load(b); }
};

template <class Isa>
HWY_INLINE typename Isa::V shift(typename Isa::V a, typename Isa::V b, bool left) {
    using D = typename Isa::D;
    const auto low_bits = hn::Set(D(), 31);
    if (left) return hn::Shl(a, hn::And(hn::Neg(b), low_bits));
    return hn::Shr(a, hn::And(b, low_bits));
}

template <class Isa, class Operand>
void alu_with(const AluOperation& op,
              const Operand& operand,
              const std::int32_t* a,
              const std::int32_t* b,
              std::size_t lanes,
              std::int32_t* dst,
              std::uint8_t* out) {
    using V = typename Isa::V;
    using Pointer = const std::int32_t*;
    switch (op.opcode) {
        case isa::AluOpcode::kMin:
            return map_lanes<Isa>(a, b, lanes, dst, out, [&](V x, Pointer y) HWY_ATTR {
                return hn::Min(x, operand(y));
            });
        case isa::AluOpcode::kMax:
            return map_lanes<Isa>(a, b, lanes, dst, out, [&](V x, Pointer y) HWY_ATTR {
                return hn::Max(x, operand(y));
            });
        case isa::AluOpcode::kAdd:
            return map_lanes<Isa>(a, b, lanes, dst, out, [&](V x, Pointer y) HWY_ATTR {
                return hn::Add(x, operand(y));
            });
        case isa::AluOpcode::kMul:
            return map_lanes<Isa>(a, b, lanes, dst, out, [&](V x, Pointer y) HWY_ATTR {
                return hn::Mul(x, operand(y));
            });
        case isa::AluOpcode::kShr:
            return map_lanes<Isa>(a, b, lanes, dst, out, [&](V x, Pointer y) HWY_ATTR {
                return shift<Isa>(x, operand(y), op.left);
            });
    }
}

template <class Isa>
void alu_of_width(const AluOperation& op,
                  const std::int32_t* a,
                  const std::int32_t* b,
                  std::size_t lanes,
                  std::int32_t* dst,
                  std::uint8_t* out) {
    using D = typename Isa::D;
    if (op.use_imm)
        return alu_with<Isa>(op, Immediate<Isa>{hn::Set(D(), op.imm)}, a, a, lanes, dst, out);
    alu_with<Isa>(op, Register<Isa>{}, a, b, lanes, dst, out);
}

void alu(const AluOperation& op,
         const std::int32_t* a,
         const std::int32_t* b,
         std::size_t lanes,
         std::int32_t* dst,
         std::uint8_t* out) {
    // Tensors have a power of two of lanes, at least 4.
    if (lanes % kWidest == 0) return alu_of_width<Pairs<kWidest>>(op, a, b, lanes, dst, out);
    alu_of_width<Pairs<4>>(op, a, b, lanes, dst, out);
}

const VectorKernels* kernels() {
    static const VectorKernels made{
        kWidest >= 16 ? std::size_t{8} : std::size_t{6}, false, &tile, nullptr, &alu};
    return &made;
}

#else

const VectorKernels* kernels() { return nullptr; }

#endif

}  // namespace HWY_NAMESPACE
}  // namespace vta::functional
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace vta::functional {
namespace {

HWY_EXPORT(kernels);

/// 0 if Highway knows no such target on this architecture.
std::int64_t target_of(SimdLevel level) {
    switch (level) {
#if HWY_ARCH_X86
        case SimdLevel::kSsse3:
            return HWY_SSSE3;
        case SimdLevel::kSse4:
            return HWY_SSE4;
        case SimdLevel::kAvx2:
            return HWY_AVX2;
        case SimdLevel::kAvx3:
            return HWY_AVX3;
#else
        case SimdLevel::kPortable:
            return HWY_STATIC_TARGET;
#endif
        default:
            return 0;
    }
}

}  // namespace

const VectorKernels* highway_kernels(SimdLevel level) {
    const std::int64_t target = target_of(level) & hwy::SupportedTargets() & (HWY_TARGETS);
    if (target == 0) return nullptr;
    hwy::ChosenTarget chosen;
    chosen.Update(target);
    return HWY_DISPATCH_TABLE(kernels)[chosen.GetIndex()]();
}

}  // namespace vta::functional
#endif
