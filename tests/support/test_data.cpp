// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_data.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace vta::tests {

std::string data_dir() {
    const char* named = std::getenv("VTA_DATA_DIR");
    const std::filesystem::path folder =
        named != nullptr ? named : std::filesystem::path(VTA_SOURCE_DIR) / "../shared/data";
    return std::filesystem::is_directory(folder) ? folder.lexically_normal().string() : "";
}

std::string require_data(const std::string& path) {
    const std::string folder = data_dir();
    if (!folder.empty() && std::filesystem::exists(folder + "/" + path)) return folder + "/" + path;
    std::cout << "skipped: no " << path << " (set VTA_DATA_DIR)" << std::endl;
    std::exit(77);
}

unsigned long long test_seed(unsigned long long fallback) {
    const char* named = std::getenv("VTA_TEST_SEED");
    return named != nullptr ? std::strtoull(named, nullptr, 0) : fallback;
}

}  // namespace vta::tests
