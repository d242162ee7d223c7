// SPDX-License-Identifier: Apache-2.0
// What --dump-layers writes is enough to compute a layer again, here with nothing of the project
// but its readers of JSON and NPY.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/json_reader.h"
#include "tests/sim/command.h"
#include "workloads/image.h"
#include "workloads/npy.h"

using namespace vta;
using namespace vta::tests;
using workloads::TensorValue;

namespace {

/// A dumped folder.
struct Dump {
    explicit Dump(std::string path)
        : folder(std::move(path)), index(JsonReader::parse_file(folder + "/index.json")) {}

    JsonReader tensor(const std::string& name) const {
        return index.required("tensors").required(name);
    }
    TensorValue value(const std::string& name) const {
        const std::string path = folder + "/" + tensor(name).required("file").as_string();
        return workloads::decode_npy(workloads::read_file_bytes(path), path);
    }
    std::vector<double> scales(const std::string& name) const {
        std::vector<double> scales;
        for (const JsonReader& scale : tensor(name).required("scales").elements())
            scales.push_back(scale.as_double());
        return scales;
    }

    std::string folder;
    JsonReader index;
};

std::vector<std::int64_t> integers(const JsonReader& reader) {
    std::vector<std::int64_t> values;
    for (const JsonReader& element : reader.elements())
        values.push_back(element.as_signed(-1000, 1000));
    return values;
}

int log2_of(double ratio) {
    int exponent = 0;
    REQUIRE(std::frexp(ratio, &exponent) == 0.5);  // a power of two
    return exponent - 1;
}

// Convolution in scales of 2^n: sums, bias, rounding shift, clip. How many outputs differ.
std::size_t differences_of_convolution(const Dump& dump, const JsonReader& node) {
    const auto inputs = node.required("inputs").elements();
    const std::string x_name = inputs[0].as_string(), w_name = inputs[1].as_string();
    const std::string y_name = node.required("output").as_string();
    const TensorValue x = dump.value(x_name), w = dump.value(w_name), y = dump.value(y_name);
    const TensorValue bias = dump.value(inputs[2].as_string());
    const double sx = dump.scales(x_name)[0], sy = dump.scales(y_name)[0];
    const std::vector<double> sw = dump.scales(w_name);
    const auto stride = integers(node.required("stride"));
    const JsonReader padding = node.required("padding");
    const std::int64_t top = padding.required("top").as_signed(0, 9);
    const std::int64_t left = padding.required("left").as_signed(0, 9);
    double low = y.type == workloads::ElementType::kInt8 ? -128 : -2147483648.0;
    double high = y.type == workloads::ElementType::kInt8 ? 127 : 2147483647.0;
    if (const auto clip = node.optional("clip")) {
        const auto ends = clip->elements();
        if (!ends[0].is_null()) low = std::max(low, std::nearbyint(ends[0].as_double() / sy));
        if (!ends[1].is_null()) high = std::min(high, std::nearbyint(ends[1].as_double() / sy));
    }
    const std::int64_t channels = w.shape[3];
    std::size_t differences = 0;
    for (std::int64_t i = 0; i < y.count(); ++i) {
        const std::int64_t o = i % y.shape[3];
        const std::int64_t column = i / y.shape[3] % y.shape[2], row = i / y.shape[3] / y.shape[2];
        std::int64_t sum = bias.as_integer(o);
        for (std::int64_t ky = 0; ky < w.shape[1]; ++ky)
            for (std::int64_t kx = 0; kx < w.shape[2]; ++kx) {
                const std::int64_t in_y = row * stride[0] - top + ky;
                const std::int64_t in_x = column * stride[1] - left + kx;
                if (in_y < 0 || in_y >= x.shape[1] || in_x < 0 || in_x >= x.shape[2]) continue;
                for (std::int64_t c = 0; c < channels; ++c)
                    sum += x.as_integer((in_y * x.shape[2] + in_x) * channels + c) *
                           w.as_integer(((o * w.shape[1] + ky) * w.shape[2] + kx) * channels + c);
            }
        const int shift = log2_of(sy / (sx * sw[sw.size() == 1 ? 0 : static_cast<std::size_t>(o)]));
        if (shift > 0) sum = (sum + (std::int64_t{1} << (shift - 1))) >> shift;
        sum = std::clamp(sum, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high));
        differences += sum != y.as_integer(i) ? 1 : 0;
    }
    return differences;
}

}  // namespace

TEST_CASE("Dumped layers can be computed again with plain code") {
    const TemporaryFolder folder;
    const std::string digits = VTA_SOURCE_DIR "/examples/digits";
    const CommandResult result = vta_command({"run",
                                              digits + "/digits.onnx",
                                              "--input",
                                              digits + "/digit_5_b.png",
                                              "--calibrate",
                                              digits + "/calibration.npy",
                                              "--no-cache",
                                              "--dump-layers",
                                              folder.path("layers")});
    REQUIRE(result.err == "");
    REQUIRE(result.code == 0);
    const Dump dump(folder.path("layers"));
    CHECK(dump.index.required("arithmetic").as_string() == "shift");
    std::size_t convolutions = 0, from_run = 0;
    for (const JsonReader& node : dump.index.required("nodes").elements()) {
        if (node.required("operator").as_string() != "Conv2D") continue;
        const std::string name = node.required("name").as_string();
        CAPTURE(name);
        CHECK(differences_of_convolution(dump, node) == 0);
        ++convolutions;
        const JsonReader output = dump.tensor(node.required("output").as_string());
        from_run += output.required("made_by").as_string() == "run" ? 1 : 0;
    }
    CHECK(convolutions == 8);
    CHECK(from_run >= 5);
}
