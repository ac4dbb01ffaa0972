//! What may come in? Amounts in whole minor units of the document's currency, rates, and the finite numbers of the models.
//! Each refusal names the field and the value.

use crate::error::PricingError;
use mercato_core::{Currency, Decimal, Error, Exact, Money};

/// The amount in minor units, of either sign.
pub(crate) fn signed(path: &str, amount: Decimal, currency: Currency) -> Result<Money, Error> {
    Money::from_decimal(amount, currency).map_err(|error| error.named(path))
}

/// The amount in minor units, refused below 0.
pub(crate) fn non_negative(path: &str, amount: Decimal, currency: Currency) -> Result<Money, Error> {
    decimal_non_negative(path, amount)?;
    signed(path, amount, currency)
}

/// As [`non_negative`], and nothing where it is left out.
pub(crate) fn optional(path: &str, amount: Option<Decimal>, currency: Currency) -> Result<Money, Error> {
    non_negative(path, amount.unwrap_or_default(), currency)
}

/// The amount in minor units, refused unless it is above 0.
pub(crate) fn positive(path: &str, amount: Decimal, currency: Currency) -> Result<Money, Error> {
    decimal_positive(path, amount)?;
    signed(path, amount, currency)
}

/// The total shared out by amounts that are at least 0; nothing to each where there is nothing to share.
pub(crate) fn share_out(total: Money, by: &[Money]) -> Result<Vec<Money>, Error> {
    if total.is_zero() {
        return Ok(by.iter().map(|_| total).collect());
    }
    let weights: Vec<u64> = by.iter().map(|amount| amount.minor().unsigned_abs()).collect();
    total.allocate(&weights)
}

/// Refuses a decimal of any scale below 0.
pub(crate) fn decimal_non_negative(path: &str, value: Decimal) -> Result<Exact, Error> {
    if value.mantissa() < 0 {
        return Err(Error::invalid(path, value, "must be at least 0"));
    }
    Ok(value.into())
}

/// Refuses a decimal of any scale that is not above 0.
pub(crate) fn decimal_positive(path: &str, value: Decimal) -> Result<Exact, Error> {
    if value.mantissa() <= 0 {
        return Err(Error::invalid(path, value, "must be above 0"));
    }
    Ok(value.into())
}

/// Refuses a share outside 0..=1.
pub(crate) fn share(path: &str, value: Decimal) -> Result<Exact, Error> {
    if value.mantissa() < 0 || value > Decimal::ONE {
        return Err(Error::invalid(path, value, "must be from 0 to 1"));
    }
    Ok(value.into())
}

/// The quotient as the nearest double.
pub(crate) fn ratio(name: &str, numerator: &Exact, denominator: &Exact) -> Result<f64, Error> {
    match numerator.checked_div(denominator) {
        Some(quotient) => quotient.to_f64(name),
        None => Err(Error::DivisionByZero { path: name.into(), numerator: numerator.to_f64(name)?.to_string() }),
    }
}

/// Refuses a model's number that is NaN or infinite.
pub(crate) fn finite(path: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value) } else { Err(Error::invalid(path, value, "must be finite")) }
}

/// As [`finite`], and refused below 0.
pub(crate) fn finite_non_negative(path: &str, value: f64) -> Result<f64, Error> {
    if value < 0.0 {
        return Err(Error::invalid(path, value, "must be at least 0"));
    }
    finite(path, value)
}

/// As [`finite`], and refused unless it is above 0.
pub(crate) fn finite_positive(path: &str, value: f64) -> Result<f64, Error> {
    if value <= 0.0 {
        return Err(Error::invalid(path, value, "must be above 0"));
    }
    finite(path, value)
}

/// As [`finite`], and refused unless it is below 0.
pub(crate) fn finite_negative(path: &str, value: f64) -> Result<f64, Error> {
    if value >= 0.0 {
        return Err(Error::invalid(path, value, "must be below 0"));
    }
    finite(path, value)
}

/// Lets a model's answer out only where it is finite: figures too large or too small for a double are refused.
pub(crate) fn answer(path: &str, value: f64) -> Result<f64, PricingError> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(Error::invalid(path, value, "is what these figures give: they are too large or too small for the model").into())
}

/// A decimal that may be left out; `null` is an absent key.
pub(crate) fn zero_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    Ok(mercato_core::OptionalDecimalString::deserialize(deserializer)?.unwrap_or_default())
}
