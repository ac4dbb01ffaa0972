//! What should a price be, and which guardrail bound it?
//!
//! With competitors the price answers them by the strategy of the policy; without, a price below its target rises to the
//! target, and one outside its own limits goes to the limit. Then, in this order: the floor (the margin that must be left,
//! `min_price`, `map`), the ceiling (`max_price`, and so much above the lowest competitor; the floor goes before the latter), the
//! largest change at once (more only to break even), and an ending that lies within all of these.

use super::context::{Context, figure};
use super::{Issue, Priced};
use crate::error::ReviewError;
use crate::format::amount;
use crate::price::inputs::Fees;
use crate::price::policy::Strategy;
use mercato_core::{Decimal, Error, Exact, Money, Rounding};
use mercato_pricing::{
    ChannelEconomics, CompetitivePriceInput, PriceClamp, PriceDirection, RoundPriceInput, competitive_price,
    net_proceeds, round_price,
};

/// What a proposal answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::price) enum Reason {
    Competitors,
    TargetMargin,
    /// A limit of the offer itself.
    Limits,
}

/// What bound it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::price) enum Guard {
    None,
    Margin,
    MinPrice,
    Map,
    MaxPrice,
    Competitors,
    MaxChange,
}

/// A price to change to.
#[derive(Debug, Clone)]
pub(in crate::price) struct Proposal {
    pub(in crate::price) sale: ChannelEconomics,
    pub(in crate::price) reason: Reason,
    pub(in crate::price) bound_by: Guard,
    /// The figure of the competitors that it answers.
    pub(in crate::price) reference: Option<Decimal>,
    /// More profit a month, if as many are sold.
    pub(in crate::price) gain: Option<Decimal>,
    pub(in crate::price) why: String,
}

/// A limit and what sets it.
type Limit = (Decimal, Guard);

pub(super) fn propose(context: &Context<'_>, row: &Priced, fees: &Fees) -> Result<Option<Proposal>, ReviewError> {
    if row.offer.locked {
        return Ok(None);
    }
    let name = || format!("proposed price of {} on {}", row.offer.sku, row.offer.channel);
    let present = row.offer.price;
    let policy = &context.inputs.policy;
    let floor_margin = policy.floor_margin.map_or(row.target_margin, |floor| floor.min(row.target_margin));
    let margin_floor = context.price_for(fees, row.cost, floor_margin).map_err(figure(name()))?;
    if margin_floor.is_none() && !row.cost.is_zero() {
        // fees, tax and margin take the whole of any price
        return Ok(None);
    }
    let floors = [(margin_floor, Guard::Margin), (row.offer.min_price, Guard::MinPrice), (row.offer.map, Guard::Map)];
    let floors = floors.into_iter().filter_map(|(limit, guard)| Some((limit?, guard)));
    // of equal floors the first
    let floor = floors.fold((Decimal::ZERO, Guard::None), |best, one| if one.0 > best.0 { one } else { best });
    let share = |amount: Decimal, factor: Exact, mode| {
        let value = Exact::from(amount) * factor;
        let money = Money::round_exact("price", &value, context.currency, mode);
        money.map(|money| money.to_decimal()).map_err(|error| figure(name())(error.into()))
    };
    let soft = match (&row.rivals, policy.competitor_ceiling) {
        (Some(rivals), Some(above)) => Some(share(rivals.lowest, Exact::ONE + Exact::from(above), Rounding::Floor)?)
            .filter(|limit| *limit >= floor.0),
        _ => None,
    };
    let ceilings = [(row.offer.max_price, Guard::MaxPrice), (soft, Guard::Competitors)];
    let ceiling =
        ceilings.into_iter().filter_map(|(limit, guard)| Some((limit?, guard))).min_by_key(|(limit, _)| *limit);

    let Some((wanted, bound, reason, reference)) = wanted(context, row, floor, ceiling).map_err(figure(name()))? else {
        return Ok(None);
    };
    // what the shop itself sets as the highest price holds even below cost
    let (mut price, mut bound_by) = match ceiling {
        Some((limit, guard)) if wanted > limit => (limit, guard),
        _ => (wanted, bound),
    };
    let (mut low, mut high) = (floor.0, ceiling.map(|(limit, _)| limit));
    if let Some(change) = policy.max_change {
        let least = share(present, Exact::ONE - Exact::from(change), Rounding::Ceil)?;
        // to break even, a price may rise by more
        let most = share(present, Exact::ONE + Exact::from(change), Rounding::Floor)?;
        let most = row.break_even.map_or(most, |even| most.max(even));
        if price < least || price > most {
            (price, bound_by) = (price.max(least).min(most), Guard::MaxChange);
        }
        (low, high) = (low.max(least), Some(high.map_or(most, |high| high.min(most))));
    }
    let within = |price: Decimal| price >= low && high.is_none_or(|high| price <= high);
    if within(price) {
        price = ended(context, price, within).map_err(figure(name()))?;
    }
    if price == present || price.is_zero() {
        return Ok(None);
    }
    let sale = net_proceeds(&context.sale(fees, price, row.cost)).map_err(figure(name()))?;
    let more = Exact::from(sale.profit) - Exact::from(row.sale.profit);
    let gain = row.units.map(|units| context.a_month(&more, units)).transpose()?;
    let why = why(context, row, reason, reference, bound_by, (floor, floor_margin));
    Ok(Some(Proposal { sale, reason, bound_by, reference, gain, why }))
}

