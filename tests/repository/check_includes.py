# SPDX-License-Identifier: Apache-2.0
"""Who may include whom: the table of docs/architecture.md, third-party column too."""

import os
import re

import repository

_BELOW_CYCLE = {"models/functional", "models/timing", "isa", "base"}
_MODELS = _BELOW_CYCLE | {"models/cycle"}

# Folder -> folders it may include beside itself.
MAY_INCLUDE = {
    "base": set(),
    "isa": {"base"},
    "models/functional": {"isa", "base"},
    "models/timing": {"isa", "base"},
    "models/cycle": _BELOW_CYCLE,
    "cosim": _MODELS,
    "runtime": {"isa", "base"},
    "platform": _MODELS | {"cosim", "runtime"},
    "workloads": {"runtime", "models/timing", "isa", "base"},
    "sim": _MODELS | {"cosim", "runtime", "platform", "workloads"},
    # Users' code: what the installed package has.
    "examples": _MODELS | {"cosim", "runtime", "platform", "workloads"},
}
# These may include everything of the project and any third party.
FREE = ("tests", "bench")

# Third-party header (beginning of its name) -> folders that may include it; longest match decides.
THIRD_PARTY = {
    "fmt/": set(MAY_INCLUDE),
    "nlohmann/": {"base", "sim"},
    "hwy/": {"models/functional"},
    "immintrin.h": {"models/functional"},
    "boost/crc.hpp": {"isa", "sim"},
    "boost/graph/": {"sim"},
    "boost/process": {"cosim"},
    "CLI/": {"sim"},
    "zlib.h": {"sim"},
    "fstapi.h": {"sim"},
    "systemc": {"models/cycle", "cosim", "platform", "sim", "examples"},
    "sysc/": {"models/cycle", "cosim", "platform", "sim", "examples"},
    "tlm": {"models/cycle", "cosim", "platform", "sim", "examples"},
    "verilated": {"cosim"},
    "unicorn/": {"platform"},
    "onnx/": {"workloads"},
    "google/protobuf/": {"workloads"},
    "flatbuffers/": {"workloads"},
    "dnnl": {"workloads"},
    "png.h": {"workloads"},
    "jpeglib.h": {"workloads"},
    "catch2/": set(),
    "benchmark/": set(),
}

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
# Verilator's output, found only while the RTL is built.
_GENERATED = re.compile(r"V(top|[A-Z]\w*)\.h")
_MAY_INCLUDE_GENERATED = {"cosim"}
_STANDARD = re.compile(r"[a-z_0-9]+")
_SYSTEM_C = re.compile(r"(sys/)?[a-z0-9_]+\.h")


def folder_of(name):
    """The row of the table that a file belongs to, or None."""
    for folder in sorted(MAY_INCLUDE, key=len, reverse=True):
        if name.startswith(folder + "/"):
            return folder
    top = name.split("/")[0]
    return top if top in FREE else None


def _third_party_rule(header):
    fits = [prefix for prefix in THIRD_PARTY if header.startswith(prefix)]
    return max(fits, key=len) if fits else None


def _check_angle(folder, header):
    prefix = _third_party_rule(header)
    if prefix is not None:
        if folder in FREE or folder in THIRD_PARTY[prefix]:
            return None
        allowed = ", ".join(sorted(THIRD_PARTY[prefix] | set(FREE)))
        return f"<{header}> belongs to {allowed}"
    if folder == "examples" and folder_of(header):
        return None  # the installed package, included as any other
    if folder_of(header):
        return f"headers of the project are included as \"{header}\""
    if _STANDARD.fullmatch(header) or _SYSTEM_C.fullmatch(header):
        return None
    if folder in FREE:
        return None
    return f"<{header}> is not in the table of third-party headers (check_includes.py)"


def _check_quoted(root, folder, header):
    if _third_party_rule(header) and not folder_of(header):
        return f"third-party headers are included as <{header}>"
    if _GENERATED.fullmatch(header):
        if folder in FREE or folder in _MAY_INCLUDE_GENERATED:
            return None
        return f"\"{header}\" of Verilator belongs to cosim"
    target = folder_of(header)
    if target is None or not os.path.isfile(os.path.join(root, header)):
        return f"\"{header}\" is no file, seen from the root of the repository"
    if folder == target or folder in FREE:
        return None
    if target not in MAY_INCLUDE.get(folder, set()):
        allowed = ", ".join(sorted(MAY_INCLUDE[folder])) or "nothing else"
        return f"\"{header}\": {folder} may include {allowed}"
    return None


def check(root):
    findings = []
    for name in repository.cpp_files(root):
        folder = folder_of(name)
        if folder is None:
            findings.append(f"{name}: its folder is not in the include table (check_includes.py)")
            continue
        text = repository.read_text(root, name)
        for match in _INCLUDE.finditer(text):
            header = match.group(2)
            if match.group(1) == "<":
                finding = _check_angle(folder, header)
            else:
                finding = _check_quoted(root, folder, header)
            if finding:
                line = text.count("\n", 0, match.start(1)) + 1
                findings.append(f"{name}:{line}: {finding}")
    return findings


if __name__ == "__main__":
    repository.main(check, "includes")
