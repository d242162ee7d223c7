// SPDX-License-Identifier: Apache-2.0
#include "runtime/runtime.h"

#include <catch2/catch.hpp>
#include <sstream>
#include <thread>

#include "base/error.h"
#include "runtime/capture.h"
#include "runtime/memory_device.h"

using namespace vta::runtime;
using vta::isa::AluOpcode;
using vta::isa::MemoryType;
using vta::isa::Module;
using vta::isa::Word128;

namespace {

vta::isa::HardwareConfig software_config() {  // the original software's: 8192 micro-ops
    vta::isa::HardwareParameters parameters;
    parameters.uop_depth = 8192;
    return vta::isa::HardwareConfig(parameters);
}

struct Bench {
    explicit Bench(const Runtime::Options& options = {}, std::uint64_t dram = 1u << 30)
        : memory(software_config(), dram), device(memory, false), runtime(device, options) {}
    MemoryDevice memory;
    CapturingDevice device;
    Runtime runtime;
};

void one_uop_gemm(KernelRecorder& recorder, bool reset) {
    recorder.loop_begin({4, 1, reset ? 0u : 1u, 0});
    recorder.gemm(reset, 0, 0, 0);
    recorder.loop_end();
}

/// The calls of the original's reference submission, in its order.
void golden_submission(Runtime& runtime, const Buffer* a, const Buffer* w, const Buffer* o) {
    runtime.push_gemm({1, ""}, [](KernelRecorder& r) { one_uop_gemm(r, true); });
    runtime.dep_push(Module::kCompute, Module::kLoad);
    runtime.dep_pop(Module::kCompute, Module::kLoad);
    Load2D load;
    load.buffer = a;
    load.x_size = load.x_stride = 4;
    runtime.load(load);
    load.buffer = w;
    load.x_size = load.x_stride = 1;
    load.memory = MemoryType::kWgt;
    runtime.load(load);
    runtime.dep_push(Module::kLoad, Module::kCompute);
    runtime.dep_pop(Module::kLoad, Module::kCompute);
    runtime.push_gemm({2, ""}, [](KernelRecorder& r) { one_uop_gemm(r, false); });
    runtime.push_alu({3, ""}, [](KernelRecorder& r) {
        r.loop_begin({4, 1, 1, 0});
        r.alu(AluOpcode::kShr, true, 8, 0, 0);
        r.loop_end();
    });
    runtime.dep_push(Module::kCompute, Module::kStore);
    runtime.dep_pop(Module::kCompute, Module::kStore);
    runtime.store({0, o, 0, 4, 1, 4});
    runtime.synchronize();
}

}  // namespace

TEST_CASE("The reference submission comes out bit-equal at the original's addresses") {
    Bench bench;
    const Buffer* a = bench.runtime.allocate(64);
    const Buffer* w = bench.runtime.allocate(256);
    const Buffer* o = bench.runtime.allocate(64);
    CHECK(a->address() == 0x4001000);
    CHECK(w->address() == 0x4002000);
    CHECK(o->address() == 0x4003000);
    golden_submission(bench.runtime, a, w, o);

    REQUIRE(bench.device.programs().size() == 1);
    const vta::isa::Program& program = bench.device.programs()[0];
    CHECK(program.base[0] == 0x2001000);
    const std::vector<Word128> want = {{0x0000001000000000, 0x0000000100010001},
                                       {0x00020020002000a2, 0x0000000000000001},
                                       {0x0001000400000110, 0x0000000400040001},
                                       {0x00001000800000c0, 0x0000000100010001},
                                       {0x0000001004000408, 0x0000000100010001},
                                       {0x0002002000400102, 0x0000000000400001},
                                       {0x0000001008000800, 0x0000000100010001},
                                       {0x0008000800600244, 0x0008b00200000800},
                                       {0x0001000c00000229, 0x0000000400040001},
                                       {0x0000000000000140, 0x0000000000000000},
                                       {0x0000000000000018, 0x0000000000000000},
                                       {0x0000000000000003, 0x0000000000000000}};
    REQUIRE(program.instructions.size() == want.size());
    for (std::size_t i = 0; i < want.size(); ++i) {
        CAPTURE(i);
        CHECK(program.instructions[i] == want[i]);
    }
    // Three micro-ops, all zero, at 0x1000.
    REQUIRE(program.segments.size() >= 1);
    CHECK(program.segments[0].name == "uop");
    CHECK(program.segments[0].address == 0x1000);
    CHECK(program.segments[0].bytes == std::vector<std::uint8_t>(12));
}

