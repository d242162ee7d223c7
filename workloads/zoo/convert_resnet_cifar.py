# SPDX-License-Identifier: Apache-2.0
"""ResNet-20 and ResNet-56 for CIFAR-10 (npz of PyTorch tensors) as ONNX.

A stage's first block halves the picture: its shortcut takes every second pixel and adds zero
channels at both sides (option A of the paper), so it has no weights.
"""

import zoo_options
import numpy as np

from onnx_writer import Writer, batch_norm, write_preprocessing

MEAN = [0.485, 0.456, 0.406]
STD = [0.229, 0.224, 0.225]


def conv_norm(writer, data, x, name, conv, norm, stride):
    y = writer.conv(x, name + conv, data[name + conv + ".weight"], stride=stride, pads=1)
    parts = [data[f"{name}{norm}.{part}"] for part in ("weight", "bias", "running_mean",
                                                       "running_var")]
    return batch_norm(writer, y, name + norm, *parts)


def shortcut(writer, x, name, added):
    constant = lambda part, numbers: writer.constant("every_second." + part, numbers, np.int64)
    y = writer.node("Slice", [x, constant("starts", [0, 0]), constant("ends", [1 << 30, 1 << 30]),
                              constant("axes", [2, 3]), constant("steps", [2, 2])],
                    name + "every_second")
    return writer.pad(y, name + "zero_channels", [0, added, 0, 0, 0, added, 0, 0])


def convert(npz, name):
    data = np.load(npz)
    writer = Writer(name, "workloads/zoo/convert_resnet_cifar.py")
    x = writer.input("picture", [1, 3, 32, 32])
    x = conv_norm(writer, data, x, "", "conv1", "bn1", 1)
    x = writer.node("Relu", [x], "relu1")
    blocks = sum(1 for key in data.files if key.startswith("layer1.") and "conv1" in key)
    channels = 16
    for stage in (1, 2, 3):
        for block in range(blocks):
            place = f"layer{stage}.{block}."
            halves = stage > 1 and block == 0
            y = conv_norm(writer, data, x, place, "conv1", "bn1", 2 if halves else 1)
            y = writer.node("Relu", [y], place + "relu1")
            y = conv_norm(writer, data, y, place, "conv2", "bn2", 1)
            if halves:
                x = shortcut(writer, x, place, channels // 2)
                channels *= 2
            x = writer.node("Relu", [writer.node("Add", [y, x], place + "add")], place + "relu2")
    x = writer.node("Flatten", [writer.node("GlobalAveragePool", [x], "mean")], "features")
    weights = writer.constant("linear.weight", data["linear.weight"])
    bias = writer.constant("linear.bias", data["linear.bias"])
    writer.node("Gemm", [x, weights, bias], "scores", transB=1)
    writer.output("scores", [1, 10])
    return writer


def main():
    options = zoo_options.parse(__doc__)
    for depth in (20, 56):
        name = f"resnet{depth}"
        source = options.data / f"models/{name}_cifar10/{name}_f32.npz"
        convert(source, name).save(options.out / f"{name}.onnx")
        write_preprocessing(options.out / f"{name}.json", scale=1 / 255, mean=MEAN, std=STD)


if __name__ == "__main__":
    main()
