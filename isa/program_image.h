// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "isa/program.h"

namespace vta::isa {

/// A program and the configuration it was made for (a name that find_config() knows; may be empty).
struct ProgramImage {
    Program program;
    std::string config;
};

/// Reads a manifest and the raw little-endian files that it names, as docs/assembler.md (Program
/// images) describes them. Throws ConfigError naming the manifest and the key, or IoError.
ProgramImage load_program_image(const std::string& path);

/// Writes the manifest `path` ("tile.json") and its files beside it ("tile.instructions.bin",
/// "tile.0-uop.bin", ...). Throws IoError.
void save_program_image(const std::string& path, const ProgramImage& image);

}  // namespace vta::isa
