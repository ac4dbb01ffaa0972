//! What would settle a conflict, within the limits that the shop sets itself, and what is at stake?

use super::offered::Offered;
use super::{Context, figure};
use crate::conflict::inputs::Offer;
use crate::error::ReviewError;
use crate::format::amount;
use mercato_channel::{
    Basis, ComparedPrice, Conflict, ConflictKind, Evidence, Guard, GuardedOffer, ResolutionStrategy,
    SuggestResolutionInput, suggest_resolution,
};
use mercato_core::{Currency, Decimal, Exact, Rounding};

/// What to do.
#[derive(Debug, Clone, Default)]
pub(in crate::conflict) struct Fix {
    /// In a sentence or two.
    pub(in crate::conflict) text: String,
    /// The price that would move, where it is one of the shop's that can.
    pub(in crate::conflict) change: Option<Move>,
    /// Would that settle it? Unknown where no price is proposed.
    pub(in crate::conflict) settles: Option<bool>,
    /// The promotions that would have to take less.
    pub(in crate::conflict) limits: Vec<String>,
    /// The offer whose sales are at stake.
    pub(in crate::conflict) offer_at_stake: Option<String>,
}

/// A price that moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::conflict) struct Move {
    pub(in crate::conflict) offer_id: String,
    pub(in crate::conflict) channel: String,
    pub(in crate::conflict) from: Decimal,
    pub(in crate::conflict) to: Decimal,
    /// What kept it from going all the way.
    pub(in crate::conflict) blocked_by: Option<Guard>,
}

/// A price that could move, and to where.
struct Candidate<'c> {
    price: &'c ComparedPrice,
    currency: Currency,
    to: Decimal,
    up: bool,
}

/// The prices that could move, the one that the policy prefers first.
fn candidates<'c>(conflict: &'c Conflict, strategy: ResolutionStrategy) -> Vec<Candidate<'c>> {
    let one = |price: &'c ComparedPrice, currency, to: Decimal, up| Candidate { price, currency, to, up };
    match &conflict.evidence {
        Evidence::Pair(pair) => {
            let low = one(&pair.low, pair.currency, pair.raise_low_to, true);
            let high = one(&pair.high, pair.currency, pair.lower_high_to, false);
            if strategy == ResolutionStrategy::RaiseLow { vec![low, high] } else { vec![high, low] }
        }
        Evidence::Reference(it) => {
            vec![one(&it.offer, it.currency, it.move_to, it.deviation.is_sign_negative())]
        }
        Evidence::Limit(it) => {
            vec![one(&it.offer, it.currency, it.move_to, conflict.kind == ConflictKind::BelowMap)]
        }
        Evidence::Placement(_) => Vec::new(),
    }
}

/// The fix of a conflict of the kernel.
pub(super) fn of(context: &Context<'_>, offered: &Offered<'_>, conflict: &Conflict) -> Result<Fix, ReviewError> {
    let offer_at_stake = at_stake(conflict).map(|(offer, _)| offer.to_owned());
    if let Evidence::Placement(it) = &conflict.evidence {
        let sku = &conflict.sku;
        let text = match conflict.kind {
            ConflictKind::UnknownTerritory => {
                format!("Name the territory of {sku} on {}: one of {}.", it.channel_id, it.territories.join(", "))
            }
            ConflictKind::OutsideTerritory => {
                format!(
                    "Ship {sku} from {} to {} alone, or take the offer off.",
                    it.channel_id,
                    it.territories.join(", ")
                )
            }
            _ => format!("Take {sku} off {}, or change the agreement {}.", it.channel_id, conflict.rule_id),
        };
        return Ok(Fix { text, offer_at_stake, ..Fix::default() });
    }
    let mut first = None;
    for candidate in candidates(conflict, context.inputs.policy.strategy) {
        let Some(row) = offered.row(&candidate.price.offer_id) else { continue };
        let fix = Fix { offer_at_stake: offer_at_stake.clone(), ..proposed(context, offered, &candidate, row)? };
        if fix.settles == Some(true) {
            return Ok(fix);
        }
        first = first.or(Some(fix));
    }
    Ok(first.unwrap_or_default())
}

