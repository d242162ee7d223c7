#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what building needs and a fresh Debian 12 lacks. Does nothing when all is there.
#   scripts/setup.sh          what scripts/quickstart.sh needs: compiler, build tools, libraries
#   scripts/setup.sh --test   also what scripts/test.sh needs: clang-format, clang-tidy, git,
#                             Verilator and Yosys
#   scripts/setup.sh --all    also clang for the presets asan and ubsan
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config python3
  libsystemc-dev libboost-dev libhwy-dev nlohmann-json3-dev libcli11-dev libfmt-dev
  flatbuffers-compiler libflatbuffers-dev libonnx-dev libprotobuf-dev
  libdnnl-dev
  libpng-dev libjpeg-dev zlib1g-dev
  catch2 # found while configuring, also where no test is built
)
test_packages=(
  git make clang-format-14 clang-tidy-14 verilator yosys zlib1g-dev
  libxml2-utils python3-jsonschema # tests of reports check less without them
)
all_packages=(clang-14 libclang-rt-14-dev)

case "${1:-}" in
  "") ;;
  --test) packages+=("${test_packages[@]}") ;;
  --all) packages+=("${test_packages[@]}" "${all_packages[@]}") ;;
  *)
    echo "usage: scripts/setup.sh [--test|--all]" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is no Debian; make sure that these are installed: ${packages[*]}" >&2
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  echo "setup: all packages are installed"
  exit 0
fi

root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! sudo -n true 2>/dev/null; then
    echo "setup: needs root to install packages; run: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  root=(sudo -n)
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
"${root[@]}" apt-get update -q </dev/null
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends "${missing[@]}" </dev/null
