// SPDX-License-Identifier: Apache-2.0
#include "models/functional/kernel_target.h"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "models/functional/gemm_kernels.h"

namespace vta::functional {
namespace {

constexpr std::array<const char*, 8> kNames = {
    "scalar", "portable", "ssse3", "sse4", "avx2", "avx_vnni", "avx3", "avx512_vnni"};

// For tests and benchmarks, which set it before they make machines.
std::optional<SimdLevel> forced_cap;

std::optional<SimdLevel> cap_of_environment() {
    const char* named = std::getenv("VTA_SIMD");
    if (named == nullptr || *named == '\0') return std::nullopt;
    std::string names;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        if (std::string(named) == kNames[i]) return static_cast<SimdLevel>(i);
        names += (i == 0 ? "" : ", ") + std::string(kNames[i]);
    }
    throw UserError("VTA_SIMD: got \"" + std::string(named) + "\", want one of " + names);
}

bool has_dot_product(SimdLevel level) {
    return level == SimdLevel::kAvxVnni || level == SimdLevel::kAvx512Vnni;
}

}  // namespace

const char* to_string(SimdLevel level) { return kNames[static_cast<std::size_t>(level)]; }

std::vector<SimdLevel> available_simd_levels() {
    std::vector<SimdLevel> levels{SimdLevel::kScalar};
    for (std::size_t i = 1; i < kNames.size(); ++i) {
        const auto level = static_cast<SimdLevel>(i);
        const bool here = has_dot_product(level) ? dot_product_kernels(level) != nullptr
                                                 : highway_kernels(level) != nullptr;
        if (here) levels.push_back(level);
    }
    return levels;
}

SimdLevel simd_level(Kernels kernels) {
    if (kernels == Kernels::kScalar) return SimdLevel::kScalar;
    const std::optional<SimdLevel> cap = forced_cap ? forced_cap : cap_of_environment();
    SimdLevel best = SimdLevel::kScalar;
    for (const SimdLevel level : available_simd_levels()) {
        if (cap && level > *cap) break;
        if (kernels == Kernels::kSimd && has_dot_product(level)) continue;
        best = level;
    }
    return best;
}

void cap_simd_level(std::optional<SimdLevel> cap) { forced_cap = cap; }

const char* kernel_target_name(Kernels kernels) { return to_string(simd_level(kernels)); }

}  // namespace vta::functional
