// SPDX-License-Identifier: Apache-2.0
// rtl_directed BUS_BITS ADDRESS_BITS ACC_DEPTH [COVERAGE_FILE]
// What golden programs cannot show: registers, the error register, contents at power-up.
// Exit code 1 if a check fails.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/rtl/rtl_bench.h"
#include "tests/rtl/rtl_coverage.h"

namespace vta::tests {
namespace {

constexpr std::uint64_t kProgram = 0x1000, kData = 0x8000;
constexpr std::size_t kDramBytes = 1u << 16;

/// A 128-bit instruction: fields by their first bit.
struct Word {
    std::uint64_t low = 0, high = 0;
    Word& set(std::uint32_t bit, std::uint64_t value) {
        (bit < 64 ? low : high) |= value << (bit % 64);
        return *this;
    }
};
Word finish() { return Word{3, 0}; }
/// LOAD (opcode 0) or STORE (1) of `memory` at DRAM offset `dram`, in elements.
Word transfer(std::uint32_t opcode,
              std::uint32_t memory,
              std::uint64_t dram,
              std::uint32_t rows,
              std::uint32_t columns) {
    return Word{opcode, 0}
        .set(7, memory)
        .set(26, dram)
        .set(64, rows)
        .set(80, columns)
        .set(96, columns);
}

class Checks {
  public:
    Checks(std::uint32_t bus_bits, std::uint32_t address_bits, std::uint32_t acc_depth)
        : bus_bits_(bus_bits), address_bits_(address_bits) {
        // Behind two factors of the index into acc, twice.
        for (alu_op_bit_ = 64; acc_depth > 1; acc_depth /= 2) alu_op_bit_ += 4;
    }
    void registers();
    void errors();
    void power_up();
    int failed() const { return failed_; }

  private:
    RtlBench bench(std::uint32_t reset_seed = 0) const {
        AxiMemory::Config memory;
        memory.bus_bytes = bus_bits_ / 8;
        return RtlBench(memory, address_bits_, kDramBytes, reset_seed);
    }
    static RtlRun run(RtlBench& bench, const std::vector<Word>& program) {
        std::uint64_t at = kProgram;
        for (const Word& word : program)
            for (const std::uint64_t half : {word.low, word.high})
                for (std::uint32_t byte = 0; byte < 8; ++byte)
                    bench.dram()[at++] = static_cast<std::uint8_t>(half >> 8 * byte);
        return bench.run(
            {kProgram, 0, 0, 0, 0, kData}, static_cast<std::uint32_t>(program.size()), 100000);
    }
    void expect(const std::string& what, std::uint64_t want, std::uint64_t got) {
        if (want == got) return;
        ++failed_;
        fmt::print("{}: got {:#x}, want {:#x}\n", what, got, want);
    }
    void expect_error(const std::string& what, std::uint32_t bit, const std::vector<Word>& program);

    const std::uint32_t bus_bits_, address_bits_;
    std::uint32_t alu_op_bit_ = 0;
    int failed_ = 0;
};

void Checks::registers() {
    RtlBench b = bench();
    const std::uint32_t last_base = 12 + 6 * address_bits_ / 8 - 4;
    for (std::uint32_t offset = 4; offset <= last_base; offset += 4) {
        expect(fmt::format("register {:#x} after reset", offset), 0, b.read(offset));
        b.write(offset, 0xdead0000u + offset);
    }
    for (std::uint32_t offset = 4; offset <= last_base; offset += 4)
        expect(fmt::format("register {:#x}", offset), 0xdead0000u + offset, b.read(offset));
    expect("unaligned read", 0, b.read(0x0d));
    b.write(0x0d, 1);
    expect("register beside an unaligned write", 0xdead000cu, b.read(0x0c));
    expect("unmapped read", 0, b.read(0x100));
    expect("control before the launch", 0, b.read(0));
    // Reference 12.3 for the 64-bit bus, 5.4 for wider ones.
    expect("FINISH alone", bus_bits_ == 64 ? 25 : 27, run(b, {finish()}).cycles);
    expect("control after FINISH", 2, b.read(0));
}

void Checks::expect_error(const std::string& what,
                          std::uint32_t bit,
                          const std::vector<Word>& program) {
    RtlBench b = bench();
    const RtlRun result = run(b, program);
    expect(what + " ends the run", 1, result.finished ? 1 : 0);
    expect(what + ", error register", 1u << bit, result.errors);
}

void Checks::errors() {
    const std::uint64_t tensor = 0x100;
    for (const std::uint64_t opcode : {5, 6, 7})
        expect_error(fmt::format("opcode {}", opcode), 0, {Word{opcode, 0}, finish()});
    for (const std::uint32_t memory : {4, 6, 7})
        expect_error(fmt::format("LOAD of memory {}", memory),
                     0,
                     {transfer(0, memory, tensor, 1, 1), finish()});
    for (const std::uint32_t op : {5, 6, 7})
        expect_error(
            fmt::format("ALU operation {}", op), 0, {Word{4, 0}.set(alu_op_bit_, op), finish()});
    for (const std::uint32_t memory : {0, 1, 2, 3, 5})
        expect_error(fmt::format("LOAD of memory {} without rows", memory),
                     1,
                     {transfer(0, memory, tensor, 0, 1), finish()});
    if (bus_bits_ >= 128)
        expect_error("wide STORE without rows", 2, {transfer(1, 4, tensor, 0, 1), finish()});
    for (const std::uint32_t memory : {0, 1, 2, 3, 5})
        expect_error(fmt::format("LOAD of memory {} at address 0", memory),
                     3,
                     {transfer(0, memory, 0, 1, 1), finish()});
    expect_error("launch of nothing", 4, {});

    RtlBench b = bench();
    run(b, {});
    expect("error register after a good launch", 0, run(b, {finish()}).errors);
}

void Checks::power_up() {
    // A STORE of what nobody wrote, ordered before FINISH: zeros, unless memories start random.
    const std::vector<Word> program{
        Word{1, 0}.set(5, 1).set(7, 4).set(64, 1).set(80, 16).set(96, 16), Word{3, 0}.set(4, 1)};
    for (const std::uint32_t seed : {0u, 5u}) {
        RtlBench b = bench(seed);
        b.dram().assign(kDramBytes, 0x55);
        run(b, program);
        std::uint64_t zeros = 0;
        for (std::size_t i = 0; i < 64; ++i) zeros += b.dram()[kData + i] == 0 ? 1 : 0;
        expect(fmt::format("zero bytes of out at power-up, seed {}", seed),
               1,
               seed == 0 ? zeros / 64 : (zeros < 32 ? 1 : 0));
    }
}

int check(int argc, char** argv) {
    if (argc != 4 && argc != 5) {
        fmt::print(stderr, "usage: rtl_directed BUS_BITS ADDRESS_BITS ACC_DEPTH [COVERAGE_FILE]\n");
        return 2;
    }
    Checks checks(static_cast<std::uint32_t>(std::stoul(argv[1])),
                  static_cast<std::uint32_t>(std::stoul(argv[2])),
                  static_cast<std::uint32_t>(std::stoul(argv[3])));
    checks.registers();
    checks.errors();
    checks.power_up();
    if (argc == 5) write_coverage(argv[4]);
    fmt::print("rtl_directed: {} failed\n", checks.failed());
    return checks.failed() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace vta::tests

int main(int argc, char** argv) { return vta::tests::check(argc, argv); }
