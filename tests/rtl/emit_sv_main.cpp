// SPDX-License-Identifier: Apache-2.0
// Prints the SystemVerilog package of a configuration, for building the RTL tests.
#include <cstdio>
#include <exception>

#include "base/error.h"
#include "isa/config_search.h"
#include "isa/emit_sv.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: emit_sv CONFIG (a shipped name, or FILE.json[#NAME])\n", stderr);
        return 2;
    }
    try {
        std::fputs(vta::isa::emit_sv_package(vta::isa::find_config(argv[1])).c_str(), stdout);
    } catch (const vta::Error& error) {
        std::fprintf(stderr, "emit_sv: %s\n", error.what());
        return static_cast<int>(error.exit_code());
    }
    return 0;
}
