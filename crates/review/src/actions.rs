//! What is to be done, worth how much, from which finding? One list over every section, without an item that contradicts another.
//!
//! Sections name actions ([`crate::section::Part::actions`]) and bring those of others into line with what they decide
//! ([`crate::section::Part::amend`]); what cannot wait comes first, then by the money a month that is at stake. Of several actions
//! that set one price, take it off or touch one promotion, one stands; for everything else the sections are asked, each by its own
//! kernel, what an action would break ([`crate::section::Part::objections`]). What is objected to is held back and says why; the
//! rest is asked again until nobody objects, so that what remains can be done as a whole.

use crate::figures::Review;
use mercato_core::Decimal;
use std::cmp::Ordering;
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
    /// An offer that is taken off.
    Withdraw {
        #[serde(flatten)]
        offer: Place,
    },
    /// An order, of one supplier or of several.
    Order { sku: String, shares: Vec<Share> },
    /// Who gets the orders of an article.
    Award { sku: String, shares: Vec<Share> },
    /// A promotion that is ended.
    EndPromotion { promotion: String },
}

/// What a supplier gets of an order.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Share {
    pub(crate) supplier: Option<String>,
    pub(crate) quantity: u64,
}

/// The conflict that an action settles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settles {
    pub(crate) conflict_id: String,
    /// Which other prices of the offer settle it, too.
    pub(crate) bound: Option<Bound>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    AtLeast,
    AtMost,
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
    /// The conflicts that it settles, those of actions that it does, too, among them.
    pub(crate) settles: Vec<Settles>,
    /// The part of the report with the figures.
    pub(crate) anchor: &'static str,
    /// The figures in `summary.json`.
    pub(crate) figures: &'static str,
    /// Why it is held back.
    pub(crate) held: Option<String>,
}

impl Action {
    /// The offer whose price is set, and the price.
    pub(crate) fn price(&self) -> Option<(&Place, Decimal)> {
        match &self.change {
            Some(Change::Price { offer, to }) => Some((offer, *to)),
            _ => None,
        }
    }

    /// Would this price of its offer settle what it is to settle? `None` for what settles nothing by a price.
    fn settled_by(&self, price: Decimal) -> Option<bool> {
        let (_, to) = self.price()?;
        match self.settles.first()?.bound? {
            Bound::AtLeast => Some(price >= to),
            Bound::AtMost => Some(price <= to),
        }
    }
}

/// Why an action is held back.
#[derive(Debug, Clone)]
enum Held {
    /// The action at this place sets the same otherwise.
    Contradicts(usize),
    /// The action at this place does it, too.
    DoneBy(usize),
    /// What a section objects.
    Objection(String),
}

/// Every action, the first to do first; those held back at the end.
pub(crate) fn list(review: &Review) -> Vec<Action> {
    let mut actions: Vec<Action> = review.parts.iter().flat_map(|(_, part)| part.actions(review)).collect();
    for (_, part) in &review.parts {
        for action in &mut actions {
            part.amend(review, action);
        }
    }
    actions.sort_by(in_order);
    // what a section objects to stands out of the way of what would set the same price otherwise
    let mut objected: BTreeMap<usize, String> = BTreeMap::new();
    let mut held = loop {
        let held = at_odds(&actions, &objected);
        let standing = |at: &usize| !held.contains_key(at) && !objected.contains_key(at);
        let standing: Vec<usize> = (0..actions.len()).filter(standing).collect();
        let done = taking_over(&actions, &held);
        let asked: Vec<&Action> = standing.iter().filter_map(|at| done.get(*at)).collect();
        let mut more = false;
        for (_, part) in &review.parts {
            for (asked, why) in part.objections(review, &asked) {
                let Some(at) = standing.get(asked) else { continue };
                more |= objected.insert(*at, why).is_none();
            }
        }
        if !more {
            break held;
        }
    };
    actions = taking_over(&actions, &held);
    held.extend(objected.into_iter().map(|(at, why)| (at, Held::Objection(why))));
    for (at, why) in held {
        hold(&mut actions, at, why);
    }
    actions.sort_by(|a, b| a.held.is_some().cmp(&b.held.is_some()).then_with(|| in_order(a, b)));
    actions
}

