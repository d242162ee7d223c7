// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "models/cycle/fresh_context.h"
#include "models/cycle/memory.h"
#include "tests/cycle/shell_harness.h"

namespace vta {
namespace {

struct Platform {
    explicit Platform(std::uint32_t address_bits = 32)
        : config([&] {
              isa::HardwareParameters parameters;
              parameters.memory_address_bits = address_bits;
              return isa::HardwareConfig(parameters);
          }()) {
        host.registers.bind(shell.host);
        shell.dram.bind(memory.bus);
        sc_core::sc_start(1, sc_core::SC_NS);
    }
    const cycle::FreshContext context;  // first: it outlives every SystemC object below
    isa::HardwareConfig config;
    functional::Dram dram{1 << 20};
    cycle::VTAShell shell{"shell", config, {}};
    cycle::Memory memory{"memory", config, dram, false};
    tests::ShellHost host{"host"};
};

TEST_CASE("registers keep what is written and unmapped ones read 0") {
    Platform platform;
    for (std::uint32_t offset = 0x04; offset <= 0x24; offset += 4)
        platform.host.write(offset, 0x1000 + offset);
    for (std::uint32_t offset = 0x04; offset <= 0x24; offset += 4)
        CHECK(platform.host.read(offset) == 0x1000 + offset);
    platform.host.write(0x40, 7);
    CHECK(platform.host.read(0x40) == 0);
    platform.host.write(0x06, 7);  // unaligned: dropped
    CHECK(platform.host.read(0x04) == 0x1004);
}

TEST_CASE("64-bit base registers take two words, low first") {
    Platform platform(64);
    platform.host.write(0x14, 0x89abcdef);
    platform.host.write(0x18, 0x01234567);
    CHECK(platform.shell.context().base[1] == 0x0123456789abcdefu);
    platform.host.write(0x3c, 9);
    CHECK(platform.host.read(0x3c) == 9);
}

TEST_CASE("accesses that registers cannot serve get the right response") {
    Platform platform;
    std::uint32_t value = 0;
    sc_core::sc_time delay;
    CHECK(platform.host.access(tlm::TLM_READ_COMMAND, 0, value, delay, 2) ==
          tlm::TLM_BURST_ERROR_RESPONSE);
    CHECK(platform.host.access(tlm::TLM_IGNORE_COMMAND, 0, value, delay) ==
          tlm::TLM_COMMAND_ERROR_RESPONSE);
    unsigned char enable = TLM_BYTE_DISABLED;
    tlm::tlm_generic_payload payload;
    payload.set_command(tlm::TLM_WRITE_COMMAND);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    payload.set_data_length(4);
    payload.set_streaming_width(4);
    payload.set_byte_enable_ptr(&enable);
    payload.set_byte_enable_length(1);
    platform.host.registers->b_transport(payload, delay);
    CHECK(payload.get_response_status() == tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    tlm::tlm_dmi dmi;
    CHECK_FALSE(platform.host.registers->get_direct_mem_ptr(payload, dmi));
}

TEST_CASE("an access costs the cycles of the AXI4-Lite handshake") {
    Platform platform;
    const cycle::Clock& clock = platform.shell.context().clock;
    std::uint32_t value = 0;
    sc_core::sc_time delay;
    platform.host.access(tlm::TLM_WRITE_COMMAND, 8, value, delay);
    CHECK(delay == clock.duration(3));
    delay = sc_core::SC_ZERO_TIME;
    platform.host.access(tlm::TLM_READ_COMMAND, 8, value, delay);
    CHECK(delay == clock.duration(2));
}

TEST_CASE("a debug access sees registers and never launches") {
    Platform platform;
    std::uint32_t value = isa::RegisterMap::kLaunch;
    tlm::tlm_generic_payload payload;
    payload.set_command(tlm::TLM_WRITE_COMMAND);
    payload.set_address(0);
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
    payload.set_data_length(4);
    payload.set_streaming_width(4);
    CHECK(platform.host.registers->transport_dbg(payload) == 4);
    CHECK(platform.host.read(0) == isa::RegisterMap::kLaunch);
    CHECK_FALSE(platform.shell.stuck().has_value());
}

TEST_CASE("the control register shows finish two cycles after F, the counters one") {
    Platform platform;
    isa::Program finish;  // FINISH alone: F = 25 (microarchitecture reference 12.3)
    finish.base[0] = 0x1000;
    finish.instructions = {{3, 0}};
    finish.dram_bytes = platform.dram.size();
    functional::place(finish, platform.dram);
    platform.host.launch(finish);
    const cycle::Clock& clock = platform.shell.context().clock;
    const cycle::Cycle finish_cycle = platform.shell.context().launch + 25;
    const auto read_at = [&](cycle::Cycle cycle, std::uint32_t offset) {
        sc_core::sc_start(clock.duration(cycle) - sc_core::sc_time_stamp());
        return platform.host.read(offset);
    };
    CHECK(read_at(finish_cycle, isa::RegisterMap::kCycles) == 0);
    CHECK(read_at(finish_cycle + 1, isa::RegisterMap::kCycles) == 25);
    CHECK(platform.host.read(isa::RegisterMap::kControl) == isa::RegisterMap::kLaunch);
    CHECK(read_at(finish_cycle + 2, isa::RegisterMap::kControl) == isa::RegisterMap::kFinish);
}

}  // namespace
}  // namespace vta
