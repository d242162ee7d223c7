// SPDX-License-Identifier: Apache-2.0
#include "runtime/runtime.h"

#include <ostream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "isa/disassembler.h"
#include "runtime/driver.h"
#include "runtime/transfer.h"

namespace vta::runtime {
namespace {

// Room kept for what sealing may add: NOPs for pending pops and the final handshake, FINISH.
constexpr std::size_t kSealInstructions = 6;

std::vector<std::uint64_t> encode(const isa::Codec& codec,
                                  const std::vector<isa::Instruction>& instructions) {
    std::vector<std::uint64_t> words;
    words.reserve(2 * instructions.size());
    for (const isa::Instruction& instruction : instructions) {
        const isa::Word128 word = codec.encode(instruction);
        words.push_back(word.low);
        words.push_back(word.high);
    }
    return words;
}

}  // namespace

std::size_t Runtime::KeyHash::operator()(const KernelKey& key) const {
    return std::hash<std::string>{}(key.signature) ^ (key.site * 0x9E3779B97F4A7C15ull);
}

Runtime::Runtime(Device& device, const Options& options)
    : device_(device),
      config_(device.config()),
      codec_(config_),
      options_(options),
      buffers_(device),
      uop_buffer_(buffers_.allocate(options.uop_buffer_bytes)),
      instruction_buffer_(buffers_.allocate(options.instruction_buffer_bytes)),
      residency_(config_.depth(isa::MemoryType::kUop)) {}

Runtime::~Runtime() = default;

const Buffer* Runtime::allocate(std::uint64_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return buffers_.allocate(bytes);
}

void Runtime::free(const void* buffer) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (buffer == uop_buffer_ || buffer == instruction_buffer_)
        throw UserError("free: this buffer belongs to the runtime itself");
    buffers_.free(buffer);
}

bool Runtime::owns(const void* buffer) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return buffers_.owns(buffer);
}

void Runtime::write(const void* buffer, std::uint64_t offset, const void* from, std::size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    buffers_.write(buffer, offset, from, bytes);
}

void Runtime::read(void* to, const void* buffer, std::uint64_t offset, std::size_t bytes) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    buffers_.read(to, buffer, offset, bytes);
}

void Runtime::copy(const void* to,
                   std::uint64_t to_offset,
                   const void* from,
                   std::uint64_t from_offset,
                   std::size_t bytes) {
    const std::lock_guard<std::mutex> lock(mutex_);
    buffers_.copy(to, to_offset, from, from_offset, bytes);
}

std::uint8_t* Runtime::cpu_pointer(const void* buffer) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return buffers_.cpu_pointer(buffer);
}

void Runtime::barrier(const char* operation,
                      const void* buffer,
                      std::uint32_t elem_bits,
                      std::uint32_t start,
                      std::uint32_t extent) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const Buffer& checked = buffers_.checked(buffer, operation);
    const std::uint64_t elem_bytes = (std::uint64_t{elem_bits} + 7) / 8;
    if ((std::uint64_t{start} + extent) * elem_bytes > checked.bytes())
        throw UserError(fmt::format("{}: elements {} to {} of {} bits in a buffer of {} bytes",
                                    operation,
                                    start,
                                    std::uint64_t{start} + extent,
                                    elem_bits,
                                    checked.bytes()));
}

void Runtime::read_barrier(const void* buffer,
                           std::uint32_t elem_bits,
                           std::uint32_t start,
                           std::uint32_t extent) {
    barrier("read barrier", buffer, elem_bits, start, extent);
}

void Runtime::write_barrier(const void* buffer,
                            std::uint32_t elem_bits,
                            std::uint32_t start,
                            std::uint32_t extent) {
    barrier("write barrier", buffer, elem_bits, start, extent);
}

void Runtime::load(const Load2D& load) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.append(make_load(config_, buffers_.checked(load.buffer, "load"), load));
    synchronize_if_full();
}

void Runtime::store(const Store2D& store) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.append(make_store(config_, buffers_.checked(store.buffer, "store"), store));
    synchronize_if_full();
}

void Runtime::push_gemm(const KernelKey& key, const Record& record) {
    push(kernel(key, isa::Opcode::kGemm, record));
}

void Runtime::push_alu(const KernelKey& key, const Record& record) {
    push(kernel(key, isa::Opcode::kAlu, record));
}

const UopKernel& Runtime::kernel(const KernelKey& key, isa::Opcode opcode, const Record& record) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        const auto found = kernels_.find(key);
        if (found != kernels_.end()) {
            const UopKernel& known = *found->second;
            if (!known.empty() && known.instruction.opcode != opcode)
                throw UserError("kernel: GEMM and ALU were recorded under the same key");
            return known;
        }
    }
    // Without the lock: the recording is the caller's code.
    KernelRecorder recorder(config_, options_.recording);
    record(recorder);
    auto made = std::make_unique<const UopKernel>(recorder.finish(opcode));
    const std::lock_guard<std::mutex> lock(mutex_);
    return *kernels_.emplace(key, std::move(made)).first->second;
}

void Runtime::push(const UopKernel& kernel) {
    if (kernel.empty()) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::uint64_t image_bytes =
        (residency_.image().size() + kernel.uops.size()) * isa::kUopBytes;
    if (image_bytes > uop_buffer_->bytes()) launch_full_queue();
    if (kernel.uops.size() * isa::kUopBytes > uop_buffer_->bytes())
        throw UserError(fmt::format("kernel: {} micro-ops exceed the runtime's buffer of {} bytes",
                                    kernel.uops.size(),
                                    uop_buffer_->bytes()));
    if (auto load = residency_.use(kernel)) {
        load->dram_base += static_cast<std::uint32_t>(uop_buffer_->address() / isa::kUopBytes);
        queue_.append(*load);
    }
    isa::Instruction instruction = kernel.instruction;
    const std::uint32_t position = residency_.position(kernel);
    instruction.uop_begin = static_cast<std::uint16_t>(position);
    instruction.uop_end = static_cast<std::uint16_t>(position + kernel.uops.size());
    queue_.append(instruction);
    synchronize_if_full();
}

