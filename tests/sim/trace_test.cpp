// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <limits>

#include "sim/report_compare.h"
#include "sim/report_xml.h"
#include "sim/trace_recorder.h"

namespace vta {
namespace {

using cycle::Cause;
using cycle::Unit;
using sim::TraceRecorder;

// Alternating spans of 3 cycles of transfer and 1 of latency.
void record(TraceRecorder& trace, int pairs) {
    for (int i = 0; i < pairs; ++i) {
        trace.span(Unit::kLoad, Cause::kTransfer, 4 * i, 4 * i + 3, 7);
        trace.span(Unit::kLoad, Cause::kMemoryLatency, 4 * i + 3, 4 * i + 4, 7);
    }
}

TEST_CASE("a timeline that fits keeps every span") {
    TraceRecorder trace(100);
    trace.begin();
    record(trace, 50);
    trace.end(200);
    CHECK(trace.resolution() == 1);
    CHECK(trace.track(Unit::kLoad).size() == 100);
}

TEST_CASE("a long timeline is merged: bounded, touching, named by the longest cause") {
    TraceRecorder trace(100);
    trace.begin();
    record(trace, 10'000);
    trace.end(40'000);
    const TraceRecorder::Track& track = trace.track(Unit::kLoad);
    CHECK(track.size() <= 101);
    CHECK(trace.resolution() > 1);
    CHECK(trace.resolution() <= 4 * 40'000 / 50);
    cycle::Cycle at = 0;
    for (std::size_t i = 0; i < track.size(); ++i) {
        CHECK(track[i].begin == at);
        CHECK(track[i].end > at);
        at = track[i].end;
        // The newest spans are not merged yet.
        if (track[i].end - track[i].begin > 1) CHECK(track[i].cause == Cause::kTransfer);
    }
    CHECK(at == 40'000);
    CHECK(trace.coarser(20).track(Unit::kLoad).size() <= 20);
}

TEST_CASE("a timeline ends with its launch, and the next launch follows it") {
    TraceRecorder trace;
    trace.begin();
    record(trace, 2);
    trace.end(5);
    CHECK(trace.track(Unit::kLoad).back().end == 5);
    trace.begin();
    trace.span(Unit::kLoad, Cause::kIdleBefore, 0, 4, cycle::Observer::kNoInstruction);
    trace.end(4);
    CHECK(trace.cycles() == 9);
    CHECK(trace.track(Unit::kLoad).back().begin == 5);
}

TEST_CASE("reports compare counter by counter") {
    const auto changes = sim::compare_reports({"a", {{"x", 100}, {"y", 0}, {"z", 5}}},
                                              {"b", {{"w", 1}, {"x", 103}, {"y", 0}}});
    REQUIRE(changes.size() == 4);
    CHECK(changes[0].text() == "absent -> 1");
    CHECK(changes[0].relative() == std::numeric_limits<double>::infinity());
    CHECK(changes[1].text() == "100 -> 103 (+3.00 %)");
    CHECK(changes[1].relative() == Approx(0.03));
    CHECK_FALSE(changes[2].changed());
    CHECK(changes[2].relative() == 0);
    CHECK(changes[3].text() == "5 -> absent");
}

TEST_CASE("text is escaped for XML") {
    CHECK(sim::xml_escaped("a<b>&\"\n\x01") == "a&lt;b&gt;&amp;&quot;&#10;?");
}

}  // namespace
}  // namespace vta
