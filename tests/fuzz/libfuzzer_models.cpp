// SPDX-License-Identifier: Apache-2.0
// Guided by coverage: libFuzzer's loop around the model readers (clang only). VTA_FUZZ_FORMAT is
// `onnx` or `tflite`; `libfuzzer_models --corpus FOLDER` writes the files to begin with.
// scripts/fuzz_models.sh runs it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "base/error.h"
#include "base/log.h"
#include "tests/fuzz/model_try.h"

using namespace vta;

namespace {

bool is_tflite() {
    static const bool chosen = [] {
        const char* format = std::getenv("VTA_FUZZ_FORMAT");
        return format != nullptr && std::strcmp(format, "tflite") == 0;
    }();
    return chosen;
}

void write_corpus(const std::string& folder) {
    std::size_t number = 0;
    for (const fuzz::Bytes& bytes : is_tflite() ? fuzz::tflite_corpus() : fuzz::onnx_corpus())
        std::ofstream(folder + "/seed" + std::to_string(number++), std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

// libFuzzer's own mutator, as it names it.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t limit);

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    set_log_levels("error");
    for (int i = 1; i + 1 < *count; ++i) {
        if (std::strcmp((*arguments)[i], "--corpus") != 0) continue;
        write_corpus((*arguments)[i + 1]);
        std::exit(0);
    }
    return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data,
                                               std::size_t size,
                                               std::size_t limit,
                                               unsigned int seed) {
    cosim::RandomSource random(seed);
    if (random.chance(30)) return LLVMFuzzerMutate(data, size, limit);
    const fuzz::Bytes before(data, data + size);
    const fuzz::Bytes after =
        is_tflite() ? fuzz::mutate_tflite(before, random) : fuzz::mutate_onnx(before, random);
    const std::size_t kept = std::min(after.size(), limit);
    std::copy_n(after.begin(), kept, data);
    return kept;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        fuzz::try_model(fuzz::Bytes(data, data + size), is_tflite());
    } catch (const Error& error) {
        if (error.exit_code() != ExitCode::kInternal && std::strlen(error.what()) > 0) return 0;
        std::fprintf(stderr, "%s\n", error.what());
        std::abort();
    }
    return 0;  // any other exception ends the process, which is the report
}
