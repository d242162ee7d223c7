// SPDX-License-Identifier: Apache-2.0
#include "cosim/lockstep.h"

#include <catch2/catch.hpp>

#include "cosim/lockstep_sides.h"
#include "cosim/random_program.h"
#include "isa/codec.h"
#include "tests/cosim/lockstep_shell.h"
#include "tests/cosim/random_configs.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

using cosim::CycleSide;
using cosim::Divergence;
using cosim::LockstepOptions;
using cosim::LockstepResult;
using isa::HardwareConfig;

isa::Program random_program(const HardwareConfig& config, std::uint64_t seed) {
    cosim::RandomProgramOptions options;
    options.min_instructions = 30;
    return cosim::make_random_program(config, options, seed);
}

/// The first instruction of the program for which `is_one` holds; its size if none.
template <typename Predicate>
std::uint32_t first(const HardwareConfig& config, const isa::Program& program, Predicate is_one) {
    const isa::Codec codec(config);
    std::uint32_t index = 0;
    while (index < program.instructions.size() &&
           !is_one(codec.decode(program.instructions[index]).value()))
        ++index;
    return index;
}

HardwareConfig with_latency(const HardwareConfig& config, std::uint32_t cycles) {
    isa::HardwareParameters parameters = config.parameters();
    parameters.memory_first_beat_latency = cycles;
    return HardwareConfig(parameters);
}

/// The cycle model against a changed shell.
Divergence divergence_of(const HardwareConfig& config,
                         const isa::Program& program,
                         const ShellSide::Changes& changes,
                         const LockstepOptions& options = {}) {
    CycleSide reference(config, true);
    ShellSide candidate(config, changes);
    const LockstepResult result =
        cosim::run_lockstep(config, {program}, reference, candidate, options);
    REQUIRE(result.divergence);
    return *result.divergence;
}

class LateStore : public cycle::Store {
  public:
    using Store::Store;

  private:
    cycle::Cycle execute(const cycle::Command& command, cycle::Cycle start) override {
        const cycle::Cycle done = Store::execute(command, start);
        return done < cycle::kNever && command.instruction.x_size > 0 ? done + 1 : done;
    }
};

}  // namespace

TEST_CASE("A machine does not diverge from another of its kind") {
    const std::uint64_t seed = test_seed(1);
    for (const HardwareConfig& config : random_program_configs()) {
        CAPTURE(config.name(), seed);
        const isa::Program program = random_program(config, seed);
        CycleSide reference(config, true);
        CycleSide candidate(config, true);
        const auto result = cosim::run_lockstep(config, {program}, reference, candidate);
        if (result.divergence)
            FAIL(cosim::to_text(*result.divergence, {reference.name(), candidate.name()}));
        CHECK(result.finished);
        CHECK(result.cycles[0] == result.cycles[1]);
        CHECK(result.compared_events > 3 * program.instructions.size());
    }
}

TEST_CASE("A memory that is one cycle slow is told by its first beat") {
    const HardwareConfig config;
    const isa::Program program = random_program(config, test_seed(2));
    CycleSide reference(config, true);
    CycleSide candidate(with_latency(config, 19), true);
    const auto result = cosim::run_lockstep(config, {program}, reference, candidate);
    REQUIRE(result.divergence);
    CHECK(result.divergence->modules.front() == "memory");
    CHECK(result.divergence->what == "read data, run 0");
    INFO(cosim::to_text(*result.divergence, {"one", "other"}));
    CHECK(result.divergence->cycle.value() == 20);
    CHECK(result.divergence->sides[0].find("cycle 20: ") == 0);
    CHECK(result.divergence->sides[1].find("cycle 21: ") == 0);
}

TEST_CASE("At level bus a slow memory is told by the first request that comes late") {
    const HardwareConfig config;
    const isa::Program program = random_program(config, test_seed(2));
    CycleSide reference(config, true);
    CycleSide candidate(with_latency(config, 19), true);
    LockstepOptions options;
    options.level = cosim::Level::kBus;
    const auto result = cosim::run_lockstep(config, {program}, reference, candidate, options);
    REQUIRE(result.divergence);
    CHECK(result.divergence->what.find("read request") == 0);
}

