// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/dram_ports.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/error.h"
#include "models/cycle/vme.h"

namespace vta::cycle {

const std::uint8_t* DirectDram::direct_read(std::uint64_t address, std::size_t bytes) {
    return vme_.direct(address, bytes, false);
}

std::uint8_t* DirectDram::direct_write(std::uint64_t address, std::size_t bytes) {
    return const_cast<std::uint8_t*>(vme_.direct(address, bytes, true));
}

void DirectDram::read(std::uint64_t address, void*, std::size_t bytes) {
    throw ProgramError(
        fmt::format("read of {} bytes at {:#x} lies outside the memory", bytes, address));
}

void DirectDram::write(std::uint64_t address, const void*, std::size_t bytes) {
    throw ProgramError(
        fmt::format("write of {} bytes at {:#x} lies outside the memory", bytes, address));
}

void StagedReads::clear() {
    pieces_.clear();
    bytes_.clear();
    next_ = 0;
}

void StagedReads::add(std::uint64_t address, const unsigned char* bytes, std::size_t count) {
    pieces_.push_back({address, bytes_.size(), count});
    bytes_.insert(bytes_.end(), bytes, bytes + count);
}

const std::uint8_t* StagedReads::direct_read(std::uint64_t, std::size_t) {
    return nullptr;  // a row may be spread over several bursts
}

void StagedReads::read(std::uint64_t address, void* to, std::size_t bytes) {
    auto* out = static_cast<std::uint8_t*>(to);
    std::size_t searched = 0;
    while (bytes > 0) {
        VTA_CHECK(searched <= pieces_.size(), "bytes of a LOAD that no burst brought");
        if (next_ >= pieces_.size()) next_ = 0;
        const Piece& piece = pieces_[next_];
        if (address < piece.address || address >= piece.address + piece.bytes) {
            ++next_;
            ++searched;
            continue;
        }
        const std::size_t skip = static_cast<std::size_t>(address - piece.address);
        const std::size_t count = std::min(bytes, piece.bytes - skip);
        std::memcpy(out, bytes_.data() + piece.offset + skip, count);
        out += count;
        address += count;
        bytes -= count;
        searched = 0;
    }
}

void StagedReads::write(std::uint64_t, const void*, std::size_t) {
    throw InternalError("a LOAD writes no DRAM");
}

const std::uint8_t* StagedWrites::take(std::size_t count) {
    VTA_CHECK(next_ + count <= bytes_.size(), "a STORE wrote fewer bytes than its bursts hold");
    const std::uint8_t* bytes = bytes_.data() + next_;
    next_ += count;
    return bytes;
}

void StagedWrites::read(std::uint64_t, void*, std::size_t) {
    throw InternalError("a STORE reads no DRAM");
}

void StagedWrites::write(std::uint64_t, const void* from, std::size_t bytes) {
    const auto* first = static_cast<const std::uint8_t*>(from);
    bytes_.insert(bytes_.end(), first, first + bytes);
}

}  // namespace vta::cycle
