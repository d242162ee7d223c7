// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/instruction.h"
#include "runtime/uop_kernel.h"

namespace vta::runtime {

/// Which kernels lie in the on-chip micro-op buffer within one submission, and the DRAM image that
/// they are loaded from. The image only grows: a LOAD already queued keeps finding its micro-ops
/// even after its kernel was evicted.
class UopResidency {
  public:
    explicit UopResidency(std::uint32_t depth) : depth_(depth) {}

    /// Makes `kernel` resident. Returns the LOAD that it needs (dram_base counts micro-ops from the
    /// start of the image), or nothing if it already is.
    std::optional<isa::Instruction> use(const UopKernel& kernel);
    /// First micro-op of a resident kernel.
    std::uint32_t position(const UopKernel& kernel) const;

    /// Micro-ops to be copied to DRAM before the launch.
    const std::vector<std::uint32_t>& image() const { return image_; }
    /// Forgets everything; what a submission loaded is not relied on by the next.
    void clear();

  private:
    struct Resident {
        const UopKernel* kernel;
        std::uint32_t begin;
        std::uint32_t end;
    };
    const Resident* find(const UopKernel& kernel) const;

    std::uint32_t depth_;
    std::vector<Resident> residents_;  // by position
    std::size_t cursor_ = 0;           // where in residents_ the next kernel goes
    std::uint32_t end_ = 0;            // and where in the buffer
    std::vector<std::uint32_t> image_;
};

}  // namespace vta::runtime
