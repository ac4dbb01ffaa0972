//! What does each price leave, which prices lose money, and what should they be?
//!
//! Every figure is a function of `mercato-pricing`; what is decided here is what it is applied to (docs/review.md).

mod context;
mod mistakes;
mod propose;

pub(super) use mistakes::{PromotedLoss, StrangeName, TierFault, TierMistake};
pub(super) use propose::{Guard, Proposal};

use super::inputs::{Fees, Offer, PriceInputs, Rival};
use crate::cube::date;
use crate::error::ReviewError;
use crate::section::Ground;
use chrono::NaiveDate;
use context::{Context, figure};
use mercato_core::{Decimal, Exact, Money, Rounding};
use mercato_pricing::{ChannelEconomics, net_proceeds};
use std::collections::{BTreeMap, BTreeSet};

/// Where a price comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PriceBasis {
    Offers,
    /// The latest order line of the article on the channel.
    Orders,
}

/// Where a cost comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CostBasis {
    Products,
    /// The latest order line of the article with a cost.
    Orders,
}

/// What is wrong with a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Issue {
    BelowCost,
    BelowTarget,
    BelowMin,
    AboveMax,
    BelowMap,
    AboveList,
    /// Dearer than every competitor.
    AboveCompetitors,
}

/// What competitors ask for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rivals {
    pub(super) prices: Vec<Decimal>,
    pub(super) lowest: Decimal,
    pub(super) highest: Decimal,
}

/// One price of an article on a channel.
#[derive(Debug, Clone)]
pub(super) struct Priced {
    pub(super) offer: Offer,
    pub(super) name: Option<String>,
    pub(super) basis: PriceBasis,
    /// Of what is sold: of all units of a pack.
    pub(super) cost: Decimal,
    pub(super) cost_basis: CostBasis,
    pub(super) shipping: Decimal,
    pub(super) sale: ChannelEconomics,
    pub(super) target_margin: Decimal,
    /// The least price that reaches the target; `None` where no price does.
    pub(super) target_price: Option<Decimal>,
    /// The least price that loses nothing.
    pub(super) break_even: Option<Decimal>,
    pub(super) rivals: Option<Rivals>,
    pub(super) issues: BTreeSet<Issue>,
    pub(super) proposal: Option<Proposal>,
    /// Units of the article sold on the channel in the history; `None` where several offers share them.
    pub(super) units: Option<i64>,
    /// What a month loses, or misses of the target.
    pub(super) stake: Option<Decimal>,
}

/// The prices of a channel together, weighted by what was sold at them.
#[derive(Debug, Clone)]
pub(super) struct ChannelTotal {
    pub(super) name: String,
    pub(super) prices: usize,
    pub(super) below_cost: usize,
    pub(super) below_target: usize,
    /// At their target, and less than ten points of margin above it.
    pub(super) thin: usize,
    /// Units sold in the history; 0 where every price counts once.
    pub(super) units: i64,
    pub(super) gross: Decimal,
    pub(super) tax: Decimal,
    pub(super) fees: Decimal,
    pub(super) shipping: Decimal,
    pub(super) cost: Decimal,
    pub(super) profit: Decimal,
    pub(super) margin: f64,
}

/// Prices that are not judged, and why.
#[derive(Debug, Default)]
pub(super) struct Unjudged {
    /// Articles without a cost.
    pub(super) no_cost: BTreeSet<String>,
    /// Channels without a row in `channels.csv`.
    pub(super) no_fees: BTreeSet<String>,
    pub(super) other_currency: usize,
    pub(super) other_sellers: usize,
    /// Sold in the history and not in `offers.csv`.
    pub(super) missing: usize,
    pub(super) rivals_in_other_currency: usize,
}

