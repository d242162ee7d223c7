// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <tlm>
#include <vector>

#include "models/cycle/burst_extension.h"

namespace vta::cycle {

/// A burst on its way: payload, extension and data, reused for the next one when everybody has
/// released it.
struct BurstPayload : tlm::tlm_generic_payload {
    BurstExtension extension;
    std::vector<unsigned char> data;
    std::vector<unsigned char> byte_enables;
    std::uint32_t beats_left = 0;  ///< reads in phases: beats not announced yet
};

/// Memory manager of the shell's bursts; allocates only until the deepest use is reached.
class PayloadPool : public tlm::tlm_mm_interface {
  public:
    PayloadPool() = default;
    PayloadPool(const PayloadPool&) = delete;
    PayloadPool& operator=(const PayloadPool&) = delete;
    ~PayloadPool() override {
        for (const auto& payload : payloads_) payload->clear_extension(&payload->extension);
    }

    /// A payload with one reference held by the caller.
    BurstPayload* acquire() {
        if (free_.empty()) {
            payloads_.push_back(std::make_unique<BurstPayload>());
            payloads_.back()->set_mm(this);
            payloads_.back()->set_extension(&payloads_.back()->extension);
            free_.push_back(payloads_.back().get());
        }
        BurstPayload* payload = free_.back();
        free_.pop_back();
        payload->acquire();
        return payload;
    }

    void free(tlm::tlm_generic_payload* payload) override {
        free_.push_back(static_cast<BurstPayload*>(payload));
    }

  private:
    std::vector<std::unique_ptr<BurstPayload>> payloads_;
    std::vector<BurstPayload*> free_;
};

}  // namespace vta::cycle
