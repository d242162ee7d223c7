#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Compares the cycle model, our RTL and the golden data with one another in each configuration, and
# writes what came out to docs/validation.md. Exit code 1 if anything differs.
#   scripts/validation.sh [--vta PROGRAM] [--data DIR] [--programs N] [--stall N] [-j N] [--logs DIR]
#     [CONFIG...]
# DIR: holds configs.json, <config>.jsonl and the files of other kinds; default: ../shared/data/golden
# if present, else tests/golden. CONFIG: all of configs.json if none is named. N programs: random
# ones in lockstep, and with random latency and stalls against the functional model.
# The long parts (ResNet-18 layers, rtl_random.sh, mutation_check.py) take an hour; --logs: what an
# earlier run left in DIR (resnet.log, random.log, mutation.log) is used and not measured again.
set -euo pipefail
cd "$(dirname "$0")/.."

vta=build/release/bin/vta
data=tests/golden
if [[ -d ../shared/data/golden ]]; then data=../shared/data/golden; fi
programs=1000
stall=200
jobs=2
configs=()
logs=
while [[ $# -gt 0 ]]; do
  case $1 in
    --vta) vta=$2 && shift 2 ;;
    --data) data=$2 && shift 2 ;;
    --programs) programs=$2 && shift 2 ;;
    --stall) stall=$2 && shift 2 ;;
    --logs) logs=$2 && shift 2 ;;
    -j) jobs=$2 && shift 2 ;;
    -*)
      sed -n '3,12s/^# //p' "$0" >&2
      exit 2
      ;;
    *) configs+=("$1") && shift ;;
  esac
