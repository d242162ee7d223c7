// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "isa/instruction.h"
#include "runtime/buffer.h"

namespace vta::runtime {

class Runtime;

/// Instructions and micro-ops that stay in device memory, to be launched as often as wanted. Made
/// by Runtime::prepare(); the runtime must outlive it.
class PreparedLaunch {
  public:
    PreparedLaunch(Runtime& runtime,
                   const Buffer* uops,
                   const Buffer* code,
                   std::vector<isa::Instruction> instructions);
    ~PreparedLaunch();
    PreparedLaunch(const PreparedLaunch&) = delete;
    PreparedLaunch& operator=(const PreparedLaunch&) = delete;

    /// Runs it and waits. `max_cycles` 0: no limit. Throws what Device::wait throws.
    void launch(std::uint64_t max_cycles = 0);

    const std::vector<isa::Instruction>& instructions() const { return instructions_; }
    /// Of LOADs and STOREs; instructions are not counted.
    std::uint64_t bytes_read() const { return bytes_read_; }
    std::uint64_t bytes_written() const { return bytes_written_; }

  private:
    Runtime& runtime_;
    const Buffer* uops_;  // null without micro-ops
    const Buffer* code_;
    std::vector<isa::Instruction> instructions_;
    std::uint64_t bytes_read_ = 0;
    std::uint64_t bytes_written_ = 0;
};

}  // namespace vta::runtime
