// SPDX-License-Identifier: Apache-2.0
#include "base/json_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace vta {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMessageChars = 300;  // of a parser's message, which quotes whole tokens

/// The parser's reason without its tag and without the place, which callers state themselves.
std::string parser_reason(const std::string& what) {
    std::string text = what;
    const std::size_t tag_end = text.find("] ");
    if (tag_end != std::string::npos) text.erase(0, tag_end + 2);
    if (text.rfind("parse error at ", 0) == 0) {
        const std::size_t place_end = text.find(": ");
        if (place_end != std::string::npos) text.erase(0, place_end + 2);
    }
    if (text.size() <= kMessageChars) return text;
    std::size_t tail = text.size() - kMessageChars / 2;  // the end says what was expected
    while (tail < text.size() && (static_cast<unsigned char>(text[tail]) & 0xC0U) == 0x80U) ++tail;
    return shortened(text, kMessageChars / 2) + text.substr(tail);
}

std::string escaped_for_pointer(std::string_view key) {
    std::string text;
    for (const char c : key) {
        if (c == '~') {
            text += "~0";
        } else if (c == '/') {
            text += "~1";
        } else {
            text += c;
        }
    }
    return text;
}

/// Receives the parser's events and fills a JsonDocument.
class JsonBuilder : public nlohmann::json_sax<Json> {
  public:
    JsonBuilder(JsonDocument& document, const std::string& text)
        : document_(document), text_(text) {}

    bool null() override {
        add(JsonKind::kNull);
        return true;
    }
    bool boolean(bool value) override {
        add(JsonKind::kBool).number.as_unsigned = value ? 1 : 0;
        return true;
    }
    bool number_integer(std::int64_t value) override {
        add(JsonKind::kSigned).number.as_signed = value;
        return true;
    }
    bool number_unsigned(std::uint64_t value) override {
        add(JsonKind::kUnsigned).number.as_unsigned = value;
        return true;
    }
    bool number_float(double value, const std::string& literal) override {
        // The parser turns integers beyond 64 bits into doubles; that would lose digits.
        if (literal.find_first_of(".eE") == std::string::npos) {
            set_text(add(JsonKind::kWideInteger), literal);
        } else {
            add(JsonKind::kDouble).number.as_double = value;
        }
        return true;
    }
    bool string(std::string& value) override {
        set_text(add(JsonKind::kString), value);
        return true;
    }
    bool binary(Json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(JsonKind::kObject); }
    bool start_array(std::size_t) override { return open(JsonKind::kArray); }
    bool end_object() override {
        refuse_duplicates(document_.nodes[open_.back()]);
        open_.pop_back();
        return true;
    }
    bool end_array() override {
        open_.pop_back();
        return true;
    }
    bool key(std::string& value) override {
        key_begin_ = static_cast<JsonIndex>(document_.pool.size());
        key_size_ = static_cast<JsonIndex>(value.size());
        document_.pool += value;
        return true;
    }
    bool parse_error(std::size_t position,
                     const std::string&,
                     const nlohmann::detail::exception& error) override {
        const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(
                                             position > 0 ? position - 1 : 0, text_.size()));
        const auto line_begin =
            std::find(std::make_reverse_iterator(end), text_.rend(), '\n').base();
        const std::uint64_t line = std::max<std::uint64_t>(document_.first_line, 1) +
                                   static_cast<std::uint64_t>(std::count(text_.begin(), end, '\n'));
        throw ConfigError(document_.name + ":" + std::to_string(line) + ": column " +
                          std::to_string(end - line_begin + 1) + ": " +
                          parser_reason(error.what()));
    }

  private:
    JsonNode& add(JsonKind kind) {
        const JsonIndex index = static_cast<JsonIndex>(document_.nodes.size());
        JsonNode& node = document_.nodes.emplace_back();
        node.kind = kind;
        if (open_.empty()) return node;
        JsonNode& parent = document_.nodes[open_.back()];
        node.parent = open_.back();
        node.position = parent.children++;
        if (parent.kind == JsonKind::kObject) {
            node.key_begin = key_begin_;
            node.key_size = key_size_;
        }
        (parent.first_child == kNoJson ? parent.first_child
                                       : document_.nodes[parent.last_child].next) = index;
        parent.last_child = index;
        return node;
    }
    bool open(JsonKind kind) {
        const JsonIndex index = static_cast<JsonIndex>(document_.nodes.size());
        add(kind);
        open_.push_back(index);
        return true;
    }
    void set_text(JsonNode& node, const std::string& text) {
        node.text_begin = static_cast<JsonIndex>(document_.pool.size());
        node.text_size = static_cast<JsonIndex>(text.size());
        document_.pool += text;
    }
    void refuse_duplicates(const JsonNode& object) const {
        std::vector<const JsonNode*> members;
        members.reserve(object.children);
        for (JsonIndex i = object.first_child; i != kNoJson; i = document_.nodes[i].next) {
            members.push_back(&document_.nodes[i]);
        }
        const auto key = [&](const JsonNode* node) { return document_.key(*node); };
        std::sort(members.begin(), members.end(), [&](const JsonNode* a, const JsonNode* b) {
            return key(a) < key(b);
        });
        const auto same = std::adjacent_find(
            members.begin(), members.end(), [&](const JsonNode* a, const JsonNode* b) {
                return key(a) == key(b);
            });
        if (same == members.end()) return;
        throw ConfigError(
            document_.where(**same), "the key " + json_quoted(key(*same)) + " twice", "it once");
    }

    JsonDocument& document_;
    const std::string& text_;
    std::vector<JsonIndex> open_;
    JsonIndex key_begin_ = 0;
    JsonIndex key_size_ = 0;
};

}  // namespace

