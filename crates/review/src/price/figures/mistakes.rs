//! Which tier tables and promotions contradict themselves, or sell below cost?

use super::Priced;
use super::context::{Context, figure};
use crate::error::{Place, ReviewError};
use crate::price::inputs::{Table, kernel};
use crate::promotions::{Paid, Single, noon};
use chrono::{DateTime, FixedOffset};
use mercato_core::{Decimal, Money, Rounding};
use mercato_pricing::{PriceTiers, TierAnomaliesInput, TierMode, net_proceeds, tier_anomalies};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a tier table.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(in crate::price) enum TierFault {
    /// These quantities cost more than a larger one.
    DearerThanMore { from_quantity: u64, to_quantity: u64, buy_instead: u64, total: String, total_instead: String },
    /// A unit costs more from here on than before.
    RisingPrice { from_quantity: u64, unit_price: String, before: String },
    /// A unit at this step loses money on the channel.
    BelowCost { from_quantity: u64, unit_price: String, channel: String, profit: String },
}

/// A mistake in the table of an article.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::price) struct TierMistake {
    pub(in crate::price) sku: String,
    pub(in crate::price) name: Option<String>,
    /// The channel that the table holds on; everywhere if none.
    pub(in crate::price) channel: Option<String>,
    pub(in crate::price) fault: TierFault,
}

/// A price that promotions bring below cost.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::price) struct PromotedLoss {
    pub(in crate::price) sku: String,
    pub(in crate::price) name: Option<String>,
    pub(in crate::price) channel: String,
    pub(in crate::price) at: DateTime<FixedOffset>,
    pub(in crate::price) promotions: Vec<String>,
    pub(in crate::price) price: Decimal,
    pub(in crate::price) paid: Decimal,
    pub(in crate::price) profit: Decimal,
}

/// A promotion that names what does not exist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(in crate::price) struct StrangeName {
    pub(in crate::price) promotion: String,
    pub(in crate::price) what: &'static str,
    pub(in crate::price) name: String,
}

/// The mistakes of all tables.
pub(super) fn tiers(context: &Context<'_>, rows: &[Priced]) -> Result<Vec<TierMistake>, ReviewError> {
    let mut found = Vec::new();
    let Some(list) = &context.inputs.tiers else { return Ok(found) };
    let mut by_sku: BTreeMap<&str, Vec<&Priced>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.offer.pack_size == 1) {
        by_sku.entry(&row.offer.sku).or_default().push(row);
    }
    for ((sku, channel), table) in &list.tables {
        let mut add = |fault| {
            let (name, channel) = (context.name(sku), channel.clone());
            found.push(TierMistake { sku: sku.clone(), name, channel, fault });
        };
        let line = table.first().map_or(1, |step| step.line);
        let refused = |error: mercato_pricing::PricingError| {
            ReviewError::input(Place::line(&list.file, line), format!("tiers of {sku}: {error}"), "correct the table")
        };
        let tiers = kernel(table);
        let priced = PriceTiers::new(context.currency, &tiers).map_err(refused)?;
        let total = |quantity: u64| {
            priced.price(TierMode::Volume, quantity).map(|charge| charge.total.to_string()).map_err(refused)
        };
        let anomalies = tier_anomalies(&TierAnomaliesInput { currency: context.currency, tiers }).map_err(refused)?;
        for anomaly in anomalies.anomalies {
            add(TierFault::DearerThanMore {
                from_quantity: anomaly.from_quantity,
                to_quantity: anomaly.to_quantity,
                buy_instead: anomaly.buy_instead,
                total: total(anomaly.to_quantity)?,
                total_instead: total(anomaly.buy_instead)?,
            });
        }
        for pair in table.windows(2) {
            if let [before, step] = pair
                && step.unit_price > before.unit_price
            {
                add(TierFault::RisingPrice {
                    from_quantity: step.from_quantity,
                    unit_price: step.unit_price.to_string(),
                    before: before.unit_price.to_string(),
                });
            }
        }
        if let Some(fault) =
            losing_step(context, (sku, channel.as_deref()), table, by_sku.get(sku.as_str()).map_or(&[], Vec::as_slice))?
        {
            add(fault);
        }
    }
    Ok(found)
}

