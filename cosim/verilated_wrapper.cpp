// SPDX-License-Identifier: Apache-2.0
// The C interface (rtl_abi.h) over a Verilated class Vtop, compiled with it by build_rtl(). The
// same source serves any VTAShell: ports that a generator dropped as constant are found missing at
// compile time, and words of any width fit. Macros: VTA_RTL_PROBE (our own RTL with its probes),
// VTA_RTL_TRACE, VTA_RTL_COVERAGE, VTA_RTL_ADDRESS_BITS.
#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <verilated.h>
#if VTA_RTL_TRACE
#include <verilated_fst_c.h>
#endif
#if VTA_RTL_COVERAGE
#include <verilated_cov.h>
#endif

#include "Vtop.h"
#include "cosim/rtl_abi.h"
#include "cosim/verilated_ports.h"
#include "cosim/verilated_scopes.h"

namespace {

constexpr std::size_t kBusBytes = sizeof(std::declval<Vtop&>().io_mem_r_bits_data);
static_assert(kBusBytes <= VTA_RTL_MAX_BUS_BYTES, "the memory bus is wider than the harness");

struct Design {
    VerilatedContext context;
    std::unique_ptr<Vtop> top;
    std::string printed;  ///< not yet passed on
    std::string failure;
    bool failed = false;
    // Of the probes; null in other designs.
    const std::uint16_t* events = nullptr;
    const std::uint32_t* tokens = nullptr;
    const std::uint8_t* errors = nullptr;
    const std::uint8_t* client = nullptr;
    const std::uint32_t* registers = nullptr;
    std::size_t register_count = 0;
    const std::uint16_t* causes = nullptr;
    std::vector<LoaderProbe> loaders;  ///< acc has two
#if VTA_RTL_TRACE
    std::unique_ptr<VerilatedFstC> waveform;
#endif
};

/// The design that runs now: what the runtime prints is its.
thread_local Design* running = nullptr;

void evaluate(Design& design) {
    running = &design;
    design.top->eval();
    running = nullptr;
    if (design.printed.empty()) return;
    if (!design.failed) std::fputs(design.printed.c_str(), stderr);
    design.printed.clear();
}

void fail(const char* file, int line, const char* message) {
    if (running == nullptr) {
        std::fprintf(stderr, "%s:%d: %s\n", file, line, message);
        return;
    }
    Design& design = *running;
    if (!design.failed) {
        while (!design.printed.empty() && design.printed.back() == '\n') design.printed.pop_back();
        design.failure = design.printed;
        if (design.failure.empty())
            design.failure = std::string(file) + ":" + std::to_string(line) + ": " + message;
    }
    design.failed = true;
    design.printed.clear();
}

void find_probes(Design& design) {
    design.events = find_variable<std::uint16_t>(design.context, ".u_probe", "events");
    design.tokens = find_variable<std::uint32_t>(design.context, ".u_probe", "tokens");
    design.errors = find_variable<std::uint8_t>(design.context, ".u_error_probe", "errors");
    design.client = find_variable<std::uint8_t>(design.context, ".u_client_probe", "client");
    design.registers = find_variable<std::uint32_t>(design.context, ".u_vcr", "regs_q");
    design.register_count = 5 + 6 * VTA_RTL_ADDRESS_BITS / 32;
    design.causes = find_variable<std::uint16_t>(design.context, ".u_cause_probe", "causes");
    design.loaders = find_loader_probes(design.context);
}

/// Registers start at random, and may write anywhere until reset reaches them; scratchpads hold
/// zeros when it ends.
void leave_reset(Design& design) {
    for (const Block& block : blocks_of(design.context, "."))
        std::memset(block.memory->datap(), 0, block.memory->totalSize());
}

void* create([[maybe_unused]] std::uint64_t seed) {
    auto design = std::make_unique<Design>();
#if VTA_RTL_PROBE
    // What reset does not reach starts at random.
    design->context.randReset(seed == 0 ? 0 : 2);
    design->context.randSeed(static_cast<int>(seed % 0x7fffffff));
#endif
#if VTA_RTL_TRACE
    design->context.traceEverOn(true);
#endif
    design->top = std::make_unique<Vtop>(&design->context);
    find_probes(*design);
    return design.release();
}

void destroy(void* handle) {
    std::unique_ptr<Design> design(static_cast<Design*>(handle));
#if VTA_RTL_TRACE
    if (design->waveform) design->waveform->close();
#endif
    design->top->final();
}

void drive(Vtop& top, const VtaRtlInputs& in) {
    put_value(top.reset, in.reset);
    drive_io_host_aw_valid(top, in.host_aw_valid);
    drive_io_host_aw_bits_addr(top, in.host_aw_addr);
    drive_io_host_w_valid(top, in.host_w_valid);
    drive_io_host_w_bits_data(top, in.host_w_data);
    drive_io_host_w_bits_strb(top, 0xf);
    drive_io_host_b_ready(top, in.host_b_ready);
    drive_io_host_ar_valid(top, in.host_ar_valid);
    drive_io_host_ar_bits_addr(top, in.host_ar_addr);
    drive_io_host_r_ready(top, in.host_r_ready);
    drive_io_mem_ar_ready(top, in.mem_ar_ready);
    drive_io_mem_r_valid(top, in.mem_r_valid);
    if (in.mem_r_valid != 0) {
        drive_io_mem_r_bits_last(top, in.mem_r_last);
        drive_io_mem_r_bits_resp(top, in.mem_r_resp);
        drive_io_mem_r_bits_id(top, in.mem_r_id);
        put_bytes(top.io_mem_r_bits_data, in.mem_r_data);
    }
    drive_io_mem_aw_ready(top, in.mem_aw_ready);
    drive_io_mem_w_ready(top, in.mem_w_ready);
    drive_io_mem_b_valid(top, in.mem_b_valid);
    drive_io_mem_b_bits_resp(top, in.mem_b_resp);
}

void look(Vtop& top, VtaRtlOutputs& out) {
    out.host_aw_ready = static_cast<std::uint8_t>(value_io_host_aw_ready(top));
    out.host_w_ready = static_cast<std::uint8_t>(value_io_host_w_ready(top));
    out.host_b_valid = static_cast<std::uint8_t>(value_io_host_b_valid(top));
    out.host_ar_ready = static_cast<std::uint8_t>(value_io_host_ar_ready(top));
    out.host_r_valid = static_cast<std::uint8_t>(value_io_host_r_valid(top));
    out.host_r_data = static_cast<std::uint32_t>(value_io_host_r_bits_data(top));
    out.mem_ar_valid = static_cast<std::uint8_t>(value_io_mem_ar_valid(top));
    out.mem_aw_valid = static_cast<std::uint8_t>(value_io_mem_aw_valid(top));
    out.mem_w_valid = static_cast<std::uint8_t>(value_io_mem_w_valid(top));
    out.mem_b_ready = static_cast<std::uint8_t>(value_io_mem_b_ready(top));
    out.mem_r_ready = static_cast<std::uint8_t>(value_io_mem_r_ready(top, 1));
    if (out.mem_ar_valid != 0) {
        out.mem_ar_id = static_cast<std::uint32_t>(value_io_mem_ar_bits_id(top));
        out.mem_ar_len = static_cast<std::uint32_t>(value_io_mem_ar_bits_len(top));
        out.mem_ar_addr = value_io_mem_ar_bits_addr(top);
    }
    if (out.mem_aw_valid != 0) {
        out.mem_aw_len = static_cast<std::uint32_t>(value_io_mem_aw_bits_len(top));
        out.mem_aw_addr = value_io_mem_aw_bits_addr(top);
    }
    if (out.mem_w_valid != 0) {
        out.mem_w_last = static_cast<std::uint8_t>(value_io_mem_w_bits_last(top));
        out.mem_w_strb = value_io_mem_w_bits_strb(top, ~std::uint64_t{0});
        std::memcpy(out.mem_w_data, &top.io_mem_w_bits_data, sizeof(top.io_mem_w_bits_data));
    }
}

void settle(void* handle, const VtaRtlInputs* inputs, VtaRtlOutputs* outputs) {
    Design& design = *static_cast<Design*>(handle);
    design.top->clock = 0;
    if (design.top->reset != 0 && inputs->reset == 0) leave_reset(design);
    drive(*design.top, *inputs);
    evaluate(design);
    look(*design.top, *outputs);
}

void probe(void* handle, VtaRtlProbe* events) {
    const Design& design = *static_cast<const Design*>(handle);
    events->failed = design.failed ? 1 : 0;
    if (design.events == nullptr) return;
    const unsigned bits = *design.events;
    events->dispatch = bits & 7;
    events->start = bits >> 3 & 7;
    events->done = bits >> 6 & 7;
    events->finish = bits >> 9 & 1;
    events->launch = bits >> 10 & 1;
    if (design.errors != nullptr) events->error = *design.errors;
    if (design.client != nullptr) events->ar_client = *design.client;
    if (design.tokens == nullptr) return;
    for (int i = 0; i < 4; ++i)
        events->tokens[i] = static_cast<std::uint8_t>(*design.tokens >> 8 * i);
}

int causes(void* handle, VtaRtlCauses* causes) {
    const Design& design = *static_cast<const Design*>(handle);
    if (design.causes == nullptr) return 0;
    const unsigned bits = *design.causes;
    causes->read_commands = bits & 31;
    causes->read_id_free = bits >> 5 & 1;
    causes->inst_valid = bits >> 6 & 1;
    causes->pipelines = bits >> 7 & 3;
    causes->write_idle = bits >> 9 & 1;
    causes->write_command = bits >> 10 & 1;
    unsigned loaders = 0;
    for (const auto& [client, data_left] : design.loaders) loaders |= *data_left << client;
    causes->loaders = static_cast<std::uint8_t>(loaders);
    return 1;
}

void tick(void* handle) {
    Design& design = *static_cast<Design*>(handle);
#if VTA_RTL_TRACE
    if (design.waveform) design.waveform->dump(design.context.time());
#endif
    design.context.timeInc(1);
    design.top->clock = 1;
    evaluate(design);
#if VTA_RTL_TRACE
    if (design.waveform) design.waveform->dump(design.context.time());
#endif
    design.context.timeInc(1);
}

int trace([[maybe_unused]] void* handle, [[maybe_unused]] const char* path) {
#if VTA_RTL_TRACE
    Design& design = *static_cast<Design*>(handle);
    if (design.waveform) design.waveform->close();
    design.waveform.reset();
    if (path == nullptr) return 1;
    design.waveform = std::make_unique<VerilatedFstC>();
    design.top->trace(design.waveform.get(), 99);
    design.waveform->open(path);
    return design.waveform->isOpen() ? 1 : 0;
#else
    return 0;
#endif
}

std::uint64_t scratchpad(void* handle,
                         std::uint32_t memory_type,
                         std::uint8_t* bytes,
                         std::uint64_t capacity) {
    static const char* const kParts[] = {".u_tensor_load_uop.",
                                         ".u_tensor_load_wgt.",
                                         ".u_tensor_load_inp.",
                                         ".u_tensor_load_acc.",
                                         ".u_store."};
    if (memory_type > 4) return 0;
    const auto blocks = blocks_of(static_cast<Design*>(handle)->context, kParts[memory_type]);
    if (blocks.empty()) return 0;
    const std::size_t banks = blocks.back().bank + 1;
    const std::size_t per_bank = blocks.size() / banks;
    const auto rows = static_cast<std::size_t>(blocks[0].memory->elements(1));
    const auto block_bytes = static_cast<std::size_t>(blocks[0].memory->elements(0)) / 8;
    const std::size_t total = banks * per_bank * rows * block_bytes;
    if (bytes == nullptr || capacity < total) return total;
    for (std::size_t tensor = 0; tensor < banks * rows; ++tensor) {
        for (std::size_t b = 0; b < per_bank; ++b, bytes += block_bytes) {
            const VerilatedVar& memory = *blocks[tensor % banks * per_bank + b].memory;
            const void* element =
                memory.datapAdjustIndex(memory.datap(), 1, static_cast<int>(tensor / banks));
            std::memcpy(bytes, element, block_bytes);
        }
    }
    return total;
}

int coverage([[maybe_unused]] void* handle, [[maybe_unused]] const char* path) {
#if VTA_RTL_COVERAGE
    static_cast<Design*>(handle)->context.coveragep()->write(path);
    return 1;
#else
    return 0;
#endif
}

const char* failure(void* handle) {
    const Design& design = *static_cast<const Design*>(handle);
    return design.failed ? design.failure.c_str() : nullptr;
}

int read_register(void* handle, std::uint32_t offset, std::uint32_t* value) {
    const Design& design = *static_cast<const Design*>(handle);
    if (design.registers == nullptr || offset / 4 >= design.register_count) return 0;
    *value = design.registers[offset / 4];
    return 1;
}

}  // namespace

// What Verilator's runtime calls where the design prints, stops or finishes (VL_USER_*).
extern "C" int vta_rtl_print(const char* format, ...) {
    std::va_list arguments;
    va_start(arguments, format);
    char text[4096];
    const int length = std::vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (running != nullptr)
        running->printed += text;
    else
        std::fputs(text, stderr);
    return length;
}
void vl_finish(const char*, int, const char*) {}
void vl_stop(const char* file, int line, const char* hierarchy) { fail(file, line, hierarchy); }
void vl_fatal(const char* file, int line, const char*, const char* message) {
    fail(file, line, message);
}

extern "C" __attribute__((visibility("default"))) const VtaRtlApi* vta_rtl_api(void) {
    static const VtaRtlApi api = {VTA_RTL_ABI_VERSION,
                                  kBusBytes,
                                  VTA_RTL_ADDRESS_BITS,
                                  VTA_RTL_PROBE,
                                  create,
                                  destroy,
                                  settle,
                                  probe,
                                  tick,
                                  trace,
                                  scratchpad,
                                  coverage,
                                  failure,
                                  read_register,
                                  causes};
    return &api;
}
