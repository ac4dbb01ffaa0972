#!/usr/bin/env python3
"""The other side of trees.sh: trees and column engines on the tree and the products that mercato wrote to DIR.

Usage: trees_peers.py DIR. Every answer is compared with mercato's before the peer is timed; then one markdown table is printed.
"""

import array
import json
import os
import sys
from importlib.metadata import version

import anytree
import bigtree
import duckdb
import networkx as nx
import pandas as pd
import polars as pl
import treelib
from measure import HEADER, alone, beside, clock

DIR = sys.argv[1]
T = json.load(open(os.path.join(DIR, "tree.json")))
NODES, PAIRS, NS = T["nodes"], T["pairs"], T["nanoseconds"]
PLACE = {id: place for place, (id, _, _) in enumerate(NODES)}
PARENT = [PLACE[parent] if parent is not None else None for _, parent, _ in NODES]
SOME = PAIRS[:512]


def row(what, task, peer, ns, least):
    beside(what, NS[task], peer, ns, least)


def timed(run, units=1):
    return clock(run) / units


def bound(what, task, most, words):
    alone(what, NS[task], most=most, words=words)


print(HEADER)
bound("compile the tree, with id lookup", "compile", 10e6, "≤ 10 ms")
bound("`is_ancestor`", "is_ancestor", 5, "≤ 5 ns")
row("`is_ancestor`", "is_ancestor", "indextree 4.9.2 `ancestors().any`", NS["indextree is_ancestor"], 3)


def names(package):
    return f"{package} {version(package)}"


# anytree
def build_anytree():
    nodes = [anytree.Node(name, id=id) for id, _, name in NODES]
    ids = {id: node for (id, _, _), node in zip(NODES, nodes)}
    for node, parent in zip(nodes, PARENT):
        if parent is not None:
            node.parent = nodes[parent]
    return nodes, ids


nodes, _ = build_anytree()
run = lambda: [any(a is x for x in d.ancestors) for a, d in some]
some = [(nodes[a], nodes[d]) for a, d in SOME]
assert run() == T["is_ancestor"][: len(SOME)]
row("`is_ancestor`", "is_ancestor", f"{names('anytree')} `ancestors`", timed(run, len(SOME)), 150)
row("compile the tree", "compile", names("anytree"), timed(build_anytree), 5)

# bigtree
roots = []
nodes = [bigtree.Node(id) for id, _, _ in NODES]
for node, parent in zip(nodes, PARENT):
    if parent is not None:
        node.parent = nodes[parent]
some = [(nodes[a], nodes[d]) for a, d in SOME]
assert run() == T["is_ancestor"][: len(SOME)]
row("`is_ancestor`", "is_ancestor", f"{names('bigtree')} `ancestors`", timed(run, len(SOME)), 150)

# treelib, which knows one root only
tree = treelib.Tree()
tree.create_node("", "")
open_ = [place for place, parent in enumerate(PARENT) if parent is None]
children = {}
for place, parent in enumerate(PARENT):
    children.setdefault(parent, []).append(place)
while open_:
    place = open_.pop()
    id, parent, name = NODES[place]
    tree.create_node(name, id, parent=parent or "")
    open_ += children.get(place, [])
some = [(NODES[a][0], NODES[d][0]) for a, d in SOME]
run = lambda: [a != d and tree.is_ancestor(a, d) for a, d in some]
assert [bool(x) for x in run()] == T["is_ancestor"][: len(SOME)]
row("`is_ancestor`", "is_ancestor", f"{names('treelib')} `is_ancestor`", timed(run, len(SOME)), 150)


# networkx
def build_networkx():
    graph = nx.DiGraph()
    graph.add_nodes_from((id, {"name": name}) for id, _, name in NODES)
    graph.add_edges_from((parent, id) for id, parent, _ in NODES if parent is not None)
    return graph


row("compile the tree", "compile", names("networkx"), timed(build_networkx), 5)
graph = build_networkx()
graph.add_edges_from(("", id) for id, parent, _ in NODES if parent is None)
wanted = {(NODES[a][0], NODES[d][0]) for a, d in SOME}
run = lambda: dict(nx.tree_all_pairs_lowest_common_ancestor(graph, "", wanted))
found = run()
for (a, d), lca in zip(SOME, T["lca"]):
    ids = (NODES[a][0], NODES[d][0])
    assert found.get(ids, found.get(ids[::-1])) == ("" if lca is None else NODES[lca][0])
row("`lca` of two, of 512 asked at once", "lca", f"{names('networkx')} `tree_all_pairs_lowest_common_ancestor`", timed(run, len(wanted)), 100)

# the roll-up of products: group by, then join with the closure
column = array.array("I")
column.frombytes(open(os.path.join(DIR, "products.u32"), "rb").read())
closure = []
for place in range(len(NODES)):
    above = place
    while above is not None:
        closure.append((place, above))
        above = PARENT[above]
products = pd.DataFrame({"category": pd.array(column, dtype="uint32")})
pairs = pd.DataFrame(closure, columns=["category", "above"]).astype("uint32")


def pandas_roll_up():
    direct = products.groupby("category", sort=False).size().rename("n").reset_index()
    return pairs.merge(direct, on="category").groupby("above", sort=False)["n"].sum()


def check(counts):
    assert [int(counts.get(place, 0)) for place in range(len(NODES))] == T["counts"]


check(pandas_roll_up().to_dict())
row("roll-up of 1,000,000 products", "roll_up", names("pandas"), timed(pandas_roll_up), 8)

frame, closed = pl.DataFrame({"category": products["category"].to_numpy()}), pl.DataFrame(
    {"category": pairs["category"].to_numpy(), "above": pairs["above"].to_numpy()})


def polars_roll_up():
    return frame.group_by("category").len().join(closed, on="category").group_by("above").agg(pl.col("len").sum())


check(dict(polars_roll_up().iter_rows()))
row("roll-up of 1,000,000 products", "roll_up", f"{names('polars')}, 1 thread", timed(polars_roll_up), 8)

base = duckdb.connect()
base.execute("SET threads = 1")
base.register("products_in", products)
base.register("closure_in", pairs)
base.execute("CREATE TABLE products AS SELECT * FROM products_in; CREATE TABLE closure AS SELECT * FROM closure_in")
QUERY = """SELECT above, sum(n) FROM (SELECT category, count(*) AS n FROM products GROUP BY category)
           JOIN closure USING (category) GROUP BY above"""
run = lambda: base.execute(QUERY).fetchall()
check(dict(run()))
row("roll-up of 1,000,000 products", "roll_up", f"{names('duckdb')}, 1 thread", timed(run), 8)

row("one move on a live tree", "move", "a new compile", NS["compile"], 20)
alone("`LiveTaxonomy::is_ancestor` after edits", NS["is_ancestor after edits"])
alone("`Taxonomy::node`, an id looked up", NS["node"])
beside("the tree built with id lookup", NS["compile"], "indextree 4.9.2", NS["indextree build"])
