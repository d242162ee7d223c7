# SPDX-License-Identifier: Apache-2.0
"""Checks `vta run MODEL --report`: files, sums of every layer, comparison by layer, the page.

usage: report_network.py VTA SOURCE_ROOT [--fst]

The digits network of the examples is always there; others below VTA_DATA_DIR, else ../shared/data
beside the source tree, where that exists.
"""
import json
import os
import pathlib
import shutil
import sys
import tempfile
import xml.etree.ElementTree

import report_files
import report_page

DRIVE = """<script>
const seen = {};
const rects = place => document.querySelectorAll(`#${place} rect`).length;
const column = (place, n) => [...document.querySelectorAll(`#${place} tbody tr`)].map(row => row.cells[n].textContent);
const cycles = () => column("layer-table", 5).map(text => Number(text.replaceAll(",", "")));
const widths = () => [...document.querySelectorAll("#layer-bars rect")].reduce((sum, rect) => sum + Number(rect.getAttribute("width")), 0);
const pick = (id, value) => { const box = document.getElementById(id); box.value = value; box.dispatchEvent(new Event("change")); };
seen.bars = rects("layer-bars"); seen.cycles = cycles(); seen.width = widths();
pick("layer-scale", "share"); seen.share = widths();
pick("layer-unit", "0"); seen.load = document.querySelector("#layer-bars svg").getAttribute("aria-label");
document.querySelectorAll("#layer-table th button")[5].click(); seen.sorted = cycles();
const filter = document.getElementById("layer-filter");
filter.value = "maxpool"; filter.dispatchEvent(new Event("input")); seen.filtered = column("layer-table", 2);
seen.path = column("path-table", 2).map(text => Number(text.replaceAll(",", "")));
seen.reasons = column("path-table", 3); seen.best = column("path-table", 4);
seen.pathBars = rects("path-bars"); seen.changes = column("change-table", 2).map(text => Number(text.replaceAll(",", "")));
seen.host = column("host-table", 0).length;
seen.points = document.querySelectorAll("#roof circle.layer").length;
seen.labels = [...document.querySelectorAll("#timeline > text")].map(text => text.textContent);
seen.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
seen.loaded = performance.getEntriesByType("resource").length;
seen.problems = window.problems;
document.body.dataset.seen = JSON.stringify(seen);
</script>"""


def check(condition, text):
    if not condition:
        sys.exit("report_network: " + text)


def launched(report):
    return [layer for layer in report["layers"] if "launch" in layer]


def check_layers(folder, report):
    """What the files of a network say beyond those of a program."""
    layers = launched(report)
    check(layers and sum(layer["cycles"] for layer in layers) == report["counters"]["run.cycles"],
          "cycles of the layers")
    for layer in layers:
        check(layer["cycles"] == layer["counters"]["run.cycles"], "cycles of a layer")
        check(layer["cycles"] >= layer["compute_bound_cycles"], f"{layer['name']}: under its bound")
        check(layer["ratios"]["utilisation"] <= 1, f"{layer['name']}: utilisation")
        path = report["launches"][layer["launch"]]["critical_path"]
        check("changes" in path and all(change["predicted_cycles"] < layer["cycles"]
                                        for change in path["changes"]), "changes of a layer")
    paths = report["critical_path"]
    check(paths["launches"] == paths["launches_predicted"] == len(layers), "critical paths")
    check(len({layer["name"] for layer in report["layers"]}) == len(report["layers"]), "names")
    space = "{http://www.w3.org/2000/svg}"
    points = [node for node in xml.etree.ElementTree.parse(folder / "roofline.svg").iter()
              if node.tag == space + "circle" and node.get("class") == "layer"]
    check(len(points) == sum(layer["counters"]["work.macs"] > 0 for layer in layers),
          "points of the roofline")
    trace = json.loads((folder / "trace.json").read_text())
    slices = [event for event in trace["traceEvents"] if event.get("cat") == "layer"]
    check([event["name"] for event in slices] == [layer["name"] for layer in layers],
          "layers in the trace")
    check(sum(event["dur"] for event in slices) == report["counters"]["run.cycles"],
          "slices of the layers")


def check_waves(folder, report):
    """The waveform names each layer from its first cycle on; units.fst says the same as units.vcd."""
    named = sorted((at, value) for at, name, value in
                   report_files.changes((folder / "units.vcd").read_text().splitlines())
                   if name == "network.layer")
    want = [(report["launches"][layer["launch"]]["first_cycle"], layer["name"].replace(" ", "_"))
            for layer in launched(report)]
    check(named == want, f"units.vcd: layers {named}")


