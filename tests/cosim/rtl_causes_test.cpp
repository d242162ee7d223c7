// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cosim/random_program.h"
#include "cosim/rtl_simulation.h"
#include "isa/config_search.h"
#include "models/cycle/simulation.h"
#include "models/functional/dram.h"
#include "sim/vector_replayer.h"
#include "tests/cosim/rtl_support.h"
#include "tests/cycle/golden_slice.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using cycle::Cause;
using cycle::Cycle;
using cycle::Unit;

struct Span {
    Cause cause;
    Cycle begin;
    Cycle end;
    std::uint32_t index;
};

using Spans = std::array<std::vector<Span>, cycle::kUnitCount>;

/// Spans of every launch up to its FINISH; neighbours of one cause and instruction are one.
class SpanLog : public cycle::Observer {
  public:
    void launched() override { launches.emplace_back(); }
    void finished(Cycle cycle) override { finish_.push_back(cycle); }
    void span(Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t index) override {
        std::vector<Span>& spans = launches.back()[static_cast<std::size_t>(unit)];
        if (!spans.empty() && spans.back().end == begin && spans.back().cause == cause &&
            spans.back().index == index)
            spans.back().end = end;
        else
            spans.push_back({cause, begin, end, index});
    }
    /// After the run. The spans of a write burst's data are brought into one order: beats, bubbles;
    /// of a burst that FINISH cuts only the sum is kept.
    void settle() {
        for (std::size_t i = 0; i < launches.size(); ++i) {
            for (std::vector<Span>& spans : launches[i]) cut(spans, finish_.at(i));
            for (const Unit unit : {Unit::kStore, Unit::kVmeWrite})
                order(launches[i][static_cast<std::size_t>(unit)], finish_[i]);
        }
    }

    std::vector<Spans> launches;

  private:
    static void cut(std::vector<Span>& spans, Cycle finish) {
        while (!spans.empty() && spans.back().begin >= finish) spans.pop_back();
        if (!spans.empty()) spans.back().end = std::min(spans.back().end, finish);
    }
    static void order(std::vector<Span>& spans, Cycle finish) {
        const auto is_data = [](const Span& span) {
            return span.cause == Cause::kTransfer || span.cause == Cause::kStoreBubble;
        };
        std::vector<Span> ordered;
        for (std::size_t i = 0; i < spans.size();) {
            if (!is_data(spans[i])) {
                ordered.push_back(spans[i++]);
                continue;
            }
            const Span first = spans[i];
            Cycle beats = 0;
            Cycle end = 0;
            for (; i < spans.size() && is_data(spans[i]); ++i) {
                if (spans[i].cause == Cause::kTransfer) beats += spans[i].end - spans[i].begin;
                end = spans[i].end;
            }
            const Cycle bubbles = end == finish ? end : first.begin + beats;
            ordered.push_back({Cause::kTransfer, first.begin, bubbles, first.index});
            if (bubbles < end) ordered.push_back({Cause::kStoreBubble, bubbles, end, first.index});
        }
        spans = std::move(ordered);
    }

    std::vector<Cycle> finish_;
};

std::string text_of(Unit unit, const Span& span) {
    return fmt::format("{}: {} in [{}, {}), instruction {}",
                       to_string(unit),
                       to_string(span.cause),
                       span.begin,
                       span.end,
                       static_cast<std::int32_t>(span.index));
}

/// The cycles that the spans of each unit cover.
std::array<Cycle, cycle::kUnitCount> covered(const Spans& launch) {
    std::array<Cycle, cycle::kUnitCount> cycles{};
    for (std::size_t unit = 0; unit < cycles.size(); ++unit)
        for (const Span& span : launch[unit]) cycles[unit] += span.end - span.begin;
    return cycles;
}

/// The first spans that differ, or nothing.
std::string difference(const Spans& model, const Spans& rtl, bool with_fetch) {
    for (std::size_t number = 0; number < cycle::kUnitCount; ++number) {
        const auto unit = static_cast<Unit>(number);
        if (unit == Unit::kFetch && !with_fetch) continue;
        const std::vector<Span>& a = model[number];
        const std::vector<Span>& b = rtl[number];
        for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
            const std::string left = i < a.size() ? text_of(unit, a[i]) : "nothing";
            const std::string right = i < b.size() ? text_of(unit, b[i]) : "nothing";
            if (left != right) return "model: " + left + "; RTL: " + right;
        }
    }
    return "";
}

