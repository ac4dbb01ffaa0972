//! What does a quantity cost under a tier table?
//!
//! A tier ends at `up_to` (inclusive; the last may have no end) and has a `unit_price` and a `flat_fee`.
//!
//! - `volume`: the whole quantity is charged at the one tier that holds it: `total = unit_price x q + flat_fee`.
//! - `graduated`: each unit is charged at the tier it falls into, and each tier reached charges its fee once:
//!   `total = sum over tiers reached of unit_price x (units in the tier) + flat_fee`.
//!
//! A total is rounded once, half up. Unit prices may be finer than the currency (0.0008 a call); fees may not.
//!
//! Source: the volume and graduated tier modes of billing systems, e.g. Stripe, "Tiered pricing" (`tiers_mode`, `up_to`
//! inclusive, `flat_amount` once a tier reached). Limit: whole quantities.

use crate::amount;
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Money, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// One tier of a table, as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceTier {
    /// The last quantity of the tier, at least 1; `None`, on the last tier only, has no end.
    #[serde(default)]
    pub up_to: Option<u64>,
    /// Price of a unit, at least 0, with any number of decimals.
    #[serde(with = "DecimalString")]
    pub unit_price: Decimal,
    /// Charged once where the tier is used, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub flat_fee: Option<Decimal>,
}

/// Which tier a unit is charged at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TierMode {
    /// All units at the tier that holds the quantity.
    Volume,
    /// Each unit at the tier that it falls into.
    Graduated,
}

/// What [`tiered_price`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TieredPriceInput {
    /// The currency of every price and fee.
    pub currency: Currency,
    /// How many units; 0 costs nothing.
    pub quantity: u64,
    /// Which tier a unit is charged at.
    pub mode: TierMode,
    /// The table, in rising order of `up_to`.
    pub tiers: Vec<PriceTier>,
}

/// What a quantity costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TieredPrice {
    /// The charge, rounded half up.
    #[serde(with = "DecimalString")]
    pub total: Decimal,
    /// The charge before it was rounded over the quantity, four decimals finer than the currency, half up; `None` for the
    /// quantity 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub average_unit_price: Option<Decimal>,
    /// The tiers used, in their order.
    pub breakdown: Vec<TierQuantity>,
}

/// The units charged at a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TierQuantity {
    /// The tier's place in the table, from 0.
    pub tier_index: usize,
    /// Units charged at it.
    pub quantity: u64,
}

/// How much finer than the currency an average unit price is.
const AVERAGE_DIGITS: u32 = 4;

/// A tier table that was checked: asked often, read once.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{PriceTier, PriceTiers, TierMode};
/// let tier = |up_to, unit_price| PriceTier { up_to, unit_price, flat_fee: None };
/// let tiers = [tier(Some(1000), decimal::parse("0.01")?), tier(None, decimal::parse("0.005")?)];
/// let table = PriceTiers::new(Currency::USD, &tiers)?;
/// // 1,500 calls: 1,000 x 0.01 + 500 x 0.005, or all at 0.005
/// assert_eq!(table.price(TierMode::Graduated, 1500)?.total.to_string(), "12.50");
/// assert_eq!(table.price(TierMode::Volume, 1500)?.total.to_string(), "7.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceTiers {
    pub(crate) currency: Currency,
    pub(crate) tiers: Vec<Tier>,
}

/// The quantities `first..=last` and what they cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tier {
    pub(crate) first: u64,
    pub(crate) last: Option<u64>,
    pub(crate) unit_price: Exact,
    pub(crate) flat_fee: Exact,
}

impl Tier {
    /// `unit_price x quantity + flat_fee`, not rounded.
    pub(crate) fn charge(&self, quantity: u64) -> Exact {
        &self.unit_price * &Exact::from(quantity) + self.flat_fee.clone()
    }
}

impl PriceTiers {
    /// The table with these tiers, in rising order of `up_to`.
    ///
    /// # Errors
    /// `invalid_argument` for an empty table, an `up_to` not above the one before (or 0), one left out before the last tier,
    /// a negative price or fee, a fee finer than the currency; `overflow` for a fee beyond 64-bit minor units, or a tier
    /// that begins beyond 64 bits.
    pub fn new(currency: Currency, tiers: &[PriceTier]) -> Result<Self, PricingError> {
        if tiers.is_empty() {
            return Err(Error::invalid("tiers", "an empty table", "has no price").into());
        }
        let mut checked: Vec<Tier> = Vec::with_capacity(tiers.len());
        let mut before = Some(0_u64);
        for (index, tier) in tiers.iter().enumerate() {
            let read = Tier::read(tier, before, currency).map_err(|error| error.at("tiers", index))?;
            before = read.last;
            checked.push(read);
        }
        Ok(Self { currency, tiers: checked })
    }

