//! In which order do scores stand? Those that differ by rounding alone must not be told apart by it.

use std::cmp::Ordering;

/// A score to 12 decimals, for comparison: ties are ties although they were computed in different ways.
pub(crate) fn rounded(score: f64) -> f64 {
    const SCALE: f64 = 1e12;
    let scaled = score * SCALE;
    // beyond 2^52 there are no decimals left to round
    if scaled.abs() < 4_503_599_627_370_496.0 { scaled.round_ties_even() / SCALE } else { score }
}

/// The higher score first, as far as 12 decimals tell.
pub(crate) fn descending(a: f64, b: f64) -> Ordering {
    rounded(b).total_cmp(&rounded(a))
}
