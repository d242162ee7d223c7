// SPDX-License-Identifier: Apache-2.0
#include "tests/workloads/import_data.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/support/test_data.h"
#include "workloads/reference_interpreter.h"

namespace vta::tests {

using workloads::ElementType;
using workloads::Graph;
using workloads::TensorValue;

std::vector<std::uint8_t> data_bytes(const std::string& path) {
    std::ifstream file(require_data(path), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<int> csv_column(const std::string& path, std::size_t column) {
    std::ifstream file(require_data(path));
    std::vector<int> numbers;
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream fields(line);
        std::string field;
        for (std::size_t i = 0; i <= column; ++i) std::getline(fields, field, ',');
        char* end = nullptr;
        const long number = std::strtol(field.c_str(), &end, 10);
        if (end != field.c_str()) numbers.push_back(static_cast<int>(number));
    }
    return numbers;
}

int argmax(const TensorValue& value) {
    std::int64_t best = 0;
    for (std::int64_t i = 1; i < value.count(); ++i)
        if (value.as_double(i) > value.as_double(best)) best = i;
    return static_cast<int>(best);
}

std::vector<int> classify(const Graph& graph,
                          const std::vector<std::uint8_t>& pictures,
                          std::size_t count,
                          float scale) {
    const workloads::Tensor& input = graph.tensor(graph.inputs[0]);
    const workloads::ReferenceInterpreter interpreter(graph);
    const std::size_t size = pictures.size() / count;
    std::vector<int> classes;
    for (std::size_t i = 0; i < count; ++i) {
        TensorValue value(input.type, input.shape);
        for (std::size_t k = 0; k < size; ++k) {
            const std::uint8_t pixel = pictures[i * size + k];
            if (value.type == ElementType::kFloat32) {
                value.data<float>()[k] = static_cast<float>(pixel) * scale;
            } else {
                value.bytes[k] = value.type == ElementType::kInt8
                                     ? static_cast<std::uint8_t>(pixel ^ 0x80U)
                                     : pixel;
            }
        }
        classes.push_back(argmax(interpreter.run({value})[0]));
    }
    return classes;
}

std::size_t agreeing(const std::vector<int>& a, const std::vector<int>& b) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (a[i] == b[i]) ++count;
    return count;
}

}  // namespace vta::tests