/// The first step beyond the single unit that loses money, on the channel where it loses most.
fn losing_step(
    context: &Context<'_>,
    (sku, channel): (&str, Option<&str>),
    table: &Table,
    rows: &[&Priced],
) -> Result<Option<TierFault>, ReviewError> {
    let sold = |row: &&&Priced| channel.is_none_or(|channel| channel == row.offer.channel);
    for step in table.iter().skip(1) {
        let name = || format!("tiers of {sku}");
        let price = Money::round_decimal(step.unit_price, context.currency, Rounding::HalfUp)
            .map_err(|error| figure(name())(error.into()))?
            .to_decimal();
        let mut worst: Option<(Decimal, &str)> = None;
        for row in rows.iter().filter(sold) {
            let Some(fees) = context.fees(&row.offer.channel).filter(|_| !price.is_zero()) else { continue };
            let profit = net_proceeds(&context.sale(fees, price, row.cost)).map_err(figure(name()))?.profit;
            let loses = profit < Decimal::ZERO && worst.is_none_or(|(least, _)| profit < least);
            worst = if loses { Some((profit, &row.offer.channel)) } else { worst };
        }
        if let Some((profit, channel)) = worst {
            return Ok(Some(TierFault::BelowCost {
                from_quantity: step.from_quantity,
                unit_price: step.unit_price.to_string(),
                channel: channel.to_owned(),
                profit: profit.to_string(),
            }));
        }
    }
    Ok(None)
}

/// Prices that lose nothing by themselves and lose with the promotions: one unit, every coupon handed in, at noon of the last
/// day and whenever a later promotion begins.
pub(super) fn promoted(context: &Context<'_>, rows: &[Priced]) -> Result<Vec<PromotedLoss>, ReviewError> {
    let Some(promotions) = context.inputs.promotions.as_ref().filter(|promotions| !promotions.set.is_empty()) else {
        return Ok(Vec::new());
    };
    let Some(now) = noon(context.ground.data) else { return Ok(Vec::new()) };
    let (instants, codes, mut found) = (promotions.instants(now), promotions.codes(), Vec::new());
    for row in rows.iter().filter(|row| row.sale.profit >= Decimal::ZERO) {
        let Some(fees) = context.fees(&row.offer.channel) else { continue };
        let (categories, tags) = context.labels(&row.offer.sku);
        let single = Single {
            currency: context.currency,
            sku: &row.offer.sku,
            channel: &row.offer.channel,
            price: row.offer.price,
            categories: &categories,
            tags: &tags,
        };
        let mut worst: Option<PromotedLoss> = None;
        for at in &instants {
            let Some(Paid { amount: paid, promotions }) = promotions.paid(&single, *at, &codes)? else { continue };
            let name = || format!("proceeds of {} with promotions", row.offer.sku);
            let profit = if paid.is_zero() {
                // nothing comes in: what the unit costs is lost, and its delivery
                Money::from_decimal(row.cost, context.currency)
                    .and_then(|cost| {
                        cost.checked_add(Money::from_decimal(row.shipping, context.currency)?)?.checked_neg()
                    })
                    .map_err(|error| figure(name())(error.into()))?
                    .to_decimal()
            } else {
                net_proceeds(&context.sale(fees, paid, row.cost)).map_err(figure(name()))?.profit
            };
            if profit < Decimal::ZERO && worst.as_ref().is_none_or(|worst| profit < worst.profit) {
                worst = Some(PromotedLoss {
                    sku: row.offer.sku.clone(),
                    name: row.name.clone(),
                    channel: row.offer.channel.clone(),
                    at: *at,
                    promotions,
                    price: row.offer.price,
                    paid,
                    profit,
                });
            }
        }
        found.extend(worst);
    }
    found.sort_by(|a, b| a.profit.cmp(&b.profit).then_with(|| (&a.sku, &a.channel).cmp(&(&b.sku, &b.channel))));
    Ok(found)
}

/// Channels and articles that promotions name and that exist nowhere.
pub(super) fn strange(context: &Context<'_>) -> Vec<StrangeName> {
    let mut found = BTreeSet::new();
    for promotion in context.inputs.promotions.iter().flat_map(|promotions| &promotions.list) {
        let mut add = |what, name: &String| {
            found.insert(StrangeName { promotion: promotion.id.clone(), what, name: name.clone() });
        };
        promotion.channels.iter().filter(|name| !context.knows_channel(name)).for_each(|name| add("channel", name));
        let skus = promotion.target.iter().flat_map(|target| target.skus.iter().chain(&target.exclude_skus));
        skus.filter(|name| !context.knows_sku(name)).for_each(|name| add("sku", name));
    }
    found.into_iter().collect()
}
