// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/vta_shell.h"

#include <exception>
#include <utility>

namespace vta::cycle {

VTAShell::VTAShell(const sc_core::sc_module_name& name,
                   const isa::HardwareConfig& hardware,
                   const Config& config)
    : sc_module(name),
      context_(hardware),
      machine_(hardware, config.kernels),
      vme_(std::make_unique<VME>("vme", context_)) {
    const Core::MakeStore make_store =
        config.make_store ? config.make_store : [](const char* store, Context& context, VME& vme) {
            return std::make_unique<Store>(store, context, vme);
        };
    core_ = std::make_unique<Core>("core", context_, *vme_, make_store);
    vcr_ = std::make_unique<VCR>("vcr", context_, core_->event_counters);
    if (!config.timing_only) context_.machine = &machine_;
    vme_->use_dmi(config.dmi);
    host.bind(vcr_->host);
    vme_->dram.bind(dram);
    vcr_->on_launch([this](Cycle launch, std::uint32_t count) { launched(launch, count); });
    core_->compute.on_finish([this](Cycle finish) { finished(finish); });
    SC_HAS_PROCESS(VTAShell);
    SC_METHOD(report_finish);
    sensitive << vcr_->finished;
    dont_initialize();
}

VTAShell::~VTAShell() = default;

void VTAShell::flush_facts() {
    vme_->vme_read.flush_facts();
    context_.facts.flush();
}

void VTAShell::observe(Observer* observer) {
    flush_facts();
    context_.facts.attach(observer);
    context_.observer = observer;
}

void VTAShell::launched(Cycle launch, std::uint32_t count) {
    flush_facts();
    context_.launch = launch;
    context_.finish = kNever;
    running_ = true;
    vme_->start_counting();
    if (context_.observer != nullptr) context_.facts.launched(launch);
    core_->launch(launch, count);
}

void VTAShell::finished(Cycle finish) {
    if (!running_) return;  // a second FINISH: launch has dropped, nothing counts
    running_ = false;
    vme_->vme_read.flush_facts();  // bursts from here on may lie behind FINISH
    context_.finish = finish;
    vcr_->finish(finish);
}

// Runs when the control register shows finish: by then nothing before F can still happen.
void VTAShell::report_finish() {
    if (context_.observer == nullptr) return;
    vme_->close_spans(context_.finish);
    core_->close_spans(context_.finish);
    context_.facts.finished(context_.finish);
}

void VTAShell::reset() {
    flush_facts();
    running_ = false;
    context_.error = nullptr;
    context_.launch = 0;
    context_.finish = kNever;
    machine_.reset();
    vme_->reset();
    core_->reset();
    vcr_->reset();
}

std::optional<isa::StuckState> VTAShell::stuck() const {
    if (!running_) return std::nullopt;
    return core_->stuck_state();
}

void VTAShell::rethrow_error() {
    if (context_.error) std::rethrow_exception(std::exchange(context_.error, nullptr));
}

}  // namespace vta::cycle
