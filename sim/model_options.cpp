// SPDX-License-Identifier: Apache-2.0
#include "sim/model_options.h"

#include <map>
#include <string>

#include "base/error.h"

namespace vta::sim {

void add_model_options(CLI::App& command, SessionOptions& options) {
    command
        .add_option_function<std::string>(
            "--model",
            [&options](const std::string& name) {
                options.model = name == "functional" ? Model::kFunctional
                                : name == "rtl"      ? Model::kRtl
                                                     : Model::kCycle;
            },
            "functional (untimed), cycle (exact cycles) or rtl (the hardware, Verilated)")
        ->check(CLI::IsMember({"functional", "cycle", "rtl"}))
        ->type_name("MODEL")
        ->default_str("cycle");
    command.add_flag(
        "--timing-only", options.timing_only, "Cycle model: move no data, only time (faster)");
}

void check_model_options(const SessionOptions& options) {
    if (options.timing_only && options.model == Model::kFunctional) {
        throw UserError(
            "--timing-only: the functional model has no time; use it with --model cycle");
    }
    if (options.timing_only && options.model == Model::kRtl) {
        throw UserError("--timing-only: the RTL always moves data; use it with --model cycle");
    }
}

}  // namespace vta::sim
