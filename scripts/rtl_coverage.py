#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up Verilator's coverage files and prints line and toggle coverage, one line a file of rtl/.

A line point is a branch or block, a toggle point is a bit of a signal; each counts once an
instance, and configurations are merged by instance path. Exit code 1 below the wanted percentages.
"""
import argparse
import collections
import os
import re
import sys

RECORD = re.compile(r"^C '(.*)' (\d+)$")


def points(path):
    """Yields ((kind, file, line, column, what, instance), count)."""
    with open(path, encoding="utf-8", errors="replace") as lines:
        for text in lines:
            match = RECORD.match(text.rstrip("\n"))
            if not match:
                continue
            keys = dict(part.split("\x02", 1) for part in match[1].split("\x01") if "\x02" in part)
            kind = "toggle" if keys["page"].startswith("v_toggle") else "line"
            yield (kind, os.path.basename(keys["f"]), int(keys["l"]), int(keys["n"]),
                   keys.get("o", ""), keys.get("h", "")), int(match[2])


def row(name, points_of):
    texts = []
    for kind in ("line", "toggle"):
        hit, total = points_of[kind]
        texts.append(f"{hit:6} / {total:6} | {100 * hit / total:5.1f} %" if total else
                     f"{'-':>15} | {'-':>7}")
    return f"| {name:22} | " + " | ".join(texts) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--missed", help="file for the points that nothing reached")
    parser.add_argument("--line", type=float, default=95, help="wanted percentage")
    parser.add_argument("--toggle", type=float, default=90, help="wanted percentage")
    options = parser.parse_args()

    counts = collections.Counter()
    for path in options.files:
        for point, count in points(path):
            counts[point] += count
    if not counts:
        sys.exit("rtl_coverage: no coverage in " + " ".join(options.files))
    table = collections.defaultdict(lambda: {"line": [0, 0], "toggle": [0, 0]})
    for point, count in counts.items():
        for name in (point[1], "all"):
            table[name][point[0]][0] += count > 0
            table[name][point[0]][1] += 1
    print(f"| {'file':22} | {'line':>15} | {'':7} | {'toggle':>15} | {'':7} |")
    for name in sorted(table, key=lambda name: (name == "all", name)):
        print(row(name, table[name]))
    if options.missed:
        with open(options.missed, "w", encoding="utf-8") as out:
            for point in sorted(point for point, count in counts.items() if count == 0):
                out.write(" ".join(map(str, point)) + "\n")
    wanted = {"line": options.line, "toggle": options.toggle}
    sys.exit(any(100 * hit < wanted[kind] * total for kind, (hit, total) in table["all"].items()))


main()
