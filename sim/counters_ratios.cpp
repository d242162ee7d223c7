// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "sim/counters.h"

namespace vta::sim {

namespace {

using Config = isa::HardwareConfig;

double per(double value, double divisor) { return divisor > 0 ? value / divisor : 0; }
double cycles(const LaunchCounters& c) { return static_cast<double>(c.cycles); }

double macs(const LaunchCounters& c, const Config& config) {
    return static_cast<double>(c.gemm_operations) * config.batch() * config.block_in() *
           config.block_out();
}

double bytes(const LaunchCounters& c, const Config& config) {
    return static_cast<double>(c.reads_total().beats + c.writes.beats) * config.bus_bytes();
}

double seconds(const LaunchCounters& c, const Config& config) {
    return cycles(c) / (config.parameters().clock_mhz * 1e6);
}

void add_work(std::vector<RatioInfo>& table) {
    table.push_back({"utilisation",
                     "1",
                     "GEMM operations without reset by cycles: 1 where every cycle multiplies.",
                     [](const LaunchCounters& c, const Config&) {
                         return per(static_cast<double>(c.gemm_operations), cycles(c));
                     }});
    table.push_back({"macs_per_cycle",
                     "MAC/cycle",
                     "Multiply-accumulate operations by cycles.",
                     [](const LaunchCounters& c, const Config& config) {
                         return per(macs(c, config), cycles(c));
                     }});
    table.push_back({"macs_per_second",
                     "MAC/s",
                     "Multiply-accumulate operations by the hardware's time at its clock.",
                     [](const LaunchCounters& c, const Config& config) {
                         return per(macs(c, config), seconds(c, config));
                     }});
    table.push_back({"arithmetic_intensity",
                     "MAC/byte",
                     "Multiply-accumulate operations by bytes read and written.",
                     [](const LaunchCounters& c, const Config& config) {
                         return per(macs(c, config), bytes(c, config));
                     }});
    table.push_back(
        {"hardware_seconds",
         "s",
         "Cycles by the clock frequency.",
         [](const LaunchCounters& c, const Config& config) { return seconds(c, config); }});
}

void add_bandwidth(std::vector<RatioInfo>& table) {
    table.push_back({"read_bytes_per_cycle",
                     "byte/cycle",
                     "Achieved read bandwidth.",
                     [](const LaunchCounters& c, const Config& config) {
                         return per(static_cast<double>(c.reads_total().beats) * config.bus_bytes(),
                                    cycles(c));
                     }});
    table.push_back({"write_bytes_per_cycle",
                     "byte/cycle",
                     "Achieved write bandwidth.",
                     [](const LaunchCounters& c, const Config& config) {
                         return per(static_cast<double>(c.writes.beats) * config.bus_bytes(),
                                    cycles(c));
                     }});
    table.push_back({"bytes_per_second",
                     "byte/s",
                     "Achieved bandwidth, reads and writes, at the hardware's clock.",
                     [](const LaunchCounters& c, const Config& config) {
                         return per(bytes(c, config), seconds(c, config));
                     }});
    table.push_back({"read_bus_utilisation",
                     "1",
                     "Read beats by cycles: 1 where every cycle carries a beat.",
                     [](const LaunchCounters& c, const Config&) {
                         return per(static_cast<double>(c.reads_total().beats), cycles(c));
                     }});
    table.push_back({"mean_read_burst_beats",
                     "beats",
                     "Read beats by read bursts.",
                     [](const LaunchCounters& c, const Config&) {
                         const Traffic reads = c.reads_total();
                         return per(static_cast<double>(reads.beats),
                                    static_cast<double>(reads.bursts));
                     }});
}

void add_occupancies(std::vector<RatioInfo>& table) {
    for (std::size_t i = 0; i < isa::kModuleCount; ++i) {
        const char* module = isa::to_string(static_cast<isa::Module>(i));
        table.push_back(
            {fmt::format("command_queue_{}_mean", module),
             "instructions",
             fmt::format("Mean number of instructions in the command queue of {}.", module),
             [i](const LaunchCounters& c, const Config&) {
                 return per(static_cast<double>(c.command_queues[i].sum), cycles(c));
             }});
    }
    for (std::size_t i = 0; i < cycle::kTokenQueueCount; ++i) {
        const char* queue = cycle::to_string(static_cast<cycle::TokenQueueId>(i));
        table.push_back({fmt::format("token_queue_{}_mean", queue),
                         "tokens",
                         fmt::format("Mean number of tokens in the queue {}.", queue),
                         [i](const LaunchCounters& c, const Config&) {
                             return per(static_cast<double>(c.token_queues[i].sum), cycles(c));
                         }});
    }
}

std::vector<RatioInfo> make_table() {
    std::vector<RatioInfo> table;
    add_work(table);
    add_bandwidth(table);
    add_occupancies(table);
    return table;
}

}  // namespace

const std::vector<RatioInfo>& ratio_table() {
    static const std::vector<RatioInfo> kTable = make_table();
    return kTable;
}

}  // namespace vta::sim
