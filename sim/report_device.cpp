// SPDX-License-Identifier: Apache-2.0
#include "sim/report_device.h"

#include "isa/registers.h"
#include "sim/rtl_session.h"
#include "sim/tell_failure.h"

namespace vta::sim {

namespace {

// What the registers say that the machine will read.
isa::Program program_of(runtime::Device& device) {
    isa::Program program;
    const isa::RegisterMap map(device.config().parameters().memory_address_bits);
    for (std::size_t i = 0; i < program.base.size(); ++i) {
        const std::uint32_t offset = map.base(static_cast<isa::BaseRegister>(i));
        program.base[i] = device.read_register(offset);
        if (map.words_per_base == 2)
            program.base[i] |= std::uint64_t{device.read_register(offset + 4)} << 32;
    }
    program.instructions.resize(device.read_register(isa::RegisterMap::kInstructionCount));
    device.copy_from_device(program.instructions.data(),
                            program.base[static_cast<std::size_t>(isa::BaseRegister::kInstruction)],
                            program.instructions.size() * sizeof(isa::Word128));
    return program;
}

}  // namespace

ReportDevice::ReportDevice(const isa::HardwareConfig& config,
                           const cycle::Simulation::Options& options,
                           ProgramObserver& observer,
                           const std::function<bool()>& stop)
    : ReportDevice(config, options) {
    set_stop([this, stop] { return stopped_ = stop && stop(); });
    observe(observer);
}

void ReportDevice::observe(ProgramObserver& observer) {
    observer_ = &observer;
    simulation().observe(observer_);
    observer_->sees_dram(simulation().dram());
    observer_->powered_up();
}

void ReportDevice::stop_observing() {
    observer_ = nullptr;
    simulation().observe(nullptr);
}

void ReportDevice::write_register(std::uint32_t offset, std::uint32_t value) {
    const bool launch =
        offset == isa::RegisterMap::kControl && (value & isa::RegisterMap::kLaunch) != 0;
    if (observer_ != nullptr && launch) {
        program_ = program_of(*this);
        observer_->begin(program_);
    }
    CycleDevice::write_register(offset, value);
}

void ReportDevice::wait(std::uint64_t max_cycles) {
    stopped_ = false;
    tell_failure(
        observer_,
        [&] { CycleDevice::wait(max_cycles); },
        [this] { return simulation().last_result(); });
    // Asked to stop after FINISH, the model leaves what is in flight.
    if (observer_ != nullptr) observer_->end(last_result(), !stopped_);
}

FunctionalReportDevice::FunctionalReportDevice(const isa::HardwareConfig& config,
                                               const Options& options,
                                               ProgramObserver& observer)
    : FunctionalDevice(config, options), observer_(&observer) {
    simulator().watch([this](std::uint32_t index) { observer_->started(units_[index], index, 0); });
    observer_->sees_dram(dram());
    observer_->powered_up();
}

void FunctionalReportDevice::stop_observing() {
    observer_ = nullptr;
    simulator().watch(nullptr);
}

void FunctionalReportDevice::wait(std::uint64_t max_cycles) {
    if (observer_ == nullptr ||
        (read_register(isa::RegisterMap::kControl) & isa::RegisterMap::kLaunch) == 0) {
        FunctionalDevice::wait(max_cycles);
        return;
    }
    program_ = program_of(*this);
    units_ = units_of(config(), program_);
    observer_->begin(program_);
    const auto partial = [this] { return launch_result(simulator().last_result()); };
    tell_failure(
        observer_, [&] { FunctionalDevice::wait(max_cycles); }, partial);
    observer_->end(partial(), true);
}

RtlReportDevice::RtlReportDevice(const isa::HardwareConfig& config,
                                 const cosim::RtlSimulation::Options& options,
                                 ProgramObserver& observer)
    : RtlDevice(config, options), observer_(&observer) {
    require_spans(simulation());
    simulation().observe(observer_);
    observer_->sees_dram(simulation().dram());
    observer_->powered_up();
}

void RtlReportDevice::stop_observing() {
    observer_ = nullptr;
    simulation().observe(nullptr);
}

void RtlReportDevice::wait(std::uint64_t max_cycles) {
    if (observer_ == nullptr ||
        (read_register(isa::RegisterMap::kControl) & isa::RegisterMap::kLaunch) == 0) {
        RtlDevice::wait(max_cycles);
        return;
    }
    program_ = program_of(*this);
    observer_->begin(program_);
    tell_failure(
        observer_,
        [&] { RtlDevice::wait(max_cycles); },
        [this] { return simulation().last_result(); });
    observer_->end(last_result(), true);
}

}  // namespace vta::sim
