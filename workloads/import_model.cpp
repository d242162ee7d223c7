// SPDX-License-Identifier: Apache-2.0
#include "workloads/import_model.h"

#include <fstream>
#include <iterator>

#include "workloads/import_onnx.h"
#include "workloads/import_tflite.h"

namespace vta::workloads {

namespace {

std::vector<std::uint8_t> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw IoError(path, "cannot open");
    std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(file)),
                                    std::istreambuf_iterator<char>());
    if (file.bad()) throw IoError(path, "cannot read");
    return bytes;
}

}  // namespace

Graph import_model(const std::string& path) {
    const std::vector<std::uint8_t> bytes = read_file(path);
    if (looks_like_tflite(bytes)) return import_tflite(bytes, path);
    return import_onnx(bytes, path);
}

}  // namespace vta::workloads
