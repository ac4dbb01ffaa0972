#!/bin/sh
# Times every speed target of facets, queries, tags and classification beside its peers, on the same products, in one run, and
# prints a table.
#
# Usage: benches/taxonomy/facets.sh     (about three minutes, after building; tantivy is built apart from the workspace)
#
# Timed: the call alone, with its input in memory, on one thread; a unit's share of it where a row names a unit. Both sides: the
# best of up to 200 samples of at least 1 ms, for half a second; three calls where one takes longer. Every answer of a peer is
# compared with mercato's before it is timed.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check pyroaring==1.2.0 rapidfuzz==3.14.6 scikit-learn==1.9.1 numpy
cargo bench --quiet -p mercato-benches --bench taxonomy_facets -- "$dir" > "$dir/times"
grep -E '^(memory|a filtered set)' "$dir/times"
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONPATH=benches "$dir/venv/bin/python" benches/taxonomy/facets_peers.py "$dir"
cargo run --quiet --release --locked --manifest-path benches/taxonomy/tantivy/Cargo.toml --target-dir target -- "$dir" > "$dir/tantivy"
PYTHONPATH=benches "$dir/venv/bin/python" - "$dir/tantivy" <<'PYTHON'
import sys

from measure import beside

for line in open(sys.argv[1]):
    what, own, peer = line.rstrip("\n").split("\t")
    beside(what, float(own), "tantivy 0.27.0 `FacetCollector`", float(peer), 5)
PYTHON
