#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Synthesizes the RTL with Yosys for Xilinx 7-series and prints what it needs, one line a
# configuration. Takes minutes each.
#   scripts/rtl_synth.sh [CONFIG...]
# CONFIG: as for `vta config`; default: pynq de10nano ultra96. Reports stay in build/rtl/synth.
# VTA_RTL_BUILD_DIR: instead of build/rtl.
# VTA_EMIT_SV: the program that prints the package (default: build/release/bin/emit_sv).
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v yosys >/dev/null; then
  echo "rtl_synth: skipped, yosys is not installed" >&2
  exit 77
fi
emit_sv=${VTA_EMIT_SV:-build/release/bin/emit_sv}
if [[ $# -eq 0 ]]; then set -- pynq de10nano ultra96; fi
out=${VTA_RTL_BUILD_DIR:-build/rtl}/synth
mkdir -p "$out"

count() { # cells whose name matches, in the last statistics of a log
  awk -v want="$1" '/Number of cells/ {n = 0} $1 ~ want {n += $2} END {print n + 0}' "$2"
}

printf '| %-20s | %8s | %8s | %7s | %5s | %6s | %6s |\n' configuration LUT LUTRAM FF DSP RAMB18 RAMB36
for config in "$@"; do
  name=$(basename "${config//[#\/]/_}" .json)
  mkdir -p "$out/$name"
  "$emit_sv" "$config" >"$out/$name/vta_pkg.sv"
  log=$out/$name/yosys.log
  yosys -q -l "$log" -p "read_verilog -sv $out/$name/vta_pkg.sv $(echo rtl/*.sv)
    synth_xilinx -family xc7 -top VTAShell -flatten
    tee -a $log stat" 2>"$out/$name/warnings.txt" || { cat "$out/$name/warnings.txt" >&2 && exit 1; }
  printf '| %-20s | %8d | %8d | %7d | %5d | %6d | %6d |\n' "$name" \
    "$(count '^LUT[1-6]$' "$log")" "$(count '^RAM(32|64|128)' "$log")" "$(count '^FD' "$log")" \
    "$(count '^DSP48' "$log")" "$(count '^RAMB18' "$log")" "$(count '^RAMB36' "$log")"
done
