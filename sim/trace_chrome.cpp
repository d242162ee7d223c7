// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "isa/codec.h"
#include "isa/disassembler.h"
#include "sim/trace_writer.h"

namespace vta::sim {

namespace {

constexpr int kUnitsProcess = 1;
constexpr int kInstructionsProcess = 2;
constexpr int kQueuesProcess = 3;
constexpr int kLayersProcess = 4;

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Writes one event a line.
class EventWriter {
  public:
    explicit EventWriter(std::ostream& out) : out_(out) {}

    template <typename... Arguments>
    void event(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        out_ << (first_ ? "\n" : ",\n") << fmt::format(format, arguments...);
        first_ = false;
    }
    void name(const char* kind, int process, int thread, const std::string& name) {
        event(R"({{"ph":"M","name":"{}","pid":{},"tid":{},"args":{{"name":{}}}}})",
              kind,
              process,
              thread,
              quoted(name));
    }

  private:
    std::ostream& out_;
    bool first_ = true;
};

void write_names(EventWriter& writer) {
    writer.name("process_name", kUnitsProcess, 0, "units: causes");
    for (std::size_t unit = 0; unit < cycle::kUnitCount; ++unit)
        writer.name("thread_name",
                    kUnitsProcess,
                    static_cast<int>(unit) + 1,
                    to_string(static_cast<cycle::Unit>(unit)));
    writer.name("process_name", kInstructionsProcess, 0, "modules: instructions");
    for (std::size_t module = 0; module < isa::kModuleCount; ++module)
        writer.name("thread_name",
                    kInstructionsProcess,
                    static_cast<int>(module) + 1,
                    isa::to_string(static_cast<isa::Module>(module)));
    writer.name("process_name", kQueuesProcess, 0, "queues and memory");
}

void write_spans(const ReportCollector& collector, EventWriter& writer) {
    for (std::size_t unit = 0; unit < cycle::kUnitCount; ++unit) {
        for (const TraceSpan& span : collector.trace().track(static_cast<cycle::Unit>(unit))) {
            const std::string args =
                span.index == cycle::Observer::kNoInstruction
                    ? ""
                    : fmt::format(R"(,"args":{{"instruction":{}}})", span.index);
            writer.event(
                R"({{"ph":"X","name":"{}","cat":"cause","pid":{},"tid":{},"ts":{},"dur":{}{}}})",
                to_string(span.cause),
                kUnitsProcess,
                unit + 1,
                span.begin,
                span.end - span.begin,
                args);
        }
    }
}

// A slice a layer, above all that happened in it.
void write_layers(const ReportCollector& collector, EventWriter& writer) {
    if (collector.layers().empty()) return;
    writer.name("process_name", kLayersProcess, 0, "network");
    writer.name("thread_name", kLayersProcess, 1, "layers");
    for (const ReportLayer& layer : collector.layers()) {
        if (!layer.launch) continue;
        const ReportLaunch& launch = collector.launches()[*layer.launch];
        if (launch.counters.cycles == 0) continue;
        writer.event(R"({{"ph":"X","name":{},"cat":"layer","pid":{},"tid":1,"ts":{},"dur":{},)"
                     R"("args":{{"operators":{},"macs":{}}}}})",
                     quoted(layer.key),
                     kLayersProcess,
                     launch.origin,
                     launch.counters.cycles,
                     quoted(layer.step.operators),
                     layer.step.macs);
    }
}

void write_instructions(const ReportCollector& collector, EventWriter& writer) {
    const isa::Codec codec(collector.config());
    for (const ReportLaunch& launch : collector.launches()) {
        const auto finish = static_cast<cycle::Cycle>(launch.counters.cycles);
        for (std::size_t i = 0; i < launch.instructions.size(); ++i) {
            const InstructionCounters& times = launch.instructions[i];
            if (times.started >= finish) continue;
            writer.event(
                R"({{"ph":"X","name":"{} #{}","cat":"instruction","pid":{},"tid":{},"ts":{},)"
                R"("dur":{},"args":{{"dispatched":{},"text":{}}}}})",
                to_string(times.kind),
                i,
                kInstructionsProcess,
                static_cast<int>(unit_of(times.kind)) + 1,
                launch.origin + times.started,
                std::min(times.done + 1, finish) - times.started,
                launch.origin + times.dispatched,
                quoted(isa::disassemble(codec, launch.words[i])));
        }
    }
}

void write_flows(const ReportCollector& collector, EventWriter& writer) {
    std::size_t id = 0;
    for (const TokenFlow& flow : token_flows(collector)) {
        const ReportLaunch& launch = collector.launches()[flow.launch];
        const InstructionCounters& producer = launch.instructions[flow.producer];
        const InstructionCounters& consumer = launch.instructions[flow.consumer];
        if (consumer.started >= static_cast<cycle::Cycle>(launch.counters.cycles)) continue;
        ++id;
        const auto end = [&](const char* phase,
                             const InstructionCounters& of,
                             cycle::Cycle cycle,
                             const char* more) {
            writer.event(
                R"({{"ph":"{}","name":"{}","cat":"token","id":{},"pid":{},"tid":{},"ts":{}{}}})",
                phase,
                to_string(flow.queue),
                id,
                kInstructionsProcess,
                static_cast<int>(unit_of(of.kind)) + 1,
                launch.origin + cycle,
                more);
        };
        end("s", producer, producer.done, "");
        end("f", consumer, consumer.started, R"(,"bp":"e")");
    }
}

void write_steps(const std::string& name,
                 const std::vector<QueueStep>& steps,
                 EventWriter& writer) {
    const auto write = [&](cycle::Cycle cycle, std::uint64_t entries) {
        writer.event(R"({{"ph":"C","name":"{}","pid":{},"ts":{},"args":{{"entries":{}}}}})",
                     name,
                     kQueuesProcess,
                     cycle,
                     entries);
    };
    write(0, 0);
    for (const QueueStep& step : steps) write(step.cycle, step.entries);
}

void write_counters(const ReportCollector& collector, EventWriter& writer) {
    const QueueSteps steps = queue_steps(collector);
    for (std::size_t i = 0; i < isa::kModuleCount; ++i)
        write_steps(fmt::format("command_queue.{}", isa::to_string(static_cast<isa::Module>(i))),
                    steps.command_queues[i],
                    writer);
    for (std::size_t i = 0; i < cycle::kTokenQueueCount; ++i)
        write_steps(fmt::format("token_queue.{}", to_string(static_cast<cycle::TokenQueueId>(i))),
                    steps.token_queues[i],
                    writer);
    const CounterWindows& windows = collector.counters().windows();
    const double bytes = static_cast<double>(collector.config().bus_bytes()) /
                         static_cast<double>(windows.window_cycles());
    cycle::Cycle at = 0;
    for (const CounterWindows::Window& window : windows.windows()) {
        std::int64_t reads = 0;
        for (const std::int64_t beats : window.read_beats) reads += beats;
        writer.event(
            R"({{"ph":"C","name":"bytes per cycle","pid":{},"ts":{},"args":{{"read":{:.4g},)"
            R"("write":{:.4g}}}}})",
            kQueuesProcess,
            at,
            static_cast<double>(reads) * bytes,
            static_cast<double>(window.write_beats) * bytes);
        at += windows.window_cycles();
    }
}

}  // namespace

void write_chrome_trace(const ReportCollector& collector, std::ostream& out) {
    out << "{\"traceEvents\":[";
    EventWriter writer(out);
    write_names(writer);
    write_layers(collector, writer);
    write_spans(collector, writer);
    write_instructions(collector, writer);
    write_flows(collector, writer);
    write_counters(collector, writer);
    out << fmt::format(
        "\n],\n\"displayTimeUnit\":\"ns\",\n\"otherData\":{{\"config\":{},"
        "\"clock_mhz\":{},\"clock_period_ns\":{},\"unit\":\"1 us is shown for 1 cycle\","
        "\"resolution_cycles\":{},\"resolution\":{},\"instructions\":{},"
        "\"instructions_shown\":{}}}\n}}\n",
        quoted(collector.config().name()),
        collector.config().parameters().clock_mhz,
        1e3 / collector.config().parameters().clock_mhz,
        collector.trace().resolution(),
        quoted(describe_resolution(collector.trace())),
        collector.instructions_seen(),
        collector.instructions_kept());
}

}  // namespace vta::sim
