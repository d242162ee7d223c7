// SPDX-License-Identifier: Apache-2.0
// Targets that run instruction streams.
#include <chrono>
#include <functional>

#include "base/error.h"
#include "cosim/legality.h"
#include "cosim/random_program.h"
#include "isa/codec.h"
#include "isa/disassembler.h"
#include "models/cycle/simulation.h"
#include "models/functional/simulator.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/target.h"

namespace vta::fuzz {

namespace {

using cosim::RandomSource;

constexpr std::uint64_t kDramBytes = 256 * 1024;
constexpr std::uint32_t kPrograms = 24;  ///< of a configuration, to mutate

std::vector<isa::HardwareConfig> configs() {
    isa::HardwareParameters wide, small, mixed;
    wide.name = "wide";
    wide.memory_data_bits = 256;
    wide.memory_burst_length_bits = 8;
    wide.block_in = wide.block_out = 8;
    small.name = "small";
    small.uop_depth = 64;
    small.inp_depth = 32;
    small.wgt_depth = 16;
    small.acc_depth = 16;
    small.instruction_queue_depth = 2;
    mixed.name = "mixed";
    mixed.batch = 2;
    mixed.inp_bits = 16;
    mixed.wgt_bits = 8;
    mixed.acc_bits = 16;
    mixed.memory_data_bits = 128;
    mixed.memory_address_bits = 64;
    mixed.memory_latency_per = isa::MemoryLatencyPer::kRequest;
    std::vector<isa::HardwareConfig> all;
    for (const auto& parameters : {isa::HardwareParameters{}, wide, small, mixed})
        all.emplace_back(parameters);
    return all;
}

/// True once some time has passed: ends what is legal but would run for hours.
std::function<bool()> within(std::chrono::milliseconds time) {
    const auto end = std::chrono::steady_clock::now() + time;
    return [end] { return std::chrono::steady_clock::now() > end; };
}

void show(const isa::HardwareConfig& config, const isa::Program& program) {
    const isa::Codec codec(config);
    std::string text = config.name() + ", DRAM " + std::to_string(program.dram_bytes) + ", base";
    for (const std::uint64_t base : program.base) text += " " + std::to_string(base);
    for (const isa::Word128& word : program.instructions)
        text += "\n" + isa::disassemble(codec, word);
    show_input(text);
}

/// Mutants of random programs, made for one configuration each.
class ProgramTarget : public Target {
  public:
    ProgramTarget() : configs_(configs()) {
        cosim::RandomProgramOptions options;
        options.min_instructions = 4;
        options.max_instructions = 24;
        options.dram_bytes = kDramBytes;
        options.max_operations = 40;
        options.max_transfer_bytes = 1024;
        for (const isa::HardwareConfig& config : configs_) {
            std::vector<isa::Program> programs;
            for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
                programs.push_back(cosim::make_random_program(config, options, seed));
                programs.back().dram_seed.reset();
            }
            programs_.push_back(programs);
        }
    }

    void run(RandomSource& random) override {
        const std::size_t which = choose_config(random);
        isa::Program program = random.pick(programs_[which]);
        mutate_program(program, kDramBytes, random);
        show(configs_[which], program);
        run(which, program, random);
    }

  protected:
    virtual std::size_t choose_config(RandomSource& random) {
        return random.below(configs_.size());
    }
    virtual void run(std::size_t which, const isa::Program& program, RandomSource& random) = 0;

    const std::vector<isa::HardwareConfig> configs_;

  private:
    std::vector<std::vector<isa::Program>> programs_;
};

class FunctionalTarget : public ProgramTarget {
    void run(std::size_t which, const isa::Program& program, RandomSource& random) override {
        if (random.chance(20)) cosim::check_legality(configs_[which], program);
        functional::Dram dram(program.dram_bytes);
        functional::place(program, dram);
        functional::Simulator simulator(configs_[which]);
        const auto stop = within(std::chrono::milliseconds(4));
        simulator.machine().set_stop(stop);
        simulator.run(
            program.base, static_cast<std::uint32_t>(program.instructions.size()), dram, stop);
    }
};

/// Keeps one simulation, because only one may exist, and powers it up anew for every program;
/// changes the configuration now and then.
class CycleTarget : public ProgramTarget {
    static constexpr std::uint64_t kProgramsEach = 500;
    static constexpr cycle::Cycle kMaxCycles = 200'000;

    void prepare(std::uint64_t seed) override {
        const std::uint64_t block = seed / kProgramsEach;
        if (simulation_ != nullptr && block == block_) return;
        block_ = block;
        simulation_.reset();
        RandomSource random(block);
        which_ = random.below(configs_.size());
        cycle::Simulation::Options options;
        options.dram_bytes = kDramBytes;
        options.timing_only = random.chance(30);
        options.four_phase_memory = random.chance(30);
        simulation_ = std::make_unique<cycle::Simulation>(configs_[which_], options);
    }

    std::size_t choose_config(RandomSource& /*random*/) override { return which_; }

    void run(std::size_t /*which*/,
             const isa::Program& program,
             RandomSource& /*random*/) override {
        simulation_->reset();
        simulation_->dram().clear();
        functional::place(program, simulation_->dram());
        const auto stop = within(std::chrono::milliseconds(20));
        simulation_->machine().set_stop(stop);
        simulation_->launch(program.base,
                            static_cast<std::uint32_t>(program.instructions.size()),
                            {kMaxCycles, stop});
    }

    std::unique_ptr<cycle::Simulation> simulation_;
    std::size_t which_ = 0;
    std::uint64_t block_ = 0;
};

}  // namespace

std::unique_ptr<Target> make_functional_target() { return std::make_unique<FunctionalTarget>(); }
std::unique_ptr<Target> make_cycle_target() { return std::make_unique<CycleTarget>(); }

}  // namespace vta::fuzz
