// SPDX-License-Identifier: Apache-2.0
#include "base/statistics.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/json_reader.h"

using namespace vta;

namespace {

struct Stats : StatGroup {
    Stats(const std::string& path, StatRegistry& registry) : StatGroup(path, registry) {}
    Counter lines{*this, "lines", Unit::kCount, "lines read"};
    Counter busy{*this, "busy", Unit::kCycles, "cycles with a request"};
};

struct Twice : StatGroup {
    explicit Twice(StatRegistry& registry) : StatGroup("twice", registry) {}
    Counter a{*this, "lines", Unit::kCount, "first"};
    Counter b{*this, "lines", Unit::kCount, "second"};
};

}  // namespace

TEST_CASE("statistics are written as JSON with schema version and sorted keys") {
    StatRegistry registry;
    Stats store("shell.store", registry);
    Stats load("shell.load", registry);
    load.lines += 18446744073709551615u;
    ++store.busy;
    const std::string json = registry.to_json();
    const JsonReader document = JsonReader::parse_text(json, "json");
    CHECK(document.required("schema_version").as_unsigned(1, 1) == 1);
    const JsonReader statistics = document.required("statistics");
    const JsonReader lines = statistics.required("shell.load.lines");
    CHECK(lines.required("value").as_unsigned(0, UINT64_MAX) == UINT64_MAX);
    CHECK(lines.required("unit").as_string() == "count");
    CHECK(lines.required("text").as_string() == "lines read");
    CHECK(statistics.required("shell.store.busy").required("value").as_unsigned(0, 9) == 1);
    const auto members = statistics.members();
    REQUIRE(members.size() == 4);
    CHECK(members[0].first == "shell.load.busy");
    CHECK(members[3].first == "shell.store.lines");
}

TEST_CASE("statistics are written as aligned text") {
    StatRegistry registry;
    Stats load("load", registry);
    load.lines = 12;
    CHECK(registry.to_text() ==
          "load.busy                     0 cycles       cycles with a request\n"
          "load.lines                   12 count        lines read\n");
}

TEST_CASE("reset zeroes every statistic") {
    StatRegistry registry;
    Stats load("load", registry);
    load.lines = 12;
    registry.reset();
    CHECK(load.lines.value() == 0);
}

TEST_CASE("a group leaves the registry when it ends") {
    StatRegistry registry;
    { const Stats load("load", registry); }
    CHECK(registry.to_text().empty());
    CHECK_NOTHROW(Stats("load", registry));
}

TEST_CASE("two statistics of one name are a defect") {
    StatRegistry registry;
    const Stats load("load", registry);
    CHECK_THROWS_AS(Stats("load", registry), InternalError);
    CHECK_THROWS_AS(Twice(registry), InternalError);
    CHECK(registry.to_text().find("twice") == std::string::npos);
}
