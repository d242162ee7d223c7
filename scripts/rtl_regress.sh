#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Replays golden programs on the RTL, Verilated for each configuration into build/rtl/<config>, and
# compares every field, timeline entry and read request; once more from random registers (timing)
# and with a memory that stalls (data). Then directed checks. Exit code 1 on a difference.
#   scripts/rtl_regress.sh [--data DIR] [--every N] [CONFIG...]
# DIR: holds configs.json, <config>.jsonl and the files of other kinds; default: ../shared/data/golden
# if present, else tests/golden. CONFIG: all of configs.json if none is named.
# --every N: only each N-th program. VTA_RTL_BUILD_DIR: instead of build/rtl.
set -euo pipefail
cd "$(dirname "$0")/.."

data=tests/golden
if [[ -d ../shared/data/golden ]]; then data=../shared/data/golden; fi
every=1
configs=()
while [[ $# -gt 0 ]]; do
  case $1 in
    --data) data=$2 && shift 2 ;;
    --every) every=$2 && shift 2 ;;
    -*)
      sed -n '3,10s/^# //p' "$0" >&2
      exit 2
      ;;
    *) configs+=("$1") && shift ;;
  esac
done
for tool in verilator python3; do
  if ! command -v $tool >/dev/null; then
    echo "rtl_regress: skipped, $tool is not installed" >&2
    exit 77
  fi
done
if [[ ${#configs[@]} -eq 0 ]]; then
  mapfile -t configs < <(python3 -c 'import json, sys; print(*json.load(open(sys.argv[1])), sep="\n")' \
    "$data/configs.json")
fi

status=0
for config in "${configs[@]}"; do
  out=${VTA_RTL_BUILD_DIR:-build/rtl}/$config
  SECONDS=0
  scripts/rtl_build.sh "$data/configs.json#$config" "$out"
  echo "$config: built in $SECONDS s"
  files=("$data/$config.jsonl")
  for kind in third_party relaunch layers; do
    if [[ -f $data/$kind.jsonl ]]; then files+=("$data/$kind.jsonl"); fi
  done
  read -r bus address acc_depth < <(python3 -c 'import json, sys
c = json.load(open(sys.argv[1]))[sys.argv[2]]
print(c["memory_data_bits"], c["memory_address_bits"], c["acc_depth"])' "$data/configs.json" "$config")
  "$out/rtl_directed" "$bus" "$address" "$acc_depth" || status=$?
  for mode in "" "--random-reset 1" "--stall 1"; do
    # shellcheck disable=SC2086
    "$out/rtl_regress" "$data/configs.json" "$config" "${files[@]}" --every "$every" $mode ||
      status=$?
  done
done
exit $status
