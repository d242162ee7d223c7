# SPDX-License-Identifier: Apache-2.0
"""What the repository checks share: which files there are, and how findings are told."""

import os
import subprocess
import sys

CPP_SUFFIXES = (".cpp", ".h")


def tracked_files(root):
    """Paths relative to root of the files that belong to the project, sorted.

    Git says which; in a tree without Git every file outside hidden folders and build/ counts.
    """
    if os.path.exists(os.path.join(root, ".git")):
        names = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z"],
            check=True, capture_output=True).stdout.decode()
        found = [name for name in names.split("\0") if name]
    else:
        found = []
        for folder, folders, files in os.walk(root):
            folders[:] = [f for f in folders
                          if not f.startswith(".") and f not in ("build", "__pycache__")]
            found += [os.path.relpath(os.path.join(folder, f), root) for f in files]
    # A file may be deleted but not yet committed.
    return sorted(name for name in found if os.path.isfile(os.path.join(root, name)))


def cpp_files(root):
    return [name for name in tracked_files(root) if name.endswith(CPP_SUFFIXES)]


def read_bytes(root, name):
    with open(os.path.join(root, name), "rb") as file:
        return file.read()


def read_text(root, name):
    return read_bytes(root, name).decode("utf-8", errors="replace")


def is_text(data):
    return b"\0" not in data[:8192]


def main(check, what):
    """Runs check(root) -> list of findings on the tree named on the command line."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} ROOT")
    findings = check(sys.argv[1])
    for finding in findings:
        print(finding)
    print(f"{what}: {len(findings)} findings")
    sys.exit(1 if findings else 0)
