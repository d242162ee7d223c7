// SPDX-License-Identifier: Apache-2.0
#include "workloads/conv2d_programs.h"

#include <cstring>

#include "workloads/layer_programs.h"
#include "workloads/packed_layout.h"

namespace vta::workloads {
namespace {

/// Output tensors as the hardware leaves them: lanes beyond the batch or the channels hold the
/// epilogue of an empty sum (all rows of a tensor share the bias).
std::vector<std::int8_t> packed_output(const isa::HardwareConfig& config,
                                       const Conv2dShape& shape,
                                       const Conv2dEpilogue& epilogue,
                                       const std::vector<std::int32_t>& bias,
                                       const std::vector<std::int8_t>& plain) {
    Conv2dShape full = shape;
    full.batch = blocks_of(shape.batch, config.batch()) * config.batch();
    full.out_channels = blocks_of(shape.out_channels, config.block_out()) * config.block_out();
    const std::size_t pixels = std::size_t{shape.out_height()} * shape.out_width();
    std::vector<std::int8_t> filled(pixels * full.batch * full.out_channels);
    for (std::size_t n = 0; n < full.batch; ++n)
        for (std::size_t o = 0; o < full.out_channels; ++o) {
            std::int8_t* to = &filled[(n * full.out_channels + o) * pixels];
            const bool real_channel = o < shape.out_channels;
            if (n < shape.batch && real_channel)
                std::memcpy(to, &plain[(n * shape.out_channels + o) * pixels], pixels);
            else
                std::memset(to, apply_epilogue(epilogue, 0, real_channel ? bias[o] : 0), pixels);
        }
    return pack_activations(filled,
                            full.batch,
                            full.out_channels,
                            shape.out_height(),
                            shape.out_width(),
                            config.batch(),
                            config.block_out());
}

}  // namespace

isa::Program build_conv2d_program(const isa::HardwareConfig& config,
                                  const Conv2dShape& shape,
                                  const Conv2dEpilogue& epilogue,
                                  const Conv2dSchedule& schedule,
                                  std::uint64_t seed) {
    shape.validate();
    return build_conv2d_program(
        config, shape, epilogue, schedule, random_conv2d_data(shape, seed), nullptr);
}

isa::Program build_conv2d_program(const isa::HardwareConfig& config,
                                  const Conv2dShape& shape,
                                  const Conv2dEpilogue& epilogue,
                                  const Conv2dSchedule& schedule,
                                  const Conv2dData& data,
                                  const std::vector<std::int8_t>* expected) {
    const std::vector<std::int8_t> output =
        packed_output(config,
                      shape,
                      epilogue,
                      data.bias,
                      expected != nullptr ? *expected : reference_conv2d(shape, epilogue, data));
    LayerData packed;
    packed.inputs.push_back(pack_activations(data.input,
                                             shape.batch,
                                             shape.in_channels,
                                             shape.height,
                                             shape.width,
                                             config.batch(),
                                             config.block_in()));
    packed.weights = pack_weights(data.weights, shape, config);
    if (epilogue.bias) packed.vectors = pack_bias(data.bias, config);
    const LayerSpec layer = conv2d_layer(config, shape, epilogue);
    isa::Program program = build_layer_program(config, layer, schedule, packed, &output);
    program.name = shape.name;
    return program;
}

double utilisation(const isa::HardwareConfig& config,
                   const Conv2dShape& shape,
                   std::uint64_t cycles) {
    const double peak = static_cast<double>(config.batch()) * config.block_in() *
                        config.block_out() * static_cast<double>(cycles);
    return cycles == 0 ? 0.0 : static_cast<double>(shape.macs()) / peak;
}

}  // namespace vta::workloads
