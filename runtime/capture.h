// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "isa/program.h"
#include "runtime/device.h"
#include "runtime/register_file.h"

namespace vta::runtime {

using ReadMemory = std::function<void(void* to, std::uint64_t address, std::size_t bytes)>;

/// The launch of `count` instructions as a program of its own: the instructions, and a segment for
/// every range of DRAM that its LOADs read, as `read` finds them now.
isa::Program capture_program(const isa::HardwareConfig& config,
                             const std::array<std::uint64_t, isa::kBaseRegisterCount>& base,
                             std::uint32_t count,
                             const ReadMemory& read);

/// Adds what the program's STOREs wrote, as `read` finds it now, to `program.expected`.
void capture_results(const isa::HardwareConfig& config,
                     isa::Program& program,
                     const ReadMemory& read);

/// Passes everything on to another device, and keeps each launch as a program. Behind it, a
/// MemoryDevice gives programs without running them.
class CapturingDevice : public Device {
  public:
    /// `with_results`: DRAM after each launch becomes the program's expected output.
    CapturingDevice(Device& inner, bool with_results);

    const std::vector<isa::Program>& programs() const { return programs_; }

    const isa::HardwareConfig& config() const override { return inner_.config(); }
    std::uint64_t allocate(std::uint64_t bytes) override { return inner_.allocate(bytes); }
    void free(std::uint64_t address) override { inner_.free(address); }
    void copy_to_device(std::uint64_t address, const void* from, std::size_t bytes) override {
        inner_.copy_to_device(address, from, bytes);
    }
    void copy_from_device(void* to, std::uint64_t address, std::size_t bytes) override {
        inner_.copy_from_device(to, address, bytes);
    }
    std::uint8_t* host_pointer(std::uint64_t address) override {
        return inner_.host_pointer(address);
    }
    std::uint32_t read_register(std::uint32_t offset) override {
        return inner_.read_register(offset);
    }
    void write_register(std::uint32_t offset, std::uint32_t value) override {
        registers_.write(offset, value);
        inner_.write_register(offset, value);
    }
    void wait(std::uint64_t max_cycles) override;

  private:
    Device& inner_;
    const bool with_results_;
    RegisterFile registers_;
    std::vector<isa::Program> programs_;
};

}  // namespace vta::runtime
