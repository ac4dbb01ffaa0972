//! How is a stock that is too small for all shared among the channels?
//!
//! Every channel first gets its `min`. What is left is shared by the demand that is left, by one of five methods:
//!
//! | method | who gets the next unit |
//! |---|---|
//! | `proportional` | shares of the residual demand, largest remainders; ties to the larger residual, then by id |
//! | `priority` | the channel with the lowest `priority`, until its demand is met; ties by id |
//! | `fair_share` | the channel that has the least of it (integer max-min); the last units one each by id |
//! | `profit_max` | the channel with the highest `unit_profit` above 0, until its demand is met; ties by id |
//! | `newsvendor` | the channel where one unit more earns the most, while that is above 0; ties by id |
//!
//! Under `newsvendor`, demand is Poisson with `demand_mean`, and the k-th unit of a channel earns
//!
//! ```text
//! profit(k) = cu - (cu + co) P(D <= k - 1) = cu P(D >= k) - co P(D <= k - 1)
//! ```
//!
//! with `cu` its `unit_profit` and `co` its `overage_cost`. That falls with k, so that taking the largest first is optimal. The
//! second form keeps its digits where nearly all demand is met; a unit whose profit is below the smallest double is not given.
//!
//! Source: largest remainders, Balinski and Young (2001); max-min fairness, Bertsekas and Gallager (1992), section 6.5.2; marginal
//! allocation, Fox (1966), Management Science 13, 210-216; the newsvendor, Silver, Pyke and Thomas (2017), chapter 9. Time
//! O(c log c) for c channels; newsvendor O(u log c) for the u units whose profit is neither `cu` nor `-co` to the last digit, at
//! most some fifty standard deviations of each demand.

mod newsvendor;

use crate::check::{finite_non_negative, unique};
use crate::error::ChannelError;
use mercato_core::{ChannelId, Decimal, Error, OptionalDecimalString, allocate};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The largest mean of a demand.
pub const MAX_DEMAND_MEAN: f64 = 1e12;

/// By which rule the stock is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AllocationMethod {
    /// By residual demand.
    Proportional,
    /// By priority, one after the other.
    Priority,
    /// As equally as demand allows.
    FairShare,
    /// By profit of a unit, one after the other.
    ProfitMax,
    /// By expected profit of the next unit.
    Newsvendor,
}

/// A channel that asks for stock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockClaim {
    /// The channel, unique in its list.
    pub channel_id: ChannelId,
    /// Units asked for; of every method but `newsvendor`, which has none.
    pub demand: Option<u64>,
    /// Units that it gets before the method is asked, at most `demand`; 0 if left out.
    pub min: Option<u64>,
    /// The lower goes first (`priority`); 0 if left out.
    pub priority: Option<i64>,
    /// Profit of a unit sold, of either sign (`profit_max`, `newsvendor`).
    #[serde(default, with = "OptionalDecimalString")]
    pub unit_profit: Option<Decimal>,
    /// Loss on a unit not sold, at least 0 (`newsvendor`); 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub overage_cost: Option<Decimal>,
    /// Mean of the Poisson demand, 0 to 10^12 (`newsvendor`).
    pub demand_mean: Option<f64>,
}

impl StockClaim {
    /// A channel with this demand, and nothing else said.
    #[must_use]
    pub const fn new(channel_id: ChannelId, demand: u64) -> Self {
        Self {
            channel_id,
            demand: Some(demand),
            min: None,
            priority: None,
            unit_profit: None,
            overage_cost: None,
            demand_mean: None,
        }
    }

    const fn least(&self) -> u64 {
        match self.min {
            Some(min) => min,
            None => 0,
        }
    }

    fn unit_profit(&self) -> Result<Decimal, Error> {
        self.unit_profit.ok_or_else(|| Error::invalid("unit_profit", "null", "must be given for this method"))
    }

    fn demand(&self) -> Result<u64, Error> {
        let demand = self.demand.ok_or_else(|| Error::invalid("demand", "null", "must be given for this method"))?;
        if self.least() > demand {
            return Err(Error::invalid("min", self.least(), format!("must be at most the demand, {demand}")));
        }
        Ok(demand)
    }

