#!/bin/sh
# Times the promotion sweep beside DuckDB and Polars on one generated data set, alternately, in one run, and prints a table;
# then a million repricers in one chain and a newsvendor allocation, which no peer has.
#
# Usage: benches/channel/time_and_stock.sh [PROMOTIONS]     (default 10,000,000; about 6 GB of memory and 500 MB of disk)
#
# Timed: from promotions in memory (mercato: a slice of borrowed text; DuckDB: an in-memory table; Polars: a DataFrame) until all
# overlaps lie in memory, sorted by thing and names, with the span in which both run. Mercato also checks that no promotion occurs
# twice and counts how many run at once. All run on two threads. Median and best of five rounds, each of which runs every side once;
# the findings are compared.
set -eu
cd "$(dirname "$0")/../.."
count=${1:-10000000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.0 polars==2.1.0 numpy==2.4.6
cargo bench --quiet -p mercato-benches --bench channel_overlaps --no-run
POLARS_MAX_THREADS=2 PYTHONPATH=benches "$dir/venv/bin/python" benches/channel/overlaps_peers.py "$dir" "$count" \
    env RAYON_NUM_THREADS=2 cargo bench --quiet -p mercato-benches --bench channel_overlaps -- "$dir" "$count"
