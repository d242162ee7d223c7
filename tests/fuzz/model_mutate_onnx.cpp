// SPDX-License-Identifier: Apache-2.0
// Changes ONNX models field by field, through protobuf's own description of the messages.
#include <google/protobuf/message.h>
#include <onnx/onnx_pb.h>

#include <limits>

#include "tests/fuzz/model_mutate.h"

namespace vta::fuzz {

namespace {

using cosim::RandomSource;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

const std::vector<std::string> kWords = {"Add",
                                         "Affine",
                                         "AveragePool",
                                         "BatchNormalization",
                                         "Cast",
                                         "Clip",
                                         "Concat",
                                         "Constant",
                                         "Conv",
                                         "ConvInteger",
                                         "ConvTranspose",
                                         "Crop",
                                         "DequantizeLinear",
                                         "Flatten",
                                         "Gemm",
                                         "GlobalAveragePool",
                                         "GlobalMaxPool",
                                         "Identity",
                                         "InstanceNormalization",
                                         "LeakyRelu",
                                         "LogSoftmax",
                                         "MatMul",
                                         "MatMulInteger",
                                         "MaxPool",
                                         "Mul",
                                         "Pad",
                                         "QLinearConv",
                                         "QLinearMatMul",
                                         "QuantizeLinear",
                                         "ReduceMean",
                                         "Relu",
                                         "Reshape",
                                         "Resize",
                                         "Shape",
                                         "Sigmoid",
                                         "Slice",
                                         "Softmax",
                                         "Squeeze",
                                         "Sub",
                                         "Sum",
                                         "Tanh",
                                         "Transpose",
                                         "Unsqueeze",
                                         "Upsample",
                                         "axis",
                                         "axes",
                                         "pads",
                                         "strides",
                                         "dilations",
                                         "kernel_shape",
                                         "group",
                                         "perm",
                                         "auto_pad",
                                         "SAME_UPPER",
                                         "SAME_LOWER",
                                         "VALID",
                                         "ceil_mode",
                                         "output_padding",
                                         "output_shape",
                                         "mode",
                                         "reflect",
                                         "edge",
                                         "linear",
                                         "scales",
                                         "to",
                                         "transA",
                                         "transB",
                                         "count_include_pad",
                                         "",
                                         "x",
                                         "nearest_mode",
                                         "value",
                                         "keepdims"};

std::int64_t awkward_integer(RandomSource& random) {
    if (random.chance(60)) return static_cast<std::int64_t>(random.below(16)) - 3;
    return random.pick<std::int64_t>({16,
                                      32,
                                      255,
                                      4096,
                                      65536,
                                      1 << 20,
                                      (1 << 20) + 1,
                                      1 << 24,
                                      1 << 28,
                                      std::numeric_limits<std::int32_t>::max(),
                                      std::numeric_limits<std::int32_t>::min(),
                                      std::int64_t{1} << 32,
                                      std::int64_t{1} << 62,
                                      std::numeric_limits<std::int64_t>::max(),
                                      std::numeric_limits<std::int64_t>::min()});
}

double awkward_real(RandomSource& random) {
    return random.pick<double>({0.0,
                                1.0,
                                -1.0,
                                0.5,
                                2.0,
                                1e-30,
                                1e30,
                                -1e30,
                                65536.0,
                                std::numeric_limits<double>::infinity(),
                                std::numeric_limits<double>::quiet_NaN()});
}

/// Every message below `message` (itself first) with something in it.
void collect(Message& message, std::vector<Message*>& found) {
    found.push_back(&message);
    const Reflection* reflection = message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
        if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
        if (!field->is_repeated()) {
            collect(*reflection->MutableMessage(&message, field), found);
            continue;
        }
        for (int i = 0; i < reflection->FieldSize(message, field); ++i)
            collect(*reflection->MutableRepeatedMessage(&message, field, i), found);
    }
}

/// A text of the model itself half of the time: names refer to each other.
std::string awkward_text(const std::vector<Message*>& all, RandomSource& random) {
    if (random.chance(40)) return random.pick(kWords);
    for (int tries = 0; tries < 20; ++tries) {
        const Message& other = *random.pick(all);
        const Reflection* reflection = other.GetReflection();
        std::vector<const FieldDescriptor*> fields;
        reflection->ListFields(other, &fields);
        if (fields.empty()) continue;
        const FieldDescriptor* field = random.pick(fields);
        if (field->type() != FieldDescriptor::TYPE_STRING) continue;
        if (!field->is_repeated()) return reflection->GetString(other, field);
        const auto size = static_cast<std::uint32_t>(reflection->FieldSize(other, field));
        return reflection->GetRepeatedString(other, field, static_cast<int>(random.below(size)));
    }
    return "nothing";
}

void change_list(Message& message, const FieldDescriptor* field, RandomSource& random) {
    const Reflection* reflection = message.GetReflection();
    const int size = reflection->FieldSize(message, field);
    if (size == 0) return;
    const auto place = [&] { return static_cast<int>(random.below(static_cast<unsigned>(size))); };
    const int at = place();
    reflection->SwapElements(&message, field, at, random.chance(50) ? size - 1 : place());
    if (random.chance(50)) reflection->RemoveLast(&message, field);
}

void change_single(Message& message,
                   const FieldDescriptor* field,
                   const std::vector<Message*>& all,
                   RandomSource& random) {
    const Reflection* to = message.GetReflection();
    switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32:
            return to->SetInt32(
                &message, field, static_cast<std::int32_t>(awkward_integer(random)));
        case FieldDescriptor::CPPTYPE_INT64:
            return to->SetInt64(&message, field, awkward_integer(random));
        case FieldDescriptor::CPPTYPE_FLOAT:
            return to->SetFloat(&message, field, static_cast<float>(awkward_real(random)));
        case FieldDescriptor::CPPTYPE_ENUM:
            return to->SetEnumValue(&message, field, static_cast<int>(random.below(16)));
        case FieldDescriptor::CPPTYPE_STRING:
            if (field->type() == FieldDescriptor::TYPE_STRING)
                return to->SetString(&message, field, awkward_text(all, random));
            break;
        default:
            break;
    }
    to->ClearField(&message, field);
}

