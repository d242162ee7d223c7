// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "base/error.h"
#include "cosim/rtl_shell.h"
#include "models/cycle/fresh_context.h"
#include "models/cycle/memory.h"
#include "sim/crc32.h"
#include "sim/vector_replayer.h"
#include "tests/cosim/rtl_support.h"
#include "tests/cycle/golden_slice.h"
#include "tests/cycle/own_memories.h"
#include "tests/cycle/shell_harness.h"
#include "tests/support/test_data.h"

namespace vta::tests {
namespace {

constexpr std::uint32_t kAccWrites = 0x24;

struct Counters {
    std::uint32_t control = 0, cycles = 0, acc_writes = 0, crc = 0;
};

/// Launches a vector in an sc_main of its own kind; `make` adds the memory and binds it.
template <typename Make>
Counters run(const sim::Vector& vector, Make make) {
    const cycle::FreshContext context;
    const isa::Program first = sim::first_program(de10nano(), vector);
    functional::Dram dram(first.dram_bytes);
    functional::place(first, dram);
    cosim::RtlShell shell("shell", de10nano(), {de10nano_library(), 1});
    ShellHost host("host");
    const auto memory = make(dram);
    host.registers.bind(shell.host);
    shell.dram.bind(memory->bus);
    sc_core::sc_start(1, sc_core::SC_NS);
    host.launch(first);
    sc_core::sc_start(50, sc_core::SC_MS, sc_core::SC_EXIT_ON_STARVATION);
    shell.rethrow_error();
    return {host.read(isa::RegisterMap::kControl),
            host.read(isa::RegisterMap::kCycles),
            host.read(kAccWrites),
            sim::crc32(dram.data(), vector.dram_bytes)};
}

auto own_memory(bool four_phase) {
    return [four_phase](functional::Dram& dram) {
        return std::make_unique<cycle::Memory>("memory", de10nano(), dram, four_phase);
    };
}

void check_golden(bool four_phase) {
    int programs = 0;
    for_each_golden_of("de10nano", [&](const sim::Vector& vector) {
        if (vector.launches.size() > 1) return;
        CAPTURE(vector.where(), vector.name);
        const Counters counters = run(vector, own_memory(four_phase));
        CHECK(counters.control == isa::RegisterMap::kFinish);
        CHECK(counters.cycles == vector.launches[0].cycles);
        CHECK(counters.acc_writes == vector.launches[0].acc_writes);
        if (vector.launches[0].dram_crc32) CHECK(counters.crc == *vector.launches[0].dram_crc32);
        ++programs;
    });
    CHECK(programs > 100);
}

/// A host with a thread of its own, polling until the program has finished.
class ThreadHost : public sc_core::sc_module {
  public:
    tlm_utils::simple_initiator_socket<ThreadHost> registers{"registers"};

    ThreadHost(const sc_core::sc_module_name& name, const isa::Program& program)
        : sc_module(name), program_(program) {
        SC_HAS_PROCESS(ThreadHost);
        SC_THREAD(run);
    }
    std::uint32_t cycles = 0;
    sc_core::sc_time write_time;

