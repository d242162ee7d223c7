# SPDX-License-Identifier: Apache-2.0
"""Checks the files of `vta run --report`: formats, schema, sums, determinism.

usage: report_files.py VTA SOURCE_ROOT [--fst]      --fst: this build can write FST
"""
import csv
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

FILES = ["counters.csv", "instructions.csv", "report.html", "report.json", "roofline.svg",
         "stats.txt", "trace.json", "units.vcd", "windows.csv"]
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
         "number": (int, float)}
SKIPPED = []


def check(condition, text):
    if not condition:
        sys.exit("report_files: " + text)


def skip(text):
    """Says once what is not checked for want of a tool."""
    if text not in SKIPPED:
        SKIPPED.append(text)
        print("SKIPPED: " + text)


def validate(value, schema, root, where="report"):
    """The part of JSON Schema that the schema of reports uses; any other keyword is an error."""
    known = {"$schema", "title", "description", "type", "required", "additionalProperties",
             "properties", "items", "const", "enum", "minimum", "maximum", "$ref", "$defs"}
    check(set(schema) <= known, f"{where}: unknown keywords {set(schema) - known}")
    if "$ref" in schema:
        validate(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, where)
    if "type" in schema:
        check(isinstance(value, TYPES[schema["type"]]), f"{where}: no {schema['type']}")
        check(schema["type"] == "boolean" or not isinstance(value, bool), f"{where}: a boolean")
    check(value == schema.get("const", value), f"{where}: {value}")
    check(value in schema.get("enum", [value]), f"{where}: {value}")
    if "minimum" in schema:
        check(value >= schema["minimum"], f"{where}: {value}")
    if "maximum" in schema:
        check(value <= schema["maximum"], f"{where}: {value}")
    for i, item in enumerate(value if "items" in schema else []):
        validate(item, schema["items"], root, f"{where}[{i}]")
    if not isinstance(value, dict):
        return
    for key in schema.get("required", []):
        check(key in value, f"{where}: lacks {key}")
    more = schema.get("additionalProperties", {})
    for key, member in value.items():
        inner = schema.get("properties", {}).get(key, more)
        check(inner is not False, f"{where}: unknown key {key}")
        validate(member, inner, root, f"{where}.{key}")


def sums_by_unit(counters):
    sums = {}
    for name, value in counters.items():
        if ".cycles." in name:
            unit = name.split(".")[0]
            sums[unit] = sums.get(unit, 0) + value
    return sums


def launch_of(report, scope):
    return report["launches"][scope["launch"]] if "launch" in scope else scope


def check_launches(report, launches):
    """Launches follow one another and add up to the run."""
    for name, value in report["counters"].items():
        values = [launch["counters"][name] for launch in launches]
        if name.endswith(".occupancy_max"):
            whole = max(values)
        else:
            whole = values[-1] if name.endswith(".left") else sum(values)
        check(whole == value, f"{name}: the launches give {whole}, the run has {value}")
    begin = 0
    for launch in launches:
        check(launch_of(report, launch)["first_cycle"] == begin, "a launch begins elsewhere")
        begin += launch["counters"]["run.cycles"]


def check_json(folder, schema):
    report = json.loads((folder / "report.json").read_text())
    validate(report, schema, schema)
    layers = [layer for layer in report["layers"] if "launch" in layer]
    check([layer["launch"] for layer in layers] == list(range(len(report["launches"])))[:len(layers)],
          "layers are launches, in order")
    launches = layers or report["launches"]
    check_launches(report, launches)
    for scope in [report] + launches:
        sums = sums_by_unit(scope["counters"])
        check(len(sums) == 7, f"{len(sums)} units")
        path = launch_of(report, scope).get("critical_path") if scope is not report else None
        check(path is None or sum(part["cycles"] for part in path["cycles"])
              == scope["counters"]["run.cycles"], "cycles of the critical path")
        for unit, total in sums.items():
            left = report.get("unattributed_cycles", {}).get(unit, 0) if scope is report else 0
            exact = scope is report or launch_of(report, scope)["complete"]
            check(not exact or total + left == scope["counters"]["run.cycles"], f"sum of {unit}")
    return report


