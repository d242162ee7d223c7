// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

#include "base/error.h"

namespace vta {

namespace {

using Json = nlohmann::json;
using Index = std::uint32_t;

constexpr Index kNone = std::numeric_limits<Index>::max();
constexpr std::size_t kFoundChars = 60;     // of a value in a message
constexpr std::size_t kMessageChars = 300;  // of a parser's message, which quotes whole tokens

enum class Kind : std::uint8_t {
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

std::string json_quoted(std::string_view text) {
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Cuts after `limit` bytes, never inside a UTF-8 sequence.
std::string shortened(std::string text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U) --limit;
    return text.substr(0, limit) + "...";
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + json_quoted(name);
    return text.empty() ? "no key at all" : text;
}

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

}  // namespace

/// Nodes lie in one array and strings in one pool, so that lines with 100,000 small values cost
/// no allocation each.
struct JsonReader::Node {
    union Number {
        std::uint64_t as_unsigned;
        std::int64_t as_signed;
        double as_double;
    };
    Kind kind = Kind::kNull;
    Index parent = kNone;
    Index next = kNone;  // sibling
    Index first_child = kNone;
    Index last_child = kNone;
    Index children = 0;
    Index position = 0;  // among the siblings
    Index key_begin = 0;
    Index key_size = 0;
    Index text_begin = 0;  // of strings and wide integers
    Index text_size = 0;
    Number number = {0};
};

struct JsonReader::Document {
    std::string name;
    std::uint64_t first_line = 0;
    std::vector<Node> nodes;
    std::string pool;
    // What callers asked for; a reader is a view, so asking does not change the document.
    mutable std::vector<bool> known;                            // by node
    mutable std::map<Index, std::vector<std::string>> missing;  // by object: keys asked in vain

    std::string_view key(const Node& node) const {
        return std::string_view(pool).substr(node.key_begin, node.key_size);
    }
    std::string_view text(const Node& node) const {
        return std::string_view(pool).substr(node.text_begin, node.text_size);
    }
    Index index_of(const Node& node) const { return static_cast<Index>(&node - nodes.data()); }
    std::string file() const {
        return first_line == 0 ? name : name + ":" + std::to_string(first_line);
    }
    std::string pointer(const Node& node) const;
    std::string where(const Node& node) const;
    void print(const Node& node, std::string& out) const;
    void print_children(const Node& node, std::string& out) const;
};

std::string JsonReader::Document::pointer(const Node& node) const {
    std::vector<const Node*> path;
    for (const Node* at = &node; at->parent != kNone; at = &nodes[at->parent]) path.push_back(at);
    std::string out;
    for (auto it = path.rbegin(); it != path.rend(); ++it) {
        const bool in_object = nodes[(*it)->parent].kind == Kind::kObject;
        out += "/" + (in_object ? escaped_for_pointer(key(**it)) : std::to_string((*it)->position));
    }
    return out;
}

std::string JsonReader::Document::where(const Node& node) const {
    return node.parent == kNone ? file() : file() + ": " + pointer(node);
}

/// Appends JSON text; stops soon after kFoundChars, which also bounds the recursion.
void JsonReader::Document::print(const Node& node, std::string& out) const {
    switch (node.kind) {
        case Kind::kNull:
            out += "null";
            break;
        case Kind::kBool:
            out += node.number.as_unsigned != 0 ? "true" : "false";
            break;
        case Kind::kUnsigned:
            out += std::to_string(node.number.as_unsigned);
            break;
        case Kind::kSigned:
            out += std::to_string(node.number.as_signed);
            break;
        case Kind::kDouble:
            out += Json(node.number.as_double).dump();
            break;
        case Kind::kWideInteger:
            out += text(node);
            break;
        case Kind::kString:
            out += json_quoted(text(node).substr(0, kFoundChars + 1));
            break;
        case Kind::kArray:
        case Kind::kObject:
            print_children(node, out);
            break;
    }
}

void JsonReader::Document::print_children(const Node& node, std::string& out) const {
    const bool object = node.kind == Kind::kObject;
    out += object ? '{' : '[';
    for (Index i = node.first_child; i != kNone && out.size() <= kFoundChars; i = nodes[i].next) {
        if (i != node.first_child) out += ", ";
        if (object) out += json_quoted(key(nodes[i])) + ": ";
        print(nodes[i], out);
    }
    out += object ? '}' : ']';
}

/// Receives the parser's events and fills a Document.
class JsonReader::Builder : public nlohmann::json_sax<Json> {
  public:
    Builder(Document& document, const std::string& text) : document_(document), text_(text) {}

