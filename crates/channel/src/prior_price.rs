//! Which former price may a reduction be measured by? Three legal regimes, as parameterised checks. This is no legal advice.
//!
//! **`eu_omnibus`**, Directive 98/6/EC, article 6a (as inserted by Directive (EU) 2019/2161), and CJEU C-330/23, *Aldi Süd* (2024): a
//! reduction is measured by the lowest price in force at any time in the window of `window_days` (at least 30) before it starts. A
//! price holds from its instant until the next one; the one in force at the start of the window counts, one that ended exactly there
//! does not. Article 6a(5), progressive reductions: from `progressive_from` on, if the prices from the one before it to the announced
//! one never rise, the window ends there; if one rises, the exemption is lost.
//!
//! **`cn_price_fraud`**: the base price of the Interim Provisions on the Regulation of Promotional Activities (SAMR, 2020), and of the
//! "original price" in the readings of the NDRC: the lowest price of a deal in the seven days before the promotion, else that of the
//! last deal before. Here the history lists deals.
//!
//! **`us_ftc`**, 16 CFR 233.1: a former price must have been offered "for a reasonably substantial period of time". The rule names no
//! number of days, so `lookback_days` and `min_days` are asked for: the time in the lookback with a price of at least the claimed one
//! must reach `min_days`.
//!
//! [`lowest_prior_prices`] answers the first question for every change of a long history, in one pass.

use crate::check::{money, ratio};
use crate::error::ChannelError;
use crate::offer::amount;
use chrono::{DateTime, FixedOffset, TimeDelta};
use mercato_core::{
    Currency, Decimal, DecimalString, Error, Exact, OptionalDecimalString, OptionalTimestampString, TimestampString,
};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The regime under which a former price is sought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PriorPriceRegime {
    /// Directive 98/6/EC, article 6a.
    EuOmnibus {
        /// Days of the window, at least 30; 30 if left out.
        window_days: Option<u32>,
        /// May the window be shorter, as article 6a(4) lets states allow for goods on the market for a shorter time? No if left out.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
        allow_shorter_window: bool,
        /// Where a series of reductions without interruption began.
        #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
        progressive_from: Option<DateTime<FixedOffset>>,
    },
    /// The base price of the SAMR's Interim Provisions of 2020.
    CnPriceFraud {
        /// Days of the window, at least 1; 7 if left out.
        window_days: Option<u32>,
    },
    /// 16 CFR 233.1.
    UsFtc {
        /// Days before the reduction that are looked at, at least 1.
        lookback_days: u32,
        /// Days in them for which the former price must have been asked, at most `lookback_days`.
        min_days: u32,
    },
}

/// A price from an instant on, or the price of a deal at an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PricePoint {
    /// When.
    #[serde(with = "TimestampString")]
    pub at: DateTime<FixedOffset>,
    /// The price, at least 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

/// What [`prior_price`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriorPriceInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// The regime.
    pub regime: PriorPriceRegime,
    /// The prices from their instants on, or the deals, in any order.
    pub history: Vec<PricePoint>,
    /// When the reduction starts.
    #[serde(with = "TimestampString")]
    pub reduction_start: DateTime<FixedOffset>,
    /// The reduced price, at least 0.
    #[serde(with = "DecimalString")]
    pub announced_price: Decimal,
    /// The former price that is claimed, at least 0; `us_ftc` needs it.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub claimed_former_price: Option<Decimal>,
}

/// What a reduction may be measured by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum PriorPrice {
    /// Under `eu_omnibus`.
    EuOmnibus(OmnibusPrice),
    /// Under `cn_price_fraud`.
    CnPriceFraud(DealPrice),
    /// Under `us_ftc`.
    UsFtc(FormerPrice),
}

/// The lowest price before a reduction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct OmnibusPrice {
    /// The lowest price in the window.
    #[serde(with = "DecimalString")]
    pub prior_price: Decimal,
    /// Where the window starts.
    #[serde(with = "TimestampString")]
    pub window_start: DateTime<FixedOffset>,
    /// Where it ends: at the reduction, or at the first of a progressive series.
    #[serde(with = "TimestampString")]
    pub window_end: DateTime<FixedOffset>,
    /// Is the announced price below it?
    pub genuine_reduction: bool,
    /// Is the claimed price at most the prior price, and above the announced one? None without a claim.
    pub claim_compliant: Option<bool>,
    /// What is taken off, over the prior price; none over 0.
    pub reduction_ratio: Option<f64>,
    /// Does the history begin after the window does?
    pub short_history: bool,
    /// Did the window end at the first of a progressive series?
    pub progressive_applied: bool,
}