def check_layers_table(folder, report):
    rows = list(csv.DictReader((folder / "layers.csv").open()))
    check(len(rows) == len(report["layers"]), "layers.csv: rows")
    for row, layer in zip(rows, report["layers"]):
        check(None not in row and None not in row.values(), "layers.csv: rows of different length")
        check(row["name"] == layer["name"] and int(row["macs"]) == layer["macs"], "layers.csv: row")
        for name, value in layer.get("counters", {}).items():
            check(int(row[name]) == value, f"layers.csv: {name}")
        check(("launch" in layer) == (row["cycles"] != ""), "layers.csv: cycles of the host")


def check_tables(folder, report):
    rows = list(csv.reader((folder / "counters.csv").open()))
    check(len({len(row) for row in rows}) == 1, "counters.csv: rows of different length")
    check(len(rows) == 2 + len(report["launches"]), "counters.csv: rows")
    run = dict(zip(rows[0], rows[1]))
    for name, value in report["counters"].items():
        check(int(run[name]) == value, f"counters.csv: {name}")
    windows = list(csv.DictReader((folder / "windows.csv").open()))
    check(sum(int(w["read_bytes"]) for w in windows) == report["counters"]["traffic.read_bytes"],
          "windows.csv: bytes")
    if not report["partial"]:
        check(sum(int(w["cycles"]) for w in windows) == report["counters"]["run.cycles"],
              "windows.csv: cycles")
    stats = (folder / "stats.txt").read_text().splitlines()
    check("Begin Simulation Statistics" in stats[0] and "End" in stats[-1], "stats.txt: frame")
    block = 2 + len(report["counters"]) + len(report["ratios"])
    layers = sum("launch" in layer for layer in report["layers"])
    check(len(stats) == block + layers * (block + 2), "stats.txt: lines")
    if report["layers"]:
        check_layers_table(folder, report)


def check_trace(folder, report):
    """Rules of the trace event format: fields of each phase, slices of a track that do not
    overlap, flows that begin and end inside slices."""
    trace = json.loads((folder / "trace.json").read_text())
    check(trace["otherData"]["clock_mhz"] == report["config"]["clock_mhz"], "trace: clock")
    slices, flows, counters = {}, {}, set()
    for event in trace["traceEvents"]:
        phase = event["ph"]
        check(phase in "MXCsf", f"trace: phase {phase}")
        if phase == "M":
            check(event["name"] in ("process_name", "thread_name"), "trace: metadata")
            continue
        check(event["ts"] >= 0, "trace: ts")
        if phase == "X":
            check(event["dur"] > 0, "trace: dur")
            slices.setdefault((event["pid"], event["tid"]), []).append(
                (event["ts"], event["ts"] + event["dur"]))
        elif phase == "C":
            check(all(isinstance(v, (int, float)) for v in event["args"].values()), "trace: C")
            counters.add(event["name"])
        else:
            flows.setdefault(event["id"], {})[phase] = event
    for track, spans in slices.items():
        for before, after in zip(spans, spans[1:]):
            check(before[1] <= after[0], f"trace: slices of {track} overlap")
    check(len(counters) >= 8, "trace: counter tracks")
    for flow in flows.values():
        check(set(flow) == {"s", "f"} and flow["f"]["bp"] == "e", "trace: flow")
        check(flow["s"]["ts"] <= flow["f"]["ts"], "trace: a flow runs backwards")
        for end in flow.values():
            track = slices[(end["pid"], end["tid"])]
            check(any(a <= end["ts"] < b for a, b in track), "trace: a flow outside all slices")
    return len(flows)


def check_vcd(folder, layers):
    text = (folder / "units.vcd").read_text()
    head, body = text.split("$enddefinitions $end\n")
    names = dict(re.findall(r"\$var \w+ \d+ (\S) (\w+) \$end", head))
    check(len(names) == 17 + bool(layers), f"units.vcd: {len(names)} variables")
    last = -1
    for line in body.splitlines():
        if line[0] == "#":
            check(int(line[1:]) > last, "units.vcd: time goes back")
            last = int(line[1:])
        else:
            value, name = line.split(" ")
            check(name in names and re.fullmatch(r"s[!-~]+|b[01]+", value), "vcd: " + line)
    return last


