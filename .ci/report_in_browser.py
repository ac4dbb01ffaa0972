#!/usr/bin/env python3
"""Reads a report in a headless Chromium as people do: does it load without an error, are its charts there, do its tables sort,
does nothing overflow on a phone, light and dark?

usage: report_in_browser.py REPORT.html [PICTURES]   (with a folder, screenshots go there)

Needs `chromium` and `chromedriver`, Debian's packages chromium and chromium-driver; speaks WebDriver, so nothing else.
"""

import base64
import hashlib
import json
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

WIDTHS = {"phone": 390, "desk": 1280}

# What lies outside of the page: nothing may, but what a box of its own scrolls.
OVERFLOWING = """
const wide = document.documentElement.scrollWidth;
const boxes = [...document.querySelectorAll('body *')].filter((element) => {
  if (element.closest('.scroll') && !element.classList.contains('scroll')) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
});
return {wide, inner: innerWidth, boxes: boxes.slice(0, 5).map((box) => box.outerHTML.slice(0, 120))};
"""

CHARTS = """
return [...document.querySelectorAll('svg')].map((svg) => {
  const box = svg.getBoundingClientRect();
  return {
    name: svg.getAttribute('aria-label') ?? svg.querySelector('title')?.textContent ?? '',
    caption: svg.closest('figure')?.querySelector('figcaption')?.textContent ?? '',
    texts: svg.querySelectorAll('text').length,
    marks: svg.querySelectorAll('rect,circle,path,line,polyline,polygon').length,
    width: box.width, height: box.height,
  };
});
"""

# Sorts every column of every table both ways and compares with an order computed here, from the printed text alone.
SORTING = r"""
const faults = [];
let sorted = 0;
for (const table of document.querySelectorAll('.table table')) {
  const name = table.closest('.table').querySelector('h4').textContent;
  const rows = () => [...table.tBodies[0].rows];
  const before = rows();
  if (before.length < 2) continue;
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = heading.querySelector('button');
    if (!button) { faults.push(`${name}: no button in column ${column}`); return; }
    const seen = [];
    for (let click = 0; click < 3; click++) {
      button.click();
      const cells = rows().map((row) => row.cells[column].textContent.trim());
      seen.push([heading.getAttribute('aria-sort'), cells]);
    }
    const back = rows();
    if (back.length !== before.length || back.some((row, at) => row !== before[at]))
      faults.push(`${name}: the third click does not bring back the order as printed (column ${column})`);
    for (const [direction, cells] of seen.slice(0, 2)) {
      if (direction !== 'ascending' && direction !== 'descending') faults.push(`${name}: aria-sort is ${direction}`);
      if (!heading.classList.contains('n')) continue;
      const plain = cells.map((text) => text.replaceAll(',', '').replace('\u2212', '-').replace(/^[<+]\s*/, ''));
      if (plain.some((text) => /[A-Z][a-z]{2} \d{4}/.test(text))) continue;  // days are compared elsewhere
      const numbers = plain.map(parseFloat).filter((number) => !Number.isNaN(number));
      const sign = direction === 'ascending' ? 1 : -1;
      if (numbers.some((number, at) => at > 0 && sign * (number - numbers[at - 1]) < 0))
        faults.push(`${name}: column ${column} ${direction} is ${cells.slice(0, 6).join(' | ')}`);
      sorted += 1;
    }
  });
}
return {faults, sorted};
"""


class Browser:
    """A session of WebDriver (W3C, 2018)."""

    def __init__(self, dark):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.root = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL)
        arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"]
        if dark:
            arguments.append("--blink-settings=preferredColorScheme=0")
        options = {"goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}
        for _ in range(100):
            try:
                answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": options}})
                break
            except (ConnectionError, urllib.error.URLError) as error:
                if isinstance(error, urllib.error.HTTPError):
                    raise SystemExit(error.read().decode()) from error
                time.sleep(0.1)
        else:
            raise SystemExit("chromedriver did not answer")
        self.root += f"/session/{answer['sessionId']}"

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.root + path, method=method)
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data, timeout=60) as answer:
            return json.load(answer)["value"]

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def width(self, pixels):
        metrics = {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": pixels < 500}
        self.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics})

    def picture(self, path):
        shot = {"cmd": "Page.captureScreenshot", "params": {"captureBeyondViewport": True}}
        path.write_bytes(base64.b64decode(self.call("POST", "/goog/cdp/execute", shot)["data"]))

    def close(self):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()


def faults_of(report, dark, pictures):
    browser = Browser(dark)
    faults = []
    try:
        browser.width(WIDTHS["desk"])
        browser.call("POST", "/url", {"url": report.resolve().as_uri()})
        if browser.run("return matchMedia('(prefers-color-scheme: dark)').matches") != dark:
            faults.append("the colours asked for are not those of the page")
        charts = browser.run(CHARTS)
        for chart in charts:
            if not (chart["name"] and chart["caption"]):
                faults.append(f"a chart without name or caption: {chart}")
            if chart["texts"] < 2 or chart["marks"] < 1 or chart["width"] < 50 or chart["height"] < 20:
                faults.append(f"a chart that shows nothing: {chart}")
        if len(charts) < 8:
            faults.append(f"{len(charts)} charts, at least 8 are due")
        sorting = browser.run(SORTING)
        faults += sorting["faults"]
        if sorting["sorted"] < 20:
            faults.append(f"{sorting['sorted']} columns of numbers were sorted, at least 20 are due")
        dead = browser.run(
            "return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href').slice(1))"
            ".filter(id => !document.getElementById(id))"
        )
        faults += [f"a link to #{anchor}, which is not there" for anchor in dead]
        for name, pixels in WIDTHS.items():
            browser.width(pixels)
            found = browser.run(OVERFLOWING)
            if found["wide"] > pixels or found["boxes"]:
                faults.append(f"at {pixels} px the page is {found['wide']} px wide: {found['boxes']}")
            if pictures:
                browser.picture(pictures / f"{'dark' if dark else 'light'}-{name}.png")
        faults += [f"the browser says: {line['message']}" for line in browser.call("POST", "/se/log", {"type": "browser"})]
        print(f"{'dark' if dark else 'light'}: {len(charts)} charts, {sorting['sorted']} columns sorted, {len(faults)} faults")
    finally:
        browser.close()
    return faults


def wrong_hash(html):
    allowed = re.search(r"script-src 'sha256-([^']+)'", html)
    script = re.search(r"<script>(.*)</script>", html, re.DOTALL)
    if not allowed or not script:
        return ["the report has no script, or no policy for one"]
    right = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    return [] if allowed[1] == right else [f"SCRIPT_HASH is {allowed[1]}; that of the script is {right}"]


def main():
    report = pathlib.Path(sys.argv[1])
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    faults = wrong_hash(report.read_text(encoding="utf-8"))
    for dark in (False, True):
        faults += faults_of(report, dark, pictures)
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
