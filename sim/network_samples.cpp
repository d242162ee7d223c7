// SPDX-License-Identifier: Apache-2.0
#include "sim/network_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <random>

#include "base/error.h"
#include "sim/network_arrays.h"
#include "sim/network_gunzip.h"
#include "workloads/graph_shapes.h"

namespace vta::sim {

namespace {

using workloads::ElementType;
using workloads::Graph;
using workloads::Tensor;
using workloads::TensorValue;

std::string lower_ending(const std::filesystem::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    return ending;
}

// A folder's pictures, or where it has none its arrays, in the order of their names; files
// themselves.
std::vector<std::string> expand(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (!fs::is_directory(path, error)) return {path};
    static const std::vector<std::string> kPictures = {
        ".png", ".jpg", ".jpeg", ".ppm", ".pgm", ".bmp"};
    std::vector<std::string> pictures, arrays;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
        const std::string ending = lower_ending(entry.path());
        if (std::find(kPictures.begin(), kPictures.end(), ending) != kPictures.end())
            pictures.push_back(entry.path().string());
        if (ending == ".npy") arrays.push_back(entry.path().string());
    }
    if (error) throw IoError(path, "cannot read the folder: " + error.message());
    std::vector<std::string>& files = pictures.empty() ? arrays : pictures;
    if (files.empty()) throw UserError(path + ": no pictures or NPY files in this folder");
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<NamedValue> load_values(const std::vector<std::string>& paths,
                                    const Tensor& input,
                                    const SampleOptions& options) {
    std::vector<NamedValue> values;
    SampleOptions left = options;
    for (const std::string& path : paths)
        for (const std::string& file : expand(path)) {
            if (options.limit > 0) {
                if (values.size() >= options.limit) return values;
                left.limit = options.limit - values.size();
            }
            const auto bytes = gunzip_if_packed(workloads::read_file_bytes(file), file);
            for (NamedValue& value : values_of_file(bytes, file, input, left))
                values.push_back(std::move(value));
        }
    return values;
}

// Executions of a model's batch from values of leading dimension 1.
std::vector<NetworkSample> group(std::vector<NamedValue>& values, const Tensor& input) {
    std::vector<NetworkSample> samples;
    const std::size_t whole =
        static_cast<std::size_t>(workloads::element_count(input.shape)) * byte_size(input.type);
    for (std::size_t i = 0; i < values.size();) {
        NetworkSample sample;
        if (values[i].value.bytes.size() == whole) {
            sample.names = {values[i].name};
            values[i].value.shape = input.shape;
            sample.inputs.push_back(std::move(values[i++].value));
        } else {
            TensorValue batch(input.type, input.shape);
            for (std::size_t at = 0; at < whole;) {
                const std::size_t k = std::min(i + sample.names.size(), values.size() - 1);
                const auto& part = values[k].value.bytes;
                VTA_CHECK(whole % part.size() == 0, "a picture is a part of the batch");
                std::memcpy(batch.bytes.data() + at, part.data(), part.size());
                if (i + sample.names.size() < values.size()) sample.names.push_back(values[k].name);
                at += part.size();
            }
            i += sample.names.size();
            sample.inputs.push_back(std::move(batch));
        }
        samples.push_back(std::move(sample));
    }
    return samples;
}

std::string input_names(const Graph& graph) {
    std::string names;
    for (const workloads::TensorId id : graph.inputs)
        names += (names.empty() ? "" : ", ") + graph.tensor(id).name;
    return names;
}

// Several inputs: each is given as NAME=FILE.
std::vector<NetworkSample> load_named(const std::vector<std::string>& files,
                                      const Graph& graph,
                                      const SampleOptions& options) {
    std::vector<NetworkSample> samples;
    for (const workloads::TensorId id : graph.inputs) {
        const Tensor& input = graph.tensor(id);
        std::vector<std::string> paths;
        for (const std::string& file : files)
            if (file.rfind(input.name + "=", 0) == 0)
                paths.push_back(file.substr(input.name.size() + 1));
        if (paths.empty())
            throw UserError(fmt::format(
                "--input: nothing for input {}; the model has inputs {}, give each as NAME=FILE",
                input.name,
                input_names(graph)));
        std::vector<NamedValue> values = load_values(paths, input, options);
        std::vector<NetworkSample> part = group(values, input);
        if (id == graph.inputs.front()) {
            samples = std::move(part);
            continue;
        }
        if (part.size() != samples.size())
            throw UserError(fmt::format("--input: {} values for input {}, but {} for the first",
                                        part.size(),
                                        input.name,
                                        samples.size()));
        for (std::size_t i = 0; i < samples.size(); ++i)
            samples[i].inputs.push_back(std::move(part[i].inputs[0]));
    }
    return samples;
}

}  // namespace

workloads::Shape parse_shape(const std::string& text, const std::string& where) {
    workloads::Shape shape;
    std::int64_t size = 0;
    bool digits = false;
    for (const char c : text + "x") {
        if (c >= '0' && c <= '9' && size <= workloads::kMaxElements) {
            size = size * 10 + (c - '0');
            digits = true;
        } else if (c == 'x' && digits && size > 0) {
            shape.push_back(size);
            size = 0;
            digits = false;
        } else {
            throw UserError(
                fmt::format("{}: got '{}', want sizes such as 1x3x224x224", where, text));
        }
    }
    return shape;
}

std::vector<NetworkSample> load_samples(const std::vector<std::string>& files,
                                        const Graph& graph,
                                        const SampleOptions& options) {
    if (graph.inputs.empty()) return {NetworkSample{{"no input"}, {}}};
    if (graph.inputs.size() > 1) return load_named(files, graph, options);
    const Tensor& input = graph.tensor(graph.inputs[0]);
    std::vector<NamedValue> values = load_values(files, input, options);
    return group(values, input);
}

TensorValue converted_input(const TensorValue& value, const Tensor& from, const Tensor& to) {
    if (value.type == to.type) return value;
    std::vector<float> reals(static_cast<std::size_t>(value.count()));
    const double scale = from.quantisation ? static_cast<double>(from.quantisation->scale(0)) : 1.0;
    const std::int32_t zero = from.quantisation ? from.quantisation->zero_point(0) : 0;
    for (std::size_t i = 0; i < reals.size(); ++i)
        reals[i] =
            static_cast<float>(scale * (value.as_double(static_cast<std::int64_t>(i)) - zero));
    return workloads::reals_to_input(reals, to, value.shape);
}

void convert_samples(std::vector<NetworkSample>& samples, const Graph& from, const Graph& to) {
    for (NetworkSample& sample : samples)
        for (std::size_t k = 0; k < sample.inputs.size(); ++k)
            sample.inputs[k] = converted_input(
                sample.inputs[k], from.tensor(from.inputs[k]), to.tensor(to.inputs[k]));
}

std::vector<NetworkSample> random_samples(const Graph& graph, std::size_t count) {
    constexpr std::uint64_t kSeed = 2024;
    std::mt19937_64 random(kSeed);
    // Four uniform numbers make one that is near enough to normal, and the same on every machine.
    const auto normal = [&random] {
        double sum = 0;
        for (int i = 0; i < 4; ++i) sum += static_cast<double>(random() >> 11) * 0x1p-53 - 0.5;
        return sum * std::sqrt(3.0);
    };
    std::vector<NetworkSample> samples;
    for (std::size_t i = 0; i < count; ++i) {
        NetworkSample sample{{fmt::format("random {}", i)}, {}};
        for (const workloads::TensorId id : graph.inputs) {
            TensorValue value(graph.tensor(id).type, graph.tensor(id).shape);
            if (value.type == ElementType::kFloat32) {
                for (std::int64_t k = 0; k < value.count(); ++k)
                    value.data<float>()[k] = static_cast<float>(normal());
            } else {
                for (auto& byte : value.bytes) byte = static_cast<std::uint8_t>(random());
            }
            sample.inputs.push_back(std::move(value));
        }
        samples.push_back(std::move(sample));
    }
    return samples;
}

}  // namespace vta::sim