/// The price section.
#[derive(Debug)]
pub(super) struct Prices {
    /// The days whose sales weigh the prices.
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    pub(super) basis: PriceBasis,
    /// The most money at stake first.
    pub(super) rows: Vec<Priced>,
    /// In the order of the review.
    pub(super) channels: Vec<ChannelTotal>,
    pub(super) unjudged: Unjudged,
    /// A month, of the prices below cost and below the target.
    pub(super) loss: Decimal,
    pub(super) shortfall: Decimal,
    pub(super) tiers: Vec<TierMistake>,
    pub(super) promoted: Vec<PromotedLoss>,
    pub(super) strange: Vec<StrangeName>,
}

impl Prices {
    pub(super) fn count(&self, issue: Issue) -> usize {
        self.rows.iter().filter(|row| row.issues.contains(&issue)).count()
    }

    /// The rows with an issue, the most money at stake first.
    pub(super) fn with(&self, issue: Issue) -> impl Iterator<Item = &Priced> {
        self.rows.iter().filter(move |row| row.issues.contains(&issue))
    }

    /// Prices to be changed: those that lose or miss the most first, then those whose change moves the most money.
    pub(super) fn proposals(&self) -> Vec<(&Priced, &Proposal)> {
        let mut found: Vec<_> =
            self.rows.iter().filter_map(|row| row.proposal.as_ref().map(|proposal| (row, proposal))).collect();
        let moved = |proposal: &Proposal| proposal.gain.unwrap_or_default().abs();
        found.sort_by(|(a, one), (b, other)| {
            let stake = |row: &Priced| row.stake.unwrap_or_default();
            stake(b).cmp(&stake(a)).then_with(|| moved(other).cmp(&moved(one)))
        });
        found
    }

    pub(super) fn of(ground: &Ground<'_>, inputs: &PriceInputs) -> Result<Self, ReviewError> {
        let context = Context::new(ground, inputs)?;
        context.check()?;
        let mut unjudged = Unjudged::default();
        let (basis, offers) = match &inputs.offers {
            Some(list) => {
                unjudged.missing = context.missing(&list.rows);
                (PriceBasis::Offers, list.rows.clone())
            }
            None => (PriceBasis::Orders, context.offers_of_orders()?),
        };
        let mut sharing: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for offer in offers.iter().filter(|offer| offer.seller.is_none()) {
            let count = sharing.entry((&offer.sku, &offer.channel)).or_default();
            *count = count.saturating_add(1);
        }
        let mut rows = Vec::with_capacity(offers.len());
        for offer in &offers {
            let alone = sharing.get(&(offer.sku.as_str(), offer.channel.as_str())).is_some_and(|count| *count == 1);
            rows.extend(priced(&context, offer, basis, alone, &mut unjudged)?);
        }
        rows.sort_by(|a, b| {
            let place = |row: &Priced| row.issues.first().copied().unwrap_or(Issue::AboveCompetitors);
            let stake = |row: &Priced| row.stake.unwrap_or_default();
            (stake(b).cmp(&stake(a)))
                .then_with(|| place(a).cmp(&place(b)))
                .then_with(|| a.offer.sku.cmp(&b.offer.sku))
                .then_with(|| a.offer.channel.cmp(&b.offer.channel))
                .then_with(|| a.offer.line.cmp(&b.offer.line))
        });
        let channels = totals(&context, &rows)?;
        let sum = |issue: Issue| {
            let amounts = rows.iter().filter(|row| row.issues.contains(&issue)).filter_map(|row| row.stake);
            context.rounded("money at stake", &amounts.fold(Exact::ZERO, |sum, stake| sum + stake.into()))
        };
        Ok(Self {
            start: date(context.window.start),
            end: date(context.window.last),
            basis,
            loss: sum(Issue::BelowCost)?,
            shortfall: sum(Issue::BelowTarget)?,
            tiers: mistakes::tiers(&context, &rows)?,
            promoted: mistakes::promoted(&context, &rows)?,
            strange: mistakes::strange(&context),
            rows,
            channels,
            unjudged,
        })
    }
}

