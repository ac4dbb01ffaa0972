//! What the catalogue section asks to be done: listings to mend. No money is put to them: what a product in the wrong place does not
//! sell is nowhere in the data.

use super::View;
use super::figures::{Item, Problem};
use super::findings::{cure, many};
use crate::actions::{Action, ActionKind, Urgency};
use crate::report::sections::article;

pub(super) fn of(view: View<'_>) -> Vec<Action> {
    let only_tags =
        |item: &&Item| item.problems.iter().all(|problem| matches!(problem, Problem::Untagged | Problem::Tags));
    let items = || view.catalogue.items.iter().filter(|item| !item.problems.is_empty());
    let action = |urgency, what, why, sku: &str, anchor| Action {
        kind: ActionKind::FixListing,
        urgency,
        what,
        why,
        sku: sku.to_owned(),
        channel: String::new(),
        party: String::new(),
        stake: None,
        stake_is: "",
        change: None,
        settles: Vec::new(),
        anchor,
        figures: "catalogue.problems",
        held: None,
    };
    let mut actions: Vec<Action> = items()
        .filter(|item| !only_tags(item))
        .map(|item| {
            let lost = [Problem::NotInProducts, Problem::UnknownCategory, Problem::Uncategorized, Problem::Misfiled];
            let lost = lost.iter().any(|problem| item.problems.contains(problem));
            let urgency = if lost { Urgency::ThisWeek } else { Urgency::Later };
            let what = format!("Mend the listing of {}", article(&item.sku, item.title.as_deref()));
            let anchor = item.problems.first().map_or("catalogue", |problem| super::findings::anchor(*problem));
            action(urgency, what, cure(view, item), &item.sku, anchor)
        })
        .collect();
    let tags = items().filter(only_tags).count();
    if tags > 0 {
        let what = format!("Mend the tags of {}", many(tags, "product"));
        let why = "catalogue.csv holds the tags that each should have.".to_owned();
        actions.push(action(Urgency::Later, what, why, "", "catalogue-tags"));
    }
    actions
}
