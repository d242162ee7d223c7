// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "cosim/rtl_abi.h"
#include "isa/hardware_config.h"

namespace vta::cosim {

/// The design itself found that something is wrong: one of its assertions failed.
class RtlError : public Error {
  public:
    explicit RtlError(const std::string& message) : Error(ExitCode::kCheckFailed, message) {}
};

/// One Verilated design out of a shared object that build_rtl() made. Reset is held for a few
/// cycles by whoever drives it.
class RtlDesign {
  public:
    /// Throws UserError if the file is no such object or does not fit the configuration.
    RtlDesign(const std::string& library, const isa::HardwareConfig& config, std::uint64_t seed);
    ~RtlDesign();
    RtlDesign(const RtlDesign&) = delete;
    RtlDesign& operator=(const RtlDesign&) = delete;

    /// Power-up state again.
    void restart();

    bool has_probe() const { return api_->has_probe != 0; }
    void settle(const VtaRtlInputs& in, VtaRtlOutputs& out) { api_->settle(handle_, &in, &out); }
    void probe(VtaRtlProbe& events) { api_->probe(handle_, &events); }
    /// False where the design does not show why its units spend a cycle.
    bool causes(VtaRtlCauses& causes) { return api_->causes(handle_, &causes) != 0; }
    void tick() { api_->tick(handle_); }
    /// Throws RtlError if an assertion of the design has failed.
    void check() const;

    bool trace(const std::string& path);
    bool write_coverage(const std::string& path);
    std::vector<std::uint8_t> scratchpad(isa::MemoryType type);
    bool read_register(std::uint32_t offset, std::uint32_t& value) const {
        return api_->read_register(handle_, offset, &value) != 0;
    }

  private:
    const VtaRtlApi* load(const isa::HardwareConfig& config);

    std::string path_;
    std::uint64_t seed_;
    void* library_ = nullptr;
    const VtaRtlApi* api_ = nullptr;
    void* handle_ = nullptr;
};

}  // namespace vta::cosim
