# SPDX-License-Identifier: Apache-2.0
"""Writes onnx_nodes/*.onnx: one operator each, with numbers from ONNX Runtime, and the names of all
ONNX operators (packages: workloads/zoo/requirements-check.txt).

    python tests/workloads/data/make_nodes.py

The graph's input is `x`; the initializers `vector.input` and `vector.output`, which no node reads,
hold the value of x and what the node makes of it.
"""

import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

HERE = pathlib.Path(__file__).resolve().parent
RANDOM = np.random.Generator(np.random.PCG64(7))


def real(*shape, low=-2.0, high=2.0):
    return RANDOM.uniform(low, high, shape).astype(np.float32)


def codes(*shape, dtype=np.uint8):
    info = np.iinfo(dtype)
    return RANDOM.integers(info.min, info.max + 1, shape).astype(dtype)


def f32(*numbers):
    return np.array(numbers if len(numbers) != 1 else numbers[0], np.float32)


def i64(*numbers):
    return np.array(numbers, np.int64)


def write(name, op, x, others=(), opset=13, **attributes):
    """`others`: the inputs after x; None for one that is left out."""
    names = ["x"] + ["" if each is None else f"c{i}" for i, each in enumerate(others)]
    values = {f"c{i}": each for i, each in enumerate(others) if each is not None}
    node = helper.make_node(op, names, ["y"], name=name, **attributes)
    element = helper.np_dtype_to_tensor_dtype(x.dtype)

    def model(constants, result):
        graph = helper.make_graph(
            [node], name, [helper.make_tensor_value_info("x", element, x.shape)], [result],
            [numpy_helper.from_array(np.asarray(each), key) for key, each in constants.items()])
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)],
                                 ir_version=8, producer_name="tests/workloads/data/make_nodes.py")

    plain = model(values, helper.make_empty_tensor_value_info("y"))
    session = onnxruntime.InferenceSession(plain.SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    y = session.run(None, {"x": x})[0]
    kind = helper.make_tensor_value_info("y", helper.np_dtype_to_tensor_dtype(y.dtype), y.shape)
    whole = model({**values, "vector.input": x, "vector.output": y}, kind)
    onnx.save(whole, str(HERE / "onnx_nodes" / f"{name}.onnx"))


def layers():
    x = real(1, 4, 6, 5)
    write("conv_pads_strides", "Conv", x, [real(6, 4, 3, 3), real(6)], pads=[1, 0, 2, 1],
          strides=[2, 1])
    write("conv_groups_dilations", "Conv", x, [real(4, 2, 3, 2)], group=2, dilations=[2, 1])
    write("conv_depthwise", "Conv", x, [real(8, 1, 3, 3)], group=4, auto_pad="SAME_UPPER")
    write("conv_transpose", "ConvTranspose", x, [real(4, 3, 4, 4), real(3)], strides=[2, 2],
          pads=[1, 1, 1, 1])
    write("conv_transpose_groups", "ConvTranspose", x, [real(4, 2, 3, 3)], group=2,
          strides=[1, 2], output_padding=[0, 1])
    write("gemm", "Gemm", real(3, 5), [real(4, 5), real(4)], transB=1, alpha=0.5, beta=2.0)
    write("matmul", "MatMul", real(2, 3, 5), [real(5, 4)])
    write("conv_integer", "ConvInteger", codes(1, 2, 5, 5), [codes(3, 2, 3, 3), np.uint8(7),
                                                            np.uint8(130)], pads=[1, 1, 1, 1])
    write("matmul_integer", "MatMulInteger", codes(3, 5), [codes(5, 4), np.uint8(3),
                                                           np.uint8(100)])
    write("qlinear_conv", "QLinearConv", codes(1, 2, 5, 5),
          [f32(0.05), np.uint8(120), codes(3, 2, 3, 3, dtype=np.int8), f32(0.02, 0.01, 0.03),
           np.zeros(3, np.int8), f32(0.2), np.uint8(100), np.array([5, -300, 70], np.int32)])
    write("qlinear_matmul", "QLinearMatMul", codes(3, 5),
          [f32(0.05), np.uint8(120), codes(5, 4), f32(0.02), np.uint8(99), f32(0.1), np.uint8(9)])
    write("quantize", "QuantizeLinear", real(1, 2, 3, 4), [f32(0.02), np.int8(-3)])
    write("dequantize", "DequantizeLinear", codes(1, 2, 3, 4), [f32(0.02, 0.5),
                                                               np.array([3, 200], np.uint8)],
          axis=1)
    write("batch_norm", "BatchNormalization", x, [real(4), real(4), real(4),
                                                  real(4, low=0.5, high=2)])
    write("instance_norm", "InstanceNormalization", x, [real(4), real(4)], epsilon=1e-3)


def pointwise():
    x = real(1, 3, 4, 5)
    for op in ("Add", "Sub", "Mul"):
        write(op.lower(), op, x, [real(3, 1, 1)])
    write("sum", "Sum", x, [real(1, 3, 4, 5)])
    for op in ("Relu", "Sigmoid", "Tanh", "Identity", "Dropout"):
        write(op.lower(), op, x)
    write("clip", "Clip", x, [f32(-0.5), f32(1.25)])
    write("clip_old", "Clip", x, opset=6, min=-0.25, max=0.75)
    write("leaky_relu", "LeakyRelu", x, alpha=0.1)
    write("softmax", "Softmax", x, axis=1)
    write("softmax_old", "Softmax", x, opset=11, axis=2)
    write("log_softmax", "LogSoftmax", x, axis=-1)
    write("cast", "Cast", codes(1, 2, 3, 4), to=1)
    write("affine", "Affine", x, opset=1, alpha=1.5, beta=-0.5)
    write("image_scaler", "ImageScaler", x, opset=1, scale=2.0, bias=[1.0, -1.0, 0.5])


def pools():
    x = real(1, 3, 7, 6)
    write("max_pool", "MaxPool", x, kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 1])
    write("max_pool_ceil", "MaxPool", x, kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    write("average_pool", "AveragePool", x, kernel_shape=[3, 3], strides=[2, 1],
          pads=[1, 1, 1, 1])
    write("average_pool_counted", "AveragePool", x, kernel_shape=[3, 3], pads=[1, 1, 1, 1],
          count_include_pad=1)
    write("global_average_pool", "GlobalAveragePool", x)
    write("global_max_pool", "GlobalMaxPool", x)
    write("reduce_mean", "ReduceMean", x, axes=[2, 3], keepdims=0)


def movement():
    x = real(1, 4, 4, 6)
    write("concat", "Concat", x, [real(1, 2, 4, 6)], axis=1)
    write("flatten", "Flatten", x, axis=2)
    write("reshape", "Reshape", x, [i64(0, 2, -1, 3)])
    write("squeeze", "Squeeze", real(1, 4, 1, 3), [i64(0, 2)])
    write("unsqueeze", "Unsqueeze", real(4, 3), [i64(0, -1)])
    write("transpose", "Transpose", x, perm=[0, 2, 3, 1])
    write("slice", "Slice", x, [i64(3, 1), i64(-9, 6), i64(1, 3), i64(-2, 2)])
    write("crop", "Crop", x, opset=1, border=[1, 0, 2, 1])
    write("pad_edge", "Pad", x, [i64(0, 0, 1, 2, 0, 0, 0, 1)], mode="edge")
    write("pad_reflect", "Pad", x, [i64(0, 0, 1, 2, 0, 0, 2, 1)], mode="reflect")
    write("pad_constant", "Pad", x, [i64(0, 1, 1, 0, 0, 0, 2, 1), f32(0.5)])
    write("resize_nearest", "Resize", x, [None, f32(1, 1, 2, 2)], mode="nearest",
          coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    write("resize_linear", "Resize", x, [None, None, i64(1, 4, 7, 9)], mode="linear")
    write("upsample", "Upsample", x, [f32(1, 1, 2, 3)], opset=9, mode="nearest")
    write("shape", "Shape", x)


def constant():
    """Constant has no input: its value is added to x."""
    value = real(3)
    nodes = [helper.make_node("Constant", [], ["c"], value=numpy_helper.from_array(value)),
             helper.make_node("Add", ["x", "c"], ["y"])]
    x = real(2, 3)
    kind = lambda name: helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [2, 3])
    vectors = [numpy_helper.from_array(x, "vector.input"),
               numpy_helper.from_array(x + value, "vector.output")]
    graph = helper.make_graph(nodes, "constant", [kind("x")], [kind("y")], vectors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(HERE / "onnx_nodes" / "constant.onnx"))


def main():
    (HERE / "onnx_nodes").mkdir(exist_ok=True)
    for part in (layers, pointwise, pools, movement, constant):
        part()
    names = sorted({each.name for each in onnx.defs.get_all_schemas() if each.domain == ""})
    (HERE / "onnx_operators.txt").write_text("\n".join(names) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
