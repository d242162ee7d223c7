// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/config_set.h"
#include "sim/critical_path.h"
#include "sim/explain_report.h"
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

/// C2 to C8, where the gain of two virtual threads is predicted to a tenth. C9 to C11 gain little,
/// or have so few tiles that who gets the last one decides.
constexpr std::size_t kLayersToATenth = 7;

isa::Program layer(const isa::HardwareConfig& config,
                   const workloads::Conv2dShape& shape,
                   const workloads::Conv2dSchedule& schedule) {
    // The output is not looked at: any bytes do as the expected ones.
    workloads::Conv2dEpilogue epilogue;
    epilogue.shift = 8;
    return workloads::build_conv2d_program(config, shape, epilogue, schedule, 1);
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
            const auto explanation =
                sim::explain_program(config, layer(config, shape, schedule), true);
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
    const sim::Change& buffers = changes.back();
    const sim::Change nothing{"", "", config, {}};
    const auto shapes = workloads::resnet18_shapes();
    for (std::size_t number = 0; number < shapes.size(); ++number) {
        CAPTURE(shapes[number].name);
        auto schedule = workloads::choose_conv2d_schedule(config, shapes[number], {}, 2);
        // The same tiles, two of them in work at a time.
        const isa::Program threads = layer(config, shapes[number], schedule);
        schedule.virtual_threads = 1;
        const isa::Program single = layer(config, shapes[number], schedule);
        const Cycle now = sim::measure_cycles(single, nothing);
        const Cycle predicted = sim::predict_cycles(single, buffers);
        const Cycle measured = sim::measure_cycles(threads, nothing);
        CAPTURE(now, predicted, measured);
        CHECK(predicted < now);
        CHECK(std::abs(static_cast<double>(predicted - measured)) <
              0.02 * static_cast<double>(measured));
        if (number < kLayersToATenth)
            CHECK(std::abs(static_cast<double>(predicted - measured)) <
                  0.1 * static_cast<double>(now - measured));
    }
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

TEST_CASE("Double buffering is measured with the micro-ops that it was predicted with") {
    const isa::HardwareConfig config;
    const sim::Change buffers = sim::changes_to_try(config).back();
    REQUIRE(buffers.second_uops);
    sim::Change same_uops = buffers;
    same_uops.second_uops = false;
    const workloads::Conv2dShape shape = workloads::resnet18_shapes()[3];  // C5
    const auto schedule = workloads::choose_conv2d_schedule(config, shape, {}, 1);
    const isa::Program program = layer(config, shape, schedule);
    CHECK(sim::predict_cycles(program, buffers) > sim::predict_cycles(program, same_uops));
    CHECK(sim::measure_cycles(program, buffers) > sim::measure_cycles(program, same_uops));
}

TEST_CASE("vta explain has a line for each launch of a network, and explains one of them") {
    const std::string network = std::string(VTA_SOURCE_DIR) + "/examples/digits/digits.onnx";
    const CommandResult table = vta_command({"explain", network});
    CHECK(table.code == 0);
    CHECK_THAT(table.out, Catch::Contains("11 launches") && Catch::Contains("[block1.add]"));
    const CommandResult json = vta_command({"explain", network, "--json"});
    REQUIRE(json.code == 0);
    const auto parsed = nlohmann::json::parse(json.out);
    REQUIRE(parsed["launches"].size() == 11);
    Cycle sum = 0;
    for (const auto& launch : parsed["launches"]) sum += launch["cycles"].get<Cycle>();
    CHECK(sum == parsed["cycles"].get<Cycle>());
    const CommandResult one = vta_command({"explain", network, "--launch", "2", "--json"});
    REQUIRE(one.code == 0);
    CHECK(nlohmann::json::parse(one.out) == parsed["launches"][2]);
    const CommandResult none = vta_command({"explain", network, "--launch", "11"});
    CHECK(none.code == 2);
    CHECK_THAT(none.err, Catch::Contains("launches 0 to 10"));
}

}  // namespace vta::tests
