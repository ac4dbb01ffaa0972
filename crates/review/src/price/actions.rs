//! What the price section asks to be done: prices to change, promotions and tiers to mend.

use super::View;
use super::figures::{Issue, Priced, Proposal};
use super::inputs::Offer;
use crate::actions::{Action, ActionKind, Change, Place, Urgency};
use crate::format::{amount, count};
use crate::report::sections::article;
use std::collections::BTreeMap;

pub(super) fn of(view: View<'_>) -> Vec<Action> {
    let prices = view.prices;
    let mut actions: Vec<Action> = prices.proposals().into_iter().map(|(row, proposal)| price(row, proposal)).collect();
    let mut losing: BTreeMap<&str, Vec<&super::figures::PromotedLoss>> = BTreeMap::new();
    for loss in &prices.promoted {
        for promotion in &loss.promotions {
            losing.entry(promotion).or_default().push(loss);
        }
    }
    let plain = |kind, urgency, what, why: String, (anchor, figures)| Action {
        kind,
        urgency,
        what,
        why,
        sku: String::new(),
        channel: String::new(),
        party: String::new(),
        stake: None,
        stake_is: "",
        change: None,
        settles: Vec::new(),
        anchor,
        figures,
        held: None,
    };
    for (promotion, losses) in losing {
        let Some(first) = losses.first() else { continue };
        let why = format!(
            "It brings {} below cost; {} on {} is sold at {} instead of {} and loses {} a unit.",
            if losses.len() == 1 { "a price".to_owned() } else { format!("{} prices", count(losses.len())) },
            article(&first.sku, first.name.as_deref()),
            first.channel,
            amount(first.paid),
            amount(first.price),
            amount(first.profit.abs())
        );
        let what = format!("End or limit the promotion {promotion}");
        let mut action =
            plain(ActionKind::EndPromotion, Urgency::Today, what, why, ("promotions", "price.promotions.below_cost"));
        promotion.clone_into(&mut action.party);
        action.change = Some(Change::EndPromotion { promotion: promotion.to_owned() });
        actions.push(action);
    }
    for strange in &prices.strange {
        let what = format!("Mend the promotion {}", strange.promotion);
        let why = format!("Its {} {:?} is not known, so that it never applies there.", strange.what, strange.name);
        let mut action = plain(
            ActionKind::FixPromotion,
            Urgency::ThisWeek,
            what,
            why,
            ("promotions", "price.promotions.unknown_names"),
        );
        strange.promotion.clone_into(&mut action.party);
        actions.push(action);
    }
    for mistake in &prices.tiers {
        let what = format!("Mend the tiers of {}", article(&mistake.sku, mistake.name.as_deref()));
        let why = super::report::fault(view.data.currency.as_str(), mistake);
        let mut action = plain(ActionKind::FixTiers, Urgency::ThisWeek, what, why, ("price-mistakes", "price.tiers"));
        mistake.sku.clone_into(&mut action.sku);
        action.channel = mistake.channel.clone().unwrap_or_default();
        actions.push(action);
    }
    actions
}

fn price(row: &Priced, proposal: &Proposal) -> Action {
    let (from, to) = (row.offer.price, proposal.sale.price);
    let raise = to > from;
    let gain = proposal.gain.filter(|gain| !gain.is_sign_negative() && !gain.is_zero());
    Action {
        kind: if raise { ActionKind::RaisePrice } else { ActionKind::LowerPrice },
        urgency: if row.issues.contains(&Issue::BelowCost) {
            Urgency::Today
        } else if row.issues.is_empty() {
            Urgency::Later
        } else {
            Urgency::ThisWeek
        },
        what: format!(
            "{} the price of {} on {} from {} to {}",
            if raise { "Raise" } else { "Lower" },
            article(&row.offer.sku, row.name.as_deref()),
            row.offer.channel,
            amount(from),
            amount(to)
        ),
        why: proposal.why.clone(),
        sku: row.offer.sku.clone(),
        channel: row.offer.channel.clone(),
        party: String::new(),
        stake: row.stake.filter(|stake| !stake.is_zero()).or(gain),
        stake_is: match row.stake {
            Some(_) if row.issues.contains(&Issue::BelowCost) => "loss at the present price",
            Some(_) => "profit missed of the target",
            None => "more profit if as many are sold",
        },
        change: Some(Change::Price { offer: place(&row.offer), to }),
        settles: Vec::new(),
        anchor: "price-proposals",
        figures: "price.proposals",
        held: None,
    }
}

fn place(offer: &Offer) -> Place {
    Place {
        sku: offer.sku.clone(),
        channel: offer.channel.clone(),
        territory: offer.territory.clone(),
        pack_size: offer.pack_size,
    }
}

/// Prices of other sections that would lose money where the present ones do not, or more than they do.
pub(super) fn objections(view: View<'_>, actions: &[&Action]) -> Vec<(usize, String)> {
    let rows: BTreeMap<Place, &Priced> = view.prices.rows.iter().map(|row| (place(&row.offer), row)).collect();
    let objection = |(at, action): (usize, &&Action)| {
        let (offer, to) = action.price().filter(|_| action.kind == ActionKind::SettleConflict)?;
        let row = rows.get(offer)?;
        let even = row.break_even.filter(|even| to < *even && to < row.offer.price)?;
        Some((at, format!("would sell below {}, where tax, fees and cost are just paid", amount(even))))
    };
    actions.iter().enumerate().filter_map(objection).collect()
}
