"""The DuckDB and Polars side of time_and_stock.sh, which also asks the mercato side for its runs, in turn.

Usage: overlaps_peers.py DIR PROMOTIONS COMMAND... The command is the mercato side: it writes DIR/promotions.csv, says `ready`,
and answers each task that it is sent with its milliseconds and its findings.
"""

import os
import statistics
import subprocess
import sys
import time
from importlib.metadata import version

DIR, COUNT = sys.argv[1], int(sys.argv[2])
ROUNDS = 5

import duckdb
import polars as pl
from measure import record

mercato = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
assert mercato.stdout.readline().strip() == "ready"


def ask(task):
    mercato.stdin.write(task + "\n")
    mercato.stdin.flush()
    milliseconds, found = mercato.stdout.readline().strip().split(" ", 1)
    return float(milliseconds), found


db = duckdb.connect()
db.execute("SET threads=2")
path = os.path.join(DIR, "promotions.csv")
columns = {"promo_id": "VARCHAR", "sku": "VARCHAR", "channel_id": "VARCHAR", "start": "BIGINT", "end": "BIGINT"}
db.execute(f"CREATE TABLE promotions AS SELECT * FROM read_csv('{path}', columns={columns})")
frame = pl.read_csv(path)
os.remove(path)

JOIN = """CREATE OR REPLACE TEMP TABLE found AS
    SELECT a.sku, a.promo_id AS a, b.promo_id AS b, greatest(a.start, b.start) AS start, least(a."end", b."end") AS "end"
    FROM promotions a JOIN promotions b
    ON a.sku = b.sku AND a.promo_id < b.promo_id AND a.start < b."end" AND b.start < a."end"
    ORDER BY a.sku, a, b"""
CHECKSUM = """SELECT count(*), sum(((substr(a, 2)::HUGEINT * 31 + substr(b, 2)::HUGEINT) * 31 + "end" - start)
    * (rowid % 1000 + 1)) % 18446744073709551616 FROM found"""


def in_duckdb():
    start = time.perf_counter()
    db.execute(JOIN)
    took = (time.perf_counter() - start) * 1e3
    return took, "{} {}".format(*db.execute(CHECKSUM).fetchone())


def in_polars():
    start = time.perf_counter()
    lazy = frame.lazy()
    found = (
        lazy.join(lazy, on="sku", suffix="_b")
        .filter((pl.col("promo_id") < pl.col("promo_id_b")) & (pl.col("start") < pl.col("end_b"))
                & (pl.col("start_b") < pl.col("end")))
        .select("sku", pl.col("promo_id").alias("a"), pl.col("promo_id_b").alias("b"),
                pl.max_horizontal("start", "start_b").alias("start"), pl.min_horizontal("end", "end_b").alias("end"))
        .sort("sku", "a", "b")
        .collect()
    )
    took = (time.perf_counter() - start) * 1e3
    return took, str(found.height)


times = {"mercato": [], f"DuckDB {version('duckdb')}": [], f"Polars {version('polars')}": []}
for _ in range(ROUNDS):
    for who, run in zip(times, (lambda: ask("overlaps"), in_duckdb, in_polars)):
        took, found = run()
        times[who].append(took)
        if who == "mercato":
            expected = found
        else:
            assert expected.startswith(found), f"{who} finds {found}, mercato {expected}"

print(f"{COUNT:,} promotions, {int(expected.split()[0]):,} overlaps; milliseconds, median (best) of {ROUNDS}\n")
print(f"| task | {' | '.join(times)} | fastest peer / mercato |")
print("|---|---|---|---|---|")
cells = ["{:,.0f} ({:,.0f})".format(statistics.median(row), min(row)) for row in times.values()]
medians = [statistics.median(row) for row in times.values()]
fastest = min(range(1, len(medians)), key=medians.__getitem__)
record("overlaps of promotions, sorted", medians[0] * 1e6, list(times)[fastest], medians[fastest] * 1e6, least=2)
print(f"| overlaps of promotions, sorted | {' | '.join(cells)} | {min(medians[1:]) / medians[0]:.2f} |")
for task, name in (("repricers", "loops of 1,000,000 repricers in one circle"), ("newsvendor", "newsvendor allocation")):
    runs = [ask(task) for _ in range(ROUNDS)]
    row = [took for took, _ in runs]
    print(f"| {name}: {runs[0][1]} | {statistics.median(row):,.1f} ({min(row):,.1f}) | | | |")
mercato.stdin.close()
mercato.wait()
