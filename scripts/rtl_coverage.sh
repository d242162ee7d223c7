#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Line and toggle coverage of rtl/ (without checkers), merged over configurations, one line a file.
# Each configuration runs the directed checks, random programs and, where there are, golden ones,
# compared as always, with the DRAM at a random high address. Exit code 1 on a difference or below
# 95 % line, 90 % toggle.
#   scripts/rtl_coverage.sh [COUNT [CONFIG...]]
# COUNT: random programs of a configuration, default 12. CONFIG: names of golden
# configurations or of tests/rtl/configs.json; default: de10nano b8x16 b8_bus512. A counter for each
# bit makes builds and runs slow: minutes a configuration.
# Needs a build with tests in VTA_BUILD (default build/release). VTA_RTL_BUILD_DIR: not build/rtl.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in verilator python3; do
  if ! command -v $tool >/dev/null; then
    echo "rtl_coverage: skipped, $tool is not installed" >&2
    exit 77
  fi
done
count=${1:-12}
shift $(($# > 1 ? 1 : $#))
if [[ $# -eq 0 ]]; then set -- de10nano b8x16 b8_bus512; fi
bin=${VTA_BUILD:-build/release}/bin
build=${VTA_RTL_BUILD_DIR:-build/rtl}/coverage
golden=tests/golden
if [[ -d ../shared/data/golden ]]; then golden=../shared/data/golden; fi

random_programs() { # configuration, output folder
  "$bin/random_vectors" "$1" "$count" 1 >"$2/programs.jsonl"
  mapfile -t programs < <(python3 -c 'import json, sys
for line in open(sys.argv[1]): print(sys.argv[1] + "#" + json.loads(line)["name"])' "$2/programs.jsonl")
  rm -f "$2/random.jsonl"
  "$bin/vta" record "${programs[@]}" --config "$1" -o "$2/random.jsonl" >"$2/record.log" 2>&1
}

status=0
files=()
for config in "$@"; do
  out=$build/$config
  mkdir -p "$out"
  if [[ -f $golden/$config.jsonl ]]; then
    path=$golden/configs.json#$config
    extra=("$golden/$config.jsonl")
  else
    path=tests/rtl/configs.json#$config
    extra=()
  fi
  random_programs "$path" "$out"
  VTA_RTL_COVERAGE=1 VTA_EMIT_SV=$bin/emit_sv scripts/rtl_build.sh "$path" "$out"
  "$bin/vta" config show "$path" >"$out/config.json"
  read -r bus address acc_depth < <(python3 -c 'import json, sys
c = json.load(open(sys.argv[1]))
print(c["memory_data_bits"], c["memory_address_bits"], c["acc_depth"])' "$out/config.json")
  "$out/rtl_directed" "$bus" "$address" "$acc_depth" "$out/directed.dat" || status=1
  "$out/rtl_regress" "$out/config.json" "$config" "$out/random.jsonl" --high 5 \
    --coverage "$out/random.dat" || status=1
  files+=("$out/directed.dat" "$out/random.dat")
  for vectors in "${extra[@]}"; do
    "$out/rtl_regress" "$out/config.json" "$config" "$vectors" --every 4 --high 5 \
      --coverage "$out/golden.dat" || status=1
    files+=("$out/golden.dat")
  done
done
scripts/rtl_coverage.py "${files[@]}" --missed "$build/missed.txt" || status=1
exit $status
