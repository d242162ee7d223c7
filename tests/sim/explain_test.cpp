// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "isa/codec.h"
#include "sim/config_set.h"
#include "sim/critical_path.h"
#include "sim/explain_launches.h"
#include "sim/session.h"
#include "sim/vector_replayer.h"
#include "sim/what_if.h"
#include "tests/sim/command.h"
#include "tests/sim/stuck_programs.h"
#include "workloads/conv2d_programs.h"

namespace vta::tests {
namespace {

using timing::Cycle;

/// Five layers that differ in what limits them: kernels of 3x3 and 1x1, strides 1 and 2, early and
/// late in the network.
const std::vector<std::size_t> kLayers = {0, 2, 3, 5, 8};

isa::Program layer(const isa::HardwareConfig& config,
                   const workloads::Conv2dShape& shape,
                   const workloads::Conv2dSchedule& schedule) {
    // The output is not looked at: any bytes do as the expected ones.
    workloads::Conv2dEpilogue epilogue;
    epilogue.shift = 8;
    return workloads::build_conv2d_program(config, shape, epilogue, schedule, 1);
}

sim::SessionOptions timing_alone() {
    sim::SessionOptions options;
    options.timing_only = true;
    return options;
}

sim::ExplainedLaunches explain(const isa::HardwareConfig& config,
                               std::vector<isa::Program> launches) {
    sim::LoadedProgram program;
    program.config = config;
    program.launches = std::move(launches);
    sim::ExplainSettings settings;
    settings.measure = true;
    return sim::explain_launches(program, settings);
}

/// Whether Load starts a second step before it waits for Compute: its data have two buffers.
bool loads_run_ahead(const isa::HardwareConfig& config, const isa::Program& program) {
    const isa::Codec codec(config);
    std::size_t steps = 0;
    for (const isa::Word128& word : program.instructions) {
        const isa::Instruction instruction = codec.decode(word).value();
        if (isa::module_of(instruction) != isa::Module::kLoad) continue;
        if (instruction.pop_next) break;
        if (instruction.push_next) ++steps;
    }
    return steps > 1;
}

/// The change that a second virtual thread is to a program of one.
const sim::Change& second_thread(const std::vector<sim::Change>& changes, bool run_ahead) {
    const sim::Change& all = changes.back();
    const sim::Change& results = changes[changes.size() - 2];
    REQUIRE(all.more_buffers.size() == 2);
    REQUIRE(results.more_buffers.size() == 1);
    return run_ahead ? results : all;
}

void check_prediction(Cycle now, Cycle predicted, Cycle measured) {
    const double gain = static_cast<double>(now - measured);
    const double error = std::abs(static_cast<double>(predicted - measured));
    CAPTURE(now, predicted, measured);
    // Gains below a thousandth of the run are no advice.
    CHECK(error <= std::max(0.1 * std::abs(gain), 0.001 * static_cast<double>(now)));
}

}  // namespace

TEST_CASE("The critical path of every golden program covers the run, cycle by cycle") {
    std::size_t programs = 0;
    for (const char* kind : {"worked", "corner", "pipeline", "serial", "queues", "stress"}) {
        for (const sim::Vector& vector : golden_vectors(kind)) {
            if (vector.several_launches) continue;
            CAPTURE(vector.where(), vector.name);
            const isa::HardwareConfig config = [&] {
                sim::ConfigSet configs;
                return configs.find(sim::config_name_of(vector), vector.where());
            }();
            sim::CriticalPath path(config);
            sim::SessionOptions options;
            options.timing_only = true;
            options.observer = &path;
            const auto session = sim::make_session(config, options);
            const isa::Program program = sim::first_program(config, vector);
            session->power_up(program);
            session->launch(program, {});
            REQUIRE(path.cycles() == static_cast<Cycle>(vector.launches[0].cycles));
            Cycle next = 0;
            for (const sim::PathSegment& segment : path.segments()) {
                REQUIRE(segment.begin == next);
                next = segment.end;
                Cycle sum = 0;
                for (const auto& share : path.causes(segment)) sum += share.cycles;
                CAPTURE(segment.begin, segment.end, segment.index);
                REQUIRE(sum == segment.end - segment.begin);
            }
            CHECK(next == path.cycles());
            ++programs;
        }
    }
    CHECK(programs > 100);
}

TEST_CASE("Gains of changes are predicted to a tenth, on five layers with and without threads") {
    const isa::HardwareConfig config;
    std::size_t changes = 0;
    for (const std::size_t number : kLayers) {
        const workloads::Conv2dShape shape = workloads::resnet18_shapes()[number];
        for (const std::uint32_t threads : {1u, 2u}) {
            CAPTURE(shape.name, threads);
            const auto schedule = workloads::choose_conv2d_schedule(config, shape, {}, threads);
            const sim::Explanation explanation =
                explain(config, {layer(config, shape, schedule)}).launches.front();
            REQUIRE_FALSE(explanation.advice.empty());
            for (const auto& advice : explanation.advice) {
                CAPTURE(advice.text);
                check_prediction(explanation.cycles, advice.predicted, *advice.measured);
                ++changes;
            }
        }
    }
    CHECK(changes > 20);
}

TEST_CASE("The gain of double buffering is predicted from the program without it") {
    const isa::HardwareConfig config;
    const auto changes = sim::changes_to_try(config);
    const sim::Change nothing = sim::no_change(config);
    std::size_t exact = 0;
    for (const workloads::Conv2dShape& shape : workloads::resnet18_shapes()) {
        CAPTURE(shape.name);
        auto schedule = workloads::choose_conv2d_schedule(config, shape, {}, 2);
        // The same tiles, two of them in work at a time.
        const isa::Program threads = layer(config, shape, schedule);
        schedule.virtual_threads = 1;
        const isa::Program single = layer(config, shape, schedule);
        const bool run_ahead = loads_run_ahead(config, single);
        const sim::Change& change = second_thread(changes, run_ahead);
        const Cycle now = sim::measure_cycles(single, nothing);
        const Cycle predicted = sim::predict_cycles(single, change);
        const Cycle measured = sim::measure_cycles(threads, nothing);
        CAPTURE(now, predicted, measured, run_ahead);
        CHECK(predicted < now);
        CHECK(predicted == sim::measure_cycles(single, change));
        const double error = std::abs(static_cast<double>(predicted - measured));
        CHECK(error < 0.1 * static_cast<double>(now - measured));
        // Micro-ops that lie elsewhere in DRAM may take another burst.
        if (run_ahead) CHECK(error <= 4);
        if (error == 0) ++exact;
    }
    CHECK(exact >= 7);
}

TEST_CASE("Changes are predicted for launches that find tokens of earlier ones") {
    const isa::HardwareConfig config;
    const isa::Codec codec(config);
    std::size_t compared = 0;
    for (const sim::Vector& vector : golden_vectors("pipeline")) {
        if (vector.several_launches || sim::config_name_of(vector) != config.name()) continue;
        const isa::Program program = sim::first_program(config, vector);
        const sim::TokenCounts left = sim::tokens_after(codec, program.instructions, {});
        if (left == sim::TokenCounts{}) continue;
        CAPTURE(vector.where(), left);
        for (const sim::Change& change : sim::changes_to_try(config)) {
            if (!change.more_buffers.empty()) continue;
            CAPTURE(change.text);
            const auto session = sim::make_session(change.config, timing_alone());
            session->power_up(program);
            session->launch(program, {});
            CHECK(sim::predict_cycles(program, change, left) ==
                  session->launch(program, {}).cycles);
        }
        const auto explained = explain(config, {program, program});
        for (const sim::Explanation& launch : explained.launches) {
            CHECK(launch.predicted);
            for (const auto& advice : launch.advice) {
                CAPTURE(advice.text);
                CHECK(advice.predicted == advice.measured);
            }
        }
        for (const sim::ReportChange& change : explained.changes)
            CHECK(change.gain == change.measured);
        if (++compared == 3) break;
    }
    CHECK(compared == 3);
}

TEST_CASE("Double buffering is measured with the micro-ops that it was predicted with") {
    const isa::HardwareConfig config;
    const sim::Change buffers = second_thread(sim::changes_to_try(config), true);
    REQUIRE(buffers.second_uops);
    sim::Change same_uops = buffers;
    same_uops.second_uops = false;
    const workloads::Conv2dShape shape = workloads::resnet18_shapes()[3];  // C5
    const auto schedule = workloads::choose_conv2d_schedule(config, shape, {}, 1);
    const isa::Program program = layer(config, shape, schedule);
    CHECK(sim::predict_cycles(program, buffers) > sim::predict_cycles(program, same_uops));
    CHECK(sim::measure_cycles(program, buffers) > sim::measure_cycles(program, same_uops));
}

TEST_CASE("vta explain prints the path's cycles and the advice, also as JSON") {
    const std::string program = std::string(VTA_SOURCE_DIR) + "/examples/gemm.vta";
    const CommandResult text = vta_command({"explain", program});
    CHECK(text.code == 0);
    CHECK_THAT(text.out, Catch::Contains("critical path") && Catch::Contains("memory_data_bits"));
    const CommandResult json = vta_command({"explain", program, "--json", "--measure"});
    REQUIRE(json.code == 0);
    const auto parsed = nlohmann::json::parse(json.out);
    Cycle sum = 0;
    for (const auto& share : parsed["path_cycles"]) sum += share["cycles"].get<Cycle>();
    CHECK(sum == parsed["cycles"].get<Cycle>());
    REQUIRE_FALSE(parsed["advice"].empty());
    CHECK(parsed["advice"][0].contains("measured_cycles"));
}

TEST_CASE("vta explain sums a network up, lists its longest launches, and explains one of them") {
    const std::string network = std::string(VTA_SOURCE_DIR) + "/examples/digits/digits.onnx";
    const CommandResult table = vta_command({"explain", network});
    CHECK(table.code == 0);
    CHECK_THAT(table.out,
               Catch::Contains("11 launches") && Catch::Contains("1 shorter launches") &&
                   Catch::Contains("paths of all launches") && Catch::Contains("memory_data_bits"));
    const CommandResult all = vta_command({"explain", network, "--all"});
    CHECK_THAT(all.out, Catch::Contains("[block1.add]") && !Catch::Contains("shorter launches"));
    const CommandResult json = vta_command({"explain", network, "--json"});
    REQUIRE(json.code == 0);
    const auto parsed = nlohmann::json::parse(json.out);
    REQUIRE(parsed["launches"].size() == 11);
    Cycle sum = 0;
    for (const auto& launch : parsed["launches"]) sum += launch["cycles"].get<Cycle>();
    CHECK(sum == parsed["cycles"].get<Cycle>());
    Cycle path = 0;
    for (const auto& share : parsed["path_cycles"]) path += share["cycles"].get<Cycle>();
    CHECK(path == sum);
    REQUIRE_FALSE(parsed["changes"].empty());
    CHECK(parsed["changes"][0]["gain_cycles"].get<Cycle>() > 0);
    const CommandResult one = vta_command({"explain", network, "--launch", "2", "--json"});
    REQUIRE(one.code == 0);
    CHECK(nlohmann::json::parse(one.out) == parsed["launches"][2]);
    const CommandResult none = vta_command({"explain", network, "--launch", "11"});
    CHECK(none.code == 2);
    CHECK_THAT(none.err, Catch::Contains("launches 0 to 10"));
}

}  // namespace vta::tests