template <typename Machine>
SpanLog run(Machine& machine, const std::vector<isa::Program>& launches) {
    SpanLog log;
    machine.observe(&log);
    functional::place(launches.front(), machine.dram());
    std::vector<Cycle> cycles;
    for (const isa::Program& program : launches) {
        functional::place_instructions(program, machine.dram());
        const auto count = static_cast<std::uint32_t>(program.instructions.size());
        const cycle::LaunchResult result = machine.launch(program.base, count, {});
        REQUIRE(result.finished);
        cycles.push_back(result.cycles);
    }
    machine.observe(nullptr);
    log.settle();
    REQUIRE(log.launches.size() == cycles.size());
    for (std::size_t i = 0; i < cycles.size(); ++i)
        for (const Cycle covered_cycles : covered(log.launches[i]))
            CHECK(covered_cycles == cycles[i]);
    return log;
}

void compare(const isa::HardwareConfig& config,
             const std::vector<isa::Program>& launches,
             bool with_fetch = true) {
    cycle::Simulation::Options model_options;
    model_options.dram_bytes = launches.front().dram_bytes;
    SpanLog model;
    {
        cycle::Simulation simulation(config, model_options);
        model = run(simulation, launches);
    }
    cosim::RtlSimulation::Options options;
    options.library = library_of(config);
    options.dram_bytes = launches.front().dram_bytes;
    cosim::RtlSimulation simulation(config, options);
    const SpanLog rtl = run(simulation, launches);
    REQUIRE(model.launches.size() == rtl.launches.size());
    for (std::size_t i = 0; i < model.launches.size(); ++i) {
        CAPTURE(i);
        CHECK(difference(model.launches[i], rtl.launches[i], with_fetch) == "");
    }
}

/// Golden programs of the configuration; returns how many.
std::size_t compare_golden(const std::string& name) {
    std::size_t programs = 0;
    for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        if (sim::config_name_of(vector) != name) return;
        CAPTURE(vector.where(), vector.name);
        std::vector<isa::Program> launches;
        for (std::size_t launch = 0; launch < vector.launches.size(); ++launch)
            launches.push_back(sim::to_program(vector, launch));
        launches.front() = sim::first_program(config, vector);
        compare(config, launches);
        ++programs;
    });
    return programs;
}

void compare_random(const isa::HardwareConfig& config,
                    std::uint64_t programs,
                    bool with_fetch = true) {
    const std::uint64_t seed = test_seed(1);
    for (std::uint64_t n = 0; n < programs; ++n) {
        CAPTURE(config.name(), seed + n);
        compare(config, {cosim::make_random_program(config, {}, seed + n)}, with_fetch);
    }
}

}  // namespace

TEST_CASE("The RTL spends each cycle for the model's cause, in golden programs") {
    CHECK(compare_golden("de10nano") > 100);
}

// Verilated for other tests, too.
TEST_CASE("The RTL spends each cycle for the model's cause, for another block and a wide bus") {
    CHECK(compare_golden("b8") > 20);
    CHECK(compare_golden("bus128") > 20);
}

TEST_CASE("The RTL spends each cycle for the model's cause, in random programs") {
    compare_random(de10nano(), 60);
    compare_random(isa::find_config("bus128"), 60);
}

TEST_CASE("The RTL spends each cycle for the model's cause, with a slow memory") {
    isa::HardwareParameters parameters = de10nano().parameters();
    parameters.memory_cycles_per_beat = 3;
    parameters.memory_latency_per = isa::MemoryLatencyPer::kRequest;
    compare_random(isa::HardwareConfig(parameters), 20);  // the hardware is the same
}

TEST_CASE("The RTL spends each cycle for the model's cause, with short queues and few reads") {
    isa::HardwareParameters parameters = isa::find_config("b8").parameters();
    parameters.instruction_queue_depth = 4;
    parameters.outstanding_reads = 2;
    parameters.name = "b8_small";
    compare_random(isa::HardwareConfig(parameters), 40);
    // While a wide Fetch waits for room it asks for more instructions: either may be the cause.
    parameters.memory_data_bits = 128;
    parameters.memory_burst_length_bits = 4;
    parameters.name = "b8_bus128_small";
    compare_random(isa::HardwareConfig(parameters), 40, false);
}

// No closed form knows such a memory; run() checks that every cycle has a cause.
TEST_CASE("The RTL spends each cycle for one cause, with a memory that stalls") {
    const std::uint64_t seed = test_seed(1);
    Cycle stalls = 0;
    for (std::uint64_t n = 0; n < 20; ++n) {
        CAPTURE(seed + n);
        const isa::Program program = cosim::make_random_program(de10nano(), {}, seed + n);
        cosim::RtlSimulation::Options options;
        options.library = de10nano_library();
        options.dram_bytes = program.dram_bytes;
        options.memory = cosim::MemoryBehaviour::kStall;
        options.seed = seed + n;
        cosim::RtlSimulation simulation(de10nano(), options);
        const SpanLog log = run(simulation, {program});
        for (const Span& span : log.launches[0][static_cast<std::size_t>(Unit::kVmeRead)])
            if (span.cause == Cause::kRequestStall) stalls += span.end - span.begin;
    }
    CHECK(stalls > 0);
}

}  // namespace vta::tests
