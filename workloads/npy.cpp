// SPDX-License-Identifier: Apache-2.0
#include "workloads/npy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <fstream>
#include <optional>

#include "base/error.h"
#include "workloads/graph_shapes.h"

namespace vta::workloads {

namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr std::size_t kMagicBytes = 6;

[[noreturn]] void fail(const std::string& name, const std::string& problem) {
    throw UserError(name + ": " + problem);
}

struct Header {
    std::string type;  ///< "<f4"
    bool fortran = false;
    Shape shape;
    std::size_t data_at = 0;
};

// The value of a key in the dictionary that NumPy writes, from behind the colon.
std::size_t value_of(const std::string& text, const std::string& key, const std::string& name) {
    const std::size_t at = text.find("'" + key + "'");
    const std::size_t colon = at == std::string::npos ? at : text.find(':', at);
    if (colon == std::string::npos)
        fail(name, fmt::format("damaged NPY: no '{}' in its header", key));
    return text.find_first_not_of(' ', colon + 1);
}

Shape parse_shape(const std::string& text, std::size_t at, const std::string& name) {
    constexpr std::size_t kMaxDimensions = 8;
    if (at == std::string::npos || text[at] != '(')
        fail(name, "damaged NPY: its shape is no tuple");
    Shape shape;
    for (++at; at < text.size() && text[at] != ')';) {
        if (text[at] == ' ' || text[at] == ',') {
            ++at;
            continue;
        }
        std::int64_t size = 0;
        const std::size_t begin = at;
        while (at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0 &&
               size <= kMaxElements)
            size = size * 10 + (text[at++] - '0');
        if (at == begin || shape.size() == kMaxDimensions)
            fail(name, "damaged NPY: its shape cannot be read");
        shape.push_back(size);
        std::int64_t count = 1;
        for (const std::int64_t dimension : shape) {
            if (dimension > kMaxElements ||
                count * std::max<std::int64_t>(dimension, 1) > kMaxElements)
                fail(name, fmt::format("an array of more than {} elements", kMaxElements));
            count *= std::max<std::int64_t>(dimension, 1);
        }
    }
    return shape;
}

Header parse_header(const std::vector<std::uint8_t>& bytes, const std::string& name) {
    constexpr std::size_t kMaxHeaderBytes = 1u << 16;
    if (bytes.size() < 12) fail(name, "damaged NPY: the file ends in its header");
    const std::uint8_t version = bytes[6];
    if (version < 1 || version > 3) fail(name, fmt::format("NPY version {} is not known", version));
    std::size_t size = bytes[8] | (std::size_t{bytes[9]} << 8);
    std::size_t begin = 10;
    if (version >= 2) {
        size |= (std::size_t{bytes[10]} << 16) | (std::size_t{bytes[11]} << 24);
        begin = 12;
    }
    if (size > kMaxHeaderBytes || begin + size > bytes.size())
        fail(name, "damaged NPY: the file ends in its header");
    const std::string text(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                           bytes.begin() + static_cast<std::ptrdiff_t>(begin + size));
    Header header;
    header.data_at = begin + size;
    const std::size_t type = value_of(text, "descr", name);
    const std::size_t end = type == std::string::npos ? type : text.find('\'', type + 1);
    if (end == std::string::npos || text[type] != '\'')
        fail(name, "an NPY file of records cannot be read; want an array of numbers");
    header.type = text.substr(type + 1, end - type - 1);
    const std::size_t order = value_of(text, "fortran_order", name);
    header.fortran = order != std::string::npos && text.compare(order, 4, "True") == 0;
    header.shape = parse_shape(text, value_of(text, "shape", name), name);
    return header;
}

struct StoredType {
    ElementType type;
    std::size_t bytes;  ///< in the file
};

StoredType stored_type(const std::string& text, const std::string& name) {
    static const std::pair<const char*, StoredType> kTypes[] = {{"<f4", {ElementType::kFloat32, 4}},
                                                                {"<f8", {ElementType::kFloat32, 8}},
                                                                {"|i1", {ElementType::kInt8, 1}},
                                                                {"<i1", {ElementType::kInt8, 1}},
                                                                {"|u1", {ElementType::kUint8, 1}},
                                                                {"<u1", {ElementType::kUint8, 1}},
                                                                {"|b1", {ElementType::kUint8, 1}},
                                                                {"<i2", {ElementType::kInt16, 2}},
                                                                {"<i4", {ElementType::kInt32, 4}},
                                                                {"<i8", {ElementType::kInt64, 8}}};
    for (const auto& [known, type] : kTypes)
        if (text == known) return type;
    fail(name,
         fmt::format("numbers of type '{}' cannot be read; known: float32, float64, int8, uint8, "
                     "bool, int16, int32, int64, little-endian",
                     text));
}

// Position in the file of the element that is i-th in C order.
std::int64_t fortran_position(const Shape& shape, std::int64_t i) {
    std::int64_t stride = element_count(shape);
    std::int64_t position = 0;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        stride /= shape[axis];
        position += i % shape[axis] * stride;
        i /= shape[axis];
    }
    return position;
}

