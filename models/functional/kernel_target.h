// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/functional/machine.h"

namespace vta::functional {

/// Instruction sets that the vector kernels exist for, each usable where the ones before it are
/// not better. The names are those of VTA_SIMD.
enum class SimdLevel : std::uint8_t {
    kScalar,      ///< "scalar": plain C++
    kPortable,    ///< "portable": what Highway has on a CPU that is not x86-64
    kSsse3,       ///< "ssse3"
    kSse4,        ///< "sse4"
    kAvx2,        ///< "avx2"
    kAvxVnni,     ///< "avx_vnni": 8-bit dot products, 256 bits
    kAvx3,        ///< "avx3": AVX-512
    kAvx512Vnni,  ///< "avx512_vnni": 8-bit dot products, 512 bits
};
const char* to_string(SimdLevel level);

/// Levels that this machine can run, ascending; kScalar always.
std::vector<SimdLevel> available_simd_levels();

/// The best available level for `kernels`, not above the cap. Throws UserError if VTA_SIMD names no
/// level.
SimdLevel simd_level(Kernels kernels);

/// Caps what simd_level() returns, for machines made from now on; nothing: VTA_SIMD decides.
void cap_simd_level(std::optional<SimdLevel> cap);

}  // namespace vta::functional
