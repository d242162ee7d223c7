// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/json_reader.h"
#include "tests/sim/command.h"
#include "workloads/image.h"
#include "workloads/npy.h"

using namespace vta;
using namespace vta::tests;
using Catch::Matchers::Contains;

namespace {

const std::string kDigits = VTA_SOURCE_DIR "/examples/digits";
const std::string kModel = kDigits + "/digits.onnx";

/// A cache of schedules of its own, so that tests neither find nor leave one.
class OwnCache {
  public:
    OwnCache() { ::setenv("XDG_CACHE_HOME", folder_.path("cache").c_str(), 1); }
    ~OwnCache() { ::unsetenv("XDG_CACHE_HOME"); }
    OwnCache(const OwnCache&) = delete;
    OwnCache& operator=(const OwnCache&) = delete;
    const TemporaryFolder& folder() const { return folder_; }

  private:
    TemporaryFolder folder_;
};

CommandResult run(std::vector<std::string> arguments) {
    std::vector<std::string> all = {"run", kModel};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return vta_command(all);
}

std::vector<std::string> calibrated(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--calibrate", kDigits + "/calibration.npy"});
    return arguments;
}

}  // namespace

TEST_CASE("A trained network recognises digits, and every value equals the integer reference") {
    const OwnCache cache;
    for (const char* model : {"functional", "cycle"}) {
        CAPTURE(model);
        const CommandResult result = run(calibrated({"--input",
                                                     kDigits,
                                                     "--expect",
                                                     kDigits + "/labels.csv",
                                                     "--model",
                                                     model,
                                                     "--verify",
                                                     "--compare",
                                                     "float"}));
        CHECK(result.err == "");
        CHECK(result.code == 0);
        CHECK_THAT(result.out, Contains("accuracy      20 of 20 (100.00 %)"));
        CHECK_THAT(result.out,
                   Contains("all outputs of 20 executions equal the integer reference"));
        CHECK_THAT(result.out, Contains("same class 20 of 20"));
        CHECK_THAT(result.out, Contains("100.00 % on VTA"));
    }
}

TEST_CASE("The JSON report of a network adds up") {
    const OwnCache cache;
    const std::string file = cache.folder().path("report.json");
    const CommandResult result = run(calibrated({"--input",
                                                 kDigits + "/digit_7_a.png",
                                                 "--json",
                                                 "--json-file",
                                                 file,
                                                 "--csv",
                                                 cache.folder().path("layers.csv")}));
    REQUIRE(result.code == 0);
    CHECK(read_text(file) == result.out);
    const JsonReader root = JsonReader::parse_text(result.out, "out");
    CHECK(root.required("schema").as_string() == "vta-network-1");
    CHECK(root.required("executions").as_unsigned(1, 1) == 1);
    CHECK(root.required("inputs")
              .elements()[0]
              .required("top")
              .elements()[0]
              .required("class")
              .as_unsigned(0, 9) == 7);
    const JsonReader totals = root.required("totals");
    std::uint64_t cycles = 0, macs = 0, rows = 0;
    for (const JsonReader& layer : root.required("layers").elements()) {
        ++rows;
        macs += layer.required("macs").as_unsigned(0, 1u << 30);
        if (layer.required("unit").as_string() != "VTA") continue;
        const std::uint64_t took = layer.required("cycles").as_unsigned(1, 1u << 30);
        CHECK(took >= layer.required("compute_bound_cycles").as_unsigned(0, 1u << 30));
        CHECK(took >= layer.required("memory_bound_cycles").as_unsigned(0, 1u << 30));
        cycles += took;
    }
    CHECK(cycles == totals.required("cycles").as_unsigned(0, 1u << 30));
    CHECK(macs == totals.required("macs").as_unsigned(0, 1u << 30));
    CHECK(root.required("quantisation").required("images").as_unsigned(0, 64) == 64);
    const std::string csv = read_text(cache.folder().path("layers.csv"));
    CHECK(static_cast<std::uint64_t>(std::count(csv.begin(), csv.end(), '\n')) == rows + 1);
}