    /// Refuses what contradicts itself or the method.
    fn check(&self, method: AllocationMethod) -> Result<(), Error> {
        crate::check::non_negative("overage_cost", self.overage_cost.unwrap_or_default())?;
        if let Some(mean) = self.demand_mean {
            finite_non_negative("demand_mean", mean)?;
            if mean > MAX_DEMAND_MEAN {
                return Err(Error::invalid("demand_mean", mean, "must be at most 10^12"));
            }
        }
        if method == AllocationMethod::Newsvendor {
            if let Some(demand) = self.demand {
                return Err(Error::invalid("demand", demand, "has no meaning for newsvendor: give demand_mean"));
            }
            self.mean()?;
            self.unit_profit()?;
            return Ok(());
        }
        self.demand()?;
        if method == AllocationMethod::ProfitMax {
            self.unit_profit()?;
        }
        Ok(())
    }

    fn mean(&self) -> Result<f64, Error> {
        self.demand_mean.ok_or_else(|| Error::invalid("demand_mean", "null", "must be given for newsvendor"))
    }
}

/// What [`allocate_stock`] takes, in units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AllocateStockInput {
    /// What there is.
    pub supply: u64,
    /// By which rule it is shared.
    pub method: AllocationMethod,
    /// The channels, at least one.
    pub channels: Vec<StockClaim>,
}

/// Who gets how much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct StockAllocation {
    /// The units of each channel.
    pub allocations: BTreeMap<ChannelId, u64>,
    /// The units that none gets.
    pub unallocated: u64,
    /// The demand of each channel that is not met; absent for newsvendor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmet: Option<BTreeMap<ChannelId, u64>>,
    /// The expected profit of all units given, those of `min` too; newsvendor only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_profit: Option<f64>,
}

/// A channel in a list sorted by id: what it may still get, and what it gets beyond its `min`.
struct Share<'a> {
    claim: &'a StockClaim,
    residual: u64,
    given: u64,
}

/// The stock shared among the channels.
///
/// ```
/// use mercato_channel::{AllocateStockInput, AllocationMethod, StockClaim, allocate_stock};
/// use mercato_core::ChannelId;
/// let channels = vec![
///     StockClaim { min: Some(4), ..StockClaim::new(ChannelId::new("store")?, 10) },
///     StockClaim::new(ChannelId::new("site")?, 6),
/// ];
/// let shared = allocate_stock(&AllocateStockInput { supply: 10, method: AllocationMethod::Proportional, channels })?;
/// // 4 to the store, then 6 by residual demands of 6 and 6
/// assert_eq!(shared.allocations.values().copied().collect::<Vec<u64>>(), [3, 7]); // site, store
/// # Ok::<(), mercato_channel::ChannelError>(())
/// ```
///
/// # Errors
/// `infeasible` if the `min` sum to more than the supply; `duplicate_id` for a channel twice; `invalid_argument` for no channels, a
/// negative number, a `min` above its demand, a key that the method needs and has not, a demand under newsvendor; `overflow` for a
/// supply beyond 63 bits.
pub fn allocate_stock(input: &AllocateStockInput) -> Result<StockAllocation, ChannelError> {
    if input.channels.is_empty() {
        return Err(Error::invalid("channels", "an empty list", "shares nothing: name at least one channel").into());
    }
    unique("channels", "channel_id", input.channels.iter().map(|channel| channel.channel_id.as_str()))?;
    for (index, claim) in input.channels.iter().enumerate() {
        claim.check(input.method).map_err(|error| error.at("channels", index))?;
    }
    let mins = input.channels.iter().fold(0_u128, |sum, claim| sum.saturating_add(claim.least().into()));
    let left = u64::try_from(mins).ok().and_then(|mins| input.supply.checked_sub(mins)).ok_or_else(|| {
        let what = format!("the minima sum to {mins}, more than the supply of {}", input.supply);
        Error::infeasible("channels", what)
    })?;
    let mut claims: Vec<&StockClaim> = input.channels.iter().collect();
    claims.sort_unstable_by(|a, b| a.channel_id.cmp(&b.channel_id));
    if input.method == AllocationMethod::Newsvendor {
        return Ok(newsvendor::shared(&claims, left)?);
    }
    let mut shares: Vec<Share<'_>> = claims
        .into_iter()
        .map(|claim| Share {
            claim,
            residual: claim.demand.unwrap_or_default().saturating_sub(claim.least()),
            given: 0,
        })
        .collect();
    match input.method {
        AllocationMethod::Proportional => proportional(&mut shares, left)?,
        AllocationMethod::FairShare => fair_share(&mut shares, left),
        AllocationMethod::Priority => {
            let mut order: Vec<&mut Share<'_>> = shares.iter_mut().collect();
            // a stable sort: the channels are in order of their ids
            order.sort_by_key(|share| share.claim.priority.unwrap_or_default());
            one_after_the_other(order, left);
        }
        // newsvendor was answered above
        AllocationMethod::ProfitMax | AllocationMethod::Newsvendor => {
            let profit = |share: &Share<'_>| share.claim.unit_profit.unwrap_or_default();
            let mut order: Vec<&mut Share<'_>> =
                shares.iter_mut().filter(|share| profit(share) > Decimal::ZERO).collect();
            order.sort_by_key(|share| Reverse(profit(share)));
            one_after_the_other(order, left);
        }
    }
    let total = |share: &Share<'_>| share.claim.least().saturating_add(share.given);
    let by_channel = |of: &dyn Fn(&Share<'_>) -> u64| {
        shares.iter().map(|share| (share.claim.channel_id.clone(), of(share))).collect::<BTreeMap<ChannelId, u64>>()
    };
    Ok(StockAllocation {
        allocations: by_channel(&total),
        unallocated: left.saturating_sub(shares.iter().fold(0, |sum: u64, share| sum.saturating_add(share.given))),
        unmet: Some(by_channel(&|share| share.residual.saturating_sub(share.given))),
        expected_profit: None,
    })
}

