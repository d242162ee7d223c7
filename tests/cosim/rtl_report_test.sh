#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Reports of the RTL are those of the cycle model, of a program and of a network: every counter, of
# the run, of each launch and of each layer, and the files of whole instructions.
#   rtl_report_test.sh VTA WORK_DIR
# Exit code 77 without Verilator.
set -euo pipefail
cd "$(dirname "$0")/../.."

vta=$1
work=$2
if ! command -v verilator >/dev/null; then
  echo "skipped, verilator is not installed"
  exit 77
fi
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
rm -rf "$work"
mkdir -p "$work"

fail() {
  echo "FAILED: $1" >&2
  exit 1
}

compare() { # name, arguments of vta run
  local name=$1 model
  shift
  for model in cycle rtl; do
    "$vta" run "$@" --model "$model" --report "$work/$name-$model" >"$work/$name-$model.log"
  done
  "$vta" report diff "$work/$name-cycle" "$work/$name-rtl" >"$work/$name.diff"
  cat "$work/$name.diff"
  grep -q "^0 of [1-9][0-9]* counters changed" "$work/$name.diff" || fail "$name: counters differ"
  for file in counters.csv instructions.csv stats.txt; do
    cmp "$work/$name-cycle/$file" "$work/$name-rtl/$file" || fail "$name: $file differs"
  done
}

compare program examples/programs/conv2d/conv2d.json
compare network examples/digits/digits.onnx --input examples/digits/digit_3_a.png \
  --calibrate examples/digits/calibration.npy
cmp "$work/network-cycle/layers.csv" "$work/network-rtl/layers.csv" || fail "layers differ"

# A program that gets stuck has a report of what it did until then.
cat >"$work/stuck.vta" <<'PROGRAM'
.program stuck
.data d 0x1000
  .fill 4096 1
load inp dram=d x=4
load inp dram=d x=4 pop_next
finish pop_prev
PROGRAM
code=0
"$vta" run "$work/stuck.vta" --model rtl --report "$work/stuck" >"$work/stuck.log" 2>&1 || code=$?
[[ $code -eq 3 ]] || fail "a stuck program ended with exit code $code"
grep -q '"partial": true' "$work/stuck/report.json" || fail "the stuck program's report is whole"
"$vta" run "$work/stuck.vta" --model functional --report "$work/none" >"$work/none.log" 2>&1 &&
  fail "the functional model made a report"
grep -q -- "--report.*no cycles" "$work/none.log" || fail "no reason for no report"
