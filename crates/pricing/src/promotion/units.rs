//! Units of the same amount, counted and not listed: a line of 6,000 pieces is at most two runs.

use mercato_core::{Error, even_units};
use std::cmp::Reverse;

/// Units of one line that have the same amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) line: usize,
    pub(crate) amount: i64,
    pub(crate) count: u64,
}

/// In which order are units counted? Ties go to the earlier line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Dearest,
    Cheapest,
    Cart,
}

/// Appends the units of a line that costs `amount` in all.
pub(crate) fn push_line(runs: &mut Vec<Run>, line: usize, amount: i64, quantity: u64) -> Result<(), Error> {
    let units = even_units(amount, quantity)?;
    if units.larger_count > 0 {
        runs.push(Run { line, amount: units.larger, count: units.larger_count });
    }
    let rest = units.count.saturating_sub(units.larger_count);
    if rest > 0 {
        runs.push(Run { line, amount: units.smaller, count: rest });
    }
    Ok(())
}

/// Puts runs, which come in the order of the cart, into another.
pub(crate) fn sort(runs: &mut [Run], order: Order) {
    // both sorts are stable, so that ties keep the order of the cart
    match order {
        Order::Dearest => runs.sort_by_key(|run| Reverse(run.amount)),
        Order::Cheapest => runs.sort_by_key(|run| run.amount),
        Order::Cart => {}
    }
}

/// Keeps the first `limit` units.
pub(crate) fn keep_first(runs: &mut Vec<Run>, limit: u64) {
    let mut left = limit;
    for run in runs.iter_mut() {
        run.count = run.count.min(left);
        left = left.saturating_sub(run.count);
    }
    runs.retain(|run| run.count > 0);
}

/// How many units there are.
pub(crate) fn count(runs: &[Run]) -> u64 {
    runs.iter().fold(0, |sum, run| sum.saturating_add(run.count))
}

/// What the first `limit` units cost together.
pub(crate) fn sum_of_first(runs: &[Run], limit: u64) -> i64 {
    let mut left = limit;
    let mut sum = 0_i64;
    for run in runs {
        let taken = run.count.min(left);
        // part of a sum of lines, which fits 64 bits
        sum = sum.saturating_add(times(run.amount, taken));
        left = left.saturating_sub(taken);
        if left == 0 {
            break;
        }
    }
    sum
}

/// `amount` for each of `count` units, which is part of a line's amount and so fits 64 bits.
pub(crate) fn times(amount: i64, count: u64) -> i64 {
    i64::try_from(count).map_or(i64::MAX, |count| amount.saturating_mul(count))
}
