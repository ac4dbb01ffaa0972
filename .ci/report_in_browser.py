#!/usr/bin/env python3
"""Reads the report of the invented shop in a headless Chromium as people do, and says what is wrong with it: on a desk, on a
phone and on paper, light and dark.

usage: report_in_browser.py REPORT.html [PICTURES]    (with a folder, screenshots go there)
       report_in_browser.py --other REPORT.html       (of another data set: which sections and charts it has is not asked)
       report_in_browser.py --self-test REPORT.html   (breaks copies of a good report: every fault must be found)

actions.csv must lie beside the report. Needs `chromium` and `chromedriver`, Debian's packages chromium and chromium-driver;
speaks WebDriver, so nothing else.
"""

import base64
import collections
import csv
import decimal
import hashlib
import json
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

WIDTHS = {"phone": 390, "desk": 1280}
# A4 less usual margins, in CSS pixels.
PAPER = 718
# The least contrast of a text (WCAG 2, AA).
CONTRAST = 4.5

# What the invented shop must have: its sections in their order, each with its charts and the axes that name their unit.
SECTIONS = {
    "actions": (0, 0),
    "attention": (0, 0),
    "sales": (1, 1),
    "months": (2, 4),
    "periods": (2, 2),
    "channels": (0, 0),
    "customers": (1, 2),
    "anomalies": (1, 2),
    "articles": (0, 0),
    "conflict": (2, 2),
    "stock": (3, 3),
    "price": (2, 2),
    "catalogue": (1, 1),
    "supplier": (3, 3),
    "platform": (1, 1),
    "data": (0, 0),
}

SECTION = """
return [...document.querySelectorAll('main > section')].map((section) => ({
  id: section.id,
  charts: [...section.querySelectorAll('svg')].map((svg) => {
    const box = svg.getBoundingClientRect();
    const own = (name) => [...svg.children].find((child) => child.tagName === name)?.textContent.trim() ?? '';
    return {
      name: svg.getAttribute('aria-label') ?? '', title: own('title'), description: own('desc'),
      caption: svg.closest('figure')?.querySelector('figcaption')?.textContent.trim() ?? '',
      units: [...svg.querySelectorAll('text.unit')].map((text) => text.textContent.trim()),
      texts: svg.querySelectorAll('text').length,
      marks: svg.querySelectorAll('rect,circle,path,line,polyline,polygon').length,
      width: box.width, height: box.height,
    };
  }),
}));
"""

# The lists of actions: the whole one, and those that stand open above it.
ACTIONS = """
const table = (element) => ({
  heads: [...element.tHead.rows[0].cells].map((cell) => cell.textContent.trim()),
  rows: [...element.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent.trim())),
  links: [...element.tBodies[0].rows].map((row) => row.querySelector('a')?.getAttribute('href') ?? ''),
  foot: [...(element.tFoot?.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim()),
});
const whole = document.querySelector('#actions #all-actions table');
return {
  closed: document.querySelector('#all-actions')?.open === false,
  sentence: document.querySelector('#actions p strong')?.textContent ?? '',
  whole: whole ? table(whole) : null,
  open: [...document.querySelectorAll('#actions .table table')].filter((other) => other !== whole).map(table),
};
"""

# Clicks every heading three times and notes in which order the rows then stand.
SORTING = """
return [...document.querySelectorAll('.table table')].filter((table) => table.tBodies[0].rows.length > 1).map((table) => {
  const rows = () => [...table.tBodies[0].rows];
  const before = rows();
  const place = new Map(before.map((row, at) => [row, at]));
  return {
    name: table.closest('.table').querySelector('h4').textContent,
    columns: [...table.tHead.rows[0].cells].map((heading, column) => {
      const button = heading.querySelector('button');
      return {
        numbers: heading.classList.contains('n'),
        cells: before.map((row) => row.cells[column].textContent.trim()),
        clicks: button && [1, 2, 3].map(() => {
          button.click();
          return [heading.getAttribute('aria-sort') ?? 'none', rows().map((row) => place.get(row) ?? -1)];
        }),
      };
    }),
  };
});
"""

