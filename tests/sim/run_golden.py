# SPDX-License-Identifier: Apache-2.0
"""Replays a folder of recorded programs through `vta regress`; no difference may be found.

usage: run_golden.py VTA FOLDER [OPTION...]

FOLDER "@collection" is golden/ below VTA_DATA_DIR, else ../shared/data/golden beside the source tree;
where it does not exist the test is skipped. Besides the exit code, the counts are checked against the
files, so that a vector that is silently passed over is found.
"""

import glob
import json
import os
import subprocess
import sys

SKIPPED = 77
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def find_folder(name):
    if name != "@collection":
        return name
    data = os.environ.get("VTA_DATA_DIR") or os.path.join(SOURCE, "..", "shared", "data")
    folder = os.path.join(data, "golden")
    if not os.path.isdir(folder):
        print(f"skipped: there is no {folder}")
        sys.exit(SKIPPED)
    return folder


def is_timing_only(record):
    launches = record.get("launches", [record])
    return all(launch["dram_crc32"] is None for launch in launches)


def main():
    vta, folder, options = sys.argv[1], find_folder(sys.argv[2]), sys.argv[3:]
    files = sorted(glob.glob(os.path.join(folder, "*.jsonl")))
    records = []
    for name in files:
        with open(name, encoding="utf-8") as file:
            records += [json.loads(line) for line in file if line.strip()]
    if not records:
        sys.exit(f"no vectors in {folder}")
    skipped = sum(map(is_timing_only, records)) if "functional" in options else 0

    command = [vta, "regress", *files, "--configs", os.path.join(folder, "configs.json"), "--json",
               *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500, check=False)
    print(done.stdout, done.stderr)
    if done.returncode != 0:
        sys.exit(f"exit code {done.returncode}")
    report = json.loads(done.stdout)
    want = {"failed": 0, "passed": len(records) - skipped, "skipped": skipped}
    got = {key: report[key] for key in want}
    if got != want:
        sys.exit(f"want {want}, got {got}")


if __name__ == "__main__":
    main()
