// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <string>

#include "isa/disassembler.h"
#include "isa/hardware_config.h"
#include "isa/program.h"
#include "models/cycle/clock.h"
#include "models/cycle/fact_log.h"
#include "models/cycle/observer.h"
#include "models/functional/machine.h"

namespace vta::cycle {

/// What all modules of one shell share: the configuration, the clock, who watches, and the wires
/// that lead everywhere (base registers). State of one module is never here.
struct Context {
    explicit Context(const isa::HardwareConfig& hardware)
        : config(hardware), clock(hardware.parameters().clock_mhz) {}

    const isa::HardwareConfig& config;
    const Clock clock;
    functional::Machine* machine = nullptr;  ///< null: timing only, no data moves
    Observer* observer = nullptr;            ///< null: nobody watches; else told through `facts`

    std::array<std::uint64_t, isa::kBaseRegisterCount> base{};  ///< as VCR drives them
    Cycle launch = 0;                                           ///< T = 0 of the current launch
    Cycle finish = kNever;  ///< F of the current launch once FINISH started
    Cycle limit = kNever;   ///< the run ends here: what ends later need not move data
    Cycle now = 0;          ///< current cycle, refreshed at every entry from the kernel
    FactLog facts{now, finish};

    /// Keeps the first error of a process and pauses the simulation; exceptions that leave a
    /// process would lose their type.
    void fail(const std::exception_ptr& failure) {
        if (!error) error = failure;
        sc_core::sc_pause();
    }
    std::exception_ptr error;

    /// For messages.
    std::string disassemble(const isa::Instruction& instruction) const {
        return isa::to_text(instruction);
    }

    void refresh_now() { now = clock.now(); }
    Cycle since_launch(Cycle cycle) const { return cycle - launch; }
    std::uint64_t base_of(isa::MemoryType type) const {
        return base[static_cast<std::size_t>(isa::base_register_of(type))];
    }
};

}  // namespace vta::cycle
