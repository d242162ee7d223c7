// SPDX-License-Identifier: Apache-2.0
#include "cosim/axi_host.h"

#include "isa/registers.h"

namespace vta::cosim {

void AxiHost::reset() {
    accesses_.clear();
    address_taken_ = data_taken_ = false;
}

void AxiHost::drive(VtaRtlInputs& pins) const {
    pins.host_aw_valid = pins.host_w_valid = pins.host_b_ready = 0;
    pins.host_ar_valid = pins.host_r_ready = 0;
    if (accesses_.empty()) return;
    const Access& access = accesses_.front();
    if (access.write) {
        pins.host_aw_valid = address_taken_ ? 0 : 1;
        pins.host_aw_addr = access.offset;
        pins.host_w_valid = data_taken_ ? 0 : 1;
        pins.host_w_data = access.value;
        pins.host_b_ready = address_taken_ && data_taken_ ? 1 : 0;
    } else {
        pins.host_ar_valid = address_taken_ ? 0 : 1;
        pins.host_ar_addr = access.offset;
        pins.host_r_ready = address_taken_ ? 1 : 0;
    }
}

AxiHost::Progress AxiHost::step(const VtaRtlInputs& in, const VtaRtlOutputs& out) {
    Progress progress;
    if (accesses_.empty()) return progress;
    Access& access = accesses_.front();
    if (access.write) {
        if (in.host_aw_valid != 0 && out.host_aw_ready != 0) address_taken_ = true;
        if (in.host_w_valid != 0 && out.host_w_ready != 0) {
            data_taken_ = true;
            progress.launched = access.offset == isa::RegisterMap::kControl &&
                                (access.value & isa::RegisterMap::kLaunch) != 0;
        }
        progress.done = in.host_b_ready != 0 && out.host_b_valid != 0;
    } else {
        if (in.host_ar_valid != 0 && out.host_ar_ready != 0) address_taken_ = true;
        progress.done = in.host_r_ready != 0 && out.host_r_valid != 0;
        if (progress.done) access.value = out.host_r_data;
    }
    if (progress.done) end();
    return progress;
}

void AxiHost::end() {
    finished_ = accesses_.front();
    accesses_.pop_front();
    address_taken_ = data_taken_ = false;
}

}  // namespace vta::cosim
