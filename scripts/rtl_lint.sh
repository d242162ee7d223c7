#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Lints the RTL with Verilator and reads it with Yosys; any message is a failure.
#   scripts/rtl_lint.sh verilator|yosys PACKAGE
# PACKAGE: the vta_pkg.sv of a configuration.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $# -ne 2 ]]; then
  sed -n '3,5s/^# //p' "$0" >&2
  exit 2
fi
tool=$1
package=$2
if ! command -v "$tool" >/dev/null; then
  echo "rtl_lint: skipped, $tool is not installed" >&2
  exit 77
fi
case $tool in
  verilator)
    verilator --lint-only -Wall --no-timing --assert --top-module VTAShell \
      rtl/lint.vlt "$package" rtl/*.sv rtl/checkers/*.sv
    ;;
  yosys)
    messages=$(yosys -q -p "read_verilog -sv $package $(echo rtl/*.sv)
      hierarchy -check -top VTAShell; proc; check -assert" 2>&1)
    if [[ -n $messages ]]; then
      echo "$messages"
      exit 1
    fi
    ;;
  *) exit 2 ;;
esac
