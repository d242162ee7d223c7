# SPDX-License-Identifier: Apache-2.0
"""Builds ONNX models node by node, and writes the JSON of preprocessing beside them."""

import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 13  # per-channel QuantizeLinear, axes as inputs
TYPES = {"float": TensorProto.FLOAT, "int8": TensorProto.INT8}


class Writer:
    def __init__(self, name, source):
        self.name, self.source = name, source
        self.nodes, self.constants, self.used = [], [], set()
        self.inputs, self.outputs = [], []

    def input(self, name, shape, kind="float"):
        self.inputs.append(helper.make_tensor_value_info(name, TYPES[kind], shape))
        return name

    def output(self, name, shape, kind="float"):
        self.outputs.append(helper.make_tensor_value_info(name, TYPES[kind], shape))

    def constant(self, name, numbers, dtype=np.float32):
        if name not in self.used:
            self.used.add(name)
            numbers = np.ascontiguousarray(np.asarray(numbers, dtype=dtype))
            self.constants.append(numpy_helper.from_array(numbers, name))
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [output], name=output, **attributes))
        return output

    def conv(self, x, name, weights, bias=None, stride=1, pads=None, **attributes):
        """Weights OIHW; `pads` is one number or what ONNX wants."""
        inputs = [x, self.constant(name + ".weight", weights)]
        if bias is not None:
            inputs.append(self.constant(name + ".bias", bias))
        if pads is not None:
            attributes["pads"] = [pads] * 4 if isinstance(pads, int) else pads
        return self.node("Conv", inputs, name, kernel_shape=list(weights.shape[2:]),
                         strides=[stride] * 2, **attributes)

    def pad(self, x, name, pads, mode="constant"):
        """`pads`: begin of each axis, then end of each."""
        pads = self.constant(name + ".pads", pads, np.int64)
        return self.node("Pad", [x, pads], name, mode=mode)

    def save(self, path, metadata=None):
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)],
                                  producer_name=self.source, ir_version=8)
        if metadata:
            helper.set_model_props(model, metadata)
        onnx.checker.check_model(model)
        path = pathlib.Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, str(path))
        print(f"{path}: {path.stat().st_size} bytes, {len(self.nodes)} nodes")
        return model


def write_preprocessing(path, **keys):
    """As `vta run` reads it: a sample p becomes (p * scale - mean) / std."""
    pathlib.Path(path).write_text(json.dumps(keys, indent=2) + "\n", encoding="utf-8")


def batch_norm(writer, x, name, scale, shift, mean, variance, epsilon=1e-5):
    inputs = [x] + [writer.constant(name + "." + part, numbers)
                    for part, numbers in (("scale", scale), ("shift", shift), ("mean", mean),
                                          ("variance", variance))]
    return writer.node("BatchNormalization", inputs, name, epsilon=epsilon)
