# SPDX-License-Identifier: Apache-2.0
"""Every C++ file is as clang-format 14 with the repository's .clang-format leaves it."""

import shutil
import subprocess
import sys

import repository

TOOL = "clang-format-14"


def check(root):
    files = repository.cpp_files(root)
    if not files:
        return []
    done = subprocess.run([TOOL, "--dry-run", "-Werror", *files], cwd=root,
                          capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if ": error:" in line]
    if done.returncode != 0 and not lines:
        return [done.stderr.strip() or f"{TOOL} failed with {done.returncode}"]
    names = sorted({line.split(":")[0] for line in lines})
    return [f"{name}: run {TOOL} -i {name}" for name in names]


if __name__ == "__main__":
    if shutil.which(TOOL) is None:
        print(f"skipped: no {TOOL} (scripts/setup.sh installs it)")
        sys.exit(77)
    repository.main(check, "format")
