// SPDX-License-Identifier: Apache-2.0
#include "runtime/uop_residency.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/support/test_data.h"

using vta::runtime::UopKernel;
using vta::runtime::UopResidency;

namespace {

UopKernel kernel_of(std::size_t size, std::uint32_t mark) {
    UopKernel kernel;
    for (std::size_t i = 0; i < size; ++i)
        kernel.uops.push_back(mark << 16 | static_cast<std::uint32_t>(i));
    return kernel;
}

/// Executes the LOADs in order against the final image, as the hardware does after a launch, and
/// checks that each use finds its own micro-ops.
class Replay {
  public:
    explicit Replay(std::uint32_t depth) : residency_(depth), depth_(depth) {}
    void use(const UopKernel& kernel) {
        Step step{&kernel, 0, residency_.use(kernel)};
        step.position = residency_.position(kernel);
        steps_.push_back(step);
    }
    bool all_found() const {
        std::vector<std::uint32_t> buffer(depth_);
        for (const Step& step : steps_) {
            if (step.load)
                for (std::uint32_t i = 0; i < step.load->x_size; ++i)
                    buffer.at(step.load->sram_base + i) =
                        residency_.image().at(step.load->dram_base + i);
            const auto& want = step.kernel->uops;
            if (!std::equal(want.begin(), want.end(), buffer.begin() + step.position)) return false;
        }
        return true;
    }
    std::size_t loads() const {
        std::size_t count = 0;
        for (const Step& step : steps_) count += step.load ? 1 : 0;
        return count;
    }

  private:
    struct Step {
        const UopKernel* kernel;
        std::uint32_t position;
        std::optional<vta::isa::Instruction> load;
    };
    UopResidency residency_;
    std::uint32_t depth_;
    std::vector<Step> steps_;
};

}  // namespace

TEST_CASE("A resident kernel is not loaded again") {
    Replay replay(8192);
    const UopKernel a = kernel_of(10, 1), b = kernel_of(20, 2);
    replay.use(a);
    replay.use(b);
    replay.use(a);
    CHECK(replay.loads() == 2);
    CHECK(replay.all_found());
}

TEST_CASE("LOADs queued before an eviction still find their micro-ops") {
    Replay replay(8192);
    const UopKernel a = kernel_of(5000, 1), b = kernel_of(3000, 2), c = kernel_of(400, 3);
    replay.use(a);
    replay.use(b);
    replay.use(c);  // wraps over a
    replay.use(b);  // survives
    replay.use(a);  // does not fit behind c: wraps again
    CHECK(replay.loads() == 4);
    CHECK(replay.all_found());
}

TEST_CASE("Any order of kernels finds its micro-ops, whatever was evicted") {
    const auto seed = vta::tests::test_seed(7);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int round = 0; round < 50; ++round) {
        std::vector<UopKernel> kernels;
        for (std::uint32_t i = 0; i < 12; ++i) kernels.push_back(kernel_of(1 + random() % 64, i));
        Replay replay(64);
        for (int use = 0; use < 200; ++use) replay.use(kernels[random() % kernels.size()]);
        REQUIRE(replay.all_found());
    }
}