std::string json_quoted(std::string_view text) {
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string shortened(std::string text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    return text.substr(0, limit) + "...";
}

std::string JsonDocument::pointer(const JsonNode& node) const {
    std::vector<const JsonNode*> path;
    for (const JsonNode* at = &node; at->parent != kNoJson; at = &nodes[at->parent])
        path.push_back(at);
    std::string out;
    for (auto it = path.rbegin(); it != path.rend(); ++it) {
        const bool in_object = nodes[(*it)->parent].kind == JsonKind::kObject;
        out += "/" + (in_object ? escaped_for_pointer(key(**it)) : std::to_string((*it)->position));
    }
    return out;
}

std::string JsonDocument::where(const JsonNode& node) const {
    return node.parent == kNoJson ? file() : file() + ": " + pointer(node);
}

/// Appends JSON text; stops soon after kFoundChars, which also bounds the recursion.
void JsonDocument::print(const JsonNode& node, std::string& out) const {
    switch (node.kind) {
        case JsonKind::kNull:
            out += "null";
            break;
        case JsonKind::kBool:
            out += node.number.as_unsigned != 0 ? "true" : "false";
            break;
        case JsonKind::kUnsigned:
            out += std::to_string(node.number.as_unsigned);
            break;
        case JsonKind::kSigned:
            out += std::to_string(node.number.as_signed);
            break;
        case JsonKind::kDouble:
            out += Json(node.number.as_double).dump();
            break;
        case JsonKind::kWideInteger:
            out += text(node);
            break;
        case JsonKind::kString:
            out += json_quoted(text(node).substr(0, kFoundChars + 1));
            break;
        case JsonKind::kArray:
        case JsonKind::kObject:
            print_children(node, out);
            break;
    }
}

void JsonDocument::print_children(const JsonNode& node, std::string& out) const {
    const bool object = node.kind == JsonKind::kObject;
    out += object ? '{' : '[';
    for (JsonIndex i = node.first_child; i != kNoJson && out.size() <= kFoundChars;
         i = nodes[i].next) {
        if (i != node.first_child) out += ", ";
        if (object) out += json_quoted(key(nodes[i])) + ": ";
        print(nodes[i], out);
    }
    out += object ? '}' : ']';
}

void parse_json(const std::string& text, JsonDocument& document) {
    JsonBuilder builder(document, text);
    Json::sax_parse(text, &builder);
}

}  // namespace vta
