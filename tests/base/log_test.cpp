// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/error.h"

using namespace vta;

namespace {

/// Collects lines while it lives and leaves the log as it is by default.
class Capture {
  public:
    Capture() {
        set_log_sink([this](const std::string& line) { lines.push_back(line); });
    }
    ~Capture() {
        set_log_sink({});
        set_log_levels("warning");
    }
    std::vector<std::string> lines;
};

}  // namespace

TEST_CASE("a log line has level, cycle if given, path and text") {
    Capture capture;
    const Logger load("shell.load");
    set_log_levels("trace");
    VTA_LOG(load, kInfo, "read {} lines", 3);
    VTA_LOG_CYCLE(load, kTrace, 42u, "grant");
    CHECK(capture.lines ==
          std::vector<std::string>{"info shell.load: read 3 lines", "trace 42 shell.load: grant"});
}

TEST_CASE("below the level arguments are not evaluated") {
    Capture capture;
    const Logger load("shell.load");
    int evaluated = 0;
    set_log_levels("warning");
    VTA_LOG(load, kInfo, "{}", ++evaluated);
    CHECK(evaluated == 0);
    VTA_LOG(load, kWarning, "{}", ++evaluated);
    CHECK(evaluated == 1);
    CHECK(capture.lines.size() == 1);
}

TEST_CASE("a level for a path holds for everything below it and nothing else") {
    Capture capture;
    set_log_levels("error,shell=info,shell.load=trace");
    CHECK(Logger("shell.load.queue").enabled(LogLevel::kTrace));
    CHECK(Logger("shell.loader").enabled(LogLevel::kInfo));
    CHECK_FALSE(Logger("shell.loader").enabled(LogLevel::kDebug));
    CHECK_FALSE(Logger("shellfish").enabled(LogLevel::kWarning));
    CHECK(Logger("shellfish").enabled(LogLevel::kError));
}

TEST_CASE("levels change for loggers that exist, and replace earlier ones") {
    Capture capture;
    const Logger store("shell.store");
    set_log_levels("shell=trace");
    CHECK(store.enabled(LogLevel::kTrace));
    set_log_levels("info");
    CHECK_FALSE(store.enabled(LogLevel::kDebug));
    CHECK(store.enabled(LogLevel::kInfo));
}

TEST_CASE("an unknown log level is refused and changes nothing") {
    Capture capture;
    set_log_levels("debug");
    CHECK_THROWS_WITH(
        set_log_levels("shell=loud"),
        Catch::Contains("got the log level \"loud\"") && Catch::Contains("want error, warning"));
    CHECK_THROWS_AS(set_log_levels(""), ConfigError);
    CHECK(Logger("any").enabled(LogLevel::kDebug));
}
