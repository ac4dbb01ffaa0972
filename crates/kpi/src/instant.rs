//! How long between two events? Instants and spans as whole nanoseconds, so that a limit is met or missed exactly.

use crate::codec::{Reader, malformed};
use crate::error::KpiError;
use crate::quantity::ExactNumber;
use chrono::{DateTime, FixedOffset};
use mercato_core::{Exact, Rounding, VisitorId};
use std::collections::BTreeMap;

const NANOSECONDS: i128 = 1_000_000_000;

/// Nanoseconds since 1970; the offset does not matter.
pub(crate) fn nanoseconds(instant: &DateTime<FixedOffset>) -> i128 {
    let seconds = i128::from(instant.timestamp()).saturating_mul(NANOSECONDS);
    seconds.saturating_add(instant.timestamp_subsec_nanos().into())
}

/// Nanoseconds as seconds.
pub(crate) fn as_seconds(nanoseconds: i128) -> Exact {
    let seconds = Exact::from(nanoseconds).checked_div(&Exact::from(NANOSECONDS));
    seconds.unwrap_or(Exact::ZERO)
}

/// The whole nanoseconds in `span` times `seconds`, rounded by `mode`; a span beyond 128 bits is longer than all of time.
pub(crate) fn span(span: &ExactNumber, seconds: i128, mode: Rounding) -> i128 {
    let exact = span.exact() * &Exact::from(seconds.saturating_mul(NANOSECONDS));
    exact.to_integer(mode).unwrap_or(i128::MAX)
}

/// The next visitor of a state that has them in order, after those read so far.
pub(crate) fn read_visitor<T>(from: &mut Reader<'_>, before: &BTreeMap<VisitorId, T>) -> Result<VisitorId, KpiError> {
    let name = std::str::from_utf8(from.bytes()?).map_err(|_| malformed("a visitor that is not UTF-8"))?;
    let visitor = VisitorId::new(name).map_err(|_| malformed("a blank visitor"))?;
    match before.last_key_value() {
        Some((last, _)) if *last >= visitor => Err(malformed("visitors out of order")),
        _ => Ok(visitor),
    }
}
