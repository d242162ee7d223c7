// SPDX-License-Identifier: Apache-2.0
#include "runtime/uop_kernel.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using vta::isa::AluOpcode;
using vta::isa::Opcode;
using vta::runtime::KernelRecorder;
using vta::runtime::RecordingRules;
using vta::runtime::UopKernel;

namespace {
const vta::isa::HardwareConfig kConfig;
}

TEST_CASE("One loop is the outer loop of a GEMM and the inner loop of an ALU instruction") {
    KernelRecorder gemm(kConfig, {});
    gemm.loop_begin({4, 1, 2, 3});
    gemm.gemm(false, 0, 0, 0);
    gemm.loop_end();
    const UopKernel g = gemm.finish(Opcode::kGemm);
    CHECK(g.instruction.iter_out == 4);
    CHECK(g.instruction.iter_in == 1);
    CHECK(g.instruction.dst_factor_out == 1);
    CHECK(g.instruction.src_factor_out == 2);
    CHECK(g.instruction.wgt_factor_out == 3);
    CHECK(g.instruction.dst_factor_in == 0);

    KernelRecorder alu(kConfig, {});
    alu.loop_begin({4, 1, 1, 0});
    alu.alu(AluOpcode::kShr, true, 8, 0, 0);
    alu.loop_end();
    const UopKernel a = alu.finish(Opcode::kAlu);
    CHECK(a.instruction.iter_out == 1);
    CHECK(a.instruction.iter_in == 4);
    CHECK(a.instruction.dst_factor_in == 1);
}

TEST_CASE("Immediate operations get src = dst unless told otherwise") {
    const bool keep = GENERATE(false, true);
    RecordingRules rules;
    rules.keep_immediate_source = keep;
    KernelRecorder recorder(kConfig, rules);
    recorder.loop_begin({2, 4, 8, 0});
    recorder.alu(AluOpcode::kAdd, true, 1, 3, 100);
    recorder.loop_end();
    const UopKernel kernel = recorder.finish(Opcode::kAlu);
    const vta::isa::Uop uop = vta::isa::Codec(kConfig).decode_uop(kernel.uops.at(0));
    CHECK(uop.src == (keep ? 100 : 3));
    CHECK(kernel.instruction.src_factor_in == (keep ? 8 : 4));
}

TEST_CASE("Micro-ops of one kernel must be of one kind") {
    KernelRecorder recorder(kConfig, {});
    recorder.alu(AluOpcode::kAdd, true, 1, 0, 0);
    CHECK_THROWS_WITH(recorder.alu(AluOpcode::kAdd, true, 2, 1, 1),
                      Catch::Contains("micro-op 1: mode, reset, ALU opcode and immediate"));
    CHECK_THROWS_AS(recorder.gemm(false, 0, 0, 0), vta::UserError);
    CHECK_THROWS_WITH(recorder.finish(Opcode::kGemm),
                      Catch::Contains("recorded as ALU, pushed as GEMM"));
}

TEST_CASE("Immediates must fit 16 bits") {
    KernelRecorder recorder(kConfig, {});
    recorder.alu(AluOpcode::kMin, true, 32767, 0, 0);
    KernelRecorder low(kConfig, {});
    low.alu(AluOpcode::kMin, true, -32768, 0, 0);
    CHECK_THROWS_WITH(recorder.alu(AluOpcode::kMin, true, 32768, 1, 1),
                      Catch::Contains("got 32768, want -32768 to 32767"));
    CHECK_THROWS_AS(low.alu(AluOpcode::kMin, true, -32769, 1, 1), vta::UserError);
}

TEST_CASE("Loops are checked") {
    KernelRecorder recorder(kConfig, {});
    CHECK_THROWS_AS(recorder.loop_begin({0, 0, 0, 0}), vta::UserError);
    CHECK_THROWS_AS(recorder.loop_begin({16384, 0, 0, 0}), vta::UserError);
    CHECK_THROWS_AS(recorder.loop_end(), vta::UserError);
    recorder.loop_begin({1, 0, 0, 0});
    recorder.loop_begin({2, 0, 0, 0});
    CHECK_THROWS_WITH(recorder.loop_begin({2, 0, 0, 0}), Catch::Contains("two loops"));
    recorder.gemm(false, 0, 0, 0);
    CHECK_THROWS_WITH(recorder.finish(Opcode::kGemm), Catch::Contains("2 not ended"));
    recorder.loop_end();
    recorder.loop_end();
    CHECK_NOTHROW(recorder.finish(Opcode::kGemm));
    CHECK_THROWS_WITH(recorder.loop_begin({2, 0, 0, 0}), Catch::Contains("before the first"));
}

