//! The quantile of a count, by search among whole numbers.

use crate::Error;

/// Counts above this are no longer told apart by `f64`.
pub(super) const LARGEST_COUNT: f64 = 9_007_199_254_740_992.0;

/// Smallest whole `k >= 0` with `reached(k)`, where `reached` turns from false to true once, searched from `guess`.
pub(super) fn smallest_count(guess: f64, spread: f64, reached: impl Fn(f64) -> bool) -> Result<f64, Error> {
    let guess = if guess > 0.0 { guess.min(LARGEST_COUNT).floor() } else { 0.0 };
    let mut step = (0.05 * spread).clamp(1.0, LARGEST_COUNT).floor();
    // Invariant of what follows: `below` is not reached (or is -1), `at` is.
    let (mut below, mut at);
    if reached(guess) {
        at = guess;
        loop {
            below = at - step;
            if below < 0.0 {
                below = -1.0;
                break;
            }
            if !reached(below) {
                break;
            }
            at = below;
            step *= 2.0;
        }
    } else {
        below = guess;
        loop {
            at = below + step;
            if at > LARGEST_COUNT {
                return Err(Error::InvalidParameter {
                    name: "quantile",
                    value: at,
                    requirement: "at most 2^53, the last count that f64 tells from its neighbour",
                });
            }
            if reached(at) {
                break;
            }
            below = at;
            step *= 2.0;
        }
    }
    while at - below > 1.0 {
        let middle = (below + 0.5 * (at - below)).floor();
        if reached(middle) {
            at = middle;
        } else {
            below = middle;
        }
    }
    Ok(at)
}

/// Cornish and Fisher's (1937) first correction of a normal score for skewness.
pub(super) fn skewed_guess(mean: f64, deviation: f64, skewness: f64, z: f64) -> f64 {
    mean + deviation * (z + skewness * (z * z - 1.0) / 6.0)
}

/// Whether `k` is a count.
pub(super) fn is_count(k: f64) -> bool {
    k >= 0.0 && k.is_finite() && k.floor().total_cmp(&k).is_eq()
}
