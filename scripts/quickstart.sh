#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds the `vta` command and runs an int8 convolution layer in both models.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake --preset release "${launcher[@]}"
cmake --build --preset release -j "$(nproc)" --target vta

program=examples/programs/conv2d/conv2d.json
for model in functional cycle; do
  printf '\n$ build/release/bin/vta run %s --model %s\n' "$program" "$model"
  build/release/bin/vta run "$program" --model "$model"
done
