#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes this folder's vector files from the whole collection of golden programs.

usage: make_slice.py GOLDEN_FOLDER [OUTPUT_FOLDER]

Every kind and every configuration but `third_party`, at most 2 MB. Lines are copied as they are; the
choice depends on nothing but the collection, so the same collection gives the same files.
"""

import json
import os
import shutil
import sys

# Vectors a file and kind: how many, and from which part of them when sorted by size (1 = all).
EVERYTHING = (10 ** 6, 1.0)
CHOICE = {
    "worked": EVERYTHING,
    "corner": EVERYTHING,
    "relaunch": EVERYTHING,
    "pipeline": (8, 1.0),
    "serial": (8, 1.0),
    "soup": (8, 1.0),
    "stress": (6, 0.5),
    "queues": (1, 0.5),
    "layer": (1, 0.5),
}
LEFT_OUT = {"third_party.jsonl"}
LIMIT_BYTES = 2 * 1000 * 1000


def choose(lines, count, part):
    """`count` of the lines, spread evenly over the sizes of the smaller `part` of them."""
    by_size = sorted(lines, key=lambda line: (len(line), line))
    by_size = by_size[:max(1, int(len(by_size) * part))]
    if count >= len(by_size):
        return set(by_size)
    if count == 1:
        return {by_size[0]}
    last = len(by_size) - 1
    return {by_size[i * last // (count - 1)] for i in range(count)}


def slice_file(path):
    with open(path, encoding="ascii") as file:
        lines = file.readlines()
    kinds = {}
    for line in lines:
        kinds.setdefault(json.loads(line)["kind"], []).append(line)
    chosen = set()
    for kind, of_kind in kinds.items():
        chosen |= choose(of_kind, *CHOICE[kind])
    return [line for line in lines if line in chosen]


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = sys.argv[1]
    target = sys.argv[2] if len(sys.argv) == 3 else os.path.dirname(os.path.abspath(__file__))
    total = 0
    for name in sorted(os.listdir(source)):
        if not name.endswith(".jsonl") or name in LEFT_OUT:
            continue
        lines = slice_file(os.path.join(source, name))
        total += sum(len(line) for line in lines)
        with open(os.path.join(target, name), "w", encoding="ascii") as file:
            file.writelines(lines)
        print(f"{name}: {len(lines)} vectors")
    shutil.copyfile(os.path.join(source, "configs.json"), os.path.join(target, "configs.json"))
    print(f"{total} bytes")
    if total > LIMIT_BYTES:
        sys.exit(f"more than {LIMIT_BYTES} bytes: choose less")


if __name__ == "__main__":
    main()