/// The price before ceiling, largest change and ending: how high, what set it, and what it answers.
#[allow(clippy::type_complexity, reason = "read in one place")]
fn wanted(
    context: &Context<'_>,
    row: &Priced,
    floor: Limit,
    ceiling: Option<Limit>,
) -> Result<Option<(Decimal, Guard, Reason, Option<Decimal>)>, mercato_pricing::PricingError> {
    let present = row.offer.price;
    if let Some(rivals) = &row.rivals {
        let answer = competitive_price(&CompetitivePriceInput {
            currency: context.currency,
            competitor_prices: rivals.prices.clone(),
            strategy: context.inputs.policy.kernel(),
            floor: floor.0,
            ceiling: ceiling.map(|(limit, _)| limit).filter(|limit| *limit >= floor.0),
            ignore_below_floor: None,
            rounding: None,
        })?;
        let bound = match (answer.clamped, ceiling) {
            (PriceClamp::Floor, _) => floor.1,
            (PriceClamp::Ceiling, Some((_, guard))) => guard,
            _ => Guard::None,
        };
        return Ok(Some((answer.price, bound, Reason::Competitors, Some(answer.reference_price))));
    }
    let short = row.issues.contains(&Issue::BelowCost) || row.issues.contains(&Issue::BelowTarget);
    if let Some(target) = row.target_price.filter(|_| short) {
        let bound = if floor.0 > target { floor.1 } else { Guard::None };
        return Ok(Some((target.max(floor.0), bound, Reason::TargetMargin, None)));
    }
    let own = |guard: Guard| matches!(guard, Guard::MinPrice | Guard::Map | Guard::MaxPrice);
    let outside = match ceiling {
        Some((limit, guard)) if present > limit && own(guard) => Some((limit, guard)),
        _ if present < floor.0 && own(floor.1) => Some(floor),
        _ => None,
    };
    Ok(outside.map(|(limit, guard)| (limit, guard, Reason::Limits, None)))
}

/// The nearest price with a wanted ending that the limits allow; the price itself where none does.
fn ended(
    context: &Context<'_>,
    price: Decimal,
    within: impl Fn(Decimal) -> bool,
) -> Result<Decimal, mercato_pricing::PricingError> {
    for mode in [PriceDirection::Nearest, PriceDirection::Up, PriceDirection::Down] {
        let Some(rule) = context.inputs.policy.ending(mode) else { return Ok(price) };
        match round_price(&RoundPriceInput { currency: context.currency, price, rule }) {
            Ok(rounded) if within(rounded.price) => return Ok(rounded.price),
            Ok(_) | Err(mercato_pricing::PricingError::Refused(Error::Infeasible { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(price)
}

/// The proposal in words, with its figures.
fn why(
    context: &Context<'_>,
    row: &Priced,
    reason: Reason,
    reference: Option<Decimal>,
    bound_by: Guard,
    ((floor, _), margin): (Limit, Decimal),
) -> String {
    let percent = |share: Decimal| crate::format::percent(crate::figures::float(share));
    let policy = &context.inputs.policy;
    let basis = match (reason, &row.rivals, reference) {
        (Reason::Competitors, Some(rivals), Some(reference)) => {
            let number = rivals.prices.len();
            let undercut = match policy.strategy {
                Strategy::UndercutLowest => format!(", undercut by {}", percent(policy.undercut)),
                _ => String::new(),
            };
            if number == 1 {
                format!("1 competitor at {}{undercut}.", amount(reference))
            } else {
                let range = format!("{}\u{2013}{}", amount(rivals.lowest), amount(rivals.highest));
                format!(
                    "{number} competitors at {range}, {} {}{undercut}.",
                    policy.strategy.figure(),
                    amount(reference)
                )
            }
        }
        (Reason::TargetMargin, ..) => {
            format!("The least price that leaves {} after tax and fees.", percent(row.target_margin))
        }
        _ => "The present price is outside its own limits.".to_owned(),
    };
    let bound = match bound_by {
        Guard::None => String::new(),
        Guard::Margin => format!(" Not below {}, which leaves {}.", amount(floor), percent(margin)),
        Guard::MinPrice => format!(" Not below the min_price {}.", amount(floor)),
        Guard::Map => format!(" Not below the map {}.", amount(floor)),
        Guard::MaxPrice => format!(" Not above the max_price {}.", amount(row.offer.max_price.unwrap_or_default())),
        Guard::Competitors => {
            format!(
                " Not more than {} above the lowest competitor.",
                percent(policy.competitor_ceiling.unwrap_or_default())
            )
        }
        Guard::MaxChange => {
            format!(
                " Not changed by more than {} at once, but to break even.",
                percent(policy.max_change.unwrap_or_default())
            )
        }
    };
    basis + &bound
}
