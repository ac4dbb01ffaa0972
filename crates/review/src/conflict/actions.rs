//! What the conflict section asks to be done: every conflict is to be settled.

use super::View;
use super::figures::{Found, place};
use crate::actions::{Action, ActionKind, Bound, Change, Settles, Urgency};
use mercato_channel::{ConflictKind, SeverityLevel};

pub(super) fn of(view: View<'_>) -> Vec<Action> {
    view.conflicts.rows.iter().map(|found| settle(view, found)).collect()
}

fn settle(view: View<'_>, found: &Found) -> Action {
    let grave = matches!(found.level, SeverityLevel::Critical | SeverityLevel::High);
    let change = change(view, found);
    let bound =
        found.fix.change.as_ref().map(|change| if change.to > change.from { Bound::AtLeast } else { Bound::AtMost });
    // a promotion that is to take less sets nothing here, but what ends it settles this, too
    let can = found.fix.settles != Some(false) && (change.is_some() || !found.fix.limits.is_empty());
    let settles = Some(Settles { conflict_id: found.conflict_id.clone(), bound }).filter(|_| can);
    Action {
        kind: ActionKind::SettleConflict,
        urgency: match found.from {
            None if grave => Urgency::Today,
            None if found.level == SeverityLevel::Low => Urgency::Later,
            _ => Urgency::ThisWeek,
        },
        what: found.fix.text.trim_end_matches('.').to_owned(),
        why: found.what.clone(),
        sku: found.sku.as_str().to_owned(),
        channel: found.fix.change.as_ref().map_or_else(|| found.channels.join("|"), |change| change.channel.clone()),
        party: match found.fix.limits.as_slice() {
            [promotion] => promotion.clone(),
            _ => String::new(),
        },
        stake: found.stake.filter(|stake| !stake.is_zero()),
        stake_is: "sales, or what their price is beyond the rule",
        change,
        settles: settles.into_iter().collect(),
        anchor: "conflict-list",
        figures: "conflict.conflicts",
        held: None,
    }
}

/// The price that moves, or the offer that is taken off.
fn change(view: View<'_>, found: &Found) -> Option<Change> {
    let row = |offer_id: &str| {
        let mut offers = view.inputs.offers.iter().flat_map(|offers| &offers.rows);
        place(offers.find(|row| row.offer_id == offer_id)?)
    };
    if [ConflictKind::OutsideExclusiveChannel, ConflictKind::ProhibitedChannel]
        .map(ConflictKind::as_str)
        .contains(&found.kind)
    {
        return Some(Change::Withdraw { offer: row(found.offers.first()?)? });
    }
    let moved = found.fix.change.as_ref().filter(|change| change.from != change.to)?;
    Some(Change::Price { offer: row(&moved.offer_id)?, to: moved.to })
}
