//! The key `price` of the summary.

use super::View;
use super::figures::{ChannelTotal, Issue, Priced};
use crate::metrics::entry;
use crate::section::Definition;
use serde_json::{Map, Value, json};

/// Prices in the summary; `prices.csv` has all.
const MOST: usize = 50;

const MONEY: &str = "money";

/// What the plain keys of the lists mean.
pub(super) const DEFINITIONS: &[Definition] = &[
    ("price.channels[]", "prices", "count", "prices judged on the channel"),
    ("price.channels[]", "below_cost", "count", "of them those that lose money"),
    ("price.channels[]", "below_target", "count", "of them those that leave something and less than the target"),
    ("price.channels[]", "units", "count", "units sold in the history; 0 where each price counts once"),
    (
        "price.channels[]",
        "gross",
        MONEY,
        "what customers would pay for these units at the present prices, tax included",
    ),
    ("price.channels[]", "tax", MONEY, "the tax in it"),
    ("price.channels[]", "fees", MONEY, "commission, payment fees and fixed fees of it"),
    ("price.channels[]", "shipping", MONEY, "delivery paid by the merchant"),
    ("price.channels[]", "cost", MONEY, "cost of the goods"),
    ("price.channels[]", "profit", MONEY, "gross - tax - fees - shipping - cost"),
    ("price.channels[]", "margin", "fraction", "profit / (gross - tax)"),
    ("price.low[]", "price", MONEY, "the present price"),
    ("price.low[]", "cost", MONEY, "cost of what is sold at it"),
    ("price.low[]", "net_revenue", MONEY, "what the customer pays less tax"),
    ("price.low[]", "fees_total", MONEY, "commission, payment fee and fixed fee"),
    ("price.low[]", "profit", MONEY, "net_revenue - fees_total - delivery - cost"),
    ("price.low[]", "margin", "fraction", "profit / net_revenue"),
    ("price.low[]", "target_margin", "fraction", "the margin that the price is to leave"),
    ("price.low[]", "target_price", MONEY, "the least price that leaves it; null where no price does"),
    ("price.low[]", "units", "count", "units sold in the history; null where several offers share them"),
    (
        "price.low[]",
        "at_stake_a_month",
        MONEY,
        "the loss, or what is missing to the target, a unit x units a mean month",
    ),
    ("price.proposals[]", "price", MONEY, "the present price"),
    ("price.proposals[]", "proposed_price", MONEY, "the price to change to"),
    ("price.proposals[]", "profit", MONEY, "profit a unit at the present price"),
    ("price.proposals[]", "proposed_profit", MONEY, "profit a unit at the proposed price"),
    ("price.proposals[]", "proposed_margin", "fraction", "proposed_profit / net revenue at the proposed price"),
    ("price.proposals[]", "profit_change_a_month", MONEY, "change of the profit in a mean month if as many are sold"),
    ("price.promotions.below_cost[]", "price", MONEY, "the price before promotions"),
    ("price.promotions.below_cost[]", "paid", MONEY, "what is paid for one unit with all coupons handed in"),
    ("price.promotions.below_cost[]", "profit", MONEY, "what that leaves after tax, fees, delivery and cost"),
];

