// SPDX-License-Identifier: Apache-2.0
#include "workloads/import_half.h"

#include <cmath>
#include <limits>

namespace vta::workloads {

float half_to_float(std::uint16_t bits) {
    constexpr int kFractionBits = 10;
    constexpr int kBias = 15;
    const int exponent = (bits >> kFractionBits) & 0x1F;
    const int fraction = bits & 0x3FF;
    float magnitude = 0.0F;
    if (exponent == 0x1F) {
        magnitude = fraction == 0 ? std::numeric_limits<float>::infinity()
                                  : std::numeric_limits<float>::quiet_NaN();
    } else if (exponent == 0) {
        magnitude = std::ldexp(static_cast<float>(fraction), 1 - kBias - kFractionBits);
    } else {
        magnitude =
            std::ldexp(static_cast<float>(fraction | 0x400), exponent - kBias - kFractionBits);
    }
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

}  // namespace vta::workloads
