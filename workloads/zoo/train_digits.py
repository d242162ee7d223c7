# SPDX-License-Identifier: Apache-2.0
"""Trains the network of examples/digits on scikit-learn's digits and writes that folder's files.

    python train_digits.py --out build/zoo/digits      (packages: requirements-digits.txt)

1,797 handwritten digits of 8x8 grey levels, drawn at 16x16; 1,437 train, 360 test. The seed is
fixed. Sums of floats depend on the machine's BLAS, so another machine gives another network of
the same quality: the files in examples/digits are the reference.
"""

import argparse
import csv
import json
import os
import pathlib

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from sklearn.datasets import load_digits

import network as nn

SIZE = 16
TEST_COUNT = 360
SHIPPED_TESTS = 20
CALIBRATION = 64


def drawn(pictures):
    """[N, 8, 8] of 0..16 as [N, 16, 16] of 0..255."""
    large = []
    for picture in pictures:
        small = Image.fromarray(np.round(picture * (255 / 16)).astype(np.uint8))
        large.append(np.asarray(small.resize((SIZE, SIZE), Image.Resampling.BILINEAR)))
    return np.stack(large)


def load(random):
    digits = load_digits()
    pictures, labels = drawn(digits.images), digits.target
    order = random.permutation(len(labels))
    test, train = order[:TEST_COUNT], order[TEST_COUNT:]
    return (pictures[train], labels[train]), (pictures[test], labels[test])


def real(pictures):
    return (pictures.astype(np.float32) / np.float32(255))[..., None]


def make_network(random):
    conv = lambda *sizes, **how: nn.Conv(random, *sizes, **how)
    return nn.Network([
        conv(1, 16),
        nn.Residual(conv(16, 16), conv(16, 16, relu=False, gain=0.5)),
        nn.Residual(conv(16, 32, stride=2), conv(32, 32, relu=False, gain=0.5),
                    conv(16, 32, kernel=1, stride=2, relu=False)),
        nn.MaxPool(),
        nn.Residual(conv(32, 32), conv(32, 32, relu=False, gain=0.5)),
        nn.Head(random, 32, 10),
    ])


def shifted(pictures, random):
    """Each picture moved by up to a sixteenth of its side and made a little lighter or darker."""
    padded = np.pad(pictures, ((0, 0), (1, 1), (1, 1), (0, 0)))
    moved = np.empty_like(pictures)
    for i, (row, column) in enumerate(random.integers(0, 3, (len(pictures), 2))):
        moved[i] = padded[i, row:row + SIZE, column:column + SIZE]
    light = random.uniform(0.85, 1.0, (len(pictures), 1, 1, 1)).astype(np.float32)
    return moved * light


def accuracy(network, pictures, labels):
    return float((network.forward(real(pictures)).argmax(axis=1) == labels).mean())


def train(random, data, tests, epochs, batch=32, top_rate=2e-3):
    pictures, labels = real(data[0]), data[1]
    network = make_network(random)
    adam = nn.Adam(network.trained())
    steps = len(labels) // batch
    for epoch in range(epochs):
        order = random.permutation(len(labels))
        for step in range(steps):
            chosen = order[step * batch:(step + 1) * batch]
            done = (epoch + step / steps) / epochs
            rate = top_rate * min(1.0, 20 * done + 0.05) * 0.5 * (1 + np.cos(np.pi * done))
            scores = network.forward(shifted(pictures[chosen], random))
            network.backward(nn.softmax_gradient(scores, labels[chosen]))
            adam.step(rate)
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1}: train {100 * accuracy(network, *data):.2f} %, "
                  f"test {100 * accuracy(network, *tests):.2f} %", flush=True)
    return network


class Exporter:
    """Writes the network as ONNX: NCHW, weights OIHW."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def constant(self, name, numbers):
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(numbers), name))
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def conv(self, layer, x, name):
        w = self.constant(name + ".weight", layer.parameters[0].transpose(3, 2, 0, 1))
        bias = self.constant(name + ".bias", layer.parameters[1])
        y = self.node("Conv", [x, w, bias], name, kernel_shape=[layer.kernel] * 2,
                      strides=[layer.stride] * 2, pads=[layer.pad] * 4)
        return self.node("Relu", [y], name + ".relu") if layer.relu else y

    def residual(self, layer, x, name):
        y = self.conv(layer.b, self.conv(layer.a, x, name + ".a"), name + ".b")
        other = self.conv(layer.shortcut, x, name + ".shortcut") if layer.shortcut else x
        return self.node("Relu", [self.node("Add", [y, other], name + ".add")], name + ".relu")

    def layer(self, layer, x, name):
        if isinstance(layer, nn.Conv):
            return self.conv(layer, x, "conv" + name)
        if isinstance(layer, nn.Residual):
            return self.residual(layer, x, "block" + name)
        if isinstance(layer, nn.MaxPool):
            return self.node("MaxPool", [x], "pool" + name, kernel_shape=[2, 2], strides=[2, 2])
        mean = self.node("GlobalAveragePool", [x], "mean")
        flat = self.node("Flatten", [mean], "features")
        w = self.constant("dense.weight", layer.parameters[0].T)
        bias = self.constant("dense.bias", layer.parameters[1])
        return self.node("Gemm", [flat, w, bias], "scores", transB=1)

    def model(self, layers):
        x = "picture"
        for i, layer in enumerate(layers):
            x = self.layer(layer, x, str(i))
        graph = helper.make_graph(
            self.nodes, "digits",
            [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 1, SIZE, SIZE])],
            [helper.make_tensor_value_info(x, TensorProto.FLOAT, [1, 10])], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)],
                                  producer_name="workloads/zoo/train_digits.py", ir_version=8)
        onnx.checker.check_model(model)
        return model


def write_inputs(folder, tests, data):
    """Two test pictures of each digit as PNG, all test pictures and some to calibrate with as NPY."""
    pictures, labels = tests
    chosen = [int(i) for digit in range(10)
              for i in np.flatnonzero(labels == digit)[:SHIPPED_TESTS // 10]]
    rows = []
    for number, i in enumerate(chosen):
        name = f"digit_{labels[i]}_{'ab'[number % 2]}.png"
        Image.fromarray(pictures[i]).save(folder / name, optimize=True)
        rows.append([name, int(labels[i])])
    with open(folder / "labels.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "label"])
        writer.writerows(rows)
    np.save(folder / "calibration.npy", data[0][:CALIBRATION, :, :, None])
    np.save(folder / "test_images.npy", pictures[..., None])
    np.save(folder / "test_labels.npy", labels.astype(np.uint8))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("build/zoo/digits"))
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    random = np.random.Generator(np.random.PCG64(options.seed))
    data, tests = load(random)
    trained = train(random, data, tests, options.epochs)
    onnx.save(Exporter().model(trained.layers), options.out / "digits.onnx")
    write_inputs(options.out, tests, data)
    summary = {"train": accuracy(trained, *data), "test": accuracy(trained, *tests),
               "test pictures": len(tests[1]), "seed": options.seed, "epochs": options.epochs}
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
