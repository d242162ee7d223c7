# SPDX-License-Identifier: Apache-2.0
"""No source file is longer than a reader can hold; prints the longest ones."""

import repository

LIMIT_LINES = 400
SUFFIXES = (".cpp", ".h", ".py", ".sh", ".cmake", ".sv")

# File -> why it may be longer.
EXCEPTIONS = {}


def check(root):
    findings = []
    lengths = []
    for name in repository.tracked_files(root):
        if not name.endswith(SUFFIXES):
            continue
        lines = repository.read_text(root, name).count("\n")
        lengths.append((lines, name))
        if lines > LIMIT_LINES and name not in EXCEPTIONS:
            findings.append(f"{name}: {lines} lines, at most {LIMIT_LINES}: split it by "
                            "responsibility")
        if lines <= LIMIT_LINES and name in EXCEPTIONS:
            findings.append(f"{name}: no longer needs its exception in check_lengths.py")
    for lines, name in sorted(lengths, reverse=True)[:10]:
        print(f"{lines:5} {name}")
    return findings


if __name__ == "__main__":
    repository.main(check, "lengths")