def changes(lines):
    """Value changes of a dump as (cycle, scope.name, value)."""
    names, scope, at, found = {}, "", 0, set()
    for line in lines:
        words = line.split()
        if line.startswith("$scope"):
            scope = words[2]
        elif line.startswith("$var"):
            names[words[3]] = f"{scope}.{words[4]}"
        elif line.startswith("#"):
            at = int(line[1:])
        elif re.match(r"[sb]", line) and len(words) == 2:
            value = int(words[0][1:], 2) if line[0] == "b" else words[0][1:]
            found.add((at, names[words[1]], value))
    return found


def check_fst(folder):
    """FST and VCD say the same, as far as gtkwave's converter is there to tell."""
    if "units.fst" not in FILES:
        return
    if shutil.which("fst2vcd") is None:
        skip("units.fst against units.vcd: no fst2vcd")
        return
    back = subprocess.run(["fst2vcd", "-f", str(folder / "units.fst")], capture_output=True,
                          text=True, check=True).stdout.splitlines()
    ours = (folder / "units.vcd").read_text().splitlines()
    check(back and changes(back) == changes(ours), "units.fst differs from units.vcd")


def check_with_packages(folder, schema, report):
    """Where the tools are: the schema by jsonschema, the drawing by xmllint."""
    try:
        import jsonschema
    except ImportError:
        skip("the schema by jsonschema: no such package")
    else:
        jsonschema.validate(report, schema)
    if shutil.which("xmllint"):
        subprocess.run(["xmllint", "--noout", str(folder / "roofline.svg")], check=True)
    else:
        skip("roofline.svg by xmllint: no such program")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.stack = set(), []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action"):
                check(value.startswith("#") or value == "data:,", f"report.html loads {value}")
            if name == "id":
                check(value not in self.ids, f"report.html: id {value} twice")
                self.ids.add(value)
        if tag not in ("meta", "link", "input", "br"):
            self.stack.append(tag)

    def handle_endtag(self, tag):
        check(self.stack.pop() == tag, f"report.html: </{tag}> without its start")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.stack.pop()


def check_page(folder):
    text = (folder / "report.html").read_text()
    page = Page()
    page.feed(text)
    check(not page.stack, f"report.html: open {page.stack}")
    for name in re.findall(r'href="#([\w-]+)"', text):
        check(name in page.ids, f"report.html: no #{name}")
    check("url(" not in text and "@import" not in text, "report.html loads something")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    json.loads(data.group(1))
    xml.etree.ElementTree.parse(folder / "roofline.svg")


