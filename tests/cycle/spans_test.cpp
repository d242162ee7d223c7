// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <memory>

#include "tests/cycle/golden_slice.h"

namespace vta {
namespace {

using cycle::Cause;
using cycle::Cycle;
using cycle::Unit;

/// Adds up the spans of each unit, clipped to the cycles before F, and checks that they touch.
class SpanChecker : public cycle::Observer {
  public:
    void launched() override {
        at_.fill(0);
        cycles_.clear();
        pieces_.clear();
        gaps_ = 0;
    }
    void finished(Cycle cycle) override { finish_ = cycle; }
    void span(Unit unit, Cause cause, Cycle begin, Cycle end, std::uint32_t) override {
        Cycle& at = at_[static_cast<std::size_t>(unit)];
        gaps_ += begin != at || end <= begin;
        at = end;
        pieces_.push_back({unit, cause, begin, end});
    }
    Cycle sum(Unit unit) const {
        Cycle total = 0;
        for (const Piece& piece : pieces_)
            if (piece.unit == unit)
                total += std::max<Cycle>(0, std::min(piece.end, finish_) - piece.begin);
        return total;
    }
    Cycle cycles(Unit unit, Cause cause) const {
        Cycle total = 0;
        for (const Piece& piece : pieces_)
            if (piece.unit == unit && piece.cause == cause) total += piece.end - piece.begin;
        return total;
    }
    int gaps() const { return gaps_; }

  private:
    struct Piece {
        Unit unit;
        Cause cause;
        Cycle begin;
        Cycle end;
    };
    std::array<Cycle, cycle::kUnitCount> at_{};
    std::map<std::pair<Unit, Cause>, Cycle> cycles_;
    std::vector<Piece> pieces_;
    Cycle finish_ = 0;
    int gaps_ = 0;
};

constexpr Unit kUnits[] = {Unit::kLoad,
                           Unit::kCompute,
                           Unit::kStore,
                           Unit::kFetch,
                           Unit::kVmeRead,
                           Unit::kVmeWrite,
                           Unit::kMemory};

TEST_CASE("every cycle of every unit has exactly one cause") {
    SpanChecker checker;
    tests::for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        cycle::Simulation::Options options;
        options.timing_only = true;
        options.dram_bytes = vector.dram_bytes;
        cycle::Simulation simulation(config, options);
        simulation.observe(&checker);
        const cycle::LaunchResult result = tests::run_vector(simulation, vector);
        CAPTURE(vector.where(), vector.name);
        CHECK(checker.gaps() == 0);
        for (const Unit unit : kUnits) {
            CAPTURE(to_string(unit));
            CHECK(checker.sum(unit) == result.cycles);
        }
    });
}

TEST_CASE("the spans of the worked example are those of its timeline") {
    // Microarchitecture reference 12.2, all numbers read from its table.
    SpanChecker checker;
    bool found = false;
    tests::for_each_golden([&](const sim::Vector& vector, const isa::HardwareConfig& config) {
        if (vector.name != "ex12" || config.name() != "de10nano") return;
        found = true;
        cycle::Simulation::Options options;
        options.dram_bytes = vector.dram_bytes;
        cycle::Simulation simulation(config, options);
        simulation.observe(&checker);
        const cycle::LaunchResult result = tests::run_vector(simulation, vector);
        CHECK(result.cycles == 193);
        CHECK(result.acc_writes == 4);
    });
    REQUIRE(found);
    CHECK(checker.cycles(Unit::kCompute, Cause::kIdleBefore) == 38);
    CHECK(checker.cycles(Unit::kCompute, Cause::kGemm) == 2);
    CHECK(checker.cycles(Unit::kCompute, Cause::kAlu) == 2);
    CHECK(checker.cycles(Unit::kCompute, Cause::kWaitTokenPrev) == 164 - 100);
    CHECK(checker.cycles(Unit::kCompute, Cause::kWaitTokenNext) == 192 - 182);
    CHECK(checker.cycles(Unit::kCompute, Cause::kTransfer) == 1 + 16);
    CHECK(checker.cycles(Unit::kLoad, Cause::kTransfer) == 4 + 64);
    CHECK(checker.cycles(Unit::kStore, Cause::kTransfer) == 4);
    CHECK(checker.cycles(Unit::kStore, Cause::kStoreBubble) == 1);
    CHECK(checker.cycles(Unit::kStore, Cause::kStoreResponse) == 1);
    CHECK(checker.cycles(Unit::kFetch, Cause::kDispatch) == 8);
    CHECK(checker.cycles(Unit::kFetch, Cause::kMemoryLatency) == 17);
    CHECK(checker.cycles(Unit::kMemory, Cause::kTransfer) == 101);
    CHECK(checker.cycles(Unit::kVmeRead, Cause::kGrant) == 8);
}

}  // namespace
}  // namespace vta
