// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/model_try.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/test_data.h"
#include "workloads/graph_cost.h"
#include "workloads/graph_passes.h"
#include "workloads/graph_placement.h"
#include "workloads/import_onnx.h"
#include "workloads/import_tflite.h"
#include "workloads/reference_interpreter.h"

namespace vta::fuzz {

namespace {

constexpr std::uint64_t kMaxRunMacs = 100000;
constexpr std::int64_t kMaxRunElements = 20000;

void add_file(const std::string& path, std::vector<Bytes>& corpus) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return;
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

bool is_small(const workloads::Graph& graph) {
    std::int64_t elements = 0;
    for (const workloads::Tensor& tensor : graph.tensors) {
        elements += workloads::element_count(tensor.shape);
        if (elements > kMaxRunElements) return false;
    }
    return workloads::macs_of(graph) <= kMaxRunMacs;
}

void run_small(const workloads::Graph& graph) {
    std::vector<workloads::TensorValue> inputs;
    for (const workloads::TensorId id : graph.inputs)
        inputs.emplace_back(graph.tensor(id).type, graph.tensor(id).shape);
    for (workloads::TensorValue& input : inputs)
        if (input.type == workloads::ElementType::kInt8)
            for (std::size_t i = 0; i < input.bytes.size(); ++i)
                input.bytes[i] = static_cast<std::uint8_t>(i * 37);
    workloads::ReferenceInterpreter(graph).run(inputs);
}

}  // namespace

std::vector<Bytes> onnx_corpus() {
    std::vector<Bytes> corpus;
    add_file(VTA_SOURCE_DIR "/examples/digits/digits.onnx", corpus);
    const std::string data = tests::data_dir();
    if (data.empty()) return corpus;
    add_file(data + "/models/mnist_cnn_cntk/mnist.onnx", corpus);
    std::vector<std::string> folders;
    for (const char* kind : {"node", "pytorch-converted"})
        for (const auto& each :
             std::filesystem::directory_iterator(data + "/datasets/onnx_node_tests/" + kind))
            folders.push_back(each.path().string());
    std::sort(folders.begin(), folders.end());
    for (const std::string& folder : folders) add_file(folder + "/model.onnx", corpus);
    return corpus;
}

std::vector<Bytes> tflite_corpus() {
    std::vector<Bytes> corpus;
    const std::string models = tests::data_dir() + "/models/";
    for (const char* name : {"mlperf_tiny_kws/kws_ref_model.tflite",
                             "mlperf_tiny_sww/str_ww_ref_model.tflite",
                             "mlperf_tiny_resnet8/pretrainedResnet_quant.tflite",
                             "mlperf_tiny_ad/ad01_int8.tflite",
                             "mlperf_tiny_vww/vww_96_int8.tflite"})
        add_file(models + name, corpus);
    return corpus;
}

void try_model(const Bytes& bytes, bool tflite) {
    workloads::Graph graph = tflite ? workloads::import_tflite(bytes, "fuzz.tflite")
                                    : workloads::import_onnx(bytes, "fuzz.onnx");
    if (is_small(graph)) run_small(graph);
    workloads::simplify(graph);
    const isa::HardwareConfig config;
    for (const workloads::Node& node : graph.nodes) workloads::place(graph, node, config);
    graph.validate();
    if (is_small(graph)) run_small(graph);
}

}  // namespace vta::fuzz
