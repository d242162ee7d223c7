// SPDX-License-Identifier: Apache-2.0
#include "sim/compare.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "isa/disassembler.h"
#include "sim/hex.h"

namespace vta::sim {

namespace {

constexpr const char* kModuleNames[isa::kModuleCount] = {"load", "compute", "store"};

std::string cycle_text(const std::optional<std::int64_t>& cycle) {
    return cycle ? std::to_string(*cycle) : "not before FINISH";
}

// One cycle of a timeline entry that differs; `when` orders differences by time.
struct TimelineDifference {
    std::int64_t when = std::numeric_limits<std::int64_t>::max();
    std::size_t module = 0;
    std::size_t position = 0;  ///< in the module's order
    const char* event = "";
    std::string expected;
    std::string got;
};

using OptionalCycle = std::optional<std::int64_t>;

std::int64_t earlier(const OptionalCycle& a, const OptionalCycle& b) {
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    return std::min(a.value_or(kMax), b.value_or(kMax));
}

// Whether the two entries of one instruction differ; the first event that does is told.
bool entry_differs(const TimelineEntry* expected,
                   const TimelineEntry* got,
                   TimelineDifference& difference) {
    if (expected == nullptr || got == nullptr) {
        difference.when = expected != nullptr ? expected->dispatched : got->dispatched;
        difference.event = "dispatch";
        const std::string none = "no such instruction";
        difference.expected = expected != nullptr ? std::to_string(expected->dispatched) : none;
        difference.got = got != nullptr ? std::to_string(got->dispatched) : none;
        return true;
    }
    const auto differ = [&](const char* event, const OptionalCycle& a, const OptionalCycle& b) {
        if (a == b) return false;
        difference.when = earlier(a, b);
        difference.event = event;
        difference.expected = cycle_text(a);
        difference.got = cycle_text(b);
        return true;
    };
    return differ("dispatch", expected->dispatched, got->dispatched) ||
           differ("start", expected->started, got->started) ||
           differ("done", expected->done, got->done);
}

std::optional<TimelineDifference> first_timeline_difference(const LaunchRecord& expected,
                                                            const LaunchRecord& got) {
    TimelineDifference first;
    for (std::size_t module = 0; module < isa::kModuleCount; ++module) {
        const auto& a = expected.timeline[module];
        const auto& b = got.timeline[module];
        for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
            TimelineDifference found;
            found.module = module;
            found.position = i;
            const bool differs = entry_differs(
                i < a.size() ? &a[i] : nullptr, i < b.size() ? &b[i] : nullptr, found);
            if (!differs) continue;
            // The entries of one module come in the order of their cycles.
            if (found.when < first.when) first = found;
            break;
        }
    }
    if (first.when == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return first;
}

// "load instruction 12 (LOAD ...)" for the instruction at this position of the module's order.
std::string instruction_place(const LaunchRecord& launch,
                              const isa::Codec& codec,
                              std::size_t module,
                              std::size_t position) {
    std::size_t seen = 0;
    for (std::size_t index = 0; index < launch.instructions.size(); ++index) {
        const auto instruction = codec.decode(launch.instructions[index]);
        if (!instruction || isa::module_of(*instruction) != static_cast<isa::Module>(module)) {
            continue;
        }
        if (seen++ != position) continue;
        return std::string(kModuleNames[module]) + " instruction " + std::to_string(index) + " (" +
               isa::disassemble(codec, launch.instructions[index]) + ")";
    }
    return std::string(kModuleNames[module]) + " entry " + std::to_string(position) +
           " (no such instruction in the program)";
}

std::string request_text(const ReadRequest& request) {
    return "cycle " + std::to_string(request.cycle) + " id " + std::to_string(request.id) +
           " address 0x" + hex_digits(request.address, 8) + " beats " +
           std::to_string(request.beats);
}

std::optional<Difference> first_request_difference(const std::vector<ReadRequest>& expected,
                                                   const std::vector<ReadRequest>& got,
                                                   const std::string& prefix) {
    for (std::size_t i = 0; i < std::max(expected.size(), got.size()); ++i) {
        if (i < expected.size() && i < got.size() && expected[i] == got[i]) continue;
        return Difference{prefix + "read_requests[" + std::to_string(i) + "]",
                          i < expected.size() ? request_text(expected[i]) : "no further request",
                          i < got.size() ? request_text(got[i]) : "no further request"};
    }
    return std::nullopt;
}

// Collects the fields of one launch.
class FieldComparer {
  public:
    FieldComparer(std::string prefix, Comparison& result)
        : prefix_(std::move(prefix)), result_(result) {}

    void number(const char* field, std::uint64_t expected, std::uint64_t got, bool known) {
        if (!count(known) || expected == got) return;
        result_.differences.push_back(
            {prefix_ + field, std::to_string(expected), std::to_string(got)});
    }
    void crc(const LaunchRecord& expected, const LaunchRecord& got, bool known) {
        // Never compared: no model executes in strict program order.
        if (expected.dram_crc32_sequential) count(false);
        if (!expected.dram_crc32) return;
        if (!count(known) || expected.dram_crc32 == got.dram_crc32) return;
        result_.differences.push_back({prefix_ + "dram_crc32",
                                       hex_digits(*expected.dram_crc32, 8),
                                       got.dram_crc32 ? hex_digits(*got.dram_crc32, 8) : "none"});
    }
    /// Whether the field is to be compared.
    bool count(bool known) {
        ++(known ? result_.compared_fields : result_.skipped_fields);
        return known;
    }

  private:
    std::string prefix_;
    Comparison& result_;
};

void compare_timeline(const LaunchRecord& expected,
                      const LaunchRecord& got,
                      const isa::Codec& codec,
                      const std::string& prefix,
                      Comparison& result) {
    const auto found = first_timeline_difference(expected, got);
    if (!found) return;
    const std::string place =
        prefix + instruction_place(expected, codec, found->module, found->position);
    result.differences.push_back(
        {place + " " + found->event + " cycle", found->expected, found->got});
}

}  // namespace

void compare_launch(const LaunchRecord& expected,
                    const LaunchRecord& got,
                    const Knowledge& known,
                    const isa::Codec& codec,
                    const std::string& prefix,
                    Comparison& result) {
    FieldComparer fields(prefix, result);
    if (fields.count(known.timing)) compare_timeline(expected, got, codec, prefix, result);
    if (expected.read_requests && fields.count(known.timing)) {
        const auto found =
            first_request_difference(*expected.read_requests, got.read_requests.value(), prefix);
        if (found) result.differences.push_back(*found);
    }
    fields.number("cycles", expected.cycles, got.cycles, known.timing);
    fields.number("acc_writes", expected.acc_writes, got.acc_writes, true);
    fields.number("read_bursts", expected.read_bursts, got.read_bursts, known.timing);
    fields.number("read_beats", expected.read_beats, got.read_beats, known.timing);
    fields.number("write_bursts", expected.write_bursts, got.write_bursts, known.timing);
    fields.number("write_beats", expected.write_beats, got.write_beats, known.timing);
    fields.crc(expected, got, known.data);
}

}  // namespace vta::sim
