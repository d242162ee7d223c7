# SPDX-License-Identifier: Apache-2.0
"""Tiny Darknet for ImageNet (TensorFlow.js layers model) as ONNX.

Reads any chain of Conv2D, BatchNormalization, LeakyReLU, MaxPooling2D, GlobalAveragePooling2D and
softmax, which is what the model has.
"""

import json

import zoo_options
import numpy as np

from onnx_writer import Writer, batch_norm, write_preprocessing


def read_weights(folder, manifest):
    """Name -> array; each group is one run of bytes, spread over its files."""
    weights = {}
    for group in manifest:
        blob = b"".join((folder / path).read_bytes() for path in group["paths"])
        at = 0
        for each in group["weights"]:
            if each["dtype"] != "float32" or "quantization" in each:
                raise SystemExit(f"{each['name']}: is {each['dtype']}, want plain float32")
            count = int(np.prod(each["shape"]))
            weights[each["name"]] = np.frombuffer(blob, "<f4", count, at).reshape(each["shape"])
            at += 4 * count
        if at != len(blob):
            raise SystemExit(f"{group['paths']}: {len(blob)} bytes, want {at}")
    return weights


def convolution(writer, x, layer, weights):
    name = layer["name"]
    bias = weights.get(name + "/bias")
    if layer["padding"] != "same" or layer["activation"] != "linear":
        raise SystemExit(f"{name}: want same padding and no activation")
    kernel = weights[name + "/kernel"].transpose(3, 2, 0, 1)
    return writer.conv(x, name, kernel, bias, stride=layer["strides"][0], auto_pad="SAME_UPPER")


def normalisation(writer, x, layer, weights):
    parts = [weights[f"{layer['name']}/{part}"] for part in ("gamma", "beta", "moving_mean",
                                                             "moving_variance")]
    return batch_norm(writer, x, layer["name"], *parts, epsilon=layer["epsilon"])


def max_pool(writer, x, layer, _):
    return writer.node("MaxPool", [x], layer["name"], kernel_shape=layer["pool_size"],
                       strides=layer["strides"],
                       auto_pad="SAME_UPPER" if layer["padding"] == "same" else "VALID")


def activation(writer, x, layer, _):
    if layer["activation"] != "softmax":
        raise SystemExit(f"{layer['name']}: is {layer['activation']}, want softmax")
    return writer.node("Softmax", [x], layer["name"], axis=1)


LAYERS = {
    "Conv2D": convolution,
    "BatchNormalization": normalisation,
    "MaxPooling2D": max_pool,
    "Activation": activation,
    "LeakyReLU": lambda writer, x, layer, _: writer.node(
        "LeakyRelu", [x], layer["name"], alpha=layer["alpha"]),
    "GlobalAveragePooling2D": lambda writer, x, layer, _: writer.node(
        "Flatten", [writer.node("GlobalAveragePool", [x], layer["name"] + ".mean")],
        layer["name"]),
}


def convert(folder):
    model = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    topology = model["modelTopology"]
    config = topology.get("model_config", topology)["config"]
    layers = config["layers"] if isinstance(config, dict) else config
    weights = read_weights(folder, model["weightsManifest"])
    writer = Writer("tiny_darknet", "workloads/zoo/convert_tfjs.py")
    x = None
    for each in layers:
        layer = each["config"]
        if each["class_name"] == "InputLayer":
            _, rows, columns, channels = layer["batch_input_shape"]
            x = writer.input("picture", [1, channels, rows, columns])
        elif each["class_name"] in LAYERS:
            x = LAYERS[each["class_name"]](writer, x, layer, weights)
        else:
            raise SystemExit(f"{layer['name']}: {each['class_name']} is not supported; "
                             f"supported: {', '.join(LAYERS)}")
    writer.output(x, [1, 1000])
    return writer


def main():
    options = zoo_options.parse(__doc__)
    folder = options.data / "models/tiny_darknet_imagenet"
    convert(folder).save(options.out / "tiny_darknet.onnx")
    write_preprocessing(options.out / "tiny_darknet.json", scale=1 / 255)
    synsets = (folder / "darknet_synsets.txt").read_bytes()
    (options.out / "tiny_darknet_synsets.txt").write_bytes(synsets)


if __name__ == "__main__":
    main()
