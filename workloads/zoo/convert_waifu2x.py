# SPDX-License-Identifier: Apache-2.0
"""waifu2x upconv_7 (ncnn: text graph, half-precision weights) as ONNX: pictures twice as large.

The network's convolutions have no padding; the picture's edge is repeated 7 times before it, so
that N x N becomes 2N x 2N.
"""

import struct

import zoo_options
import numpy as np

from onnx_writer import Writer, write_preprocessing

HALF_TAG = 0x01306B47
LEAKY_RELU = 2


def parse_layer(line):
    """(type, {key: number or [numbers]}); keys below -23300 begin an array: count, elements."""
    words = line.split()
    inputs, outputs = int(words[2]), int(words[3])
    parameters = {}
    for word in words[4 + inputs + outputs:]:
        key, text = word.split("=")
        if int(key) <= -23300:
            parameters[-23300 - int(key)] = [float(each) for each in text.split(",")[1:]]
        else:
            parameters[int(key)] = int(text)
    return words[0], words[1], parameters


class Weights:
    def __init__(self, data):
        self.data, self.at = data, 0

    def halves(self, count):
        (tag,) = struct.unpack_from("<I", self.data, self.at)
        if tag != HALF_TAG:
            raise SystemExit(f"byte {self.at}: tag {tag:#x}, want half-precision weights")
        numbers = np.frombuffer(self.data, "<f2", count, self.at + 4).astype(np.float32)
        self.at += 4 + (2 * count + 3) // 4 * 4
        return numbers

    def floats(self, count):
        numbers = np.frombuffer(self.data, "<f4", count, self.at)
        self.at += 4 * count
        return numbers


def convert(parameter_file, weight_file, size):
    lines = parameter_file.read_text(encoding="utf-8").split("\n")[2:]
    weights = Weights(weight_file.read_bytes())
    writer = Writer("waifu2x", "workloads/zoo/convert_waifu2x.py")
    x = writer.input("picture", [1, 3, size, size])
    x = writer.pad(x, "edge", [0, 0, 7, 7, 0, 0, 7, 7], mode="edge")
    channels = 3
    for line in filter(None, lines):
        kind, name, p = parse_layer(line)
        if kind == "Input":
            continue
        outputs, kernel = p[0], p[1]
        numbers = weights.halves(p[6]).reshape(outputs, channels, kernel, kernel)
        bias = weights.floats(outputs)
        if kind == "Convolution":
            x = writer.conv(x, name, numbers, bias)
        elif kind == "Deconvolution":
            inputs = [x, writer.constant(name + ".weight", numbers.transpose(1, 0, 2, 3)),
                      writer.constant(name + ".bias", bias)]
            x = writer.node("ConvTranspose", inputs, name, kernel_shape=[kernel] * 2,
                            strides=[p[3]] * 2, pads=[p[4]] * 4)
        else:
            raise SystemExit(f"{name}: {kind} is not supported")
        if p.get(9) == LEAKY_RELU:
            x = writer.node("LeakyRelu", [x], name + ".relu", alpha=p[10][0])
        channels = outputs
    if weights.at != len(weights.data):
        raise SystemExit(f"{weight_file}: {len(weights.data) - weights.at} bytes are left over")
    writer.output(x, [1, 3, 2 * size, 2 * size])
    return writer


def main():
    options = zoo_options.parse(__doc__, lambda parser: parser.add_argument(
        "--size", type=int, default=128, help="side of the picture (default: 128)"))
    stem = options.data / "models/waifu2x_upconv7_photo/scale2.0x_model"
    convert(stem.with_name(stem.name + ".param"), stem.with_name(stem.name + ".bin"),
            options.size).save(options.out / "waifu2x.onnx")
    write_preprocessing(options.out / "waifu2x.json", scale=1 / 255)


if __name__ == "__main__":
    main()
