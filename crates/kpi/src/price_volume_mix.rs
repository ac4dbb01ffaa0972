//! Why did revenue change: prices, volume, or the mix of what was sold? A bridge between two periods.
//!
//! Over the items sold in both periods, with `Q = sum q`:
//!
//! ```text
//! price  = sum q1 (p1 - p0)        volume = (Q1 - Q0) x sum(p0 q0) / Q0        mix = sum p0 (q1 - q0) - volume
//! new    = revenue of items sold only after        discontinued = -(revenue of items sold only before)
//! ```
//!
//! Each revenue and effect is rounded once; `change` is the difference of the two rounded revenues and `mix` is `change` less the
//! other rounded effects, so that the bridge closes to the last digit.
//!
//! Source: sales mix and quantity variances of standard costing (Horngren, Datar, Rajan, Cost Accounting, chapter 14). Limits: a mix
//! effect needs one unit of quantity for all items.

use crate::check::{non_negative, unique};
use crate::error::KpiError;
use crate::quantity::MoneyFormat;
use mercato_core::{CurrencyCode, Decimal, DecimalString, Exact, Rounding};
use serde::{Deserialize, Serialize};

/// An item before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PvmItem {
    /// The item's name, unique in the input.
    pub key: String,
    /// Units sold before; 0 for a new item.
    pub quantity_before: u64,
    /// Price before, at least 0; without effect where the quantity is 0.
    #[serde(with = "DecimalString")]
    pub price_before: Decimal,
    /// Units sold after; 0 for a discontinued item.
    pub quantity_after: u64,
    /// Price after, at least 0; without effect where the quantity is 0.
    #[serde(with = "DecimalString")]
    pub price_after: Decimal,
}

/// What [`price_volume_mix`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceVolumeMixInput {
    /// The currency of every price.
    pub currency: CurrencyCode,
    /// The items.
    pub items: Vec<PvmItem>,
    /// Decimals of the money in the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How that money is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// A bridge from one period's revenue to another's: the five effects add up to `change`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceVolumeMix {
    /// Revenue before.
    #[serde(with = "DecimalString")]
    pub revenue_before: Decimal,
    /// Revenue after.
    #[serde(with = "DecimalString")]
    pub revenue_after: Decimal,
    /// After less before.
    #[serde(with = "DecimalString")]
    pub change: Decimal,
    /// More or fewer units, at the old mix and prices.
    #[serde(with = "DecimalString")]
    pub volume_effect: Decimal,
    /// A shift to dearer or cheaper items.
    #[serde(with = "DecimalString")]
    pub mix_effect: Decimal,
    /// Dearer or cheaper, at the new quantities.
    #[serde(with = "DecimalString")]
    pub price_effect: Decimal,
    /// Items sold only after.
    #[serde(with = "DecimalString")]
    pub new_effect: Decimal,
    /// Items sold only before; not above 0.
    #[serde(with = "DecimalString")]
    pub discontinued_effect: Decimal,
}

/// The bridge from one period's revenue to another's.
///
/// ```
/// use mercato_core::{CurrencyCode, decimal};
/// use mercato_kpi::{PriceVolumeMixInput, PvmItem, price_volume_mix};
/// let item = |key: &str, before: (u64, &str), after: (u64, &str)| -> Result<PvmItem, mercato_core::Error> {
///     Ok(PvmItem {
///         key: key.into(),
///         quantity_before: before.0,
///         price_before: decimal::parse(before.1)?,
///         quantity_after: after.0,
///         price_after: decimal::parse(after.1)?,
///     })
/// };
/// let bridge = price_volume_mix(&PriceVolumeMixInput {
///     currency: CurrencyCode::new("USD")?,
///     items: vec![item("A", (100, "10.00"), (150, "9.00"))?, item("B", (100, "20.00"), (90, "20.00"))?],
///     scale: None,
///     rounding: None,
/// })?;
/// assert_eq!(bridge.change.to_string(), "150.00"); // 3000 -> 3150
/// assert_eq!(bridge.volume_effect.to_string(), "600.00"); // 40 more units at 15.00
/// assert_eq!(bridge.mix_effect.to_string(), "-300.00"); // 500 - 200 less the volume effect
/// assert_eq!(bridge.price_effect.to_string(), "-150.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for an item twice; `invalid_argument` for a negative price or a `scale` above 10; `overflow` for money beyond a
/// decimal of that scale.
pub fn price_volume_mix(input: &PriceVolumeMixInput) -> Result<PriceVolumeMix, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    unique(input.items.iter().map(|item| item.key.as_str()), |index| format!("items[{index}].key"))?;
    let (mut units_before, mut units_after) = (Exact::ZERO, Exact::ZERO);
    let (mut kept_before, mut price) = (Exact::ZERO, Exact::ZERO);
    let (mut new, mut discontinued) = (Exact::ZERO, Exact::ZERO);
    let (mut before, mut after) = (Exact::ZERO, Exact::ZERO);
    for (index, item) in input.items.iter().enumerate() {
        non_negative("price_before", &item.price_before).map_err(|error| error.at("items", index))?;
        non_negative("price_after", &item.price_after).map_err(|error| error.at("items", index))?;
        let (q0, q1) = (Exact::from(item.quantity_before), Exact::from(item.quantity_after));
        let (p0, p1) = (Exact::from(item.price_before), Exact::from(item.price_after));
        let (v0, v1) = (&q0 * &p0, &q1 * &p1);
        before = &before + &v0;
        after = &after + &v1;
        if q0.is_zero() {
            new = new + v1;
        } else if q1.is_zero() {
            discontinued = discontinued - v0;
        } else {
            price = price + &q1 * &(&p1 - &p0);
            units_before = units_before + q0;
            units_after = units_after + q1;
            kept_before = kept_before + v0;
        }
    }
    // without continuing items there is no volume to speak of
    let volume = (&(&units_after - &units_before) * &kept_before).checked_div(&units_before).unwrap_or(Exact::ZERO);

    let revenue_before = money.round("revenue_before", &before)?;
    let revenue_after = money.round("revenue_after", &after)?;
    let volume_effect = money.round("volume_effect", &volume)?;
    let price_effect = money.round("price_effect", &price)?;
    let new_effect = money.round("new_effect", &new)?;
    let discontinued_effect = money.round("discontinued_effect", &discontinued)?;
    let change = &Exact::from(revenue_after) - &Exact::from(revenue_before);
    let others = [volume_effect, price_effect, new_effect, discontinued_effect];
    let mix = &change - &others.into_iter().map(Exact::from).sum::<Exact>();
    Ok(PriceVolumeMix {
        revenue_before,
        revenue_after,
        // differences of rounded figures, so nothing is rounded here
        change: money.round("change", &change)?,
        volume_effect,
        mix_effect: money.round("mix_effect", &mix)?,
        price_effect,
        new_effect,
        discontinued_effect,
    })
}
