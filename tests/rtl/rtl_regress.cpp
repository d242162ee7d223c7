// SPDX-License-Identifier: Apache-2.0
// rtl_regress CONFIGS.json CONFIG FILE.jsonl... [--every N] [--stall SEED] [--random-reset SEED]
//     [--high SEED] [--coverage FILE]
// CONFIGS.json: one configuration with every key, or several by name.
// Replays golden vectors on the Verilated RTL, which was built for CONFIG, and compares everything
// that they record. Vectors of other configurations are passed over. Exit code 1 on a difference.
// --stall: every channel of the memory pauses in random cycles; only data of race-free programs are
// compared. --random-reset: registers and memories start random; only timing is compared. --high:
// base registers and DRAM offsets have random high bits, which the memory does not see. --coverage:
// of a build with VTA_RTL_COVERAGE.
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <exception>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/rtl/golden_vector.h"
#include "tests/rtl/rtl_coverage.h"

namespace vta::tests {
namespace {

constexpr std::uint32_t kIdleCycles = 60;  // between launches; the golden data has at least 50

struct Totals {
    std::size_t passed = 0, failed = 0;
    std::uint64_t cycles = 0;  ///< simulated
    double seconds = 0;        ///< of processor time, simulating
};

struct Options {
    std::string configs, config;
    std::vector<std::string> files;
    std::size_t every = 1;  ///< only each so many-th vector
    std::uint64_t stall_seed = 0;
    std::uint32_t reset_seed = 0;
    std::uint64_t high_seed = 0;
    std::string coverage;  ///< file; empty: none
    Compared compared() const {
        return stall_seed != 0   ? Compared::kData
               : reset_seed != 0 ? Compared::kTiming
                                 : Compared::kAll;
    }
};

/// Whether the bytes that a program leaves do not depend on the memory's latency.
bool race_free(const std::string& kind) {
    return kind == "pipeline" || kind == "serial" || kind == "layer" || kind == "third_party" ||
           kind == "recorded";
}

/// The smallest power of two that is no less than `bytes`.
std::uint64_t window_of(std::uint64_t bytes) {
    std::uint64_t window = 1;
    while (window < bytes) window *= 2;
    return window;
}

/// Random high bits for base registers and for the DRAM offsets of LOAD and STORE; the memory sees
/// addresses modulo `window`, so the program does what it did.
void place_high(std::uint64_t seed,
                std::uint32_t address_bits,
                std::uint64_t window,
                std::vector<std::string>& instructions,
                RtlBench& bench) {
    std::mt19937_64 random(seed);
    const std::uint64_t addresses = address_bits == 64 ? ~std::uint64_t{0} : 0xffffffffu;
    bench.place_high(random() & addresses & ~(window - 1), window);
    for (std::string& hex : instructions) {
        std::uint64_t low = std::stoull(hex.substr(16), nullptr, 16);
        if ((low & 7) > 1) continue;
        low |= (random() & 0xffffffffu & ~(window - 1)) << 26;
        hex = hex.substr(0, 16) + fmt::format("{:016x}", low);
    }
}

std::vector<std::string> replay(const Options& options,
                                const nlohmann::json& config,
                                const GoldenVector& vector,
                                Totals& totals) {
    AxiMemory::Config memory;
    memory.bus_bytes = config.at("memory_data_bits").get<std::uint32_t>() / 8;
    memory.first_beat_latency = config.at("memory_first_beat_latency");
    memory.stall_seed = options.stall_seed;
    RtlBench bench(memory, config.at("memory_address_bits"), vector.dram_bytes, options.reset_seed);
    fill_dram(vector, bench.dram());
    std::vector<std::string> all;
    for (std::size_t i = 0; i < vector.launches.size(); ++i) {
        GoldenLaunch launch = vector.launches[i];
        if (options.high_seed != 0)
            place_high(options.high_seed + i,
                       config.at("memory_address_bits"),
                       window_of(vector.dram_bytes),
                       launch.instructions,
                       bench);
        if (i > 0) bench.idle(kIdleCycles);
        write_instructions(vector, launch, bench.dram());
        const std::uint64_t before = bench.cycle();
        const std::clock_t began = std::clock();
        const RtlRun run = bench.run(vector.base,
                                     static_cast<std::uint32_t>(launch.instructions.size()),
                                     (options.stall_seed != 0 ? 20 : 2) * launch.cycles + 10000);
        totals.seconds += static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
        totals.cycles += bench.cycle() - before;
        if (options.high_seed != 0) write_instructions(vector, vector.launches[i], bench.dram());
        for (const std::string& difference : compare(options.compared(), launch, run, bench.dram()))
            all.push_back(fmt::format("launch {}: {}", i, difference));
    }
    return all;
}

void replay_file(const Options& options,
                 const nlohmann::json& config,
                 const std::string& path,
                 Totals& totals) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error(path + ": cannot be opened");
    const std::string stem = std::filesystem::path(path).stem();
    std::size_t index = 0;
    for (std::string line; std::getline(file, line);) {
        if (index++ % options.every != 0) continue;
        const GoldenVector vector = parse_golden_vector(line);
        if ((vector.config.empty() ? stem : vector.config) != options.config) continue;
        if (options.stall_seed != 0 && !race_free(vector.kind)) continue;
        const std::vector<std::string> differences = replay(options, config, vector, totals);
        ++(differences.empty() ? totals.passed : totals.failed);
        for (const std::string& difference : differences)
            fmt::print("{}#{} ({}): {}\n", path, vector.name, vector.kind, difference);
    }
}

Options parse_options(int argc, char** argv) {
    Options options;
    std::vector<std::string> words;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--every" && i + 1 < argc)
            options.every = std::stoul(argv[++i]);
        else if (word == "--stall" && i + 1 < argc)
            options.stall_seed = std::stoull(argv[++i]);
        else if (word == "--random-reset" && i + 1 < argc)
            options.reset_seed = static_cast<std::uint32_t>(std::stoul(argv[++i]));
        else if (word == "--high" && i + 1 < argc)
            options.high_seed = std::stoull(argv[++i]);
        else if (word == "--coverage" && i + 1 < argc)
            options.coverage = argv[++i];
        else
            words.push_back(word);
    }
    if (words.size() < 3 || options.every == 0)
        throw std::runtime_error(
            "usage: rtl_regress CONFIGS.json CONFIG FILE.jsonl... [--every N] [--stall SEED] "
            "[--random-reset SEED] [--high SEED] [--coverage FILE]");
    options.configs = words[0];
    options.config = words[1];
    options.files.assign(words.begin() + 2, words.end());
    return options;
}

int regress(int argc, char** argv) {
    const Options options = parse_options(argc, argv);
    std::ifstream configs(options.configs);
    if (!configs) throw std::runtime_error(options.configs + ": cannot be opened");
    nlohmann::json config = nlohmann::json::parse(configs);
    if (config.contains(options.config)) config = config.at(options.config);
    Totals totals;
    for (const std::string& path : options.files) replay_file(options, config, path, totals);
    fmt::print("{}: {} passed, {} failed; {} cycles, {:.0f} kcycle/s\n",
               options.config,
               totals.passed,
               totals.failed,
               totals.cycles,
               static_cast<double>(totals.cycles) / std::max(totals.seconds, 1e-9) / 1e3);
    if (!options.coverage.empty()) write_coverage(options.coverage);
    if (totals.passed + totals.failed == 0)
        throw std::runtime_error("no vector of configuration " + options.config);
    return totals.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace vta::tests

int main(int argc, char** argv) {
    try {
        return vta::tests::regress(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "rtl_regress: {}\n", error.what());
        return 2;
    }
}
