//! Kemeny's order by dynamic programming over sets of alternatives.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "sets are numbers below 2^n for at most 12 alternatives, and costs below voters x pairs"
)]

/// The order, best first, that contradicts the fewest judgments, and how many; of equals the list that comes first.
///
/// `least[s]` is the least cost of ordering the alternatives outside the set `s` after those in it.
pub(super) fn order(rankings: &[Vec<f64>]) -> (Vec<usize>, u64) {
    let n = rankings.first().map_or(0, Vec::len);
    // against[i][k]: the voters who contradict i before k
    let mut against = vec![vec![0_u64; n]; n];
    for ranking in rankings {
        for i in 0..n {
            for k in 0..n {
                against[i][k] += u64::from(ranking[k] < ranking[i]);
            }
        }
    }
    let all = (1_usize << n) - 1;
    let cost = |set: usize, first: usize| -> u64 {
        let rest = all & !set & !(1 << first);
        (0..n).filter(|k| rest & (1 << k) != 0).map(|k| against[first][k]).sum()
    };
    let mut least = vec![0_u64; all + 1];
    for set in (0..all).rev() {
        let outside = (0..n).filter(|i| set & (1 << i) == 0);
        least[set] = outside.map(|i| cost(set, i) + least[set | (1 << i)]).min().unwrap_or(0);
    }
    let mut order = Vec::with_capacity(n);
    let mut set = 0;
    while let Some(next) = (0..n).find(|i| set & (1 << i) == 0 && cost(set, *i) + least[set | (1 << i)] == least[set]) {
        order.push(next);
        set |= 1 << next;
    }
    (order, least[0])
}
