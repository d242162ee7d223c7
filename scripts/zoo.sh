#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Converts the trained models of the data that are neither TensorFlow Lite nor ONNX into ONNX.
# Makes a Python environment of pinned packages in the build tree first.
#   scripts/zoo.sh [OUT]            into OUT, build/zoo; data from VTA_DATA_DIR
#   scripts/zoo.sh --check [OUT]    also compares ONNX Runtime and our interpreter on the data
set -euo pipefail
cd "$(dirname "$0")/.."

check=no
if [[ ${1:-} == --check ]]; then
  check=yes
  shift
fi
out=${1:-build/zoo}
venv=build/zoo-venv
requirements=workloads/zoo/requirements.txt
if [[ $check == yes ]]; then requirements=workloads/zoo/requirements-check.txt; fi

if [[ ! -x $venv/bin/pip ]] && ! python3 -m venv "$venv"; then
  echo "zoo: python3 cannot make an environment; run: apt-get install python3-venv" >&2
  exit 1
fi
"$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"

export PYTHONDONTWRITEBYTECODE=1
for converter in workloads/zoo/convert_*.py; do
  "$venv/bin/python" "$converter" --out "$out"
done

if [[ $check == yes ]]; then
  launcher=()
  if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
  cmake --preset release -DVTA_BUILD_TESTS=ON "${launcher[@]}" >/dev/null
  cmake --build --preset release -j "$(nproc)" --target zoo_reference
  "$venv/bin/python" workloads/zoo/check_zoo.py --models "$out"
fi
