// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>

#include "cosim/rtl_abi.h"

namespace vta::cosim {

/// The host on the AXI4-Lite pins of a design: register accesses one after the other, a write in
/// three cycles and a read in two where the design does not wait.
class AxiHost {
  public:
    struct Access {
        bool write = false;
        std::uint16_t offset = 0;
        std::uint32_t value = 0;  ///< written, or, when it is done, read
    };
    /// What a cycle did.
    struct Progress {
        bool done = false;      ///< the first access ended; it is in `finished`
        bool launched = false;  ///< the launch bit was written: the launch is in the next cycle
    };

    void reset();
    void push(const Access& access) { accesses_.push_back(access); }
    bool idle() const { return accesses_.empty(); }

    void drive(VtaRtlInputs& pins) const;
    /// The clock edge that ends the cycle.
    Progress step(const VtaRtlInputs& in, const VtaRtlOutputs& out);
    const Access& finished() const { return finished_; }

  private:
    void end();

    std::deque<Access> accesses_;
    Access finished_;
    bool address_taken_ = false;
    bool data_taken_ = false;
};

}  // namespace vta::cosim
