// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/error.h"

namespace vta {

namespace {

constexpr std::array<const char*, 5> kLevelNames = {"error", "warning", "info", "debug", "trace"};

LogLevel parse_level(const std::string& name, const std::string& source) {
    for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
        if (name == kLevelNames[i]) return static_cast<LogLevel>(i);
    }
    throw ConfigError(source,
                      "the log level \"" + name + "\"",
                      "error, warning, info, debug or trace, after \"PATH=\" for one part only");
}

/// Levels by path; the empty path stands for all.
using Levels = std::map<std::string, LogLevel>;

Levels parse_levels(const std::string& text, const std::string& source) {
    Levels levels = {{"", LogLevel::kWarning}};
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string item = text.substr(begin, end - begin);
        const std::size_t equal = item.find('=');
        if (equal == std::string::npos) {
            levels[""] = parse_level(item, source);
        } else {
            levels[item.substr(0, equal)] = parse_level(item.substr(equal + 1), source);
        }
        begin = end + 1;
    }
    return levels;
}

LogLevel level_of(const Levels& levels, const std::string& path) {
    for (std::string above = path; !above.empty();) {
        const auto found = levels.find(above);
        if (found != levels.end()) return found->second;
        const std::size_t dot = above.rfind('.');
        above.resize(dot == std::string::npos ? 0 : dot);
    }
    return levels.at("");
}

/// What all loggers share. Slots are never removed, so that loggers can point at them.
class LogState {
  public:
    static LogState& instance() {
        static LogState state;
        return state;
    }

    const std::atomic<int>* slot(const std::string& path) {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto [entry, added] = slots_.try_emplace(path, 0);
        if (added) entry->second = static_cast<int>(level_of(levels_, path));
        return &entry->second;
    }
    void set_levels(Levels levels) {
        const std::lock_guard<std::mutex> lock(mutex_);
        levels_ = std::move(levels);
        for (auto& [path, slot] : slots_) slot = static_cast<int>(level_of(levels_, path));
    }
    void set_sink(std::function<void(const std::string&)> sink) {
        const std::lock_guard<std::mutex> lock(mutex_);
        sink_ = std::move(sink);
    }
    void write(const std::string& line) {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (sink_) {
            sink_(line);
        } else {
            std::fprintf(stderr, "%s\n", line.c_str());
        }
    }

  private:
    LogState() {
        const char* named = std::getenv("VTA_LOG");
        if (named == nullptr || *named == '\0') return;
        try {
            levels_ = parse_levels(named, "environment variable VTA_LOG");
        } catch (const ConfigError& error) {
            // Thrown from a logger's constructor it would end programs that never log.
            std::fprintf(stderr, "error log: %s\n", error.what());
        }
    }

    std::mutex mutex_;
    Levels levels_ = {{"", LogLevel::kWarning}};
    std::map<std::string, std::atomic<int>> slots_;
    std::function<void(const std::string&)> sink_;
};

}  // namespace

const char* to_string(LogLevel level) { return kLevelNames.at(static_cast<std::size_t>(level)); }

void set_log_levels(const std::string& levels) {
    LogState::instance().set_levels(parse_levels(levels, "log levels"));
}

void set_log_sink(std::function<void(const std::string&)> sink) {
    LogState::instance().set_sink(std::move(sink));
}

Logger::Logger(const std::string& path) : path_(path), level_(LogState::instance().slot(path)) {}

void Logger::write(LogLevel level,
                   std::optional<std::uint64_t> cycle,
                   const std::string& text) const {
    std::string line = to_string(level);
    if (cycle) line += " " + std::to_string(*cycle);
    LogState::instance().write(line + " " + path_ + ": " + text);
}

}  // namespace vta
