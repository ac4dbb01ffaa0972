//! What is an amount in another currency? By a list of rates: 1 `base` = `rate` `quote`.
//!
//! The pair as it stands, else the inverse pair, whose rate divides. Rates are not chained: a rate over a third currency is
//! another rate, with another spread. The unrounded amount is converted, and rounded once, where an answer is written.

use crate::check::positive;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// The rates, by pair.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rates(BTreeMap<(Currency, Currency), Exact>);

impl Rates {
    /// The table of these rates.
    pub(crate) fn new(rates: &[FxRate]) -> Result<Self, Error> {
        let mut table = BTreeMap::new();
        for (index, rate) in rates.iter().enumerate() {
            positive("rate", rate.rate).map_err(|error| error.at("fx", index))?;
            if table.insert((rate.base, rate.quote), Exact::from(rate.rate)).is_some() {
                return Err(Error::duplicate(format!("fx[{index}]"), format!("{}/{}", rate.base, rate.quote)));
            }
        }
        Ok(Self(table))
    }

    /// By what an amount in `from` is multiplied to be one in `to`; nothing for the same currency.
    pub(crate) fn factor(&self, from: Currency, to: Currency) -> Result<Option<Exact>, Error> {
        if from == to {
            return Ok(None);
        }
        if let Some(rate) = self.0.get(&(from, to)) {
            return Ok(Some(rate.clone()));
        }
        self.0
            .get(&(to, from))
            .and_then(|rate| Exact::ONE.checked_div(rate))
            .map(Some)
            .ok_or_else(|| Error::not_found("fx", format!("{from}/{to}")))
    }
}