TEST_CASE("Submissions are independent: the second one loads its micro-ops again") {
    Bench bench;
    const Buffer* a = bench.runtime.allocate(64);
    const Buffer* w = bench.runtime.allocate(256);
    const Buffer* o = bench.runtime.allocate(64);
    golden_submission(bench.runtime, a, w, o);
    golden_submission(bench.runtime, a, w, o);
    REQUIRE(bench.device.programs().size() == 2);
    CHECK(bench.device.programs()[0].instructions == bench.device.programs()[1].instructions);
}

TEST_CASE("An empty submission has four instructions") {
    Bench bench;
    bench.runtime.synchronize();
    REQUIRE(bench.device.programs().size() == 1);
    CHECK(bench.device.programs()[0].instructions ==
          std::vector<Word128>{{0x21, 0}, {0x140, 0}, {0x18, 0}, {0x3, 0}});
}

TEST_CASE("Kernels are recorded once a signature and told apart by every byte of it") {
    Bench bench;
    int recorded = 0;
    const auto push = [&](const std::string& signature) {
        bench.runtime.push_gemm({1, signature}, [&](KernelRecorder& r) {
            ++recorded;
            r.gemm(true, 0, 0, 0);
        });
    };
    push(std::string("\x62\0\0\0", 4));
    push(std::string("\x63\0\0\0", 4));  // the original stopped at 98
    push(std::string("\xff\xff\xff\xff", 4));
    push("");
    push(std::string("\x63\0\0\0", 4) + "more");
    CHECK(recorded == 5);
    push(std::string("\x63\0\0\0", 4));
    push("");
    CHECK(recorded == 5);
    CHECK_THROWS_WITH(bench.runtime.push_alu({1, ""}, [](KernelRecorder&) {}),
                      Catch::Contains("same key"));
}

TEST_CASE("A full instruction buffer is launched and the stream goes on") {
    Runtime::Options options;
    options.instruction_buffer_bytes = 16 * 20;
    Bench bench(options);
    for (int i = 0; i < 30; ++i)
        bench.runtime.push_gemm({1, ""}, [](KernelRecorder& r) { r.gemm(true, 0, 0, 0); });
    bench.runtime.synchronize();
    std::size_t resets = 0;
    CHECK(bench.device.programs().size() >= 2);
    const vta::isa::Codec codec(bench.runtime.config());
    for (const auto& program : bench.device.programs()) {
        CHECK(program.instructions.size() <= 20);
        CHECK(program.instructions.back() == Word128{3, 0});
        for (const Word128& word : program.instructions)
            resets += codec.decode(word)->opcode == vta::isa::Opcode::kGemm ? 1 : 0;
    }
    CHECK(resets == 30);
}

TEST_CASE("A full micro-op buffer is launched and the stream goes on") {
    Runtime::Options options;
    options.uop_buffer_bytes = 4 * 100;
    Bench bench(options);
    for (std::uint64_t site = 0; site < 3; ++site)
        bench.runtime.push_gemm({site, ""}, [](KernelRecorder& r) {
            for (std::uint32_t i = 0; i < 60; ++i) r.gemm(true, i, 0, 0);
        });
    bench.runtime.synchronize();
    CHECK(bench.device.programs().size() == 3);
}

