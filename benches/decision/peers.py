"""The Python side of compare.sh: pymcdm and SciPy on the instances that mercato wrote to DIR/tasks.json.

Usage: peers.py DIR. Every answer is compared with mercato's before the peer is timed; then one markdown table is printed.
"""

import json
import os
import sys
import warnings
from importlib.metadata import version

warnings.simplefilter("ignore")

import numpy as np
import scipy.optimize
from measure import clock, duration, met, record, times
from pymcdm import methods, normalizations, weights

FOUND = json.load(open(os.path.join(sys.argv[1], "tasks.json")))
TASKS = {task["task"]: task for task in FOUND["tasks"]}
INSTANCES = FOUND["instances"]


def agrees(got, want):
    got, want = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    return got.shape == want.shape and np.all(np.abs(got - want) <= 1e-8 * np.max(np.abs(want)))


def cell(own, theirs, target):
    """A ratio, with its target and whether it is met."""
    text = times(theirs / own)
    if target is not None:
        text += f" (≥ {target:,}×: {met(theirs / own >= target)})"
    return text


PYMCDM = f"pymcdm {version('pymcdm')}"


def row(name, size, peer=None, mcdm=None, pymcdm=None, library=PYMCDM):
    """One line of the table; the targets are the least ratios."""
    task = TASKS[f"{name} {size}"]
    own, shown = task["nanoseconds"], size.replace("x", " x ")
    rust = rust_ratio = python = python_ratio = ""
    if "mcdm" in task:
        rust, rust_ratio = duration(task["mcdm"]), cell(own, task["mcdm"], mcdm)
        record(f"`{name}`, {shown}", own, "mcdm 0.4.0", task["mcdm"], mcdm)
        if not task["same"]:
            rust += " (wrong)"
    if peer is not None:
        wrong = "" if agrees(peer(), task["answer"]) else " (differs)"
        taken = clock(peer)
        python, python_ratio = duration(taken) + wrong, cell(own, taken, pymcdm)
        record(f"`{name}`, {shown}", own, library, taken, pymcdm)
    print(f"| `{name}`, {shown} | {duration(own)} | {rust} | {rust_ratio} | {python} | {python_ratio} |", flush=True)


def instance(size):
    x = INSTANCES[size]
    return np.array(x["matrix"]), np.array(x["weights"]), np.array(x["types"])


def rankings(size, mcdm, pymcdm, codas=None, promethee=None):
    """All methods on one instance; `mcdm` and `pymcdm` give the targets by name."""
    matrix, w, types = instance(size)
    m = len(w)
    linear = normalizations.linear_normalization
    peers = {
        "topsis": methods.TOPSIS(normalizations.vector_normalization),
        "wsm": methods.WSM(linear),
        "wpm": methods.WPM(linear),
        "waspas": methods.WASPAS(),
        "copras": methods.COPRAS(),
        "edas": methods.EDAS(),
        "aras": methods.ARAS(),
        "marcos": methods.MARCOS(),
        "moora": methods.MOORA(),
        "mairca": methods.MAIRCA(),
        "mabac": methods.MABAC(),
        "cocoso": methods.COCOSO(),
        "ervd": methods.ERVD(np.full(m, 50.0)),
        "spotis": methods.SPOTIS(np.array([[0.0, 101.0]] * m)),
        "vikor": methods.VIKOR(),
    }
    for name, body in peers.items():
        row(name, size, lambda: body(matrix, w, types), mcdm.get(name), pymcdm.get(name))
    if len(matrix) <= 1000:
        row("codas", size, lambda: methods.CODAS()(matrix, w, types), mcdm.get("codas"), codas)
        row("promethee usual", size, lambda: methods.PROMETHEE_II("usual")(matrix, w, types), None, promethee)
        row("promethee linear", size,
            lambda: methods.PROMETHEE_II("vshape_2", p=np.full(m, 30.0), q=np.full(m, 5.0))(matrix, w, types),
            None, pymcdm.get("promethee linear"))
    row("critic", size, lambda: weights.critic_weights(critic_scaled(matrix, types)), mcdm.get("critic"))
    row("merec", size, lambda: weights.merec_weights(matrix, types), mcdm.get("merec"))
    row("entropy", size, lambda: weights.entropy_weights(matrix))
    row("gini", size, (lambda: weights.gini_weights(matrix)) if len(matrix) <= 1000 else None)


def critic_scaled(matrix, types):
    """pymcdm's CRITIC has no types: costs are turned first."""
    return np.where(types == 1, matrix, -matrix)


def envelopment():
    """The same programmes by HiGHS, one a unit."""
    x, y = np.array(INSTANCES["dea"]["inputs"]), np.array(INSTANCES["dea"]["outputs"])
    n = len(x)
    efficiencies = []
    for unit in range(n):
        left = np.vstack([np.column_stack([-x[unit], x.T]), np.column_stack([np.zeros(y.shape[1]), -y.T])])
        right = np.concatenate([np.zeros(x.shape[1]), -y[unit]])
        whole = np.concatenate([[0.0], np.ones(n)])[None]
        costs = np.concatenate([[1.0], np.zeros(n)])
        efficiencies.append(scipy.optimize.linprog(costs, left, right, whole, [1.0]).fun)
    return efficiencies


ALL = ["topsis", "wsm", "wpm", "waspas", "copras", "edas", "aras", "marcos", "moora", "mairca", "mabac", "cocoso", "ervd", "spotis",
       "vikor", "codas", "promethee linear"]
print(f"| what | mercato | mcdm 0.4.0 | ratio | {PYMCDM}, NumPy {version('numpy')} | ratio |")
print("|---|---|---|---|---|---|")
rankings("10x5", dict.fromkeys(ALL, 2), dict.fromkeys(ALL, 50), codas=50, promethee=50)
rankings("1000x10", {}, {}, codas=1000, promethee=200)
rankings("10000x10", {"topsis": 8, "wsm": 4, "copras": 4, "edas": 4, "marcos": 4, "critic": 5, "merec": 5}, {"topsis": 6})
row("codas", "10000x10")
row("promethee usual", "10000x10")
row("promethee usual", "100000x10")
row("codas", "100000x10")
row("kendall_tau_b", "100000")
row("dea", "100 units", envelopment, library=f"SciPy {version('scipy')}, HiGHS")
