// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vta {

struct JsonDocument;  // base/json_document.h
struct JsonNode;

/// A strict view of one value of a JSON document. Everything that does not fit is a ConfigError
/// "<file>[:line]: <pointer>: got <found>, want <wanted>": wrong types, numbers that would lose
/// something, missing keys, duplicate keys (at parsing), and keys that nobody asked for.
/// Readers of one document share it and note which keys were asked for: one thread a document.
class JsonReader {
  public:
    /// Throws IoError (unreadable file) or ConfigError (with line and column). Comments are errors.
    static JsonReader parse_file(const std::string& path);
    /// `name` stands for the file in messages; `first_line` is where the text begins in it, for
    /// files of JSON lines: messages then name that line. 0: the text is all there is.
    static JsonReader parse_text(const std::string& text,
                                 const std::string& name,
                                 std::uint64_t first_line = 0);

    /// "<file>: <pointer>" ("<file>:<line>: <pointer>" in JSON lines; only "<file>" for the whole
    /// document), for messages of callers.
    std::string where() const;
    /// The value as JSON text, shortened to about 60 characters.
    std::string found() const;

    bool is_object() const;
    bool is_array() const;
    bool is_string() const;
    bool is_null() const;

    std::string as_string() const;
    bool as_bool() const;
    /// A finite number; integers are accepted.
    double as_double() const;
    /// An integer within [low, high].
    std::uint64_t as_unsigned(std::uint64_t low, std::uint64_t high) const;
    std::int64_t as_signed(std::int64_t low, std::int64_t high) const;
    /// Exactly one of `choices`.
    std::string as_choice(const std::vector<std::string>& choices) const;

    std::vector<JsonReader> elements() const;
    std::vector<std::pair<std::string, JsonReader>> members() const;

    /// The member, marked as known.
    JsonReader required(const std::string& key) const;
    std::optional<JsonReader> optional(const std::string& key) const;
    /// Throws for the first member that required(), optional() and members() never named; the
    /// message lists the keys that were asked for.
    void refuse_unknown_keys() const;

    /// Throws ConfigError "<where>: got <found>, want <want>".
    [[noreturn]] void fail(const std::string& want) const;

  private:
    JsonReader(std::shared_ptr<const JsonDocument> document, const JsonNode* node);
    void mark_known(const JsonNode& member) const;
    const JsonNode* find(const std::string& key) const;

    std::shared_ptr<const JsonDocument> document_;
    const JsonNode* node_ = nullptr;
};

}  // namespace vta
