// SPDX-License-Identifier: Apache-2.0
#include "models/functional/dram.h"

#include <sys/mman.h>

#include <cstring>

#include <fmt/format.h>

#include "base/error.h"

namespace vta::functional {
namespace {

/// In place of the pages at `at`, if not null.
std::uint8_t* map_zeros(std::uint64_t bytes, std::uint8_t* at = nullptr) {
    // Anonymous pages are zero and take no memory until touched.
    void* pages =
        mmap(at,
             bytes == 0 ? 1 : bytes,
             PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (at != nullptr ? MAP_FIXED : 0),
             -1,
             0);
    if (pages == MAP_FAILED)
        throw UserError(
            fmt::format("DRAM of {} bytes cannot be reserved on this machine; "
                        "ask for less",
                        bytes));
    return static_cast<std::uint8_t*>(pages);
}

std::uint64_t splitmix64(std::uint64_t state) {
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

}  // namespace

void Dram::Unmap::operator()(std::uint8_t* data) const { munmap(data, bytes == 0 ? 1 : bytes); }

Dram::Dram(std::uint64_t bytes) : data_(map_zeros(bytes), Unmap{bytes}), size_(bytes) {}

void Dram::write(std::uint64_t address, const void* from, std::size_t bytes) {
    if (!contains(address, bytes))
        throw ProgramError(fmt::format(
            "write of {} bytes at {:#x} lies outside DRAM ({} bytes)", bytes, address, size_));
    if (bytes > 0) std::memcpy(data_.get() + address, from, bytes);  // `from` may be null then
}

void Dram::read(std::uint64_t address, void* to, std::size_t bytes) const {
    if (!contains(address, bytes))
        throw ProgramError(fmt::format(
            "read of {} bytes at {:#x} lies outside DRAM ({} bytes)", bytes, address, size_));
    if (bytes > 0) std::memcpy(to, data_.get() + address, bytes);
}

// The bytes stay where they are: whoever has a direct pointer (TLM DMI) keeps it.
void Dram::clear() { map_zeros(size_, data_.get()); }

void Dram::fill_random(std::uint64_t seed) {
    constexpr std::uint64_t kIncrement = 0x9E3779B97F4A7C15ull;
    std::uint64_t state = seed;
    for (std::uint64_t address = 0; address < size_; address += 8) {
        state += kIncrement;
        const std::uint64_t word = splitmix64(state);
        const std::uint64_t left = size_ - address;
        std::memcpy(data_.get() + address, &word, left < 8 ? left : 8);
    }
}

void place_instructions(const isa::Program& program, Dram& dram) {
    std::uint64_t address = program.base[static_cast<std::size_t>(isa::BaseRegister::kInstruction)];
    for (const isa::Word128& word : program.instructions) {
        const std::uint64_t halves[2] = {word.low, word.high};
        dram.write(address, halves, sizeof halves);
        address += sizeof halves;
    }
}

void place(const isa::Program& program, Dram& dram) {
    if (program.dram_seed)
        dram.fill_random(*program.dram_seed);
    else
        dram.clear();
    for (const isa::Segment& segment : program.segments)
        dram.write(segment.address, segment.bytes.data(), segment.bytes.size());
    place_instructions(program, dram);
}

}  // namespace vta::functional