/// The lowest deal before a promotion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DealPrice {
    /// The lowest deal of the window, or the last before it.
    #[serde(with = "DecimalString")]
    pub prior_price: Decimal,
    /// Which of the two it is.
    pub source: DealSource,
    /// Is the announced price below it?
    pub genuine_reduction: bool,
    /// Is the claimed price at most the prior price, and above the announced one? None without a claim.
    pub claim_compliant: Option<bool>,
    /// What is taken off, over the prior price; none over 0.
    pub reduction_ratio: Option<f64>,
}

/// Where the base price of a promotion comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DealSource {
    /// The lowest deal of the window.
    WindowMinimum,
    /// The last deal before the window.
    LastTransaction,
}

/// For how long a former price was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FormerPrice {
    /// Days of 24 hours in the lookback with a price of at least the claimed one.
    pub days_at_or_above: f64,
    /// Are they enough, and is the announced price below the claimed one?
    pub claim_compliant: bool,
    /// Is the announced price below the claimed one?
    pub genuine_reduction: bool,
}

/// An instant so many days before another.
fn days_before(instant: DateTime<FixedOffset>, days: u32) -> Result<DateTime<FixedOffset>, Error> {
    TimeDelta::try_days(i64::from(days))
        .and_then(|days| instant.checked_sub_signed(days))
        .ok_or_else(|| Error::overflow("regime", format_args!("{days} days"), "the calendar"))
}

/// Which former price may the reduction be measured by?
///
/// ```
/// use mercato_channel::{PriorPrice, PriorPriceInput, prior_price};
/// let input: PriorPriceInput = serde_json::from_str(
///     r#"{"currency": "EUR", "regime": {"type": "eu_omnibus"},
///         "history": [{"at": "2026-09-01T00:00:00Z", "price": "100.00"}, {"at": "2026-10-20T00:00:00Z", "price": "80.00"},
///                     {"at": "2026-10-25T00:00:00Z", "price": "110.00"}],
///         "reduction_start": "2026-11-11T00:00:00Z", "announced_price": "88.00"}"#,
/// )?;
/// let PriorPrice::EuOmnibus(price) = prior_price(&input)? else { panic!("the regime asked for") };
/// // 80.00 was asked within thirty days: 88.00 is no reduction
/// assert_eq!((price.prior_price.to_string(), price.genuine_reduction), ("80.00".into(), false));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a window below 30 days that is not allowed, of no day, a `progressive_from` after the reduction, `min_days`
/// above `lookback_days`, `us_ftc` without a claim, an amount below 0; `not_found` without a price before the reduction (or before
/// `progressive_from`); `duplicate_id` for two prices from the same instant on; `overflow` for an amount above 10^14.
pub fn prior_price(input: &PriorPriceInput) -> Result<PriorPrice, ChannelError> {
    amount("announced_price", input.announced_price)?;
    if let Some(claimed) = input.claimed_former_price {
        amount("claimed_former_price", claimed)?;
    }
    for (index, point) in input.history.iter().enumerate() {
        amount("price", point.price).map_err(|error| error.at("history", index))?;
    }
    match input.regime {
        PriorPriceRegime::EuOmnibus { window_days, allow_shorter_window, progressive_from } => {
            let days = window_days.unwrap_or(30);
            if days == 0 || (days < 30 && !allow_shorter_window) {
                let reason = "must be at least 30, or allow_shorter_window must be true and it at least 1";
                return Err(Error::invalid("regime.window_days", days, reason).into());
            }
            omnibus(input, days, progressive_from).map(PriorPrice::EuOmnibus)
        }
        PriorPriceRegime::CnPriceFraud { window_days } => {
            let days = window_days.unwrap_or(7);
            if days == 0 {
                return Err(Error::invalid("regime.window_days", 0, "must be at least 1").into());
            }
            deal(input, days).map(PriorPrice::CnPriceFraud)
        }
        PriorPriceRegime::UsFtc { lookback_days, min_days } => {
            former(input, lookback_days, min_days).map(PriorPrice::UsFtc)
        }
    }
}

