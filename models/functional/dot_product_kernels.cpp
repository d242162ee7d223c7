// SPDX-License-Identifier: Apache-2.0
// 8-bit dot product instructions, which Highway 1.0.3 does not offer. They multiply unsigned by
// signed bytes: inputs come offset by 128, and the packed weights end with the correction.
#include "models/functional/gemm_kernels.h"

#include <hwy/base.h>

#if HWY_ARCH_X86_64

#include <cpuid.h>
#include <immintrin.h>

#define VTA_AVX512_TARGET "avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
#define VTA_AVX_TARGET "avx2,fma,avxvnni"

HWY_PUSH_ATTRIBUTES(VTA_AVX512_TARGET)
#undef HWY_ATTR
#define HWY_ATTR __attribute__((target(VTA_AVX512_TARGET)))
namespace vta::functional::avx512_vnni {

// The masked narrowing below keeps all lanes; the plain one makes GCC 12 warn about its own header.
struct Zmm {
    using V = __m512i;
    static constexpr std::uint32_t kLanes = 16;
    static constexpr bool kBytes = true;
    static HWY_INLINE V zero() { return _mm512_setzero_si512(); }
    static HWY_INLINE V load(const void* from) { return _mm512_loadu_si512(from); }
    static HWY_INLINE void store(void* to, V v) { _mm512_storeu_si512(to, v); }
    static HWY_INLINE V add(V a, V b) { return _mm512_add_epi32(a, b); }
    static HWY_INLINE V negate(V a) { return _mm512_sub_epi32(zero(), a); }
    static HWY_INLINE V broadcast(const std::uint8_t* from) {
        return _mm512_set1_epi32(group_at(from));
    }
    static HWY_INLINE V dot(V sum, V w, V x) { return _mm512_dpbusd_epi32(sum, x, w); }
    static HWY_INLINE void store_low(std::uint8_t* to, V v) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_maskz_cvtepi32_epi8(0xFFFF, v));
    }
};

struct Ymm {
    using V = __m256i;
    static constexpr std::uint32_t kLanes = 8;
    static constexpr bool kBytes = true;
    static HWY_INLINE V zero() { return _mm256_setzero_si256(); }
    static HWY_INLINE V load(const void* from) {
        return _mm256_loadu_si256(static_cast<const __m256i*>(from));
    }
    static HWY_INLINE void store(void* to, V v) {
        _mm256_storeu_si256(static_cast<__m256i*>(to), v);
    }
    static HWY_INLINE V add(V a, V b) { return _mm256_add_epi32(a, b); }
    static HWY_INLINE V negate(V a) { return _mm256_sub_epi32(zero(), a); }
    static HWY_INLINE V broadcast(const std::uint8_t* from) {
        return _mm256_set1_epi32(group_at(from));
    }
    static HWY_INLINE V dot(V sum, V w, V x) { return _mm256_dpbusd_epi32(sum, x, w); }
    static HWY_INLINE void store_low(std::uint8_t* to, V v) {
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm256_maskz_cvtepi32_epi8(0xFF, v));
    }
};

struct Xmm {
    using V = __m128i;
    static constexpr std::uint32_t kLanes = 4;
    static constexpr bool kBytes = true;
    static HWY_INLINE V zero() { return _mm_setzero_si128(); }
    static HWY_INLINE V load(const void* from) {
        return _mm_loadu_si128(static_cast<const __m128i*>(from));
    }
    static HWY_INLINE void store(void* to, V v) { _mm_storeu_si128(static_cast<__m128i*>(to), v); }
    static HWY_INLINE V add(V a, V b) { return _mm_add_epi32(a, b); }
    static HWY_INLINE V negate(V a) { return _mm_sub_epi32(zero(), a); }
    static HWY_INLINE V broadcast(const std::uint8_t* from) {
        return _mm_set1_epi32(group_at(from));
    }
    static HWY_INLINE V dot(V sum, V w, V x) { return _mm_dpbusd_epi32(sum, x, w); }
    static HWY_INLINE void store_low(std::uint8_t* to, V v) {
        const std::int32_t low = _mm_cvtsi128_si32(_mm_maskz_cvtepi32_epi8(0xF, v));
        std::memcpy(to, &low, sizeof low);
    }
};

#include "models/functional/gemm_tile-inl.h"

static void tile(const GemmTile& t) {
    if (t.block_out >= 16) return tile_of_width<Zmm, 1>(t);
    if (t.block_out >= 8) return tile_of_width<Ymm, 1>(t);
    tile_of_width<Xmm, 1>(t);
}

static void correct(std::uint32_t groups, std::uint32_t block_out, std::uint8_t* packed) {
    if (block_out >= 16) return corrections<Zmm>(groups, block_out, packed);
    if (block_out >= 8) return corrections<Ymm>(groups, block_out, packed);
    corrections<Xmm>(groups, block_out, packed);
}

}  // namespace vta::functional::avx512_vnni
HWY_POP_ATTRIBUTES

