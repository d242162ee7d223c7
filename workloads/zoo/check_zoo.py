# SPDX-License-Identifier: Apache-2.0
"""Runs the converted models in ONNX Runtime and in our reference interpreter, on the data's inputs.

    python check_zoo.py --tool build/release/bin/zoo_reference [--models build/zoo] [--only NAME]

Prints accuracies, the largest difference of the two, and PSNR of pictures, which are written as
PNG beside the models. Ends with an error where a figure is worse than the data's own.
"""

import csv
import gzip
import pathlib
import subprocess
import tempfile

import numpy as np
import onnxruntime
from PIL import Image

import zoo_options
from qdcgan_recipe import qdcgan_recipe


class Checker:
    def __init__(self, options):
        self.data, self.models, self.tool = options.data, options.models, options.tool
        self.failures = []

    def onnx_runtime(self, name, inputs):
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = 1
        # Integer layers stay as the file says: fused ones round otherwise.
        settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(str(self.models / f"{name}.onnx"), settings,
                                               providers=["CPUExecutionProvider"])
        key = session.get_inputs()[0].name
        return np.stack([session.run(None, {key: each[None]})[0] for each in inputs])

    def ours(self, name, inputs):
        with tempfile.TemporaryDirectory() as folder:
            np.save(folder + "/in.npy", np.ascontiguousarray(inputs))
            subprocess.run([str(self.tool), str(self.models / f"{name}.onnx"), folder + "/in.npy",
                            folder + "/out.npy"], check=True)
            return np.load(folder + "/out.npy")

    def both(self, name, inputs, limit, tolerance):
        """Outputs of ONNX Runtime for all inputs; ours for the first `limit` must be equal."""
        theirs = self.onnx_runtime(name, inputs)
        ours = self.ours(name, inputs[:limit])
        span = float(np.abs(theirs).max())
        difference = float(np.abs(theirs[:limit].reshape(ours.shape) - ours).max())
        print(f"{name}: largest difference {difference:.3g} of {span:.4g}, {limit} inputs")
        self.expect(difference <= tolerance * span, f"{name}: differs by {difference}")
        return theirs, ours

    def expect(self, holds, problem):
        if not holds:
            self.failures.append(problem)

    def accuracy(self, name, scores, labels, least):
        right = scores.reshape(len(scores), -1)[:len(labels)].argmax(axis=1) == labels
        print(f"{name}: {right.sum()} of {len(labels)} right, {100 * right.mean():.2f} %")
        self.expect(right.mean() >= least, f"{name}: {right.mean()} right, want {least}")

    def labels(self, path, column, header):
        with open(self.data / path, newline="", encoding="utf-8") as file:
            return np.array([int(row[column]) for row in list(csv.reader(file))[header:]])

    def pictures(self, path, shape):
        return np.fromfile(self.data / path, np.uint8).reshape(shape)

    def save(self, name, picture):
        Image.fromarray(np.clip(np.round(picture), 0, 255).astype(np.uint8)).save(
            self.models / name)


def planes(pictures, mean=0.0, std=1.0, scale=1.0):
    """NHWC samples as the NCHW numbers of the preprocessing."""
    real = (pictures.astype(np.float64) * scale - np.array(mean)) / np.array(std)
    return real.transpose(0, 3, 1, 2).astype(np.float32)


def psnr(a, b, peak):
    return 10 * np.log10(peak**2 / max(np.mean((a.astype(np.float64) - b) ** 2), 1e-20))


def check_resnets(check):
    images = check.pictures("datasets/cifar10_ic01/images_200x32x32x3_u8.bin", (200, 32, 32, 3))
    labels = check.labels("datasets/cifar10_ic01/y_labels.csv", 2, 0)
    inputs = planes(images, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225], 1 / 255)
    for name, least in (("resnet20", 0.90), ("resnet56", 0.91)):
        theirs, ours = check.both(name, inputs, 200, 1e-5)
        check.accuracy(name, theirs, labels, least)
        check.accuracy(name + " (ours)", ours, labels, least)


def check_lenet5(check):
    read = lambda name, skip: np.frombuffer(gzip.decompress(
        (check.data / f"datasets/mnist_t10k/t10k-{name}-ubyte.gz").read_bytes()), np.uint8, -1, skip)
    digits, labels = read("images-idx3", 16).reshape(-1, 28, 28), read("labels-idx1", 8)
    large = [np.asarray(Image.fromarray(each).resize((32, 32), Image.Resampling.BILINEAR))
             for each in digits]
    theirs, ours = check.both("lenet5", planes(np.stack(large)[..., None], scale=1 / 255), 10000,
                              1e-5)
    check.accuracy("lenet5", theirs, labels, 0.99)
    check.accuracy("lenet5 (ours)", ours, labels, 0.99)