    bool null() override {
        add(Kind::kNull);
        return true;
    }
    bool boolean(bool value) override {
        add(Kind::kBool).number.as_unsigned = value ? 1 : 0;
        return true;
    }
    bool number_integer(std::int64_t value) override {
        add(Kind::kSigned).number.as_signed = value;
        return true;
    }
    bool number_unsigned(std::uint64_t value) override {
        add(Kind::kUnsigned).number.as_unsigned = value;
        return true;
    }
    bool number_float(double value, const std::string& literal) override {
        // The parser turns integers beyond 64 bits into doubles; that would lose digits.
        if (literal.find_first_of(".eE") == std::string::npos) {
            set_text(add(Kind::kWideInteger), literal);
        } else {
            add(Kind::kDouble).number.as_double = value;
        }
        return true;
    }
    bool string(std::string& value) override {
        set_text(add(Kind::kString), value);
        return true;
    }
    bool binary(Json::binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Kind::kObject); }
    bool start_array(std::size_t) override { return open(Kind::kArray); }
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
        key_begin_ = static_cast<Index>(document_.pool.size());
        key_size_ = static_cast<Index>(value.size());
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
    Node& add(Kind kind) {
        const Index index = static_cast<Index>(document_.nodes.size());
        Node& node = document_.nodes.emplace_back();
        node.kind = kind;
        if (open_.empty()) return node;
        Node& parent = document_.nodes[open_.back()];
        node.parent = open_.back();
        node.position = parent.children++;
        if (parent.kind == Kind::kObject) {
            node.key_begin = key_begin_;
            node.key_size = key_size_;
        }
        (parent.first_child == kNone ? parent.first_child
                                     : document_.nodes[parent.last_child].next) = index;
        parent.last_child = index;
        return node;
    }
    bool open(Kind kind) {
        const Index index = static_cast<Index>(document_.nodes.size());
        add(kind);
        open_.push_back(index);
        return true;
    }
    void set_text(Node& node, const std::string& text) {
        node.text_begin = static_cast<Index>(document_.pool.size());
        node.text_size = static_cast<Index>(text.size());
        document_.pool += text;
    }
    void refuse_duplicates(const Node& object) const {
        std::vector<const Node*> members;
        members.reserve(object.children);
        for (Index i = object.first_child; i != kNone; i = document_.nodes[i].next) {
            members.push_back(&document_.nodes[i]);
        }
        const auto key = [&](const Node* node) { return document_.key(*node); };
        std::sort(members.begin(), members.end(), [&](const Node* a, const Node* b) {
            return key(a) < key(b);
        });
        const auto same =
            std::adjacent_find(members.begin(), members.end(), [&](const Node* a, const Node* b) {
                return key(a) == key(b);
            });
        if (same == members.end()) return;
        throw ConfigError(
            document_.where(**same), "the key " + json_quoted(key(*same)) + " twice", "it once");
    }

    Document& document_;
    const std::string& text_;
    std::vector<Index> open_;
    Index key_begin_ = 0;
    Index key_size_ = 0;
};

JsonReader::JsonReader(std::shared_ptr<const Document> document, const Node* node)
    : document_(std::move(document)), node_(node) {}

JsonReader JsonReader::parse_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw IoError(path, "cannot open the file");
    std::ostringstream text;
    text << file.rdbuf();
    // An empty file sets failbit of `text`; the parser then says what is missing.
    if (file.bad() || (text.fail() && file.peek() != std::ifstream::traits_type::eof())) {
        throw IoError(path, "cannot read the file");
    }
    return parse_text(text.str(), path);
}

JsonReader JsonReader::parse_text(const std::string& text,
                                  const std::string& name,
                                  std::uint64_t first_line) {
    if (text.size() >= kNone) {
        throw ConfigError(name, std::to_string(text.size()) + " bytes", "less than 4 GiB");
    }
    const auto document = std::make_shared<Document>();
    document->name = name;
    document->first_line = first_line;
    Builder builder(*document, text);
    Json::sax_parse(text, &builder);
    document->known.resize(document->nodes.size());
    return JsonReader(document, &document->nodes.front());
}

std::string JsonReader::where() const { return document_->where(*node_); }

std::string JsonReader::found() const {
    std::string out;
    document_->print(*node_, out);
    return shortened(out, kFoundChars);
}

bool JsonReader::is_object() const { return node_->kind == Kind::kObject; }

bool JsonReader::is_array() const { return node_->kind == Kind::kArray; }

bool JsonReader::is_string() const { return node_->kind == Kind::kString; }

bool JsonReader::is_null() const { return node_->kind == Kind::kNull; }

std::string JsonReader::as_string() const {
    if (!is_string()) fail("a string");
    return std::string(document_->text(*node_));
}

bool JsonReader::as_bool() const {
    if (node_->kind != Kind::kBool) fail("true or false");
    return node_->number.as_unsigned != 0;
}

