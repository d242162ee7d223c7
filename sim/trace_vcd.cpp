// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

using cycle::Cycle;

struct Change {
    Cycle cycle = 0;
    std::string text;  ///< the line of the dump
};

/// Gathers variables and their changes; identifiers are one printable character each.
class VcdWriter {
  public:
    explicit VcdWriter(std::ostream& out) : out_(out) {}

    void scope(const std::string& name) {
        if (in_scope_) out_ << "$upscope $end\n";
        out_ << fmt::format("$scope module {} $end\n", name);
        in_scope_ = true;
    }
    char string(const std::string& name) { return variable("string 1", name); }
    char number(const std::string& name, int bits) {
        return variable(fmt::format("integer {}", bits), name);
    }
    void set_string(char id, Cycle cycle, const char* value) {
        changes_.push_back({cycle, fmt::format("s{} {}\n", value, id)});
    }
    void set_number(char id, Cycle cycle, std::uint64_t value) {
        changes_.push_back({cycle, fmt::format("b{:b} {}\n", value, id)});
    }
    void finish(Cycle end) {
        out_ << "$upscope $end\n$enddefinitions $end\n";
        std::stable_sort(changes_.begin(), changes_.end(), [](const Change& a, const Change& b) {
            return a.cycle < b.cycle;
        });
        Cycle at = -1;
        for (const Change& change : changes_) {
            if (change.cycle > end) break;
            if (change.cycle != at) out_ << fmt::format("#{}\n", change.cycle);
            at = change.cycle;
            out_ << change.text;
        }
        if (at < end) out_ << fmt::format("#{}\n", end);
    }

  private:
    char variable(const std::string& type, const std::string& name) {
        const char id = static_cast<char>('!' + count_++);
        out_ << fmt::format("$var {} {} {} $end\n", type, id, name);
        return id;
    }

    std::ostream& out_;
    std::vector<Change> changes_;
    int count_ = 0;
    bool in_scope_ = false;
};

void add_unit(const ReportCollector& collector, cycle::Unit unit, VcdWriter& writer) {
    writer.scope(to_string(unit));
    const char state = writer.string("state");
    const bool module = static_cast<std::size_t>(unit) < isa::kModuleCount;
    const char instruction = module ? writer.number("instruction", 32) : '\0';
    std::uint32_t last = cycle::Observer::kNoInstruction;
    if (module) writer.set_number(instruction, 0, last);
    for (const TraceSpan& span : collector.trace().track(unit)) {
        writer.set_string(state, span.begin, to_string(span.cause));
        if (!module || span.index == last) continue;
        writer.set_number(instruction, span.begin, span.index);
        last = span.index;
    }
}

void add_queue(const std::string& name, const std::vector<QueueStep>& steps, VcdWriter& writer) {
    const char id = writer.number(name, 32);
    writer.set_number(id, 0, 0);
    for (const QueueStep& step : steps) writer.set_number(id, step.cycle, step.entries);
}

}  // namespace

void write_vcd(const ReportCollector& collector, std::ostream& out) {
    // A step of the dump is a cycle, shown as 1 ns.
    out << fmt::format("$comment clock {} MHz; a step is a cycle; {} $end\n$timescale 1ns $end\n",
                       collector.config().parameters().clock_mhz,
                       describe_resolution(collector.trace()));
    VcdWriter writer(out);
    for (std::size_t unit = 0; unit < cycle::kUnitCount; ++unit)
        add_unit(collector, static_cast<cycle::Unit>(unit), writer);
    const QueueSteps steps = queue_steps(collector);
    writer.scope("command_queue");
    for (std::size_t i = 0; i < isa::kModuleCount; ++i)
        add_queue(isa::to_string(static_cast<isa::Module>(i)), steps.command_queues[i], writer);
    writer.scope("token_queue");
    for (std::size_t i = 0; i < cycle::kTokenQueueCount; ++i)
        add_queue(to_string(static_cast<cycle::TokenQueueId>(i)), steps.token_queues[i], writer);
    writer.finish(collector.trace().cycles());
}

}  // namespace vta::sim
