// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>

#include "sim/session.h"

namespace vta::sim {

/// Adds --model and --timing-only.
void add_model_options(CLI::App& command, SessionOptions& options);
/// Throws UserError for options that exclude each other.
void check_model_options(const SessionOptions& options);

}  // namespace vta::sim
