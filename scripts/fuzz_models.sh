#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries mutated ONNX and TensorFlow Lite files with libFuzzer under AddressSanitizer and
# UndefinedBehaviorSanitizer (clang): each is imported, simplified, placed, and executed where it is
# small. Each must end in a result or in a clear error, within 30 s and 2 GiB; the first that does
# not ends the script, and its file stays in build/fuzz-models.
#   scripts/fuzz_models.sh [RUNS [SEED]]     RUNS files of each format, 100000; seed 1
# Begins with the models of the repository and, where it is there, of the data (VTA_DATA_DIR).
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${1:-100000}
seed=${2:-1}
if ! [[ $runs =~ ^[0-9]+$ && $seed =~ ^[0-9]+$ ]]; then
  echo "usage: scripts/fuzz_models.sh [RUNS [SEED]]" >&2
  exit 2
fi

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
folder=build/fuzz-models
flags="-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined"
cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_COMPILER=clang++-14 "${launcher[@]}" \
  "-DCMAKE_CXX_FLAGS=$flags -fno-omit-frame-pointer" >/dev/null
cmake --build "$folder" -j "$(nproc)" --target libfuzzer_models

for format in onnx tflite; do
  corpus=$folder/corpus-$format
  rm -rf "$corpus"
  mkdir -p "$corpus"
  export VTA_FUZZ_FORMAT=$format
  "$folder/bin/libfuzzer_models" --corpus "$corpus"
  if [[ -z $(ls "$corpus") ]]; then
    echo "$format: skipped, no files to begin with (set VTA_DATA_DIR)"
    continue
  fi
  echo "$format: begins with $(find "$corpus" -type f | wc -l) files"
  "$folder/bin/libfuzzer_models" "$corpus" -runs="$runs" -seed="$seed" -max_len=400000 \
    -timeout=30 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$folder/$format-" >"$folder/$format.log" 2>&1 || {
    tail -n 60 "$folder/$format.log" >&2
    exit 1
  }
  grep -E "^#[0-9]+[[:space:]]+DONE|^Done " "$folder/$format.log"
done