void change_element(Message& message,
                    const FieldDescriptor* field,
                    const std::vector<Message*>& all,
                    RandomSource& random) {
    const Reflection* to = message.GetReflection();
    const int size = to->FieldSize(message, field);
    const bool append = size == 0 || random.chance(15);
    const int at = append ? size : static_cast<int>(random.below(static_cast<unsigned>(size)));
    switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT64:
            if (append) return to->AddInt64(&message, field, awkward_integer(random));
            return to->SetRepeatedInt64(&message, field, at, awkward_integer(random));
        case FieldDescriptor::CPPTYPE_STRING:
            if (append) return to->AddString(&message, field, awkward_text(all, random));
            return to->SetRepeatedString(&message, field, at, awkward_text(all, random));
        case FieldDescriptor::CPPTYPE_MESSAGE:
            if (append && size > 0)
                to->AddMessage(&message, field)
                    ->CopyFrom(to->GetRepeatedMessage(message, field, size - 1));
            return;
        default:
            return change_list(message, field, random);
    }
}

void change_field(Message& root, RandomSource& random) {
    std::vector<Message*> all;
    collect(root, all);
    Message& message = *random.pick(all);
    const Reflection* reflection = message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    const Descriptor* kind = message.GetDescriptor();
    if (fields.empty() || random.chance(10))
        fields = {kind->field(
            static_cast<int>(random.below(static_cast<unsigned>(kind->field_count()))))};
    const FieldDescriptor* field = random.pick(fields);
    if (!field->is_repeated()) {
        if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && random.chance(95)) return;
        return change_single(message, field, all, random);
    }
    if (random.chance(25)) return change_list(message, field, random);
    change_element(message, field, all, random);
}

}  // namespace

Bytes mutate_onnx(const Bytes& bytes, RandomSource& random) {
    onnx::ModelProto model;
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return mutate_bytes(bytes, random);
    for (std::uint32_t changes = random.mostly_small(1, 6); changes > 0; --changes)
        change_field(model, random);
    if (random.chance(5)) {
        onnx::StringStringEntryProto* entry = model.add_metadata_props();
        entry->set_key("vta.arithmetic");
        entry->set_value("shift");
    }
    Bytes result(model.ByteSizeLong());
    model.SerializePartialToArray(result.data(), static_cast<int>(result.size()));
    return result;
}

}  // namespace vta::fuzz