# What lies outside of the page: nothing may, but what a box of its own scrolls; on paper nothing scrolls. The width is that which
# was asked for: a page that is too wide makes the window of a phone wider.
OVERFLOWING = """
const [inner] = arguments;
const paper = matchMedia('print').matches;
const wide = document.documentElement.scrollWidth;
const boxes = [...document.querySelectorAll('body *')].filter((element) => {
  if (!paper && element.closest('.scroll') && !element.classList.contains('scroll')) return false;
  const box = element.getBoundingClientRect();
  const own = element.closest('.scroll')?.getBoundingClientRect();
  return box.width > 0 && (box.right > inner + 1 || box.left < -1 || paper && own && box.right > own.right + 1);
});
return {wide, inner, boxes: boxes.slice(0, 5).map((box) => box.outerHTML.slice(0, 120)), number: boxes.length};
"""

# Texts of a picture that lie over one another or outside of it. A line of text is a little higher than its letters.
LABELS = """
const faults = [];
for (const svg of document.querySelectorAll('svg')) {
  const name = svg.getAttribute('aria-label');
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent.trim());
  const boxes = texts.map((text) => {
    const box = text.getBoundingClientRect();
    const slack = box.height * 0.15;
    return {left: box.left, right: box.right, top: box.top + slack, bottom: box.bottom - slack, text: text.textContent};
  });
  for (const [at, box] of boxes.entries()) {
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      faults.push(`${name}: "${box.text}" reaches out of the picture`);
    for (const other of boxes.slice(at + 1))
      if (box.left < other.right - 0.5 && other.left < box.right - 0.5 && box.top < other.bottom - 0.5 && other.top < box.bottom - 0.5)
        faults.push(`${name}: "${box.text}" lies over "${other.text}"`);
  }
}
return faults;
"""

# The contrast of every text that is shown, on what lies behind it.
CONTRASTS = """
const parse = (text) => {
  const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
  return [r, g, b, a];
};
const over = (top, under, part = 1) => {
  const alpha = top[3] * part;
  return [0, 1, 2].map((at) => top[at] * alpha + under[at] * (1 - alpha)).concat(1);
};
const light = ([r, g, b]) => {
  const [x, y, z] = [r, g, b].map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const behind = (element) => {
  if (!element) return [255, 255, 255, 1];
  const own = parse(getComputedStyle(element).backgroundColor);
  return own[3] === 1 ? own : over(own, behind(element.parentElement));
};
const seen = new Map();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.textContent.trim() || element.closest('script,style,title,desc')) continue;
  const drawn = element.closest('svg');
  const box = element.getBoundingClientRect();
  if (!box.width) continue;
  const style = getComputedStyle(element);
  let under = behind(drawn ? drawn.parentElement : element);
  if (drawn) {
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    for (const rect of drawn.querySelectorAll('rect')) {
      const part = rect.getBoundingClientRect();
      if (rect.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) continue;
      if (part.left > x || part.right < x || part.top > y || part.bottom < y) continue;
      const own = getComputedStyle(rect);
      under = over(parse(own.fill), under, Number(own.fillOpacity));
    }
  }
  const text = over(parse(drawn ? style.fill : style.color), under);
  const [a, b] = [light(text), light(under)].sort((x, y) => y - x);
  const key = `${element.tagName} ${element.getAttribute('class') ?? ''} ${text.map(Math.round)} on ${under.map(Math.round)}`;
  seen.set(key, [(a + 0.05) / (b + 0.05), node.textContent.trim().slice(0, 30)]);
}
return [...seen].map(([key, [ratio, text]]) => ({key, ratio, text}));
"""

# What paper asks for besides fitting: nothing stays closed, no row and no picture is cut in two, white ground.
PAPER_RULES = """
const faults = [];
for (const details of document.querySelectorAll('details'))
  for (const part of details.querySelectorAll('table, dl'))
    if (!part.checkVisibility({contentVisibilityAuto: true}) || part.getBoundingClientRect().height < 10)
      faults.push(`"${details.querySelector('summary').textContent}" stays closed`);
for (const kind of ['tbody tr', 'figure'])
  for (const element of [...document.querySelectorAll(kind)].slice(0, 50))
    if (getComputedStyle(element).breakInside !== 'avoid') { faults.push(`a page may break within ${kind}`); break; }
if (getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)') faults.push('the ground is not white');
if (document.querySelector('nav').getBoundingClientRect().height > 0) faults.push('the navigation is printed');
// for browsers that show nothing closed by style alone
const closed = () => document.querySelectorAll('details:not([open])').length;
const before = closed();
dispatchEvent(new Event('beforeprint'));
if (closed() > 0) faults.push('the script opens nothing before it is printed');
dispatchEvent(new Event('afterprint'));
if (closed() !== before) faults.push('the script leaves open what it opened');
return faults;
"""

