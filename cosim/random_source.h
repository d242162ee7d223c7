// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace vta::cosim {

/// Deterministic random numbers (splitmix64) that are the same with every library and machine.
class RandomSource {
  public:
    explicit RandomSource(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    /// 0 .. bound - 1; 0 for a bound of 0 or 1.
    std::uint32_t below(std::uint64_t bound) {
        return bound < 2 ? 0 : static_cast<std::uint32_t>(next() % bound);
    }
    /// low .. high, both included; low if high is smaller.
    std::uint32_t between(std::uint32_t low, std::uint32_t high) {
        return high <= low ? low : low + below(std::uint64_t{high} - low + 1);
    }
    /// As between(), small values more often.
    std::uint32_t mostly_small(std::uint32_t low, std::uint32_t high) {
        if (high <= low) return low;
        const std::uint32_t span = high - low;
        switch (below(4)) {
            case 0:
                return low;
            case 1:
                return low + below(std::uint64_t{span < 4 ? span : 4} + 1);
            case 2:
                return low + below(std::uint64_t{span / 4} + 1);
            default:
                return low + below(std::uint64_t{span} + 1);
        }
    }
    bool chance(std::uint32_t percent) { return below(100) < percent; }
    template <typename T>
    T pick(std::initializer_list<T> choices) {
        return choices.begin()[below(choices.size())];
    }
    template <typename T>
    const T& pick(const std::vector<T>& choices) {
        return choices[below(choices.size())];
    }

  private:
    std::uint64_t state_;
};

}  // namespace vta::cosim