/// The history in order of time; two prices cannot hold from the same instant on.
fn in_order(history: &[PricePoint]) -> Result<Vec<&PricePoint>, Error> {
    let mut instants = std::collections::BTreeSet::new();
    for (index, point) in history.iter().enumerate() {
        if !instants.insert(point.at) {
            return Err(Error::duplicate("at", mercato_core::time::format_timestamp(&point.at)).at("history", index));
        }
    }
    let mut points: Vec<&PricePoint> = history.iter().collect();
    points.sort_unstable_by_key(|point| point.at);
    Ok(points)
}

fn no_price_before(instant: &DateTime<FixedOffset>) -> Error {
    Error::not_found("history", format!("a price before {}", mercato_core::time::format_timestamp(instant)))
}

/// What is taken off the prior price, over it.
fn reduction(prior: Decimal, announced: Decimal) -> Result<Option<f64>, Error> {
    let (prior, announced) = (Exact::from(prior), Exact::from(announced));
    ratio("reduction_ratio", &(&prior - &announced), &prior)
}

fn claim_compliant(input: &PriorPriceInput, prior: Decimal) -> Option<bool> {
    input.claimed_former_price.map(|claimed| claimed <= prior && input.announced_price < claimed)
}

fn omnibus(
    input: &PriorPriceInput,
    days: u32,
    progressive_from: Option<DateTime<FixedOffset>>,
) -> Result<OmnibusPrice, ChannelError> {
    let points = in_order(&input.history)?;
    let start = input.reduction_start;
    let before = |instant: &DateTime<FixedOffset>| points.partition_point(|point| point.at < *instant);
    let known = before(&start);
    if known == 0 {
        return Err(no_price_before(&start).into());
    }
    let (mut end, mut progressive_applied) = (start, false);
    if let Some(from) = progressive_from {
        if from > start {
            let from = mercato_core::time::format_timestamp(&from);
            return Err(Error::invalid("regime.progressive_from", from, "must not be after reduction_start").into());
        }
        let first = before(&from).checked_sub(1).ok_or_else(|| no_price_before(&from))?;
        let series = points.get(first..known).unwrap_or(&[]).iter().map(|point| point.price);
        if series.chain([input.announced_price]).is_sorted_by(|earlier, later| earlier >= later) {
            (end, progressive_applied) = (from, true);
        }
    }
    let window_start = days_before(end, days)?;
    // the last price from the window's start or before is in force there; one that ended there is not the last
    let first = points.partition_point(|point| point.at <= window_start).saturating_sub(1);
    let prior = points
        .get(first..before(&end))
        .unwrap_or(&[])
        .iter()
        .map(|point| point.price)
        .min()
        .ok_or_else(|| no_price_before(&end))?;
    Ok(OmnibusPrice {
        prior_price: money("prior_price", &prior.into(), input.currency.minor_digits())?,
        window_start: crate::check::utc(window_start),
        window_end: crate::check::utc(end),
        genuine_reduction: input.announced_price < prior,
        claim_compliant: claim_compliant(input, prior),
        reduction_ratio: reduction(prior, input.announced_price)?,
        short_history: points.first().is_some_and(|point| point.at > window_start),
        progressive_applied,
    })
}

fn deal(input: &PriorPriceInput, days: u32) -> Result<DealPrice, ChannelError> {
    let start = input.reduction_start;
    let window_start = days_before(start, days)?;
    let within = input.history.iter().filter(|deal| window_start <= deal.at && deal.at < start).map(|deal| deal.price);
    let last = || {
        let earlier = input.history.iter().filter(|deal| deal.at < window_start);
        let order = |a: &&PricePoint, b: &&PricePoint| a.at.cmp(&b.at).then(b.price.cmp(&a.price));
        earlier.max_by(order).map(|deal| (deal.price, DealSource::LastTransaction))
    };
    let (prior, source) = within
        .min()
        .map(|price| (price, DealSource::WindowMinimum))
        .or_else(last)
        .ok_or_else(|| no_price_before(&start))?;
    Ok(DealPrice {
        prior_price: money("prior_price", &prior.into(), input.currency.minor_digits())?,
        source,
        genuine_reduction: input.announced_price < prior,
        claim_compliant: claim_compliant(input, prior),
        reduction_ratio: reduction(prior, input.announced_price)?,
    })
}

