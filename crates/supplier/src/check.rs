//! What may come in? The refusals that several functions share; each names the field and the value.

use mercato_core::{Decimal, Error};
use std::collections::BTreeSet;

/// Refuses a number that is NaN or infinite.
pub(crate) fn finite(path: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value) } else { Err(Error::invalid(path, value, "must be finite")) }
}

/// Refuses a number that is not finite or below 0.
pub(crate) fn non_negative(path: &str, value: f64) -> Result<f64, Error> {
    finite(path, value)?;
    if value < 0.0 { Err(Error::invalid(path, value, "must be at least 0")) } else { Ok(value) }
}

/// Refuses a number that is not finite or not above 0.
pub(crate) fn positive(path: &str, value: f64) -> Result<f64, Error> {
    finite(path, value)?;
    if value > 0.0 { Ok(value) } else { Err(Error::invalid(path, value, "must be above 0")) }
}

/// Refuses a rate outside 0..=1.
pub(crate) fn rate(path: &str, value: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(Error::invalid(path, value, "must be from 0 to 1")) }
}

/// As [`rate`], of one that may be left out.
pub(crate) fn optional_rate(path: &str, value: Option<f64>) -> Result<(), Error> {
    value.map_or(Ok(()), |value| rate(path, value).map(drop))
}

/// Refuses a price below 0.
pub(crate) fn price(path: &str, value: Decimal) -> Result<Decimal, Error> {
    if value.mantissa() < 0 { Err(Error::invalid(path, value, "must be at least 0")) } else { Ok(value) }
}

/// Refuses an empty list.
pub(crate) fn not_empty<T>(path: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() { Err(Error::invalid(path, "an empty list", "has no answer")) } else { Ok(()) }
}

/// Refuses an id of `list` that is blank, or occurs twice, at its second occurrence.
pub(crate) fn unique<'a>(list: &str, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for (index, id) in ids.into_iter().enumerate() {
        if id.trim().is_empty() {
            return Err(Error::invalid("id", format_args!("{id:?}"), "must not be blank").at(list, index));
        }
        if !seen.insert(id) {
            return Err(Error::duplicate("id", id).at(list, index));
        }
    }
    Ok(())
}

/// Lets a figure out only where it is finite.
pub(crate) fn answer(name: &str, value: f64) -> Result<f64, Error> {
    // + 0.0 makes -0 a 0
    if value.is_finite() { Ok(value + 0.0) } else { Err(Error::overflow(name, value, "a double")) }
}
