// SPDX-License-Identifier: Apache-2.0
// VTAShell in a user's own sc_main: our memory on its memory socket, our host on its register
// socket. The program sums up 16 vectors; the memory knows TLM-2.0 and nothing of VTA.

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <cstdint>
#include <cstring>
#include <iostream>
#include <systemc>
#include <tlm>
#include <vector>

#include "base/error.h"
#include "isa/assembler.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "isa/registers.h"
#include "models/cycle/vta_shell.h"

namespace {

/// A memory with a fixed access time. Replace it by your own model.
class SlowMemory : public sc_core::sc_module {
  public:
    tlm_utils::simple_target_socket<SlowMemory> bus{"bus"};

    SlowMemory(const sc_core::sc_module_name& name,
               std::size_t bytes,
               const sc_core::sc_time& access_time)
        : sc_module(name), bytes_(bytes), access_time_(access_time) {
        bus.register_b_transport(this, &SlowMemory::b_transport);
    }
    unsigned char* at(std::uint64_t address) { return bytes_.data() + address; }
    std::uint64_t accesses() const { return accesses_; }

  private:
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
        const std::uint64_t address = payload.get_address();
        const std::size_t length = payload.get_data_length();
        if (payload.get_byte_enable_ptr() != nullptr) {
            payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
            return;
        }
        if (address > bytes_.size() || length > bytes_.size() - address) {
            payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
            return;
        }
        if (payload.is_read()) std::memcpy(payload.get_data_ptr(), at(address), length);
        if (payload.is_write()) std::memcpy(at(address), payload.get_data_ptr(), length);
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
        delay += access_time_;
        ++accesses_;
    }

    std::vector<unsigned char> bytes_;
    const sc_core::sc_time access_time_;
    std::uint64_t accesses_ = 0;
};

/// A host that launches one program and polls until it has finished.
class Host : public sc_core::sc_module {
  public:
    tlm_utils::simple_initiator_socket<Host> registers{"registers"};

    Host(const sc_core::sc_module_name& name, const vta::isa::Program& program)
        : sc_module(name), program_(program) {
        SC_HAS_PROCESS(Host);
        SC_THREAD(run);
    }
    bool finished() const { return finished_; }
    std::uint32_t cycles() const { return cycles_; }

  private:
    using Map = vta::isa::RegisterMap;

    void run() {
        const Map map(32);
        write(Map::kInstructionCount, static_cast<std::uint32_t>(program_.instructions.size()));
        for (std::size_t i = 0; i < program_.base.size(); ++i) {
            write(map.base(static_cast<vta::isa::BaseRegister>(i)),
                  static_cast<std::uint32_t>(program_.base[i]));
        }
        write(Map::kControl, Map::kLaunch);
        for (int poll = 0; poll < 1000 && !finished_; ++poll) {
            wait(1, sc_core::SC_US);
            finished_ = (read(Map::kControl) & Map::kFinish) != 0;
        }
        cycles_ = read(Map::kCycles);
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        access(tlm::TLM_WRITE_COMMAND, offset, value);
    }
    std::uint32_t read(std::uint32_t offset) {
        std::uint32_t value = 0;
        access(tlm::TLM_READ_COMMAND, offset, value);
        return value;
    }
    void access(tlm::tlm_command command, std::uint32_t offset, std::uint32_t& value) {
        tlm::tlm_generic_payload payload;
        payload.set_command(command);
        payload.set_address(offset);
        payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
        payload.set_data_length(sizeof(value));
        payload.set_streaming_width(sizeof(value));
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        registers->b_transport(payload, delay);
        wait(delay);
        if (payload.is_response_error()) SC_REPORT_FATAL("host", "register access failed");
    }

    const vta::isa::Program& program_;
    bool finished_ = false;
    std::uint32_t cycles_ = 0;
};

constexpr std::uint64_t kIn = 0x8000;
constexpr std::uint64_t kOut = 0x9000;
constexpr int kVectors = 16;
constexpr int kLanes = 16;

// out[0] = acc[0] + acc[1] + ... : loads 16 accumulator vectors and adds 15 of them to the first.
constexpr const char* kProgram = R"(
.program sum
.buffer in 0x8000
.buffer result 0x9000
.uops kernels 0x2000
.kernel add
  .uop 0 1 0
load uop dram=kernels x=1
load acc dram=in x=16
alu add uop=add iter=1,15 dst=0,0 src=0,1 push_next
store out dram=result x=1 pop_prev push_prev
load uop pop_next
finish
)";

/// Puts a program's data and instructions where it wants them.
void place(const vta::isa::Program& program, SlowMemory& memory) {
    for (const vta::isa::Segment& segment : program.segments) {
        std::memcpy(memory.at(segment.address), segment.bytes.data(), segment.bytes.size());
    }
    std::uint64_t address = program.base[0];
    for (const vta::isa::Word128& word : program.instructions) {
        std::memcpy(memory.at(address), &word.low, 8);
        std::memcpy(memory.at(address + 8), &word.high, 8);
        address += vta::isa::kInstructionBytes;
    }
}

/// Vector i holds i, i+1, ...: lane l sums up to 16 * l + (0 + 1 + ... + 15).
void write_inputs(SlowMemory& memory) {
    for (int vector = 0; vector < kVectors; ++vector) {
        for (int lane = 0; lane < kLanes; ++lane) {
            const std::int32_t value = vector + lane;
            std::memcpy(memory.at(kIn + 4 * (kLanes * vector + lane)), &value, 4);
        }
    }
}

bool outputs_are_right(SlowMemory& memory) {
    for (int lane = 0; lane < kLanes; ++lane) {
        // The out memory keeps the low 8 bits.
        if (*memory.at(kOut + lane) != static_cast<unsigned char>(16 * lane + 120)) return false;
    }
    return true;
}

int run() {
    const vta::isa::HardwareConfig config;  // the default: 1x16x16, 64-bit bus, 100 MHz
    const vta::isa::Program program = vta::isa::assemble(kProgram, "sum.vta", config).program;

    SlowMemory memory("memory", 1 << 20, sc_core::sc_time(400, sc_core::SC_NS));
    vta::cycle::VTAShell shell("vta_shell", config, {});
    Host host("host", program);
    shell.dram.bind(memory.bus);
    host.registers.bind(shell.host);
    place(program, memory);
    write_inputs(memory);

    sc_core::sc_start();
    shell.rethrow_error();
    std::cout << "finished: " << (host.finished() ? "yes" : "no") << ", " << host.cycles()
              << " cycles, " << memory.accesses() << " accesses of our memory\n";
    const bool right = host.finished() && outputs_are_right(memory);
    std::cout << "result: " << (right ? "right" : "wrong") << "\n";
    return right ? 0 : 1;
}

}  // namespace

int sc_main(int, char**) {
    try {
        return run();
    } catch (const vta::Error& error) {
        std::cerr << "error: " << error.what() << "\n";
        return static_cast<int>(error.exit_code());
    }
}