/// What becomes of one price.
fn proposed(
    context: &Context<'_>,
    offered: &Offered<'_>,
    candidate: &Candidate<'_>,
    row: &Offer,
) -> Result<Fix, ReviewError> {
    let Candidate { price, currency, to, up } = candidate;
    let (verb, least) = if *up { ("Raise", "at least") } else { ("Lower", "at most") };
    let place = format!("{} on {}", row.sku, row.channel);
    let said = |text: String| Fix { text, ..Fix::default() };
    if let Some(seller) = &row.seller {
        return Ok(said(format!("Ask {seller} for {least} {} {currency} for {place}.", amount(*to))));
    }
    let promotions = offered.promotions(&row.offer_id);
    if !promotions.is_empty() && price.basis != Basis::Advertised {
        let limit = if *up { "no further than to" } else { "to" };
        let text = format!(
            "Let {} take {place} {limit} {} {currency} from {}, or leave it out of it.",
            promotions.join(", "),
            amount(*to),
            amount(row.price)
        );
        return Ok(Fix { settles: Some(true), limits: promotions.to_vec(), ..said(text) });
    }
    let comparable = price.currency == *currency && price.basis != Basis::Landed;
    if !comparable {
        return Ok(said(format!("{verb} {place} until it comes to {least} {} {currency}.", amount(*to))));
    }
    // a unit's price is that of a pack over its size
    let packs = if price.per_unit { row.pack_size } else { 1 };
    let toward = if *up { Rounding::Ceil } else { Rounding::Floor };
    let target = (Exact::from(*to) * Exact::from(i64::from(packs)))
        .round("proposed price", currency.minor_digits(), toward)
        .map_err(figure("proposed price"))?;
    if target <= Decimal::ZERO {
        return Ok(said(format!("{place} cannot be lowered far enough.")));
    }
    let unit_cost = context.inputs.products.get(row.sku.as_str()).and_then(|product| product.cost);
    let unit_cost = unit_cost.filter(|_| *currency == context.currency).map(|cost| {
        (Exact::from(cost) * Exact::from(i64::from(row.pack_size))).round("cost", cost.scale(), Rounding::HalfEven)
    });
    let own = GuardedOffer {
        offer_id: row.offer_id.clone(),
        price: row.price,
        min_price: row.min_price,
        max_price: row.max_price,
        map: row.map,
        unit_cost: unit_cost.transpose().map_err(figure("cost of a pack"))?,
        locked: row.locked,
    };
    // where the price must go stands fixed beside it
    let goal = GuardedOffer {
        offer_id: format!("{} goal", row.offer_id),
        price: target,
        min_price: None,
        max_price: None,
        map: None,
        unit_cost: None,
        locked: true,
    };
    let policy = &context.inputs.policy;
    let suggested = suggest_resolution(&SuggestResolutionInput {
        currency: *currency,
        strategy: if *up { ResolutionStrategy::RaiseLow } else { ResolutionStrategy::LowerHigh },
        tolerance_percent: None,
        step: policy.step,
        min_margin_ratio: Some(policy.min_margin),
        offers: vec![own, goal],
    })
    .map_err(figure(format!("proposed price of {place}")))?;
    let Some(action) = suggested.actions.into_iter().find(|action| action.offer_id == row.offer_id) else {
        return Ok(said(format!("{verb} {place} to {least} {} {currency}.", amount(target))));
    };
    let reached = if *up { action.to >= target } else { action.to <= target };
    let (from, to) = (amount(action.from), amount(action.to));
    let text = match action.blocked_by {
        None if reached => format!("{verb} {place} from {from} to {to} {currency}."),
        None => format!("{verb} {place} from {from} to {least} {} {currency}.", amount(target)),
        Some(guard) if action.from == action.to => {
            format!("{place} would have to go from {from} to {} {currency}; {} keeps it.", amount(target), word(guard))
        }
        Some(guard) => format!(
            "{verb} {place} from {from} to {to} {currency}; {} keeps it from the {} that would settle it.",
            word(guard),
            amount(target)
        ),
    };
    Ok(Fix {
        text,
        settles: Some(reached),
        change: Some(Move {
            offer_id: action.offer_id,
            channel: row.channel.as_str().to_owned(),
            from: action.from,
            to: action.to,
            blocked_by: action.blocked_by,
        }),
        ..Fix::default()
    })
}

fn word(guard: Guard) -> String {
    crate::tables::word(guard)
}

/// The offer whose sales are at stake, and what of its price is, a unit as it was compared; for an agreement, all of it.
fn at_stake(conflict: &Conflict) -> Option<(&str, Option<(&ComparedPrice, Decimal)>)> {
    match &conflict.evidence {
        Evidence::Pair(pair) => Some((&pair.low.offer_id, Some((&pair.low, pair.raise_low_to)))),
        Evidence::Reference(it) => Some((&it.offer.offer_id, Some((&it.offer, it.move_to)))),
        Evidence::Limit(it) => Some((&it.offer.offer_id, Some((&it.offer, it.move_to)))),
        Evidence::Placement(_) => conflict.parties.first().map(|offer| (offer.as_str(), None)),
    }
}

/// Money a month: what the price misses of what is allowed, or the sales that an agreement does not allow, at the units sold. None
/// where they cannot be told: another seller's, packs, several offers on one channel, another currency.
pub(super) fn stake(
    context: &Context<'_>,
    offered: &Offered<'_>,
    conflict: &Conflict,
) -> Result<Option<Decimal>, ReviewError> {
    let Some((offer, missed)) = at_stake(conflict) else { return Ok(None) };
    let Some(row) = offered.row(offer).filter(|row| offered.is_alone(row)) else { return Ok(None) };
    let own = |currency: Currency| currency == context.currency;
    let a_unit = match missed {
        Some((price, to)) if own(price.currency) && price.rate.is_none() => {
            (Exact::from(to) - Exact::from(price.price)).abs()
        }
        None if row.currency.is_none_or(|currency| currency == context.currency.into()) => Exact::from(row.price),
        _ => return Ok(None),
    };
    context.a_month(&a_unit, row.sku.as_str(), row.channel.as_str()).map(Some)
}
