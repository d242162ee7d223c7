// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "sim/command_line.h"

// The SystemC library asks for it; the command builds its simulations itself.
extern "C" int sc_main(int, char**);
extern "C" int sc_main(int, char**) { return 0; }

int main(int argc, char** argv) {
    return vta::sim::run_command_line(argc, argv, std::cout, std::cerr);
}
