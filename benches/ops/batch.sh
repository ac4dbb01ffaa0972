#!/usr/bin/env bash
# How fast is `mercato batch` on one core, and how much memory does it take? Linux, GNU time not needed.
#   benches/ops/batch.sh [LINES]     (10,000,000 by default; about 1 GB of requests under $TMPDIR)
# Each kind of small request is answered from a file into a file, pinned to one core; prints requests a second of wall time
# and of processor time, and the peak resident memory.
set -euo pipefail
cd "$(dirname "$0")/../.."
lines=${1:-10000000}
cargo build --release --quiet -p mercato-cli
mercato=$PWD/target/release/mercato
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 - "$mercato" "$lines" "$folder" <<'PYTHON'
import json, os, subprocess, sys

mercato, lines, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
requests, answers = os.path.join(folder, "requests.jsonl"), os.path.join(folder, "answers.jsonl")
core = max(os.sched_getaffinity(0))


def measure(name, count, inputs):
    """Answers `count` requests whose inputs are taken in turn."""
    with open(requests, "w") as file:
        for start in range(0, count, 100_000):
            file.write("".join(
                '{"id":%d,"op":"%s","input":%s}\n' % (i, name, inputs[i % len(inputs)])
                for i in range(start, min(start + 100_000, count))))
    with open(answers, "w") as out:
        before = os.times().elapsed
        child = subprocess.Popen([mercato, "batch", requests], stdout=out,
                                 preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        _, status, usage = os.wait4(child.pid, 0)
        wall = os.times().elapsed - before
    assert status == 0, f"{name}: status {status}"
    with open(answers) as file:
        assert sum(1 for _ in file) == count, f"{name}: an answer is missing"
    busy = usage.ru_utime + usage.ru_stime
    print(f"{name:28} {count:>11,} lines  {count / wall:>11,.0f}/s wall  {count / busy:>11,.0f}/s processor  "
          f"peak {usage.ru_maxrss / 1024:.1f} MiB", flush=True)
    return usage.ru_maxrss


ratios = [json.dumps({"numerator": f"{(i * 7919) % 9973}.{i % 100:02}", "denominator": 1 + i * 31 % 997}) for i in range(1009)]
peak = measure("kpi.ratio", lines, ratios)
catalogue = json.loads(subprocess.check_output([mercato, "list", "--json"]))
for name in (op["name"] for op in catalogue):
    examples = json.loads(subprocess.check_output([mercato, "describe", name, "--json"]))["examples"]
    inputs = [json.dumps(example["input"]) for example in examples if len(json.dumps(example["input"])) <= 200]
    if inputs:
        measure(name, max(1, lines // 50), inputs)
if peak >= 64 * 1024:
    sys.exit(f"peak memory {peak} KiB is not below 64 MiB")
PYTHON
