//! What may come in? The refusals that several functions share; each names the field and the value.
//!
//! JSON carries amounts as plain decimals beside one `currency`; here is where they become [`Money`].

use mercato_core::{Currency, Decimal, Error, Money};
use std::collections::HashSet;

/// Refuses an amount, a price or a rate below 0.
pub(crate) fn non_negative(path: &str, value: &Decimal) -> Result<(), Error> {
    if value.mantissa() < 0 {
        return Err(Error::invalid(path, value, "must be at least 0"));
    }
    Ok(())
}

/// The decimal as money of the declared currency; refused below 0 and with more digits than the currency has.
pub(crate) fn amount(path: &str, value: Decimal, currency: Currency) -> Result<Money, Error> {
    non_negative(path, &value)?;
    Money::from_decimal(value, currency).map_err(|error| error.named(path))
}

/// As [`amount`]; nothing where it is left out.
pub(crate) fn optional_amount(path: &str, value: Option<Decimal>, currency: Currency) -> Result<Money, Error> {
    value.map_or(Ok(Money::zero(currency)), |value| amount(path, value, currency))
}

/// Refuses a share outside 0..=1.
pub(crate) fn share(path: &str, value: &Decimal) -> Result<(), Error> {
    if value.mantissa() < 0 || *value > Decimal::ONE {
        return Err(Error::invalid(path, value, "must be from 0 to 1"));
    }
    Ok(())
}

/// Refuses a count of 0.
pub(crate) fn at_least_one(path: &str, value: u64) -> Result<(), Error> {
    if value == 0 {
        return Err(Error::invalid(path, value, "must be at least 1"));
    }
    Ok(())
}

/// Refuses an id that occurs twice in `list`, at its second occurrence.
pub(crate) fn unique<'a>(list: &str, ids: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = HashSet::new();
    for (index, id) in ids.into_iter().enumerate() {
        if !seen.insert(id) {
            return Err(Error::duplicate(format!("{list}[{index}].id"), id));
        }
    }
    Ok(())
}
