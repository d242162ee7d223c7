# SPDX-License-Identifier: Apache-2.0
"""Face descriptor ResNet (face-api weights: codes of 8 bits with scale and minimum) as ONNX.

150x150 RGB to 128 numbers; pictures of one person lie closer together than 0.6. Each convolution
is followed by a factor and a summand per channel, which are multiplied into it here.
"""

import json

import zoo_options
import numpy as np

from onnx_writer import Writer, write_preprocessing

MEAN = [122.782, 117.001, 104.298]


def read_weights(manifest_file, data):
    weights, at = {}, 0
    for group in json.loads(manifest_file.read_text(encoding="utf-8")):
        for each in group["weights"]:
            count = int(np.prod(each["shape"]))
            how = each.get("quantization", {"scale": 1.0, "min": 0.0, "dtype": "<f4"})
            numbers = np.frombuffer(data, how["dtype"], count, at)
            real = numbers.astype(np.float64) * how["scale"] + how["min"]
            weights[each["name"]] = real.reshape(each["shape"])
            at += numbers.nbytes
    if at != len(data):
        raise SystemExit(f"{manifest_file}: describes {at} bytes, the weights have {len(data)}")
    return weights


class Descriptor:
    def __init__(self, weights):
        self.weights = weights
        self.writer = Writer("face_resnet34", "workloads/zoo/convert_face_resnet.py")

    def conv(self, x, name, stride=1, relu=True):
        w = self.weights
        factor, summand = w[name + "/scale/weights"], w[name + "/scale/biases"]
        filters = w[name + "/conv/filters"].transpose(3, 2, 0, 1) * factor[:, None, None, None]
        bias = w[name + "/conv/bias"] * factor + summand
        y = self.writer.conv(x, name, filters, bias, stride=stride, pads=0 if stride == 2 else 1)
        return self.writer.node("Relu", [y], name + "/relu") if relu else y

    def block(self, x, name):
        y = self.conv(self.conv(x, name + "/conv1"), name + "/conv2", relu=False)
        return self.sum(x, y, name)

    def block_down(self, x, name, side, channels):
        """Halves the picture; the shortcut is the mean of 2x2, with zero channels where there are
        more after it. Returns x and its side."""
        y = self.conv(x, name + "/conv1", stride=2)
        y = self.conv(y, name + "/conv2", relu=False)
        pooled_side, side = side // 2, (side - 3) // 2 + 1
        outputs = self.weights[name + "/conv1/conv/filters"].shape[3]
        short = self.writer.node("AveragePool", [x], name + "/pool", kernel_shape=[2, 2],
                                 strides=[2, 2])
        if pooled_side != side:
            more = pooled_side - side
            y = self.writer.pad(y, name + "/zeros", [0, 0, 0, 0, 0, 0, more, more])
        if channels != outputs:
            short = self.writer.pad(short, name + "/channels",
                                    [0, 0, 0, 0, 0, outputs - channels, 0, 0])
        return self.sum(short, y, name), pooled_side, outputs

    def sum(self, x, y, name):
        return self.writer.node("Relu", [self.writer.node("Add", [x, y], name + "/add")],
                                name + "/relu")

    def convert(self):
        writer = self.writer
        x = writer.input("picture", [1, 3, 150, 150])
        x = self.conv(x, "conv32_down", stride=2)
        x = writer.node("MaxPool", [x], "pool", kernel_shape=[3, 3], strides=[2, 2])
        side, channels = 35, 32
        names = sorted({name.split("/")[0] for name in self.weights if "conv1" in name},
                       key=list(dict.fromkeys(n.split("/")[0] for n in self.weights)).index)
        for name in names:
            if "down" in name:
                x, side, channels = self.block_down(x, name, side, channels)
            else:
                x = self.block(x, name)
        x = writer.node("Flatten", [writer.node("GlobalAveragePool", [x], "mean")], "features")
        writer.node("MatMul", [x, writer.constant("fc", self.weights["fc"])], "descriptor")
        writer.output("descriptor", [1, 128])
        return writer


def main():
    options = zoo_options.parse(__doc__)
    folder = options.data / "models/face_resnet34"
    weights = read_weights(folder / "face_recognition_model-weights_manifest.json",
                           (folder / "face_recognition_model.bin").read_bytes())
    Descriptor(weights).convert().save(options.out / "face_resnet34.onnx")
    write_preprocessing(options.out / "face_resnet34.json", mean=MEAN, std=[256.0] * 3)


if __name__ == "__main__":
    main()
