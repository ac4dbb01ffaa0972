#!/bin/sh
# Splits the same orders with mercato-supplier and with HiGHS, in one run, and prints tables; times a million delivery records.
#
# Usage: benches/supplier/compare.sh     (some minutes, after building: HiGHS takes its time)
#
# Timed: the call alone, on one thread, with its input in memory (of HiGHS, the model built and passed to it); the best of up
# to 20 samples for half a second, of HiGHS the best of 3 in processor time. Every total of HiGHS is compared with mercato's
# before it counts.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install --quiet --disable-pip-version-check highspy==1.16.0 numpy==2.4.6
cargo bench --quiet -p mercato-benches --bench supplier_sourcing -- "$dir" > "$dir/times"
PYTHONPATH=benches "$dir/venv/bin/python" benches/supplier/peers.py "$dir"