  private:
    std::uint32_t access(tlm::tlm_command command, std::uint32_t offset, std::uint32_t value) {
        tlm::tlm_generic_payload payload;
        payload.set_command(command);
        payload.set_address(offset);
        payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
        payload.set_data_length(4);
        payload.set_streaming_width(4);
        sc_core::sc_time delay;
        registers->b_transport(payload, delay);
        if (payload.is_response_error()) SC_REPORT_FATAL("host", "register access failed");
        wait(delay);
        return value;
    }
    void run() {
        const isa::RegisterMap map(32);
        access(tlm::TLM_WRITE_COMMAND,
               isa::RegisterMap::kInstructionCount,
               static_cast<std::uint32_t>(program_.instructions.size()));
        const sc_core::sc_time before = sc_core::sc_time_stamp();
        for (std::size_t i = 0; i < program_.base.size(); ++i)
            access(tlm::TLM_WRITE_COMMAND,
                   map.base(static_cast<isa::BaseRegister>(i)),
                   static_cast<std::uint32_t>(program_.base[i]));
        write_time = sc_core::sc_time_stamp() - before;
        access(tlm::TLM_WRITE_COMMAND, isa::RegisterMap::kControl, isa::RegisterMap::kLaunch);
        while (access(tlm::TLM_READ_COMMAND, isa::RegisterMap::kControl, 0) !=
               isa::RegisterMap::kFinish)
            wait(sc_core::sc_time(500, sc_core::SC_NS));
        cycles = access(tlm::TLM_READ_COMMAND, isa::RegisterMap::kCycles, 0);
    }
    const isa::Program program_;
};

TEST_CASE("The RTL behind TLM sockets gives the golden cycles with the model's memory") {
    check_golden(false);
}

TEST_CASE("The RTL behind TLM sockets gives the golden cycles with a four-phase memory") {
    check_golden(true);
}

TEST_CASE("A host thread drives the RTL through its registers") {
    bool tried = false;
    for_each_golden_of("de10nano", [&](const sim::Vector& vector) {
        if (tried || vector.kind != "pipeline") return;
        tried = true;
        const cycle::FreshContext context;
        const isa::Program program = sim::to_program(vector, 0);
        functional::Dram dram(vector.dram_bytes);
        functional::place(program, dram);
        cosim::RtlShell shell("shell", de10nano(), {de10nano_library(), 1});
        ThreadHost host("host", program);
        cycle::Memory memory("memory", de10nano(), dram, false);
        host.registers.bind(shell.host);
        shell.dram.bind(memory.bus);
        sc_core::sc_start(50, sc_core::SC_MS, sc_core::SC_EXIT_ON_STARVATION);
        shell.rethrow_error();
        CHECK(host.cycles == vector.launches[0].cycles);
        CHECK(sim::crc32(dram.data(), dram.size()) == *vector.launches[0].dram_crc32);
        // Six writes of three cycles each and, between two, one in which the thread comes back.
        CHECK(host.write_time >= sc_core::sc_time(180, sc_core::SC_NS));
        CHECK(host.write_time <= sc_core::sc_time(240, sc_core::SC_NS));
        CHECK(sc_core::sc_time_stamp() < sc_core::sc_time(40, sc_core::SC_MS));
    });
    CHECK(tried);
}

TEST_CASE("A user's memories serve the RTL over the bus") {
    int programs = 0;
    int slower = 0;
    for_each_golden_of("de10nano", [&](const sim::Vector& vector) {
        if (vector.kind != "pipeline" && vector.kind != "serial") return;
        if (++programs > 12) return;
        CAPTURE(vector.where(), vector.name);
        const std::uint64_t seed = test_seed(1);
        const double mhz = de10nano().parameters().clock_mhz;
        const auto blocking = run(vector, [](functional::Dram& dram) {
            return std::make_unique<BlockingMemory>("memory", dram);
        });
        CHECK(blocking.crc == *vector.launches[0].dram_crc32);
        const auto stalling = run(vector, [&](functional::Dram& dram) {
            return std::make_unique<StallingMemory>("memory", dram, mhz, seed);
        });
        CHECK(stalling.crc == *vector.launches[0].dram_crc32);
        CHECK(stalling.cycles >= vector.launches[0].cycles);
        slower += stalling.cycles > vector.launches[0].cycles ? 1 : 0;
    });
    CHECK(programs > 12);
    CHECK(slower > 6);
}

TEST_CASE("A register access that cannot be is refused") {
    const cycle::FreshContext context;
    functional::Dram dram(4096);
    cosim::RtlShell shell("shell", de10nano(), {de10nano_library(), 1});
    ShellHost host("host");
    cycle::Memory memory("memory", de10nano(), dram, false);
    host.registers.bind(shell.host);
    shell.dram.bind(memory.bus);
    sc_core::sc_start(1, sc_core::SC_NS);
    std::uint32_t value = 0;
    sc_core::sc_time delay;
    CHECK(host.access(tlm::TLM_READ_COMMAND, 0, value, delay, 2) == tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(host.access(tlm::TLM_READ_COMMAND, 0x10000, value, delay) ==
          tlm::TLM_ADDRESS_ERROR_RESPONSE);
    host.write(isa::RegisterMap::kFirstBase, 0x1230);
    // The write is still in line, and this is no thread that could wait for it.
    CHECK(host.access(tlm::TLM_READ_COMMAND, isa::RegisterMap::kFirstBase, value, delay) ==
          tlm::TLM_GENERIC_ERROR_RESPONSE);
    sc_core::sc_start(1, sc_core::SC_US);
    CHECK(host.read(isa::RegisterMap::kFirstBase) == 0x1230);
}

}  // namespace
}  // namespace vta::tests
