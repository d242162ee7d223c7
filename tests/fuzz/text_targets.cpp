// SPDX-License-Identifier: Apache-2.0
// Targets that read text: configurations, assembler, vectors, image manifests.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/json_reader.h"
#include "cosim/random_program.h"
#include "isa/assembler.h"
#include "isa/codec.h"
#include "isa/config_keys.h"
#include "isa/disassembler.h"
#include "isa/hardware_config_json.h"
#include "isa/program_image.h"
#include "models/functional/simulator.h"
#include "sim/vector.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/target.h"

namespace vta::fuzz {

namespace {

using cosim::RandomSource;

cosim::RandomProgramOptions small_programs() {
    cosim::RandomProgramOptions options;
    options.min_instructions = 4;
    options.max_instructions = 16;
    options.dram_bytes = 256 * 1024;
    return options;
}

isa::Program small_program(std::uint64_t seed) {
    return cosim::make_random_program(isa::HardwareConfig(), small_programs(), seed);
}

/// A configuration file's text; what is accepted also builds a machine, if it is not too big.
class ConfigTarget : public Target {
  public:
    ConfigTarget() {
        for (const isa::ConfigKey& key : isa::config_keys()) words_.push_back(key.key);
        for (const char* word : {"busy_period", "request", "sim", "true", "name"})
            words_.emplace_back(word);
        isa::HardwareParameters other;
        other.batch = 2;
        other.block_out = 32;
        other.memory_data_bits = 256;
        corpus_ = {isa::to_json(isa::HardwareConfig()),
                   isa::to_json(isa::HardwareConfig(other)),
                   R"({"TARGET": "sim", "HW_VER": "0.0.2", "LOG_INP_WIDTH": 3, "LOG_WGT_WIDTH": 3,
                       "LOG_ACC_WIDTH": 5, "LOG_BATCH": 0, "LOG_BLOCK": 4, "LOG_UOP_BUFF_SIZE": 15,
                       "LOG_INP_BUFF_SIZE": 15, "LOG_WGT_BUFF_SIZE": 18,
                       "LOG_ACC_BUFF_SIZE": 17})",
                   R"({"name": "small", "uop_depth": 64, "acc_depth": 16, "clock_mhz": 33.3,
                       "sources": {"acc_depth": "a test"}, "assumed": ["uop_depth"]})"};
    }

    void run(RandomSource& random) override {
        const std::string text = mutate_text(random.pick(corpus_), words_, random);
        show_input(text);
        const auto config =
            isa::config_from_json(JsonReader::parse_text(text, "fuzz.json"), "fuzz");
        const std::string printed = isa::to_json(config);
        const auto again = isa::config_from_json(JsonReader::parse_text(printed, "again"), "fuzz");
        VTA_CHECK(isa::to_json(again) == printed, "a printed configuration reads back otherwise");
        config.config_string();
        config.notes();
        std::uint64_t bytes = 0;
        for (const auto type : {isa::MemoryType::kUop,
                                isa::MemoryType::kInp,
                                isa::MemoryType::kWgt,
                                isa::MemoryType::kAcc})
            bytes += std::uint64_t{config.depth(type)} * config.elem_bytes(type);
        if (bytes < (1u << 20) && random.chance(10)) functional::Simulator simulator(config);
    }

  private:
    std::vector<std::string> words_, corpus_;
};

class AssemblerTarget : public Target {
  public:
    AssemblerTarget() {
        const isa::Codec codec(config_);
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            std::string text = kExample;
            for (const isa::Word128& word : small_program(seed).instructions)
                text += isa::disassemble(codec, word) + "\n";
            corpus_.push_back(text);
        }
        corpus_.emplace_back(kExample);
    }

    void run(RandomSource& random) override {
        const std::string text = mutate_text(random.pick(corpus_), kWords, random);
        show_input(text);
        isa::declared_config(text, "fuzz.s");
        isa::assemble(text, "fuzz.s", config_);
    }

  private:
    static constexpr const char* kExample =
        ".program tile ; a comment\n.config de10nano\n.dram 1048576 seed=5\n"
        ".base instructions=0x8000 uop=0x10000 inp=0 wgt=0 acc=0 out=0\n"
        ".buffer a 0x4000\n.buffer w 0x5000 size=256\n"
        ".data \"some\\x41\\\"thing\" 0x6000\n.bytes 00 01 ff\n.fill 16 7\n"
        ".uops kernels 0x10000 sram=4\n.kernel clear\n.uop 0 0 0\n.kernel multiply\n"
        ".uop 1 2 3\n.expect out 0x7000\n.bytes 01\n"
        "load uop dram=kernels x=2\ngemm reset uop=clear iter=4,1 dst=1,0 push_prev\n"
        "load inp dram=a+1 x=4 y=2 stride=9 y_pad=1,2 x_pad=3,4 pop_next\n"
        "gemm uop=multiply iter=4,1 dst=1,0 src=1,0 wgt=0,1 pop_prev\n"
        "alu shr imm=-8 uop=4:5 iter=1,4 dst=0,1 src=0,1 push_next\n"
        "alu mul unused_imm=3 uop=4:5\nload acc8 dram=1024 x=1\n"
        ".word 0x00000000000000000000000000000007\n"
        "store out dram=a x=4 pop_prev push_prev unused=0x400000000000000\nfinish pop_next\n";
    const std::vector<std::string> kWords = {
        "load", "store",  "gemm",    "alu",     "finish", "uop",     "inp",   "acc8",
        "out",  "sram",   "dram",    "iter",    "x_pad",  "stride",  "imm",   "unused",
        "word", "kernel", ".uops",   ".data",   ".bytes", ".fill",   "seed",  "push_prev",
        "a",    "w",      ".kernel", ".expect", ".base",  ".buffer", "reset", "kernels"};
    isa::HardwareConfig config_;
    std::vector<std::string> corpus_;
};

