#!/bin/sh
# Times money beside rust_decimal, on the same amounts, in one run, and prints a table.
#
# Usage: benches/core/compare.sh     (about a minute, after building)
#
# Timed by Criterion: 1,024 calls in a loop, an amount's share of it; its own estimate of the mean. Every answer is compared before.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

CRITERION_HOME="$dir" cargo bench --quiet -p mercato-benches --bench money > "$dir/log"
PYTHONPATH=benches python3 - "$dir" <<'PYTHON'
import json
import pathlib
import sys

from measure import HEADER, alone, beside


def nanoseconds(group, name, amounts=1024):
    for found in pathlib.Path(sys.argv[1], group).glob("*/new/benchmark.json"):
        if json.loads(found.read_text())["function_id"] == name:
            estimates = json.loads(found.with_name("estimates.json").read_text())
            return estimates.get("slope", estimates["mean"])["point_estimate"] / amounts
    raise SystemExit(f"{group} / {name} was not measured")


PEER = "rust_decimal 1.43"
loop = nanoseconds("sum", "rust_decimal checked_add loop")
print(HEADER)
beside("amount × rate, rounded to cents", nanoseconds("mul_rate", "mercato Money::mul_rate"), PEER,
       nanoseconds("mul_rate", "rust_decimal (a * b).round_dp_with_strategy"))
beside("sum of a slice, an amount", nanoseconds("sum", "mercato Money::sum"), PEER, loop)
beside("exact sum of a slice of decimals, an amount", nanoseconds("sum", "mercato decimal::sum"), PEER, loop)
for parts in (10, 1000):
    alone(f"shares of {parts:,} parts", nanoseconds("allocate", f"mercato allocate, {parts} parts", 1))
PYTHON
