//! Has the group come together, at which price, and how many are missing?
//!
//! A group buy has tiers `{size, price}`: everybody pays the price of the largest size that the group has reached, and
//! the base price below the smallest. It has succeeded once the smallest size is reached, whatever the time; else it
//! has failed from the deadline on (half-open: at the deadline it is over), and is open before.
//!
//! Source: definition; the group purchase (拼团) of marketplaces.

use crate::amount;
use crate::check::at_least_one;
use crate::error::PricingError;
use chrono::{DateTime, FixedOffset};
use mercato_core::{Currency, Decimal, DecimalString, Error, Money, TimestampString};
use serde::{Deserialize, Serialize};

/// The price from a group size on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupTier {
    /// How many must have joined, at least 1.
    pub size: u64,
    /// What each of them pays, at least 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

/// What [`group_buy`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupBuyInput {
    /// The currency of every price.
    pub currency: Currency,
    /// The price without a group, at least 0.
    #[serde(with = "DecimalString")]
    pub base_price: Decimal,
    /// The tiers, in rising order of `size`.
    pub tiers: Vec<GroupTier>,
    /// How many have joined.
    pub joined: u64,
    /// The first instant at which nobody can join any more.
    #[serde(with = "TimestampString")]
    pub deadline: DateTime<FixedOffset>,
    /// The instant of the question.
    #[serde(with = "TimestampString")]
    pub now: DateTime<FixedOffset>,
}

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupStatus {
    /// The smallest size is not reached, and there is time left.
    Open,
    /// The smallest size is reached.
    Succeeded,
    /// The smallest size was not reached by the deadline.
    Failed,
}

/// The state of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct GroupBuy {
    /// Where the group stands.
    pub status: GroupStatus,
    /// What a member pays at this size.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// The next size with a price of its own; `None` where the largest is reached.
    pub next_size: Option<u64>,
    /// How many are missing to it.
    pub missing: Option<u64>,
}

/// The state of a group at `now`.
///
/// ```
/// use mercato_core::{Currency, decimal, time};
/// use mercato_pricing::{GroupBuyInput, GroupStatus, GroupTier, group_buy};
/// let input = GroupBuyInput {
///     currency: Currency::CNY,
///     base_price: decimal::parse("39.90")?,
///     tiers: vec![
///         GroupTier { size: 2, price: decimal::parse("29.90")? },
///         GroupTier { size: 5, price: decimal::parse("25.90")? },
///     ],
///     joined: 3,
///     deadline: time::parse_timestamp("2026-11-12T00:00:00+08:00")?,
///     now: time::parse_timestamp("2026-11-11T10:00:00+08:00")?,
/// };
/// let group = group_buy(&input)?;
/// assert_eq!(group.status, GroupStatus::Succeeded);
/// assert_eq!((group.price.to_string().as_str(), group.next_size, group.missing), ("29.90", Some(5), Some(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no tiers, a size of 0 or not above the one before, a negative price or one finer than the
/// currency; `overflow` for a price beyond 64-bit minor units.
pub fn group_buy(input: &GroupBuyInput) -> Result<GroupBuy, PricingError> {
    let mut price = amount::non_negative("base_price", input.base_price, input.currency)?;
    if input.tiers.is_empty() {
        return Err(Error::invalid("tiers", "an empty list", "is no group buy").into());
    }
    let (mut before, mut succeeded, mut next_size) = (0, false, None);
    for (index, tier) in input.tiers.iter().enumerate() {
        let tier_price = read_tier(tier, before, input.currency).map_err(|error| error.at("tiers", index))?;
        before = tier.size;
        if tier.size <= input.joined {
            (succeeded, price) = (true, tier_price);
        } else if next_size.is_none() {
            next_size = Some(tier.size);
        }
    }
    let status = if succeeded {
        GroupStatus::Succeeded
    } else if input.now >= input.deadline {
        GroupStatus::Failed
    } else {
        GroupStatus::Open
    };
    let missing = next_size.and_then(|size| size.checked_sub(input.joined));
    Ok(GroupBuy { status, price: price.to_decimal(), next_size, missing })
}

/// The price of the tier after one of the size `before`.
fn read_tier(tier: &GroupTier, before: u64, currency: Currency) -> Result<Money, Error> {
    at_least_one("size", tier.size)?;
    if tier.size <= before {
        return Err(Error::invalid("size", tier.size, format!("must be above {before}")));
    }
    amount::non_negative("price", tier.price, currency)
}
