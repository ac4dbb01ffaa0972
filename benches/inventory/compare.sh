#!/bin/sh
# Times every speed target of mercato-inventory beside its peers, on the same instances, in one run, and prints a table.
#
# Usage: benches/inventory/compare.sh     (about two minutes, after building)
#
# Timed: the call alone, with its input in memory, on one thread unless the row says two; a unit's share of it where a row
# names a unit (an item, a period, a step). Both sides: the best of up to 200 samples of at least 1 ms, for half a second; one
# call where it takes seconds. Every answer of a peer is compared with mercato's before it is timed.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
# stockpyl 1.0.2 needs NumPy 1 for its serial chains; plotly, scikit-learn and statsmodels are imports of inventorize
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check stockpyl==1.0.2 inventorize==1.2.6 numpy==1.26.4 \
    scipy==1.13.1 pandas==2.2.3 plotly==7.1.0 scikit-learn==1.9.1 statsmodels==0.15.0
cargo bench --quiet -p mercato-benches --bench inventory_policies -- "$dir" > "$dir/times"
PYTHONPATH=benches "$dir/venv/bin/python" benches/inventory/peers.py "$dir"