/// What cannot wait first, then by the money at stake.
fn in_order(a: &Action, b: &Action) -> Ordering {
    (a.urgency.cmp(&b.urgency))
        .then_with(|| b.stake.cmp(&a.stake))
        .then_with(|| a.kind.cmp(&b.kind))
        .then_with(|| (&a.sku, &a.channel, &a.party, &a.what).cmp(&(&b.sku, &b.channel, &b.party, &b.what)))
}

/// The actions, with what each settles for those that it does, too.
fn taking_over(actions: &[Action], held: &BTreeMap<usize, Held>) -> Vec<Action> {
    let mut all = actions.to_vec();
    for (at, why) in held {
        if let (Held::DoneBy(by), Some(done)) = (why, actions.get(*at))
            && let Some(action) = all.get_mut(*by)
        {
            action.settles.extend(done.settles.iter().cloned());
        }
    }
    all
}

/// Holds an action back. What does it, too, is as urgent as it was.
fn hold(actions: &mut [Action], at: usize, why: Held) {
    let said = |actions: &[Action], by: usize| actions.get(by).map_or("", |action| action.what.as_str()).to_owned();
    let why = match why {
        Held::Contradicts(by) => format!("contradicts \"{}\"", said(actions, by)),
        Held::DoneBy(by) => {
            let urgency = actions.get(at).map(|action| action.urgency);
            if let (Some(action), Some(urgency)) = (actions.get_mut(by), urgency) {
                action.urgency = action.urgency.min(urgency);
            }
            format!("is done by \"{}\"", said(actions, by))
        }
        Held::Objection(why) => why,
    };
    if let Some(action) = actions.get_mut(at) {
        action.held = Some(why);
    }
}

/// Of the actions that change one offer or one promotion, those that cannot stand beside the one that does; what is objected to
/// changes nothing.
fn at_odds(actions: &[Action], objected: &BTreeMap<usize, String>) -> BTreeMap<usize, Held> {
    let standing = || actions.iter().enumerate().filter(|(at, _)| !objected.contains_key(at));
    let mut held = BTreeMap::new();
    let (mut off, mut ended) = (BTreeMap::new(), BTreeMap::new());
    for (at, action) in standing() {
        match &action.change {
            Some(Change::Withdraw { offer }) => {
                let first = *off.entry(offer).or_insert(at);
                if first != at {
                    held.insert(at, Held::DoneBy(first));
                }
            }
            Some(Change::EndPromotion { promotion }) => {
                ended.entry(promotion.as_str()).or_insert(at);
            }
            _ => {}
        }
    }
    let mut prices: BTreeMap<&Place, Vec<(usize, &Action, Decimal)>> = BTreeMap::new();
    for (at, action) in standing() {
        if let Some((offer, to)) = action.price() {
            match off.get(offer) {
                Some(by) => {
                    held.insert(at, Held::Contradicts(*by));
                }
                None => prices.entry(offer).or_default().push((at, action, to)),
            }
        } else if let Some(by) = ended.get(action.party.as_str()).filter(|by| **by != at && action.change.is_none()) {
            held.insert(at, Held::DoneBy(*by));
        }
    }
    for of in prices.values() {
        let Some((chosen, price)) = chosen(of) else { continue };
        for (at, action, to) in of.iter().filter(|(at, ..)| *at != chosen) {
            let done = *to == price || action.settled_by(price) == Some(true);
            held.insert(*at, if done { Held::DoneBy(chosen) } else { Held::Contradicts(chosen) });
        }
    }
    held
}

/// Which of several prices of one offer is set: the first that also settles every conflict that one of them is to settle; else the
/// first that settles one, for rules go before margins.
fn chosen(of: &[(usize, &Action, Decimal)]) -> Option<(usize, Decimal)> {
    let settles_all = |price: Decimal| of.iter().all(|(_, action, _)| action.settled_by(price) != Some(false));
    let settles = |action: &Action| !action.settles.is_empty();
    let free = of.iter().find(|(_, action, to)| !settles(action) && settles_all(*to));
    let settling = || of.iter().filter(|(_, action, _)| settles(action));
    let found = free.or_else(|| settling().find(|(.., to)| settles_all(*to))).or_else(|| settling().next());
    found.or_else(|| of.first()).map(|(at, _, to)| (*at, *to))
}
