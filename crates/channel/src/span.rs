//! How long between two instants? In whole nanoseconds, so that a limit is met or missed exactly.

use chrono::{DateTime, FixedOffset};
use mercato_core::{Exact, Rounding};

const NANOSECONDS: i128 = 1_000_000_000;
/// Seconds of an hour.
pub(crate) const HOUR: i128 = 3_600;
/// Seconds of a day.
pub(crate) const DAY: i128 = 86_400;

/// Nanoseconds since 1970; the offset does not matter.
pub(crate) fn nanoseconds(instant: &DateTime<FixedOffset>) -> i128 {
    let seconds = i128::from(instant.timestamp()).saturating_mul(NANOSECONDS);
    seconds.saturating_add(instant.timestamp_subsec_nanos().into())
}

/// The whole nanoseconds in `count` times `seconds`, the count taken as the decimal it was written as, rounded by `mode`; what is
/// beyond 128 bits is longer than all of time.
pub(crate) fn span(count: f64, seconds: i128, mode: Rounding) -> i128 {
    let exact = Exact::from_f64_shortest(count).unwrap_or(Exact::ZERO);
    let exact = exact * Exact::from(seconds.saturating_mul(NANOSECONDS));
    exact.to_integer(mode).unwrap_or(i128::MAX)
}

/// The hours between two instants.
pub(crate) fn hours(start: &DateTime<FixedOffset>, end: &DateTime<FixedOffset>) -> f64 {
    let between = nanoseconds(end).saturating_sub(nanoseconds(start));
    // a whole number of nanoseconds below 2^69 is within half a unit of its double, the quotient within another half
    between as f64 / (HOUR.saturating_mul(NANOSECONDS)) as f64
}
