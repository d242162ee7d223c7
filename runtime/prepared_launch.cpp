// SPDX-License-Identifier: Apache-2.0
#include "runtime/prepared_launch.h"

#include <utility>

#include "runtime/driver.h"
#include "runtime/runtime.h"

namespace vta::runtime {

PreparedLaunch::PreparedLaunch(Runtime& runtime,
                               const Buffer* uops,
                               const Buffer* code,
                               std::vector<isa::Instruction> instructions)
    : runtime_(runtime), uops_(uops), code_(code), instructions_(std::move(instructions)) {
    for (const isa::Instruction& instruction : instructions_) {
        const std::uint64_t tensors = std::uint64_t{instruction.x_size} * instruction.y_size;
        if (instruction.opcode == isa::Opcode::kLoad)
            bytes_read_ += tensors * runtime_.config().elem_bytes(instruction.memory_type);
        if (instruction.opcode == isa::Opcode::kStore)
            bytes_written_ += tensors * runtime_.config().elem_bytes(isa::MemoryType::kOut);
    }
}

PreparedLaunch::~PreparedLaunch() {
    if (uops_ != nullptr) runtime_.free(uops_);
    runtime_.free(code_);
}

void PreparedLaunch::launch(std::uint64_t max_cycles) {
    runtime::launch(runtime_.device(),
                    code_->address(),
                    static_cast<std::uint32_t>(instructions_.size()),
                    max_cycles);
}

}  // namespace vta::runtime
