# SPDX-License-Identifier: Apache-2.0
"""Opens a report's page in headless Chromium: no console errors, nothing loaded, charts drawn,
tables sort and filter, the timeline zooms by button and key, nothing is wider than the window.

usage: report_page.py VTA SOURCE_ROOT       exit code 77: no Chromium on this machine
"""
import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

WATCH = """<script>
window.problems = [];
window.addEventListener("error", event => window.problems.push(String(event.message)));
const complain = console.error;
console.error = (...words) => { window.problems.push(words.join(" ")); complain(...words); };
</script>"""

DRIVE = """<script>
const seen = {};
const target = location.hash && document.querySelector(location.hash);
const most = document.documentElement.scrollHeight - window.innerHeight;
seen.away = target ? target.getBoundingClientRect().top - Math.max(0, target.getBoundingClientRect().top + window.scrollY - most) : 0;
seen.scrolled = window.scrollY;
const column = (place, n) => [...document.querySelectorAll(`#${place} tbody tr`)].map(row => row.cells[n].textContent);
const axis = () => [...document.querySelectorAll("#timeline > text")].map(t => t.textContent).slice(7);
const key = name => document.getElementById("timeline").dispatchEvent(new KeyboardEvent("keydown", { key: name, cancelable: true }));
const values = () => column("counter-table", 1).map(text => Number(text.replaceAll(",", "")));
seen.bars = document.querySelectorAll("#bars rect").length;
seen.rows = values().length;
seen.header = document.querySelectorAll("#counter-table th button")[1];
seen.header.click(); seen.down = values();
seen.sorted = seen.header.parentNode.getAttribute("aria-sort");
seen.header.click(); seen.up = values();
delete seen.header;
const filter = document.getElementById("filter");
filter.value = "gemm"; filter.dispatchEvent(new Event("input")); seen.filtered = column("counter-table", 0);
seen.whole = axis();
document.getElementById("zoom-in").click(); seen.zoomed = axis();
key("ArrowRight"); seen.moved = axis();
key("0"); seen.again = axis();
seen.races = column("race-table", 3).concat(column("race-table", 4));
seen.path = document.querySelectorAll("#path-bars rect").length;
seen.gains = column("change-table", 2).map(text => Number(text.replaceAll(",", "")));
seen.racesShown = !document.getElementById("races").hidden;
seen.spans = document.querySelectorAll("#timeline rect").length;
seen.wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
seen.loaded = performance.getEntriesByType("resource").length;
seen.problems = window.problems;
document.body.dataset.seen = JSON.stringify(seen);
</script>"""


def check(condition, text):
    if not condition:
        sys.exit("report_page: " + text)


def open_page(chromium, page, profile, width, section=""):
    result = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},1000",
         "--force-color-profile=srgb", "--user-data-dir=" + profile, "--enable-logging=stderr",
         "--dump-dom", page.as_uri() + section], capture_output=True, text=True, timeout=120, check=False)
    check("CONSOLE" not in result.stderr, "the console says\n" + result.stderr)
    found = re.search(r'data-seen="([^"]*)"', result.stdout)
    check(found, "the page's script did not run to its end\n" + result.stderr[-2000:])
    return json.loads(html.unescape(found.group(1)))


def check_page(seen):
    check(not seen["problems"], f"errors: {seen['problems']}")
    check(seen["loaded"] == 0, "the page loads something")
    check(seen["bars"] >= 20 and seen["spans"] >= 20, "charts are not drawn")
    check(seen["rows"] > 100, f"{seen['rows']} counters")
    check(seen["sorted"] == "descending", "no aria-sort")
    check(seen["down"] == sorted(seen["down"], reverse=True), "largest first")
    check(seen["up"] == sorted(seen["up"]), "smallest first")
    check(seen["filtered"] and len(seen["filtered"]) < seen["rows"], "filter")
    check(seen["whole"] != seen["zoomed"], "the button does not zoom")
    check(seen["zoomed"] != seen["moved"], "the key does not move")
    check(seen["whole"] == seen["again"], "0 does not show the whole run")
    check(seen["path"] > 3, "the critical path")
    check(seen["gains"] and seen["gains"] == sorted(seen["gains"], reverse=True) and
          min(seen["gains"]) > 0, f"changes: {seen['gains']}")
    check(seen["wide"] <= 0, f"{seen['wide']} pixels wider than the window")


def drive(folder):
    page = folder / "driven.html"
    page.write_text((folder / "report.html").read_text()
                    .replace("<head>", "<head>" + WATCH).replace("</body>", DRIVE + "</body>"))
    return page


def check_races(vta, root, folder, chromium):
    """Both instructions of every race are named."""
    code = subprocess.run([vta, "run", str(root / "tests/golden/de10nano.jsonl") + "#queues-302",
                           "--check-races", "--report", str(folder)], check=False,
                          stdout=subprocess.DEVNULL).returncode
    check(code == 1, "races of queues-302")
    found = json.loads((folder / "report.json").read_text())["races"]["findings"]
    want = [f"{one['instructions'][side]['index']}: {one['instructions'][side]['text']}"
            for side in (0, 1) for one in found]
    for width in (1200, 500):
        page = drive(folder)
        for section in ("#path", "#races"):
            seen = open_page(chromium, page, str(folder / "profile"), width, section)
            check(seen["scrolled"] > 0 and abs(seen["away"]) < 2,
                  f"a link to {section} ends {seen['away']} pixels from it")
        seen = open_page(chromium, page, str(folder / "profile"), width)
        check_page(seen)
        check(seen["racesShown"] and seen["races"] == want, f"races: {seen['races']}")


def main():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("SKIPPED: report.html in a browser: no chromium")
        sys.exit(77)
    vta, root = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([vta, "run", str(root / "tests/golden/de10nano.jsonl") + "#ex12",
                        "--report", name], check=True, stdout=subprocess.DEVNULL)
        page = drive(folder)
        for width in (1200, 500):
            seen = open_page(chromium, page, name + "/profile", width)
            check_page(seen)
            check(not seen["racesShown"], "races that nobody looked for")
        check_races(vta, root, folder, chromium)


if __name__ == "__main__":
    main()
