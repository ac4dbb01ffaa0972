//! Which repricers feed one another, and would they run away?
//!
//! A rule is an edge from its offer to each offer that it follows. A *loop* is a strongly connected component of more than one
//! offer, or an offer that follows itself. Its drift is down where no adjustment is positive and one is negative, up the other way
//! round, neutral where all are 0, else mixed. It is *bounded* where no cycle is left once the offers with the guard against its
//! drift are taken out: a floor against down, a ceiling against up, both against mixed; a neutral loop moves no price away.
//!
//! Every cycle of a bounded loop passes a guard, so no price in it can go on without end. What is bounded may still swing:
//! where rounding swallows an adjustment, or in a neutral loop, two prices can change places for ever.
//!
//! Source: strongly connected components after Kosaraju and Sharir (1981), without recursion; the two repricers of Eisen (2011)
//! that took a book to 23 million dollars. Time and space O(rules + follow-ups).

use crate::error::ChannelError;
use crate::keyed;
use crate::repricer::{Follows, RepricingRule};
use mercato_core::{Decimal, Error};
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What [`repricer_cycles`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepricerCyclesInput {
    /// The rules, one an offer.
    pub rules: Vec<RepricingRule>,
    /// Prices that rules may follow and none sets, by offer, each at least 0; none if left out.
    #[serde(default, with = "keyed::optional_amounts", skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<BTreeMap<String, mercato_core::DecimalString>>"))]
    pub external_prices: BTreeMap<String, Decimal>,
}

/// Where the prices of a loop go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Drift {
    /// Down: some undercut, none goes above.
    Down,
    /// Up: some go above, none undercuts.
    Up,
    /// Nowhere: every adjustment is 0.
    Neutral,
    /// Some up, some down.
    Mixed,
}

impl Drift {
    fn of(rules: impl Iterator<Item = Ordering>) -> Self {
        let (mut down, mut up) = (false, false);
        for sign in rules {
            down |= sign == Ordering::Less;
            up |= sign == Ordering::Greater;
        }
        match (down, up) {
            (true, false) => Self::Down,
            (false, true) => Self::Up,
            (false, false) => Self::Neutral,
            (true, true) => Self::Mixed,
        }
    }

    /// Does the rule hold a price of this drift back?
    const fn is_guarded_by(self, rule: &RepricingRule) -> bool {
        match self {
            Self::Down => rule.floor.is_some(),
            Self::Up => rule.ceiling.is_some(),
            Self::Mixed => rule.floor.is_some() && rule.ceiling.is_some(),
            Self::Neutral => true,
        }
    }
}

/// Offers whose repricers feed one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RepricerLoop {
    /// The offers, sorted.
    pub offers: Vec<String>,
    /// Does one of them follow itself?
    pub self_loop: bool,
    /// Where the prices go.
    pub drift: Drift,
    /// Does a guard stop every cycle?
    pub bounded: bool,
}

/// The loops among repricers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RepricerCycles {
    /// The loops, by their offers.
    pub loops: Vec<RepricerLoop>,
    /// Is there none?
    pub acyclic: bool,
}

/// The loop of each rule, by number; none for a rule that is in none.
struct Components {
    members: Vec<Vec<usize>>,
    of: Vec<Option<usize>>,
}

impl Components {
    fn new(rules: usize, follows: &Follows) -> Result<Self, Error> {
        let too_many = || Error::overflow("rules", rules, "2^32 - 1 offers");
        let nodes = u32::try_from(rules).ok().filter(|nodes| *nodes < u32::MAX).ok_or_else(too_many)?;
        let edges = (0..nodes).flat_map(|rule| {
            let followed = follows.of(usize::try_from(rule).unwrap_or(usize::MAX));
            // external prices follow nobody
            followed.iter().filter(move |other| **other < nodes).map(move |other| (rule, *other))
        });
        let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(rules, follows.edges());
        for _ in 0..rules {
            graph.add_node(());
        }
        for (rule, other) in edges {
            graph.add_edge(NodeIndex::new(index(rule)), NodeIndex::new(index(other)), ());
        }
        let (mut members, mut of) = (Vec::new(), vec![None; rules]);
        for component in kosaraju_scc(&graph) {
            let rules: Vec<usize> = component.into_iter().map(NodeIndex::index).collect();
            if rules.len() > 1 || rules.iter().any(|rule| follows_itself(*rule, follows)) {
                for rule in &rules {
                    if let Some(slot) = of.get_mut(*rule) {
                        *slot = Some(members.len());
                    }
                }
                members.push(rules);
            }
        }
        Ok(Self { members, of })
    }
}

