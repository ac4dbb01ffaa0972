//! The key `conflict` of the summary.

use super::View;
use super::figures::{Found, Theme};
use super::picture::matrix;
use super::report::level;
use crate::metrics::entry;
use crate::section::Definition;
use mercato_channel::SeverityLevel;
use serde_json::{Map, Value, json};

/// Conflicts in the summary; `conflicts.csv` has all.
const MOST: usize = 50;

const MONEY: &str = "money";

/// What the plain keys of the lists mean.
pub(super) const DEFINITIONS: &[Definition] = &[
    ("conflict.conflicts[]", "score", "number", "severity from 0 to 100"),
    (
        "conflict.conflicts[]",
        "magnitude_ratio",
        "fraction",
        "how far prices are apart over the higher, the reference or the limit; units too many over what is there; null for an agreement",
    ),
    ("conflict.conflicts[]", "units", "count", "units too many; null where the conflict is not over stock"),
    (
        "conflict.conflicts[]",
        "at_stake_a_month",
        MONEY,
        "what the price misses of what is allowed, or the price of an offer that an agreement does not allow, x units a mean month; null where the sales cannot be told",
    ),
    ("conflict.conflicts[]", "price", MONEY, "the present price of the offer to change, in its own currency"),
    ("conflict.conflicts[]", "proposed_price", MONEY, "the price to change to, in its own currency"),
    ("conflict.matrix[]", "conflicts", "count", "conflicts of the two channels, or of one by itself"),
];

pub(super) fn json(view: View<'_>) -> Value {
    let (all, inputs) = (view.conflicts, view.inputs);
    let policy = &inputs.policy;
    let counts = json!({"offers": all.offers});
    let number = |value: usize, definition: &str| entry(json!(value), "conflicts", definition, counts.clone());
    let levels = [SeverityLevel::Critical, SeverityLevel::High, SeverityLevel::Medium, SeverityLevel::Low];
    let levels: Map<String, Value> = levels
        .into_iter()
        .map(|of| {
            (
                level(of).to_owned(),
                number(all.at(of), "severity of the score: critical from 80, high from 60, medium from 30"),
            )
        })
        .collect();
    let stake = |theme: Theme, definition: &str| {
        let money = all.stake(theme).map(|money| money.to_string());
        entry(json!(money), view.data.currency.as_str(), definition, counts.clone())
    };
    json!({
        "history": {"start": all.start.to_string(), "end": all.end.to_string()},
        "as_of": all.as_of.map(|at| at.to_rfc3339()),
        "files": {
            "offers": inputs.offers.is_some(), "stock": inputs.stock.is_some(), "agreements": inputs.agreements.is_some(),
            "promotions": inputs.promotions.is_some(),
        },
        "assumptions": {
            "rules": policy.rules,
            "strategy": policy.strategy,
            "step": policy.step.map(|step| step.to_string()),
            "min_margin": policy.min_margin.to_string(),
            "safety_buffer": policy.safety_buffer,
            "exposure_limit": policy.exposure_limit,
            "history_days": policy.history_days,
        },
        "offers": entry(json!(all.offers), "offers", "rows of offers.csv", json!({"channels": all.channels.len()})),
        "open": number(all.rows.len(), "conflicts that no waiver covers"),
        "severity": levels,
        "kinds": all.kinds().into_iter()
            .map(|(kind, count)| (kind.to_owned(), number(count, super::report::kind(kind)))).collect::<Map<_, _>>(),
        "coming": number(all.rows.iter().filter(|found| found.from.is_some()).count(), "of them those that begin with a promotion"),
        "waived": all.waived.iter().map(|(conflict, waiver)| json!({"conflict_id": conflict, "waiver_id": waiver})).collect::<Vec<_>>(),
        "expired_waivers": all.expired_waivers,
        "unused_waivers": all.unused_waivers,
        "at_stake_a_month": {
            "prices_apart": stake(Theme::Parity, "over the offers, the most that one of their prices misses of what is allowed x units a mean month (30.4375 days) of the history"),
            "price_limits": stake(Theme::Limits, "the same, of the limits"),
            "agreements": stake(Theme::Agreements, "price x units a mean month of offers that an agreement does not allow"),
        },
        "matrix": matrix(all.rows.iter()).into_iter().map(|((low, high), count)| json!({
            "channel": low, "against": high, "conflicts": count,
        })).collect::<Vec<_>>(),
        "conflicts": all.rows.iter().take(MOST).map(conflict).collect::<Vec<_>>(),
    })
}

fn conflict(found: &Found) -> Value {
    let change = found.fix.change.as_ref();
    json!({
        "conflict_id": found.conflict_id, "kind": found.kind, "severity": level(found.level), "score": found.score,
        "rule_id": found.rule_id, "sku": found.sku.as_str(), "name": found.name, "channels": found.channels,
        "offers": found.offers, "magnitude_ratio": found.magnitude_ratio,
        "from": found.from.map(|at| at.to_rfc3339()), "promotions": found.promotions, "what": found.what,
        "units": found.units, "at_stake_a_month": found.stake.map(|stake| stake.to_string()), "fix": found.fix.text,
        "offer": change.map(|change| &change.offer_id), "price": change.map(|change| change.from.to_string()),
        "proposed_price": change.map(|change| change.to.to_string()),
        "blocked_by": change.and_then(|change| change.blocked_by), "settles": found.fix.settles,
    })
}