sim::Vector small_vector(std::uint64_t seed) {
    const isa::Program program = small_program(seed);
    sim::Vector vector;
    vector.name = "fuzz";
    vector.kind = "serial";
    vector.config = "de10nano";
    vector.base = program.base;
    vector.dram_bytes = program.dram_bytes;
    vector.dram_seed = seed;
    vector.preload = program.segments;
    for (isa::Segment& segment : vector.preload) segment.bytes.resize(24);
    vector.several_launches = seed % 3 == 0;
    for (std::uint64_t launch = 0; launch <= seed % 3; ++launch) {
        sim::LaunchRecord record;
        record.instructions = program.instructions;
        record.cycles = 1000;
        record.dram_crc32 = 0x1234;
        for (auto& module : record.timeline) module = {{1, 2, 3}, {4, std::nullopt, std::nullopt}};
        if (launch == 0) record.read_requests = std::vector<sim::ReadRequest>{{1, 2, 3, 4}};
        vector.launches.push_back(record);
        if (!vector.several_launches) break;
    }
    return vector;
}

class VectorTarget : public Target {
  public:
    VectorTarget() {
        for (std::uint64_t seed = 0; seed < 12; ++seed) {
            std::ostringstream line;
            sim::write_vector(small_vector(seed), line);
            corpus_.push_back(line.str());
        }
    }

    void run(RandomSource& random) override {
        const std::string text = mutate_text(random.pick(corpus_), kWords, random);
        show_input(text);
        const sim::Vector vector = sim::parse_vector(text, "fuzz.jsonl", 7);
        for (std::size_t launch = 0; launch < vector.launches.size(); ++launch)
            sim::to_program(vector, launch);
        std::ostringstream printed;
        sim::write_vector(vector, printed);
        sim::parse_vector(printed.str(), "again.jsonl", 1);
    }

  private:
    const std::vector<std::string> kWords = {
        "name",          "kind",    "config",     "base",        "dram_bytes", "dram_seed",
        "preload",       "cycles",  "acc_writes", "read_bursts", "timeline",   "instructions",
        "load",          "compute", "store",      "launches",    "null",       "dram_crc32",
        "read_requests", "corner",  "what",       "write_beats"};
    std::vector<std::string> corpus_;
};

/// A folder of its own below the system's for temporary files.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "vta-fuzz-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw IoError(name, "cannot make the folder");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::string file(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

/// The manifest of a program image, its files left as they are.
class ImageTarget : public Target {
  public:
    ImageTarget() {
        isa::ProgramImage image;
        image.program = small_program(1);
        image.program.expected.push_back({"out", 0x1000, {1, 2, 3}});
        image.config = "de10nano";
        isa::save_program_image(folder_.file("small.json"), image);
        std::ostringstream text;
        text << std::ifstream(folder_.file("small.json")).rdbuf();
        manifest_ = text.str();
    }

    void run(RandomSource& random) override {
        const std::string path = folder_.file("mutated.json");
        const std::string text = mutate_text(manifest_, kWords, random);
        show_input(text);
        std::ofstream(path) << text;
        isa::load_program_image(path);
    }

  private:
    const std::vector<std::string> kWords = {"format",
                                             "version",
                                             "name",
                                             "config",
                                             "dram_bytes",
                                             "base",
                                             "instructions",
                                             "uop",
                                             "inp",
                                             "bytes",
                                             "segments",
                                             "address",
                                             "file",
                                             "offset",
                                             "expected",
                                             "small",
                                             "bin",
                                             "dram_seed"};
    TemporaryFolder folder_;
    std::string manifest_;
};

}  // namespace

std::unique_ptr<Target> make_config_target() { return std::make_unique<ConfigTarget>(); }
std::unique_ptr<Target> make_assembler_target() { return std::make_unique<AssemblerTarget>(); }
std::unique_ptr<Target> make_vector_target() { return std::make_unique<VectorTarget>(); }
std::unique_ptr<Target> make_image_target() { return std::make_unique<ImageTarget>(); }

}  // namespace vta::fuzz
