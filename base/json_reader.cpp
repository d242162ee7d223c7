// SPDX-License-Identifier: Apache-2.0
#include "base/json_reader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/error.h"
#include "base/json_document.h"

namespace vta {

namespace {

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + json_quoted(name);
    return text;
}

}  // namespace

JsonReader::JsonReader(std::shared_ptr<const JsonDocument> document, const JsonNode* node)
    : document_(std::move(document)), node_(node) {}

JsonReader JsonReader::parse_file(const std::string& path) {
    if (std::filesystem::is_directory(path)) throw IoError(path, "is a folder, not a file");
    std::ifstream file(path, std::ios::binary);
    if (!file) throw IoError(path, "cannot open the file");
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad()) throw IoError(path, "cannot read the file");
    return parse_text(text.str(), path);
}

JsonReader JsonReader::parse_text(const std::string& text,
                                  const std::string& name,
                                  std::uint64_t first_line) {
    if (text.size() >= kNoJson) {
        throw ConfigError(name, std::to_string(text.size()) + " bytes", "less than 4 GiB");
    }
    const auto document = std::make_shared<JsonDocument>();
    document->name = name;
    document->first_line = first_line;
    parse_json(text, *document);
    document->known.resize(document->nodes.size());
    return JsonReader(document, &document->nodes.front());
}

std::string JsonReader::where() const { return document_->where(*node_); }

std::string JsonReader::found() const {
    std::string out;
    document_->print(*node_, out);
    return shortened(out, kFoundChars);
}

bool JsonReader::is_object() const { return node_->kind == JsonKind::kObject; }

bool JsonReader::is_array() const { return node_->kind == JsonKind::kArray; }

bool JsonReader::is_string() const { return node_->kind == JsonKind::kString; }

bool JsonReader::is_null() const { return node_->kind == JsonKind::kNull; }

std::string JsonReader::as_string() const {
    if (!is_string()) fail("a string");
    return std::string(document_->text(*node_));
}

bool JsonReader::as_bool() const {
    if (node_->kind != JsonKind::kBool) fail("true or false");
    return node_->number.as_unsigned != 0;
}

double JsonReader::as_double() const {
    constexpr std::int64_t kExact = std::int64_t{1} << std::numeric_limits<double>::digits;
    const JsonNode::Number& number = node_->number;
    if (node_->kind == JsonKind::kDouble) return number.as_double;
    if (node_->kind == JsonKind::kUnsigned && number.as_unsigned <= std::uint64_t{kExact}) {
        return static_cast<double>(number.as_unsigned);
    }
    if (node_->kind == JsonKind::kSigned && number.as_signed >= -kExact) {
        return static_cast<double>(number.as_signed);
    }
    fail(node_->kind == JsonKind::kUnsigned || node_->kind == JsonKind::kSigned ||
                 node_->kind == JsonKind::kWideInteger
             ? "a number that a double holds exactly"
             : "a number");
}

std::uint64_t JsonReader::as_unsigned(std::uint64_t low, std::uint64_t high) const {
    const bool negative_zero = node_->kind == JsonKind::kSigned && node_->number.as_signed == 0;
    const std::uint64_t value = node_->number.as_unsigned;
    if ((node_->kind != JsonKind::kUnsigned && !negative_zero) || value < low || value > high) {
        fail("an integer from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return value;
}

std::int64_t JsonReader::as_signed(std::int64_t low, std::int64_t high) const {
    const bool fits = node_->kind == JsonKind::kSigned ||
                      (node_->kind == JsonKind::kUnsigned &&
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
    for (JsonIndex i = node_->first_child; i != kNoJson; i = document_->nodes[i].next) {
        all.push_back(JsonReader(document_, &document_->nodes[i]));
    }
    return all;
}

std::vector<std::pair<std::string, JsonReader>> JsonReader::members() const {
    if (!is_object()) fail("an object");
    std::vector<std::pair<std::string, JsonReader>> all;
    all.reserve(node_->children);
    for (JsonIndex i = node_->first_child; i != kNoJson; i = document_->nodes[i].next) {
        const JsonNode& member = document_->nodes[i];
        mark_known(member);
        all.emplace_back(document_->key(member), JsonReader(document_, &member));
    }
    return all;
}

void JsonReader::mark_known(const JsonNode& member) const {
    document_->known[document_->index_of(member)] = true;
}

const JsonNode* JsonReader::find(const std::string& key) const {
    if (!is_object()) fail("an object");
    for (JsonIndex i = node_->first_child; i != kNoJson; i = document_->nodes[i].next) {
        const JsonNode& member = document_->nodes[i];
        if (document_->key(member) != key) continue;
        mark_known(member);
        return &member;
    }
    document_->missing[document_->index_of(*node_)].push_back(key);
    return nullptr;
}

JsonReader JsonReader::required(const std::string& key) const {
    const JsonNode* member = find(key);
    if (member == nullptr)
        throw ConfigError(where(), "no key " + json_quoted(key), "it to be given");
    return JsonReader(document_, member);
}

std::optional<JsonReader> JsonReader::optional(const std::string& key) const {
    const JsonNode* member = find(key);
    if (member == nullptr) return std::nullopt;
    return JsonReader(document_, member);
}

void JsonReader::refuse_unknown_keys() const {
    if (!is_object()) fail("an object");
    std::vector<std::string> asked;
    const JsonNode* unknown = nullptr;
    for (JsonIndex i = node_->first_child; i != kNoJson; i = document_->nodes[i].next) {
        const JsonNode& member = document_->nodes[i];
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
