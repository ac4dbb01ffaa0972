//! Who pays for a discount: the platform, or which store?
//!
//! The platform bears `platform_total = round(platform_rate x sum of discounts)`, half up, shared out over the lines by their
//! discounts (largest remainders); each store bears the rest of its own lines. Both parts of a store, and of the whole, sum
//! to the discounts exactly.
//!
//! Source: definition; the co-funded promotions of marketplaces. Allocation: Balinski and Young, "Fair Representation" (2001).

use crate::amount;
use crate::check::unique;
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Money, Rounding};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The discount of an order line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FundedLine {
    /// The line's name.
    pub id: String,
    /// The store that sells it.
    pub store_id: String,
    /// Its discount, at least 0.
    #[serde(with = "DecimalString")]
    pub discount: Decimal,
}

/// What [`split_funding`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitFundingInput {
    /// The currency of every discount.
    pub currency: Currency,
    /// The platform's part, 0 to 1.
    #[serde(with = "DecimalString")]
    pub platform_rate: Decimal,
    /// The lines of the order.
    pub lines: Vec<FundedLine>,
}

/// Who bears what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SplitFunding {
    /// What the platform bears.
    #[serde(with = "DecimalString")]
    pub platform_total: Decimal,
    /// What the stores bear together.
    #[serde(with = "DecimalString")]
    pub merchant_total: Decimal,
    /// Store by store, in the order of their first lines.
    pub stores: Vec<StoreFunding>,
}

/// Who bears the discounts of a store's lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct StoreFunding {
    /// The store.
    pub store_id: String,
    /// What the platform bears.
    #[serde(with = "DecimalString")]
    pub platform: Decimal,
    /// What the store bears.
    #[serde(with = "DecimalString")]
    pub merchant: Decimal,
}

/// What the platform and each store bear of the discounts.
///
/// Time O(n) expected.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{FundedLine, SplitFundingInput, split_funding};
/// let line = |id: &str, store: &str, discount| FundedLine { id: id.into(), store_id: store.into(), discount };
/// let input = SplitFundingInput {
///     currency: Currency::CNY,
///     platform_rate: decimal::parse("0.3")?,
///     lines: vec![
///         line("1", "north", decimal::parse("10.05")?),
///         line("2", "south", decimal::parse("20.00")?),
///     ],
/// };
/// let funding = split_funding(&input)?;
/// assert_eq!(funding.platform_total.to_string(), "9.02"); // 9.015
/// assert_eq!(funding.stores[0].platform.to_string(), "3.02"); // 3.0167
/// assert_eq!(funding.stores[1].merchant.to_string(), "14.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a line named twice; `invalid_argument` for a blank line or store, a rate outside 0..=1, a negative discount
/// or one finer than the currency; `overflow` for discounts beyond 64-bit minor units.
pub fn split_funding(input: &SplitFundingInput) -> Result<SplitFunding, PricingError> {
    unique("lines", input.lines.iter().map(|line| line.id.as_str()))?;
    amount::share("platform_rate", input.platform_rate)?;
    let mut discounts = Vec::with_capacity(input.lines.len());
    for (index, line) in input.lines.iter().enumerate() {
        discounts.push(read_line(line, input.currency).map_err(|error| error.at("lines", index))?);
    }
    let total = Money::sum(input.currency, &discounts)?;
    let platform_total = total.mul_rate(input.platform_rate, Rounding::HalfUp)?;
    let platform = amount::share_out(platform_total, &discounts)?;

    let mut stores: Vec<(&str, Money, Money)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for ((line, discount), platform) in input.lines.iter().zip(&discounts).zip(platform) {
        let merchant = discount.checked_sub(platform)?;
        let place = *places.entry(&line.store_id).or_insert(stores.len());
        match stores.get_mut(place) {
            Some((_, platform_sum, merchant_sum)) => {
                *platform_sum = platform_sum.checked_add(platform)?;
                *merchant_sum = merchant_sum.checked_add(merchant)?;
            }
            None => stores.push((&line.store_id, platform, merchant)),
        }
    }
    let stores = stores.into_iter().map(|(store_id, platform, merchant)| StoreFunding {
        store_id: store_id.to_owned(),
        platform: platform.to_decimal(),
        merchant: merchant.to_decimal(),
    });
    Ok(SplitFunding {
        platform_total: platform_total.to_decimal(),
        merchant_total: total.checked_sub(platform_total)?.to_decimal(),
        stores: stores.collect(),
    })
}

fn read_line(line: &FundedLine, currency: Currency) -> Result<Money, Error> {
    if line.store_id.trim().is_empty() {
        return Err(Error::invalid("store_id", format_args!("{:?}", line.store_id), "must not be blank"));
    }
    amount::non_negative("discount", line.discount, currency)
}
