// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cosim/random_source.h"

namespace vta::fuzz {

/// Something that must answer any input with a result or a vta::Error.
class Target {
  public:
    virtual ~Target() = default;
    /// False where the files that it begins with are not there: the target is skipped.
    virtual bool available() const { return true; }
    /// Told the seed of the next input, for what several inputs share.
    virtual void prepare(std::uint64_t /*seed*/) {}
    /// Makes an input from the random numbers and tries it. Throws vta::Error where it is refused.
    virtual void run(cosim::RandomSource& random) = 0;
};

struct NamedTarget {
    const char* name;
    std::unique_ptr<Target> (*make)();
};
/// All targets, in the order in which `fuzz_vta all` runs them.
const std::vector<NamedTarget>& targets();

/// Prints an input to stderr where VTA_FUZZ_PRINT is set, to look at one that failed.
void show_input(const std::string& text);

std::unique_ptr<Target> make_config_target();
std::unique_ptr<Target> make_assembler_target();
std::unique_ptr<Target> make_vector_target();
std::unique_ptr<Target> make_image_target();
std::unique_ptr<Target> make_functional_target();
std::unique_ptr<Target> make_cycle_target();
std::unique_ptr<Target> make_onnx_target();
std::unique_ptr<Target> make_tflite_target();

}  // namespace vta::fuzz
