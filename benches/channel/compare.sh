#!/bin/sh
# Times the checks of mercato-channel beside DuckDB and Polars on one generated catalogue, in one run, and prints a table.
#
# Usage: benches/channel/compare.sh [ROWS] [ROUNDS]    (default 10,000,000 and 3; about 10 GB of memory and 1 GB of disk)
#
# Timed: the call alone, over data that lie in memory, until the findings stand sorted in memory. mercato and the peers take turns, a
# round each, several samples a round; a peer's figure is that of its fastest engine. Every answer is compared with mercato's.
set -eu
cd "$(dirname "$0")/../.."
rows=${1:-10000000}
rounds=${2:-3}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0 polars==2.1.0 numpy==2.4.6 pyarrow
cargo bench --quiet -p mercato-benches --bench channel_offers --no-run
for _ in $(seq "$rounds"); do
    cargo bench --quiet -p mercato-benches --bench channel_offers -- "$dir" "$rows" >> "$dir/times"
    "$dir/venv/bin/python" benches/channel/peers.py "$dir" duckdb >> "$dir/times"
    "$dir/venv/bin/python" benches/channel/peers.py "$dir" polars >> "$dir/times"
done
PYTHONPATH=benches "$dir/venv/bin/python" - "$dir/times" "$rows" <<'PYTHON'
import statistics
import sys
from importlib.metadata import version

from measure import record

# the most of a peer's time that is asked for, as the least ratio
LEAST = {"parity": 2, "changes": 10, "prior": 2}
samples = {}
for line in open(sys.argv[1]):
    who, task, threads, milliseconds = line.rstrip("\n").split("\t")
    samples.setdefault(task, {}).setdefault((who, int(threads)), []).append(float(milliseconds))
print(f"{int(sys.argv[2]):,} offers, 8 to a thing; milliseconds, median (best) of all rounds\n")
print(f"| task | mercato, 1 thread | 2 threads | DuckDB {version('duckdb')}, 2 threads | Polars {version('polars')}, 2 threads | mercato / fastest peer |")
print("|---|---|---|---|---|---|")
for task, by in samples.items():
    # of a peer with several engines, the fastest
    def fastest(who, threads):
        runs = [run for (name, of), run in by.items() if name.split()[0] == who and of == threads]
        return min(runs, key=statistics.median, default=None)

    cells = [fastest(who, threads) for who, threads in (("mercato", 1), ("mercato", 2), ("duckdb", 2), ("polars", 2))]
    medians = [statistics.median(run) if run else float("inf") for run in cells]
    own, peer = min(medians[:2]), min(medians[2:])
    shown = ["{:.3g} ({:.3g})".format(statistics.median(run), min(run)) if run else "" for run in cells]
    ratio = ""
    if peer < float("inf"):
        ratio = f"{own / peer:.3f}"
        name = f"DuckDB {version('duckdb')}" if peer == medians[2] else f"Polars {version('polars')}"
        record(task, own * 1e6, name, peer * 1e6, LEAST.get(task.split()[0]))
    print(f"| {task} | {' | '.join(shown)} | {ratio} |")
PYTHON
