//! What may come in? Ids, amounts, rates and windows of time; each refusal names the field and the value.

use chrono::{DateTime, FixedOffset, Offset, Utc};
use mercato_core::{Decimal, Error, Exact, Rounding, TimeWindow, time};
use std::collections::HashSet;

/// Refuses an id that is blank.
pub(crate) fn not_blank(path: &str, id: &str) -> Result<(), Error> {
    // the first byte nearly always tells
    if !id.as_bytes().first().is_some_and(u8::is_ascii_graphic) && id.trim().is_empty() {
        return Err(Error::invalid(path, format_args!("{id:?}"), "must not be blank"));
    }
    Ok(())
}

/// Refuses an id of `list` (its field is named `key`) that is blank, or occurs twice, at its second occurrence.
pub(crate) fn unique<'a>(list: &str, key: &str, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = HashSet::new();
    for (index, id) in ids.into_iter().enumerate() {
        not_blank(key, id).map_err(|error| error.at(list, index))?;
        if !seen.insert(id) {
            return Err(Error::duplicate(key, id).at(list, index));
        }
    }
    Ok(())
}

/// Refuses a decimal below 0.
pub(crate) fn non_negative(path: &str, value: Decimal) -> Result<(), Error> {
    if value.mantissa() < 0 { Err(Error::invalid(path, value, "must be at least 0")) } else { Ok(()) }
}

/// Refuses a decimal that is not above 0.
pub(crate) fn positive(path: &str, value: Decimal) -> Result<(), Error> {
    if value.mantissa() <= 0 { Err(Error::invalid(path, value, "must be above 0")) } else { Ok(()) }
}

/// Refuses a share outside 0..=1.
pub(crate) fn share(path: &str, value: Decimal) -> Result<(), Error> {
    if value.mantissa() < 0 || value > Decimal::ONE {
        return Err(Error::invalid(path, value, "must be from 0 to 1: a fraction, not a percentage"));
    }
    Ok(())
}

/// Refuses a tolerance, a fraction of a price, outside 0..1.
pub(crate) fn tolerance(path: &str, value: Decimal) -> Result<(), Error> {
    if value.mantissa() < 0 || value >= Decimal::ONE {
        return Err(Error::invalid(path, value, "must be at least 0 and below 1: five percent are \"0.05\""));
    }
    Ok(())
}

/// Refuses a number that is NaN or infinite, or below 0.
pub(crate) fn finite_non_negative(path: &str, value: f64) -> Result<(), Error> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(Error::invalid(path, value, "must be a finite number of at least 0"))
}

/// Refuses a number that is NaN or infinite, or not above 0.
pub(crate) fn finite_positive(path: &str, value: f64) -> Result<(), Error> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(Error::invalid(path, value, "must be a finite number above 0"))
}

/// The window of a rule's or an event's two instants, each of which may be left out; `end` is the name of the second.
pub(crate) fn window(
    end: &str,
    from: Option<DateTime<FixedOffset>>,
    to: Option<DateTime<FixedOffset>>,
) -> Result<TimeWindow, Error> {
    TimeWindow::new(from, to).map_err(|_| {
        let instant =
            |side: Option<DateTime<FixedOffset>>| side.as_ref().map_or_else(String::new, time::format_timestamp);
        Error::invalid(
            end,
            instant(to),
            format!("must be after the start {}: swap the two, or leave one out", instant(from)),
        )
    })
}

/// Refuses a period whose two instants must both be given, unless it ends after it starts; `end` is the name of the second.
pub(crate) fn period(end: &str, from: DateTime<FixedOffset>, to: DateTime<FixedOffset>) -> Result<(), Error> {
    let instant = time::format_timestamp;
    let reason = || format!("must be after the start {}: put the earlier one first", instant(&from));
    if from < to { Ok(()) } else { Err(Error::invalid(end, instant(&to), reason())) }
}

/// The same instant as it is printed: in UTC, with `Z`.
pub(crate) fn utc(instant: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    instant.with_timezone(&Utc.fix())
}

/// An amount at the door: rounded once, ties away from zero, with exactly so many digits.
pub(crate) fn money(name: &str, value: &Exact, digits: u32) -> Result<Decimal, Error> {
    value.round(name, digits, Rounding::HalfUp)
}

/// The quotient as the nearest double; `None` over 0.
pub(crate) fn ratio(name: &str, numerator: &Exact, denominator: &Exact) -> Result<Option<f64>, Error> {
    numerator.checked_div(denominator).map(|quotient| quotient.to_f64(name)).transpose()
}

/// A decimal that may be left out and is 0 then; `null` is an absent key.
pub(crate) fn zero_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    Ok(mercato_core::OptionalDecimalString::deserialize(deserializer)?.unwrap_or_default())
}

/// A flag that holds unless it is said not to.
pub(crate) const fn yes() -> bool {
    true
}

/// As [`yes`]; `null` is an absent key.
pub(crate) fn yes_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(<Option<bool> as serde::Deserialize>::deserialize(deserializer)?.unwrap_or(true))
}

/// The count of a thing that says nothing of it.
pub(crate) const fn one() -> u32 {
    1
}

/// As [`one`]; `null` is an absent key.
pub(crate) fn one_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Ok(<Option<u32> as serde::Deserialize>::deserialize(deserializer)?.unwrap_or(1))
}
