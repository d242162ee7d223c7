#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Treats the RTL as somebody else's: Yosys flattens it to one plain Verilog file
# that `vta cosim --rtl --level bus` compares with the cycle model: no difference is wanted.
# A copy whose storer takes one cycle more to see an acknowledge must be reported, at a request.
#   scripts/rtl_foreign.sh [CONFIG [COUNT [SEED]]]
# CONFIG: default de10nano. COUNT: random programs, default 200. Needs a build in VTA_BUILD (default
# build/release). VTA_RTL_BUILD_DIR: instead of build/rtl.
# Exit code 1 if the plain copy differs or the edited one does not.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v yosys >/dev/null || ! command -v verilator >/dev/null; then
  echo "rtl_foreign: skipped, yosys or verilator is not installed" >&2
  exit 77
fi
config=${1:-de10nano}
count=${2:-200}
seed=${3:-1}
bin=${VTA_BUILD:-build/release}/bin
out=${VTA_RTL_BUILD_DIR:-build/rtl}/foreign
rm -rf "$out"
mkdir -p "$out/plain" "$out/edited" "$out/edited_source"
"$bin/emit_sv" "$config" >"$out/vta_pkg.sv"

# Write enables as one bit each, and nets cut where their drivers end: else each bit of a memory is
# written by itself, and vectors seem to depend on themselves, both of which Verilator pays dearly for.
flatten() { # source folder, output folder
  yosys -q -p "read_verilog -sv $out/vta_pkg.sv $(echo "$1"/*.sv)
    hierarchy -top VTAShell; proc; flatten; opt; opt_expr -mux_bool; opt
    memory_collect; splitnets -driver; opt_clean
    write_verilog -noattr $2/VTAShell.v"
}
flatten rtl "$out/plain"
cp rtl/*.sv "$out/edited_source"
sed -i -e 's/^  TensorStore u_tensor_store/  logic late_ack;\n  always_ff @(posedge clock) late_ack <= ack_i;\n&/' \
  -e 's/\.ack_i        (ack_i)/.ack_i        (late_ack)/' "$out/edited_source/Store.sv"
flatten "$out/edited_source" "$out/edited"

status=0
for copy in plain edited; do
  code=0
  "$bin/vta" cosim --random "$count" --seed "$seed" --config "$config" --rtl "$out/$copy" \
    --level bus --fail-fast --no-shrink --out "$out/$copy" >"$out/$copy.log" 2>&1 || code=$?
  echo "$copy: exit code $code"
  if [[ $copy == plain ]]; then
    tail -n 3 "$out/$copy.log"
    [[ $code -eq 0 ]] || status=1
  else
    head -n 12 "$out/$copy.log"
    [[ $code -eq 1 ]] || status=1
  fi
done
exit $status
