//! What is an amount in another currency? By a list of rates: 1 `base` = `rate` `quote`.
//!
//! The pair as it stands, else the inverse pair, whose rate divides. Rates are not chained: a rate over a third currency is
//! another rate, with another spread. The unrounded amount is converted, and rounded once, where an answer is written.

use crate::check::positive;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A rate of exchange: 1 `base` = `rate` `quote`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FxRate {
    /// The currency of which there is one unit.
    pub base: Currency,
    /// The currency that it is worth so many units of.
    pub quote: Currency,
    /// How many, above 0.
    #[serde(with = "DecimalString")]
    pub rate: Decimal,
}

impl FxRate {
    /// Refuses a rate that is not above 0, and one that no two currencies have.
    pub(crate) fn check(&self) -> Result<(), Error> {
        positive("rate", self.rate)?;
        let (least, most) = (Decimal::new(1, 7), Decimal::new(10_000_000, 0));
        if self.rate < least || self.rate > most {
            return Err(Error::overflow("rate", self.rate, "rates from 10^-7 to 10^7"));
        }
        Ok(())
    }

    /// Every rate that cannot be used.
    pub(crate) fn mistakes(rates: &[Self]) -> Vec<Error> {
        let mut pairs = BTreeSet::new();
        let mut found = Vec::new();
        for (index, rate) in rates.iter().enumerate() {
            found.extend(rate.check().err().map(|error| error.at("fx", index)));
            if !pairs.insert((rate.base, rate.quote)) {
                found.push(Error::duplicate(format!("fx[{index}]"), format!("{}/{}", rate.base, rate.quote)));
            }
        }
        found
    }
}

/// The rates, by pair.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rates(BTreeMap<(Currency, Currency), FxRate>);

impl Rates {
    /// The table of these rates.
    pub(crate) fn new(rates: &[FxRate]) -> Result<Self, Error> {
        match FxRate::mistakes(rates).into_iter().next() {
            Some(mistake) => Err(mistake),
            None => Ok(Self(rates.iter().map(|rate| ((rate.base, rate.quote), *rate)).collect())),
        }
    }

    /// The rate by which an amount in `from` becomes one in `to`; nothing for the same currency.
    pub(crate) fn between(&self, from: Currency, to: Currency) -> Result<Option<FxRate>, Error> {
        if from == to {
            return Ok(None);
        }
        let rate = self.0.get(&(from, to)).or_else(|| self.0.get(&(to, from)));
        rate.copied().map(Some).ok_or_else(|| Error::not_found("fx", format!("{from}/{to}")))
    }

    /// By what an amount in `from` is multiplied to be one in `to`; nothing for the same currency.
    pub(crate) fn factor(&self, from: Currency, to: Currency) -> Result<Option<Exact>, Error> {
        Ok(self.between(from, to)?.and_then(|rate| {
            let exact = Exact::from(rate.rate);
            if rate.base == from { Some(exact) } else { Exact::ONE.checked_div(&exact) }
        }))
    }
}
