// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>

namespace vta::cosim {

/// For every byte the latest access by one module: a number that only grows. Ranges, not bytes.
class AccessHistory {
  public:
    void note(std::uint64_t begin, std::uint64_t end, std::uint32_t number) {
        if (begin >= end) return;
        cut(begin);
        cut(end);
        ranges_.erase(ranges_.lower_bound(begin), ranges_.lower_bound(end));
        ranges_.emplace(begin, Access{end, number});
    }
    /// The latest access in [begin, end); 0 if there is none.
    std::uint32_t latest(std::uint64_t begin, std::uint64_t end) const {
        std::uint32_t number = 0;
        if (begin >= end) return number;
        auto range = ranges_.upper_bound(begin);
        if (range != ranges_.begin()) --range;
        for (; range != ranges_.end() && range->first < end; ++range)
            if (range->second.end > begin) number = std::max(number, range->second.number);
        return number;
    }

  private:
    struct Access {
        std::uint64_t end = 0;
        std::uint32_t number = 0;
    };
    /// No range shall lie on both sides of this address.
    void cut(std::uint64_t at) {
        auto range = ranges_.upper_bound(at);
        if (range == ranges_.begin()) return;
        --range;
        if (range->first == at || range->second.end <= at) return;
        ranges_.emplace_hint(std::next(range), at, range->second);
        range->second.end = at;
    }
    std::map<std::uint64_t, Access> ranges_;  ///< by their first byte; they do not overlap
};

}  // namespace vta::cosim
