//! Which ids and counts may come in? Amounts and rates are read by `amount`.

use mercato_core::Error;
use std::collections::HashSet;

/// Refuses a count of 0.
pub(crate) fn at_least_one(path: &str, value: u64) -> Result<(), Error> {
    if value == 0 {
        return Err(Error::invalid(path, value, "must be at least 1"));
    }
    Ok(())
}

/// Refuses an id of `list` that is blank, or occurs twice, at its second occurrence.
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
