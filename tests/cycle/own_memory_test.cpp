// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <functional>
#include <memory>

#include "base/error.h"
#include "models/cycle/fresh_context.h"
#include "models/cycle/memory.h"
#include "sim/crc32.h"
#include "tests/cycle/golden_slice.h"
#include "tests/cycle/own_memories.h"
#include "tests/cycle/shell_harness.h"
#include "tests/support/test_data.h"

namespace vta {
namespace {

/// Vectors whose bytes do not depend on the memory's timing.
void for_each_race_free(
    const std::function<void(const sim::Vector&, const isa::HardwareConfig&)>& visit) {
    tests::for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        const bool race_free = vector.kind == "pipeline" || vector.kind == "serial";
        if (race_free && vector.launches.size() == 1) visit(vector, config);
    });
}

/// Runs a vector with the user's memory; the CRC of DRAM afterwards.
template <typename Memory, typename... Arguments>
std::uint32_t run(const sim::Vector& vector,
                  const isa::HardwareConfig& config,
                  Arguments... arguments) {
    const cycle::FreshContext context;
    const isa::Program program = sim::to_program(vector, 0);
    functional::Dram dram(vector.dram_bytes);
    functional::place(program, dram);
    cycle::VTAShell shell("shell", config, {});
    tests::ShellHost host("host");
    Memory memory("memory", dram, arguments...);
    host.registers.bind(shell.host);
    shell.dram.bind(memory.bus);
    sc_core::sc_start(1, sc_core::SC_NS);
    host.launch(program);
    sc_core::sc_start(50, sc_core::SC_MS, sc_core::SC_EXIT_ON_STARVATION);
    shell.rethrow_error();
    CHECK(host.read(isa::RegisterMap::kControl) == isa::RegisterMap::kFinish);
    return sim::crc32(dram.data(), dram.size());
}

TEST_CASE("a memory with b_transport alone serves the shell over the bus") {
    int programs = 0;
    for_each_race_free([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        CAPTURE(vector.where(), vector.name);
        CHECK(run<tests::BlockingMemory>(vector, config) == *vector.launches[0].dram_crc32);
        ++programs;
    });
    CHECK(programs > 40);
}

TEST_CASE("random stalls change no byte of race-free programs") {
    const auto seed = tests::test_seed(1);
    for_each_race_free([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        CAPTURE(vector.where(), vector.name, seed);
        CHECK(run<tests::StallingMemory>(
                  vector, config, config.parameters().clock_mhz, std::uint64_t{seed}) ==
              *vector.launches[0].dram_crc32);
    });
}

TEST_CASE("an error response of the memory ends the run with the address") {
    bool tried = false;
    for_each_race_free([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        if (tried) return;
        tried = true;
        sim::Vector outside = vector;
        outside.base[0] = vector.dram_bytes - 16;  // a chunk that crosses the end of DRAM
        outside.launches[0].instructions.resize(1);
        isa::Program program = sim::to_program(outside, 0);
        const cycle::FreshContext context;
        functional::Dram dram(vector.dram_bytes);
        cycle::VTAShell shell("shell", config, {});
        tests::ShellHost host("host");
        tests::BlockingMemory memory("memory", dram);
        host.registers.bind(shell.host);
        shell.dram.bind(memory.bus);
        sc_core::sc_start(1, sc_core::SC_NS);
        program.instructions.resize(2);
        host.launch(program);
        sc_core::sc_start(1, sc_core::SC_MS, sc_core::SC_EXIT_ON_STARVATION);
        CHECK_THROWS_WITH(shell.rethrow_error(), Catch::Contains("TLM_ADDRESS_ERROR_RESPONSE"));
    });
    CHECK(tried);
}

/// A user's storer: takes one cycle more for every STORE.
class LazyStore : public cycle::Store {
  public:
    using Store::Store;

  private:
    cycle::Cycle execute(const cycle::Command& command, cycle::Cycle start) override {
        const cycle::Cycle done = Store::execute(command, start);
        return done < cycle::kNever ? done + 1 : done;
    }
};

TEST_CASE("a user's storer takes the place of ours") {
    // The worked example has one STORE on its critical path: 193 cycles become 194.
    bool found = false;
    tests::for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        if (vector.name != "ex12" || config.name() != "de10nano") return;
        found = true;
        const cycle::FreshContext context;
        const isa::Program program = sim::to_program(vector, 0);
        functional::Dram dram(vector.dram_bytes);
        functional::place(program, dram);
        cycle::VTAShell::Config shell_config;
        shell_config.make_store = [](const char* name, cycle::Context& shared, cycle::VME& vme) {
            return std::make_unique<LazyStore>(name, shared, vme);
        };
        cycle::VTAShell shell("shell", config, shell_config);
        cycle::Memory memory("memory", config, dram, false);
        tests::ShellHost host("host");
        host.registers.bind(shell.host);
        shell.dram.bind(memory.bus);
        sc_core::sc_start(1, sc_core::SC_NS);
        host.launch(program);
        sc_core::sc_start(1, sc_core::SC_MS, sc_core::SC_EXIT_ON_STARVATION);
        CHECK(host.read(isa::RegisterMap::kCycles) == 194);
        CHECK(sim::crc32(dram.data(), dram.size()) == *vector.launches[0].dram_crc32);
    });
    CHECK(found);
}

}  // namespace
}  // namespace vta
