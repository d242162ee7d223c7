// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "isa/hardware_config.h"
#include "isa/program.h"

namespace vta::isa {

/// A program and the configuration that its source names (".config", empty if it names none).
struct AssembledProgram {
    Program program;
    std::string config;
};

/// Assembles text as docs/assembler.md describes it. `source_name` stands for the file in errors.
/// Throws ProgramError "<source>:<line>:<column>: ...".
AssembledProgram assemble(const std::string& text,
                          const std::string& source_name,
                          const HardwareConfig& config);

/// The configuration named by the text's .config directive, empty if there is none; for callers
/// that must choose a configuration before they assemble.
std::string declared_config(const std::string& text, const std::string& source_name);

}  // namespace vta::isa
