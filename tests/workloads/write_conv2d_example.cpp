// SPDX-License-Identifier: Apache-2.0
// Writes examples/programs/conv2d anew: write_conv2d_example examples/programs/conv2d/conv2d.json
#include <cstdio>

#include "base/error.h"
#include "tests/workloads/conv2d_example.h"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: write_conv2d_example MANIFEST.json\n");
        return static_cast<int>(vta::ExitCode::kUsage);
    }
    try {
        vta::isa::save_program_image(argv[1], vta::tests::conv2d_example());
    } catch (const vta::Error& error) {
        std::fprintf(stderr, "write_conv2d_example: %s\n", error.what());
        return static_cast<int>(error.exit_code());
    }
    return 0;
}
