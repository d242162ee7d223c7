// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_design.h"

#include <dlfcn.h>

#include <fmt/format.h>

namespace vta::cosim {

RtlDesign::RtlDesign(const std::string& library,
                     const isa::HardwareConfig& config,
                     std::uint64_t seed)
    : path_(library), seed_(seed), library_(::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (library_ == nullptr)
        throw UserError(
            fmt::format("{}: cannot be loaded as a Verilated design: {}", path_, ::dlerror()));
    try {
        api_ = load(config);
    } catch (...) {
        ::dlclose(library_);
        throw;
    }
    handle_ = api_->create(seed_);
}

RtlDesign::~RtlDesign() {
    api_->destroy(handle_);
    ::dlclose(library_);
}

const VtaRtlApi* RtlDesign::load(const isa::HardwareConfig& config) {
    using GetApi = const VtaRtlApi* (*)();
    const auto get_api = reinterpret_cast<GetApi>(::dlsym(library_, VTA_RTL_API_SYMBOL));
    if (get_api == nullptr)
        throw UserError(path_ + ": is no Verilated design; build one from the RTL");
    const VtaRtlApi* api = get_api();
    if (api->abi_version != VTA_RTL_ABI_VERSION)
        throw UserError(fmt::format("{}: was built for version {} of the interface, this is {}",
                                    path_,
                                    api->abi_version,
                                    VTA_RTL_ABI_VERSION));
    if (api->bus_bytes != config.bus_bytes())
        throw UserError(
            fmt::format("{}: the design's memory bus has {} bits, the configuration {} says {}",
                        path_,
                        8 * api->bus_bytes,
                        config.name(),
                        8 * config.bus_bytes()));
    return api;
}

void RtlDesign::restart() {
    api_->destroy(handle_);
    handle_ = api_->create(seed_);
}

void RtlDesign::check() const {
    if (const char* message = api_->failure(handle_))
        throw RtlError(std::string("the RTL stopped: ") + message);
}

bool RtlDesign::trace(const std::string& path) {
    return api_->trace(handle_, path.empty() ? nullptr : path.c_str()) != 0;
}

bool RtlDesign::write_coverage(const std::string& path) {
    return api_->coverage(handle_, path.c_str()) != 0;
}

std::vector<std::uint8_t> RtlDesign::scratchpad(isa::MemoryType type) {
    const auto number = static_cast<std::uint32_t>(type);
    std::vector<std::uint8_t> bytes(api_->scratchpad(handle_, number, nullptr, 0));
    if (!bytes.empty()) api_->scratchpad(handle_, number, bytes.data(), bytes.size());
    return bytes;
}

}  // namespace vta::cosim
