//! What would the actions of the list, taken together, break or leave broken?

use super::{Conflicts, check, magnitude, suffered};
use crate::actions::{Action, Change, Place};
use crate::conflict::inputs::{ConflictInputs, Offer, Offers};
use crate::error::ReviewError;
use crate::promotions::Promotions;
use chrono::{DateTime, FixedOffset};
use mercato_channel::{Conflict, Evidence, Locale, WaivableConflict};
use mercato_core::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What the actions set, by the places of the actions in their list.
#[derive(Default)]
struct Set<'a> {
    prices: BTreeMap<&'a Place, (usize, Decimal)>,
    off: BTreeMap<&'a Place, usize>,
    ended: BTreeSet<&'a str>,
    /// By conflict: who settles it.
    settling: BTreeMap<&'a str, usize>,
}

impl<'a> Set<'a> {
    fn of(actions: &[&'a Action]) -> Self {
        let mut set = Self::default();
        for (at, action) in actions.iter().enumerate() {
            match &action.change {
                Some(Change::Price { offer, to }) => {
                    set.prices.insert(offer, (at, *to));
                }
                Some(Change::Withdraw { offer }) => {
                    set.off.insert(offer, at);
                }
                Some(Change::EndPromotion { promotion }) => {
                    set.ended.insert(promotion);
                }
                _ => {}
            }
            if action.change.is_some() {
                set.settling.extend(action.settles.iter().map(|settles| (settles.conflict_id.as_str(), at)));
            }
        }
        set
    }
}

/// The places of the actions that would, and what they would do. All of them are taken together; of several prices that make one
/// conflict, the last is blamed, so that the first can stand.
pub(in crate::conflict) fn objections(
    conflicts: &Conflicts,
    inputs: &ConflictInputs,
    offers: &Offers,
    actions: &[&Action],
) -> Vec<(usize, String)> {
    let set = Set::of(actions);
    let Some(now) = conflicts.as_of else { return Vec::new() };
    if set.prices.is_empty() && set.off.is_empty() && set.ended.is_empty() {
        return Vec::new();
    }
    let (mut rows, mut by_offer) = (Vec::with_capacity(offers.rows.len()), BTreeMap::new());
    for row in &offers.rows {
        let place = place(row);
        if place.as_ref().is_some_and(|place| set.off.contains_key(place)) {
            continue;
        }
        let mut row = row.clone();
        if let Some((at, to)) = place.and_then(|place| set.prices.get(&place)) {
            row.price = *to;
            by_offer.insert(row.offer_id.clone(), *at);
        }
        rows.push(row);
    }
    let mut found = bought_for_nothing(offers, &rows, &set, actions);
    let offers = Offers { file: offers.file.clone(), rows };
    match broken(conflicts, inputs, &offers, &set, now) {
        Ok(broken) => {
            let blamed = |conflict: &Conflict| blame(conflict, &offers, &by_offer, actions);
            for (conflict, settling) in &broken {
                let said = conflict.explain(Locale::En);
                let said = said.lines().next().unwrap_or_default();
                match (blamed(conflict), settling) {
                    (Some(at), Some(settling)) if at != *settling => {
                        found.push((at, format!("would leave a conflict unsettled: {said}")));
                    }
                    (_, Some(settling)) => found.push((*settling, format!("would not settle it: {said}"))),
                    (Some(at), None) => found.push((at, format!("would contradict a rule: {said}"))),
                    (None, None) => {}
                }
            }
        }
        // what cannot be checked is not said to be right
        Err(error) => {
            let why = format!("could not be checked against the rules of the channels: {error}");
            found.extend(
                set.prices.values().map(|(at, _)| *at).chain(set.off.values().copied()).map(|at| (at, why.clone())),
            );
        }
    }
    found
}

/// What the rules find with the actions done that they do not find today, or not so far; and what an action was to settle.
fn broken(
    conflicts: &Conflicts,
    inputs: &ConflictInputs,
    offers: &Offers,
    set: &Set<'_>,
    now: DateTime<FixedOffset>,
) -> Result<Vec<(Conflict, Option<usize>)>, ReviewError> {
    let remaining = match &inputs.promotions {
        Some(promotions) if !set.ended.is_empty() => Some(promotions.without(&set.ended)?),
        _ => None,
    };
    let promotions: Option<&Promotions> = remaining.as_ref().or(inputs.promotions.as_ref());
    let mut broken: Vec<(Conflict, Option<usize>)> = Vec::new();
    let mut told = BTreeSet::new();
    check(inputs, promotions, conflicts.currency, offers, now, |_, conflict, _| {
        let id = conflict.conflict_id.as_str();
        let settling = set.settling.get(id).copied();
        let further = conflicts.found.get(id).is_none_or(|before| magnitude(conflict) > before + 1e-9);
        if (further || settling.is_some()) && told.insert(conflict.conflict_id.clone()) {
            broken.push((conflict.clone(), settling));
        }
        Ok(())
    })?;
    let waivable = |(conflict, _): &(Conflict, Option<usize>)| WaivableConflict {
        conflict_id: conflict.conflict_id.clone(),
        kind: conflict.kind.as_str().to_owned(),
        sku: conflict.sku.clone(),
        magnitude_ratio: conflict.magnitude_ratio,
    };
    let waived = suffered(inputs, broken.iter().map(waivable).collect(), now)?.suppressed;
    let waived: BTreeSet<&str> = waived.iter().map(|one| one.conflict_id.as_str()).collect();
    broken.retain(|(conflict, _)| !waived.contains(conflict.conflict_id.as_str()));
    Ok(broken)
}

/// Which action makes a conflict: one of the offers in it or of the reference that they are held against, rather one that settles
/// nothing itself, and of several the last.
fn blame(
    conflict: &Conflict,
    offers: &Offers,
    by_offer: &BTreeMap<String, usize>,
    actions: &[&Action],
) -> Option<usize> {
    let of_reference = |row: &&Offer| match &conflict.evidence {
        Evidence::Reference(it) => {
            let channel = it.reference_channel.as_deref();
            row.sku == conflict.sku && channel.is_none_or(|channel| row.channel.as_str() == channel)
        }
        _ => false,
    };
    let referred = offers.rows.iter().filter(of_reference).map(|row| &row.offer_id);
    let involved: Vec<usize> =
        conflict.parties.iter().chain(referred).filter_map(|offer| by_offer.get(offer.as_str()).copied()).collect();
    let settles = |at: &usize| actions.get(*at).is_some_and(|action| !action.settles.is_empty());
    involved.iter().copied().filter(|at| !settles(at)).max().or_else(|| involved.iter().copied().max())
}

/// Orders and awards of articles that no offer would be left of.
fn bought_for_nothing(before: &Offers, after: &[Offer], set: &Set<'_>, actions: &[&Action]) -> Vec<(usize, String)> {
    if set.off.is_empty() {
        return Vec::new();
    }
    let own = |rows: &[Offer]| -> BTreeSet<String> {
        rows.iter().filter(|row| row.seller.is_none()).map(|row| row.sku.as_str().to_owned()).collect()
    };
    let (offered, left) = (own(&before.rows), own(after));
    let objection = |(at, action): (usize, &&Action)| {
        let Some(Change::Order { sku, .. } | Change::Award { sku, .. }) = &action.change else { return None };
        let gone = offered.contains(sku) && !left.contains(sku);
        gone.then(|| (at, format!("no offer of {sku} would be left to sell it by")))
    };
    actions.iter().enumerate().filter_map(objection).collect()
}

/// Where an own offer stands.
pub(in crate::conflict) fn place(row: &Offer) -> Option<Place> {
    row.seller.is_none().then(|| Place {
        sku: row.sku.as_str().to_owned(),
        channel: row.channel.as_str().to_owned(),
        territory: row.territory.clone(),
        pack_size: row.pack_size.into(),
    })
}
