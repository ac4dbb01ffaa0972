//! What may come in, and what may go out? The refusals that several methods share; each names the field and the value.

use mercato_core::Error;
use std::collections::HashSet;

/// Refuses a number that is not finite.
pub(crate) fn finite(path: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value) } else { Err(Error::invalid(path, value, "must be finite")) }
}

/// Refuses a number that is not finite or below 0.
pub(crate) fn non_negative(path: &str, value: f64) -> Result<f64, Error> {
    finite(path, value)?;
    if value < 0.0 { Err(Error::invalid(path, value, "must be at least 0")) } else { Ok(value.abs()) }
}

/// Refuses a number that is not finite or not above 0.
pub(crate) fn positive(path: &str, value: f64) -> Result<f64, Error> {
    finite(path, value)?;
    if value > 0.0 { Ok(value) } else { Err(Error::invalid(path, value, "must be above 0")) }
}

/// Refuses a number outside [0, 1].
pub(crate) fn share(path: &str, value: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(Error::invalid(path, value, "must be from 0 to 1")) }
}

/// Refuses an empty list.
pub(crate) fn not_empty<T>(path: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() { Err(Error::invalid(path, "an empty list", "has no answer")) } else { Ok(()) }
}

/// Refuses a list that is not as long as `what` asks.
pub(crate) fn length(path: impl Into<String>, actual: usize, expected: usize, what: &str) -> Result<(), Error> {
    if actual == expected {
        return Ok(());
    }
    Err(Error::invalid(path, format_args!("a list of {actual}"), format!("must have {expected}, {what}")))
}

/// Refuses the first number of a list that `check` refuses, with its index.
pub(crate) fn each(path: &str, list: &[f64], check: fn(&str, f64) -> Result<f64, Error>) -> Result<(), Error> {
    for (index, value) in list.iter().enumerate() {
        check("", *value).map_err(|error| error.named(format!("{path}[{index}]")))?;
    }
    Ok(())
}

/// Refuses fewer alternatives than a question makes sense for.
pub(crate) fn at_least(path: &str, count: usize, least: usize, what: &str) -> Result<(), Error> {
    if count < least {
        return Err(Error::invalid(
            path,
            format_args!("a list of {count}"),
            format!("must have at least {least} {what}"),
        ));
    }
    Ok(())
}

/// Refuses a size that would take too long or fill the memory: `what` says what is offered.
pub(crate) fn at_most(path: &str, count: usize, most: usize, what: &str) -> Result<(), Error> {
    if count > most {
        return Err(Error::unsupported(path, format_args!("{count} {what} are more than the {most} that are offered")));
    }
    Ok(())
}

/// Refuses an id that is blank, or occurs twice in `list[index].id`.
pub(crate) fn unique<'a>(list: &str, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = HashSet::new();
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

/// Refuses a result that left the range of a double on the way; -0 becomes 0.
pub(crate) fn answer(name: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value + 0.0) } else { Err(Error::overflow(name, value, "a double")) }
}

/// The same for a list: the first that left the range is named.
pub(crate) fn answers(name: &str, values: &[f64]) -> Result<(), Error> {
    // x · 0 is 0 for what is finite and NaN for what is not: one test for the list, in four sums that do not wait for each
    // other
    let (fours, rest) = values.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for four in fours {
        for (sum, value) in sums.iter_mut().zip(four) {
            *sum += value * 0.0;
        }
    }
    let finite = rest.iter().all(|value| value.is_finite()) && !sums.iter().any(|sum| sum.is_nan());
    if finite { Ok(()) } else { Err(first_overflow(name, values)) }
}

#[cold]
fn first_overflow(name: &str, values: &[f64]) -> Error {
    let index = values.iter().position(|value| !value.is_finite()).unwrap_or(0);
    Error::overflow(format!("{name}[{index}]"), values.get(index).copied().unwrap_or(f64::NAN), "a double")
}