/// Gives each all that it asks for, until nothing is left.
fn one_after_the_other(order: Vec<&mut Share<'_>>, mut left: u64) {
    for share in order {
        share.given = share.residual.min(left);
        left = left.saturating_sub(share.given);
    }
}

/// Largest remainders; where there is enough for all, all get what they ask for.
fn proportional(shares: &mut [Share<'_>], left: u64) -> Result<(), Error> {
    let asked = shares.iter().fold(0_u128, |sum, share| sum.saturating_add(share.residual.into()));
    if asked <= left.into() {
        for share in shares {
            share.given = share.residual;
        }
        return Ok(());
    }
    let total = i64::try_from(left).map_err(|_| Error::overflow("supply", left, "a 64-bit integer with a sign"))?;
    let mut order: Vec<&mut Share<'_>> = shares.iter_mut().collect();
    order.sort_by_key(|share| Reverse(share.residual));
    let weights: Vec<u64> = order.iter().map(|share| share.residual).collect();
    for (share, part) in order.into_iter().zip(allocate(total, &weights)?) {
        share.given = part.unsigned_abs();
    }
    Ok(())
}

/// Fills all to the same level, those that ask for less to what they ask for; what does not come out even goes one each by id.
fn fair_share(shares: &mut [Share<'_>], mut left: u64) {
    let mut order: Vec<&mut Share<'_>> = shares.iter_mut().collect();
    order.sort_by_key(|share| share.residual);
    let mut unfilled = u64::try_from(order.len()).unwrap_or(u64::MAX);
    let mut filled = 0_usize;
    for share in &mut order {
        // the smallest that is left can be filled where all that are left can have as much
        if share.residual.checked_mul(unfilled).is_none_or(|all| all > left) {
            break;
        }
        share.given = share.residual;
        left = left.saturating_sub(share.residual);
        unfilled = unfilled.saturating_sub(1);
        filled = filled.saturating_add(1);
    }
    let level = left.checked_div(unfilled).unwrap_or_default();
    let mut odd = left.checked_rem(unfilled).unwrap_or_default();
    let mut rest = order.split_off(filled);
    rest.sort_by(|a, b| a.claim.channel_id.cmp(&b.claim.channel_id));
    for share in rest {
        let extra = u64::from(odd > 0 && share.residual > level);
        share.given = level.saturating_add(extra);
        odd = odd.saturating_sub(extra);
    }
}
