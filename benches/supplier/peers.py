"""HiGHS's side of compare.sh: the orders that mercato wrote to DIR/tasks.json as mixed-integer programmes.

Usage: peers.py DIR. One variable a price piece for whether it is used, one for the lots ordered at it: the usual model. HiGHS is
asked for the optimum (no gap), on one thread. Costs are compared before rounding; then markdown tables are printed.
"""

import json
import os
import sys
import time
from decimal import Decimal
from importlib.metadata import version

import highspy
import numpy as np
from measure import duration, record, times

TASKS = json.load(open(os.path.join(sys.argv[1], "tasks.json")))
RUNS = 3
LONGEST = 120.0


def pieces(offer, demand, share):
    """First and last lots, cost at no unit and price a unit of each price piece, exact."""
    lot = offer.get("lot_size") or 1
    most = min(offer["capacity"], demand, share)
    breaks = [(b["min_quantity"], Decimal(b["unit_price"])) for b in offer["price_breaks"]]
    fixed = Decimal(offer["fixed_cost"])
    below = Decimal(0)
    for index, (start, price) in enumerate(breaks):
        end = breaks[index + 1][0] - 1 if index + 1 < len(breaks) else most
        base = fixed if offer["discount_type"] == "all_units" else fixed + below - price * (start - 1)
        below += price * (end - start + 1)
        first, last = max(start, offer["min_order"], 1), min(end, most)
        first, last = -(-first // lot), last // lot
        if first <= last:
            yield lot, first, last, base, price


def model(order):
    """The programme, and what its variables are."""
    demand, offers = order["demand"], order["suppliers"]
    share = int(Decimal(str(order.get("max_share", 1))) * demand + Decimal("1e-9"))
    columns = [(i, *piece) for i, offer in enumerate(offers) for piece in pieces(offer, demand, share)]
    lp = highspy.HighsLp()
    n = len(columns)
    lp.num_col_ = 2 * n
    lp.col_cost_ = np.array([float(c[4]) for c in columns] + [float(c[5]) * c[1] for c in columns])
    lp.col_lower_ = np.zeros(2 * n)
    lp.col_upper_ = np.array([1.0] * n + [float(c[3]) for c in columns])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (2 * n)
    rows = [(demand, demand, {n + j: c[1] for j, c in enumerate(columns)})]
    for j, c in enumerate(columns):
        rows.append((0, highspy.kHighsInf, {n + j: 1.0, j: -float(c[2])}))
        rows.append((-highspy.kHighsInf, 0, {n + j: 1.0, j: -float(c[3])}))
    for i in range(len(offers)):
        own = {j: 1.0 for j, c in enumerate(columns) if c[0] == i}
        if own:
            rows.append((0, 1, own))
    if "max_defect_rate" in order:
        per_unit = {n + j: c[1] * offers[c[0]]["defect_rate"] for j, c in enumerate(columns)}
        rows.append((-highspy.kHighsInf, order["max_defect_rate"] * demand + 1e-9, per_unit))
    if "min_on_time_rate" in order:
        per_unit = {n + j: c[1] * offers[c[0]]["on_time_rate"] for j, c in enumerate(columns)}
        rows.append((order["min_on_time_rate"] * demand - 1e-9, highspy.kHighsInf, per_unit))
    least, most = order.get("min_suppliers", 0), order.get("max_suppliers", len(offers))
    rows.append((least, most, {j: 1.0 for j in range(n)}))
    lp.num_row_ = len(rows)
    lp.row_lower_ = np.array([float(r[0]) for r in rows])
    lp.row_upper_ = np.array([float(r[1]) for r in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    starts, index, value = [0], [], []
    for _, _, row in rows:
        index += row.keys()
        value += row.values()
        starts.append(len(index))
    lp.a_matrix_.start_ = np.array(starts)
    lp.a_matrix_.index_ = np.array(index)
    lp.a_matrix_.value_ = np.array(value)
    return lp, columns


def solve(lp, gap):
    """Seconds of one run, of the processor, which other work on the machine does not lengthen; and the solver."""
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", gap)
    solver.setOptionValue("mip_abs_gap", 0.0 if gap == 0.0 else 1e-6)
    solver.setOptionValue("time_limit", LONGEST)
    solver.passModel(lp)
    start = time.process_time()
    solver.run()
    return time.process_time() - start, solver


def cost(order, quantities):
    """What a plan costs, exactly."""
    total = Decimal(0)
    for offer in order["suppliers"]:
        quantity = quantities.get(offer["id"], 0)
        if quantity:
            total += Decimal(offer["fixed_cost"])
            breaks = [(b["min_quantity"], Decimal(b["unit_price"])) for b in offer["price_breaks"]]
            if offer["discount_type"] == "all_units":
                total += [price for start, price in breaks if start <= quantity][-1] * quantity
            else:
                ends = [b[0] - 1 for b in breaks[1:]] + [quantity]
                total += sum(p * max(0, min(e, quantity) - s + 1) for (s, p), e in zip(breaks, ends))
    return total


def measure(task):
    order = task["input"]
    lp, columns = model(order)
    mine = cost(order, {a["id"]: a["quantity"] for a in task["answer"]["allocations"]})
    assert abs(mine - Decimal(task["answer"]["total_cost"])) < Decimal("0.3")
    best, standard = LONGEST, LONGEST
    proven = False
    for _ in range(RUNS):
        seconds, solver = solve(lp, 0.0)
        best = min(best, seconds)
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            proven = True
            x = solver.getSolution().col_value
            n = len(columns)
            quantities = {}
            for j, c in enumerate(columns):
                name = order["suppliers"][c[0]]["id"]
                quantities[name] = quantities.get(name, 0) + round(x[n + j]) * c[1]
            theirs = cost(order, quantities)
            assert sum(quantities.values()) == order["demand"]
            # its tolerances let it be a little beyond a limit, never below the optimum by more than they explain
            assert abs(theirs - mine) <= Decimal("0.02"), (task["task"], task["seed"], theirs, mine)
        seconds, _ = solve(lp, 1e-4)
        standard = min(standard, seconds)
        if best > 5:
            break
    return best, standard, proven


solve(model(TASKS[0]["input"])[0], 0.0)  # the first run prints a banner, which would stand in the table
print(f"\nHiGHS {version('highspy')}\n", flush=True)
print("| suppliers | order | instances | mercato, the slowest | HiGHS, the same | HiGHS, a gap of 1e-4 | least ratio | median ratio |")
print("|---|---|---|---|---|---|---|---|")
groups = {}
for task in TASKS:
    if task["task"] != "deliveries":
        groups.setdefault((task["suppliers"], task["task"]), []).append(task)
for (suppliers, name), tasks in groups.items():
    results = [(task["nanoseconds"] / 1e9, *measure(task)) for task in tasks]
    ratios = sorted(theirs / mine for mine, theirs, _, _ in results)
    least = sorted(min(theirs, own) / mine for mine, theirs, own, _ in results)
    slowest = max(results)
    # the instance on which the faster run of HiGHS comes nearest
    nearest = min(results, key=lambda result: min(result[1], result[2]) / result[0])
    record(f"{suppliers} suppliers, {name}", nearest[0] * 1e9, f"HiGHS {version('highspy')}", min(nearest[1:3]) * 1e9,
           2 if suppliers == 40 else None)
    unproven = sum(not proven for _, _, _, proven in results)
    note = f" ({unproven} not proven in {LONGEST:.0f} s)" if unproven else ""
    print(
        f"| {suppliers} | {name} | {len(tasks)} | {duration(slowest[0] * 1e9)} | {duration(slowest[1] * 1e9)}{note} "
        f"| {duration(slowest[2] * 1e9)} | {times(least[0])} | {times(ratios[len(ratios) // 2])} |",
        flush=True,
    )
for task in TASKS:
    if task["task"] == "deliveries":
        print(f"\n{task['records']:,} delivery records into metrics: {task['nanoseconds'] / 1e6:.0f} ms on one core")
