// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cosim/ordered_program.h"
#include "cosim/random_layout.h"
#include "cosim/random_program.h"
#include "cosim/random_source.h"
#include "isa/codec.h"

namespace vta::cosim {

/// Part of a scratchpad that instructions are chosen in.
struct Window {
    std::uint32_t first = 0;
    std::uint32_t count = 1;
    std::uint32_t end() const { return first + count; }
};
/// The parts in use; `id` tells sets apart, because micro-ops are made for one of them.
struct WindowSet {
    std::uint32_t id = 0;
    Window inp, wgt, acc;  ///< acc is also the part of the out memory
};

/// Chooses instructions whose indices stay inside their storages, and knows which micro-ops the
/// program has loaded. A choice that does not work out gives nothing; ask again or do another
/// thing.
class RandomInstructions {
  public:
    RandomInstructions(const isa::HardwareConfig& config,
                       const RandomProgramOptions& options,
                       RandomLayout& layout,
                       RandomSource& random);

    void set_windows(const WindowSet& windows) { windows_ = windows; }
    /// Bytes that one LOAD or STORE may move from now on.
    void set_transfer_bytes(std::uint32_t bytes) { transfer_bytes_ = bytes; }

    /// LOAD of inp, wgt, acc or acc8.
    std::optional<Planned> load(isa::MemoryType type);
    /// LOAD of micro-ops for GEMM or ALU in the current windows: new ones, or once more some
    /// that lie in DRAM already. To be appended before the next choice.
    std::optional<Planned> load_uops(bool for_alu);
    std::optional<Planned> gemm();
    std::optional<Planned> alu();
    std::optional<Planned> store();
    /// Micro-ops for GEMM or ALU in the current windows are on chip.
    bool has_kernel(bool for_alu) const;

    /// The micro-ops' bytes in DRAM.
    isa::Segment uop_segment() const;

  private:
    struct Kernel {  ///< micro-ops on chip
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t windows = 0;
        bool for_alu = false;
    };
    struct Reach {  ///< highest index so far
        std::uint32_t dst = 0, src = 0, wgt = 0;
    };

    /// Chooses sizes, pads and sram_base within the window.
    void shape(isa::Instruction& instruction, const Window& window, bool pads);
    void choose_stride(isa::Instruction& instruction);
    std::vector<isa::Uop> make_kernel(std::uint32_t count, bool for_alu);
    void apply_uop_load(const isa::Instruction& instruction, std::uint64_t address);
    void remember_kernel(const Kernel& kernel);
    std::optional<Kernel> choose_range(bool for_alu);
    void choose_loops(isa::Instruction& instruction, std::uint32_t uops, std::uint64_t cost);
    std::uint16_t choose_factor(std::uint32_t iterations,
                                std::uint32_t limit,
                                std::uint32_t& reach);
    Reach reach_of(const isa::Instruction& instruction) const;
    template <typename Visit>
    void for_each_operation(const isa::Instruction& instruction, Visit visit) const;
    bool lags(const isa::Instruction& instruction) const;
    void choose_alu_operation(isa::Instruction& instruction);

    const isa::HardwareConfig& config_;
    const RandomProgramOptions& options_;
    RandomLayout& layout_;
    RandomSource& random_;
    isa::Codec codec_;
    WindowSet windows_;
    std::uint32_t transfer_bytes_;
    std::vector<isa::Uop> uops_;       ///< the uop scratchpad
    std::vector<isa::Uop> uop_image_;  ///< the uop slot in DRAM
    std::vector<Kernel> kernels_;
};

}  // namespace vta::cosim