/// A price with all that follows from it; `None` where it cannot be judged.
fn priced(
    context: &Context<'_>,
    offer: &Offer,
    basis: PriceBasis,
    alone: bool,
    unjudged: &mut Unjudged,
) -> Result<Option<Priced>, ReviewError> {
    if offer.seller.is_some() {
        unjudged.other_sellers = unjudged.other_sellers.saturating_add(1);
        return Ok(None);
    }
    if offer.currency.is_some_and(|currency| currency != context.currency.into()) {
        unjudged.other_currency = unjudged.other_currency.saturating_add(1);
        return Ok(None);
    }
    if let Some(offers) = &context.inputs.offers {
        let amounts = [
            ("price", Some(offer.price)),
            ("list_price", offer.list_price),
            ("min_price", offer.min_price),
            ("max_price", offer.max_price),
            ("map", offer.map),
        ];
        super::inputs::whole_minor(context.currency, &offers.file, offer.line, &amounts)?;
    }
    let Some(fees) = context.fees(&offer.channel) else {
        unjudged.no_fees.insert(offer.channel.clone());
        return Ok(None);
    };
    let Some((unit_cost, cost_basis)) = context.cost(&offer.sku) else {
        unjudged.no_cost.insert(offer.sku.clone());
        return Ok(None);
    };
    let name = || format!("{} on {}", offer.sku, offer.channel);
    let cost = Exact::from(unit_cost) * Exact::from(offer.pack_size);
    let cost = Money::round_exact("cost", &cost, context.currency, Rounding::HalfUp);
    let cost = cost.map_err(|error| figure(format!("cost of {}", name()))(error.into()))?.to_decimal();
    let sale =
        net_proceeds(&context.sale(fees, offer.price, cost)).map_err(figure(format!("proceeds of {}", name())))?;
    let target = offer.target_margin.or(fees.target_margin).unwrap_or(context.inputs.policy.target_margin);
    let rivals = rivals(context, offer, unjudged)?;
    let mut row = Priced {
        name: context.name(&offer.sku),
        basis,
        cost,
        cost_basis,
        shipping: fees.shipping_cost.unwrap_or_default(),
        target_margin: target,
        target_price: context.price_for(fees, cost, target).map_err(figure(format!("target price of {}", name())))?,
        break_even: context
            .price_for(fees, cost, Decimal::ZERO)
            .map_err(figure(format!("break-even price of {}", name())))?,
        rivals,
        issues: BTreeSet::new(),
        proposal: None,
        units: alone.then(|| context.units(offer)),
        stake: None,
        offer: offer.clone(),
        sale,
    };
    judge(&mut row);
    let missed = if row.issues.contains(&Issue::BelowCost) {
        Some(Exact::ZERO - Exact::from(row.sale.profit))
    } else if row.issues.contains(&Issue::BelowTarget) {
        Some(Exact::from(target) * Exact::from(row.sale.net_revenue) - Exact::from(row.sale.profit))
    } else {
        None
    };
    if let (Some(missed), Some(units)) = (missed, row.units) {
        row.stake = Some(context.a_month(&missed, units)?);
    }
    row.proposal = propose::propose(context, &row, fees)?;
    Ok(Some(row))
}

/// Finds what is wrong with a price.
fn judge(row: &mut Priced) {
    let price = row.offer.price;
    let profit = Exact::from(row.sale.profit);
    let wanted = Exact::from(row.target_margin) * Exact::from(row.sale.net_revenue);
    let loses = profit.is_negative();
    // the target price is exact; the margin of a price has rounded parts
    let misses = row.target_price.map_or(profit < wanted, |target| price < target);
    let above = |limit: Option<Decimal>| limit.is_some_and(|limit| price > limit);
    let below = |limit: Option<Decimal>| limit.is_some_and(|limit| price < limit);
    let found = [
        (Issue::BelowCost, loses),
        (Issue::BelowTarget, misses && !loses),
        (Issue::BelowMin, below(row.offer.min_price)),
        (Issue::AboveMax, above(row.offer.max_price)),
        (Issue::BelowMap, below(row.offer.map)),
        (Issue::AboveList, above(row.offer.list_price)),
        (Issue::AboveCompetitors, above(row.rivals.as_ref().map(|rivals| rivals.highest))),
    ];
    row.issues = found.into_iter().filter(|(_, holds)| *holds).map(|(issue, _)| issue).collect();
}

