// SPDX-License-Identifier: Apache-2.0
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/error.h"
#include "cosim/rtl_build.h"
#include "cosim/rtl_simulation.h"
#include "isa/hardware_config_json.h"
#include "sim/crc32.h"
#include "sim/rtl_session.h"
#include "sim/vector_replayer.h"
#include "tests/cosim/rtl_support.h"

namespace vta::tests {
namespace {

namespace fs = std::filesystem;

/// An empty folder for one test.
fs::path fresh_folder(const std::string& name) {
    fs::path folder = fs::path(VTA_BINARY_DIR) / "rtl-tests" / name;
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
}

/// Our RTL without package, checkers and probes, as if it were somebody else's.
void copy_rtl(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(fs::path(VTA_SOURCE_DIR) / "rtl"))
        if (entry.path().extension() == ".sv") fs::copy(entry.path(), folder);
}

/// What Chisel puts around registers and assertions, with random initial values asked for.
const char* const kChiselHead = R"(
`define RANDOMIZE_REG_INIT
`ifdef RANDOMIZE_REG_INIT
`define RANDOMIZE
`endif
`ifndef RANDOM
`define RANDOM $random
`endif
)";
const char* const kChiselBody = R"(
  reg [31:0] cycle_count;
`ifdef RANDOMIZE_REG_INIT
  reg [31:0] _RAND_0;
`endif
  always @(posedge clock) begin
    if (reset) cycle_count <= 32'h0;
    else cycle_count <= cycle_count + 32'h1;
`ifndef SYNTHESIS
    if (~reset & ~(cycle_count < 32'hffffffff)) begin
      $fwrite(32'h80000002, "Assertion failed\n");
      $fatal;
    end
`endif
  end
`ifndef SYNTHESIS
`ifdef FIRRTL_BEFORE_INITIAL
`FIRRTL_BEFORE_INITIAL
`endif
initial begin
  `ifdef RANDOMIZE
    `ifdef INIT_RANDOM
      `INIT_RANDOM
    `endif
    `ifndef VERILATOR
      #0.002 begin end
    `endif
`ifdef RANDOMIZE_REG_INIT
  _RAND_0 = {1{`RANDOM}};
  cycle_count = _RAND_0[31:0];
`endif
  `endif
end
`endif
)";

/// A top as Chisel writes it, with only the ports that are left when the others are constant. Lint
/// would not like the last assignment.
void write_plain_top(const fs::path& folder) {
    static const char* const kPorts[] = {
        "input clock",
        "input reset",
        "output io_host_aw_ready",
        "input io_host_aw_valid",
        "input [15:0] io_host_aw_bits_addr",
        "output io_host_w_ready",
        "input io_host_w_valid",
        "input [31:0] io_host_w_bits_data",
        "input io_host_b_ready",
        "output io_host_b_valid",
        "output io_host_ar_ready",
        "input io_host_ar_valid",
        "input [15:0] io_host_ar_bits_addr",
        "input io_host_r_ready",
        "output io_host_r_valid",
        "output [31:0] io_host_r_bits_data",
        "input io_mem_aw_ready",
        "output io_mem_aw_valid",
        "output [31:0] io_mem_aw_bits_addr",
        "output [7:0] io_mem_aw_bits_len",
        "input io_mem_w_ready",
        "output io_mem_w_valid",
        "output [63:0] io_mem_w_bits_data",
        "output io_mem_w_bits_last",
        "output io_mem_b_ready",
        "input io_mem_b_valid",
        "input io_mem_ar_ready",
        "output io_mem_ar_valid",
        "output [31:0] io_mem_ar_bits_addr",
        "output [7:0] io_mem_ar_bits_id",
        "output [7:0] io_mem_ar_bits_len",
        "input io_mem_r_valid",
        "input [63:0] io_mem_r_bits_data",
        "input io_mem_r_bits_last",
        "input [7:0] io_mem_r_bits_id",
    };
    std::string ports, connections;
    for (const std::string port : kPorts) {
        const std::string name = port.substr(port.rfind(' ') + 1);
        ports += (ports.empty() ? "" : ", ") + port;
        connections += (connections.empty() ? "." : ", .") + name + "(" + name + ")";
    }
    std::ofstream(folder / "PlainShell.v")
        << kChiselHead << "module PlainShell (" << ports << ");\nVTAShell u_shell (" << connections
        << ");\n"
        << kChiselBody << "wire narrow;\nassign narrow = io_mem_r_bits_data;\nendmodule\n";
}

TEST_CASE("A design that was built before is there at once") {
    const std::string& first = de10nano_library();
    std::vector<std::string> said;
    cosim::RtlBuildOptions options = rtl_options();
    options.progress = [&](const std::string& text) { said.push_back(text); };
    const auto begin = std::chrono::steady_clock::now();
    CHECK(cosim::build_rtl(de10nano(), options) == first);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
    CHECK(said.empty());
}

TEST_CASE("RTL with a mistake gives the tool's message, the command and the log") {
    require_verilator();
    const fs::path folder = fresh_folder("broken");
    std::ofstream(folder / "VTAShell.sv") << "module VTAShell (input clock;\nendmodule\n";
    cosim::RtlBuildOptions options = rtl_options();
    options.rtl_dir = folder.string();
    try {
        cosim::build_rtl(de10nano(), options);
        FAIL("no error");
    } catch (const UserError& error) {
        const std::string text = error.what();
        CHECK_THAT(text, Catch::Contains("cannot verilate the RTL"));
        CHECK_THAT(text, Catch::Contains("VTAShell.sv:1") && Catch::Contains("syntax error"));
        CHECK_THAT(text, Catch::Contains("command: ") && Catch::Contains("--top-module VTAShell"));
        const fs::path log = text.substr(text.rfind("log: ") + 5);
        CHECK(fs::exists(log));
    }
}

TEST_CASE("RTL that lacks what it must have is refused before any tool runs") {
    require_verilator();
    const fs::path folder = fresh_folder("lacking");
    cosim::RtlBuildOptions options = rtl_options();
    options.rtl_dir = folder.string();
    CHECK_THROWS_WITH(cosim::build_rtl(de10nano(), options), Catch::Contains(".v or .sv"));
    std::ofstream(folder / "a.v") << "module Other; endmodule\n";
    CHECK_THROWS_WITH(cosim::build_rtl(de10nano(), options),
                      Catch::Contains("no file there has the module VTAShell"));
    options.rtl_dir = (folder / "nowhere").string();
    CHECK_THROWS_AS(cosim::build_rtl(de10nano(), options), UserError);
}

TEST_CASE("A missing tool says what to install") {
    const std::string path = ::getenv("PATH");
    ::setenv("PATH", "/nonexistent", 1);
    CHECK_THROWS_WITH(cosim::build_rtl(de10nano(), rtl_options()),
                      Catch::Contains("apt install verilator"));
    ::setenv("PATH", path.c_str(), 1);
}

TEST_CASE("A file that is no design, and one of another bus, are refused") {
    cosim::RtlSimulation::Options options;
    options.library = std::string(VTA_SOURCE_DIR) + "/README.md";
    CHECK_THROWS_WITH(cosim::RtlSimulation(de10nano(), options),
                      Catch::Contains("README.md: cannot be loaded"));
    options.library = de10nano_library();
    isa::HardwareParameters parameters;
    parameters.memory_data_bits = 128;
    CHECK_THROWS_WITH(cosim::RtlSimulation(isa::HardwareConfig(parameters), options),
                      Catch::Contains("64 bits") && Catch::Contains("128"));
}

TEST_CASE("Somebody else's RTL, as Chisel writes it, runs golden programs") {
    require_verilator();
    const fs::path folder = fresh_folder("foreign");
    copy_rtl(folder);
    write_plain_top(folder);
    const auto config =
        isa::load_configs(std::string(VTA_SOURCE_DIR) + "/tests/golden/configs.json").at("b8");
    cosim::RtlBuildOptions build = rtl_options();
    build.rtl_dir = folder.string();
    build.top = "PlainShell";
    cosim::RtlSimulation::Options options;
    options.library = cosim::build_rtl(config, build);
    int programs = 0;
    for_each_golden_of("b8", [&](const sim::Vector& vector) {
        CAPTURE(vector.where(), vector.name);
        const isa::Program program = sim::first_program(config, vector);
        options.dram_bytes = program.dram_bytes;
        cosim::RtlSimulation simulation(config, options);
        CHECK_FALSE(simulation.has_probe());
        CHECK_FALSE(simulation.has_spans());
        CHECK_THROWS_WITH(sim::require_spans(simulation),
                          Catch::Contains("--report") && Catch::Contains("probes"));
        functional::place(program, simulation.dram());
        const auto result = simulation.launch(
            program.base, static_cast<std::uint32_t>(program.instructions.size()), {});
        const sim::LaunchRecord& expected = vector.launches[0];
        CHECK(static_cast<std::uint64_t>(result.cycles) == expected.cycles);
        CHECK(result.acc_writes == expected.acc_writes);
        CHECK(result.read_bursts == expected.read_bursts);
        CHECK(result.read_beats == expected.read_beats);
        CHECK(result.write_bursts == expected.write_bursts);
        CHECK(result.write_beats == expected.write_beats);
        if (expected.dram_crc32)
            CHECK(sim::crc32(simulation.dram().data(), vector.dram_bytes) == *expected.dram_crc32);
        ++programs;
    });
    CHECK(programs > 20);
}

}  // namespace
}  // namespace vta::tests
