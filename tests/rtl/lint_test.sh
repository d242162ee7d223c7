#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes the package of a configuration and has a tool read the RTL with it.
#   lint_test.sh EMIT_SV CONFIG verilator|yosys
set -euo pipefail
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
"$1" "$2" >"$directory/vta_pkg.sv"
"$(dirname "$0")/../../scripts/rtl_lint.sh" "$3" "$directory/vta_pkg.sv"
