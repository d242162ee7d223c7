// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace vta {

enum class LogLevel : int { kError, kWarning, kInfo, kDebug, kTrace };
/// "error", "warning", "info", "debug", "trace".
const char* to_string(LogLevel level);

/// Sets what is logged, in place of everything set before: "LEVEL" for all loggers and
/// "PATH=LEVEL" for PATH and all below it, separated by commas ("warning,shell.load=trace"); the
/// longest path that fits decides. Throws ConfigError. Without a call the environment variable
/// VTA_LOG says so, else "warning".
void set_log_levels(const std::string& levels);

/// Where finished lines (without line feed) go in place of stderr; an empty function: stderr again.
void set_log_sink(std::function<void(const std::string&)> sink);

/// Speaks for one part of the software, named by its hierarchy path ("shell.compute.gemm"). Cheap
/// to ask; loggers of one path share their level. Use through VTA_LOG and VTA_LOG_CYCLE, which do
/// not evaluate their arguments below the level.
class Logger {
  public:
    explicit Logger(const std::string& path);

    const std::string& path() const { return path_; }
    bool enabled(LogLevel level) const {
        return static_cast<int>(level) <= level_->load(std::memory_order_relaxed);
    }
    /// Writes "<level> [<cycle>] <path>: <text>", whatever the level in force.
    void write(LogLevel level, std::optional<std::uint64_t> cycle, const std::string& text) const;

  private:
    std::string path_;
    const std::atomic<int>* level_;
};

}  // namespace vta

/// VTA_LOG(logger, kDebug, "read {} lines", count)
#define VTA_LOG(logger, level, ...)                                                         \
    ((logger).enabled(::vta::LogLevel::level)                                               \
         ? (logger).write(::vta::LogLevel::level, std::nullopt, ::fmt::format(__VA_ARGS__)) \
         : void(0))
/// VTA_LOG_CYCLE(logger, kTrace, cycle, "grant to {}", client)
#define VTA_LOG_CYCLE(logger, level, cycle, ...)                                     \
    ((logger).enabled(::vta::LogLevel::level)                                        \
         ? (logger).write(::vta::LogLevel::level, cycle, ::fmt::format(__VA_ARGS__)) \
         : void(0))
