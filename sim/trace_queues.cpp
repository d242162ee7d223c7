// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "isa/codec.h"
#include "sim/counters_queues.h"
#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

using cycle::Cycle;

struct Change {
    Cycle cycle = 0;
    int entries = 0;  ///< more or fewer
};

// Adds what a launch did to one queue; a change shows a cycle after its cause.
void append(std::vector<Change> changes,
            Cycle origin,
            std::uint64_t& entries,
            std::vector<QueueStep>& steps) {
    std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
        return a.cycle < b.cycle;
    });
    for (std::size_t i = 0; i < changes.size();) {
        const Cycle cycle = changes[i].cycle;
        std::int64_t level = static_cast<std::int64_t>(entries);
        for (; i < changes.size() && changes[i].cycle == cycle; ++i) level += changes[i].entries;
        if (level == static_cast<std::int64_t>(entries)) continue;
        entries = static_cast<std::uint64_t>(std::max<std::int64_t>(0, level));
        steps.push_back({origin + cycle + 1, entries});
    }
}

template <typename Queues>
void add_change(Queues& queues, std::size_t queue, Cycle cycle, Cycle finish, int entries) {
    if (cycle <= finish) queues[queue].push_back({cycle, entries});
}

}  // namespace

QueueSteps queue_steps(const ReportCollector& collector) {
    QueueSteps steps;
    const isa::Codec codec(collector.config());
    std::array<std::uint64_t, cycle::kTokenQueueCount> tokens{};
    for (const ReportLaunch& launch : collector.launches()) {
        const auto finish = static_cast<Cycle>(launch.counters.cycles);
        std::array<std::vector<Change>, isa::kModuleCount> commands;
        std::array<std::vector<Change>, cycle::kTokenQueueCount> moves;
        for (std::size_t i = 0; i < launch.instructions.size(); ++i) {
            const InstructionCounters& times = launch.instructions[i];
            const auto module = static_cast<std::size_t>(unit_of(times.kind));
            add_change(commands, module, times.dispatched, finish, 1);
            add_change(commands, module, times.done, finish, -1);
            const auto decoded = codec.decode(launch.words[i]);
            const TokenUse use =
                token_use(unit_of(times.kind), decoded.value_or(isa::Instruction{}));
            for (std::size_t queue = 0; queue < moves.size(); ++queue) {
                if (use.pushes[queue]) add_change(moves, queue, times.done, finish, 1);
                if (use.pops[queue]) add_change(moves, queue, times.started, finish, -1);
            }
        }
        for (std::size_t queue = 0; queue < commands.size(); ++queue) {
            std::uint64_t entries = 0;
            append(commands[queue], launch.origin, entries, steps.command_queues[queue]);
        }
        for (std::size_t queue = 0; queue < moves.size(); ++queue)
            append(moves[queue], launch.origin, tokens[queue], steps.token_queues[queue]);
    }
    return steps;
}

std::vector<TokenFlow> token_flows(const ReportCollector& collector) {
    std::vector<TokenFlow> flows;
    const isa::Codec codec(collector.config());
    std::array<std::uint64_t, cycle::kTokenQueueCount> before{};
    for (std::size_t number = 0; number < collector.launches().size(); ++number) {
        const ReportLaunch& launch = collector.launches()[number];
        std::array<std::vector<std::uint32_t>, cycle::kTokenQueueCount> pushes;
        std::array<std::vector<std::uint32_t>, cycle::kTokenQueueCount> pops;
        for (std::uint32_t i = 0; i < launch.instructions.size(); ++i) {
            const InstructionCounters& times = launch.instructions[i];
            const auto decoded = codec.decode(launch.words[i]);
            const TokenUse use =
                token_use(unit_of(times.kind), decoded.value_or(isa::Instruction{}));
            for (std::size_t queue = 0; queue < pushes.size(); ++queue) {
                if (use.pushes[queue] && times.done < timing::kNever) pushes[queue].push_back(i);
                if (use.pops[queue] && times.started < timing::kNever) pops[queue].push_back(i);
            }
        }
        // Tokens are alike: the first one taken is one that lay there before, while there are any.
        for (std::size_t queue = 0; queue < pushes.size(); ++queue) {
            for (std::uint64_t i = before[queue]; i < pops[queue].size(); ++i) {
                const std::uint64_t push = i - before[queue];
                if (push >= pushes[queue].size()) break;
                flows.push_back({static_cast<cycle::TokenQueueId>(queue),
                                 number,
                                 pushes[queue][push],
                                 pops[queue][i]});
            }
            before[queue] += pushes[queue].size();
            before[queue] -= std::min<std::uint64_t>(before[queue], pops[queue].size());
        }
    }
    return flows;
}

std::string describe_resolution(const TraceRecorder& trace) {
    if (trace.resolution() == 1) return "every cycle";
    return fmt::format(
        "spans shorter than {} cycles were merged; a merged span has the cause that took most of "
        "it",
        trace.resolution());
}

}  // namespace vta::sim
