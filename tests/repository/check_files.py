# SPDX-License-Identifier: Apache-2.0
"""Licence headers, sizes of files, and no paths that exist on one machine only."""

import os
import re

import repository

SPDX = "SPDX-License-Identifier: Apache-2.0"
SOURCE_SUFFIXES = (".cpp", ".h", ".py", ".sh", ".cmake", ".sv", ".svh", ".yml", ".S", ".ld")
SOURCE_NAMES = ("CMakeLists.txt", ".ci/run", ".clang-tidy")
FILE_LIMIT = 512 * 1024
GOLDEN = "tests/golden/"
GOLDEN_LIMIT = 2 * 1024 * 1024

# Homes and working folders; written apart so that this file passes its own check.
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:" + "|".join(["home", "work", "Users", "root"]) +
                          r")/[\w.-]+")


def needs_licence(name):
    return (name.endswith(SOURCE_SUFFIXES) or name in SOURCE_NAMES or
            os.path.basename(name) in SOURCE_NAMES)


def check(root):
    findings = []
    golden_bytes = 0
    for name in repository.tracked_files(root):
        data = repository.read_bytes(root, name)
        if name.startswith(GOLDEN):
            golden_bytes += len(data)
        elif len(data) > FILE_LIMIT:
            findings.append(f"{name}: {len(data)} bytes, at most {FILE_LIMIT}")
        if not repository.is_text(data):
            continue
        text = data.decode("utf-8", errors="replace")
        if needs_licence(name) and SPDX not in "\n".join(text.split("\n")[:3]):
            findings.append(f"{name}: no \"{SPDX}\" in the first three lines")
        for match in MACHINE_PATH.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            findings.append(f"{name}:{line}: the path {match.group(0)} is of one machine")
    if golden_bytes > GOLDEN_LIMIT:
        findings.append(f"{GOLDEN}: {golden_bytes} bytes, at most {GOLDEN_LIMIT}")
    return findings


if __name__ == "__main__":
    repository.main(check, "files")
