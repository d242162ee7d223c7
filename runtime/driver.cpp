// SPDX-License-Identifier: Apache-2.0
#include "runtime/driver.h"

#include "base/error.h"
#include "isa/registers.h"

namespace vta::runtime {
namespace {

void write_base(Device& device,
                const isa::RegisterMap& map,
                isa::BaseRegister which,
                std::uint64_t address) {
    const std::uint32_t offset = map.base(which);
    device.write_register(offset, static_cast<std::uint32_t>(address));
    if (map.words_per_base == 2)
        device.write_register(offset + 4, static_cast<std::uint32_t>(address >> 32));
}

}  // namespace

void launch(Device& device,
            std::uint64_t instruction_address,
            std::uint32_t count,
            std::uint64_t max_cycles) {
    using isa::RegisterMap;
    const RegisterMap map(device.config().parameters().memory_address_bits);
    device.write_register(RegisterMap::kInstructionCount, count);
    write_base(device, map, isa::BaseRegister::kInstruction, instruction_address);
    for (std::size_t i = 1; i < isa::kBaseRegisterCount; ++i)
        write_base(device, map, static_cast<isa::BaseRegister>(i), 0);
    device.write_register(RegisterMap::kControl, RegisterMap::kLaunch);
    device.wait(max_cycles);
    if ((device.read_register(RegisterMap::kControl) & RegisterMap::kFinish) == 0)
        throw UserError("the device stopped without reaching FINISH");
}

}  // namespace vta::runtime
