//! The table of the conflict section: every conflict with what would settle it.

use super::View;
use super::report::level;
use crate::error::ReviewError;
use crate::tables::{head, or_empty, table, word};
use std::path::Path;

pub(super) fn write(view: Option<View<'_>>, folder: &Path) -> Result<(), ReviewError> {
    let mut rows = vec![head(&[
        "conflict_id",
        "kind",
        "severity",
        "score",
        "rule_id",
        "sku",
        "product_name",
        "channels",
        "offers",
        "magnitude_ratio",
        "units",
        "at_stake_a_month",
        "from",
        "promotions",
        "what",
        "fix",
        "offer_to_change",
        "channel_to_change",
        "price",
        "proposed_price",
        "blocked_by",
        "settles",
    ])];
    rows.extend(view.iter().flat_map(|view| &view.conflicts.rows).map(|found| {
        let change = found.fix.change.as_ref();
        vec![
            found.conflict_id.clone(),
            found.kind.to_owned(),
            level(found.level).to_owned(),
            found.score.to_string(),
            found.rule_id.clone(),
            found.sku.as_str().to_owned(),
            found.name.clone().unwrap_or_default(),
            found.channels.join("|"),
            found.offers.join("|"),
            or_empty(found.magnitude_ratio),
            or_empty(found.units),
            or_empty(found.stake),
            or_empty(found.from.map(|at| at.to_rfc3339())),
            found.promotions.join("|"),
            found.what.clone(),
            found.fix.text.clone(),
            change.map_or_else(String::new, |change| change.offer_id.clone()),
            change.map_or_else(String::new, |change| change.channel.clone()),
            or_empty(change.map(|change| change.from)),
            or_empty(change.map(|change| change.to)),
            change.and_then(|change| change.blocked_by).map_or_else(String::new, word),
            or_empty(found.fix.settles),
        ]
    }));
    table(folder, "conflicts.csv", &rows)
}
