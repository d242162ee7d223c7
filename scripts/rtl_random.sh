#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Random programs on the RTL against the cycle model: every cycle, request and byte; then with a
# memory that stalls, the bytes only. Exit code 1 on a difference.
#   scripts/rtl_random.sh COUNT SEED [CONFIGS.json [CONFIG...]]
# CONFIGS.json: default tests/rtl/configs.json, unusual shapes that the golden data lack.
# Needs a build with tests in VTA_BUILD (default build/release): vta, random_vectors, emit_sv.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $# -lt 2 ]]; then
  sed -n '3,7s/^# //p' "$0" >&2
  exit 2
fi
count=$1
seed=$2
configs=${3:-tests/rtl/configs.json}
bin=${VTA_BUILD:-build/release}/bin
shift $(($# > 3 ? 3 : $#))
if [[ $# -eq 0 ]]; then
  mapfile -t names < <(python3 -c 'import json, sys; print(*json.load(open(sys.argv[1])), sep="\n")' \
    "$configs")
  set -- "${names[@]}"
fi

status=0
for config in "$@"; do
  out=${VTA_RTL_BUILD_DIR:-build/rtl}/$config
  mkdir -p "$out"
  VTA_EMIT_SV=$bin/emit_sv scripts/rtl_build.sh "$configs#$config" "$out"
  "$bin/random_vectors" "$configs#$config" "$count" "$seed" >"$out/programs.jsonl"
  mapfile -t programs < <(python3 -c 'import json, sys
for line in open(sys.argv[1]): print(sys.argv[1] + "#" + json.loads(line)["name"])' \
    "$out/programs.jsonl")
  rm -f "$out/random.jsonl"
  "$bin/vta" record "${programs[@]}" --config "$configs#$config" -o "$out/random.jsonl" >"$out/record.log" 2>&1
  "$bin/vta" config show "$configs#$config" >"$out/config.json"
  for mode in "" "--stall $seed"; do
    # shellcheck disable=SC2086
    "$out/rtl_regress" "$out/config.json" "$config" "$out/random.jsonl" $mode || status=$?
  done
done
exit $status
