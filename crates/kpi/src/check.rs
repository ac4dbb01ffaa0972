//! What may come in? The refusals that several formulas share; each names the field and the value.

use crate::quantity::ExactNumber;
use mercato_core::{Decimal, Error, Exact};
use std::collections::BTreeSet;

/// Refuses money or a quantity below 0.
pub(crate) fn non_negative(path: &str, value: &Decimal) -> Result<(), Error> {
    if value.mantissa() < 0 {
        return Err(Error::invalid(path, value, "must be at least 0"));
    }
    Ok(())
}

/// The amount, 0 where it is left out; refused below 0.
pub(crate) fn cost(path: &str, value: Option<Decimal>) -> Result<Exact, Error> {
    let value = value.unwrap_or_default();
    non_negative(path, &value)?;
    Ok(value.into())
}

/// Refuses a parameter below 0.
pub(crate) fn at_least_zero(path: &str, value: &ExactNumber) -> Result<(), Error> {
    if value.exact().is_negative() {
        return Err(Error::invalid(path, value, "must be at least 0"));
    }
    Ok(())
}

/// Refuses a parameter that is not above 0.
pub(crate) fn above_zero(path: &str, value: &ExactNumber) -> Result<(), Error> {
    if value.exact().signum() <= 0 {
        return Err(Error::invalid(path, value, "must be above 0"));
    }
    Ok(())
}

/// Refuses a share outside 0..=1.
pub(crate) fn share(path: &str, value: &ExactNumber) -> Result<(), Error> {
    if value.exact().is_negative() || *value.exact() > Exact::ONE {
        return Err(Error::invalid(path, value, "must be from 0 to 1"));
    }
    Ok(())
}

/// The exact number that a double prints as; refused if it is not finite.
pub(crate) fn finite(path: &str, value: f64) -> Result<Exact, Error> {
    Exact::from_f64_shortest(value).ok_or_else(|| Error::invalid(path, value, "must be finite"))
}

/// As [`finite`], and refused below 0.
pub(crate) fn finite_non_negative(path: &str, value: f64) -> Result<Exact, Error> {
    if value < 0.0 {
        return Err(Error::invalid(path, value, "must be at least 0"));
    }
    finite(path, value)
}

/// Refuses an empty list.
pub(crate) fn not_empty<T>(path: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() {
        return Err(Error::invalid(path, "an empty list", "has no answer"));
    }
    Ok(())
}

/// Refuses a name that occurs twice; `path` gives the field of the occurrence at an index.
pub(crate) fn unique<'a>(
    names: impl IntoIterator<Item = &'a str>,
    path: impl Fn(usize) -> String,
) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for (index, name) in names.into_iter().enumerate() {
        if !seen.insert(name) {
            return Err(Error::duplicate(path(index), name));
        }
    }
    Ok(())
}
