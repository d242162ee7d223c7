// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program_image.h"

namespace vta::isa {

/// The instruction files below a folder of ONERA's compiled programs ("16x16/instructions.bin",
/// "lenet5/instructions_L1.bin", ...), relative to it and sorted. Throws IoError.
std::vector<std::string> list_onera_programs(const std::string& folder);

/// The program of one instruction file, with the data files beside it: uop.bin, input.bin,
/// weight.bin, accumulator.bin and expected_out.bin, or with the layer's suffix. Each segment lies
/// where the instructions read it (lowest dram_base times the tensor's bytes); the address tables
/// beside the files are not what the instructions use. A segment that no instruction loads is left
/// out. What must come out is the expected-output file as far as the program stores. Throws IoError
/// or ProgramError.
ProgramImage import_onera_program(const std::string& instructions_path,
                                  const HardwareConfig& config);

}  // namespace vta::isa
