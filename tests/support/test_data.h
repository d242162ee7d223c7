// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vta::tests {

/// Folder of the shared data: VTA_DATA_DIR, else ../shared/data beside the source tree.
/// Empty if it does not exist.
std::string data_dir();

/// Ends the test program as skipped (ctest shows "Skipped", exit code 77) unless `path` below
/// data_dir() exists; returns its full name. For test programs whose every case needs the data.
std::string require_data(const std::string& path);

/// Seed of randomised tests: VTA_TEST_SEED, else `fallback`. Put it into CAPTURE.
unsigned long long test_seed(unsigned long long fallback);

}  // namespace vta::tests
