#!/bin/sh
# Times every speed target of mercato-decision beside its peers, on the same instances, in one run, and prints a table.
#
# Usage: benches/decision/compare.sh     (about two minutes, after building)
#
# Timed: the scores or weights, from numbers in memory on, checks included, on one thread. mcdm (Rust) is timed in mercato's process, the
# Python peers in one of their own. All sides: the best of up to 200 samples of at least 1 ms, for half a second; one call where it takes
# seconds. Every answer of a peer is compared with mercato's before it is timed; where a peer's answer is wrong the table says so.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check pymcdm==1.4.0 numpy==2.4.6 scipy==1.17.1 matplotlib
cargo bench --quiet -p mercato-benches --bench decision_methods -- "$dir" > "$dir/times"
PYTHONPATH=benches "$dir/venv/bin/python" benches/decision/peers.py "$dir"