HWY_PUSH_ATTRIBUTES(VTA_AVX_TARGET)
#undef HWY_ATTR
#define HWY_ATTR __attribute__((target(VTA_AVX_TARGET)))
namespace vta::functional::avx_vnni {

/// Moves the low byte of each lane of a 128-bit half to its front.
static HWY_INLINE __m128i low_bytes(__m128i v) {
    return _mm_shuffle_epi8(v, _mm_set1_epi32(0x0C080400));
}

struct Ymm {
    using V = __m256i;
    static constexpr std::uint32_t kLanes = 8;
    static constexpr bool kBytes = true;
    static HWY_INLINE V zero() { return _mm256_setzero_si256(); }
    static HWY_INLINE V load(const void* from) {
        return _mm256_loadu_si256(static_cast<const __m256i*>(from));
    }
    static HWY_INLINE void store(void* to, V v) {
        _mm256_storeu_si256(static_cast<__m256i*>(to), v);
    }
    static HWY_INLINE V add(V a, V b) { return _mm256_add_epi32(a, b); }
    static HWY_INLINE V negate(V a) { return _mm256_sub_epi32(zero(), a); }
    static HWY_INLINE V broadcast(const std::uint8_t* from) {
        return _mm256_set1_epi32(group_at(from));
    }
    static HWY_INLINE V dot(V sum, V w, V x) { return _mm256_dpbusd_avx_epi32(sum, x, w); }
    static HWY_INLINE void store_low(std::uint8_t* to, V v) {
        const __m128i halves = _mm_unpacklo_epi32(low_bytes(_mm256_castsi256_si128(v)),
                                                  low_bytes(_mm256_extracti128_si256(v, 1)));
        _mm_storel_epi64(reinterpret_cast<__m128i*>(to), halves);
    }
};

struct Xmm {
    using V = __m128i;
    static constexpr std::uint32_t kLanes = 4;
    static constexpr bool kBytes = true;
    static HWY_INLINE V zero() { return _mm_setzero_si128(); }
    static HWY_INLINE V load(const void* from) {
        return _mm_loadu_si128(static_cast<const __m128i*>(from));
    }
    static HWY_INLINE void store(void* to, V v) { _mm_storeu_si128(static_cast<__m128i*>(to), v); }
    static HWY_INLINE V add(V a, V b) { return _mm_add_epi32(a, b); }
    static HWY_INLINE V negate(V a) { return _mm_sub_epi32(zero(), a); }
    static HWY_INLINE V broadcast(const std::uint8_t* from) {
        return _mm_set1_epi32(group_at(from));
    }
    static HWY_INLINE V dot(V sum, V w, V x) { return _mm_dpbusd_avx_epi32(sum, x, w); }
    static HWY_INLINE void store_low(std::uint8_t* to, V v) {
        const std::int32_t low = _mm_cvtsi128_si32(low_bytes(v));
        std::memcpy(to, &low, sizeof low);
    }
};

#include "models/functional/gemm_tile-inl.h"

static void tile(const GemmTile& t) {
    if (t.block_out >= 16) return tile_of_width<Ymm, 2>(t);
    if (t.block_out >= 8) return tile_of_width<Ymm, 1>(t);
    tile_of_width<Xmm, 1>(t);
}

static void correct(std::uint32_t groups, std::uint32_t block_out, std::uint8_t* packed) {
    if (block_out >= 8) return corrections<Ymm>(groups, block_out, packed);
    corrections<Xmm>(groups, block_out, packed);
}

}  // namespace vta::functional::avx_vnni
HWY_POP_ATTRIBUTES

namespace vta::functional {
namespace {

bool has_avx512_vnni() {
    return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

/// CPUID 7.1 EAX bit 4; the name is not one that GCC 12's __builtin_cpu_supports knows.
bool has_avx_vnni() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 &&
           (a & (1u << 4)) != 0;
}

}  // namespace

const VectorKernels* dot_product_kernels(SimdLevel level) {
    static const VectorKernels zmm{8, true, &avx512_vnni::tile, &avx512_vnni::correct, nullptr};
    static const VectorKernels ymm{6, true, &avx_vnni::tile, &avx_vnni::correct, nullptr};
    if (level == SimdLevel::kAvx512Vnni && has_avx512_vnni()) return &zmm;
    if (level == SimdLevel::kAvxVnni && has_avx_vnni()) return &ymm;
    return nullptr;
}

}  // namespace vta::functional

#else

namespace vta::functional {

const VectorKernels* dot_product_kernels(SimdLevel) { return nullptr; }

}  // namespace vta::functional

#endif
