// SPDX-License-Identifier: Apache-2.0
#include "runtime/c_api.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "runtime/capture.h"
#include "runtime/default_device.h"
#include "runtime/memory_device.h"

using namespace vta::runtime;

namespace {

/// A MemoryDevice that keeps its launches where the test can see them.
class TestDevice : public MemoryDevice {
  public:
    using MemoryDevice::MemoryDevice;
    static inline thread_local std::vector<std::vector<vta::isa::Word128>> launches;
    static inline thread_local bool limit = false;
    void wait(std::uint64_t max_cycles) override {
        RegisterFile copy(config());
        for (std::uint32_t offset = 0; offset < copy.map().end(); offset += 4)
            copy.write(offset, read_register(offset));
        launches.push_back(capture_program(config(),
                                           copy.bases(),
                                           copy.instruction_count(),
                                           [this](void* to, std::uint64_t at, std::size_t bytes) {
                                               copy_from_device(to, at, bytes);
                                           })
                               .instructions);
        if (limit) throw vta::LimitError("limit");
        MemoryDevice::wait(max_cycles);
    }
};

void use_test_device() {
    set_default_device_factory([] {
        vta::isa::HardwareParameters parameters;
        parameters.uop_depth = 8192;
        return std::make_unique<TestDevice>(vta::isa::HardwareConfig(parameters));
    });
    TestDevice::launches.clear();
}

int record_reset(void*) {
    VTAUopLoopBegin(4, 1, 0, 0);
    VTAUopPush(0, 1, 0, 0, 0, 0, 0, 0);
    VTAUopLoopEnd();
    return 0;
}

int recorded = 0;
int record_add(void* signature) {
    ++recorded;
    VTAUopPush(1, 0, 0, 0, 0, 2, 1, *static_cast<int*>(signature));
    return 0;
}

/// Runs `body` in a child; its stderr, and whether it aborted.
template <typename Body>
std::pair<std::string, bool> in_child(Body body) {
    int ends[2] = {};
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);  // without Catch2's handler
        body();
        _exit(0);
    }
    close(ends[1]);
    std::string text;
    char buffer[256];
    for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    return {text, WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT};
}

}  // namespace

TEST_CASE("Old callers build the same stream through the C API") {
    use_test_device();
    VTACommandHandle cmd = VTATLSCommandHandle();
    CHECK(VTATLSCommandHandle() == cmd);
    void* in = VTABufferAlloc(64);
    void* handle = nullptr;
    CHECK(VTAPushGEMMOp(&handle, record_reset, nullptr, 0) == 0);
    CHECK(handle != nullptr);
    VTADepPush(cmd, 2, 1);
    VTADepPop(cmd, 2, 1);
    VTALoadBuffer2D(cmd, in, 0, 4, 1, 4, 0, 0, 0, 0, 0, 2);
    VTASynchronize(cmd, 1u << 31);
    REQUIRE(TestDevice::launches.size() == 1);
    const auto& stream = TestDevice::launches[0];
    REQUIRE(stream.size() == 7);
    CHECK(stream[1] == vta::isa::Word128{0x00020020002000a2, 1});
    CHECK(stream[2] == vta::isa::Word128{0x0001000400000110, 0x0000000400040001});
    VTABufferFree(in);
    VTARuntimeShutdown();
}

TEST_CASE("Signatures beyond 98 get kernels of their own") {
    use_test_device();
    recorded = 0;
    void* handle = nullptr;
    for (int round = 0; round < 2; ++round)
        for (int value : {98, 99, -1, 100000 % 32768})
            VTAPushALUOp(&handle, record_add, &value, sizeof value);
    CHECK(recorded == 4);
    VTARuntimeShutdown();
}

TEST_CASE("Buffers copy in every direction, and their host pointer is the device's memory") {
    use_test_device();
    void* a = VTABufferAlloc(16);
    void* b = VTABufferAlloc(16);
    const char text[] = "0123456789abcde";
    char back[17] = {};
    VTABufferCopy(text, 0, a, 0, 16, 1);
    VTABufferCopy(a, 2, b, 4, 8, 3);
    VTABufferCopy(b, 4, back, 1, 8, 2);
    CHECK(std::string(back + 1) == "23456789");
    VTACommandHandle cmd = VTATLSCommandHandle();
    CHECK(static_cast<char*>(VTABufferCPUPtr(cmd, b))[4] == '2');
    CHECK(VTABufferCPUPtr(cmd, back) == back);
    VTARuntimeShutdown();
}

TEST_CASE("Driver memory has physical addresses, inner pointers included") {
    use_test_device();
    auto* block = static_cast<char*>(VTAMemAlloc(8192, 0));
    const vta_phy_addr_t address = VTAMemGetPhyAddr(block);
    CHECK(address % 4096 == 0);
    CHECK(address != 0);
    CHECK(VTAMemGetPhyAddr(block + 5000) == address + 5000);
    const std::uint64_t finish[2] = {3, 0};
    VTAMemCopyFromHost(block, finish, sizeof finish);
    VTADeviceHandle device = VTADeviceAlloc();
    CHECK(VTADeviceRun(device, address, 1, 1000) == 0);
    TestDevice::limit = true;
    CHECK(VTADeviceRun(device, address, 1, 1000) == 1);
    TestDevice::limit = false;
    VTADeviceFree(device);
    VTAMemFree(block);
}

TEST_CASE("Each thread has a context of its own") {
    use_test_device();
    VTACommandHandle mine = VTATLSCommandHandle();
    VTACommandHandle other = nullptr;
    std::size_t instructions = 0;
    std::thread([&] {
        other = VTATLSCommandHandle();
        VTASynchronize(other, 0);
        instructions = TestDevice::launches.at(0).size();
    }).join();
    CHECK(other != mine);
    CHECK(instructions == 4);
    CHECK(TestDevice::launches.empty());
    VTARuntimeShutdown();
}

TEST_CASE("Mistakes of C callers abort with one line that says what was wrong") {
    use_test_device();
    VTACommandHandle cmd = VTATLSCommandHandle();
    const auto aborts_with = [](auto body, const char* text) {
        const auto [message, aborted] = in_child(body);
        CHECK(aborted);
        CHECK_THAT(message, Catch::StartsWith("vta: VTA") && Catch::Contains(text));
    };
    int stranger = 0;
    aborts_with([&] { VTABufferFree(&stranger); }, "is not a live buffer of this context");
    aborts_with([&] { VTADepPush(cmd, 1, 3); }, "dependency from load to store");
    aborts_with([&] { VTADepPop(cmd, 0, 2); }, "queue id: got 0");
    aborts_with([&] { VTAUopPush(0, 0, 0, 0, 0, 0, 0, 0); }, "only the function given to");
    aborts_with([&] { VTASynchronize(nullptr, 0); }, "command handle is null");
    aborts_with([&] { VTALoadBuffer2D(cmd, &stranger, 0, 1, 1, 1, 0, 0, 0, 0, 0, 9); },
                "memory type: got 9");
    aborts_with(
        [&] {
            void* handle = nullptr;
            int imm = 40000;
            VTAPushALUOp(&handle, record_add, &imm, sizeof imm);
        },
        "ALU immediate: got 40000");
    VTARuntimeShutdown();
}
