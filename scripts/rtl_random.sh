#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Random programs on the RTL in every configuration of tests/rtl/random.json, as many as it says:
# in lockstep with the cycle model (every cycle, request and byte), then with a memory of random
# latency (jitter) and with one that also stalls, bytes compared with the functional model.
# Exit code 1 on a difference. All of it takes about half an hour on one core.
#   scripts/rtl_random.sh [--percent P] [--seed S] [-j N] [--vta PROGRAM] [--out DIR] [CONFIG...]
# --percent: of the programs, at least one a line. CONFIG: only these keys of the file.
# DIR (default build/rtl/random) gets a log of each run and failing programs, shrunk.
set -euo pipefail
cd "$(dirname "$0")/.."

percent=100
seed=1
jobs=1
vta=build/release/bin/vta
out=build/rtl/random
only=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --percent) percent=$2 && shift 2 ;;
    --seed) seed=$2 && shift 2 ;;
    -j) jobs=$2 && shift 2 ;;
    --vta) vta=$2 && shift 2 ;;
    --out) out=$2 && shift 2 ;;
    -*)
      sed -n '3,9s/^# //p' "$0" >&2
      exit 2
      ;;
    *) only+=("$1") && shift ;;
  esac
done
if ! command -v verilator >/dev/null; then
  echo "rtl_random: skipped, verilator is not installed" >&2
  exit 77
fi
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
mkdir -p "$out"

# Lines "CONFIG MEMORY COUNT".
plan() {
  python3 - "$percent" "${only[@]}" <<'PYTHON'
import json
import sys
shares = json.load(open("tests/rtl/random.json"))
percent, only = float(sys.argv[1]), sys.argv[2:]
for name in only:
    if name not in shares:
        sys.exit(f"rtl_random: tests/rtl/random.json has no {name}")
for memory in ("fixed", "jitter", "stall"):
    for name in only or shares:
        print(name, memory, max(1, round(shares[name][memory] * percent / 100)))
PYTHON
}

status=0
declare -A passed=() failed=()
printf '| %-18s | %-6s | %8s | %6s | %12s | %10s | %10s |\n' configuration memory passed failed \
  instructions cycles seconds
todo=$(plan)
while read -r config memory count; do
  name=${config##*#}
  log=$out/$name.$memory.log
  SECONDS=0
  "$vta" cosim --random "$count" --seed "$seed" --config "$config" --memory "$memory" -j "$jobs" \
    --out "$out" >"$log" 2>&1 </dev/null || status=1
  read -r good bad < <(sed -nE 's/^.*: ([0-9]+) passed, ([0-9]+) failed .*/\1 \2/p' "$log" | tail -1) ||
    read -r good bad <<<"0 $count"
  read -r instructions cycles < <(
    sed -nE 's/^([0-9]+) instructions, ([0-9]+) cycles;.*/\1 \2/p' "$log" | tail -1
  ) || read -r instructions cycles <<<"- -"
  printf '| %-18s | %-6s | %8d | %6d | %12s | %10s | %10d |\n' "$name" "$memory" "$good" "$bad" \
    "$instructions" "$cycles" "$SECONDS"
  if [[ $bad -ne 0 ]]; then
    status=1
    echo "see $log" >&2
  fi
  passed[$memory]=$((${passed[$memory]:-0} + good))
  failed[$memory]=$((${failed[$memory]:-0} + bad))
done <<<"$todo"
for memory in fixed jitter stall; do
  echo "memory $memory: ${passed[$memory]} passed, ${failed[$memory]} failed"
done
exit $status
