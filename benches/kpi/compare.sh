#!/bin/sh
# Compares mercato-kpi's column batches with DuckDB and Polars on one generated data set, in one run, and prints a table.
#
# Usage: benches/kpi/compare.sh [ROWS]     (default 10,000,000; about 2 GB of memory and 1 GB of disk)
#
# Timed: the query alone, over columns that lie in memory (mercato: slices; DuckDB: an in-memory table; Polars: a DataFrame),
# until its few rows of answer are in the caller's hands. Not timed: generating, loading, starting threads. Median and best of
# nine (mercato) and seven (peers) runs; a peer's figure is that of its fastest query and engine. All answers are compared.
set -eu
cd "$(dirname "$0")/../.."
rows=${1:-10000000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0 polars==2.1.0 numpy==2.4.6
cargo bench --quiet -p mercato-benches --bench kpi_columns -- "$dir" "$rows" > "$dir/times"
for threads in 1 2; do
    "$dir/venv/bin/python" benches/kpi/peers.py "$dir" "$threads" >> "$dir/times"
done
PYTHONPATH=benches "$dir/venv/bin/python" - "$dir/times" "$rows" <<'PYTHON'
import sys
from importlib.metadata import version
from measure import record

NAMES = {
    "sums": "sums by channel and day",
    "distinct": "distinct orders and buyers by channel",
    "distinct_keys": "distinct 64-bit keys",
}
times, order = {}, []
for line in open(sys.argv[1]):
    who, layout, task, threads, median, best = line.rstrip("\n").split("\t")
    key = (NAMES.get(task, task), layout, int(threads))
    if key not in times:
        order.append(key)
    times.setdefault(key, {})[who] = (float(median), float(best))
print(f"{int(sys.argv[2]):,} order lines, 8 channels x 90 days; milliseconds, median (best)\n")
print(f"| task | rows | threads | mercato | DuckDB {version('duckdb')} | Polars {version('polars')} | fastest peer / mercato |")
print("|---|---|---|---|---|---|---|")
for task, layout, threads in sorted(order):
    row = times[task, layout, threads]
    cell = lambda who: "{:.1f} ({:.1f})".format(*row[who]) if who in row else ""
    peers = [(row[who][0], name) for who, name in (("duckdb", "DuckDB"), ("polars", "Polars")) if who in row]
    ratio = ""
    if peers:
        fastest, name = min(peers)
        ratio = f"{fastest / row['mercato'][0]:.2f}"
        what = f"{task}, {layout}, {threads} thread{'s'[threads == 1:]}"
        record(what, row["mercato"][0] * 1e6, f"{name} {version(name.lower())}", fastest * 1e6)
    print(f"| {task} | {layout} | {threads} | {cell('mercato')} | {cell('duckdb')} | {cell('polars')} | {ratio} |")
PYTHON