const char* npy_type(ElementType type) {
    switch (type) {
        case ElementType::kFloat32:
            return "<f4";
        case ElementType::kInt8:
            return "|i1";
        case ElementType::kUint8:
            return "|u1";
        case ElementType::kInt16:
            return "<i2";
        case ElementType::kInt32:
            return "<i4";
        case ElementType::kInt64:
            return "<i8";
    }
    return "";
}

}  // namespace

bool looks_like_npy(const std::vector<std::uint8_t>& bytes) {
    return bytes.size() >= kMagicBytes && std::memcmp(bytes.data(), kMagic, kMagicBytes) == 0;
}

TensorValue decode_npy(const std::vector<std::uint8_t>& bytes, const std::string& name) {
    if (!looks_like_npy(bytes)) fail(name, "is no NPY file");
    const Header header = parse_header(bytes, name);
    const StoredType stored = stored_type(header.type, name);
    const std::int64_t count = element_count(header.shape);
    if (bytes.size() - header.data_at < static_cast<std::size_t>(count) * stored.bytes)
        fail(name, "damaged NPY: the file ends before the last number");
    TensorValue value(stored.type, header.shape);
    const std::size_t element_bytes = byte_size(stored.type);
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t from = header.fortran ? fortran_position(header.shape, i) : i;
        const std::uint8_t* source =
            bytes.data() + header.data_at + static_cast<std::size_t>(from) * stored.bytes;
        std::uint8_t* target = value.bytes.data() + static_cast<std::size_t>(i) * element_bytes;
        if (stored.bytes == element_bytes) {
            std::memcpy(target, source, element_bytes);
        } else {
            double number = 0;
            std::memcpy(&number, source, sizeof number);
            const auto narrow = static_cast<float>(number);
            std::memcpy(target, &narrow, sizeof narrow);
        }
    }
    return value;
}

void write_npy(const std::string& path, const TensorValue& value) {
    std::string shape;
    for (const std::int64_t size : value.shape) shape += fmt::format("{}, ", size);
    if (value.shape.size() > 1) shape.resize(shape.size() - 2);
    if (value.shape.size() == 1) shape.resize(shape.size() - 1);
    std::string text = fmt::format(
        "{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", npy_type(value.type), shape);
    constexpr std::size_t kAlignment = 64;  // of the numbers, as NumPy has it
    const std::size_t used = 10 + text.size() + 1;
    text.append((kAlignment - used % kAlignment) % kAlignment, ' ');
    text += '\n';
    std::ofstream file(path, std::ios::binary);
    file.write(kMagic, kMagicBytes);
    const char version[] = {
        1, 0, static_cast<char>(text.size() & 0xff), static_cast<char>(text.size() >> 8)};
    file.write(version, sizeof version);
    file << text;
    file.write(reinterpret_cast<const char*>(value.bytes.data()),
               static_cast<std::streamsize>(value.bytes.size()));
    file.close();
    if (!file) throw IoError(path, "cannot write");
}

}  // namespace vta::workloads