/// The competitors' prices for an offer of a single unit.
fn rivals(context: &Context<'_>, offer: &Offer, unjudged: &mut Unjudged) -> Result<Option<Rivals>, ReviewError> {
    let Some(list) = context.inputs.competitors.as_ref().filter(|_| offer.pack_size == 1) else { return Ok(None) };
    let mut prices = Vec::new();
    for Rival { line, currency, price, .. } in list.of(&offer.sku, &offer.channel) {
        if currency.is_some_and(|currency| currency != context.currency.into()) {
            unjudged.rivals_in_other_currency = unjudged.rivals_in_other_currency.saturating_add(1);
            continue;
        }
        super::inputs::whole_minor(context.currency, &list.file, *line, &[("price", Some(*price))])?;
        prices.push(*price);
    }
    let ends = prices.iter().min().copied().zip(prices.iter().max().copied());
    Ok(ends.map(|(lowest, highest)| Rivals { prices, lowest, highest }))
}

/// The prices of each channel together.
fn totals(context: &Context<'_>, rows: &[Priced]) -> Result<Vec<ChannelTotal>, ReviewError> {
    let mut by_channel: BTreeMap<&str, Vec<&Priced>> = BTreeMap::new();
    for row in rows {
        by_channel.entry(&row.offer.channel).or_default().push(row);
    }
    let known = context.ground.channels.iter();
    let mut groups: Vec<(&str, Vec<&Priced>)> =
        known.filter_map(|channel| by_channel.remove_entry(channel.name.as_str())).collect();
    groups.extend(by_channel);
    let mut totals = Vec::new();
    for (name, group) in groups {
        let of = || group.iter().copied();
        let units: i64 = of().fold(0, |sum, row| sum.saturating_add(row.units.unwrap_or(0)));
        let weighted = |amount: &dyn Fn(&Priced) -> Decimal| {
            of().fold(Exact::ZERO, |sum, row| {
                let weight = if units == 0 { 1 } else { row.units.unwrap_or(0) };
                sum + Exact::from(amount(row)) * Exact::from(weight)
            })
        };
        let rounded = |exact: &Exact| context.rounded("proceeds of a channel", exact);
        let (net, profit) = (weighted(&|row| row.sale.net_revenue), weighted(&|row| row.sale.profit));
        totals.push(ChannelTotal {
            name: name.to_owned(),
            prices: group.len(),
            below_cost: of().filter(|row| row.issues.contains(&Issue::BelowCost)).count(),
            below_target: of().filter(|row| row.issues.contains(&Issue::BelowTarget)).count(),
            thin: of().filter(|row| thin(row)).count(),
            units,
            gross: rounded(&weighted(&|row| row.sale.gross))?,
            tax: rounded(&weighted(&|row| row.sale.tax))?,
            fees: rounded(&weighted(&|row| row.sale.fees_total))?,
            shipping: rounded(&weighted(&|row| row.shipping))?,
            cost: rounded(&weighted(&|row| row.cost))?,
            margin: profit.checked_div(&net).and_then(|margin| margin.to_f64("margin").ok()).unwrap_or_default(),
            profit: rounded(&profit)?,
        });
    }
    Ok(totals)
}

fn thin(row: &Priced) -> bool {
    let low = row.issues.contains(&Issue::BelowCost) || row.issues.contains(&Issue::BelowTarget);
    !low && row.sale.margin < crate::figures::float(row.target_margin) + 0.1
}

/// The terms of a channel where there is no file of them: nothing is taken.
pub(super) static NO_FEES: Fees = Fees {
    line: 0,
    commission_rate: None,
    commission_base: None,
    min_commission: None,
    payment_rate: None,
    fixed_fee: None,
    shipping_cost: None,
    tax_rate: None,
    tax_included: None,
    target_margin: None,
};
