#!/usr/bin/env python3
"""The other side of facets.sh: CRoaring, scikit-learn and rapidfuzz on what mercato wrote to DIR.

Usage: facets_peers.py DIR. Every answer is compared with mercato's before the peer is timed; then one markdown table is printed.
"""

import json
import os
import sys
from collections import Counter
from importlib.metadata import version

import numpy as np
from measure import HEADER, alone, beside, clock
from pyroaring import BitMap
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cdist
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

DIR = sys.argv[1]
F = json.load(open(os.path.join(DIR, "facets.json")))
NS = F["nanoseconds"]


def row(what, task, peer, ns, least):
    beside(what, NS[task], peer, ns, least)


print(HEADER)

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
    what = f"counts on the top level, {task}, 1,000,000 products"
    alone(what, NS[task + ", mercato"], most=1e6, words="≤ 1 ms")
    row(what, task + ", mercato", pyroaring, clock(count), 0.5)
    row(what, task + ", mercato", "roaring 0.12 by hand", NS[task + ", by hand"], 1)

alone("counts with all ancestors, 1,000,000 products", NS["all ancestors of all products"])
alone("counts with all ancestors, a filtered set", NS["all ancestors of a filtered set"], most=1e6, words="≤ 1 ms")
moved = NS["insert and remove a product"] - NS["copy a product"]
alone("a product removed and inserted again, among 1,000,000", moved, most=20e3, words="≤ 20 µs, 10 each")

# A title to its category.
N = F["names"]
model = make_pipeline(CountVectorizer(token_pattern=r"[^ ]+"), MultinomialNB(alpha=1.0))
# the tokens of mercato are cut by mercato; here a rough likeness of them is enough, so that only speed is compared
model.fit([e["title"] for e in N["examples"]], [e["category_id"] for e in N["examples"]])
titles = N["titles"]
same = np.mean([a == b["category_id"] for a, b in zip(model.predict(titles), N["best"])])
assert same > 0.8, same
sklearn = "scikit-learn " + version("scikit-learn")
sklearn += " `CountVectorizer`, `MultinomialNB`"
bayes = clock(lambda: model.predict_proba(titles)) / len(titles)
row("a title classified, naive Bayes, 23 categories, of many in a call", "classify a title, naive Bayes", sklearn, bayes, 3)
alone("a title classified, the linear method, 23 categories", NS["classify a title, linear"])

# Tags that are nearly equal.
tags, pairs = N["tags"], dict(N["pairs"])
rapidfuzz = "rapidfuzz " + version("rapidfuzz") + " `cdist`"
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
    what = f"near duplicates of 2,000 tags, {task}, {len(pairs[task]):,} pairs"
    row(what, "near duplicates, " + task, rapidfuzz, clock(scores), 0.5)
alone("near duplicates of 2,000 tags, token_jaccard 0.8", NS["near duplicates, token_jaccard 0.8"])