def check_tiny_darknet(check):
    images = check.pictures("datasets/imagenet_tux40/images_40x224x224x3_u8.bin",
                            (40, 224, 224, 3))
    classes = check.labels("datasets/imagenet_tux40/labels.csv", 1, 1)
    # ILSVRC's classes are the synsets in order of their numbers.
    synsets = (check.data / "models/tiny_darknet_imagenet/darknet_synsets.txt").read_text().split()
    labels = np.array([synsets.index(sorted(synsets)[each]) for each in classes])
    theirs, _ = check.both("tiny_darknet", planes(images, scale=1 / 255), 4, 1e-5)
    check.accuracy("tiny_darknet", theirs, labels, 0.4)


def check_face_resnet34(check):
    faces = check.pictures("datasets/face_crops4/images_4x150x150x3_u8.bin", (4, 150, 150, 3))
    theirs, _ = check.both("face_resnet34", planes(faces, [122.782, 117.001, 104.298], 256.0), 4,
                           1e-5)
    points = theirs.reshape(4, -1)
    apart = [[float(np.linalg.norm(a - b)) for b in points] for a in points]
    print("face_resnet34: distances", [[round(each, 3) for each in row] for row in apart])
    check.expect(apart[0][1] < 0.4 and apart[2][3] < 0.4, "face_resnet34: one person is two")
    check.expect(min(apart[0][2], apart[0][3], apart[1][2], apart[1][3]) > 0.7,
                 "face_resnet34: two persons are one")


def content(check, name, size):
    picture = Image.open(check.data / f"datasets/style_inputs/{name}_256.ppm")
    return np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC))


def check_waifu2x(check):
    picture = content(check, "chelsea", 128)
    theirs, ours = check.both("waifu2x", planes(picture[None], scale=1 / 255), 1, 1e-4)
    check.save("waifu2x_before.png", picture)
    check.save("waifu2x.png", 255 * theirs[0, 0].transpose(1, 2, 0))
    original = np.asarray(Image.open(check.data / "datasets/style_inputs/chelsea_256.ppm"))
    print(f"waifu2x: PSNR to ours {psnr(theirs, ours.reshape(theirs.shape), 1):.1f} dB, "
          f"to the picture before it was halved "
          f"{psnr(255 * theirs[0, 0].transpose(1, 2, 0), original, 255):.1f} dB")


def check_mathura(check):
    theirs, ours = check.both("mathura", planes(content(check, "cat", 256)[None]), 1, 1e-4)
    check.save("mathura.png", theirs[0, 0].transpose(1, 2, 0))
    print(f"mathura: PSNR to ours {psnr(theirs, ours.reshape(theirs.shape), 255):.1f} dB")


def check_qdcgan(check):
    for name in ("qdcgan_mnist", "qdcgan_celeba"):
        latents = np.load(check.models / f"{name}_latents.npy")
        theirs, ours = check.both(name, latents, len(latents), 1e-6)
        sums = qdcgan_recipe(check.data / f"models/{name}_w4a4/{name}_w4a4_int8.npz", latents)
        wanted = np.tanh((sums / 128).astype(np.float32))
        for who, got in (("ONNX Runtime", theirs), ("ours", ours)):
            off = int((np.abs(got.reshape(wanted.shape) - wanted) > 1e-6).sum())
            print(f"{name}: {who}: {off} of {wanted.size} numbers differ from the recipe")
            check.expect(off == 0, f"{name}: {who} differs from the recipe")
        n, channels, side, _ = wanted.shape
        grid = wanted.reshape(4, n // 4, channels, side, side).transpose(0, 3, 1, 4, 2)
        grid = 127.5 * (grid.reshape(4 * side, n // 4 * side, channels) + 1)
        check.save(f"{name}.png", grid if channels == 3 else grid[..., 0])


CHECKS = {"resnets": check_resnets, "lenet5": check_lenet5, "tiny_darknet": check_tiny_darknet,
          "face_resnet34": check_face_resnet34, "waifu2x": check_waifu2x,
          "mathura": check_mathura, "qdcgan": check_qdcgan}


def add_options(parser):
    root = zoo_options.ROOT
    parser.add_argument("--models", type=pathlib.Path, default=root / "build" / "zoo")
    parser.add_argument("--tool", type=pathlib.Path,
                        default=root / "build" / "release" / "bin" / "zoo_reference")
    parser.add_argument("--only", choices=sorted(CHECKS), action="append")


def main():
    options = zoo_options.parse(__doc__, add_options)
    check = Checker(options)
    for name, run in CHECKS.items():
        if not options.only or name in options.only:
            run(check)
    for failure in check.failures:
        print("FAILED", failure)
    raise SystemExit(1 if check.failures else 0)


if __name__ == "__main__":
    main()
