#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Verilates the RTL for one configuration and builds the tests on it.
#   scripts/rtl_build.sh CONFIG OUT_DIR
# CONFIG: what `vta config` takes, e.g. de10nano or FILE.json#NAME.
# OUT_DIR gets vta_pkg.sv, the Verilated library (obj/), rtl_regress and rtl_directed.
# VTA_EMIT_SV: the program that prints the package (default: built here, once).
# VTA_RTL_COVERAGE=1: with line and toggle coverage.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $# -ne 2 ]]; then
  sed -n '3,9s/^# //p' "$0" >&2
  exit 2
fi
config=$1
out=$2
mkdir -p "$out"
cxx=${CXX:-g++}
if command -v ccache >/dev/null; then cxx="ccache $cxx"; fi
verilator_include=$(verilator --getenv VERILATOR_ROOT)/include

emit_sv=${VTA_EMIT_SV:-}
if [[ -z $emit_sv ]]; then
  emit_sv=build/rtl/emit_sv
  if [[ ! -x $emit_sv ]]; then
    cmake -S . -B build/rtl/tools -G Ninja -DCMAKE_BUILD_TYPE=Release >/dev/null
    cmake --build build/rtl/tools --target emit_sv >/dev/null
    ln -sf "$PWD/build/rtl/tools/bin/emit_sv" "$emit_sv"
  fi
fi
"$emit_sv" "$config" >"$out/vta_pkg.sv.new"
cmp -s "$out/vta_pkg.sv.new" "$out/vta_pkg.sv" || cp "$out/vta_pkg.sv.new" "$out/vta_pkg.sv"
rm "$out/vta_pkg.sv.new"

settings=(rtl/lint.vlt)
runtime=(verilated verilated_threads)
options=()
defines=()
levels=(OPT_FAST=-O2 OPT_SLOW=-O1)
if [[ ${VTA_RTL_COVERAGE:-0} == 1 ]]; then
  settings+=(tests/rtl/coverage.vlt)
  runtime+=(verilated_cov)
  options=(--coverage-line --coverage-toggle)
  defines=(-DVM_COVERAGE=1)
  levels=(OPT_FAST=-O1 OPT_SLOW=-O0) # a counter for each bit: tens of megabytes of C++
fi

verilator --cc --no-timing --assert -O3 "${options[@]}" --top-module VTAShell --Mdir "$out/obj" \
  "${settings[@]}" "$out/vta_pkg.sv" rtl/*.sv rtl/checkers/*.sv
make -s -j2 -C "$out/obj" -f VVTAShell.mk "${levels[@]}" VVTAShell__ALL.a >/dev/null

# The two programs on it: the golden replay and the directed checks.
mkdir -p "$out/harness"
common=()
for source in tests/rtl/{axi_memory,rtl_bench,rtl_coverage,golden_vector,rtl_regress,rtl_directed}.cpp \
  "${runtime[@]/#/$verilator_include/}"; do
  source=${source%.cpp}.cpp
  name=$(basename "$source" .cpp)
  object=$out/harness/$name.o
  $cxx -std=c++17 -O2 "${defines[@]}" -I. -I"$out/obj" -isystem "$verilator_include" \
    -isystem "$verilator_include/vltstd" -c "$source" -o "$object"
  if [[ $name != rtl_regress && $name != rtl_directed ]]; then common+=("$object"); fi
done
for program in rtl_regress rtl_directed; do
  $cxx "$out/harness/$program.o" "${common[@]}" "$out/obj/VVTAShell__ALL.a" -lfmt -pthread \
    -o "$out/$program"
done
