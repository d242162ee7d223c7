// SPDX-License-Identifier: Apache-2.0
#include "cosim/random_program.h"

#include <algorithm>
#include <string>

#include "base/error.h"
#include "cosim/interleave.h"
#include "cosim/ordered_program.h"
#include "cosim/random_instructions.h"
#include "cosim/random_layout.h"
#include "cosim/random_source.h"
#include "isa/codec.h"

namespace vta::cosim {

using isa::MemoryType;
using isa::Module;

namespace {

enum class Style : std::uint32_t {
    kFree,        ///< anything in any order, tokens where they are needed
    kSerial,      ///< every instruction waits for the one before
    kPipeline,    ///< tiles in alternating halves of the scratchpads
    kTokens,      ///< much traffic in the token queues
    kContention,  ///< long transfers of all modules at once
};

enum class Step : std::uint32_t {
    kLoadInp,
    kLoadWgt,
    kLoadAcc,
    kLoadUop,
    kGemm,
    kAlu,
    kStore,
    kSync,
    kCount
};

class Generator {
  public:
    Generator(const isa::HardwareConfig& config,
              const RandomProgramOptions& options,
              std::uint64_t seed)
        : config_(config),
          options_(options),
          random_(seed),
          layout_(config, options.dram_bytes, random_),
          choose_(config, options_, layout_, random_),
          program_(config, options.dram_bytes, !options.timing_only, random_) {}

    isa::Program run();

  private:
    Window choose_window(MemoryType type);
    WindowSet choose_windows();
    void set_up();
    bool full() const { return program_.size() >= target_ || program_.token_bound() >= 200; }
    bool add(const std::optional<Planned>& planned);
    bool add_load(MemoryType type) { return add(choose_.load(type)); }
    bool add_gemm();
    bool add_alu();
    MemoryType acc_type();
    void take(Step step);
    Step random_step();
    void random_sync();
    void token_burst();
    void tile(const WindowSet& windows);
    void run_free();
    void run_pipeline();
    isa::Program assemble();

