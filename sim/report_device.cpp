// SPDX-License-Identifier: Apache-2.0
#include "sim/report_device.h"

#include "base/error.h"
#include "isa/registers.h"

namespace vta::sim {

ReportDevice::ReportDevice(const isa::HardwareConfig& config,
                           const cycle::Simulation::Options& options,
                           ProgramObserver& observer,
                           const std::function<bool()>& stop)
    : CycleDevice(config, options), observer_(&observer) {
    set_stop([this, stop] { return stopped_ = stop && stop(); });
    simulation().observe(observer_);
    observer_->powered_up();
}

void ReportDevice::stop_observing() {
    observer_ = nullptr;
    simulation().observe(nullptr);
}

// What the registers say that the machine will read.
void ReportDevice::read_program() {
    const isa::RegisterMap map(config().parameters().memory_address_bits);
    for (std::size_t i = 0; i < program_.base.size(); ++i) {
        const std::uint32_t offset = map.base(static_cast<isa::BaseRegister>(i));
        program_.base[i] = read_register(offset);
        if (map.words_per_base == 2)
            program_.base[i] |= std::uint64_t{read_register(offset + 4)} << 32;
    }
    program_.instructions.resize(read_register(isa::RegisterMap::kInstructionCount));
    copy_from_device(program_.instructions.data(),
                     program_.base[static_cast<std::size_t>(isa::BaseRegister::kInstruction)],
                     program_.instructions.size() * sizeof(isa::Word128));
}

void ReportDevice::write_register(std::uint32_t offset, std::uint32_t value) {
    const bool launch =
        offset == isa::RegisterMap::kControl && (value & isa::RegisterMap::kLaunch) != 0;
    if (observer_ != nullptr && launch) {
        read_program();
        observer_->begin(program_);
    }
    CycleDevice::write_register(offset, value);
}

void ReportDevice::wait(std::uint64_t max_cycles) {
    stopped_ = false;
    try {
        CycleDevice::wait(max_cycles);
    } catch (const LimitError&) {
        if (observer_ != nullptr) observer_->end(last_result(), false);
        throw;
    }
    // Asked to stop after FINISH, the model leaves what is in flight.
    if (observer_ != nullptr) observer_->end(last_result(), !stopped_);
}

}  // namespace vta::sim
