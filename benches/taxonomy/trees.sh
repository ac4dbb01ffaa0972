#!/bin/sh
# Times every speed target of category trees beside its peers, on the same tree, in one run, and prints a table.
#
# Usage: benches/taxonomy/trees.sh     (about two minutes, after building)
#
# Timed: the call alone, with its input in memory, on one thread; a unit's share of it where a row names a unit. Both sides: the
# best of up to 200 samples of at least 1 ms, for half a second; three calls where one takes longer. Every answer of a peer is
# compared with mercato's before it is timed.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check networkx==3.6.1 anytree==2.13.0 treelib==1.8.0 bigtree==1.5.3 \
    pandas==3.1.1 polars==2.1.0 duckdb==2.0.0 pyarrow
cargo bench --quiet -p mercato-benches --bench taxonomy_trees -- "$dir" > "$dir/times"
POLARS_MAX_THREADS=1 PYTHONPATH=benches "$dir/venv/bin/python" benches/taxonomy/trees_peers.py "$dir"
