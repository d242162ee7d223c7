// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace vta {

/// What a statistic counts.
enum class Unit : std::uint8_t { kCount, kCycles, kBytes, kBeats, kInstructions, kOperations };
/// "count", "cycles", ...
const char* to_string(Unit unit);

class StatGroup;

/// One 64-bit statistic, a member of the group that owns it.
class Counter {
  public:
    /// `name` and `text` must outlive the counter (string literals).
    Counter(StatGroup& group, const char* name, Unit unit, const char* text);
    Counter(const Counter&) = delete;
    Counter& operator=(const Counter&) = delete;

    Counter& operator=(std::uint64_t value) {
        value_ = value;
        return *this;
    }
    Counter& operator+=(std::uint64_t more) {
        value_ += more;
        return *this;
    }
    Counter& operator++() { return *this += 1; }

    std::uint64_t value() const { return value_; }
    const char* name() const { return name_; }
    Unit unit() const { return unit_; }
    const char* text() const { return text_; }

  private:
    const char* name_;
    const char* text_;
    std::uint64_t value_ = 0;
    Unit unit_;
};

/// All statistics alive. Groups come and go under a lock; values belong to the thread that counts,
/// so read them when it rests.
class StatRegistry {
  public:
    static constexpr int kSchemaVersion = 1;

    /// The one that groups join unless told otherwise.
    static StatRegistry& global();

    void reset();
    /// {"schema_version": 1, "statistics": {"<path>.<name>": {"text", "unit", "value"}}}, keys
    /// sorted.
    std::string to_json() const;
    /// One line a statistic, sorted: path and name, value, unit, text.
    std::string to_text() const;

  private:
    friend class StatGroup;
    struct Row {
        std::string name;
        const Counter* counter;
    };
    std::vector<Row> sorted_rows() const;  // the lock is held

    mutable std::mutex mutex_;
    std::vector<StatGroup*> groups_;
};

/// Base of a unit's statistics:
///     struct Stats : StatGroup {
///         explicit Stats(const char* path) : StatGroup(path) {}
///         Counter lines{*this, "lines", Unit::kCount, "lines read"};
///     };
/// Lives in a registry from construction to destruction. Two groups of one path are a defect.
class StatGroup {
  public:
    explicit StatGroup(const std::string& path, StatRegistry& registry = StatRegistry::global());
    StatGroup(const StatGroup&) = delete;
    StatGroup& operator=(const StatGroup&) = delete;

    const std::string& path() const { return path_; }
    const std::vector<Counter*>& counters() const { return counters_; }
    void reset();

  protected:
    ~StatGroup();

  private:
    friend class Counter;
    std::string path_;
    StatRegistry& registry_;
    std::vector<Counter*> counters_;
};

}  // namespace vta