double JsonReader::as_double() const {
    constexpr std::int64_t kExact = std::int64_t{1} << std::numeric_limits<double>::digits;
    const Node::Number& number = node_->number;
    if (node_->kind == Kind::kDouble) return number.as_double;
    if (node_->kind == Kind::kUnsigned && number.as_unsigned <= std::uint64_t{kExact}) {
        return static_cast<double>(number.as_unsigned);
    }
    if (node_->kind == Kind::kSigned && number.as_signed >= -kExact) {
        return static_cast<double>(number.as_signed);
    }
    fail(node_->kind == Kind::kUnsigned || node_->kind == Kind::kSigned ||
                 node_->kind == Kind::kWideInteger
             ? "a number that a double holds exactly"
             : "a number");
}

std::uint64_t JsonReader::as_unsigned(std::uint64_t low, std::uint64_t high) const {
    const bool negative_zero = node_->kind == Kind::kSigned && node_->number.as_signed == 0;
    const std::uint64_t value = node_->number.as_unsigned;
    if ((node_->kind != Kind::kUnsigned && !negative_zero) || value < low || value > high) {
        fail("an integer from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return value;
}

std::int64_t JsonReader::as_signed(std::int64_t low, std::int64_t high) const {
    const bool fits = node_->kind == Kind::kSigned ||
                      (node_->kind == Kind::kUnsigned &&
                       node_->number.as_unsigned <=
                           static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    // Both kinds hold the same bits where the value fits.
    const auto value = static_cast<std::int64_t>(node_->number.as_unsigned);
    if (!fits || value < low || value > high) {
        fail("an integer from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return value;
}

std::string JsonReader::as_choice(const std::vector<std::string>& choices) const {
    const std::string want = "one of " + joined(choices);
    if (!is_string()) fail(want);
    std::string value = as_string();
    if (std::find(choices.begin(), choices.end(), value) == choices.end()) fail(want);
    return value;
}

std::vector<JsonReader> JsonReader::elements() const {
    if (!is_array()) fail("an array");
    std::vector<JsonReader> all;
    all.reserve(node_->children);
    for (Index i = node_->first_child; i != kNone; i = document_->nodes[i].next) {
        all.push_back(JsonReader(document_, &document_->nodes[i]));
    }
    return all;
}

std::vector<std::pair<std::string, JsonReader>> JsonReader::members() const {
    if (!is_object()) fail("an object");
    std::vector<std::pair<std::string, JsonReader>> all;
    all.reserve(node_->children);
    for (Index i = node_->first_child; i != kNone; i = document_->nodes[i].next) {
        const Node& member = document_->nodes[i];
        mark_known(member);
        all.emplace_back(document_->key(member), JsonReader(document_, &member));
    }
    return all;
}

void JsonReader::mark_known(const Node& member) const {
    document_->known[document_->index_of(member)] = true;
}

const JsonReader::Node* JsonReader::find(const std::string& key) const {
    if (!is_object()) fail("an object");
    for (Index i = node_->first_child; i != kNone; i = document_->nodes[i].next) {
        const Node& member = document_->nodes[i];
        if (document_->key(member) != key) continue;
        mark_known(member);
        return &member;
    }
    document_->missing[document_->index_of(*node_)].push_back(key);
    return nullptr;
}

JsonReader JsonReader::required(const std::string& key) const {
    const Node* member = find(key);
    if (member == nullptr)
        throw ConfigError(where(), "no key " + json_quoted(key), "it to be given");
    return JsonReader(document_, member);
}

std::optional<JsonReader> JsonReader::optional(const std::string& key) const {
    const Node* member = find(key);
    if (member == nullptr) return std::nullopt;
    return JsonReader(document_, member);
}

void JsonReader::refuse_unknown_keys() const {
    if (!is_object()) fail("an object");
    std::vector<std::string> asked;
    const Node* unknown = nullptr;
    for (Index i = node_->first_child; i != kNone; i = document_->nodes[i].next) {
        const Node& member = document_->nodes[i];
        if (document_->known[i]) {
            asked.emplace_back(document_->key(member));
        } else if (unknown == nullptr) {
            unknown = &member;
        }
    }
    if (unknown == nullptr) return;
    const auto missing = document_->missing.find(document_->index_of(*node_));
    if (missing != document_->missing.end()) {
        asked.insert(asked.end(), missing->second.begin(), missing->second.end());
    }
    std::sort(asked.begin(), asked.end());
    asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
    throw ConfigError(document_->where(*unknown),
                      "the unknown key " + json_quoted(document_->key(*unknown)),
                      asked.empty() ? "no key at all" : "one of " + joined(asked));
}

void JsonReader::fail(const std::string& want) const { throw ConfigError(where(), found(), want); }

}  // namespace vta
