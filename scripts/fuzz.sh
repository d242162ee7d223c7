#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries a million mutated configurations, assembler texts, vectors, image manifests and programs,
# half under AddressSanitizer, half under UndefinedBehaviorSanitizer (clang). Each must end in a
# result or a clear error; the first that does not ends the script with the command to repeat it.
#   scripts/fuzz.sh [SCALE_PERCENT [SEED]]     100 percent is 1,000,000 inputs, from seed 1
set -euo pipefail
cd "$(dirname "$0")/.."

scale=${1:-100}
seed=${2:-1}
if ! [[ $scale =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]]; then
  echo "usage: scripts/fuzz.sh [SCALE_PERCENT [SEED]]" >&2
  exit 2
fi
jobs=$(nproc)

export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1
export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi

# Inputs of each target and sanitizer at 100 percent: 500,000 together.
inputs=(config 200000 assembler 150000 vector 100000 image 10000 functional 15000 cycle 25000)

total=0
started=$SECONDS
for preset in asan ubsan; do
  cmake --preset "$preset" "${launcher[@]}" >/dev/null
  cmake --build --preset "$preset" -j "$jobs" --target fuzz_vta
  echo "$preset"
  for ((i = 0; i < ${#inputs[@]}; i += 2)); do
    count=$((inputs[i + 1] * scale / 100))
    "build/$preset/bin/fuzz_vta" "${inputs[i]}" "$count" "$seed"
    total=$((total + count))
  done
  seed=$((seed + 1000000))
done
echo "$total inputs, no crash, hang or report, $((SECONDS - started)) s with builds"
