// SPDX-License-Identifier: Apache-2.0
#include "workloads/layer_programs.h"

#include <cstring>

#include <fmt/format.h>

#include "base/error.h"
#include "runtime/capture.h"
#include "runtime/memory_device.h"

namespace vta::workloads {
namespace {

// Room for the runtime's own buffers; small, so that DRAM images of programs stay small.
constexpr std::uint64_t kUopBufferBytes = std::uint64_t{256} << 10;
constexpr std::uint64_t kInstructionBufferBytes = std::uint64_t{1} << 20;

template <typename T>
const runtime::Buffer* buffer_with(runtime::Runtime& runtime, const std::vector<T>& content) {
    const std::size_t bytes = content.size() * sizeof(T);
    const runtime::Buffer* buffer = runtime.allocate(bytes);
    runtime.write(buffer, 0, content.data(), bytes);
    return buffer;
}

void add_expected(const LayerSpec& spec,
                  std::uint64_t address,
                  std::uint64_t tensor_bytes,
                  const std::vector<std::int8_t>& output,
                  isa::Program& program) {
    const Picture& o = spec.output;
    const std::uint64_t picture = std::uint64_t{o.height} * o.width * tensor_bytes;
    const bool planes = spec.form == OutputForm::kInt32Planes;
    // Batch blocks lie apart where other channel blocks are between them.
    const bool whole = spec.out_blocks == o.channel_blocks;
    const std::uint64_t pieces = whole ? 1 : o.batch_blocks;
    const std::uint64_t blocks =
        whole ? std::uint64_t{o.batch_blocks} * o.channel_blocks : std::uint64_t{spec.out_blocks};
    for (std::uint64_t plane = 0; plane < (planes ? 4 : 1); ++plane)
        for (std::uint64_t n = 0; n < pieces; ++n) {
            const std::uint64_t block = (plane * o.batch_blocks + n) * o.channel_blocks;
            const std::uint64_t first = (block + spec.first_out_block) * picture;
            isa::ExpectedRegion region;
            region.name = planes ? fmt::format("out{}", plane) : "out";
            if (pieces != 1) region.name += fmt::format("_{}", n);
            region.address = address + first;
            region.bytes.resize(blocks * picture);
            std::memcpy(region.bytes.data(), output.data() + first, region.bytes.size());
            program.expected.push_back(std::move(region));
        }
}

}  // namespace

isa::Program build_layer_program(const isa::HardwareConfig& config,
                                 const LayerSpec& spec,
                                 const LayerSchedule& schedule,
                                 const LayerData& data,
                                 const std::vector<std::int8_t>* expected) {
    runtime::MemoryDevice memory(config);
    runtime::CapturingDevice device(memory, false);
    runtime::Runtime::Options options;
    options.uop_buffer_bytes = kUopBufferBytes;
    options.instruction_buffer_bytes = kInstructionBufferBytes;
    runtime::Runtime runtime(device, options);

    LayerData computed;
    if (expected == nullptr) {
        computed = data;
        evaluate_layer(config, spec, computed);
        expected = &computed.output;
    }
    LayerBuffers buffers;
    for (const auto& input : data.inputs) buffers.inputs.push_back(buffer_with(runtime, input));
    buffers.weights = buffer_with(runtime, data.weights);
    if (!data.vectors.empty()) buffers.vectors = buffer_with(runtime, data.vectors);
    buffers.output = runtime.allocate(expected->size());
    append_layer(runtime, spec, schedule, buffers);
    runtime.synchronize();

    if (device.programs().size() != 1)
        throw UserError(fmt::format("layer {}: schedule {} makes {} launches; take larger tiles",
                                    spec.name,
                                    schedule.to_json(),
                                    device.programs().size()));
    isa::Program program = device.programs().front();
    program.name = spec.name;
    add_expected(spec,
                 buffers.output->address(),
                 config.elem_bytes(isa::MemoryType::kOut),
                 *expected,
                 program);
    return program;
}

}  // namespace vta::workloads
