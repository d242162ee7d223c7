// SPDX-License-Identifier: Apache-2.0
// random_vectors CONFIG COUNT SEED
// Prints random legal, race-free programs as regression vectors whose measurements are all zero:
// `vta record` fills them in from the cycle model, rtl_regress replays the result on the RTL.
#include <cstdio>
#include <iostream>
#include <string>

#include "base/error.h"
#include "cosim/random_program.h"
#include "isa/config_search.h"
#include "sim/vector.h"

namespace {

void print_vectors(const std::string& config_name, std::uint64_t count, std::uint64_t seed) {
    const vta::isa::HardwareConfig config = vta::isa::find_config(config_name);
    for (std::uint64_t i = 0; i < count; ++i) {
        const vta::isa::Program program =
            vta::cosim::make_random_program(config, {}, seed * 1'000'000 + i);
        vta::sim::Vector vector;
        vector.name = "random-" + std::to_string(seed) + "-" + std::to_string(i);
        vector.kind = "random";
        vector.config = config.name();
        vector.base = program.base;
        vector.dram_bytes = program.dram_bytes;
        vector.dram_seed = program.dram_seed.value_or(0);
        vector.preload = program.segments;
        vector.launches.emplace_back();
        vector.launches.back().instructions = program.instructions;
        vta::sim::write_vector(vector, std::cout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: random_vectors CONFIG COUNT SEED\n", stderr);
        return 2;
    }
    try {
        print_vectors(argv[1], std::stoull(argv[2]), std::stoull(argv[3]));
    } catch (const vta::Error& error) {
        std::fprintf(stderr, "random_vectors: %s\n", error.what());
        return static_cast<int>(error.exit_code());
    }
    return 0;
}