def check_explain(vta, root, folder):
    """A report says of a program's path what `vta explain` says; launches after the first have
    paths, too."""
    golden = str(root / "tests/golden/de10nano.jsonl") + "#pipeline-1"
    report_files.run(vta, "run", golden, "--report", str(folder))
    report = json.loads((folder / "report.json").read_text())
    path = report["launches"][0]["critical_path"]
    explained = json.loads(report_files.run(vta, "explain", golden, "--json"))
    check(path["cycles"] == explained["path_cycles"], "path")
    check(path["tokens"] == explained["path_tokens"] > 0, "tokens of the path")
    check(path["changes"] == explained["advice"] and len(path["changes"]) > 2, "changes")
    gains = [explained["cycles"] - change["predicted_cycles"] for change in path["changes"]]
    check([change["gain_cycles"] for change in report["critical_path"]["changes"]][:len(gains)]
          == gains, "gains")
    report_files.run(vta, "run", str(root / "tests/golden/relaunch.jsonl#relaunch-0"), "--report",
                     str(folder))
    report = json.loads((folder / "report.json").read_text())
    check(len(report["launches"]) > 1 and all("changes" in launch["critical_path"]
                                              for launch in report["launches"]), "launches")


def check_compare(vta, folder, report):
    one, other = str(folder / "digits"), folder / "changed.json"
    check("0 of" in report_files.run(vta, "report", "diff", one, one), "differs from itself")
    layer = launched(report)[3]
    layer["counters"]["run.cycles"] += 1
    layer["memory_bound_cycles"] += 1
    other.write_text(json.dumps(report))
    text = report_files.run(vta, "report", "check", str(other), "--baseline", one, code=1)
    for counter in ("run.cycles", "layer.memory_bound_cycles"):
        check(f"drift: layer {layer['name']}: {counter}" in text, f"check hides {counter}")
    check("2 of" in text, "check finds more than what changed")


def check_page(folder, report):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return
    page = folder / "driven.html"
    page.write_text((folder / "report.html").read_text()
                    .replace("<head>", "<head>" + report_page.WATCH)
                    .replace("</body>", DRIVE + "</body>"))
    cycles = [layer["cycles"] for layer in launched(report)]
    for width in (1200, 500):
        seen = report_page.open_page(chromium, page, str(folder / "profile"), width)
        check(not seen["problems"] and seen["loaded"] == 0, f"errors: {seen['problems']}")
        check(seen["cycles"] == cycles, "the table of layers")
        check(seen["sorted"] == sorted(cycles, reverse=True), "layers do not sort")
        check(seen["filtered"] == ["MaxPool2D"], f"filter: {seen['filtered']}")
        check(seen["bars"] > 3 * len(cycles), "bars of the layers")
        check(abs(seen["width"] * max(cycles) / sum(cycles) - 740) < 1, "length of the bars")
        check(abs(seen["share"] - 740 * len(cycles)) < 1, "bars of equal length")
        check("load" in seen["load"], "choice of the unit")
        check(seen["host"] == len(report["layers"]) - len(cycles), "steps of the host")
        check(seen["path"] == cycles and seen["pathBars"] > 2, "the critical path")
        check(all(text.count("%") in (2, 3) for text in seen["reasons"]), "reasons of the path")
        check(all("less: " in text or text == "no usual change helps" for text in seen["best"]),
              f"what helps: {seen['best']}")
        check(seen["changes"] == [change["gain_cycles"]
                                  for change in report["critical_path"]["changes"]], "changes")
        check(seen["points"] > 0 and "layer" in seen["labels"], "roofline, timeline")
        check(seen["wide"] <= 0, f"{seen['wide']} pixels wider than the window")


def data_networks(root):
    data = pathlib.Path(os.environ.get("VTA_DATA_DIR") or root / "../shared/data")
    networks = {
        "resnet8": ("models/mlperf_tiny_resnet8/pretrainedResnet_quant.tflite",
                    "datasets/cifar10_ic01/images_200x32x32x3_u8.bin"),
        "vww": ("models/mlperf_tiny_vww/vww_96_int8.tflite",
                "datasets/vww_mini/images_18x96x96x3_u8.bin")}
    for name, files in networks.items():
        model, images = (data / file for file in files)
        if model.exists() and images.exists():
            yield name, (str(model), "--input", str(images), "--input-format", "u8", "--limit", "1")


def main():
    vta, root = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    schema = json.loads((root / "docs/report-schema.json").read_text())
    if "--fst" in sys.argv:
        report_files.FILES.append("units.fst")
        report_files.FILES.sort()
    digits = root / "examples/digits"
    networks = {"digits": (str(digits / "digits.onnx"), "--input", str(digits / "digit_3_a.png"),
                           str(digits / "digit_4_b.png"), "--calibrate",
                           str(digits / "calibration.npy"), "--verify")}
    networks.update(data_networks(root))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for network, arguments in networks.items():
            report, _ = report_files.check_report(vta, schema, folder / network, *arguments,
                                                  "--no-cache")
            check_layers(folder / network, report)
            check_waves(folder / network, report)
            print(f"{network}: {len(launched(report))} launches, "
                  f"{report['counters']['run.cycles']} cycles: all sums exact")
            if network == "digits":
                check(report["output"]["state"] == "equal", "--verify")
                check_page(folder / network, report)
                check_compare(vta, folder, report)
        check_explain(vta, root, folder / "program")
        text = report_files.run(vta, "run", *networks["digits"], "--model", "functional",
                                "--report", name, code=2)
        check("--report" in text, "the functional model has a report")


if __name__ == "__main__":
    main()
