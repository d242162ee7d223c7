# SPDX-License-Identifier: Apache-2.0
"""QDCGAN generators (4-bit weights and activations) for MNIST and CelebA as integer ONNX.

    z = int8, scale 1/128; weights -7..7, scale 1/8
    first layer:  act = clip((sum + 32) >> 6, 0, 15)     (scale 1/16)
    next layers:  act = clip((sum + 4) >> 3, 0, 15)
    last layer:   picture = tanh(sum / 128)

As ONNX these are transposed convolutions between DequantizeLinear and QuantizeLinear. The shift
rounds a half upwards, QuantizeLinear to the even number: a bias of a quarter of a unit of the sums
decides every tie upwards and changes nothing else. The metadata vta.arithmetic = shift says that
the accelerator's own shifts are meant.
"""

import zoo_options
import numpy as np

from onnx_writer import Writer

Z_SCALE, WEIGHT_SCALE, ACT_SCALE = 2.0**-7, 2.0**-3, 2.0**-4


def codes(writer, name, numbers, scale):
    inputs = [writer.constant(name, numbers, np.int8),
              writer.constant(f"scale_{scale}", np.float32(scale)),
              writer.constant("zero", 0, np.int8)]
    return writer.node("DequantizeLinear", inputs, name + ".real")


def activation(writer, x, name):
    low, high = (writer.constant(*each) for each in (("low", 0.0), ("high", 15 * ACT_SCALE)))
    x = writer.node("Clip", [x, low, high], name + ".clip")
    how = [writer.constant(f"scale_{ACT_SCALE}", np.float32(ACT_SCALE)),
           writer.constant("zero", 0, np.int8)]
    x = writer.node("QuantizeLinear", [x] + how, name + ".codes")
    return writer.node("DequantizeLinear", [x] + how, name + ".act")


def convert(npz, name):
    data = np.load(npz)
    layers = [data[f"deconv{i}_weight_iohw"] for i in range(len(data.files))]
    writer = Writer(name, "workloads/zoo/convert_qdcgan.py")
    z = writer.input("latent", [1, layers[0].shape[0], 1, 1], "int8")
    x = writer.node("DequantizeLinear", [z, writer.constant(f"scale_{Z_SCALE}", np.float32(Z_SCALE)),
                                         writer.constant("zero", 0, np.int8)], "latent.real")
    scale, side = Z_SCALE, 4
    for i, weights in enumerate(layers):
        inputs = [x, codes(writer, f"weights{i}", weights, WEIGHT_SCALE)]
        last = i + 1 == len(layers)
        if not last:
            quarter = np.full(weights.shape[1], scale * WEIGHT_SCALE / 4)
            inputs.append(writer.constant(f"ties{i}", quarter))
        x = writer.node("ConvTranspose", inputs, f"deconv{i}", kernel_shape=[4, 4],
                        strides=[2, 2] if i else [1, 1], pads=[1 if i else 0] * 4)
        side *= 2 if i else 1
        if not last:
            x = activation(writer, x, f"deconv{i}")
        scale = ACT_SCALE
    writer.node("Tanh", [x], "picture")
    writer.output("picture", [1, layers[-1].shape[1], side, side])
    return writer


def main():
    options = zoo_options.parse(__doc__)
    for data in ("mnist", "celeba"):
        name = f"qdcgan_{data}"
        source = options.data / f"models/{name}_w4a4/{name}_w4a4_int8.npz"
        convert(source, name).save(options.out / f"{name}.onnx", {"vta.arithmetic": "shift"})
        # Latents to try it with: normal numbers as codes of scale 1/128.
        random = np.random.Generator(np.random.PCG64(1))
        count = np.load(source)["deconv0_weight_iohw"].shape[0]
        latents = np.clip(np.round(128 * random.standard_normal((16, count, 1, 1))), -128, 127)
        np.save(options.out / f"{name}_latents.npy", latents.astype(np.int8))


if __name__ == "__main__":
    main()
