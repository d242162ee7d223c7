# SPDX-License-Identifier: Apache-2.0
"""Runs the trained networks of networks.json through `vta run` and prints one table.

    python run_networks.py --vta build/release/bin/vta [--write docs/networks-results.md] [NAME...]

Each network runs in the functional model on all of its inputs, every value compared with the
integer reference and the outputs with the float model; in the cycle model on one input; the
network of the repository in the RTL, too. Ends with an error where a figure is worse than wanted.
"""

import json
import pathlib
import subprocess
import time

import network_data
import zoo_options

HERE = pathlib.Path(__file__).resolve().parent
HEAD = ["network", "inputs", "float", "integer reference", "VTA", "equal", "MACs",
        "on VTA", "cycles", "VTA ms", "host ms", "launches"]


class Runner:
    def __init__(self, options):
        self.options = options
        catalogue = json.loads((HERE / "networks.json").read_text(encoding="utf-8"))
        self.networks, self.data = catalogue["networks"], catalogue["data"]
        self.failures = []

    def path(self, name):
        top, _, rest = name.partition("/")
        if top == "zoo":
            return self.options.zoo / rest
        if top == "made":
            return self.options.work / name
        return (zoo_options.ROOT if top == "examples" else self.options.data) / name

    def command(self, network):
        """`vta run`'s arguments that all runs of a network share."""
        source = {**self.data.get(network.get("data"), {}), **network}
        call = [str(self.path(network["model"]))]
        call += ["--input", *(str(self.path(each)) for each in source["inputs"])]
        flags = {"--input-format": source.get("format"), "--input-size": source.get("size"),
                 "--class-offset": source.get("class_offset")}
        if "preprocess" in network:
            flags["--preprocess"] = HERE / "preprocess" / network["preprocess"]
        calibrate = network.get("calibrate")
        if calibrate in self.data:
            calibrate = self.data[calibrate]["inputs"][0]
        if calibrate:
            flags["--calibrate"] = self.path(calibrate)
        for flag, value in flags.items():
            if value is not None:
                call += [flag, str(value)]
        return call + network.get("options", []), source.get("expect")

    def run(self, network, model, extra):
        call, _ = self.command(network)
        report = self.options.work / f"{network['name']}.{model}.json"
        report.unlink(missing_ok=True)
        text = subprocess.run(
            [str(self.options.vta), "run", *call, "--model", model, "--top", "1", "--json-file",
             str(report), "--timeout", str(self.options.timeout), *extra],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        (self.options.work / f"{network['name']}.{model}.txt").write_text(text.stdout)
        if not report.exists():
            raise RuntimeError(text.stderr.strip().splitlines()[-1] if text.stderr.strip()
                               else f"exit code {text.returncode}")
        result = json.loads(report.read_text(encoding="utf-8"))
        if "stopped_by" in result:
            raise RuntimeError(f"{model}: stopped by {result['stopped_by']}")
        return result

    def functional(self, network):
        _, expect = self.command(network)
        extra = ["--verify", "--compare", "float"]
        if expect:
            extra += ["--expect", str(self.path(expect))]
        if "output" in network:
            name = f"{network['name']}.{network['output']}"
            extra += ["--output", str(self.options.work / name)]
        return self.run(network, "functional", extra)

    def others(self, network):
        one = ["--limit", "1", "--verify"]
        # Codes of the whole run: the same inputs are looked at first.
        if not network.get("calibrate") and "data" in network and network["data"] != "style":
            one += ["--calibrate", str(self.path(self.data[network["data"]]["inputs"][0]))]
        results = {"cycle": self.run(network, "cycle", one)}
        if network.get("rtl"):
            results["rtl"] = self.run(network, "rtl", one)
        return results


def figure(right, count, psnr):
    if right is not None:
        return f"{right} of {count}, {100 * right / count:.2f} %"
    return f"{psnr:.1f} dB" if psnr is not None else "-"


def problems(network, report, share, equal):
    """What is worse than networks.json wants."""
    want, found = network["want"], []
    floats = report["against_float"][0]
    right, count = report.get("right"), len(report["inputs"])
    checks = [
        ("accuracy", lambda least: 100 * right / count >= least),
        ("right", lambda least: right >= least),
        ("within", lambda most: right + most >= floats["right"]),
        ("within_points", lambda most: 100 * (floats["right"] - right) / count <= most),
        ("psnr", lambda least: min(report["pictures"]) >= least)]
    for key, holds in checks:
        if key in want and not holds(want[key]):
            found.append(f"want {key} {want[key]}")
    if not equal:
        found.append("differs from the integer reference: " + report["verified"]["difference"])
    if share < network.get("share", 99):
        found.append(f"{share:.2f} % of the MACs on VTA, want {network.get('share', 99)}")
    return found


def row_of(network, report, others):
    floats = report["against_float"][0]
    count = report["executions"]
    totals, cycle = report["totals"], others["cycle"]["totals"]
    share = 100 * totals["vta_macs"] / max(totals["macs"], 1)
    runs = [report, *others.values()]
    equal = all(each["verified"]["equal"] for each in runs)
    # The generators' recipe rounds; real numbers that do not are another picture.
    psnr = None if network.get("check") == "qdcgan" else floats["psnr_db"]
    vta = figure(report.get("right"), count, psnr)
    row = [network["name"], str(count),
           figure(floats.get("right"), count, None), vta if equal else "?", vta,
           "yes" if equal else "NO", f"{totals['macs'] / 1e6:.2f} M", f"{share:.2f} %",
           f"{cycle['cycles']:,}", f"{1000 * cycle['vta_seconds']:.2f}",
           f"{1000 * totals['host_seconds']:.2f}", str(totals["launches"])]
    return row, share, equal


def notes_of(runner, network, report, others):
    notes = [network["note"]] if "note" in network else []
    floats = report["against_float"][0]
    if report.get("pictures") and "psnr" in network["want"]:
        notes.append("single pictures " + ", ".join(f"{each:.1f}" for each in report["pictures"]) +
                     f" dB to float, `{network['name']}.png`")
    elif floats["psnr_db"] is not None and "check" not in network:
        notes.append(f"{floats['psnr_db']:.1f} dB to float, same class {floats['same_class']} of "
                     f"{floats['rows']}" if report.get("right") is not None else
                     f"{floats['psnr_db']:.1f} dB to float")
    if "rtl" in others:
        notes.append(f"RTL: equal, {others['rtl']['totals']['cycles']:,} cycles")
    if "check" in network:
        output = runner.options.work / f"{network['name']}.npy"
        if network["output"] != "npy":  # pictures have 8 bits only
            runner.run(network, "functional", ["--output", str(output)])
        text, holds = network_data.CHECKS[network["check"]](runner.options, network, output)
        notes.append(text)
        if not holds:
            runner.failures.append(f"{network['name']}: {text}")
    return notes


RESULTS_HEAD = """# Trained networks, measured

Written by `scripts/networks.sh --write`; on the configuration de10nano.

- **float**: right classes with float32 (of an integer model: with the real numbers that its codes stand for).
- **VTA**: the functional model, on all inputs. Where there are no classes: peak signal to noise against float.
- **equal**: every value and output equals the interpreter's bit for bit, in the functional model on all inputs, in the
  cycle model on one. **integer reference** follows from that, it is not counted again; `?` where it is not equal.
- **on VTA**: share of the MACs. **cycles**: of all launches for one input, and the time they take; **host ms**: the
  host's steps by the cost table (`docs/networks.md`), an estimate.
- Names that end in `_shift` are integer models quantised again to scales of 2^n.
- Calibration of float models: the first 64 of the inputs themselves, or all where there are fewer, so that losses on
  unseen inputs may be larger; tux40 with the twelve photographs, digits with its training pictures.

"""


def markdown(rows, notes, failures):
    lines = ["| " + " | ".join(HEAD) + " |", "| --- |" + " ---: |" * (len(HEAD) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    lines += [""] + [f"- `{name}`: {'; '.join(each)}." for name, each in notes if each]
    if failures:
        lines += ["", "Not as wanted:", ""] + [f"- {each}" for each in failures]
    return "\n".join(lines) + "\n"


def run_all(runner, names):
    rows, notes = [], []
    for network in runner.networks:
        if names and network["name"] not in names:
            continue
        begin = time.monotonic()
        try:
            report = runner.functional(network)
            if network.get("output") == "ppm":
                report["pictures"] = network_data.compare_pictures(
                    runner.options.work, network["name"], report["files"])
            others = runner.others(network)
            row, share, equal = row_of(network, report, others)
            runner.failures += [f"{network['name']}: {each}"
                                for each in problems(network, report, share, equal)]
            notes.append((network["name"], notes_of(runner, network, report, others)))
            rows.append(row)
            print(" | ".join(row) + f" | {time.monotonic() - begin:.1f} s", flush=True)
        except RuntimeError as error:
            runner.failures.append(f"{network['name']}: {error}")
            print(f"{network['name']}: {error}", flush=True)
    return rows, notes


def add_options(parser):
    root = zoo_options.ROOT
    parser.add_argument("names", nargs="*", metavar="NAME", help="networks; none: all")
    parser.add_argument("--vta", type=pathlib.Path, default=root / "build/release/bin/vta")
    parser.add_argument("--zoo", type=pathlib.Path, default=root / "build/zoo")
    parser.add_argument("--work", type=pathlib.Path, default=root / "build/networks",
                        help="for reports and pictures")
    parser.add_argument("--timeout", type=int, default=1800, help="seconds, of one run")
    parser.add_argument("--write", type=pathlib.Path, help="file that gets the table")


def main():
    options = zoo_options.parse(__doc__, add_options)
    runner = Runner(options)
    unknown = set(options.names) - {each["name"] for each in runner.networks}
    if unknown:
        raise SystemExit(f"networks: no {', '.join(sorted(unknown))}; there are "
                         f"{', '.join(each['name'] for each in runner.networks)}")
    network_data.make_inputs(options.data, options.work / "made")
    rows, notes = run_all(runner, options.names)
    table = markdown(rows, notes, runner.failures)
    print("\n" + table)
    if options.write:
        options.write.write_text(RESULTS_HEAD + table, encoding="utf-8")
    raise SystemExit(1 if runner.failures else 0)


if __name__ == "__main__":
    main()
