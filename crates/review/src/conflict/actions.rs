//! What the conflict section asks to be done: every conflict is to be settled.

use super::View;
use super::figures::{Found, place};
use crate::actions::{Action, ActionKind, Change, Urgency};
use mercato_channel::SeverityLevel;

pub(super) fn of(view: View<'_>) -> Vec<Action> {
    view.conflicts.rows.iter().map(|found| settle(view, found)).collect()
}

fn settle(view: View<'_>, found: &Found) -> Action {
    let grave = matches!(found.level, SeverityLevel::Critical | SeverityLevel::High);
    let offers = view.inputs.offers.iter().flat_map(|offers| &offers.rows);
    let change = found.fix.change.as_ref().filter(|change| change.from != change.to).and_then(|change| {
        let row = offers.clone().find(|row| row.offer_id == change.offer_id)?;
        Some(Change::Price { offer: place(row)?, to: change.to })
    });
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
        party: String::new(),
        stake: found.stake.filter(|stake| !stake.is_zero()),
        stake_is: "sales, or what their price is beyond the rule",
        change,
        anchor: "conflict-list",
        figures: "conflict.conflicts",
        held: None,
    }
}
