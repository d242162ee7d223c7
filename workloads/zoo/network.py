# SPDX-License-Identifier: Apache-2.0
"""A small convolutional network with gradients, in numpy alone: what train_digits.py trains.

Pictures are NHWC, weights HWIO. Every layer has forward(x), which remembers what backward(gradient)
needs, and backward gives the gradient of its input and leaves those of its parameters in `gradients`.
"""

import numpy as np


def windows(x, kernel, stride):
    """[N, rows, columns, kernel, kernel, C], without a copy."""
    view = np.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(1, 2))
    return view[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)


class Conv:
    def __init__(self, random, inputs, outputs, kernel=3, stride=1, relu=True, gain=1.0):
        scale = gain * np.sqrt(2.0 / (kernel * kernel * inputs))
        shape = (kernel, kernel, inputs, outputs)
        self.parameters = [(random.standard_normal(shape) * scale).astype(np.float32),
                           np.zeros(outputs, np.float32)]
        self.gradients = [None, None]
        self.kernel, self.stride, self.pad, self.relu = kernel, stride, kernel // 2, relu

    def forward(self, x):
        pad = self.pad
        self.padded = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
        patches = windows(self.padded, self.kernel, self.stride)
        self.places = patches.shape[:3]
        self.patches = patches.reshape(-1, self.parameters[0][..., 0].size)
        weights = self.parameters[0].reshape(-1, self.parameters[0].shape[3])
        y = (self.patches @ weights + self.parameters[1]).reshape(*self.places, -1)
        self.positive = y > 0
        return np.where(self.positive, y, np.float32(0)) if self.relu else y

    def backward(self, gradient):
        if self.relu:
            gradient = gradient * self.positive
        weights = self.parameters[0]
        flat = gradient.reshape(-1, weights.shape[3])
        self.gradients = [(self.patches.T @ flat).reshape(weights.shape), flat.sum(axis=0)]
        columns = (flat @ weights.reshape(-1, weights.shape[3]).T).reshape(
            *self.places, self.kernel, self.kernel, weights.shape[2])
        padded = np.zeros_like(self.padded)
        rows, cols = self.places[1] * self.stride, self.places[2] * self.stride
        for i in range(self.kernel):
            for j in range(self.kernel):
                padded[:, i:i + rows:self.stride, j:j + cols:self.stride] += columns[:, :, :, i, j]
        pad = self.pad
        return padded[:, pad:padded.shape[1] - pad, pad:padded.shape[2] - pad]


class Residual:
    """relu(b(a(x)) + shortcut(x)); the shortcut is x itself where it is None."""

    def __init__(self, a, b, shortcut=None):
        self.layers = [a, b] + ([shortcut] if shortcut else [])
        self.a, self.b, self.shortcut = a, b, shortcut

    def forward(self, x):
        y = self.b.forward(self.a.forward(x)) + (self.shortcut.forward(x) if self.shortcut else x)
        self.positive = y > 0
        return np.where(self.positive, y, np.float32(0))

    def backward(self, gradient):
        gradient = gradient * self.positive
        straight = self.shortcut.backward(gradient) if self.shortcut else gradient
        return self.a.backward(self.b.backward(gradient)) + straight


class MaxPool:
    """2x2, stride 2."""
    layers = ()

    def forward(self, x):
        n, rows, columns, channels = x.shape
        tiles = x.reshape(n, rows // 2, 2, columns // 2, 2, channels).transpose(0, 1, 3, 5, 2, 4)
        self.shape, tiles = x.shape, tiles.reshape(*tiles.shape[:4], 4)
        self.chosen = tiles.argmax(axis=-1)
        return tiles.max(axis=-1)

    def backward(self, gradient):
        n, rows, columns, channels = self.shape
        tiles = (np.arange(4) == self.chosen[..., None]) * gradient[..., None]
        tiles = tiles.reshape(n, rows // 2, columns // 2, channels, 2, 2)
        return tiles.transpose(0, 1, 4, 2, 5, 3).reshape(self.shape).astype(np.float32)


class Head:
    """Mean over the picture, then a dense layer [C, classes]."""

    def __init__(self, random, inputs, classes):
        scale = np.sqrt(1.0 / inputs)
        self.parameters = [(random.standard_normal((inputs, classes)) * scale).astype(np.float32),
                           np.zeros(classes, np.float32)]
        self.gradients = [None, None]

    def forward(self, x):
        self.shape, self.mean = x.shape, x.mean(axis=(1, 2))
        return self.mean @ self.parameters[0] + self.parameters[1]

    def backward(self, gradient):
        self.gradients = [self.mean.T @ gradient, gradient.sum(axis=0)]
        places = self.shape[1] * self.shape[2]
        back = (gradient @ self.parameters[0].T / np.float32(places))[:, None, None]
        return np.broadcast_to(back, self.shape)


class Network:
    def __init__(self, layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, gradient):
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)

    def trained(self):
        """Every layer that has parameters, in the order of the data."""
        found = []
        for layer in self.layers:
            found += [each for each in getattr(layer, "layers", [layer])]
        return found


class Adam:
    """Adam with decoupled weight decay."""

    def __init__(self, layers, decay=1e-3):
        self.layers, self.decay, self.step_count = layers, decay, 0
        self.moments = [[(np.zeros_like(p), np.zeros_like(p)) for p in each.parameters]
                        for each in layers]

    def step(self, rate):
        self.step_count += 1
        first, second = 1 - 0.9**self.step_count, 1 - 0.999**self.step_count
        for layer, moments in zip(self.layers, self.moments):
            for parameter, gradient, (m, v) in zip(layer.parameters, layer.gradients, moments):
                m += np.float32(0.1) * (gradient - m)
                v += np.float32(0.001) * (gradient * gradient - v)
                change = (m / first) / (np.sqrt(v / second) + 1e-8)
                if parameter.ndim > 1:
                    change = change + self.decay * parameter
                parameter -= (rate * change).astype(np.float32)


def softmax_gradient(scores, labels):
    """Gradient of the mean cross entropy with 5 % label smoothing."""
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    wanted = np.full_like(scores, 0.05 / scores.shape[1])
    wanted[np.arange(len(labels)), labels] += np.float32(0.95)
    return (e / e.sum(axis=1, keepdims=True) - wanted) / np.float32(len(labels))
