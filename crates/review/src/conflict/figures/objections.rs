//! Which prices that are to be set would contradict a rule that the present ones keep, or break one further?

use super::{Conflicts, check, magnitude};
use crate::actions::{Action, Change, Place};
use crate::conflict::inputs::{ConflictInputs, Offer, Offers};
use crate::error::ReviewError;
use mercato_channel::Locale;
use std::collections::{BTreeMap, BTreeSet};

/// The places of the actions that would, and what they would do. All of them are taken together; of several prices that make one
/// conflict, the last is blamed, so that the first can stand.
pub(in crate::conflict) fn objections(
    conflicts: &Conflicts,
    inputs: &ConflictInputs,
    offers: &Offers,
    actions: &[&Action],
) -> Vec<(usize, String)> {
    let mut prices = BTreeMap::new();
    for (at, action) in actions.iter().enumerate() {
        if let Some(Change::Price { offer, to }) = &action.change {
            prices.insert(offer, (at, *to));
        }
    }
    let mut set: BTreeMap<&str, usize> = BTreeMap::new();
    let mut skus: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut rows = offers.rows.clone();
    for (row, old) in rows.iter_mut().zip(&offers.rows) {
        let Some((at, to)) = place(row).and_then(|place| prices.get(&place)) else { continue };
        row.price = *to;
        set.insert(&old.offer_id, *at);
        skus.entry(old.sku.as_str()).or_default().push(*at);
    }
    let Some(now) = conflicts.as_of.filter(|_| !set.is_empty()) else { return Vec::new() };
    let offers = Offers { file: offers.file.clone(), rows };
    let (mut found, mut told) = (Vec::new(), BTreeSet::new());
    let checked = check(inputs, conflicts.currency, &offers, now, |_, conflict, _| {
        let further =
            conflicts.found.get(&conflict.conflict_id).is_none_or(|before| magnitude(conflict) > before + 1e-9);
        if further && told.insert(conflict.conflict_id.clone()) {
            // a reference that moves can put a price in conflict that stays
            let parties = conflict.parties.iter().filter_map(|offer| set.get(offer.as_str()));
            let of_sku = skus.get(conflict.sku.as_str()).into_iter().flatten();
            if let Some(at) = parties.max().or(of_sku.max()) {
                let explained = conflict.explain(Locale::En);
                found.push((*at, format!("would contradict a rule: {}", explained.lines().next().unwrap_or_default())));
            }
        }
        Ok(())
    });
    match checked {
        Ok(()) => found,
        // what cannot be checked is not said to be right
        Err(error) => set.values().map(|at| (*at, unchecked(&error))).collect(),
    }
}

fn unchecked(error: &ReviewError) -> String {
    format!("could not be checked against the rules of the channels: {error}")
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
