#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds and runs the benchmarks one after the other and prints every figure by name.
#   scripts/bench.sh          a table
#   scripts/bench.sh --json   one JSON object
# Ratios of figures of one run compare; absolute ones depend on the machine and what else it does.
set -euo pipefail
cd "$(dirname "$0")/.."

format=${1:-}
if [[ -n $format && $format != --json ]]; then
  echo "usage: scripts/bench.sh [--json]" >&2
  exit 2
fi

{
  scripts/setup.sh --test
  launcher=()
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  cmake --preset release -DVTA_BUILD_TESTS=ON -DVTA_BUILD_BENCH=ON "${launcher[@]}"
  cmake --build --preset release -j "$(nproc)" \
    --target bench_functional_gemm --target bench_cycle_model --target bench_observers --target bench_races \
    --target bench_rtl --target bench_networks
} >&2

for bench in functional_gemm cycle_model observers races rtl networks; do
  "build/release/bin/bench_$bench" ${format:+"$format"}
done | if [[ -n $format ]]; then
  python3 -c 'import json, sys
figures = {}
for line in sys.stdin: figures.update(json.loads(line))
print(json.dumps(figures, indent=1))'
else
  cat
fi