TEST_CASE("Timing without data gives the cycles of the run with data") {
    const OwnCache cache;
    const auto cycles = [](std::vector<std::string> more) {
        more.insert(more.end(), {"--input", kDigits + "/digit_3_a.png", "--json"});
        const CommandResult result = run(calibrated(more));
        REQUIRE(result.code == 0);
        return JsonReader::parse_text(result.out, "out")
            .required("totals")
            .required("cycles")
            .as_unsigned(1, 1u << 30);
    };
    CHECK(cycles({}) == cycles({"--timing-only"}));
    CHECK(cycles({}) < cycles({"--virtual-threads", "1"}));
}

TEST_CASE("Schedules are cached, written and taken from the user") {
    const OwnCache cache;
    const std::string file = cache.folder().path("schedules.json");
    const std::vector<std::string> arguments =
        calibrated({"--input", kDigits + "/digit_3_a.png", "--schedules-out", file});
    const CommandResult first = run(arguments);
    REQUIRE(first.code == 0);
    CHECK_THAT(first.out, !Contains("(cached)"));
    const CommandResult second = run(arguments);
    CHECK_THAT(second.out, Contains("(cached)"));
    std::vector<std::string> uncached = arguments;
    uncached.push_back("--no-cache");
    CHECK_THAT(run(uncached).out, !Contains("(cached)"));

    const std::string text = read_text(file);
    CHECK_THAT(text, Contains("tile_h"));
    CHECK(run(calibrated({"--input", kDigits + "/digit_3_a.png", "--schedules", file})).code == 0);
    std::string bad = text;
    const std::size_t at = bad.find("\"tile_h\": ");
    REQUIRE(at != std::string::npos);
    bad.insert(at + 10, "999");
    const CommandResult refused = run(calibrated({"--input",
                                                  kDigits + "/digit_3_a.png",
                                                  "--schedules",
                                                  cache.folder().write("bad.json", bad)}));
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("schedule"));
}

TEST_CASE("Outputs are written as NPY") {
    const OwnCache cache;
    const std::string file = cache.folder().path("scores.npy");
    REQUIRE(run(calibrated({"--input",
                            kDigits + "/test_images.npy",
                            "--limit",
                            "5",
                            "--model",
                            "functional",
                            "--output",
                            file}))
                .code == 0);
    const workloads::TensorValue scores =
        workloads::decode_npy(workloads::read_file_bytes(file), file);
    CHECK(scores.shape == workloads::Shape{5, 10});
}

TEST_CASE("Mistakes with networks are explained") {
    const OwnCache cache;
    const auto error_of = [](std::vector<std::string> arguments) {
        const CommandResult result = run(std::move(arguments));
        CHECK(result.code == 2);
        CHECK(result.out == "");
        return result.err;
    };
    CHECK_THAT(error_of({}), Contains("digits.onnx needs inputs"));
    CHECK_THAT(error_of({"--input", "none.png"}), Contains("none.png: cannot open"));
    CHECK_THAT(error_of({"--input", cache.folder().write("x.png", "\x89PNG rubbish")}),
               Contains("x.png: damaged PNG"));
    CHECK_THAT(error_of({"--input", cache.folder().write("x.bin", "abc")}),
               Contains("for raw numbers say --input-format"));
    CHECK_THAT(error_of({"--input", cache.folder().write("y.bin", "abc"), "--input-format", "u8"}),
               Contains("no whole number of pictures of 16 x 16 x 1"));
    CHECK_THAT(error_of({"--input", kDigits + "/test_labels.npy"}),
               Contains("an array of shape 360; input picture of the model has shape 1x1x16x16"));
    CHECK_THAT(error_of({"--input", kDigits + "/digit_0_a.png", "--requantise", "shift"}),
               Contains("is a float model"));
    CHECK_THAT(error_of({"--input", kDigits + "/digit_0_a.png", "--timing-only", "--verify"}),
               Contains("--verify: --timing-only moves no data"));
    CHECK_THAT(error_of({"--input",
                         kDigits,
                         "--expect",
                         cache.folder().write("labels.csv", "file,label\nx.png,1\n")}),
               Contains("1 classes for 20 inputs"));
    CHECK_THAT(vta_command({"run", "builtin:resnet19"}).err, Contains("known: builtin:resnet18"));
    CHECK_THAT(vta_command({"run", VTA_SOURCE_DIR "/examples/gemm.vta", "--verify"}).err,
               Contains("is a program, but an option for networks was given"));
}
