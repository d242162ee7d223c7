// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <ostream>
#include <string>
#include <vector>

#include "sim/report_collector.h"

namespace vta::sim {

/// How many entries a queue holds from `cycle` on.
struct QueueStep {
    cycle::Cycle cycle = 0;
    std::uint64_t entries = 0;
};

/// Fill levels over a run, of the instructions that the collector kept.
struct QueueSteps {
    std::array<std::vector<QueueStep>, isa::kModuleCount> command_queues;
    std::array<std::vector<QueueStep>, cycle::kTokenQueueCount> token_queues;
};
QueueSteps queue_steps(const ReportCollector& collector);

/// A token on its way: instruction `producer` of launch `launch` put it, `consumer` took it.
struct TokenFlow {
    cycle::TokenQueueId queue{};
    std::size_t launch = 0;
    std::uint32_t producer = 0;
    std::uint32_t consumer = 0;
};
/// Tokens that were pushed and taken in one launch.
std::vector<TokenFlow> token_flows(const ReportCollector& collector);

/// Chrome's trace event format, as ui.perfetto.dev opens it: 1 cycle is shown as 1 us.
void write_chrome_trace(const ReportCollector& collector, std::ostream& out);

/// Value change dump: what each unit does and works on, and the fill of every queue.
void write_vcd(const ReportCollector& collector, std::ostream& out);

/// The same in the format FST, and whether this build can. Throws IoError, UserError.
bool fst_available();
void write_fst(const ReportCollector& collector, const std::string& path);

/// What merging did to a timeline, a sentence.
std::string describe_resolution(const TraceRecorder& trace);

}  // namespace vta::sim
