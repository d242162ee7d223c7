// SPDX-License-Identifier: Apache-2.0
#include "sim/program_source.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "isa/assembler.h"
#include "isa/config_search.h"
#include "isa/onera_import.h"
#include "isa/program_image.h"
#include "sim/dram_extent.h"
#include "sim/vector_replayer.h"

namespace vta::sim {

namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultConfig = "de10nano";
constexpr std::uint64_t kMinDramBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kDramGranule = std::uint64_t{64} << 10;

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || (file.peek(), file.bad())) throw IoError(path, "cannot read the file");
    file.clear();
    text << file.rdbuf();
    return text.str();
}

// The configuration asked for, else the program's, else the default.
isa::HardwareConfig choose_config(const std::string& asked,
                                  const std::string& declared,
                                  const std::string& where) {
    if (!asked.empty()) return isa::find_config(asked);
    if (declared.empty()) return isa::find_config(kDefaultConfig);
    try {
        return isa::find_config(declared);
    } catch (const ConfigError& error) {
        throw ConfigError(where + ": " + error.what());
    }
}

void make_room(const isa::HardwareConfig& config, isa::Program& program) {
    const std::uint64_t needed = std::max(dram_extent(config, program), kMinDramBytes);
    program.dram_bytes = (needed + kDramGranule - 1) / kDramGranule * kDramGranule;
}

LoadedProgram load_vector(const std::string& path,
                          const std::string& name,
                          const std::string& config) {
    Vector vector = find_vector(path, name);
    LoadedProgram loaded;
    loaded.form = "vector";
    loaded.config = choose_config(config, config_name_of(vector), vector.where());
    for (std::size_t i = 0; i < vector.launches.size(); ++i) {
        loaded.launches.push_back(to_program(vector, i));
    }
    loaded.launches.front() = first_program(loaded.config, vector);
    loaded.vector = std::move(vector);
    return loaded;
}

LoadedProgram load_image(const std::string& path, const std::string& config) {
    isa::ProgramImage image = isa::load_program_image(path);
    LoadedProgram loaded;
    loaded.form = "image";
    loaded.config = choose_config(config, image.config, path);
    if (image.program.dram_bytes == 0) make_room(loaded.config, image.program);
    loaded.launches.push_back(std::move(image.program));
    return loaded;
}

LoadedProgram load_assembler(const std::string& path,
                             const std::string& text,
                             const std::string& config) {
    LoadedProgram loaded;
    loaded.form = "assembler text";
    loaded.config = choose_config(config, isa::declared_config(text, path), path);
    isa::AssembledProgram assembled = isa::assemble(text, path, loaded.config);
    // Without the directive, DRAM is as large as the program needs.
    if (text.find(".dram") == std::string::npos) make_room(loaded.config, assembled.program);
    loaded.launches.push_back(std::move(assembled.program));
    return loaded;
}

LoadedProgram load_instruction_file(const std::string& path, const std::string& config) {
    LoadedProgram loaded;
    loaded.form = "folder of binary files";
    loaded.config = choose_config(config, "", path);
    isa::ProgramImage image = isa::import_onera_program(path, loaded.config);
    if (image.program.dram_bytes == 0) make_room(loaded.config, image.program);
    loaded.launches.push_back(std::move(image.program));
    return loaded;
}

LoadedProgram load_folder(const std::string& path, const std::string& config) {
    const std::vector<std::string> programs = isa::list_onera_programs(path);
    if (programs.empty()) throw UserError(path + ": the folder holds no instructions*.bin");
    if (programs.size() > 1) {
        std::string message = path + ": the folder holds several programs; name one of";
        for (const std::string& name : programs)
            message += "\n  " + (fs::path(path) / name).string();
        throw UserError(message);
    }
    return load_instruction_file((fs::path(path) / programs.front()).string(), config);
}

LoadedProgram load_any(const std::string& argument, const std::string& config) {
    const std::size_t hash = argument.rfind('#');
    if (hash != std::string::npos && !fs::exists(argument)) {
        return load_vector(argument.substr(0, hash), argument.substr(hash + 1), config);
    }
    const fs::path path(argument);
    if (fs::is_directory(path)) return load_folder(argument, config);
    if (path.extension() == ".jsonl") {
        throw UserError(argument + ": a file of vectors; name one: " + argument + "#NAME");
    }
    if (path.extension() == ".bin") return load_instruction_file(argument, config);
    const std::string text = read_file(argument);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && text[first] == '{') return load_image(argument, config);
    return load_assembler(argument, text, config);
}

}  // namespace

const char* const kProgramHelp =
    "Program image (JSON manifest), assembler text, FILE.jsonl#NAME, or a folder or "
    "instructions.bin "
    "of the third-party layout";

LoadedProgram load_program(const std::string& argument, const std::string& config) {
    LoadedProgram loaded = load_any(argument, config);
    loaded.path = argument;
    std::string& name = loaded.launches.front().name;
    if (name.empty()) name = fs::path(argument).stem().string();
    return loaded;
}

}  // namespace vta::sim