fn former(input: &PriorPriceInput, lookback_days: u32, min_days: u32) -> Result<FormerPrice, ChannelError> {
    if lookback_days == 0 {
        return Err(Error::invalid("regime.lookback_days", 0, "must be at least 1").into());
    }
    if min_days > lookback_days {
        let reason = format!("must be at most lookback_days, {lookback_days}");
        return Err(Error::invalid("regime.min_days", min_days, reason).into());
    }
    let Some(claimed) = input.claimed_former_price else {
        let reason = "must be given under us_ftc: the former price that the reduction is measured by";
        return Err(Error::invalid("claimed_former_price", "no price", reason).into());
    };
    let points = in_order(&input.history)?;
    let start = input.reduction_start;
    let window_start = days_before(start, lookback_days)?;
    let mut nanoseconds = 0_i128;
    for (index, point) in points.iter().enumerate().filter(|(_, point)| point.price >= claimed) {
        let until = points.get(index.saturating_add(1)).map_or(start, |next| next.at.min(start));
        let span = until.signed_duration_since(point.at.max(window_start));
        let length = i128::from(span.num_seconds())
            .saturating_mul(1_000_000_000)
            .saturating_add(i128::from(span.subsec_nanos()));
        nanoseconds = nanoseconds.saturating_add(length.max(0));
    }
    let days = Exact::from(nanoseconds).checked_div(&Exact::from(NANOSECONDS_A_DAY)).unwrap_or(Exact::ZERO);
    let genuine_reduction = input.announced_price < claimed;
    Ok(FormerPrice {
        claim_compliant: days >= Exact::from(u64::from(min_days)) && genuine_reduction,
        days_at_or_above: days.to_f64("days_at_or_above")?,
        genuine_reduction,
    })
}

const NANOSECONDS_A_DAY: i64 = 86_400_000_000_000;

/// For each change of a price, the lowest price in force in the window of so many seconds before it: what a reduction that starts
/// there is measured by under `eu_omnibus`. None for the first.
///
/// `at` are instants in seconds, rising; `prices` are in any whole unit. One pass with a monotonic queue: each price enters and leaves
/// it once, so a step takes constant time in the mean, however long the window.
///
/// ```
/// use mercato_channel::prior_price::lowest_prior_prices;
/// let day = 86_400;
/// let lowest = lowest_prior_prices(&[0, 10 * day, 20 * day, 50 * day], &[100, 80, 90, 85], 30 * day)?;
/// // the price of 80 ended at day 20, exactly thirty days before day 50: it does not count there
/// assert_eq!(lowest, [None, Some(100), Some(80), Some(90)]);
/// # Ok::<(), mercato_channel::ChannelError>(())
/// ```
///
/// # Errors
/// `invalid_argument` unless there are as many instants as prices, each after the one before, and the window is above 0.
pub fn lowest_prior_prices(at: &[i64], prices: &[i64], window_seconds: i64) -> Result<Vec<Option<i64>>, ChannelError> {
    if at.len() != prices.len() {
        return Err(Error::invalid("prices", prices.len(), format!("prices for {} instants", at.len())).into());
    }
    if window_seconds <= 0 {
        return Err(Error::invalid("window_seconds", window_seconds, "must be above 0").into());
    }
    let mut lowest = Vec::with_capacity(at.len());
    // prices that may be the lowest of a window to come, rising, each with the instant at which it ended
    let mut queue: VecDeque<(i64, i64)> = VecDeque::new();
    let mut last: Option<(i64, i64)> = None;
    for (index, (at, price)) in at.iter().zip(prices).enumerate() {
        if let Some((since, price)) = last {
            if since >= *at {
                return Err(Error::invalid(format!("at[{index}]"), at, "must be after the instant before it").into());
            }
            while queue.back().is_some_and(|(_, higher)| *higher >= price) {
                queue.pop_back();
            }
            queue.push_back((*at, price));
        }
        let window_start = at.saturating_sub(window_seconds);
        while queue.front().is_some_and(|(ended, _)| *ended <= window_start) {
            queue.pop_front();
        }
        lowest.push(queue.front().map(|(_, price)| *price));
        last = Some((*at, *price));
    }
    Ok(lowest)
}