DEAD = """
return [...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute('href').slice(1))
  .filter((id) => !document.getElementById(id));
"""


class Browser:
    """A session of WebDriver (W3C, 2018)."""

    def __init__(self, dark):
        self.dark = dark
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.root = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.root + path, method=method)
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(request, data, timeout=120) as answer:
            return json.load(answer)["value"]

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": arguments})

    def tools(self, command, **parameters):
        """A command of the browser's own tools for developers."""
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, report):
        self.call("POST", "/url", {"url": report.resolve().as_uri()})

    def width(self, pixels, medium=""):
        self.tools("Emulation.setEmulatedMedia", media=medium)
        self.tools("Emulation.setDeviceMetricsOverride", width=pixels, height=900, deviceScaleFactor=1, mobile=pixels < 500)

    def details(self, wide_open):
        self.run(f"for (const details of document.querySelectorAll('details')) details.open = {json.dumps(wide_open)};")

    def press(self, key, code):
        for kind in ("keyDown", "keyUp"):
            self.tools("Input.dispatchKeyEvent", type=kind, key=key, code=key, text="\r", windowsVirtualKeyCode=code)

    def picture(self, path):
        shot = self.tools("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))


def script_of(html):
    """The hash that the policy lets run, and that of the script."""
    allowed = re.search(r"script-src 'sha256-([^']+)'", html)
    script = re.search(r"<script>(.*)</script>", html, re.DOTALL)
    right = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode() if script else None
    return allowed and allowed[1], right


def scripts(report):
    allowed, right = script_of(report.read_text(encoding="utf-8"))
    if not allowed or not right:
        return ["the report has no script, or no policy for one"]
    return [] if allowed == right else [f"SCRIPT_HASH is {allowed}; that of the script is {right}"]


def sections(browser):
    found = browser.run(SECTION)
    faults = []
    if [section["id"] for section in found] != list(SECTIONS):
        faults.append(f"the sections are {[section['id'] for section in found]}, due are {list(SECTIONS)}")
    for section in found:
        charts = len(section["charts"])
        due = SECTIONS.get(section["id"], (0, 0))[0]
        if charts != due:
            faults.append(f"#{section['id']} has {charts} charts, due are {due}")
    return faults


def charts(browser, other):
    faults = []
    for section in browser.run(SECTION):
        named = 0
        for chart in section["charts"]:
            what = chart["caption"] or chart["title"] or f"a chart in #{section['id']}"
            for part in ("name", "title", "description", "caption"):
                if not chart[part]:
                    faults.append(f"{what}: no {part}")
            if len(chart["description"]) < 20:
                faults.append(f"{what}: the description is {chart['description']!r}")
            if not re.search(r"[A-Za-z%]", " ".join(chart["units"])):
                faults.append(f"{what}: no axis names its unit")
            named += sum(1 for unit in chart["units"] if re.search(r"[A-Za-z]{3}", unit))
            if chart["texts"] < 2 or chart["marks"] < 1 or chart["width"] < 50 or chart["height"] < 20:
                faults.append(f"{what} shows nothing")
        due = SECTIONS.get(section["id"], (0, 0))[1]
        if named != due and not other:
            faults.append(f"#{section['id']}: {named} axes name their unit, due are {due}")
    return faults


def grouped(amount):
    """As the report writes an amount: 1,235, the even one of two halves, with a true minus sign."""
    whole = decimal.Decimal(amount).quantize(decimal.Decimal(1), decimal.ROUND_HALF_EVEN)
    return f"{whole:,}".replace("-", "\u2212") if whole else "0"


def printed(text):
    """A text as a page shows it: no two blanks together."""
    return " ".join(text.split())


def actions(browser, report):
    with open(report.with_name("actions.csv"), encoding="utf-8", newline="") as file:
        due = list(csv.DictReader(file))
    found = browser.run(ACTIONS)
    if not found["whole"]:
        return ["there is no whole list of actions"] if due else []
    faults = [] if found["closed"] else ["the whole list is not closed at first"]
    rows = found["whole"]["rows"]
    if len(rows) != len(due):
        faults.append(f"the whole list has {len(rows)} rows, actions.csv {len(due)}")
    names = {}
    for cells, row, link in zip(rows, due, found["whole"]["links"]):
        stake = grouped(row["at_stake_a_month"]) if row["at_stake_a_month"] else "\u2013"
        why = f"Held back: {row['held']}. {row['why']}" if row["held"] else row["why"]
        party = ", ".join(text.replace("|", ", ") for text in (row["channel"], row["party"]) if text)
        urgency = row["urgency"].replace("_", " ")
        name = names.setdefault(row["kind"], cells[4])
        want = [row["rank"], row["what"], stake, urgency, name, row["sku"], party, row["stake_is"], None, why]
        for cell, text in zip(cells, want):
            if text is not None and printed(cell) != printed(text):
                faults.append(f"action {row['rank']}: the report says {cell!r}, actions.csv {text!r}")
        if link != f"#{row['section']}":
            faults.append(f"action {row['rank']} leads to {link!r}, not to its section {row['section']}")
    standing = [row for row in due if not row["held"]]
    # the sum in words and in the table of kinds
    worth = lambda some: sum((decimal.Decimal(row["at_stake_a_month"]) for row in some if row["at_stake_a_month"]), decimal.Decimal(0))
    sentence = re.fullmatch(r"([\d,]+) actions?(?:, worth [A-Z]{3} ([\d,]+) a month)?\.", found["sentence"].strip())
    if not sentence or sentence[1] != grouped(len(standing)) or (sentence[2] or "0") != grouped(worth(standing)):
        faults.append(f"the sum is {found['sentence']!r}, due are {len(standing)} worth {grouped(worth(standing))}")
    by_kind = collections.defaultdict(list)
    for row in standing:
        by_kind[names.get(row["kind"], row["kind"])].append(row)
    sums = found["open"][0]["rows"] if found["open"] else []
    shown = {row[0]: row[1:] for row in sums}
    for name, some in by_kind.items():
        at = collections.Counter(row["urgency"] for row in some)
        money = grouped(worth(some)) if any(row["at_stake_a_month"] for row in some) else "\u2013"
        want = [grouped(len(some)), money, *(grouped(at[urgency]) for urgency in ("today", "this_week", "later"))]
        if shown.get(name) != want:
            faults.append(f"the table of kinds says {shown.get(name)} of {name!r}, due are {want}")
    if len(shown) != len(by_kind):
        faults.append(f"the table of kinds has {len(shown)} kinds, due are {len(by_kind)}")
    # what stands open: the first ten, and the first five of each kind
    visible = {row[0]: row for table in found["open"][1:] for row in table["rows"]}
    for some in [standing[:10], *(some[:5] for some in by_kind.values())]:
        for row in some:
            cells = visible.get(row["rank"])
            if not cells or printed(cells[1]) != printed(row["what"]):
                faults.append(f"action {row['rank']} ({row['kind']}) does not stand open")
    if {row["kind"] for row in due} != {row["kind"] for row in due if row["rank"] in visible}:
        faults.append("a kind of action stands nowhere open")
    return faults


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def day_of(text):
    """The first day that a cell names: 'Tue 24 Mar 2026', '1-9 Dec 2011', 'Dec 2011', 'Jun 26 *'."""
    found = re.match(r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?(?:(\d{1,2})(?:\u2013\d{1,2})? )?([A-Z][a-z]{2}) (\d{4}|\d{2})\b", text)
    if not found or found[2] not in MONTHS:
        return None
    return int(found[3]) % 2000, MONTHS.index(found[2]), int(found[1] or 1)


def number_of(text):
    """The first number of a cell."""
    found = re.match(r"[<+]?\s*(\u2212?)\s*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)", text)
    return decimal.Decimal(found[2].replace(",", "")) * (-1 if found[1] else 1) if found else None


# Marks sort before digits, digits before letters, in this order (CLDR, root collation).
MARKS = "_-\u2010\u2011\u2013\u2014,;:!?./'\"()[]{}@*\\&#%\u2026`^+\u2212<=>|~$"


def text_of(text):
    """Texts as a reader sorts them: numbers within them by their value, letters of both cases together, small ones first."""
    if not text:
        return None
    first = []
    for part in re.findall(r"\d+|\D", text):
        if part.isdigit():
            first.append((2, int(part)))
        elif part.isspace():
            first.append((0, 0))
        elif part.isalpha():
            first.append((3, part.casefold()))
        else:
            first.append((1, MARKS.find(part)))
    return first, text.swapcase()


def right_order(cells, key, direction):
    """The places of the rows in a stable sort; what has no key stands last."""
    keys = [key(cell) for cell in cells]
    there = [at for at in range(len(cells)) if keys[at] is not None]
    there.sort(key=lambda at: keys[at], reverse=direction == "descending")
    return there + [at for at in range(len(cells)) if keys[at] is None]


def sorting(browser, other):
    faults = []
    kinds = collections.Counter()
    for table in browser.run(SORTING):
        for column in table["columns"]:
            cells = column["cells"]
            where = f"{table['name']}: the column that starts with {cells[0]!r}"
            if not column["clicks"]:
                faults.append(f"{where} has no button")
                continue
            if any(map(day_of, cells)) and all(len(cell) < 2 or day_of(cell) for cell in cells):
                kind, key = "dates", day_of
            elif column["numbers"]:
                kind, key = "numbers", number_of
            else:
                kind, key = "texts", text_of
            kinds[kind] += 1
            first = "descending" if column["numbers"] else "ascending"
            second = "ascending" if column["numbers"] else "descending"
            for due, (direction, order) in zip((first, second, "none"), column["clicks"]):
                want = list(range(len(cells))) if due == "none" else right_order(cells, key, due)
                if direction != due:
                    faults.append(f"{where} is {direction} after a click, due is {due}")
                if order != want:
                    at = next((at for at, (a, b) in enumerate(zip(order, want)) if a != b), 0)
                    faults.append(f"{where}, {kind}, {due}: row {at + 1} is {cells[order[at]]!r}, due is {cells[want[at]]!r}")
    for kind, least in {"texts": 40, "numbers": 150, "dates": 4}.items():
        if kinds[kind] < least and not other:
            faults.append(f"{kinds[kind]} columns of {kind} were sorted, due are {least} at least")
    return faults


def keyboard(browser):
    """Enter on a heading that has the focus sorts, there and back."""
    browser.run("document.querySelector('#months .table th.n button')?.focus();")
    now = "return document.activeElement.closest('th')?.getAttribute('aria-sort') ?? 'none'"
    seen = [browser.run(now)]
    for _ in range(3):
        browser.press("Enter", 13)
        seen.append(browser.run(now))
    return [] if seen == ["none", "descending", "ascending", "none"] else [f"Enter on a heading does {seen}"]


def overflow(browser, pixels, where):
    found = browser.run(OVERFLOWING, pixels)
    if found["wide"] <= found["inner"] and not found["boxes"]:
        return []
    return [f"{where}: the page is {found['wide']} px wide of {found['inner']}, {found['number']} boxes reach out: {found['boxes']}"]


def labels(browser, where):
    return [f"{where}: {fault}" for fault in browser.run(LABELS)]


def contrast(browser, where):
    found = browser.run(CONTRASTS)
    faults = [f"{where}: {one['key']} has a contrast of {one['ratio']:.2f} ({one['text']!r})" for one in found if one["ratio"] < CONTRAST]
    return faults if len(found) > 15 else [*faults, f"{where}: {len(found)} kinds of text were looked at"]


def faults_of(browser, report, pictures=None, other=False):
    """Every fault with the check that found it. Of another shop than the invented one, no sections and charts are known."""
    scheme = "dark" if browser.dark else "light"
    browser.width(WIDTHS["desk"])
    browser.open(report)
    faults = {"script": scripts(report), "colours": []}
    if browser.run("return matchMedia('(prefers-color-scheme: dark)').matches") != browser.dark:
        faults["colours"].append("the colours asked for are not those of the page")
    faults["sections"] = [] if other else sections(browser)
    faults["charts"] = charts(browser, other)
    faults["actions"] = actions(browser, report)
    faults["sorting"] = sorting(browser, other)
    faults["keyboard"] = keyboard(browser)
    faults["links"] = [f"a link to #{anchor}, which is not there" for anchor in browser.run(DEAD)]
    faults["overflow"], faults["labels"], faults["contrast"] = [], [], []
    for name, pixels in WIDTHS.items():
        browser.width(pixels)
        if pictures:
            browser.picture(pictures / f"{scheme}-{name}.png")
        faults["overflow"] += overflow(browser, pixels, name)
        browser.details(True)
        faults["overflow"] += overflow(browser, pixels, f"{name}, all open")
        faults["labels"] += labels(browser, name)
        faults["contrast"] += contrast(browser, f"{scheme}, {name}")
        browser.details(False)
    browser.width(PAPER, "print")
    faults["paper"] = browser.run(PAPER_RULES) + overflow(browser, PAPER, "paper") + labels(browser, "paper") + contrast(browser, "paper")
    browser.width(WIDTHS["desk"])
    faults["browser"] = [line["message"] for line in browser.call("POST", "/se/log", {"type": "browser"})]
    return faults


def check(report, pictures=None, other=False):
    wrong = 0
    for dark in (False, True):
        with Browser(dark) as browser:
            faults = faults_of(browser, report, pictures, other)
        number = sum(map(len, faults.values()))
        wrong += number
        print(f"{'dark' if dark else 'light'}: {len(faults)} checks, {number} faults")
        for name, some in faults.items():
            for fault in some[:20]:
                print(f"{name}: {fault}", file=sys.stderr)
            if len(some) > 20:
                print(f"{name}: and {len(some) - 20} more", file=sys.stderr)
    return wrong


def replaced(old, new, count=1):
    """An edit that must find what it breaks."""

    def edit(html):
        assert old in html, f"nothing to break: {old}"
        return html.replace(old, new, count)

    return edit


def changed(pattern, new, count=1):
    def edit(html):
        html, done = re.subn(pattern, new, html, count=count, flags=re.DOTALL)
        assert done, f"nothing to break: {pattern}"
        return html

    return edit


def with_script(edit):
    """An edit of the script that the policy still lets run."""

    def both(html):
        html = edit(html)
        allowed, right = script_of(html)
        return html.replace(f"sha256-{allowed}", f"sha256-{right}")

    return both


# What is broken, in which colours it is looked at, how it is broken, and the check that must find it.
BREAKS = [
    ("the actions are empty", False, changed(r'(<section id="actions">).*?(</section>)', r"\1<h2>What to do</h2>\2"), "actions"),
    ("an action is missing", False, changed(r'(<details id="all-actions">.*?<tbody>.*?)<tr>.*?</tr>', r"\1"), "actions"),
    ("two ranks are swapped", False, changed(r'(<details id="all-actions">.*?<td class="n">)1(</td>.*?<tr><td class="n">)2<', r"\g<1>2\g<2>1<"), "actions"),
    ("an action says something else", False, changed(r'(<details id="all-actions">.*?<td class="sentence">)[^<]*', r"\1Do nothing"), "actions"),
    ("the amount of an action is another", False, changed(r'(<details id="all-actions">.*?<td class="sentence">.*?<td class="n">)', r"\g<1>9"), "actions"),
    ("the sum is another", False, changed(r"(worth [A-Z]{3} )\d", r"\g<1>99"), "actions"),
    ("one kind stands nowhere open", False, changed(r'<div class="table"><h4>Warn a supplier.*?</table></div></div>', ""), "actions"),
    ("eleven pictures are gone", False, changed(r"<figure>.*?</figure>", "", 11), "sections"),
    ("one picture is gone", False, changed(r"<figure>.*?</figure>", ""), "sections"),
    ("a section has another id", False, replaced('<section id="stock">', '<section id="store">'), "sections"),
    ("a section is gone", False, changed(r'<section id="supplier">.*?</section>', ""), "sections"),
    ("the labels with the currency are blank", False, changed(r'(class="tick unit[^>]*>)[^<]*CNY[^<]*', r"\1", 0), "charts"),
    ("a bare unit is left", False, changed(r'(class="tick unit[^>]*>)buyers a month, number', r"\1"), "charts"),
    ("a picture has no description", False, changed(r"<desc>.*?</desc>", ""), "charts"),
    ("a picture has no title", False, changed(r"(<svg[^>]*>)<title>.*?</title>", r"\1"), "charts"),
    ("texts do not sort", False, with_script(replaced("texts.compare(keys[a], keys[b])", "0")), "sorting"),
    ("texts sort one way only", False, with_script(replaced(": texts.compare(keys[a], keys[b]))", ": sign * texts.compare(keys[a], keys[b]))")), "sorting"),
    ("numbers sort as texts", False, with_script(replaced("contains(\"n\") ? number : null", "contains(\"x\") ? number : null")), "sorting"),
    ("dates sort as texts", False, with_script(replaced("dates ? date :", "false ? date :")), "sorting"),
    ("the third click does not bring the order back", False, with_script(replaced("now === first ? second : \"none\"", "now === first ? second : first")), "sorting"),
    ("keys do nothing", False, with_script(replaced('button.type = "button";', 'button.type = "button";button.onkeydown = (event) => event.preventDefault();')), "keyboard"),
    ("the policy forbids the script", False, changed(r"sha256-[^']*", "sha256-AAAA"), "script"),
    ("the script fails", False, with_script(replaced("<script>", "<script>undefined.x;")), "browser"),
    ("a link leads nowhere", False, replaced('href="#orders"', 'href="#nowhere"'), "links"),
    ("paper has no rules", False, changed(r"@media print\{.*?\n\}", ""), "paper"),
    ("what is closed stays closed on paper", False, changed(r"details::details-content\{[^}]*\}", ""), "paper"),
    ("the script opens nothing for paper", False, with_script(replaced('"beforeprint"', '"print"')), "paper"),
    ("pages break within rows", False, replaced("tr,figure,", "", 1), "paper"),
    ("paper is dark", True, replaced("@media screen and (prefers-color-scheme:dark)", "@media (prefers-color-scheme:dark)"), "paper"),
    ("something wide on paper", False, changed(r"(td class=\"sentence\")", r'\1 style="min-width:900px"'), "paper"),
    ("something wide in what is closed, on a phone", False, replaced("<dl>", '<dl><dt style="width:600px">x</dt>'), "overflow"),
    ("something wide on a phone", False, replaced("<section id=\"sales\">", '<section id="sales"><p style="width:600px">x</p>'), "overflow"),
    ("two labels lie over one another", False, changed(r'(<text class="tick mid" x=")[\d.]+(" y="256">[^<]*</text><text class="tick mid" x=")[\d.]+"', r'\g<1>100\g<2>110"'), "labels"),
    ("a label reaches out of its picture", False, changed(r'(<text class="value end" x=")418', r"\g<1>470"), "labels"),
    ("soft texts are too pale", False, replaced("--soft:#5d656d", "--soft:#9aa0a6"), "contrast"),
    ("links are too dark in the dark", True, replaced("--accent:#7db4f0", "--accent:#2a5a90"), "contrast"),
    ("texts are too dark in the dark", True, replaced("--ink:#e6e8ea", "--ink:#6b7075"), "contrast"),
]


def self_test(report):
    """How many of the broken copies pass."""
    html = report.read_text(encoding="utf-8")
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        broken = pathlib.Path(folder) / report.name
        shutil.copy(report.with_name("actions.csv"), folder)
        for dark in (False, True):
            with Browser(dark) as browser:
                for name, in_dark, edit, due in BREAKS:
                    if in_dark != dark:
                        continue
                    broken.write_text(edit(html), encoding="utf-8")
                    found = {check: len(faults) for check, faults in faults_of(browser, broken).items() if faults}
                    missed += due not in found
                    print(f"{'found' if due in found else 'MISSED'}: {name}: {found}")
    print(f"{len(BREAKS)} broken copies, {missed} missed")
    return missed


def main():
    if sys.argv[1] == "--self-test":
        sys.exit(1 if self_test(pathlib.Path(sys.argv[2])) else 0)
    if sys.argv[1] == "--other":
        sys.exit(1 if check(pathlib.Path(sys.argv[2]), other=True) else 0)
    pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    sys.exit(1 if check(pathlib.Path(sys.argv[1]), pictures) else 0)


if __name__ == "__main__":
    main()
