// SPDX-License-Identifier: Apache-2.0
#include "sim/network_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "sim/progress.h"
#include "workloads/npy.h"
#include "workloads/reference_interpreter.h"

namespace vta::sim {

namespace {

using workloads::Graph;
using workloads::Tensor;
using workloads::TensorValue;

double real_number(const TensorValue& value, const Tensor& tensor, std::int64_t i) {
    const double number = value.as_double(i);
    if (!tensor.quantisation) return number;
    const workloads::Quantisation& q = *tensor.quantisation;
    return (number - q.zero_point(0)) * static_cast<double>(q.scale(0));
}

// Classes of each row, if the output is rows of them; else 0.
std::int64_t classes_of(const workloads::Shape& shape) {
    if (shape.empty()) return 0;
    const std::int64_t count = workloads::element_count(shape);
    const std::int64_t rows = shape.size() == 1 ? 1 : shape[0];
    if (rows == 0) return 0;
    // All sizes behind the first but one are 1.
    for (std::size_t axis = shape.size() == 1 ? 0 : 1; axis < shape.size(); ++axis)
        if (shape[axis] * rows == count) return count / rows > 1 ? count / rows : 0;
    return 0;
}

std::vector<RankedClass> rank(const TensorValue& value,
                              const Tensor& tensor,
                              std::int64_t row,
                              std::int64_t classes,
                              std::size_t top) {
    std::vector<RankedClass> ranked(static_cast<std::size_t>(classes));
    for (std::int64_t i = 0; i < classes; ++i)
        ranked[static_cast<std::size_t>(i)] = {i, real_number(value, tensor, row * classes + i)};
    const auto count = std::min<std::size_t>(std::max<std::size_t>(top, 1), ranked.size());
    std::partial_sort(ranked.begin(),
                      ranked.begin() + static_cast<std::ptrdiff_t>(count),
                      ranked.end(),
                      [](const RankedClass& a, const RankedClass& b) {
                          return a.value != b.value ? a.value > b.value : a.index < b.index;
                      });
    ranked.resize(count);
    return ranked;
}

/// Sums over all elements of an output.
struct Sums {
    double signal = 0;
    double noise = 0;
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    double count = 0;
};

void add_differences(const TensorValue& value,
                     const Tensor& tensor,
                     const TensorValue& want,
                     Sums& sums,
                     FloatComparison& comparison) {
    for (std::int64_t i = 0; i < value.count(); ++i) {
        const double real = want.as_double(i);
        const double noise = real_number(value, tensor, i) - real;
        sums.signal += real * real;
        sums.noise += noise * noise;
        sums.low = std::min(sums.low, real);
        sums.high = std::max(sums.high, real);
        comparison.largest = std::max(comparison.largest, std::fabs(noise));
    }
    sums.count += static_cast<double>(value.count());
    const std::int64_t classes = classes_of(value.shape);
    if (classes == 0) return;
    Tensor as_it_is;  // float32
    for (std::int64_t row = 0; row < value.count() / classes; ++row) {
        ++comparison.rows;
        if (rank(value, tensor, row, classes, 1)[0].index ==
            rank(want, as_it_is, row, classes, 1)[0].index)
            ++comparison.same_class;
    }
}

// Counts the rows that the float model classifies as expected.
void count_right(const TensorValue& want,
                 const std::vector<RightClasses>& expected,
                 std::size_t first_row,
                 FloatComparison& comparison) {
    const std::int64_t classes = classes_of(want.shape);
    if (expected.empty() || classes == 0) return;
    const auto rows = static_cast<std::size_t>(want.count() / classes);
    std::size_t right = comparison.right.value_or(0);
    for (std::size_t row = 0; row < rows && first_row + row < expected.size(); ++row) {
        const RightClasses& accepted = expected[first_row + row];
        const std::int64_t best =
            rank(want, Tensor(), static_cast<std::int64_t>(row), classes, 1)[0].index;
        right += std::find(accepted.begin(), accepted.end(), best) != accepted.end() ? 1 : 0;
    }
    comparison.right = right;
}

double decibels(double power, double noise) {
    return noise > 0 ? 10 * std::log10(power / noise) : std::numeric_limits<double>::infinity();
}

// "out.png" and 3: "out_3.png".
std::string numbered(const std::string& path, std::size_t i) {
    const std::filesystem::path whole(path);
    std::filesystem::path result = whole.parent_path() / whole.stem();
    result += fmt::format("_{}", i);
    result += whole.extension();
    return result.string();
}

void write_arrays(const std::string& path,
                  const Graph& graph,
                  const NetworkRun& run,
                  NetworkResults& results) {
    for (std::size_t k = 0; k < graph.outputs.size(); ++k) {
        const TensorValue& first = run.outputs.front()[k];
        workloads::Shape shape = first.shape;
        if (run.outputs.size() > 1) {
            if (shape.empty() || shape[0] != 1)
                shape.insert(shape.begin(), static_cast<std::int64_t>(run.outputs.size()));
            else
                shape[0] = static_cast<std::int64_t>(run.outputs.size());
        }
        TensorValue all(first.type, shape);
        for (std::size_t i = 0; i < run.outputs.size(); ++i)
            std::copy(run.outputs[i][k].bytes.begin(),
                      run.outputs[i][k].bytes.end(),
                      all.bytes.begin() + static_cast<std::ptrdiff_t>(i * first.bytes.size()));
        results.written.push_back(k == 0 ? path : numbered(path, k));
        workloads::write_npy(results.written.back(), all);
    }
}

void write_pictures(const std::string& path,
                    const std::vector<TensorValue>& values,
                    const std::optional<workloads::Quantisation>& quantisation,
                    const NetworkSettings& settings,
                    NetworkResults& results) {
    const auto [low, high] = settings.output_range.value_or(std::pair{0.0, 255.0});
    std::vector<workloads::Image> pictures;
    for (const TensorValue& value : values)
        for (workloads::Image& picture : workloads::output_to_pictures(
                 value, quantisation, settings.preprocessing.layout, low, high)) {
            if (settings.preprocessing.bgr && picture.channels == 3)
                for (std::size_t i = 0; i < picture.pixels.size(); i += 3)
                    std::swap(picture.pixels[i], picture.pixels[i + 2]);
            pictures.push_back(std::move(picture));
        }
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        results.written.push_back(pictures.size() == 1 ? path : numbered(path, i));
        workloads::write_image(results.written.back(), pictures[i]);
    }
}

}  // namespace

