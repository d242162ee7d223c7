#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A copy of the RTL whose storer takes a cycle more, given to `vta cosim --rtl`: a failing program
# leaves a waveform of the window around the divergence; another shrinks and still fails.
#   planted_fault_test.sh VTA RANDOM_VECTORS WORK_DIR
# Exit code 77 without Verilator.
set -euo pipefail
cd "$(dirname "$0")/../.."

vta=$1
vectors=$2
work=$3
if ! command -v verilator >/dev/null; then
  echo "skipped, verilator is not installed"
  exit 77
fi
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
rm -rf "$work"
mkdir -p "$work/rtl"

fail() {
  echo "FAILED: $1" >&2
  cat "$work/cosim.log" >&2
  exit 1
}

cp rtl/*.sv "$work/rtl"
sed -i -e 's/^  TensorStore u_tensor_store/  logic late_ack;\n  always_ff @(posedge clock) late_ack <= ack_i;\n&/' \
  -e 's/\.ack_i        (ack_i)/.ack_i        (late_ack)/' "$work/rtl/Store.sv"
cmp -s rtl/Store.sv "$work/rtl/Store.sv" && fail "rtl/Store.sv has no such line to change"
config=b8
common=(--config "$config" --rtl "$work/rtl" --level bus --out "$work")

cosim() { # runs a program that must fail
  local code=0
  "$vta" cosim "$@" "${common[@]}" >"$work/cosim.log" 2>&1 || code=$?
  [[ $code -eq 1 ]] || fail "exit code $code, not 1: $*"
}

# A long program: the report, and a window of it.
"$vectors" "$config" 1 2 >"$work/program.jsonl"
cosim "$work/program.jsonl#random-2-0" --trace window
grep -q '^first divergence: write request' "$work/cosim.log" || fail "no write request is reported"
grep -q '^  module: core.store.tensor_store' "$work/cosim.log" || fail "not the storer"
grep -q "^  repeat: vta cosim .*--level bus" "$work/cosim.log" || fail "no command to repeat it"
waveform=$work/program.jsonl-random-2-0.fst
[[ -s $waveform ]] || fail "no waveform"
if command -v fst2vcd >/dev/null; then
  fst2vcd "$waveform" >"$work/window.vcd" || fail "fst2vcd does not read the waveform"
  grep -q 'io_mem_aw_valid' "$work/window.vcd" || fail "the waveform lacks io_mem_aw_valid"
  steps=$(grep -c '^#' "$work/window.vcd") # two a cycle, 200 cycles before and 100 after
  [[ $steps -gt 200 && $steps -le 602 ]] || fail "the waveform has $steps time steps"
  echo "a waveform of $steps time steps"
else
  echo "the waveform is there; fst2vcd (gtkwave) is not installed to read it"
fi

# A random program: the smaller one is written, runs, and still fails.
cosim --random 1 --seed 2
read -r small all < <(sed -nE 's/.*shrunk to ([0-9]+) of ([0-9]+) instructions.*/\1 \2/p' "$work/cosim.log") ||
  fail "nothing was shrunk"
[[ $small -le 6 && $small -lt $all ]] || fail "shrunk to $small of $all instructions only"
for program in "$work/cosim-b8-2.vta" "$work/cosim-b8-2.json"; do
  "$vta" run "$program" >/dev/null || fail "the model does not run $program"
  cosim "$program"
done
echo "shrunk to $small of $all instructions"