done
if [[ ${#configs[@]} -eq 0 ]]; then
  mapfile -t configs < <(python3 -c 'import json, sys; print(*json.load(open(sys.argv[1])), sep="\n")' \
    "$data/configs.json")
fi
export SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1
status=0
scratch=$(mktemp -d)
logs=${logs:-$scratch}
mkdir -p "$logs"
trap 'rm -rf "$scratch"' EXIT

# Runs a command, keeps its output, notes a failure.
run() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 || status=1
}

# The log of a long part, made unless it is there.
long() {
  local log=$logs/$1
  shift
  if [[ ! -s $log ]]; then run "$log" "$@"; fi
}

# "105 of 105" from a regress log; the whole last line if it does not read as expected.
passed() {
  sed -nE 's/.*: ([0-9]+) passed, ([0-9]+) failed.*/\1 passed, \2 failed/p' "$1" | tail -1
}

report=$scratch/validation.md
cat >"$report" <<'HEAD'
# Validation: cycle model = RTL = golden data

Written by `scripts/validation.sh`; each line can be repeated with the command below the tables.
Golden: recorded programs, every field, timeline entry and read request compared (`vta regress`).
Lockstep: random programs, both machines compared cycle by cycle (`vta cosim`): dispatch, start and
end of each instruction, memory requests and data, tokens, counters, at the end all scratchpads and
DRAM. Stalls: random programs without races on a memory of random latency and back-pressure, bytes
compared with the functional model.

| configuration | golden, cycle model | golden, RTL | lockstep | events | cycles | with stalls |
| --- | --- | --- | --- | --- | --- | --- |
HEAD
speeds=$scratch/speeds.md
for config in "${configs[@]}"; do
  files=("$data/$config.jsonl")
  where="$data/configs.json#$config"
  run "$scratch/cycle" "$vta" regress "${files[@]}" --configs "$data/configs.json" -j "$jobs"
  run "$scratch/rtl" "$vta" regress "${files[@]}" --configs "$data/configs.json" -j "$jobs" --model rtl
  run "$scratch/lockstep" "$vta" cosim --random "$programs" --seed 1 --config "$where" -j "$jobs" \
    --out "$scratch"
  run "$scratch/stall" "$vta" cosim --random "$stall" --seed 1 --config "$where" -j "$jobs" \
    --memory stall --out "$scratch"
  events=$(sed -nE 's/.*; ([0-9]+) events compared/\1/p' "$scratch/lockstep" | tail -1)
  cycles=$(sed -nE 's/^[0-9]+ instructions, ([0-9]+) cycles;.*/\1/p' "$scratch/lockstep" | tail -1)
  speed=$(sed -nE 's/^[0-9]+ instructions, [0-9]+ cycles; (.*)/\1/p' "$scratch/lockstep" | tail -1)
  echo "| $config | $(passed "$scratch/cycle") | $(passed "$scratch/rtl") |" \
    "$(passed "$scratch/lockstep") | $events | $cycles | $(passed "$scratch/stall") |" >>"$report"
  echo "| $config | ${speed/, / | } |" >>"$speeds"
  echo "$config: done" >&2
done
if [[ -f $data/relaunch.jsonl || -f $data/third_party.jsonl || -f $data/layers.jsonl ]]; then
  {
    echo
    echo "| golden data of several configurations | cycle model | RTL |"
    echo "| --- | --- | --- |"
    for kind in third_party relaunch layers; do
      if [[ ! -f $data/$kind.jsonl ]]; then continue; fi
      run "$scratch/cycle" "$vta" regress "$data/$kind.jsonl" --configs "$data/configs.json" -j "$jobs"
      run "$scratch/rtl" "$vta" regress "$data/$kind.jsonl" --configs "$data/configs.json" \
        -j "$jobs" --model rtl
      echo "| $kind | $(passed "$scratch/cycle") | $(passed "$scratch/rtl") |"
    done
  } >>"$report"
fi
long resnet.log "$(dirname "$vta")/resnet_lockstep"
long random.log scripts/rtl_random.sh --vta "$vta" -j "$jobs"
long mutation.log scripts/mutation_check.py --vta "$vta"
{
  echo
  echo "## ResNet-18, de10nano"
  echo
  echo "The ten convolutions in lockstep, outputs compared with the plain convolution, too" \
    "(\`bin/resnet_lockstep\`):"
  echo
  grep '^|' "$logs/resnet.log"
  echo
  echo "## Random programs"
  echo
  echo "\`scripts/rtl_random.sh\`: \`fixed\` is lockstep, \`jitter\` and \`stall\` compare bytes with the" \
    "functional model on a memory of random latency and back-pressure."
  echo
  grep '^|' "$logs/random.log" | sed '1a | --- | --- | ---: | ---: | ---: | ---: | ---: |'
  echo
  grep '^memory ' "$logs/random.log" | sed 's/^/* /'
  echo
  echo "## Planted faults"
  echo
  echo "\`scripts/mutation_check.py\`: $(tail -n 5 "$logs/mutation.log" | grep 'faults caught')."
  echo
  grep '^|' "$logs/mutation.log"
} >>"$report"
for log in "$logs"/{resnet,random,mutation}.log; do
  if grep -qE 'DIFFERENT|NOT CAUGHT|WRONG MODULE|[1-9][0-9]* failed' "$log"; then status=1; fi
done
{
  echo
  echo "## Speed"
  echo
  echo "Simulated cycles per second of each side in the lockstep of the first table ($(nproc) processors," \
    "$jobs workers, each counted by its own processor time):"
  echo
  echo "| configuration | cycle model | RTL |"
  echo "| --- | --- | --- |"
  sed -e 's/cycle model //' -e 's/RTL //' "$speeds"
  echo
  echo '```'
  echo "scripts/validation.sh --programs $programs --stall $stall ${configs[*]}"
  echo "vta regress FILE.jsonl --configs configs.json [--model rtl]        # golden"
  echo "vta cosim --random $programs --seed 1 --config CONFIG              # lockstep"
  echo "vta cosim --random $stall --seed 1 --config CONFIG --memory stall  # with stalls"
  echo '```'
} >>"$report"
cp "$report" docs/validation.md
cat docs/validation.md
exit $status