def run(vta, *arguments, code=0):
    result = subprocess.run([vta, *arguments], capture_output=True, text=True, check=False)
    check(result.returncode == code,
          f"vta {' '.join(arguments)}: exit {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout + result.stderr


def check_report(vta, schema, folder, *arguments, code=0):
    run(vta, "run", *arguments, "--report", str(folder), code=code)
    layers = ["layers.csv"] if json.loads((folder / "report.json").read_text())["layers"] else []
    check(sorted(p.name for p in folder.iterdir()) == sorted(FILES + layers),
          "files of the report")
    report = check_json(folder, schema)
    check_tables(folder, report)
    flows = check_trace(folder, report)
    check(check_vcd(folder, report["layers"]) == report["counters"]["run.cycles"],
          "units.vcd: end")
    check_fst(folder)
    check_with_packages(folder, schema, report)
    check_page(folder)
    return report, flows


STUCK = """.program stuck
.buffer a 0x2000
.uops kernels 0x1000
.kernel multiply
  .uop 0 0 0

load uop dram=kernels x=1
load inp dram=a x=1
gemm uop=multiply iter=1,1 dst=0,0 src=0,0 wgt=0,0
load inp dram=a x=1 pop_next
finish pop_next
"""


def check_races(vta, schema, folder, golden):
    """Watching for races beside a report changes nothing else, and both are in it."""
    racy, _ = check_report(vta, schema, folder / "racy", golden + "#queues-302", "--check-races",
                           code=1)
    plain, _ = check_report(vta, schema, folder / "plain", golden + "#queues-302")
    check("races" not in plain and racy["counters"] == plain["counters"], "races change counters")
    for file in ("trace.json", "units.vcd", "instructions.csv", "windows.csv", "stats.txt"):
        check((folder / "racy" / file).read_bytes() == (folder / "plain" / file).read_bytes(),
              f"{file} differs with --check-races")
    races = racy["races"]
    check(races["races"] == len(races["findings"]) > 0, "races")
    check(races["watched_instructions"] == racy["counters"]["instructions.started"], "watched")
    for finding in races["findings"]:
        check(len(finding["instructions"]) == 2 and finding["place"]["memory"] == "inp",
              "both instructions are named")
    timing, _ = check_report(vta, schema, folder / "timing", golden + "#queues-302",
                             "--check-races", "--timing-only", code=1)
    check(timing["races"] == races, "races without data")
    stuck = folder / "stuck.vta"
    stuck.write_text(STUCK)
    report, _ = check_report(vta, schema, folder / "stuck", str(stuck), "--check-races", code=3)
    check(report["partial"] and report["stopped_by"] == "a deadlock", "stuck: partial")
    check([one["index"] for one in report["races"]["findings"][0]["instructions"]] == [1, 2],
          "stuck: the race")


def check_compare(vta, folder):
    a, b = str(folder / "example"), str(folder / "pipeline")
    check("0 of" in run(vta, "report", "diff", a, a), "a report differs from itself")
    check("run.cycles" in run(vta, "report", "diff", a, b), "diff hides the cycles")
    run(vta, "report", "check", a, "--baseline", a + "/report.json")
    junit = folder / "drift.xml"
    text = run(vta, "report", "check", b, "--baseline", a, "--junit", str(junit), code=1)
    check("drift: run.cycles" in text, "check hides the cycles")
    suite = xml.etree.ElementTree.parse(junit).getroot()
    failed = len(suite.findall(".//failure"))
    check(failed == int(suite.get("failures")) == text.count("drift: "), "drift.xml")
    # One cycle more: within 1 %, not within 0.
    changed = json.loads((folder / "example/report.json").read_text())
    changed["counters"]["run.cycles"] += 1
    other = folder / "changed.json"
    other.write_text(json.dumps(changed))
    run(vta, "report", "check", str(other), "--baseline", a, "--tolerance", "0.01")
    run(vta, "report", "check", str(other), "--baseline", a, "--tolerance", "0", code=1)
    changed["schema_version"] = 99
    other.write_text(json.dumps(changed))
    check("schema_version" in run(vta, "report", "diff", str(other), a, code=2), "version")


def main():
    vta, root = sys.argv[1], pathlib.Path(sys.argv[2])
    schema = json.loads((root / "docs/report-schema.json").read_text())
    golden = str(root / "tests/golden/de10nano.jsonl")
    if "--fst" in sys.argv:
        FILES.append("units.fst")
        FILES.sort()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        report, flows = check_report(vta, schema, folder / "example", golden + "#ex12")
        check(report["counters"]["run.cycles"] == 193 and flows == 3, "the worked example")
        names = re.findall(r'"name": ?"(pipeline[^"]*)"', (root / golden).read_text())
        _, flows = check_report(vta, schema, folder / "pipeline", golden + "#" + names[0],
                                "--window", "50")
        check(flows > 3, "tokens of a pipeline")
        partial, _ = check_report(vta, schema, folder / "partial", golden + "#" + names[0],
                                  "--max-cycles", "150", code=4)
        check(partial["partial"] and partial["counters"]["run.cycles"] == 150, "a partial report")
        several, _ = check_report(vta, schema, folder / "several",
                                  str(root / "tests/golden/relaunch.jsonl#relaunch-0"))
        check(len(several["launches"]) > 1 and not several["layers"], "a program of two launches")
        again = folder / "example/again"
        run(vta, "run", golden + "#ex12", "--report", str(again))
        for file in FILES:
            ours = (again / file).read_bytes().replace(str(again).encode(), b"")
            first = (folder / "example" / file).read_bytes()
            first = first.replace(str(folder / "example").encode(), b"")
            check(ours == first, f"{file} differs between two equal runs")
        check_races(vta, schema, folder, golden)
        check_compare(vta, folder)
        text = run(vta, "run", golden + "#ex12", "--model", "functional", "--report", name, code=2)
        check("--report" in text, "the functional model has a report")


if __name__ == "__main__":
    main()
