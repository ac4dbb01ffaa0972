//! What is to be done, worth how much, from which finding? One list over every section, without an item that contradicts another.
//!
//! Sections name actions ([`crate::section::Part::actions`]); what cannot wait comes first, then by the money a month that is at
//! stake. Two actions that set the same price differently contradict each other; for everything else the sections are asked, each
//! by its own kernel, what an action would break ([`crate::section::Part::objections`]). What is objected to is held back and says
//! why; the rest is asked again until nobody objects, so that what remains can be done as a whole.

use crate::figures::Review;
use mercato_core::Decimal;
use std::collections::BTreeMap;

/// What kind of work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActionKind {
    Reorder,
    RaisePrice,
    LowerPrice,
    EndPromotion,
    FixPromotion,
    FixTiers,
    SettleConflict,
    AwardSupplier,
    WarnSupplier,
    FixListing,
}

impl ActionKind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Reorder => "order",
            Self::RaisePrice => "raise a price",
            Self::LowerPrice => "lower a price",
            Self::EndPromotion => "end a promotion",
            Self::FixPromotion => "mend a promotion",
            Self::FixTiers => "mend tiers",
            Self::SettleConflict => "settle a conflict",
            Self::AwardSupplier => "award an order",
            Self::WarnSupplier => "warn a supplier",
            Self::FixListing => "mend a listing",
        }
    }
}

/// How long it can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Urgency {
    /// It loses money or customers every day.
    Today,
    ThisWeek,
    /// It can wait for the next look at its subject.
    Later,
}

impl Urgency {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::ThisWeek => "this week",
            Self::Later => "later",
        }
    }
}

/// What an action sets, for those who check whether it contradicts something.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Change {
    /// The price of an offer.
    Price {
        #[serde(flatten)]
        offer: Place,
        #[serde(serialize_with = "text")]
        to: Decimal,
    },
    /// An order with a supplier.
    Order { sku: String, supplier: Option<String> },
}

/// An offer of the shop's own: one article, channel, territory and pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(crate) struct Place {
    pub(crate) sku: String,
    pub(crate) channel: String,
    pub(crate) territory: Option<String>,
    pub(crate) pack_size: i64,
}

fn text<S: serde::Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

/// Something to do.
#[derive(Debug, Clone)]
pub(crate) struct Action {
    pub(crate) kind: ActionKind,
    pub(crate) urgency: Urgency,
    /// In the imperative, with the figures.
    pub(crate) what: String,
    pub(crate) why: String,
    /// What it concerns; a text is empty where it concerns none.
    pub(crate) sku: String,
    pub(crate) channel: String,
    pub(crate) party: String,
    /// Money a month, where it can honestly be put to it.
    pub(crate) stake: Option<Decimal>,
    /// What that money is.
    pub(crate) stake_is: &'static str,
    pub(crate) change: Option<Change>,
    /// The part of the report with the figures.
    pub(crate) anchor: &'static str,
    /// The figures in `summary.json`.
    pub(crate) figures: &'static str,
    /// Why it is held back.
    pub(crate) held: Option<String>,
}

/// Every action, the first to do first; those held back at the end.
pub(crate) fn list(review: &Review) -> Vec<Action> {
    let mut actions: Vec<Action> = review.parts.iter().flat_map(|(_, part)| part.actions(review)).collect();
    actions.sort_by(|a, b| {
        (a.urgency.cmp(&b.urgency))
            .then_with(|| b.stake.cmp(&a.stake))
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| (&a.sku, &a.channel, &a.party, &a.what).cmp(&(&b.sku, &b.channel, &b.party, &b.what)))
    });
    // what a section objects to stands out of the way of what would set the same price otherwise
    let mut objected: BTreeMap<usize, String> = BTreeMap::new();
    let held = loop {
        let mut held = same_price_twice(&actions, &objected);
        let standing = |at: &usize| !held.contains_key(at) && !objected.contains_key(at);
        let standing: Vec<usize> = (0..actions.len()).filter(standing).collect();
        let asked: Vec<&Action> = standing.iter().filter_map(|at| actions.get(*at)).collect();
        let mut more = false;
        for (_, part) in &review.parts {
            for (asked, why) in part.objections(review, &asked) {
                let Some(at) = standing.get(asked) else { continue };
                more |= objected.insert(*at, why).is_none();
            }
        }
        if !more {
            held.append(&mut objected);
            break held;
        }
    };
    for (at, why) in held {
        if let Some(action) = actions.get_mut(at) {
            action.held = Some(why);
        }
    }
    actions.sort_by_key(|action| action.held.is_some());
    actions
}

/// Of two actions that set a price differently, the second is held back; those objected to set nothing.
fn same_price_twice(actions: &[Action], objected: &BTreeMap<usize, String>) -> BTreeMap<usize, String> {
    let mut set: BTreeMap<&Place, (&Decimal, &str)> = BTreeMap::new();
    let mut held = BTreeMap::new();
    for (at, action) in actions.iter().enumerate().filter(|(at, _)| !objected.contains_key(at)) {
        let Some(Change::Price { offer, to }) = &action.change else { continue };
        let (other, what) = set.entry(offer).or_insert((to, &action.what));
        if *other != to {
            held.insert(at, format!("contradicts \"{what}\""));
        }
    }
    held
}
