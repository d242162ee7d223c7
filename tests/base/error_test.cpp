// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <catch2/catch.hpp>

using namespace vta;

TEST_CASE("every error carries the exit code of its kind") {
    CHECK(ConfigError("c.json: /batch", "3", "1, 2 or 4").exit_code() == ExitCode::kUsage);
    CHECK(ProgramError("no FINISH").exit_code() == ExitCode::kUsage);
    CHECK(IoError("a.bin", "cannot open the file").exit_code() == ExitCode::kUsage);
    CHECK(DeadlockError("stuck").exit_code() == ExitCode::kDeadlock);
    CHECK(LimitError("too long").exit_code() == ExitCode::kLimit);
    CHECK(InternalError("broken").exit_code() == ExitCode::kInternal);
}

TEST_CASE("messages name the place, what was found and what is wanted") {
    CHECK(std::string(ConfigError("c.json: /batch", "3", "1, 2 or 4").what()) ==
          "c.json: /batch: got 3, want 1, 2 or 4");
    CHECK(std::string(ProgramError(7, "finish", "not the last").what()) ==
          "instruction 7 (finish): not the last");
    CHECK(std::string(IoError("a.bin", "is empty").what()) == "a.bin: is empty");
}

TEST_CASE("a failed check is an internal error with its condition and message") {
    const int lanes = 3;
    CHECK_NOTHROW([&] { VTA_CHECK(lanes == 3, "unused"); }());
    CHECK_THROWS_WITH([&] { VTA_CHECK(lanes == 4, "lanes"); }(),
                      Catch::Contains("lanes == 4") && Catch::Contains("error_test.cpp"));
}

TEST_CASE("a check that holds does not build its message") {
    bool built = false;
    const auto message = [&] {
        built = true;
        return std::string("unused");
    };
    VTA_CHECK(!built, message());
    CHECK_FALSE(built);
}
