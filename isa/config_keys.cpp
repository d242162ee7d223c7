// SPDX-License-Identifier: Apache-2.0
#include "isa/config_keys.h"

#include "base/error.h"

namespace vta::isa {
namespace {

constexpr const char* kCore = "the original's core parameters (CoreConfig)";
constexpr const char* kShell = "the original's shell parameters (De10Config)";
constexpr const char* kModel = "the original's simulated memory";
constexpr const char* kOriginal = "the original's vta_config.json";

std::vector<ConfigKey> general_keys() {
    return {
        {"name",
         "string",
         "-",
         "the file's stem",
         "not empty",
         "What reports call this configuration.",
         "ours"},
        {"target", "string", "-", "sim", "any", "Platform it is meant for; see TARGET.", kOriginal},
        {"hw_version",
         "string",
         "-",
         "0.0.2",
         "any",
         "Version of the hardware; informative, see HW_VER.",
         kOriginal},
        {"clock_mhz",
         "number",
         "MHz",
         "100",
         "0.001 to 100000",
         "Clock of the accelerator, used to turn cycles into seconds.",
         "the original's FPGA build settings"},
    };
}

std::vector<ConfigKey> core_keys() {
    return {
        {"batch",
         "integer",
         "rows",
         "1",
         "power of two, 1 to 16",
         "Rows of an inp, acc and out tensor.",
         kCore},
        {"block_in",
         "integer",
         "columns",
         "16",
         "power of two, 4 to 128",
         "Columns of an inp and of a wgt tensor: length of a dot product.",
         kCore},
        {"block_out",
         "integer",
         "rows",
         "16",
         "power of two, 4 to 128",
         "Rows of a wgt tensor and columns of an acc and out tensor: parallel dot products.",
         kCore},
        {"inp_bits", "integer", "bits", "8", "8, 16 or 32", "Width of an input scalar.", kCore},
        {"wgt_bits", "integer", "bits", "8", "8, 16 or 32", "Width of a weight scalar.", kCore},
        {"acc_bits",
         "integer",
         "bits",
         "32",
         "8, 16 or 32",
         "Width of an accumulator scalar.",
         kCore},
        {"out_bits",
         "integer",
         "bits",
         "inp_bits",
         "8, 16 or 32, at most acc_bits",
         "Width of an output scalar: the low bits of an accumulator.",
         kCore},
    };
}

std::vector<ConfigKey> storage_keys() {
    return {
        {"uop_index_bits",
         "integer",
         "bits",
         "13",
         "1 to 13 (rule L1)",
         "Bits of a micro-op index in GEMM and ALU (U); decides the instruction layout.",
         "LOG_UOP_BUFF_SIZE - 2 of the original"},
        {"uop_depth",
         "integer",
         "micro-ops",
         "2048 (2^U if U is given)",
         "power of two, 2 to 2^uop_index_bits",
         "Micro-ops that the on-chip buffer stores; indices wrap there.",
         kCore},
        {"inp_depth",
         "integer",
         "tensors",
         "2048",
         "power of two, 2 to 65536 (rules L2, L4, L8)",
         "Tensors in the input scratchpad.",
         kCore},
        {"wgt_depth",
         "integer",
         "tensors",
         "1024",
         "power of two, 2 to 65536 (rules L2, L4, L8)",
         "Tensors in the weight scratchpad.",
         kCore},
        {"acc_depth",
         "integer",
         "tensors",
         "2048",
         "power of two, 2 to 2048 (rules L2 to L5)",
         "Tensors in the accumulator scratchpad and in the output scratchpad.",
         kCore},
        {"instruction_queue_depth",
         "integer",
         "instructions",
         "512",
         "1 to 65536",
         "Entries of the command queue of each of load, compute and store.",
         kCore},
    };
}

std::vector<ConfigKey> bus_keys() {
    return {
        {"outstanding_reads",
         "integer",
         "bursts",
         "16",
         "1 to 256",
         "Read bursts that may be in flight at once (tags of the memory engine).",
         kShell},
        {"memory_data_bits",
         "integer",
         "bits",
         "64",
         "power of two, 64 to 512",
         "Width of the memory data bus.",
         kShell},
        {"memory_burst_length_bits",
         "integer",
         "bits",
         "4",
         "1 to 8",
         "A burst has at most 2 to this power beats.",
         kShell},
        {"memory_address_bits",
         "integer",
         "bits",
         "32",
         "32 or 64",
         "Width of a memory address; with 64, base registers take two words.",
         kShell},
    };
}

std::vector<ConfigKey> memory_keys() {
    return {
        {"memory_first_beat_latency",
         "integer",
         "cycles",
         "18",
         "2 to 1000000",
         "Cycles from the address handshake of a read to its first beat, memory idle.",
         kModel},
        {"memory_latency_per",
         "string",
         "-",
         "busy_period",
         "busy_period or request",
         "Whether the latency is paid once while requests keep queueing or by every request.",
         kModel},
        {"memory_cycles_per_beat",
         "integer",
         "cycles",
         "1",
         "1 to 1024",
         "Cycles from one beat of a read burst to the next.",
         kModel},
        {"memory_request_queue_depth",
         "integer",
         "requests",
         "256",
         "1 to 65536",
         "Read requests that the memory holds before it stops accepting more.",
         kModel},
    };
}

std::vector<ConfigKey> original_keys() {
    return {
        {"TARGET",
         "string",
         "-",
         "sim",
         "any",
         "Platform it is meant for: sim, pynq, ultra96...",
         kOriginal},
        {"HW_VER",
         "string",
         "-",
         "0.0.2",
         "any",
         "Version of the hardware; informative.",
         kOriginal},
        {"LOG_INP_WIDTH",
         "integer",
         "log2 bits",
         "3",
         "3 to 5",
         "Sets inp_bits, and out_bits with it.",
         kOriginal},
        {"LOG_WGT_WIDTH", "integer", "log2 bits", "3", "3 to 5", "Sets wgt_bits.", kOriginal},
        {"LOG_ACC_WIDTH", "integer", "log2 bits", "5", "3 to 5", "Sets acc_bits.", kOriginal},
        {"LOG_BATCH", "integer", "log2", "0", "0 to 4", "Sets batch.", kOriginal},
        {"LOG_BLOCK", "integer", "log2", "4", "2 to 7", "Sets block_in and block_out.", kOriginal},
    };
}

std::vector<ConfigKey> original_buffer_keys() {
    return {
        {"LOG_UOP_BUFF_SIZE",
         "integer",
         "log2 bytes",
         "15",
         "3 to 15",
         "Sets uop_index_bits, and uop_depth unless that is given as well.",
         kOriginal},
        {"LOG_INP_BUFF_SIZE",
         "integer",
         "log2 bytes",
         "15",
         "see inp_depth",
         "Sets inp_depth: bytes divided by those of an inp tensor.",
         kOriginal},
        {"LOG_WGT_BUFF_SIZE",
         "integer",
         "log2 bytes",
         "18",
         "see wgt_depth",
         "Sets wgt_depth: bytes divided by those of a wgt tensor.",
         kOriginal},
        {"LOG_ACC_BUFF_SIZE",
         "integer",
         "log2 bytes",
         "17",
         "see acc_depth",
         "Sets acc_depth: bytes divided by those of an acc tensor.",
         kOriginal},
    };
}

}  // namespace

const std::vector<ConfigKey>& config_keys() {
    static const std::vector<ConfigKey> kKeys = [] {
        std::vector<ConfigKey> all = general_keys();
        for (const auto& group : {core_keys(),
                                  storage_keys(),
                                  bus_keys(),
                                  memory_keys(),
                                  original_keys(),
                                  original_buffer_keys()})
            all.insert(all.end(), group.begin(), group.end());
        return all;
    }();
    return kKeys;
}

const ConfigKey& explain_key(const std::string& key) {
    std::string known;
    for (const ConfigKey& candidate : config_keys()) {
        if (candidate.key == key) return candidate;
        known += (known.empty() ? "" : ", ") + candidate.key;
    }
    throw ConfigError("no configuration key '" + key + "'; known: " + known);
}

const std::vector<IntegerParameter>& integer_parameters() {
    using P = HardwareParameters;
    static const std::vector<IntegerParameter> kParameters = {
        {"batch", &P::batch},
        {"block_in", &P::block_in},
        {"block_out", &P::block_out},
        {"inp_bits", &P::inp_bits},
        {"wgt_bits", &P::wgt_bits},
        {"acc_bits", &P::acc_bits},
        {"out_bits", &P::out_bits},
        {"uop_index_bits", &P::uop_index_bits},
        {"uop_depth", &P::uop_depth},
        {"inp_depth", &P::inp_depth},
        {"wgt_depth", &P::wgt_depth},
        {"acc_depth", &P::acc_depth},
        {"instruction_queue_depth", &P::instruction_queue_depth},
        {"outstanding_reads", &P::outstanding_reads},
        {"memory_data_bits", &P::memory_data_bits},
        {"memory_burst_length_bits", &P::memory_burst_length_bits},
        {"memory_address_bits", &P::memory_address_bits},
        {"memory_first_beat_latency", &P::memory_first_beat_latency},
        {"memory_cycles_per_beat", &P::memory_cycles_per_beat},
        {"memory_request_queue_depth", &P::memory_request_queue_depth},
    };
    return kParameters;
}

const char* to_string(MemoryLatencyPer per) {
    return per == MemoryLatencyPer::kRequest ? "request" : "busy_period";
}

}  // namespace vta::isa
