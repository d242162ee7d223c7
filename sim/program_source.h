// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "isa/hardware_config.h"
#include "isa/program.h"
#include "sim/vector.h"

namespace vta::sim {

/// What a PROGRAM argument stands for: programs launched one after the other on one machine.
struct LoadedProgram {
    std::string path;
    std::string form;  ///< "image", "assembler text", "vector", "folder", for reports
    isa::HardwareConfig config;
    std::vector<isa::Program> launches;  ///< at least one; the first says what lies in DRAM
    std::optional<Vector> vector;        ///< where it came from, with what was recorded
};

/// Loads PROGRAM: an image manifest, assembler text (its contents decide), one vector
/// FILE.jsonl#NAME, or a folder of the third-party layout. `config` overrides what the program
/// says; without either the default configuration is taken. Throws UserError.
LoadedProgram load_program(const std::string& argument, const std::string& config);

/// Text for the help of commands that take a PROGRAM.
extern const char* const kProgramHelp;

}  // namespace vta::sim
