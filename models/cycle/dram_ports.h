// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/functional/machine.h"

namespace vta::cycle {

class VME;

/// DRAM through the memory socket's direct memory interface.
class DirectDram : public functional::DramPort {
  public:
    explicit DirectDram(VME& vme) : vme_(vme) {}
    const std::uint8_t* direct_read(std::uint64_t address, std::size_t bytes) override;
    std::uint8_t* direct_write(std::uint64_t address, std::size_t bytes) override;
    void read(std::uint64_t address, void* to, std::size_t bytes) override;
    void write(std::uint64_t address, const void* from, std::size_t bytes) override;

  private:
    VME& vme_;
};

/// The bytes of one LOAD as its bursts brought them.
class StagedReads : public functional::DramPort {
  public:
    void clear();
    void add(std::uint64_t address, const unsigned char* bytes, std::size_t count);

    const std::uint8_t* direct_read(std::uint64_t address, std::size_t bytes) override;
    std::uint8_t* direct_write(std::uint64_t, std::size_t) override { return nullptr; }
    void read(std::uint64_t address, void* to, std::size_t bytes) override;
    void write(std::uint64_t address, const void* from, std::size_t bytes) override;

  private:
    struct Piece {
        std::uint64_t address;
        std::size_t offset;
        std::size_t bytes;
    };
    std::vector<Piece> pieces_;
    std::vector<std::uint8_t> bytes_;
    std::size_t next_ = 0;  ///< piece at which the last read ended: rows are read in order
};

/// The bytes of one STORE on their way to its write bursts, in the order in which it writes them.
class StagedWrites : public functional::DramPort {
  public:
    void clear() {
        bytes_.clear();
        next_ = 0;
    }
    /// The next `count` bytes.
    const std::uint8_t* take(std::size_t count);

    const std::uint8_t* direct_read(std::uint64_t, std::size_t) override { return nullptr; }
    std::uint8_t* direct_write(std::uint64_t, std::size_t) override { return nullptr; }
    void read(std::uint64_t address, void* to, std::size_t bytes) override;
    void write(std::uint64_t address, const void* from, std::size_t bytes) override;

  private:
    std::vector<std::uint8_t> bytes_;
    std::size_t next_ = 0;
};

}  // namespace vta::cycle