TEST_CASE("A storer that takes one cycle more is told by the end of its first STORE") {
    const HardwareConfig config;
    const isa::Program program = random_program(config, test_seed(3));
    const std::uint32_t store = first(config, program, [](const isa::Instruction& instruction) {
        return instruction.opcode == isa::Opcode::kStore && instruction.x_size > 0;
    });
    REQUIRE(store < program.instructions.size());
    ShellSide::Changes changes;
    changes.make_store = [](const char* name, cycle::Context& context, cycle::VME& vme) {
        return std::make_unique<LateStore>(name, context, vme);
    };
    const Divergence divergence = divergence_of(config, program, changes);
    CHECK(divergence.modules.front() == "core.store.tensor_store");
    CHECK(divergence.index == store);
    CHECK(divergence.disassembly.find("store ") == 0);
    CHECK(divergence.what == "end of instruction " + std::to_string(store));
    CHECK_FALSE(divergence.history[0].empty());
    CHECK(divergence.history[0].back() != divergence.history[1].back());
}

TEST_CASE("Tokens that get lost are told by the instruction that waits for the first one") {
    const HardwareConfig config;
    const isa::Program program = random_program(config, test_seed(4));
    const std::uint32_t waits = first(config, program, [](const isa::Instruction& instruction) {
        return instruction.opcode == isa::Opcode::kStore && instruction.pop_prev;
    });
    REQUIRE(waits < program.instructions.size());
    std::unique_ptr<cycle::TokenQueue> nowhere;
    ShellSide::Changes changes;
    changes.rewire = [&](cycle::VTAShell& shell) {
        cycle::Core& core = shell.core();
        nowhere = std::make_unique<cycle::TokenQueue>(
            "nowhere", shell.context(), cycle::TokenQueueId::kComputeToStore);
        core.compute.connect({&core.compute.load_to_compute, &core.load.compute_to_load},
                             {&core.compute.store_to_compute, nowhere.get()});
    };
    const Divergence divergence = divergence_of(config, program, changes);
    CHECK(divergence.modules.front() == "core.store.compute_to_store");
    CHECK(divergence.index == waits);
    CHECK(divergence.sides[1] == "nothing");
}

TEST_CASE("A wrong byte is told by the memory that holds it, and the last one by DRAM") {
    const HardwareConfig config;
    const isa::Program program = random_program(config, test_seed(5));
    LockstepOptions options;
    options.trial_runs = 0;
    ShellSide::Changes changes;
    SECTION("weights") {
        changes.spoil = [](cosim::SideRun& run) { run.scratchpads[1].at(256 * 3 + 7) ^= 1; };
        const Divergence divergence = divergence_of(config, program, changes, options);
        CHECK(divergence.what == "wgt scratchpad, tensor 3, byte 7");
        CHECK(divergence.modules.front() == "core.load.tensor_load_wgt");
    }
    SECTION("DRAM") {
        changes.spoil = [](cosim::SideRun& run) { run.dram.at(0x1234) ^= 1; };
        const Divergence divergence = divergence_of(config, program, changes, options);
        CHECK(divergence.what == "byte 0x1234 of DRAM");
        CHECK_FALSE(divergence.cycle);
    }
}

TEST_CASE("The instruction that first makes wrong bytes is found by shorter programs") {
    const HardwareConfig config;
    const isa::Program program = random_program(config, test_seed(6));
    const isa::Codec codec(config);
    // A machine whose GEMMs spoil the first accumulator: wrong as soon as one has run.
    const auto is_gemm = [](const isa::Instruction& instruction) {
        return instruction.opcode == isa::Opcode::kGemm;
    };
    const std::uint32_t gemm = first(config, program, is_gemm);
    REQUIRE(gemm < program.instructions.size());
    class GemmSpoiler : public ShellSide {
      public:
        using ShellSide::ShellSide;
        std::uint32_t gemm = 0;
        cosim::SideRun run(const std::vector<isa::Program>& launches,
                           cycle::Cycle max_cycles) override {
            cosim::SideRun run = ShellSide::run(launches, max_cycles);
            if (launches.front().instructions.size() > gemm + 1) run.scratchpads[3].at(0) ^= 1;
            return run;
        }
    };
    CycleSide reference(config, true);
    GemmSpoiler candidate(config, {});
    candidate.gemm = gemm;
    const auto result = cosim::run_lockstep(config, {program}, reference, candidate);
    REQUIRE(result.divergence);
    CHECK(result.divergence->index == gemm);
    CHECK(result.divergence->modules.front() == "core.compute.tensor_gemm");
}

TEST_CASE("The functional model is compared by data only") {
    const HardwareConfig config;
    const isa::Program program = random_program(config, test_seed(7));
    cosim::FunctionalSide reference(config);
    CycleSide candidate(config, true);
    LockstepOptions options;
    options.level = cosim::Level::kData;
    CHECK_FALSE(cosim::run_lockstep(config, {program}, reference, candidate, options).divergence);
}

}  // namespace vta::tests