void classify(const Graph& graph,
              const std::vector<NetworkSample>& samples,
              const NetworkRun& run,
              std::uint32_t top,
              const std::vector<RightClasses>& expected,
              NetworkResults& results) {
    const Tensor& tensor = graph.tensor(graph.outputs.front());
    const std::int64_t classes = classes_of(tensor.shape);
    if (classes == 0) {
        if (expected.empty()) return;
        throw UserError("--expect: output " + tensor.name + " of shape " +
                        workloads::to_string(tensor.shape) + " is no list of classes");
    }
    std::size_t right = 0;
    for (std::size_t i = 0; i < run.outputs.size(); ++i)
        for (std::size_t row = 0; row < samples[i].names.size(); ++row) {
            const TensorValue& value = run.outputs[i].front();
            if (static_cast<std::int64_t>(row) >= value.count() / classes) break;
            Classification one;
            one.name = samples[i].names[row];
            one.top = rank(value, tensor, static_cast<std::int64_t>(row), classes, top);
            if (!expected.empty()) {
                const RightClasses& accepted = expected[results.classes.size()];
                one.right =
                    std::find(accepted.begin(), accepted.end(), one.top[0].index) != accepted.end();
                right += *one.right ? 1 : 0;
            }
            results.classes.push_back(std::move(one));
        }
    if (!expected.empty()) results.right = right;
}

std::vector<TensorValue> compare_with_float(const Graph& graph,
                                            const Graph& real,
                                            const std::vector<NetworkSample>& samples,
                                            const std::vector<RightClasses>& expected,
                                            const NetworkRun& run,
                                            const NetworkSettings& settings,
                                            NetworkResults& results) {
    const workloads::ReferenceInterpreter interpreter(real);
    results.comparison.resize(graph.outputs.size());
    std::vector<Sums> sums(graph.outputs.size());
    Progress progress;
    std::vector<TensorValue> first_outputs;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < run.outputs.size(); ++i) {
        progress.update(
            [&] { return fmt::format("float model: {} of {} inputs", i, run.outputs.size()); });
        std::vector<TensorValue> inputs = samples[i].inputs;
        for (std::size_t k = 0; k < inputs.size(); ++k)
            inputs[k] = converted_input(
                inputs[k], graph.tensor(graph.inputs[k]), real.tensor(real.inputs[k]));
        const std::vector<TensorValue> want = interpreter.run(inputs);
        for (std::size_t k = 0; k < want.size(); ++k) {
            const Tensor& real_output = real.tensor(real.outputs[k]);
            TensorValue reals(workloads::ElementType::kFloat32, want[k].shape);
            for (std::int64_t e = 0; e < reals.count(); ++e)
                reals.data<float>()[e] = static_cast<float>(real_number(want[k], real_output, e));
            add_differences(run.outputs[i][k],
                            graph.tensor(graph.outputs[k]),
                            reals,
                            sums[k],
                            results.comparison[k]);
            if (k > 0) continue;
            count_right(reals, expected, rows, results.comparison[k]);
            first_outputs.push_back(std::move(reals));
        }
        rows += samples[i].names.size();
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
        const double peak = settings.output_range
                                ? settings.output_range->second - settings.output_range->first
                                : sums[k].high - sums[k].low;
        results.comparison[k].sqnr_db = decibels(sums[k].signal, sums[k].noise);
        results.comparison[k].psnr_db = decibels(peak * peak * sums[k].count, sums[k].noise);
    }
    return first_outputs;
}

void write_outputs(const std::string& path,
                   const Graph& graph,
                   const NetworkRun& run,
                   const NetworkSettings& settings,
                   NetworkResults& results) {
    if (run.outputs.empty()) return;
    const std::filesystem::path name(path);
    if (name.extension() == ".npy") return write_arrays(path, graph, run, results);
    std::vector<TensorValue> values;
    for (const auto& outputs : run.outputs) values.push_back(outputs.front());
    write_pictures(
        path, values, graph.tensor(graph.outputs.front()).quantisation, settings, results);
}

void write_float_pictures(const std::string& path,
                          const std::vector<TensorValue>& reals,
                          const NetworkSettings& settings,
                          NetworkResults& results) {
    const std::filesystem::path name(path);
    if (name.extension() == ".npy") return;
    std::filesystem::path beside = name.parent_path() / name.stem();
    beside += "_float" + name.extension().string();
    write_pictures(beside.string(), reals, std::nullopt, settings, results);
}

}  // namespace vta::sim
