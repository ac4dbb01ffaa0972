"""The DuckDB and Polars side of compare.sh: the same tasks over the same columns, loaded into memory before the clock starts.

Usage: peers.py DIR THREADS. Prints one line a task: peer, layout, task, threads, median and best milliseconds. Each peer
answers each task by several idiomatic queries, of which the fastest counts; every answer is checked against mercato's.
"""

import os
import statistics
import sys
import time

DIR, THREADS = sys.argv[1], int(sys.argv[2])
os.environ["POLARS_MAX_THREADS"] = str(THREADS)  # read when polars is imported

import duckdb
import numpy as np
import polars as pl

REPEATS = 7
NO_ID = 2**32 - 1
COLUMNS = {"channel": "u4", "day": "i4", "quantity": "i8", "price": "i8", "order": "u4", "customer": "u4", "order_key": "u8"}
SUFFIX = {"u4": "u32", "i4": "i32", "i8": "i64", "u8": "u64"}


def clock(run):
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = run()
        times.append((time.perf_counter() - start) * 1e3)
    return answer, statistics.median(times), min(times)


def report(peer, layout, task, expected, queries):
    measured = []
    for query in queries:
        answer, median, best = clock(query)
        got = sorted(tuple(int(x) for x in row) for row in answer)
        assert got == expected, f"{peer} {layout} {task} disagrees"
        measured.append((median, best))
    median, best = min(measured)
    print(f"{peer}\t{layout}\t{task}\t{THREADS}\t{median:.1f}\t{best:.1f}", flush=True)


def expected(path, keep=None):
    with open(path) as lines:
        rows = [tuple(int(x) for x in line.split()) for line in lines]
    return rows if keep is None else [row[:keep] for row in rows]


for layout in ("ordered", "shuffled"):
    base = os.path.join(DIR, layout)
    data = {name: np.fromfile(os.path.join(base, f"{name}.{SUFFIX[t]}"), dtype="<" + t) for name, t in COLUMNS.items()}
    sums = expected(os.path.join(base, "sums.txt"))
    both = [(c, *row) for c, row in enumerate(expected(os.path.join(base, "distinct.txt")))]
    orders = [row[:2] for row in both]

    db = duckdb.connect()
    db.execute(f"SET threads={THREADS}")
    db.execute("SET preserve_insertion_order=true")
    db.execute(f"""CREATE TABLE lines AS SELECT channel, day, quantity, price, "order",
        nullif(customer, {NO_ID}) AS customer, order_key FROM data""")

    def sql(text):
        return lambda: db.execute(text).fetchall()

    report("duckdb", layout, "sums", sums, [
        sql("SELECT channel, day, count(*), sum(quantity), sum(quantity * price) FROM lines GROUP BY channel, day"),
    ])
    report("duckdb", layout, "distinct", both, [
        sql('SELECT channel, count(DISTINCT "order"), count(DISTINCT customer) FROM lines GROUP BY channel'),
        sql("""SELECT * FROM (SELECT channel, count(*) FROM (SELECT DISTINCT channel, "order" FROM lines) GROUP BY channel)
               JOIN (SELECT channel, count(customer) FROM (SELECT DISTINCT channel, customer FROM lines) GROUP BY channel)
               USING (channel)"""),
    ])
    report("duckdb", layout, "distinct_keys", orders, [
        sql("SELECT channel, count(DISTINCT order_key) FROM lines GROUP BY channel"),
        sql("SELECT channel, count(*) FROM (SELECT DISTINCT channel, order_key FROM lines) GROUP BY channel"),
    ])
    db.close()

    frame = pl.DataFrame(data).with_columns(pl.when(pl.col("customer") != NO_ID).then(pl.col("customer")))
    lazy = frame.lazy()

    def both_engines(query):
        return [lambda: query.collect().rows(), lambda: query.collect(engine="streaming").rows()]

    report("polars", layout, "sums", sums, both_engines(
        lazy.group_by("channel", "day").agg(
            pl.len(), pl.col("quantity").sum(), (pl.col("quantity") * pl.col("price")).sum().alias("value"))))

    def unique(column):
        return lazy.select("channel", column).drop_nulls().unique().group_by("channel").agg(pl.len().alias(column))

    report("polars", layout, "distinct", both, both_engines(
        lazy.group_by("channel").agg(pl.col("order").n_unique(), pl.col("customer").drop_nulls().n_unique()))
        + both_engines(unique("order").join(unique("customer"), on="channel")))
    report("polars", layout, "distinct_keys", orders, both_engines(
        lazy.group_by("channel").agg(pl.col("order_key").n_unique())) + both_engines(unique("order_key")))
    del frame, lazy, data
