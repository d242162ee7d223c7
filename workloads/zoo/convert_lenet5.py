# SPDX-License-Identifier: Apache-2.0
"""LeNet-5 for MNIST (npz of PyTorch tensors) as ONNX: 1x1x32x32, numbers 0 to 1."""

import zoo_options
import numpy as np

from onnx_writer import Writer, write_preprocessing


def convert(npz):
    data = np.load(npz)
    writer = Writer("lenet5", "workloads/zoo/convert_lenet5.py")
    x = writer.input("picture", [1, 1, 32, 32])
    for name in ("c1", "c3", "c5"):
        place = "convnet." + name
        x = writer.conv(x, place, data[place + ".weight"], data[place + ".bias"])
        x = writer.node("Relu", [x], name + ".relu")
        if name != "c5":
            x = writer.node("MaxPool", [x], name + ".pool", kernel_shape=[2, 2], strides=[2, 2])
    x = writer.node("Flatten", [x], "features")
    for name in ("f6", "f7"):
        place = "fc." + name
        inputs = [x] + [writer.constant(f"{place}.{part}", data[f"{place}.{part}"])
                        for part in ("weight", "bias")]
        x = writer.node("Gemm", inputs, place, transB=1)
        if name == "f6":
            x = writer.node("Relu", [x], name + ".relu")
    writer.node("LogSoftmax", [x], "scores", axis=1)
    writer.output("scores", [1, 10])
    return writer


def main():
    options = zoo_options.parse(__doc__)
    convert(options.data / "models/lenet5_mnist/lenet5_f32.npz").save(options.out / "lenet5.onnx")
    write_preprocessing(options.out / "lenet5.json", scale=1 / 255, resize="32x32")


if __name__ == "__main__":
    main()
