# SPDX-License-Identifier: Apache-2.0
"""Writes this folder's files again (packages: workloads/zoo/requirements-check.txt).

    python tests/workloads/data/make.py

digits_scores.npy: ONNX Runtime's scores of the first 64 of examples/digits/test_images.npy.
generator*: a small generator with the structure of QDCGAN, random 4-bit weights, its codes and the
pictures that the integer recipe of workloads/zoo/convert_qdcgan.py gives.
"""

import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "workloads" / "zoo"))

import numpy as np
import onnxruntime

import check_zoo
import convert_qdcgan


def run(model, inputs):
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: each[None]})[0] for each in inputs])


def digits_scores():
    digits = ROOT / "examples" / "digits"
    pictures = np.load(digits / "test_images.npy")[:64]
    inputs = check_zoo.planes(pictures, scale=1 / 255)
    np.save(HERE / "digits_scores.npy", run(digits / "digits.onnx", inputs))


def generator():
    random = np.random.Generator(np.random.PCG64(1))
    shapes = [(8, 16, 4, 4), (16, 8, 4, 4), (8, 1, 4, 4)]
    layers = {f"deconv{i}_weight_iohw": random.integers(-7, 8, shape).astype(np.int8)
              for i, shape in enumerate(shapes)}
    codes = random.integers(-128, 128, (16, 8, 1, 1)).astype(np.int8)
    with tempfile.TemporaryDirectory() as folder:
        np.savez(folder + "/weights.npz", **layers)
        convert_qdcgan.convert(folder + "/weights.npz", "generator").save(
            HERE / "generator.onnx", {"vta.arithmetic": "shift"})
        sums = check_zoo.qdcgan_recipe(folder + "/weights.npz", codes)
    np.save(HERE / "generator_codes.npy", codes)
    np.save(HERE / "generator_sums.npy", sums.astype(np.int32))


if __name__ == "__main__":
    digits_scores()
    generator()
