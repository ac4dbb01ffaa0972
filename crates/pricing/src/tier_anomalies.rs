//! Where does a volume table charge more for fewer units?
//!
//! Under `volume` pricing all units take the price of the tier reached, so the last quantities of a tier can cost more than
//! the first of a later one. With `c` the least total at the start of a later tier and `s` that start (the smaller of
//! equals), the quantities of a tier whose total exceeds `c` are an anomaly: buy `s` instead. Totals are those that are
//! charged, rounded half up; they never fall inside a tier, so the anomaly is the tier's end from
//! `q = ceil((c + 1/2 minor unit - flat_fee) / unit_price)` on.
//!
//! Source: the drop of the total at each break of an all-units discount, G. Hadley, T. M. Whitin, "Analysis of Inventory
//! Systems" (1963), chapter 2.

use crate::error::PricingError;
use crate::tiered_price::{PriceTier, PriceTiers, Tier};
use mercato_core::{Currency, Exact, Money, Rounding};
use serde::{Deserialize, Serialize};

/// What [`tier_anomalies`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierAnomaliesInput {
    /// The currency of every price and fee.
    pub currency: Currency,
    /// The table, in rising order of `up_to`; all units take the price of the tier that holds the quantity.
    pub tiers: Vec<PriceTier>,
}

/// The quantities that cost more than a larger one, tier by tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TierAnomalies {
    /// At most one a tier, in the order of the table.
    pub anomalies: Vec<TierAnomaly>,
}

/// Quantities at the end of a tier for which a larger quantity costs less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TierAnomaly {
    /// The first such quantity.
    pub from_quantity: u64,
    /// The last one: the end of the tier.
    pub to_quantity: u64,
    /// The larger quantity that costs less: the start of a later tier.
    pub buy_instead: u64,
}

impl PriceTiers {
    /// The quantities for which a larger one costs less under [`TierMode::Volume`](crate::TierMode::Volume).
    ///
    /// Time O(n).
    ///
    /// # Errors
    /// `overflow` for a total at the start of a tier beyond 64-bit minor units.
    pub fn anomalies(&self) -> Result<Vec<TierAnomaly>, PricingError> {
        let mut anomalies = Vec::new();
        let mut cheapest: Option<(Money, u64)> = None;
        for tier in self.tiers.iter().rev() {
            if let (Some((total, start)), Some(last)) = (cheapest, tier.last)
                && let Some(from_quantity) = tier.first_above(total).filter(|quantity| *quantity <= last)
            {
                anomalies.push(TierAnomaly { from_quantity, to_quantity: last, buy_instead: start });
            }
            let total = Money::round_exact("total", &tier.charge(tier.first), self.currency, Rounding::HalfUp)?;
            if cheapest.is_none_or(|(least, _)| total.minor() <= least.minor()) {
                cheapest = Some((total, tier.first));
            }
        }
        anomalies.reverse();
        Ok(anomalies)
    }
}

impl Tier {
    /// The first quantity of the tier, its end left aside, whose charge rounds to more than `total`.
    fn first_above(&self, total: Money) -> Option<u64> {
        let half_unit =
            Exact::from(Money::from_minor(1, total.currency()).to_decimal()).checked_div(&Exact::from(2))?;
        let needed = Exact::from(total.to_decimal()) + half_unit;
        if self.charge(self.first) >= needed {
            return Some(self.first);
        }
        let quantity = (&needed - &self.flat_fee).checked_div(&self.unit_price)?;
        quantity.to_integer(Rounding::Ceil).and_then(|quantity| u64::try_from(quantity).ok())
    }
}

/// The quantities for which a larger one costs less.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{PriceTier, TierAnomaliesInput, TierAnomaly, tier_anomalies};
/// let tier = |up_to, unit_price| PriceTier { up_to, unit_price, flat_fee: None };
/// let tiers = vec![tier(Some(9), decimal::parse("10.00")?), tier(None, decimal::parse("8.00")?)];
/// let input = TierAnomaliesInput { currency: Currency::USD, tiers };
/// // 9 units cost 90.00, 10 cost 80.00
/// assert_eq!(tier_anomalies(&input)?.anomalies, [TierAnomaly { from_quantity: 9, to_quantity: 9, buy_instead: 10 }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What [`PriceTiers::new`] and [`PriceTiers::anomalies`] refuse.
pub fn tier_anomalies(input: &TierAnomaliesInput) -> Result<TierAnomalies, PricingError> {
    Ok(TierAnomalies { anomalies: PriceTiers::new(input.currency, &input.tiers)?.anomalies()? })
}