    const isa::HardwareConfig& config_;
    const RandomProgramOptions options_;
    RandomSource random_;
    RandomLayout layout_;
    RandomInstructions choose_;
    OrderedProgram program_;
    Style style_ = Style::kFree;
    std::uint32_t target_ = 0;
    std::array<std::uint32_t, static_cast<std::size_t>(Step::kCount)> weights_{};
};

Window Generator::choose_window(MemoryType type) {
    const std::uint32_t depth = config_.depth(type);
    const std::uint32_t count = std::min(depth, random_.pick({8u, 32u, 64u, 200u, 1u << 30}));
    // Now and then at the very end, so that the last tensor is used.
    const std::uint32_t room = depth - count;
    const std::uint32_t first = random_.chance(15) ? room : random_.mostly_small(0, room);
    return {first, count};
}

WindowSet Generator::choose_windows() {
    WindowSet windows;
    windows.inp = choose_window(MemoryType::kInp);
    windows.wgt = choose_window(MemoryType::kWgt);
    windows.acc = choose_window(MemoryType::kAcc);
    return windows;
}

void Generator::set_up() {
    style_ = static_cast<Style>(random_.below(5));
    if (random_.chance(20)) style_ = Style::kPipeline;
    target_ = random_.between(options_.min_instructions, options_.max_instructions);
    for (std::uint32_t& weight : weights_) weight = random_.pick({1u, 4u, 8u, 16u});
    weights_[static_cast<std::size_t>(Step::kSync)] = random_.pick({0u, 1u, 2u});
    program_.set_serial(style_ == Style::kSerial);
    program_.set_extra_tokens({random_.pick({0u, 0u, 5u, 25u}), random_.pick({5u, 30u, 80u})});
    if (style_ == Style::kTokens) program_.set_extra_tokens({60, random_.pick({40u, 70u})});
    if (style_ == Style::kContention) program_.set_extra_tokens({2, 10});
    if (style_ != Style::kContention)
        choose_.set_transfer_bytes(
            std::min(options_.max_transfer_bytes, random_.pick({64u, 512u, 2048u, 8192u})));
    choose_.set_windows(choose_windows());
}

bool Generator::add(const std::optional<Planned>& planned) {
    if (!planned) return false;
    program_.append(*planned);
    return true;
}

bool Generator::add_gemm() {
    if (!choose_.has_kernel(false) && random_.chance(90)) add(choose_.load_uops(false));
    return add(choose_.gemm());
}

bool Generator::add_alu() {
    if (!choose_.has_kernel(true) && random_.chance(90)) add(choose_.load_uops(true));
    return add(choose_.alu());
}

MemoryType Generator::acc_type() {
    const bool bytes = options_.extensions && config_.parameters().acc_bits == 32;
    return bytes && random_.chance(40) ? MemoryType::kAcc8 : MemoryType::kAcc;
}

void Generator::random_sync() {
    const Module module = random_.pick({Module::kLoad, Module::kCompute, Module::kStore});
    for (const bool prev : {true, false})
        if (random_.chance(50)) program_.pop_if_any(module, prev);
    // One after the other: the order of two calls among arguments is the compiler's choice.
    const bool push_prev = random_.chance(40);
    const bool push_next = random_.chance(40);
    program_.append_sync(module, push_prev, push_next);
}

/// Many tokens in one queue before the first is taken.
void Generator::token_burst() {
    const Module module = random_.pick({Module::kLoad, Module::kCompute, Module::kStore});
    const bool next = module == Module::kLoad || (module == Module::kCompute && random_.chance(50));
    std::uint32_t count = random_.mostly_small(1, 24);
    if (random_.chance(10)) count = random_.between(60, 180);
    for (; count > 0 && !full(); --count) program_.append_sync(module, !next, next);
}

Step Generator::random_step() {
    std::uint32_t total = 0;
    for (const std::uint32_t weight : weights_) total += weight;
    std::uint32_t at = random_.below(total);
    std::size_t step = 0;
    while (at >= weights_[step]) at -= weights_[step++];
    return static_cast<Step>(step);
}

void Generator::take(Step step) {
    switch (step) {
        case Step::kLoadInp:
            add_load(MemoryType::kInp);
            break;
        case Step::kLoadWgt:
            add_load(MemoryType::kWgt);
            break;
        case Step::kLoadAcc:
            add_load(acc_type());
            break;
        case Step::kLoadUop:
            add(choose_.load_uops(random_.chance(50)));
            break;
        case Step::kGemm:
            add_gemm();
            break;
        case Step::kAlu:
            add_alu();
            break;
        case Step::kStore:
            add(choose_.store());
            break;
        default:
            random_sync();
    }
}

void Generator::run_free() {
    for (std::uint32_t attempts = 0; !full() && attempts < 20 * target_ + 100; ++attempts) {
        if (random_.chance(1)) choose_.set_windows(choose_windows());
        if (style_ == Style::kTokens && random_.chance(8)) token_burst();
        take(random_step());
    }
}

/// Loads, computes and stores one tile; conflicts with the tile before the last order themselves.
void Generator::tile(const WindowSet& windows) {
    choose_.set_windows(windows);
    for (std::uint32_t loads = random_.between(1, 3); loads > 0 && !full(); --loads)
        add_load(random_.pick({MemoryType::kInp, MemoryType::kInp, MemoryType::kWgt}));
    if (random_.chance(25)) add_load(acc_type());
    for (std::uint32_t gemms = random_.between(1, 3); gemms > 0 && !full(); --gemms) add_gemm();
    for (std::uint32_t alus = random_.below(3); alus > 0 && !full(); --alus) add_alu();
    for (std::uint32_t stores = random_.between(0, 2); stores > 0 && !full(); --stores)
        add(choose_.store());
}

void Generator::run_pipeline() {
    WindowSet halves[2];
    halves[0] = choose_windows();
    halves[1] = halves[0];
    halves[1].id = 1;
    const auto split = [](Window& low, Window& high) {
        const std::uint32_t half = std::max(1u, low.count / 2);
        high = {low.count > 1 ? low.first + half : low.first, std::max(1u, low.count - half)};
        low.count = half;
    };
    split(halves[0].inp, halves[1].inp);
    split(halves[0].wgt, halves[1].wgt);
    split(halves[0].acc, halves[1].acc);
    for (std::uint32_t turn = 0; !full() && turn < 20 * target_ + 100; ++turn)
        tile(halves[turn % 2]);
}

isa::Program Generator::assemble() {
    isa::Program program;
    program.base = layout_.base();
    program.dram_bytes = options_.dram_bytes;
    program.dram_seed = random_.next();
    program.segments = {choose_.uop_segment()};
    if (program.segments.front().bytes.empty()) program.segments.clear();
    Streams streams;
    for (std::size_t module = 0; module < streams.size(); ++module)
        streams[module] = program_.stream(static_cast<Module>(module));
    const std::vector<Module> order = interleave(
        streams, program_.program_order(), config_.parameters().instruction_queue_depth, random_);
    const isa::Codec codec(config_);
    std::array<std::size_t, isa::kModuleCount> next{};
    for (const Module module : order) {
        const std::size_t number = static_cast<std::size_t>(module);
        program.instructions.push_back(codec.encode(streams[number][next[number]++]));
    }
    return program;
}

isa::Program Generator::run() {
    set_up();
    if (style_ == Style::kPipeline)
        run_pipeline();
    else
        run_free();
    program_.finish(random_.chance(85));
    return assemble();
}

}  // namespace

isa::Program make_random_program(const isa::HardwareConfig& config,
                                 const RandomProgramOptions& options,
                                 std::uint64_t seed) {
    if (options.dram_bytes < 4 * RandomLayout::kSlotBytes ||
        options.dram_bytes % RandomLayout::kSlotBytes != 0 ||
        options.dram_bytes > std::uint64_t{1} << 31)
        throw UserError("random programs: dram_bytes is " + std::to_string(options.dram_bytes) +
                        ", want a multiple of 65536, at least 262144, at most 2147483648");
    if (options.min_instructions > options.max_instructions || options.max_instructions > 2000 ||
        options.max_operations == 0)
        throw UserError(
            "random programs: want min_instructions <= max_instructions <= 2000 and at least one "
            "operation");
    isa::Program program = Generator(config, options, seed).run();
    program.name = "random " + config.name() + " " + std::to_string(seed);
    return program;
}

}  // namespace vta::cosim
