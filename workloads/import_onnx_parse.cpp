// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <cstring>
#include <limits>

#include "base/error.h"
#include "workloads/graph_shapes.h"
#include "workloads/import_half.h"
#include "workloads/import_onnx_model.h"

namespace vta::workloads {

namespace {

using onnx::TensorProto;

[[noreturn]] void fail(const std::string& file, const std::string& problem) {
    throw ModelError({file, "", "", ""}, problem);
}

// Names of operators and sizes of elements in the file, by type.
struct StoredType {
    std::int32_t code;
    ElementType type;
    std::size_t bytes;
};
constexpr StoredType kStored[] = {{TensorProto::FLOAT, ElementType::kFloat32, 4},
                                  {TensorProto::FLOAT16, ElementType::kFloat32, 2},
                                  {TensorProto::DOUBLE, ElementType::kFloat32, 8},
                                  {TensorProto::INT8, ElementType::kInt8, 1},
                                  {TensorProto::UINT8, ElementType::kUint8, 1},
                                  {TensorProto::INT16, ElementType::kInt16, 2},
                                  {TensorProto::INT32, ElementType::kInt32, 4},
                                  {TensorProto::INT64, ElementType::kInt64, 8}};

const StoredType& stored_type(std::int32_t code, const std::string& name, const std::string& file) {
    for (const StoredType& each : kStored)
        if (each.code == code) return each;
    fail(file,
         fmt::format("tensor {}: has the element type {}; supported: float, float16, double, int8, "
                     "uint8, int16, int32, int64",
                     name,
                     code));
}

void set_number(TensorValue& value, std::int64_t i, double real) {
    value.data<float>()[i] = static_cast<float>(real);
}

void read_raw(const std::string& raw, const StoredType& stored, TensorValue& value) {
    if (stored.code == TensorProto::FLOAT16) {
        for (std::int64_t i = 0; i < value.count(); ++i) {
            std::uint16_t bits = 0;
            std::memcpy(&bits, raw.data() + static_cast<std::size_t>(i) * 2, 2);
            value.data<float>()[i] = half_to_float(bits);
        }
    } else if (stored.code == TensorProto::DOUBLE) {
        for (std::int64_t i = 0; i < value.count(); ++i) {
            double number = 0.0;
            std::memcpy(&number, raw.data() + static_cast<std::size_t>(i) * 8, 8);
            set_number(value, i, number);
        }
    } else if (!raw.empty()) {
        std::memcpy(value.bytes.data(), raw.data(), raw.size());
    }
}

void read_fields(const TensorProto& proto, const StoredType& stored, TensorValue& value) {
    const std::size_t size = byte_size(value.type);
    for (int i = 0; i < static_cast<int>(value.count()); ++i) {
        std::uint8_t* to = value.bytes.data() + static_cast<std::size_t>(i) * size;
        switch (stored.code) {
            case TensorProto::FLOAT:
                set_number(value, i, static_cast<double>(proto.float_data(i)));
                break;
            case TensorProto::DOUBLE:
                set_number(value, i, proto.double_data(i));
                break;
            case TensorProto::FLOAT16:
                value.data<float>()[i] =
                    half_to_float(static_cast<std::uint16_t>(proto.int32_data(i)));
                break;
            case TensorProto::INT64: {
                const std::int64_t number = proto.int64_data(i);
                std::memcpy(to, &number, size);
                break;
            }
            default: {
                const std::int32_t number = proto.int32_data(i);
                std::memcpy(to, &number, size);  // the low bytes, as the format says
            }
        }
    }
}

std::size_t field_count(const TensorProto& proto, const StoredType& stored) {
    switch (stored.code) {
        case TensorProto::FLOAT:
            return static_cast<std::size_t>(proto.float_data_size());
        case TensorProto::DOUBLE:
            return static_cast<std::size_t>(proto.double_data_size());
        case TensorProto::INT64:
            return static_cast<std::size_t>(proto.int64_data_size());
        default:
            return static_cast<std::size_t>(proto.int32_data_size());
    }
}

TensorValue read_tensor(const TensorProto& proto, const std::string& file) {
    const StoredType& stored = stored_type(proto.data_type(), proto.name(), file);
    if (proto.data_location() == TensorProto::EXTERNAL)
        fail(file, "tensor " + proto.name() + ": lies in another file; supported: one file");
    Shape shape;
    std::int64_t count = 1;
    for (const std::int64_t size : proto.dims()) {
        if (size < 0 || (size != 0 && count > kMaxElements / size))
            fail(file, fmt::format("tensor {}: has the size {}", proto.name(), size));
        count *= size;
        shape.push_back(size);
    }
    const bool raw = proto.has_raw_data();
    const std::size_t want = static_cast<std::size_t>(count) * (raw ? stored.bytes : 1);
    const std::size_t got = raw ? proto.raw_data().size() : field_count(proto, stored);
    if (got != want)
        fail(file,
             fmt::format("tensor {}: holds {} {}, want {}",
                         proto.name(),
                         got,
                         raw ? "bytes" : "numbers",
                         want));
    TensorValue value(stored.type, shape);
    if (raw) {
        read_raw(proto.raw_data(), stored, value);
    } else {
        read_fields(proto, stored, value);
    }
    return value;
}

OnnxAttribute read_attribute(const onnx::AttributeProto& proto, const std::string& file) {
    using Kind = OnnxAttribute::Kind;
    OnnxAttribute attribute;
    switch (proto.type()) {
        case onnx::AttributeProto::INT:
            attribute.kind = Kind::kInt;
            attribute.integer = proto.i();
            break;
        case onnx::AttributeProto::FLOAT:
            attribute.kind = Kind::kFloat;
            attribute.real = proto.f();
            break;
        case onnx::AttributeProto::STRING:
            attribute.kind = Kind::kString;
            attribute.text = proto.s();
            break;
        case onnx::AttributeProto::INTS:
            attribute.kind = Kind::kInts;
            attribute.integers.assign(proto.ints().begin(), proto.ints().end());
            break;
        case onnx::AttributeProto::FLOATS:
            attribute.kind = Kind::kFloats;
            attribute.reals.assign(proto.floats().begin(), proto.floats().end());
            break;
        case onnx::AttributeProto::TENSOR:
            attribute.kind = Kind::kTensor;
            attribute.tensor = read_tensor(proto.t(), file);
            break;
        default:
            break;
    }
    return attribute;
}

OnnxNode read_node(const onnx::NodeProto& proto, const std::string& file) {
    OnnxNode node;
    node.op = proto.op_type();
    node.domain = proto.domain() == "ai.onnx" ? "" : proto.domain();
    node.inputs.assign(proto.input().begin(), proto.input().end());
    node.outputs.assign(proto.output().begin(), proto.output().end());
    node.name = proto.name();
    if (node.name.empty() && !node.outputs.empty()) node.name = node.outputs[0];
    for (const onnx::AttributeProto& each : proto.attribute())
        node.attributes[each.name()] = read_attribute(each, file);
    return node;
}

OnnxInput read_input(const onnx::ValueInfoProto& proto, const std::string& file) {
    if (!proto.type().has_tensor_type()) fail(file, "input " + proto.name() + ": is no tensor");
    const onnx::TypeProto::Tensor& type = proto.type().tensor_type();
    OnnxInput input;
    input.name = proto.name();
    input.type = stored_type(type.elem_type(), proto.name(), file).type;
    for (const onnx::TensorShapeProto::Dimension& each : type.shape().dim())
        input.shape.push_back(each.has_dim_value() && each.dim_value() >= 0 ? each.dim_value()
                                                                            : -1);
    return input;
}

template <typename Proto>
Proto parse(const std::vector<std::uint8_t>& bytes, const std::string& file, const char* what) {
    Proto proto;
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
        !proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        fail(file, fmt::format("is no {} (protobuf cannot parse it)", what));
    return proto;
}

// Codes are requantised by shifts that round a half upwards, if the model says so.
bool reads_shifts(const onnx::ModelProto& proto, const std::string& file) {
    for (const onnx::StringStringEntryProto& each : proto.metadata_props()) {
        if (each.key() != "vta.arithmetic") continue;
        if (each.value() != "shift")
            fail(file, "metadata vta.arithmetic: is " + each.value() + "; supported: shift");
        return true;
    }
    return false;
}

}  // namespace

OnnxModel parse_onnx(const std::vector<std::uint8_t>& bytes, const std::string& file) {
    const auto proto = parse<onnx::ModelProto>(bytes, file, "ONNX model");
    if (!proto.has_graph() || proto.opset_import_size() == 0)
        fail(file, "is no model; supported: TensorFlow Lite, ONNX");
    OnnxModel model;
    for (const onnx::OperatorSetIdProto& each : proto.opset_import())
        if (each.domain().empty() || each.domain() == "ai.onnx") model.opset = each.version();
    model.shifts = reads_shifts(proto, file);
    const onnx::GraphProto& graph = proto.graph();
    if (graph.sparse_initializer_size() != 0)
        fail(file, "has sparse weights; supported: dense tensors");
    for (const TensorProto& each : graph.initializer())
        model.initializers[each.name()] = read_tensor(each, file);
    for (const onnx::NodeProto& each : graph.node()) model.nodes.push_back(read_node(each, file));
    for (const onnx::ValueInfoProto& each : graph.input())
        if (model.initializers.count(each.name()) == 0)
            model.inputs.push_back(read_input(each, file));
    for (const onnx::ValueInfoProto& each : graph.output()) model.outputs.push_back(each.name());
    return model;
}

TensorValue parse_onnx_tensor(const std::vector<std::uint8_t>& bytes, const std::string& file) {
    return read_tensor(parse<TensorProto>(bytes, file, "ONNX tensor"), file);
}

}  // namespace vta::workloads
