//! What may come in? The refusals that several functions share.

use mercato_core::Error;
use std::collections::BTreeSet;

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

/// Refuses an empty list.
pub(crate) fn not_empty<T>(path: &str, list: &[T]) -> Result<(), Error> {
    if list.is_empty() { Err(Error::invalid(path, "an empty list", "has no answer")) } else { Ok(()) }
}

/// Refuses a rating outside `1..=most`.
pub(crate) fn rating(path: &str, value: u32, most: u32) -> Result<u64, Error> {
    if (1..=most).contains(&value) {
        Ok(u64::from(value))
    } else {
        Err(Error::invalid(path, value, format!("must be from 1 to {most}")))
    }
}
