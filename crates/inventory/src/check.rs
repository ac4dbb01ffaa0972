//! What may come in, and what may go out? The refusals that several models share; each names the field and the value.

use hashbrown::HashSet;
use mercato_core::Error;

/// Refuses a parameter that is not finite.
#[inline]
pub(crate) fn finite(path: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value) } else { Err(refusal(path, value, "must be finite")) }
}

/// Apart, so that what is accepted costs a comparison.
#[cold]
#[inline(never)]
fn refusal(path: &str, value: f64, reason: &'static str) -> Error {
    Error::invalid(path, value, reason)
}

/// Refuses a parameter that is not finite or below 0; -0 becomes 0.
#[inline]
pub(crate) fn non_negative(path: &str, value: f64) -> Result<f64, Error> {
    finite(path, value)?;
    if value < 0.0 { Err(refusal(path, value, "must be at least 0")) } else { Ok(value.abs()) }
}

/// Refuses a parameter that is not finite or not above 0.
#[inline]
pub(crate) fn positive(path: &str, value: f64) -> Result<f64, Error> {
    finite(path, value)?;
    if value > 0.0 { Ok(value) } else { Err(refusal(path, value, "must be above 0")) }
}

/// Refuses a target that is not strictly between 0 and 1.
pub(crate) fn probability(path: &str, value: f64) -> Result<f64, Error> {
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(Error::invalid(path, value, "must be strictly between 0 and 1"))
    }
}

/// Refuses a figure of discrete demand that is not a whole number.
pub(crate) fn whole(path: &str, value: f64) -> Result<f64, Error> {
    finite(path, value)?;
    if value.fract() == 0.0 {
        Ok(value)
    } else {
        Err(Error::invalid(path, value, "must be a whole number, as the demand is"))
    }
}

/// Refuses an empty list.
pub(crate) fn not_empty<T>(path: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() { Err(Error::invalid(path, "an empty list", "has no answer")) } else { Ok(()) }
}

/// Refuses an id that occurs twice in `list[index].id`.
pub(crate) fn unique<'a>(list: &str, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    let ids = ids.into_iter();
    let mut seen = HashSet::with_capacity(ids.size_hint().0);
    for (index, id) in ids.enumerate() {
        if !seen.insert(id) {
            return Err(Error::duplicate(format!("{list}[{index}].id"), id));
        }
    }
    Ok(())
}

/// Refuses a result that left the range of a double on the way; -0 becomes 0.
#[inline]
pub(crate) fn answer(name: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value + 0.0) } else { Err(overflowed(name, value)) }
}

/// Apart, as [`refusal`] is.
#[cold]
#[inline(never)]
fn overflowed(name: &str, value: f64) -> Error {
    Error::overflow(name, value, "a double")
}

/// The same for `list[index]`; the path is written only for a value that is refused.
pub(crate) fn answer_at(list: &str, index: usize, value: f64) -> Result<f64, Error> {
    answer("", value).map_err(|error| error.named(format!("{list}[{index}]")))
}

/// Refuses the first item of a list that `check` refuses, with its index.
pub(crate) fn each(path: &str, list: &[f64], check: fn(&str, f64) -> Result<f64, Error>) -> Result<(), Error> {
    for (index, value) in list.iter().enumerate() {
        check("", *value).map_err(|error| error.named(format!("{path}[{index}]")))?;
    }
    Ok(())
}

/// A level as an integer; refused where doubles no longer tell it from its neighbour.
#[allow(clippy::cast_possible_truncation, reason = "the bound is checked on the line before")]
pub(crate) fn integer(name: &str, value: f64) -> Result<i64, Error> {
    if value.abs() <= 9e15 { Ok(value as i64) } else { Err(Error::overflow(name, value, "2^53")) }
}
