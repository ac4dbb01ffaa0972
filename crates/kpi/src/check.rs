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

/// The refusal of an input that gives not exactly one of `list` and all of `parts` (their names, and whether they are there).
pub(crate) fn one_of(list: &str, listed: bool, parts: &[(&str, bool)]) -> Error {
    let first = |there: bool| parts.iter().find(|(_, given)| *given == there).map(|(name, _)| *name);
    let names = || parts.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    match (listed, first(true), first(false)) {
        (true, Some(part), _) => {
            Error::invalid(list, "a list", format!("is given, and {part} too: give one of the two"))
        }
        (false, Some(part), Some(missing)) => {
            Error::invalid(missing, "nothing", format!("is given here, but it is needed with {part}"))
        }
        _ => Error::invalid(list, "nothing", format!("is given: give {list}, or all of {}", names())),
    }
}

/// Refuses a blank name.
pub(crate) fn not_blank(path: impl Into<String>, name: &str) -> Result<(), Error> {
    if name.trim_start().is_empty() {
        return Err(Error::invalid(path, format_args!("{name:?}"), "must not be blank"));
    }
    Ok(())
}

/// Refuses an empty list.
pub(crate) fn not_empty<T>(path: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() {
        return Err(Error::invalid(path, "an empty list", "has no answer"));
    }
    Ok(())
}

/// Refuses a name that is blank or occurs twice; `path` gives the field of the occurrence at an index.
pub(crate) fn unique<'a>(
    names: impl IntoIterator<Item = &'a str>,
    path: impl Fn(usize) -> String,
) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for (index, name) in names.into_iter().enumerate() {
        not_blank(path(index), name)?;
        if !seen.insert(name) {
            return Err(Error::duplicate(path(index), name));
        }
    }
    Ok(())
}
