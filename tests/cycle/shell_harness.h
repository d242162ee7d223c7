// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <cstdint>
#include <systemc>
#include <tlm>

#include "isa/registers.h"
#include "models/cycle/vta_shell.h"
#include "sim/vector.h"

namespace vta::tests {

/// A host on the register socket of a shell, as a user's own sc_main would have one.
class ShellHost : public sc_core::sc_module {
  public:
    tlm_utils::simple_initiator_socket<ShellHost> registers{"registers"};

    explicit ShellHost(const sc_core::sc_module_name& name) : sc_module(name) {}

    tlm::tlm_response_status access(tlm::tlm_command command,
                                    std::uint64_t address,
                                    std::uint32_t& value,
                                    sc_core::sc_time& delay,
                                    unsigned length = 4) {
        tlm::tlm_generic_payload payload;
        payload.set_command(command);
        payload.set_address(address);
        payload.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
        payload.set_data_length(length);
        payload.set_streaming_width(length);
        registers->b_transport(payload, delay);
        return payload.get_response_status();
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        sc_core::sc_time delay;
        access(tlm::TLM_WRITE_COMMAND, offset, value, delay);
    }
    std::uint32_t read(std::uint32_t offset) {
        std::uint32_t value = 0;
        sc_core::sc_time delay;
        access(tlm::TLM_READ_COMMAND, offset, value, delay);
        return value;
    }
    void launch(const isa::Program& program) {
        const isa::RegisterMap map(32);
        write(isa::RegisterMap::kInstructionCount,
              static_cast<std::uint32_t>(program.instructions.size()));
        for (std::size_t i = 0; i < program.base.size(); ++i)
            write(map.base(static_cast<isa::BaseRegister>(i)),
                  static_cast<std::uint32_t>(program.base[i]));
        write(isa::RegisterMap::kControl, isa::RegisterMap::kLaunch);
    }
};

}  // namespace vta::tests
