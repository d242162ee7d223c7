# SPDX-License-Identifier: Apache-2.0
"""The command line that the converters share."""

import argparse
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def parse(description, add_options=None):
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    default = os.environ.get("VTA_DATA_DIR", ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path(default),
                        help="folder with models/ (default: VTA_DATA_DIR)")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "zoo",
                        help="folder to write to (default: build/zoo)")
    if add_options:
        add_options(parser)
    options = parser.parse_args()
    if not (options.data / "models").is_dir():
        parser.error(f"no models/ in {options.data}; give --data or set VTA_DATA_DIR")
    return options
