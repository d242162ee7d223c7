// SPDX-License-Identifier: Apache-2.0
#include "runtime/uop_residency.h"

#include <algorithm>

#include "base/error.h"

namespace vta::runtime {

const UopResidency::Resident* UopResidency::find(const UopKernel& kernel) const {
    const auto found = std::find_if(residents_.begin(), residents_.end(), [&](const Resident& r) {
        return r.kernel == &kernel;
    });
    return found == residents_.end() ? nullptr : &*found;
}

std::optional<isa::Instruction> UopResidency::use(const UopKernel& kernel) {
    if (find(kernel) != nullptr) return std::nullopt;
    const auto size = static_cast<std::uint32_t>(kernel.uops.size());
    VTA_CHECK(size != 0 && size <= depth_, "kernel does not fit the micro-op buffer");
    if (end_ + size > depth_) {  // start again from the bottom
        cursor_ = 0;
        end_ = 0;
    }
    const Resident added{&kernel, end_, end_ + size};
    const auto first = residents_.begin() + static_cast<std::ptrdiff_t>(cursor_);
    const auto kept = std::find_if(
        first, residents_.end(), [&](const Resident& r) { return r.begin >= added.end; });
    residents_.insert(residents_.erase(first, kept), added);
    ++cursor_;
    end_ = added.end;

    isa::Instruction load;
    load.opcode = isa::Opcode::kLoad;
    load.memory_type = isa::MemoryType::kUop;
    load.sram_base = static_cast<std::uint16_t>(added.begin);
    load.dram_base = static_cast<std::uint32_t>(image_.size());
    load.y_size = 1;
    load.x_size = static_cast<std::uint16_t>(size);
    load.x_stride = load.x_size;
    image_.insert(image_.end(), kernel.uops.begin(), kernel.uops.end());
    return load;
}

std::uint32_t UopResidency::position(const UopKernel& kernel) const {
    const Resident* resident = find(kernel);
    VTA_CHECK(resident != nullptr, "kernel is not resident");
    return resident->begin;
}

void UopResidency::clear() {
    residents_.clear();
    cursor_ = 0;
    end_ = 0;
    image_.clear();
}

}  // namespace vta::runtime
