// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/program_source.h"

namespace vta::sim {

/// The launches of one execution of a network (a model file, or builtin:NAME) with the schedules
/// that `vta run` chooses, each named after its layer. Nothing is run: the programs do not depend
/// on inputs. Float models are quantised with random inputs; that sets shifts, not accesses. The
/// first launch has the micro-ops of all in DRAM, other data are left out. Throws UserError.
LoadedProgram capture_network(const std::string& model,
                              const std::string& config,
                              const std::string& input_shape);

/// load_program(), or capture_network() where the argument means a network.
LoadedProgram load_program_or_network(const std::string& argument,
                                      const std::string& config,
                                      const std::string& input_shape);

}  // namespace vta::sim
