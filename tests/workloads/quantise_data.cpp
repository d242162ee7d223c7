// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/quantise_data.h"

#include <zlib.h>

#include <catch2/catch.hpp>
#include <iostream>

#include "tests/support/test_data.h"
#include "tests/workloads/import_data.h"
#include "workloads/graph_passes.h"
#include "workloads/import_model.h"
#include "workloads/reference_interpreter.h"

namespace vta::tests {

using namespace workloads;

namespace {

Graph simplified_model(const std::string& path) {
    Graph graph = import_model(require_data("models/" + path));
    simplify(graph);
    return graph;
}

std::vector<std::uint8_t> unzipped(const std::string& path, std::size_t count) {
    const std::string name = require_data(path);
    const gzFile file = gzopen(name.c_str(), "rb");
    REQUIRE(file != nullptr);
    std::vector<std::uint8_t> bytes(count);
    const int got = gzread(file, bytes.data(), static_cast<unsigned>(count));
    gzclose(file);
    REQUIRE(got == static_cast<int>(count));
    return bytes;
}

TensorValue picture(const Tensor& input, const std::uint8_t* pixels, const PictureNumbers& how) {
    TensorValue value(ElementType::kFloat32, input.shape);
    const std::int64_t channels = how.bgr_planes ? input.shape[1] : input.shape.back();
    const std::int64_t area = value.count() / channels;
    for (std::int64_t i = 0; i < value.count(); ++i) {
        const std::int64_t c = how.bgr_planes ? i / area : i % channels;
        const std::int64_t from = how.bgr_planes ? i % area * channels + channels - 1 - c : i;
        const float mean = how.mean.empty() ? 0.0F : how.mean[static_cast<std::size_t>(c)];
        value.data<float>()[i] = static_cast<float>(pixels[from]) * how.scale - mean;
    }
    return value;
}

void add_pictures(LabelledModel& model,
                  const std::vector<std::uint8_t>& pixels,
                  const PictureNumbers& how) {
    const Tensor& input = model.graph.tensor(model.graph.inputs[0]);
    const auto size = static_cast<std::size_t>(element_count(input.shape));
    REQUIRE(pixels.size() == model.labels.size() * size);
    for (std::size_t i = 0; i < model.labels.size(); ++i)
        model.inputs.push_back({picture(input, pixels.data() + i * size, how)});
}

}  // namespace

LabelledModel labelled_pictures(const std::string& model,
                                const std::string& pictures,
                                const std::string& labels,
                                std::size_t label_column,
                                const PictureNumbers& numbers) {
    LabelledModel result{model, simplified_model(model), {}, csv_column(labels, label_column)};
    add_pictures(result, data_bytes(pictures), numbers);
    return result;
}

LabelledModel labelled_digits(const std::string& model, std::size_t count) {
    constexpr std::size_t kPixels = 784;
    constexpr std::size_t kImageHeader = 16;
    constexpr std::size_t kLabelHeader = 8;
    LabelledModel result{model, simplified_model(model), {}, {}};
    auto pixels =
        unzipped("datasets/mnist_t10k/t10k-images-idx3-ubyte.gz", kImageHeader + count * kPixels);
    pixels.erase(pixels.begin(), pixels.begin() + kImageHeader);
    const auto labels =
        unzipped("datasets/mnist_t10k/t10k-labels-idx1-ubyte.gz", kLabelHeader + count);
    result.labels.assign(labels.begin() + kLabelHeader, labels.end());
    add_pictures(result, pixels, {});
    return result;
}

Score score(const LabelledModel& model, std::size_t step, const QuantiseOptions& options) {
    std::vector<std::vector<TensorValue>> calibration;
    for (std::size_t i = 0; i < model.inputs.size(); i += step)
        calibration.push_back(model.inputs[i]);
    QuantisationReport report;
    const Graph quantised = quantise(model.graph, calibration, options, &report);
    const ReferenceInterpreter real_run(model.graph);
    const ReferenceInterpreter codes_run(quantised);
    Score result;
    result.output_sqnr_db = report.output_sqnr_db;
    for (std::size_t i = 0; i < model.inputs.size(); ++i) {
        const int real = argmax(real_run.run(model.inputs[i])[0]);
        const int codes = argmax(codes_run.run(model.inputs[i])[0]);
        if (real == model.labels[i]) ++result.real;
        if (codes == model.labels[i]) ++result.quantised;
        if (codes == real) ++result.agreeing;
    }
    std::cout << model.title << (options.per_channel ? ", by channel: " : ", by tensor: ")
              << result.real << " right in float32, " << result.quantised << " quantised, "
              << result.agreeing << " alike, of " << model.inputs.size() << "; "
              << result.output_sqnr_db << " dB\n";
    return result;
}

}  // namespace vta::tests
