// SPDX-License-Identifier: Apache-2.0
// zoo_reference MODEL INPUT.npy OUTPUT.npy: the reference interpreter's first output for each entry
// of the input (its first axis counts them), of the simplified model.
// workloads/zoo/check_zoo.py compares it with ONNX Runtime.
#include <fmt/format.h>

#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "workloads/graph_passes.h"
#include "workloads/image.h"
#include "workloads/import_model.h"
#include "workloads/npy.h"
#include "workloads/reference_interpreter.h"

using namespace vta::workloads;

namespace {

TensorValue run_all(const Graph& graph, const TensorValue& inputs) {
    const ReferenceInterpreter interpreter(graph);
    TensorValue one(graph.tensor(graph.inputs[0]).type, graph.tensor(graph.inputs[0]).shape);
    if (inputs.type != one.type || inputs.bytes.size() % one.bytes.size() != 0)
        throw vta::UserError(fmt::format("the input is {} {}, want {} of {}",
                                         to_string(inputs.shape),
                                         to_string(inputs.type),
                                         to_string(one.shape),
                                         to_string(one.type)));
    TensorValue all;
    const std::size_t count = inputs.bytes.size() / one.bytes.size();
    for (std::size_t i = 0; i < count; ++i) {
        std::memcpy(one.bytes.data(), inputs.bytes.data() + i * one.bytes.size(), one.bytes.size());
        const TensorValue output = interpreter.run({one})[0];
        all.type = output.type;
        all.shape = output.shape;
        all.bytes.insert(all.bytes.end(), output.bytes.begin(), output.bytes.end());
    }
    all.shape.insert(all.shape.begin(), static_cast<std::int64_t>(count));
    return all;
}

int run(char** arguments) {
    Graph graph = import_model(arguments[1]);
    simplify(graph);
    const TensorValue inputs = decode_npy(read_file_bytes(arguments[2]), arguments[2]);
    write_npy(arguments[3], run_all(graph, inputs));
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::fprintf(stderr, "usage: zoo_reference MODEL INPUT.npy OUTPUT.npy\n");
        return 2;
    }
    try {
        return run(arguments);
    } catch (const vta::Error& error) {
        std::fprintf(stderr, "zoo_reference: %s\n", error.what());
        return static_cast<int>(error.exit_code());
    }
}
