// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/tensor_pipeline.h"

#include "models/timing/operations.h"

namespace vta::cycle {
namespace {

// Whether the effect of an instruction that is done in cycle `done` can be seen. One that ends
// beyond the cycle limit may be longer than anybody waits.
bool moves_data(const Context& context, Cycle done) {
    return context.machine != nullptr && done <= context.limit;
}

// The life of a GEMM or ALU instruction: start-up, issues, drain. Returns its done cycle.
Cycle pass_through(
    Context& context, const Command& command, Cycle start, Cycle issues, Cause cause) {
    const Cycle done = start + timing::kPipelineCycles + issues;
    if (context.observer != nullptr) {
        const Cycle issue = start + timing::kIssueDelay;
        Fact& fact = context.facts.next(FactKind::kPipeline, Unit::kCompute, command.index);
        fact.cause = cause;
        fact.pipeline = {start, issue, issue + issues, done + 1};
        context.facts.commit();
    }
    return done;
}

}  // namespace

TensorGemm::TensorGemm(const sc_core::sc_module_name& name, Context& context)
    : sc_module(name), context_(context) {}

Cycle TensorGemm::run(const Command& command, Cycle start) {
    if (!command.instruction.reset)
        operations_ += static_cast<std::uint64_t>(timing::operation_count(command.instruction));
    const Cycle done = pass_through(
        context_, command, start, timing::issue_cycles(command.instruction), Cause::kGemm);
    if (moves_data(context_, done)) context_.machine->gemm(command.instruction);
    return done;
}

TensorAlu::TensorAlu(const sc_core::sc_module_name& name, Context& context)
    : sc_module(name), context_(context) {}

Cycle TensorAlu::run(const Command& command, Cycle start) {
    const Cycle done = pass_through(
        context_, command, start, timing::issue_cycles(command.instruction), Cause::kAlu);
    if (moves_data(context_, done)) context_.machine->alu(command.instruction);
    return done;
}

}  // namespace vta::cycle