TEST_CASE("Indices may reach the last tensor and not beyond") {
    const std::uint32_t start = GENERATE(2040u, 2041u);
    KernelRecorder recorder(kConfig, {});
    recorder.loop_begin({8, 1, 0, 0});
    recorder.gemm(false, start, 0, 0);
    recorder.loop_end();
    if (start == 2040)
        CHECK_NOTHROW(recorder.finish(Opcode::kGemm));
    else
        CHECK_THROWS_WITH(recorder.finish(Opcode::kGemm),
                          Catch::Contains("dst index reaches 2048"));
}

TEST_CASE("A kernel larger than the micro-op buffer is refused, an empty one is nothing") {
    KernelRecorder recorder(kConfig, {});
    CHECK(recorder.finish(Opcode::kGemm).empty());
    for (std::uint32_t i = 0; i < 2049; ++i) recorder.gemm(false, i % 2048, 0, 0);
    CHECK_THROWS_WITH(recorder.finish(Opcode::kGemm),
                      Catch::Contains("2049 micro-ops, the micro-op buffer holds 2048"));
}

TEST_CASE("GEMM reuse is refused only for targets without a bypass") {
    const std::uint32_t distance = GENERATE(0u, 1u, 2u);
    RecordingRules rules;
    rules.gemm_reuse_distance = distance;
    KernelRecorder recorder(kConfig, rules);
    recorder.gemm(false, 1, 0, 0);
    recorder.gemm(false, 2, 0, 0);
    recorder.gemm(false, 1, 0, 0);
    if (distance < 2)
        CHECK_NOTHROW(recorder.finish(Opcode::kGemm));
    else
        CHECK_THROWS_AS(recorder.finish(Opcode::kGemm), vta::UserError);
}

TEST_CASE("ALU kernels that read what was just written are refused, also across iterations") {
    const auto refuses = [](auto record) {
        KernelRecorder recorder(kConfig, {});
        record(recorder);
        try {
            recorder.finish(Opcode::kAlu);
        } catch (const vta::UserError&) {
            return true;
        }
        return false;
    };
    const auto imm = [](KernelRecorder& r, std::uint32_t dst) {
        r.alu(AluOpcode::kAdd, true, 1, dst, dst);
    };
    const auto reg = [](KernelRecorder& r, std::uint32_t dst, std::uint32_t src) {
        r.alu(AluOpcode::kAdd, false, 0, dst, src);
    };
    CHECK(refuses([&](KernelRecorder& r) { imm(r, 1), imm(r, 1); }));
    CHECK_FALSE(refuses([&](KernelRecorder& r) { imm(r, 1), imm(r, 2), imm(r, 1); }));
    CHECK(refuses([&](KernelRecorder& r) { reg(r, 1, 5), reg(r, 2, 1); }));
    CHECK_FALSE(refuses([&](KernelRecorder& r) { reg(r, 1, 5), reg(r, 1, 6); }));  // a reduction
    CHECK(refuses([&](KernelRecorder& r) {  // the next iteration starts where this one ends
        r.loop_begin({2, 1, 1, 0});
        imm(r, 0), imm(r, 1);
        r.loop_end();
    }));
    CHECK_FALSE(refuses([&](KernelRecorder& r) {
        r.loop_begin({2, 2, 2, 0});
        imm(r, 0), imm(r, 1);
        r.loop_end();
    }));
    CHECK(refuses([&](KernelRecorder& r) {  // prefix sum: src is the last dst, dst moves on
        r.loop_begin({3, 1, 1, 0});
        reg(r, 1, 0);
        r.loop_end();
    }));
    CHECK(refuses([&](KernelRecorder& r) {  // meets once, between two outer iterations
        r.loop_begin({2, 0, 1, 0});
        r.loop_begin({3, 1, 1, 0});
        reg(r, 10, 11);
        r.loop_end();
        r.loop_end();
    }));
}