/// 32 bits always fit a place in a list.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn follows_itself(rule: usize, follows: &Follows) -> bool {
    follows.of(rule).iter().any(|other| index(*other) == rule)
}

/// Which loops have a cycle left without the guarded rules: the rules that cannot be taken away one by one, always one that
/// nobody left follows.
fn unbounded(components: &Components, follows: &Follows, guarded: &[bool]) -> Vec<bool> {
    let is_guarded = |rule: usize| guarded.get(rule).copied().unwrap_or(true);
    let same_loop = |a: usize, b: usize| components.of.get(a) == components.of.get(b);
    let kept = |rule: usize| {
        let inside = move |other: &usize| same_loop(rule, *other) && !is_guarded(*other);
        follows.of(rule).iter().map(|other| index(*other)).filter(inside)
    };
    let left = || components.members.iter().flatten().copied().filter(|rule| !is_guarded(*rule));
    let mut followers = vec![0_usize; guarded.len()];
    for rule in left() {
        for other in kept(rule) {
            if let Some(count) = followers.get_mut(other) {
                *count = count.saturating_add(1);
            }
        }
    }
    let mut free: Vec<usize> = left().filter(|rule| followers.get(*rule) == Some(&0)).collect();
    while let Some(rule) = free.pop() {
        for other in kept(rule) {
            if let Some(count) = followers.get_mut(other) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    free.push(other);
                }
            }
        }
    }
    let has_cycle = |rules: &Vec<usize>| {
        rules.iter().any(|rule| !is_guarded(*rule) && followers.get(*rule).is_some_and(|count| *count > 0))
    };
    components.members.iter().map(has_cycle).collect()
}

/// Which repricers feed one another?
///
/// ```
/// use mercato_channel::{Drift, RepricerCyclesInput, repricer_cycles};
/// let input: RepricerCyclesInput = serde_json::from_str(r#"{"rules": [
///     {"offer_id": "a", "follows": ["b"], "adjust": {"type": "amount", "value": "-0.01"}, "floor": "10.00"},
///     {"offer_id": "b", "follows": ["a"], "adjust": {"type": "amount", "value": "-0.01"}}]}"#)?;
/// let found = &repricer_cycles(&input)?.loops[0];
/// assert_eq!((found.offers.len(), found.drift, found.bounded), (2, Drift::Down, true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for two rules of an offer, an offer followed twice by a rule, a price that is set and external; `not_found` for
/// an offer followed that has neither; `invalid_argument` for a negative amount, a floor above its ceiling, a percent of -1 or
/// less, a blank id.
pub fn repricer_cycles(input: &RepricerCyclesInput) -> Result<RepricerCycles, ChannelError> {
    let rules = &input.rules;
    let follows = Follows::new(rules, &input.external_prices)?;
    let components = Components::new(rules.len(), &follows)?;
    let rule = |number: &usize| rules.get(*number);
    let drifts: Vec<Drift> = components
        .members
        .iter()
        .map(|members| Drift::of(members.iter().filter_map(rule).map(|rule| rule.adjust.sign())))
        .collect();
    let guarded: Vec<bool> = rules
        .iter()
        .zip(&components.of)
        .map(|(rule, component)| {
            component.and_then(|component| drifts.get(component)).is_none_or(|drift| drift.is_guarded_by(rule))
        })
        .collect();
    let unbounded = unbounded(&components, &follows, &guarded);
    let mut loops: Vec<RepricerLoop> = components
        .members
        .iter()
        .zip(drifts)
        .zip(unbounded)
        .map(|((members, drift), unbounded)| {
            let mut offers: Vec<String> = members.iter().filter_map(rule).map(|rule| rule.offer_id.clone()).collect();
            offers.sort_unstable();
            let self_loop = members.iter().any(|rule| follows_itself(*rule, &follows));
            RepricerLoop { offers, self_loop, drift, bounded: !unbounded }
        })
        .collect();
    loops.sort_unstable_by(|a, b| a.offers.cmp(&b.offers));
    Ok(RepricerCycles { acyclic: loops.is_empty(), loops })
}
