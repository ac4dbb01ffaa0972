//! In what are prices compared? In whole millionths where they are such, which is nearly always; else in exact fractions. Both give
//! the same order and the same findings: the first is only faster.

use mercato_core::{Decimal, Exact};
use std::cmp::Ordering;

/// Decimals of a scaled price: enough for a unit price in a currency of four digits, and amounts up to nine billions.
pub(crate) const SCALE: u32 = 6;

/// What amounts with no decimals, with one and so on are multiplied by to be millionths.
const TO_MILLIONTHS: [i64; 7] = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

/// A price that is compared.
///
/// Whatever is a whole number of millionths that fits is `Scaled`, so equal prices have equal forms.
#[derive(Debug, Clone)]
pub(crate) enum Price {
    /// Millionths.
    Scaled(i64),
    /// What is no whole number of them, or too many.
    Exact(Box<Exact>),
}

impl Price {
    pub(crate) fn to_exact(&self) -> Exact {
        match self {
            Self::Scaled(value) => scaled_to_exact(*value),
            Self::Exact(value) => (**value).clone(),
        }
    }
}

/// The number of so many millionths.
pub(crate) fn scaled_to_exact(value: i64) -> Exact {
    Exact::from(Decimal::new(value, SCALE))
}

/// A decimal in millionths, if it is a whole number of them and fits.
pub(crate) fn scaled(value: Decimal) -> Option<i64> {
    let mantissa = value.mantissa();
    let factor = usize::try_from(value.scale()).ok().and_then(|scale| TO_MILLIONTHS.get(scale));
    if let (Some(factor), Ok(mantissa)) = (factor, i64::try_from(mantissa)) {
        return mantissa.checked_mul(*factor);
    }
    let power = |exponent: u32| 10_i128.checked_pow(exponent);
    let millionths = if let Some(lack) = SCALE.checked_sub(value.scale()) {
        mantissa.checked_mul(power(lack)?)?
    } else {
        let power = power(value.scale().checked_sub(SCALE)?)?;
        if mantissa.checked_rem(power)? != 0 {
            return None;
        }
        mantissa.checked_div(power)?
    };
    i64::try_from(millionths).ok()
}

impl From<Decimal> for Price {
    fn from(value: Decimal) -> Self {
        scaled(value).map_or_else(|| Self::Exact(Box::new(value.into())), Self::Scaled)
    }
}

impl From<Exact> for Price {
    fn from(value: Exact) -> Self {
        value
            .to_decimal(SCALE)
            .and_then(|decimal| i64::try_from(decimal.mantissa()).ok())
            .map_or_else(|| Self::Exact(Box::new(value)), Self::Scaled)
    }
}

impl Ord for Price {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Scaled(a), Self::Scaled(b)) => a.cmp(b),
            _ => self.to_exact().cmp(&other.to_exact()),
        }
    }
}

impl PartialOrd for Price {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Price {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Price {}
