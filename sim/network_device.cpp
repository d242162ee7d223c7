// SPDX-License-Identifier: Apache-2.0
#include "sim/network_device.h"

#include "cosim/rtl_build.h"
#include "platform/cycle_device.h"
#include "platform/functional_device.h"
#include "platform/rtl_device.h"
#include "sim/progress.h"
#include "sim/report_device.h"

namespace vta::sim {

namespace {

constexpr std::uint64_t kDramBytes = std::uint64_t{2} << 30;  // untouched pages cost nothing

std::unique_ptr<runtime::Device> make_rtl_device(const isa::HardwareConfig& config,
                                                 ProgramObserver* observer,
                                                 const std::function<bool()>& stop) {
    Progress progress;
    cosim::RtlBuildOptions build;
    build.progress = [&progress](const std::string& step) {
        progress.update([&step] { return "RTL: " + step; });
    };
    cosim::RtlSimulation::Options options;
    options.library = cosim::build_rtl(config, build);
    options.dram_bytes = kDramBytes;
    std::unique_ptr<platform::RtlDevice> device =
        observer != nullptr ? std::make_unique<RtlReportDevice>(config, options, *observer)
                            : std::make_unique<platform::RtlDevice>(config, options);
    device->set_stop(stop);
    return device;
}

}  // namespace

std::unique_ptr<runtime::Device> make_network_device(const isa::HardwareConfig& config,
                                                     const SessionOptions& session,
                                                     const std::function<bool()>& stop) {
    if (session.model == Model::kRtl) return make_rtl_device(config, session.observer, stop);
    if (session.model == Model::kFunctional) {
        platform::FunctionalDevice::Options options;
        options.dram_bytes = kDramBytes;
        options.stop = stop;
        if (session.observer != nullptr)
            return std::make_unique<FunctionalReportDevice>(config, options, *session.observer);
        return std::make_unique<platform::FunctionalDevice>(config, options);
    }
    cycle::Simulation::Options options = platform::CycleDevice::default_options();
    options.timing_only = session.timing_only;
    options.dram_bytes = kDramBytes;
    if (session.observer != nullptr)
        return std::make_unique<ReportDevice>(config, options, *session.observer, stop);
    auto device = std::make_unique<platform::CycleDevice>(config, options);
    device->set_stop(stop);
    return device;
}

}  // namespace vta::sim
