// SPDX-License-Identifier: Apache-2.0
#include "models/cycle/tensor_load.h"

#include <algorithm>

#include "base/error.h"

namespace vta::cycle {

TensorLoad::TensorLoad(const sc_core::sc_module_name& name,
                       Context& context,
                       VME& vme,
                       Client client)
    : sc_module(name),
      context_(context),
      vme_(vme),
      client_(client),
      bursts_(timing::BusShape(context.config)) {
    vme_.vme_read.connect(client, this);
}

void TensorLoad::reset() {
    bursts_ = timing::RowBursts(timing::BusShape(context_.config));
    in_flight_ = 0;
    staged_.clear();
}

void TensorLoad::start(const Command& command, Cycle start, Unit unit) {
    const isa::Instruction& load = command.instruction;
    if (load.y_size == 0)
        throw ProgramError("y_size 0 with x_size > 0: the hardware never finishes this LOAD");
    command_ = command;
    reader_ = {unit, command.index};
    base_ = context_.base_of(load.memory_type);
    bursts_ = timing::load_bursts(
        context_.config, load, functional::dram_address(context_.config, load, base_));
    progress_ =
        timing::LoadProgress(timing::loader_kind(context_.config, load.memory_type), load, start);
    staged_.clear();
    span_from_ = start;
    if (context_.observer != nullptr) span(Cause::kIssue, progress_.first_request());
    vme_.vme_read.request(client_, progress_.first_request());
}

timing::Burst TensorLoad::next_burst(bool& more) {
    const timing::Burst burst = bursts_.next();
    if (burst.address == 0)
        throw ProgramError(command_.index,
                           context_.disassemble(command_.instruction),
                           "reads address 0, which the memory never answers");
    more = bursts_.more();
    ++in_flight_;
    return burst;
}

bool TensorLoad::wants_data() const { return context_.machine != nullptr && !vme_.has_dmi(); }

void TensorLoad::beats(const ReadRun& run) {
    if (run.beat_cycles == 1) {
        progress_.run(run.first_beat, run.last_beat);
    } else {
        for (Cycle beat = run.first_beat; beat <= run.last_beat; beat += run.beat_cycles)
            progress_.run(beat, beat);
    }
    span_from_ = std::max(span_from_, run.last_beat + 1);  // the memory engine reports the run
    if (!run.ends_burst) return;
    --in_flight_;
    // With data on the bus the load ends in data(), which follows at once.
    if (in_flight_ == 0 && !bursts_.more() && !wants_data()) finish();
}

void TensorLoad::data(const timing::Burst& burst, const unsigned char* bytes, std::size_t count) {
    staged_.add(burst.address, bytes, count);
    if (in_flight_ == 0 && !bursts_.more()) finish();
}

// The end is known: data may move now, because no race-free program looks at it before it is done.
void TensorLoad::finish() {
    if (context_.machine != nullptr) {
        DirectDram direct(vme_);
        functional::DramPort& port =
            wants_data() ? static_cast<functional::DramPort&>(staged_) : direct;
        try {
            context_.machine->load(command_.instruction, base_, port);
        } catch (const ProgramError& error) {
            throw ProgramError(
                command_.index, context_.disassemble(command_.instruction), error.what());
        }
    }
    const Cycle done = progress_.done();
    if (context_.observer != nullptr) {
        span(Cause::kDrain, std::min(done, progress_.data_done()) + 1);
        span(Cause::kPadding, done + 1);
    }
    done_(done);
}

void TensorLoad::span(Cause cause, Cycle end) {
    if (end <= span_from_) return;
    context_.facts.span(reader_.unit, cause, span_from_, end, command_.index);
    span_from_ = end;
}

}  // namespace vta::cycle
