// SPDX-License-Identifier: Apache-2.0
// fuzz_vta TARGET ITERATIONS [SEED]: tries mutated inputs; every one must end in a result or in a
// vta::Error. Iteration n uses seed SEED + n alone, so `fuzz_vta TARGET 1 SEED+n` repeats it
// (with VTA_FUZZ_PRINT=1 it prints the input, too).
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "base/error.h"
#include "base/log.h"
#include "tests/fuzz/target.h"

extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }

namespace vta::fuzz {

const std::vector<NamedTarget>& targets() {
    static const std::vector<NamedTarget> all = {{"config", make_config_target},
                                                 {"assembler", make_assembler_target},
                                                 {"vector", make_vector_target},
                                                 {"image", make_image_target},
                                                 {"functional", make_functional_target},
                                                 {"cycle", make_cycle_target},
                                                 {"onnx", make_onnx_target},
                                                 {"tflite", make_tflite_target}};
    return all;
}

void show_input(const std::string& text) {
    static const bool wanted = std::getenv("VTA_FUZZ_PRINT") != nullptr;
    if (wanted) std::fprintf(stderr, "%s\n", text.c_str());
}

namespace {

constexpr unsigned kHangSeconds = 60;

/// "target seed", for the handler of fatal signals.
char current[64] = "";

void on_fatal_signal(int signal_number) {
    const char* const what = signal_number == SIGALRM ? "hang" : "crash";
    (void)!write(STDERR_FILENO, what, std::strlen(what));
    (void)!write(STDERR_FILENO, " in: fuzz_vta ", 14);
    (void)!write(STDERR_FILENO, current, std::strlen(current));
    (void)!write(STDERR_FILENO, "\n", 1);
    _exit(1);
}

struct Counts {
    std::uint64_t accepted = 0;
    std::uint64_t refused[6] = {};  ///< by ExitCode
};

/// One input. False, with a report, for what is neither a result nor an error for people.
bool try_once(Target& target, std::uint64_t seed, Counts& counts) {
    try {
        cosim::RandomSource random(seed * 0x9E3779B97F4A7C15u + 1);
        target.prepare(seed);
        target.run(random);
        ++counts.accepted;
        return true;
    } catch (const Error& error) {
        ++counts.refused[static_cast<std::size_t>(error.exit_code())];
        if (error.exit_code() != ExitCode::kInternal && std::strlen(error.what()) > 0) return true;
        std::fprintf(stderr, "%s\n", error.what());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "not a vta::Error: %s\n", error.what());
    }
    std::fprintf(stderr, "failure in: fuzz_vta %s\n", current);
    return false;
}

bool run(const NamedTarget& named, std::uint64_t iterations, std::uint64_t seed) {
    const std::unique_ptr<Target> target = named.make();
    if (!target->available()) {
        std::printf("%-10s skipped: no files to begin with (set VTA_DATA_DIR)\n", named.name);
        return true;
    }
    Counts counts;
    for (std::uint64_t n = 0; n < iterations; ++n) {
        std::snprintf(current,
                      sizeof current,
                      "%s 1 %llu",
                      named.name,
                      static_cast<unsigned long long>(seed) + n);
        alarm(kHangSeconds);
        if (!try_once(*target, seed + n, counts)) return false;
    }
    alarm(0);
    std::printf("%-10s %8llu inputs from seed %llu: %llu accepted, %llu refused, %llu stuck\n",
                named.name,
                static_cast<unsigned long long>(iterations),
                static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(counts.accepted),
                static_cast<unsigned long long>(counts.refused[2]) + counts.refused[4],
                static_cast<unsigned long long>(counts.refused[3]));
    std::fflush(stdout);
    return true;
}

int main_of(int count, char** arguments) {
    if (count < 3 || count > 4) {
        std::fprintf(stderr, "usage: fuzz_vta TARGET|all ITERATIONS [SEED]\ntargets:");
        for (const NamedTarget& named : targets()) std::fprintf(stderr, " %s", named.name);
        std::fprintf(stderr, "\n");
        return 2;
    }
    for (const int fatal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGILL, SIGALRM})
        signal(fatal, on_fatal_signal);
    set_log_levels("error");  // warnings about odd programs would be many
    const std::uint64_t iterations = std::strtoull(arguments[2], nullptr, 0);
    const std::uint64_t seed = count == 4 ? std::strtoull(arguments[3], nullptr, 0) : 1;
    bool known = false;
    for (const NamedTarget& named : targets()) {
        if (std::strcmp(arguments[1], "all") != 0 && std::strcmp(arguments[1], named.name) != 0)
            continue;
        known = true;
        if (!run(named, iterations, seed)) return 1;
    }
    if (!known) std::fprintf(stderr, "no target is called %s\n", arguments[1]);
    return known ? 0 : 2;
}

}  // namespace
}  // namespace vta::fuzz

int main(int count, char** arguments) { return vta::fuzz::main_of(count, arguments); }
