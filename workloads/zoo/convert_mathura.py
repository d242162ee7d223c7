# SPDX-License-Identifier: Apache-2.0
"""Fast style transfer "mathura" (ml5: raw float32 files and a manifest) as ONNX, 256x256 RGB 0..255.

Each convolution is followed by an instance normalisation; its files come in the order weights,
shift, scale.
"""

import json

import zoo_options
import numpy as np

from onnx_writer import Writer, write_preprocessing


class Transformer:
    def __init__(self, folder):
        self.folder = folder
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.next = 0
        self.writer = Writer("mathura", "workloads/zoo/convert_mathura.py")

    def variable(self):
        entry = self.manifest["Variable" + (f"_{self.next}" if self.next else "")]
        self.next += 1
        data = (self.folder / entry["filename"]).read_bytes()
        return np.frombuffer(data, "<f4").reshape(entry["shape"])

    def norm(self, x, name, relu):
        shift, scale = self.variable(), self.variable()
        writer = self.writer
        inputs = [x, writer.constant(name + ".scale", scale),
                  writer.constant(name + ".shift", shift)]
        y = writer.node("InstanceNormalization", inputs, name + ".norm", epsilon=1e-3)
        return writer.node("Relu", [y], name + ".relu") if relu else y

    def conv(self, x, name, stride=1, relu=True):
        weights = self.variable().transpose(3, 2, 0, 1)
        y = self.writer.conv(x, name, weights, stride=stride, auto_pad="SAME_UPPER")
        return self.norm(y, name, relu)

    def conv_transpose(self, x, name):
        weights = self.writer.constant(name + ".weight", self.variable().transpose(3, 2, 0, 1))
        # TensorFlow's "SAME" for the transposed form: what is too much is cut at the end.
        y = self.writer.node("ConvTranspose", [x, weights], name, kernel_shape=[3, 3],
                             strides=[2, 2], pads=[0, 0, 1, 1])
        return self.norm(y, name, True)

    def convert(self, size):
        writer = self.writer
        x = writer.input("picture", [1, 3, size, size])
        x = self.conv(x, "conv1")
        x = self.conv(x, "conv2", stride=2)
        x = self.conv(x, "conv3", stride=2)
        for block in range(1, 6):
            y = self.conv(x, f"block{block}.a")
            y = self.conv(y, f"block{block}.b", relu=False)
            x = writer.node("Add", [x, y], f"block{block}")
        x = self.conv_transpose(x, "up1")
        x = self.conv_transpose(x, "up2")
        x = writer.node("Tanh", [self.conv(x, "conv4", relu=False)], "tanh")
        x = writer.node("Mul", [x, writer.constant("range", [150.0])], "scaled")
        writer.node("Add", [x, writer.constant("middle", [127.5])], "styled")
        writer.output("styled", [1, 3, size, size])
        return writer


def main():
    options = zoo_options.parse(__doc__, lambda parser: parser.add_argument(
        "--size", type=int, default=256, help="side of the picture, a multiple of 4"))
    folder = options.data / "models/style_ml5_mathura"
    Transformer(folder).convert(options.size).save(options.out / "mathura.onnx")
    write_preprocessing(options.out / "mathura.json", scale=1.0)


if __name__ == "__main__":
    main()
