#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs the trained networks of the data with `vta run` and prints one table: accuracies, equality with
# the integer reference, MACs on VTA, cycles, host time; writes pictures into build/networks.
# Ends with 1 where a figure is worse than workloads/zoo/networks.json wants.
#   scripts/networks.sh [NAME...]       builds, converts models where that is still to do, runs
#   scripts/networks.sh --write         all of them; the table goes to docs/networks-results.md
#   scripts/networks.sh --vta FILE ...  neither builds nor converts; ends with 77 without data
# VTA_DATA_DIR names the data, VTA_ZOO_DIR the converted models (build/zoo).
set -euo pipefail
cd "$(dirname "$0")/.."

vta=
options=()
while [[ ${1:-} == --* ]]; do
  case $1 in
    --vta) vta=${2:?--vta needs a file}; shift ;;
    --write) options+=(--write docs/networks-results.md) ;;
    *) echo "usage: scripts/networks.sh [--vta FILE] [--write] [NAME...]" >&2; exit 2 ;;
  esac
  shift
done

zoo=${VTA_ZOO_DIR:-build/zoo}
data=${VTA_DATA_DIR:-../shared/data}
python=${VTA_ZOO_PYTHON:-build/zoo-venv/bin/python}
if [[ -z $vta ]]; then
  scripts/setup.sh >&2
  launcher=()
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  cmake --preset release "${launcher[@]}" >&2
  cmake --build --preset release -j "$(nproc)" --target vta >&2
  vta=build/release/bin/vta
  if [[ ! -e $zoo/qdcgan_mnist.onnx || ! -x $python ]]; then scripts/zoo.sh "$zoo" >&2; fi
elif [[ ! -d $data/models || ! -e $zoo/qdcgan_mnist.onnx || ! -x $python ]]; then
  echo "skipped: no data, or no converted models (scripts/zoo.sh makes them)"
  exit 77
fi

export PYTHONDONTWRITEBYTECODE=1
exec "$python" workloads/zoo/run_networks.py --data "$data" --zoo "$zoo" --vta "$vta" \
  "${options[@]}" "$@"