pub(super) fn json(view: View<'_>) -> Value {
    let (prices, inputs) = (view.prices, view.inputs);
    let policy = &inputs.policy;
    let currency = view.data.currency.as_str();
    let counts = json!({"prices": prices.rows.len()});
    let entry = |value: Value, unit: &str, definition: &str| entry(value, unit, definition, counts.clone());
    let number = |issue: Issue, definition: &str| entry(json!(prices.count(issue)), "prices", definition);
    let unjudged = &prices.unjudged;
    let proposals = prices.proposals();
    json!({
        "history": {"start": prices.start.to_string(), "end": prices.end.to_string()},
        "files": {
            "products": inputs.products.is_some(), "channels": inputs.channels.is_some(), "offers": inputs.offers.is_some(),
            "competitors": inputs.competitors.is_some(), "tiers": inputs.tiers.is_some(),
            "promotions": inputs.promotions.is_some(),
        },
        "assumptions": {
            "price_basis": prices.basis,
            "target_margin": policy.target_margin.to_string(),
            "floor_margin": policy.floor_margin.map(|margin| margin.to_string()),
            "history_days": policy.history_days,
            "strategy": policy.strategy,
            "undercut": policy.undercut.to_string(),
            "competitor_ceiling": policy.competitor_ceiling.map(|share| share.to_string()),
            "max_change": policy.max_change.map(|share| share.to_string()),
            "ending_modulus": policy.ending_modulus.to_string(),
            "endings": policy.endings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        },
        "prices": entry(json!(prices.rows.len()), "prices", "prices of an article on a channel that are judged"),
        "issues": {
            "below_cost": number(Issue::BelowCost, "tax, fees and delivery leave less than the cost"),
            "below_target": number(Issue::BelowTarget, "not below cost, and below the least price that leaves the target margin"),
            "below_min": number(Issue::BelowMin, "below the min_price of offers.csv"),
            "above_max": number(Issue::AboveMax, "above the max_price of offers.csv"),
            "below_map": number(Issue::BelowMap, "below the map of offers.csv"),
            "above_list": number(Issue::AboveList, "above the list_price of offers.csv"),
            "above_competitors": number(Issue::AboveCompetitors, "above the price of every competitor"),
        },
        "loss_a_month": entry(json!(prices.loss.to_string()), currency, "sum over the prices below cost of the loss a unit x units a mean month (30.4375 days) of the history"),
        "shortfall_a_month": entry(json!(prices.shortfall.to_string()), currency, "sum over the prices below target of (target margin x net revenue - profit) a unit x units a mean month of the history"),
        "unjudged": {
            "articles_without_cost": unjudged.no_cost.len(), "channels_without_fees": unjudged.no_fees,
            "offers_in_other_currency": unjudged.other_currency, "offers_of_other_sellers": unjudged.other_sellers,
            "sold_and_not_offered": unjudged.missing, "competitors_in_other_currency": unjudged.rivals_in_other_currency,
        },
        "channels": prices.channels.iter().map(channel).collect::<Vec<_>>(),
        "low": prices.with(Issue::BelowCost).chain(prices.with(Issue::BelowTarget)).take(MOST).map(low).collect::<Vec<_>>(),
        "proposed": entry(json!(proposals.len()), "prices", "prices that are to change"),
        "proposals": proposals.iter().take(MOST).map(|(row, proposal)| json!({
            "sku": row.offer.sku, "channel": row.offer.channel, "price": row.offer.price.to_string(),
            "proposed_price": proposal.sale.price.to_string(), "proposed_for": proposal.reason, "bound_by": proposal.bound_by,
            "profit": row.sale.profit.to_string(), "proposed_profit": proposal.sale.profit.to_string(),
            "proposed_margin": proposal.sale.margin,
            "profit_change_a_month": proposal.gain.map(|gain| gain.to_string()), "why": proposal.why,
        })).collect::<Vec<_>>(),
        "tiers": {
            "tables": inputs.tiers.as_ref().map_or(0, |tiers| tiers.tables.len()),
            "mistakes": prices.tiers.iter().map(|mistake| json!({
                "sku": mistake.sku, "channel": mistake.channel, "fault": mistake.fault,
            })).collect::<Vec<_>>(),
        },
        "promotions": {
            "promotions": inputs.promotions.as_ref().map_or(0, |promotions| promotions.list.len()),
            "conflicts": inputs.promotions.iter().flat_map(|promotions| &promotions.conflicts.findings).collect::<Vec<_>>(),
            "below_cost": prices.promoted.iter().take(MOST).map(|loss| json!({
                "sku": loss.sku, "channel": loss.channel, "at": loss.at.to_rfc3339(), "promotions": loss.promotions,
                "price": loss.price.to_string(), "paid": loss.paid.to_string(), "profit": loss.profit.to_string(),
            })).collect::<Vec<_>>(),
            "unknown_names": prices.strange,
        },
    })
}

fn channel(total: &ChannelTotal) -> Value {
    let mut all = Map::new();
    let money = [
        ("gross", total.gross),
        ("tax", total.tax),
        ("fees", total.fees),
        ("shipping", total.shipping),
        ("cost", total.cost),
        ("profit", total.profit),
    ];
    all.extend(money.map(|(key, value)| (key.to_owned(), json!(value.to_string()))));
    all.insert("channel".into(), json!(total.name));
    all.insert("prices".into(), json!(total.prices));
    all.insert("below_cost".into(), json!(total.below_cost));
    all.insert("below_target".into(), json!(total.below_target));
    all.insert("units".into(), json!(total.units));
    all.insert("margin".into(), json!(total.margin));
    all.into()
}

fn low(row: &Priced) -> Value {
    json!({
        "sku": row.offer.sku, "channel": row.offer.channel, "issues": row.issues, "price": row.offer.price.to_string(),
        "cost": row.cost.to_string(), "net_revenue": row.sale.net_revenue.to_string(),
        "fees_total": row.sale.fees_total.to_string(), "profit": row.sale.profit.to_string(), "margin": row.sale.margin,
        "target_margin": row.target_margin.to_string(), "target_price": row.target_price.map(|price| price.to_string()),
        "units": row.units, "at_stake_a_month": row.stake.map(|stake| stake.to_string()),
    })
}