TEST_CASE("Copies are checked against instruction fields, scratchpad and buffer") {
    Bench bench;
    Runtime& runtime = bench.runtime;
    Load2D load;
    load.buffer = runtime.allocate(16 * 100);
    load.x_size = load.x_stride = 10;
    load.y_size = 10;
    CHECK_NOTHROW(runtime.load(load));
    const auto fails = [&](auto change, const char* text) {
        Load2D bad = load;
        change(bad);
        CHECK_THROWS_WITH(runtime.load(bad), Catch::Contains(text));
    };
    fails([](Load2D& l) { l.buffer = &l; }, "load: ");
    fails([](Load2D& l) { l.offset = 1; }, "tensors 1 to 101 of a buffer of 100 inp tensors");
    fails([](Load2D& l) { l.x_stride = 11; }, "tensors 0 to 109");
    fails([](Load2D& l) { l.y_size = 0; }, "y_size 0");
    fails([](Load2D& l) { l.x_size = 65536; }, "x_size: got 65536, want at most 65535");
    fails([](Load2D& l) { l.x_pad_after = 16; }, "x_pad_after: got 16, want at most 15");
    fails([](Load2D& l) { l.sram_index = 1949; }, "tensors 1949 to 2049 of the inp scratchpad");
    fails([](Load2D& l) { l.memory = MemoryType::kOut; }, "cannot be loaded");
    CHECK_THROWS_WITH(runtime.store({0, load.buffer, 0, 101, 1, 101}),
                      Catch::Contains("store: tensors 0 to 101"));
    CHECK_THROWS_WITH(runtime.read_barrier(load.buffer, 8, 1600, 1),
                      Catch::Contains("read barrier"));
    CHECK(runtime.pending_instructions() == 1);
}

TEST_CASE("Dumps show every instruction and micro-op of a submission") {
    Bench bench;
    std::ostringstream instructions, uops;
    Runtime::Debug debug;
    debug.instructions = &instructions;
    debug.uops = &uops;
    bench.runtime.set_debug(debug);
    bench.runtime.push_gemm({1, ""}, [](KernelRecorder& r) { r.gemm(true, 7, 0, 0); });
    bench.runtime.synchronize();
    CHECK_THAT(instructions.str(), Catch::StartsWith("6 instructions\n"));
    CHECK_THAT(instructions.str(), Catch::Contains("finish"));
    CHECK_THAT(uops.str(), Catch::Contains("00000007 dst=7 src=0 wgt=0"));
}

TEST_CASE("A failed launch leaves a usable runtime") {
    struct Failing : MemoryDevice {
        using MemoryDevice::MemoryDevice;
        bool fail = true;
        void wait(std::uint64_t cycles) override {
            if (fail) throw vta::DeadlockError("stuck");
            MemoryDevice::wait(cycles);
        }
    } device(software_config());
    Runtime runtime(device);
    runtime.dep_pop(Module::kCompute, Module::kLoad);
    CHECK_THROWS_AS(runtime.synchronize(), vta::DeadlockError);
    CHECK(runtime.pending_instructions() == 0);
    device.fail = false;
    CHECK_NOTHROW(runtime.synchronize());
}

TEST_CASE("Threads share a runtime call by call and own runtimes without any sharing") {
    Bench shared;
    std::vector<std::thread> threads;
    std::vector<std::vector<Word128>> own(4);
    for (std::size_t t = 0; t < own.size(); ++t)
        threads.emplace_back([&, t] {
            Bench mine;
            const Buffer* a = mine.runtime.allocate(64);
            const Buffer* w = mine.runtime.allocate(256);
            const Buffer* o = mine.runtime.allocate(64);
            for (std::uint64_t i = 0; i < 200; ++i) {
                shared.runtime.push_gemm({i, ""}, [](KernelRecorder& r) { r.gemm(true, 0, 0, 0); });
                shared.runtime.free(shared.runtime.allocate(100));
            }
            golden_submission(mine.runtime, a, w, o);
            own[t] = mine.device.programs().at(0).instructions;
        });
    for (std::thread& thread : threads) thread.join();
    for (const auto& instructions : own) CHECK(instructions == own[0]);
    CHECK(own[0].size() == 12);
    // 200 kernels of one micro-op, loaded once, pushed four times.
    CHECK(shared.runtime.pending_instructions() == 200 + 800);
}
