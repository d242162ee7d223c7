// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/rtl_support.h"

#include <cstdlib>
#include <iostream>
#include <map>

#include "base/error.h"
#include "cosim/rtl_tools.h"
#include "sim/vector_replayer.h"
#include "tests/cycle/golden_slice.h"

namespace vta::tests {

cosim::RtlBuildOptions rtl_options() {
    cosim::RtlBuildOptions options;
    options.cache_dir = std::string(VTA_BINARY_DIR) + "/rtl-cache";
    return options;
}

void require_verilator() {
    try {
        cosim::find_rtl_tools();
    } catch (const UserError& error) {
        std::cout << "skipped: " << error.what() << std::endl;
        std::exit(77);
    }
}

const isa::HardwareConfig& de10nano() {
    static const isa::HardwareConfig config;
    return config;
}

const std::string& library_of(const isa::HardwareConfig& config) {
    static std::map<std::string, std::string> libraries;
    std::string& library = libraries[config.name()];
    if (library.empty()) {
        require_verilator();
        library = cosim::build_rtl(config, rtl_options());
    }
    return library;
}

const std::string& de10nano_library() { return library_of(de10nano()); }

void for_each_golden_of(const std::string& config,
                        const std::function<void(const sim::Vector&)>& visit) {
    for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig&) {
        if (sim::config_name_of(vector) == config) visit(vector);
    });
}

}  // namespace vta::tests
