#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds the `vta` command, runs an int8 convolution layer in the functional model and a
# trained network on twenty pictures in the cycle model.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake --preset release "${launcher[@]}"
cmake --build --preset release -j "$(nproc)" --target vta

show() {
  printf '\n$ %s\n' "$*"
  "$@"
}
show build/release/bin/vta run examples/programs/conv2d/conv2d.json --model functional
digits=examples/digits
show build/release/bin/vta run $digits/digits.onnx --input $digits/digit_*.png \
  --calibrate $digits/calibration.npy --expect $digits/labels.csv --layers
