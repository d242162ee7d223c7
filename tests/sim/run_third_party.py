# SPDX-License-Identifier: Apache-2.0
"""Runs the third-party programs from their own files in both models.

usage: run_third_party.py VTA

Output must be as the expected-output files say (one program stores nothing), and the cycles those of
the original RTL. Skipped without the data.
"""

import json
import os
import subprocess
import sys

SKIPPED = 77
PROGRAMS = 15
NO_OUTPUT = {"relu/instructions.bin"}  # no STORE
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(vta, path, model):
    command = [vta, "run", path, "--config", "de10nano", "--model", model, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    if done.returncode != 0:
        sys.exit(f"{path}, {model}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def main():
    vta = sys.argv[1]
    data = os.environ.get("VTA_DATA_DIR") or os.path.join(SOURCE, "..", "shared", "data")
    golden = os.path.join(data, "golden", "third_party.jsonl")
    folder = os.path.join(data, "datasets", "onera_vta_vectors", "examples_compute")
    if not os.path.exists(golden) or not os.path.isdir(folder):
        print("skipped: the third-party programs are not there")
        sys.exit(SKIPPED)
    with open(golden, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    if len(records) != PROGRAMS:
        sys.exit(f"want {PROGRAMS} programs, got {len(records)}")
    for record in records:
        path = os.path.join(folder, record["what"])
        want = "not checked" if record["what"] in NO_OUTPUT else "equal"
        for model in ("functional", "cycle"):
            report = run(vta, path, model)
            print(record["what"], model, report["output"], report["output_text"])
            if report["output"] != want:
                sys.exit(f"{record['what']}: want output {want}, got {report['output']}")
        if report["total"]["cycles"] != record["cycles"]:
            sys.exit(f"{record['what']}: want {record['cycles']} cycles, got "
                     f"{report['total']['cycles']}")


if __name__ == "__main__":
    main()
