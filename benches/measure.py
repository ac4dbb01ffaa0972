"""What the scripts that time peers share: a clock, figures as texts, a row of a table, a line for benches/compare."""

import json
import os
import time


def clock(run, longest=2):
    """Nanoseconds of a call: the best of up to 200 samples of at least 1 ms, for half a second; at least three of them, but one
    where it takes more than `longest` seconds."""
    runs = 1
    while True:
        start = time.perf_counter()
        for _ in range(runs):
            run()
        best = time.perf_counter() - start
        if best >= 0.001:
            break
        runs *= 2
    end = time.perf_counter() + 0.5
    for taken in range(200):
        if best > longest or taken > 2 and time.perf_counter() > end:
            break
        start = time.perf_counter()
        for _ in range(runs):
            run()
        best = min(best, time.perf_counter() - start)
    return best / runs * 1e9


def duration(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def times(ratio):
    return (f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}") + "×"


def record(what, own, peer, theirs, least=None):
    """A comparison for the one table of benches/compare, in nanoseconds; `least` is the ratio asked for."""
    path = os.environ.get("MERCATO_RATIOS")
    if path:
        with open(path, "a", encoding="utf-8") as ratios:
            line = {"what": what, "mercato": own, "peer": peer, "theirs": theirs, "least": least}
            ratios.write(json.dumps(line) + "\n")


def met(yes):
    return "yes" if yes else "**no**"


HEADER = "| what | mercato | peer | ratio | target | met |\n|---|---|---|---|---|---|"


def beside(what, own, peer, theirs, least=None):
    """A row on a task that a peer does too, its times in nanoseconds."""
    record(what, own, peer, theirs, least)
    ratio = theirs / own
    target = ("", "") if least is None else (f"≥ {least:,}×", met(ratio >= least))
    cells = [what, duration(own), f"{peer}, {duration(theirs)}", times(ratio), *target]
    print(f"| {' | '.join(cells)} |", flush=True)


def alone(what, own, note="", most=None, words=""):
    """A row on a task of mercato alone: at most `most` nanoseconds, in `words`."""
    print(f"| {what} | {duration(own)} | {note} | | {words} | {'' if most is None else met(own <= most)} |", flush=True)
