// SPDX-License-Identifier: Apache-2.0
// How fast the functional model multiplies: GMAC/s of GEMM instructions as compilers make them, for
// each implementation in one run, and their ratios. `--json` prints every figure by name.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "isa/codec.h"
#include "models/functional/kernel_target.h"
#include "models/functional/machine.h"
#include "tests/support/plain_interpreter.h"

namespace {

using vta::functional::Kernels;
using vta::functional::Machine;
using vta::functional::SimdLevel;
using vta::isa::HardwareConfig;
using vta::isa::Instruction;
using vta::isa::MemoryType;
using Bytes = std::vector<std::uint8_t>;

/// A GEMM with its micro-ops, and how many multiply-accumulates it makes.
struct Work {
    Instruction gemm;
    std::vector<vta::isa::Uop> uops;
    double macs = 0;
};

/// A 3x3 convolution of a tile: one micro-op a kernel position, input block and output block; the
/// loops walk over the rows and columns of the tile.
Work convolution(const HardwareConfig& config,
                 unsigned size,
                 unsigned input_blocks,
                 unsigned output_blocks) {
    Work work;
    const unsigned wide = size + 2;
    for (unsigned o = 0; o < output_blocks; ++o)
        for (unsigned i = 0; i < input_blocks; ++i)
            for (unsigned k = 0; k < 9; ++k)
                work.uops.push_back(
                    {static_cast<std::uint16_t>(o * size * size),
                     static_cast<std::uint16_t>(i * wide * wide + k / 3 * wide + k % 3),
                     static_cast<std::uint16_t>((o * input_blocks + i) * 9 + k)});
    work.gemm.opcode = vta::isa::Opcode::kGemm;
    work.gemm.uop_end = static_cast<std::uint16_t>(work.uops.size());
    work.gemm.iter_out = work.gemm.iter_in = static_cast<std::uint16_t>(size);
    work.gemm.dst_factor_out = static_cast<std::uint16_t>(size);
    work.gemm.src_factor_out = static_cast<std::uint16_t>(wide);
    work.gemm.dst_factor_in = work.gemm.src_factor_in = 1;
    work.macs = 1.0 * size * size * static_cast<double>(work.uops.size()) * config.batch() *
                config.block_in() * config.block_out();
    return work;
}

Bytes random_bytes(std::size_t count) {
    std::mt19937_64 random(1);
    Bytes bytes(count);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

Bytes uop_bytes(const HardwareConfig& config, const Work& work) {
    const vta::isa::Codec codec(config);
    Bytes bytes(std::size_t{config.depth(MemoryType::kUop)} * 4);
    for (std::size_t i = 0; i < work.uops.size(); ++i) {
        const std::uint32_t word = codec.encode_uop(work.uops[i]);
        std::memcpy(bytes.data() + 4 * i, &word, sizeof word);
    }
    return bytes;
}

/// Best GMAC/s of `call` over runs of about `seconds` in all.
template <typename Call>
double best_gmacs(double macs, double seconds, const Call& call) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    double best = 0;
    do {
        const auto start = Clock::now();
        call();
        const std::chrono::duration<double> took = Clock::now() - start;
        best = std::max(best, macs / took.count() / 1e9);
    } while (Clock::now() < end);
    return best;
}

double machine_gmacs(const HardwareConfig& config, const Work& work, Kernels kernels) {
    Machine machine(config, kernels);
    for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt}) {
        const Bytes bytes = random_bytes(machine.scratchpad_bytes(type));
        std::memcpy(machine.scratchpad(type), bytes.data(), bytes.size());
    }
    const Bytes uops = uop_bytes(config, work);
    std::memcpy(machine.scratchpad(MemoryType::kUop), uops.data(), uops.size());
    return best_gmacs(work.macs, 0.5, [&] { machine.gemm(work.gemm); });
}

double plain_gmacs(const HardwareConfig& config, const Work& work) {
    vta::tests::PlainInterpreter plain(config);
    for (const MemoryType type : {MemoryType::kInp, MemoryType::kWgt})
        plain.set_scratchpad(type, random_bytes(plain.scratchpad(type).size()));
    plain.set_scratchpad(MemoryType::kUop, uop_bytes(config, work));
    Bytes dram;
    return best_gmacs(work.macs, 0.5, [&] { plain.execute(work.gemm, {}, dram); });
}

double capped_gmacs(const HardwareConfig& config, const Work& work, SimdLevel cap) {
    vta::functional::cap_simd_level(cap);
    const double gmacs = machine_gmacs(config, work, Kernels::kBest);
    vta::functional::cap_simd_level(std::nullopt);
    return gmacs;
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = argc > 1 && std::string(argv[1]) == "--json";
    const HardwareConfig config;
    const Work tile = convolution(config, 14, 4, 1);
    const Work small = convolution(config, 7, 1, 2);
    const char* target = kernel_target_name(Kernels::kBest);

    std::vector<std::pair<std::string, double>> figures;
    const auto add = [&](const std::string& name, double value) {
        figures.emplace_back(name, value);
    };
    const double best = machine_gmacs(config, tile, Kernels::kBest);
    const double plain = plain_gmacs(config, tile);
    add("functional_gemm_gmacs", best);
    add("functional_gemm_small_tile_gmacs", machine_gmacs(config, small, Kernels::kBest));
    add("functional_gemm_avx2_gmacs", capped_gmacs(config, tile, SimdLevel::kAvx2));
    add("functional_gemm_avx2_small_tile_gmacs", capped_gmacs(config, small, SimdLevel::kAvx2));
    add("functional_gemm_scalar_gmacs", machine_gmacs(config, tile, Kernels::kScalar));
    add("plain_interpreter_gmacs", plain);
    add("functional_gemm_over_plain_interpreter", best / plain);

    if (json)
        std::printf("{\"functional_gemm_target\": \"%s\"", target);
    else
        std::printf("%-42s %s\n", "functional_gemm_target", target);
    for (const auto& [name, value] : figures)
        std::printf(json ? ", \"%s\": %.4g" : "%-42s %.4g\n", name.c_str(), value);
    if (json) std::printf("}\n");
    return 0;
}
