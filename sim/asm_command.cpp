// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "isa/disassembler.h"
#include "isa/program_image.h"
#include "sim/commands.h"
#include "sim/hex.h"
#include "sim/program_source.h"

namespace vta::sim {

namespace {

constexpr const char* kAsmFooter = R"(
The assembler text is described in docs/assembler.md. Without -o the instruction words are printed in
hexadecimal, most significant digit first.

Examples:
  vta asm conv.vta -o conv.json     writes a program image
  vta asm conv.vta                  prints the words)";

constexpr const char* kDisasmFooter = R"(
The text assembles to the same program again; of a program of several launches, each launch does.

Examples:
  vta disasm conv.json
  vta disasm tests/golden/de10nano.jsonl#ex12 > ex12.vta)";

struct Options {
    std::string program;
    std::string config;
    std::string output;
};

ExitCode assemble_program(const Options& options, std::ostream& out) {
    const LoadedProgram program = load_program(options.program, options.config);
    const isa::Program& first = program.launches.front();
    if (options.output.empty()) {
        for (const isa::Word128& word : first.instructions) out << hex_digits(word) << '\n';
        return ExitCode::kOk;
    }
    isa::save_program_image(options.output, {first, program.config.name()});
    out << "wrote " << options.output << ": " << first.instructions.size() << " instructions\n";
    return ExitCode::kOk;
}

ExitCode disassemble_program(const Options& options, std::ostream& out) {
    const LoadedProgram program = load_program(options.program, options.config);
    for (const isa::Program& launch : program.launches) {
        if (&launch != &program.launches.front()) out << "\n; next launch\n";
        out << isa::disassemble(program.config, launch, program.config.name());
    }
    return ExitCode::kOk;
}

}  // namespace

void add_asm_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("asm", "Assemble text into a program image or words");
    command->footer(kAsmFooter);
    command->add_option("PROGRAM", options->program, kProgramHelp)->required();
    command->add_option("--config", options->config, "Configuration (see vta config --help)");
    command->add_option("-o,--output", options->output, "Image manifest to write (.json)");
    command->callback([options, &run] {
        run = [options](std::ostream& out) { return assemble_program(*options, out); };
    });
}

void add_disasm_command(CLI::App& app, Command& run) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("disasm", "Print a program as assembler text");
    command->footer(kDisasmFooter);
    command->add_option("PROGRAM", options->program, kProgramHelp)->required();
    command->add_option("--config", options->config, "Configuration (see vta config --help)");
    command->callback([options, &run] {
        run = [options](std::ostream& out) { return disassemble_program(*options, out); };
    });
}

}  // namespace vta::sim
