// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vta {

using JsonIndex = std::uint32_t;
constexpr JsonIndex kNoJson = std::numeric_limits<JsonIndex>::max();
constexpr std::size_t kFoundChars = 60;  // of a value in a message

enum class JsonKind : std::uint8_t {
    kNull,
    kBool,
    kUnsigned,
    kSigned,
    kDouble,
    kWideInteger,  // an integer literal beyond 64 bits, kept as text
    kString,
    kArray,
    kObject,
};

/// `text` as a JSON string.
std::string json_quoted(std::string_view text);
/// Cuts after `limit` bytes, never inside a UTF-8 sequence.
std::string shortened(std::string text, std::size_t limit);

/// Nodes lie in one array and strings in one pool, so that lines with 100,000 small values cost
/// no allocation each.
struct JsonNode {
    union Number {
        std::uint64_t as_unsigned;
        std::int64_t as_signed;
        double as_double;
    };
    JsonKind kind = JsonKind::kNull;
    JsonIndex parent = kNoJson;
    JsonIndex next = kNoJson;  // sibling
    JsonIndex first_child = kNoJson;
    JsonIndex last_child = kNoJson;
    JsonIndex children = 0;
    JsonIndex position = 0;  // among the siblings
    JsonIndex key_begin = 0;
    JsonIndex key_size = 0;
    JsonIndex text_begin = 0;  // of strings and wide integers
    JsonIndex text_size = 0;
    Number number = {0};
};

struct JsonDocument {
    std::string name;
    std::uint64_t first_line = 0;
    std::vector<JsonNode> nodes;
    std::string pool;
    // What callers asked for; a reader is a view, so asking does not change the document.
    mutable std::vector<bool> known;                                // by node
    mutable std::map<JsonIndex, std::vector<std::string>> missing;  // by object: keys asked in vain

    std::string_view key(const JsonNode& node) const {
        return std::string_view(pool).substr(node.key_begin, node.key_size);
    }
    std::string_view text(const JsonNode& node) const {
        return std::string_view(pool).substr(node.text_begin, node.text_size);
    }
    JsonIndex index_of(const JsonNode& node) const {
        return static_cast<JsonIndex>(&node - nodes.data());
    }
    std::string file() const {
        return first_line == 0 ? name : name + ":" + std::to_string(first_line);
    }
    std::string pointer(const JsonNode& node) const;
    std::string where(const JsonNode& node) const;
    void print(const JsonNode& node, std::string& out) const;
    void print_children(const JsonNode& node, std::string& out) const;
};

/// Throws ConfigError for text that is no JSON and for duplicate keys. See JsonReader::parse_text.
void parse_json(const std::string& text, JsonDocument& document);

}  // namespace vta
