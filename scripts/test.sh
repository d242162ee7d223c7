#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets up, builds everything with warnings as errors and runs the tests, those labelled `slow`
# excepted; runs clang-tidy on the source files that changed. ctest's summary comes last.
#   scripts/test.sh          what CI runs
#   scripts/test.sh --slow   the slow tests too
set -euo pipefail
cd "$(dirname "$0")/.."

slow=no
case "${1:-}" in
  "") ;;
  --slow) slow=yes ;;
  *)
    echo "usage: scripts/test.sh [--slow]" >&2
    exit 2
    ;;
esac
jobs=$(nproc)

scripts/setup.sh --test

launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
# Optimised, because most of the time goes into simulating.
cmake --preset release -DVTA_WARNINGS_AS_ERRORS=ON -DVTA_BUILD_TESTS=ON -DVTA_BUILD_BENCH=ON \
  "${launcher[@]}"
cmake --build --preset release -j "$jobs"

# Source files that CMake builds and that differ from main, or, on main itself, from the commit
# before. A large change is checked in part here, as time is short; the preset `tidy` checks
# everything.
tidy_limit=24
changed_sources() {
  local base name
  base=$(git merge-base origin/main HEAD 2>/dev/null || true)
  if [[ -z $base || $base == $(git rev-parse HEAD) ]]; then base=HEAD~1; fi
  git diff --name-only --diff-filter=d "$base" -- '*.cpp' 2>/dev/null | while read -r name; do
    if grep -qF "\"$PWD/$name\"" build/release/compile_commands.json; then echo "$name"; fi
  done
}
tidy_status=0
if git rev-parse --git-dir >/dev/null 2>&1; then
  mapfile -t sources < <(changed_sources)
  checked=("${sources[@]:0:$tidy_limit}")
  echo "clang-tidy: ${#checked[@]} of ${#sources[@]} changed source files"
  if [[ ${#checked[@]} -gt 0 ]]; then
    printf '%s\0' "${checked[@]}" |
      xargs -0 -P "$jobs" -n 1 clang-tidy-14 -p build/release --quiet || tidy_status=1
  fi
fi

status=0
if [[ $slow == yes ]]; then
  ctest --test-dir build/release --output-on-failure --no-tests=error -j "$jobs" || status=$?
else
  ctest --preset release -j "$jobs" || status=$?
fi
if [[ $tidy_status -ne 0 ]]; then
  echo "clang-tidy found something, see above" >&2
  exit 1
fi
exit "$status"