void Runtime::dep_push(isa::Module from, isa::Module to) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.dep_push(from, to);
}

void Runtime::dep_pop(isa::Module from, isa::Module to) {
    const std::lock_guard<std::mutex> lock(mutex_);
    queue_.dep_pop(from, to);
}

void Runtime::synchronize_if_full() {
    // Serial order may need a NOP between any two instructions.
    const std::size_t count = debug_.force_serial ? 2 * queue_.size() : queue_.size();
    const std::uint64_t bytes = (count + kSealInstructions) * isa::kInstructionBytes;
    if (bytes > instruction_buffer_->bytes()) launch_full_queue();
}

void Runtime::launch_full_queue() {
    submit(options_.auto_max_cycles);
    launched_part_ = true;
}

void Runtime::synchronize(std::uint64_t max_cycles) {
    const std::lock_guard<std::mutex> lock(mutex_);
    launched_part_ = false;
    submit(max_cycles);
}

void Runtime::clear_queue() {
    queue_.clear();
    residency_.clear();
}

const Buffer* Runtime::keep(const void* data, std::size_t bytes) {
    const Buffer* buffer = buffers_.allocate(bytes);
    buffers_.write(buffer, 0, data, bytes);
    return buffer;
}

std::unique_ptr<PreparedLaunch> Runtime::prepare() {
    const std::lock_guard<std::mutex> lock(mutex_);
    struct Cleanup {
        Runtime& runtime;
        ~Cleanup() { runtime.clear_queue(); }
    } const cleanup{*this};
    if (std::exchange(launched_part_, false))
        throw UserError("prepare: the queue outgrew the runtime's buffers; give it larger ones");
    queue_.seal(debug_.force_serial);
    dump();
    std::vector<isa::Instruction> instructions = queue_.instructions();
    const std::vector<std::uint32_t>& image = residency_.image();
    const Buffer* uops =
        image.empty() ? nullptr : keep(image.data(), image.size() * sizeof image[0]);
    // LOADs of micro-ops were made for the runtime's own buffer.
    for (isa::Instruction& instruction : instructions) {
        const bool loads_uops = instruction.opcode == isa::Opcode::kLoad &&
                                instruction.memory_type == isa::MemoryType::kUop &&
                                instruction.x_size != 0;
        if (!loads_uops) continue;
        instruction.dram_base -=
            static_cast<std::uint32_t>(uop_buffer_->address() / isa::kUopBytes);
        instruction.dram_base += static_cast<std::uint32_t>(uops->address() / isa::kUopBytes);
    }
    const std::vector<std::uint64_t> words = encode(codec_, instructions);
    const Buffer* code = keep(words.data(), words.size() * sizeof words[0]);
    return std::make_unique<PreparedLaunch>(*this, uops, code, std::move(instructions));
}

void Runtime::submit(std::uint64_t max_cycles) {
    // Whatever happens, the next submission starts from nothing.
    struct Cleanup {
        Runtime& runtime;
        ~Cleanup() { runtime.clear_queue(); }
    } const cleanup{*this};
    queue_.seal(debug_.force_serial);
    const std::vector<std::uint64_t> words = encode(codec_, queue_.instructions());
    const std::size_t bytes = words.size() * sizeof words[0];
    if (bytes > instruction_buffer_->bytes())
        throw UserError(
            fmt::format("submission of {} instructions: the runtime's buffer of {} bytes holds {}",
                        queue_.size(),
                        instruction_buffer_->bytes(),
                        instruction_buffer_->bytes() / isa::kInstructionBytes));
    dump();
    const std::vector<std::uint32_t>& image = residency_.image();
    device_.copy_to_device(uop_buffer_->address(), image.data(), image.size() * sizeof image[0]);
    device_.copy_to_device(instruction_buffer_->address(), words.data(), bytes);
    launch(device_,
           instruction_buffer_->address(),
           static_cast<std::uint32_t>(queue_.size()),
           max_cycles);
}

void Runtime::dump() const {
    if (debug_.instructions != nullptr) {
        const auto& instructions = queue_.instructions();
        *debug_.instructions << fmt::format("{} instructions\n", instructions.size());
        for (std::size_t i = 0; i < instructions.size(); ++i) {
            const isa::Word128 word = codec_.encode(instructions[i]);
            *debug_.instructions << fmt::format("{:6} {:016x}_{:016x} {}\n",
                                                i,
                                                word.high,
                                                word.low,
                                                isa::disassemble(codec_, word));
        }
    }
    if (debug_.uops != nullptr) {
        const auto& image = residency_.image();
        *debug_.uops << fmt::format("{} micro-ops\n", image.size());
        for (std::size_t i = 0; i < image.size(); ++i) {
            const isa::Uop uop = codec_.decode_uop(image[i]);
            *debug_.uops << fmt::format(
                "{:6} {:08x} dst={} src={} wgt={}\n", i, image[i], uop.dst, uop.src, uop.wgt);
        }
    }
}

void Runtime::set_debug(const Debug& debug) {
    const std::lock_guard<std::mutex> lock(mutex_);
    debug_ = debug;
}

std::size_t Runtime::pending_instructions() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return queue_.size();
}

}  // namespace vta::runtime
