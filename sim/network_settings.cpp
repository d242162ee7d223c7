// SPDX-License-Identifier: Apache-2.0
#include "sim/network_settings.h"

#include <filesystem>

#include "base/error.h"
#include "base/json_reader.h"
#include "sim/network_labels.h"

namespace vta::sim {

namespace {

namespace fs = std::filesystem;

// MODEL.json and MODEL.onnx.json beside the model.
std::string settings_file(const NetworkRunOptions& options) {
    if (!options.preprocess.empty()) return options.preprocess;
    std::error_code error;
    const fs::path model(options.model);
    fs::path replaced = model;
    replaced.replace_extension(".json");
    const fs::path appended(options.model + ".json");
    for (const fs::path& path : {replaced, appended})
        if (path != model && fs::is_regular_file(path, error)) return path.string();
    return "";
}

// Files that the JSON names lie beside it.
std::string beside(const std::string& file, const std::string& name) {
    return (fs::path(file).parent_path() / name).string();
}

std::vector<std::string> strings(const JsonReader& reader) {
    std::vector<std::string> texts;
    for (const JsonReader& element : reader.elements()) texts.push_back(element.as_string());
    return texts;
}

void read_file(const std::string& file, NetworkSettings& settings) {
    const JsonReader root = JsonReader::parse_file(file);
    settings.preprocessing = workloads::Preprocessing::from_json(root);
    if (const auto labels = root.optional("labels"))
        settings.labels =
            labels->is_array() ? strings(*labels) : read_labels(beside(file, labels->as_string()));
    if (const auto files = root.optional("calibrate")) {
        for (const std::string& name :
             files->is_array() ? strings(*files) : std::vector<std::string>{files->as_string()})
            settings.calibrate.push_back(beside(file, name));
    }
    if (const auto offset = root.optional("class_offset"))
        settings.class_offset = offset->as_signed(-1'000'000, 1'000'000);
    if (const auto range = root.optional("output_range")) {
        const auto ends = range->elements();
        if (ends.size() != 2) range->fail("two numbers");
        settings.output_range = {ends[0].as_double(), ends[1].as_double()};
    }
    if (const auto shape = root.optional("input_shape")) settings.input_shape = shape->as_string();
    root.refuse_unknown_keys();
    settings.file = file;
}

void apply_geometry(const NetworkRunOptions& options, workloads::Preprocessing& how) {
    if (!options.resize.empty()) {
        const auto size = workloads::parse_picture_size(options.resize, "--resize");
        const bool shorter = options.resize.find('x') == std::string::npos;
        how.shorter_side.reset();
        how.resize.reset();
        if (shorter) {
            how.shorter_side = size.width;
        } else {
            how.resize = size;
        }
    }
    if (!options.crop.empty()) how.crop = workloads::parse_picture_size(options.crop, "--crop");
    if (!options.fit.empty())
        how.fit =
            options.fit == "crop" ? workloads::PictureFit::kCrop : workloads::PictureFit::kStretch;
    if (!options.filter.empty())
        how.filter = workloads::parse_resize_filter(options.filter, "--filter");
}

void apply_numbers(const NetworkRunOptions& options, workloads::Preprocessing& how) {
    if (options.scale) how.scale = options.scale;
    if (!options.mean.empty()) how.mean = options.mean;
    if (!options.std.empty()) how.std = options.std;
    if (!options.channels.empty()) how.bgr = options.channels == "bgr";
    if (!options.layout.empty())
        how.layout = options.layout == "nhwc"   ? workloads::PixelLayout::kNhwc
                     : options.layout == "nchw" ? workloads::PixelLayout::kNchw
                                                : workloads::PixelLayout::kAuto;
}

}  // namespace

std::vector<std::string> read_labels(const std::string& path) {
    const std::vector<std::vector<std::string>> rows = read_csv(path);
    std::vector<std::string> labels;
    const bool numbered = !rows.empty() && rows[0].size() > 1;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        // Lines of names may hold commas; CSV has the class in its first column.
        if (!numbered) {
            labels.push_back(rows[i][0]);
            continue;
        }
        const std::optional<std::int64_t> index = as_class(rows[i][0]);
        constexpr std::int64_t kMaxClasses = 1'000'000;
        if (!index && i == 0) continue;  // a heading
        if (!index || *index < 0 || *index > kMaxClasses) return read_lines(path);
        if (labels.size() <= static_cast<std::size_t>(*index))
            labels.resize(static_cast<std::size_t>(*index) + 1);
        labels[static_cast<std::size_t>(*index)] = rows[i].back();
    }
    return labels;
}

NetworkSettings network_settings(const NetworkRunOptions& options) {
    NetworkSettings settings;
    const std::string file = settings_file(options);
    if (!file.empty()) read_file(file, settings);
    apply_geometry(options, settings.preprocessing);
    apply_numbers(options, settings.preprocessing);
    settings.preprocessing.validate();
    if (!options.labels.empty()) settings.labels = read_labels(options.labels);
    if (!options.calibrate.empty()) settings.calibrate = options.calibrate;
    if (options.class_offset) settings.class_offset = *options.class_offset;
    if (options.output_range.size() == 2)
        settings.output_range = {options.output_range[0], options.output_range[1]};
    if (!options.input_shape.empty()) settings.input_shape = options.input_shape;
    return settings;
}

}  // namespace vta::sim
