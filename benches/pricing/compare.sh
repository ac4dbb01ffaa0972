#!/bin/sh
# Times every speed target of the promotion engine beside its peers, on the same instances, in one run, and prints a table.
#
# Usage: benches/pricing/compare.sh     (about three minutes, after building; npm fetches 300 MB into a temporary folder)
#
# Timed: the call alone, with its input in memory, on one thread. A cart's time is the best of several passes over all carts;
# the table shows the median over 1,000 carts (peers: 20). Every answer of a peer is compared with mercato's before it is timed.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

cp benches/pricing/peers.mjs "$dir/"
echo '{"private": true}' > "$dir/package.json"
npm --prefix "$dir" install --silent --ignore-scripts --no-audit --no-fund @medusajs/promotion@2.21.2 \
    @medusajs/framework@2.21.2 dinero.js@2.0.2 json-rules-engine@7.3.1
cargo bench --quiet -p mercato-benches --bench pricing_memory -- "$dir" > "$dir/bytes"
cargo bench --quiet -p mercato-benches --bench pricing_targets -- "$dir" > "$dir/times"
node "$dir/peers.mjs" "$dir"