    /// What `quantity` units cost.
    ///
    /// Time O(log n) for `volume`, O(tiers reached) for `graduated`.
    ///
    /// # Errors
    /// `invalid_argument` for a quantity beyond a last tier that ends; `overflow` for a total beyond 64-bit minor units.
    pub fn price(&self, mode: TierMode, quantity: u64) -> Result<TieredPrice, PricingError> {
        let holding = self.tiers.partition_point(|tier| tier.last.is_some_and(|last| last < quantity));
        let Some(tier) = self.tiers.get(holding) else {
            let end = self.tiers.last().and_then(|tier| tier.last).unwrap_or_default();
            return Err(
                Error::invalid("quantity", quantity, format!("is beyond the last tier, which ends at {end}")).into()
            );
        };
        let (total, breakdown) = match mode {
            _ if quantity == 0 => (Exact::ZERO, Vec::new()),
            TierMode::Volume => (tier.charge(quantity), vec![TierQuantity { tier_index: holding, quantity }]),
            TierMode::Graduated => self.graduated(quantity),
        };
        let average = total.checked_div(&Exact::from(quantity)).map(|average| {
            let digits = self.currency.minor_digits().saturating_add(AVERAGE_DIGITS);
            average.round("average_unit_price", digits, Rounding::HalfUp)
        });
        let rounded = Money::round_exact("total", &total, self.currency, Rounding::HalfUp)?;
        Ok(TieredPrice { total: rounded.to_decimal(), average_unit_price: average.transpose()?, breakdown })
    }

    fn graduated(&self, quantity: u64) -> (Exact, Vec<TierQuantity>) {
        let reached = self.tiers.iter().enumerate().take_while(|(_, tier)| tier.first <= quantity);
        let mut total = Exact::ZERO;
        let breakdown = reached.map(|(tier_index, tier)| {
            let end = tier.last.map_or(quantity, |last| last.min(quantity));
            // `first` is from 1 to `end`
            let units = end.saturating_sub(tier.first).saturating_add(1);
            total = &total + &tier.charge(units);
            TierQuantity { tier_index, quantity: units }
        });
        let breakdown = breakdown.collect();
        (total, breakdown)
    }
}

impl Tier {
    /// The tier after one that ends at `before`; `None` has no end.
    fn read(tier: &PriceTier, before: Option<u64>, currency: Currency) -> Result<Self, Error> {
        let Some(before) = before else {
            return Err(Error::invalid("up_to", "after a tier without an end, a tier", "is never reached"));
        };
        if let Some(last) = tier.up_to
            && last <= before
        {
            return Err(Error::invalid("up_to", last, format!("must be above {before}")));
        }
        let unit_price = amount::decimal_non_negative("unit_price", tier.unit_price)?;
        let flat_fee = amount::optional("flat_fee", tier.flat_fee, currency)?;
        let first = before.checked_add(1).ok_or_else(|| Error::overflow("up_to", "the first quantity", "64 bits"))?;
        Ok(Self { first, last: tier.up_to, unit_price, flat_fee: flat_fee.to_decimal().into() })
    }
}

/// What a quantity costs under a tier table; [`PriceTiers`] answers many quantities.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{PriceTier, TierMode, TieredPriceInput, tiered_price};
/// // the first 5 at 5.00 with a fee of 10.00, the rest at 4.00 with a fee of 20.00
/// let input = TieredPriceInput {
///     currency: Currency::USD,
///     quantity: 6,
///     mode: TierMode::Graduated,
///     tiers: vec![
///         PriceTier { up_to: Some(5), unit_price: decimal::parse("5.00")?, flat_fee: Some(decimal::parse("10.00")?) },
///         PriceTier { up_to: None, unit_price: decimal::parse("4.00")?, flat_fee: Some(decimal::parse("20.00")?) },
///     ],
/// };
/// let price = tiered_price(&input)?;
/// assert_eq!(price.total.to_string(), "59.00"); // 25 + 10 + 4 + 20
/// assert_eq!(price.average_unit_price.map(|price| price.to_string()).as_deref(), Some("9.833333"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What [`PriceTiers::new`] and [`PriceTiers::price`] refuse.
pub fn tiered_price(input: &TieredPriceInput) -> Result<TieredPrice, PricingError> {
    PriceTiers::new(input.currency, &input.tiers)?.price(input.mode, input.quantity)
}
