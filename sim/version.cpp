// SPDX-License-Identifier: Apache-2.0
#include "sim/version.h"

#include <systemc>

namespace vta::sim {

namespace {

#if defined(__clang__)
constexpr const char* kCompiler = "Clang " __clang_version__;
#else
constexpr const char* kCompiler = "GCC " __VERSION__;
#endif

}  // namespace

std::string version_text() {
    return std::string("vta " VTA_VERSION "\nSystemC ") + sc_core::sc_release() + "\n" + kCompiler;
}

}  // namespace vta::sim
