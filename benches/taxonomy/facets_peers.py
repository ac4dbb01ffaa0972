#!/usr/bin/env python3
"""The other side of facets.sh: CRoaring, scikit-learn and rapidfuzz on what mercato wrote to DIR.

Usage: facets_peers.py DIR. Every answer is compared with mercato's before the peer is timed; then one markdown table is printed.
"""

import json
import os
import sys
import time
from collections import Counter
from importlib.metadata import version

import numpy as np
from pyroaring import BitMap
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cdist
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

DIR = sys.argv[1]
F = json.load(open(os.path.join(DIR, "facets.json")))
NS = F["nanoseconds"]


def clock(run):
    """Nanoseconds of a call: the best of up to 200 samples of at least 1 ms, for half a second; three calls at least."""
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
        if taken > 2 and time.perf_counter() > end:
            break
        start = time.perf_counter()
        for _ in range(runs):
            run()
        best = min(best, time.perf_counter() - start)
    return best / runs * 1e9


def duration(ns):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"


def row(what, task, peer, ns, target):
    own = NS[task]
    print(f"| {what} | {duration(own)} | {peer} | {duration(ns)} | {ns / own:.2g} | {target} |")


def alone(what, ns, target):
    print(f"| {what} | {duration(ns)} | | | | {target} |")


print("| task | mercato | peer | its time | peer / mercato | target |")
print("|---|---:|---|---:|---:|---|")

# Filtered counts on the top level.
column = {name: np.fromfile(os.path.join(DIR, name + ".u32"), dtype="<u4") for name in ("first", "second", "brand", "color")}
parents = F["parents"]
root = list(range(len(parents)))
for node in range(len(parents)):
    above = node
    while parents[above] is not None:
        above = parents[above]
    root[node] = above
root = np.array(root, dtype=np.uint32)
roots = [node for node, parent in enumerate(parents) if parent is None]
has_second = column["second"] != 0xFFFFFFFF
root_of_second = root[np.where(has_second, column["second"], 0)]


def products(mask):
    found = BitMap(np.flatnonzero(mask).astype(np.uint32))
    found.run_optimize()
    return found


under = [products((root[column["first"]] == r) | (has_second & (root_of_second == r))) for r in roots]
category = under[roots.index(F["category"])]
brands = [products(column["brand"] == value) for value in (0, 1)]
color = products(column["color"] == 0)
pyroaring = "pyroaring " + version("pyroaring")
for task, in_category in (("filtered in a category", True), ("filtered everywhere", False)):

    def count():
        left = brands[0] | brands[1]
        if in_category:
            left &= category
        left -= color
        return [each.intersection_cardinality(left) for each in under]

    assert count() == F[task], task
    row(f"{task}: counts on the top level, 1M products", task + ", mercato", pyroaring, clock(count), "at least 0.5")
    row("the same", task + ", mercato", "roaring by hand", NS[task + ", by hand"], "at least 1")

alone("all ancestors, all 1M products", NS["all ancestors of all products"], "")
alone("all ancestors, a filtered set", NS["all ancestors of a filtered set"], "")
alone("insert and remove a product among 1M", NS["insert and remove a product"] - NS["copy a product"], "at most 20 µs: 10 µs each")

# A title to its category.
N = F["names"]
model = make_pipeline(CountVectorizer(token_pattern=r"[^ ]+"), MultinomialNB(alpha=1.0))
# the tokens of mercato are cut by mercato; here a rough likeness of them is enough, so that only speed is compared
model.fit([e["title"] for e in N["examples"]], [e["category_id"] for e in N["examples"]])
titles = N["titles"]
same = np.mean([a == b["category_id"] for a, b in zip(model.predict(titles), N["best"])])
assert same > 0.8, same
sklearn = "scikit-learn " + version("scikit-learn")
row("classify a title, naive Bayes, of many in a call", "classify a title, naive Bayes", sklearn,
    clock(lambda: model.predict_proba(titles)) / len(titles), "at least 3")
alone("classify a title, linear", NS["classify a title, linear"], "")

# Tags that are nearly equal.
tags, pairs = N["tags"], dict(N["pairs"])
rapidfuzz = "rapidfuzz " + version("rapidfuzz") + " cdist"
for task, scorer, least in (
    ("jaro_winkler 0.8", JaroWinkler.similarity, 0.8),
    ("jaro_winkler 0.9", JaroWinkler.similarity, 0.9),
    ("normalized_osa 0.8", OSA.normalized_similarity, 0.8),
):

    # cdist takes its cutoff as a float of 32 bits, so that one at the threshold loses pairs that stand on it
    def scores():
        return cdist(tags, tags, scorer=scorer, score_cutoff=least - 1e-6, workers=1, dtype=np.float64)

    found = np.argwhere(np.triu(scores(), 1) >= least - 1e-12)
    theirs = Counter(tuple(sorted((tags[a], tags[b]))) for a, b in found)
    ours = Counter(tuple(sorted(pair)) for pair in pairs[task])
    assert theirs == ours, (task, theirs - ours, ours - theirs)
    row(f"near duplicates of 2,000 tags, {task}", "near duplicates, " + task, rapidfuzz, clock(scores), "at least 0.5")
alone("near duplicates of 2,000 tags, token_jaccard 0.8", NS["near duplicates, token_jaccard 0.8"], "")
