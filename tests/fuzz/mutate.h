// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cosim/random_source.h"
#include "isa/program.h"

namespace vta::fuzz {

/// Changes a text in one to a few places: bytes, pieces moved, repeated or removed, numbers
/// replaced by awkward ones, words by others of `words`.
std::string mutate_text(std::string text,
                        const std::vector<std::string>& words,
                        cosim::RandomSource& random);

/// Changes a program in one to a few places: bits, whole words, order and number of instructions,
/// micro-ops, base registers, size of DRAM (at most `max_dram_bytes`).
void mutate_program(isa::Program& program,
                    std::uint64_t max_dram_bytes,
                    cosim::RandomSource& random);

}  // namespace vta::fuzz
