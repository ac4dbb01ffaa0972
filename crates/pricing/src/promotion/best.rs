//! Which promotions save the customer most together? (Step 5 of an evaluation, best mode.)
//!
//! Savings are neither additive nor monotone: a discount on an item can destroy a threshold that is worth more, so taking the
//! best one next is not enough. The promotions are split into components that do not bear on one another; each is solved by
//! branch and bound ([`super::branch`]) up to `exact_limit` promotions and `node_limit` steps, and by local search
//! ([`super::local`]) beyond.
//!
//! Source: A. H. Land, A. G. Doig, "An automatic method of solving discrete programming problems", Econometrica 28 (1960).

use super::branch;
use super::candidates::Candidate;
use super::components::components;
use super::engine::{Engine, Strictness};
use super::evaluate::{Options, Pass, Rejected};
use super::local;
use super::result::Reason;
use mercato_core::Error;

/// The best combination found, and whether it is proven.
#[derive(Debug)]
pub(crate) struct Best {
    pub(crate) pass: Pass,
    pub(crate) optimal: bool,
}

/// A promotion that can be applied in some combination.
#[derive(Debug)]
pub(crate) struct Contender<'a> {
    pub(crate) candidate: &'a Candidate<'a>,
    /// What it saves at most.
    pub(crate) bound: i128,
}

pub(crate) fn search(engine: &mut Engine<'_>, candidates: &[Candidate<'_>], options: &Options) -> Result<Best, Error> {
    engine.reset();
    let mut possible = Vec::new();
    for candidate in candidates {
        engine.unreach();
        engine.reach(candidate.rule.level);
        if engine.measure(candidate, Strictness::Bound)?.is_ok() && !engine.draft.is_empty() {
            possible.push(Contender { candidate, bound: engine.saving(candidate)? });
        }
    }
    let mut chosen: Vec<usize> = Vec::new();
    let mut optimal = true;
    for component in components(engine, &possible) {
        let found = if component.len() <= options.exact_limit {
            branch::search(engine, &component, options.node_limit)?
        } else {
            branch::Found::start(component.len())
        };
        optimal &= found.proven;
        let ranks = |choice: &[bool]| -> Vec<usize> {
            component.iter().zip(choice).filter(|(_, taken)| **taken).map(|(option, _)| option.candidate.rank).collect()
        };
        if found.proven {
            chosen.extend(ranks(&found.choice));
        } else {
            chosen.extend(ranks(&local::improve(engine, &component, found.choice, options.node_limit)?));
        }
    }
    chosen.sort_unstable();
    let mut pass =
        Pass::run(engine, &mut candidates.iter().filter(|candidate| chosen.binary_search(&candidate.rank).is_ok()))?;
    pass.rejected.clear();
    for candidate in candidates {
        if pass.applied.iter().any(|applied| applied.rank == candidate.rank) {
            continue;
        }
        engine.reset();
        engine.reach(candidate.rule.level);
        let alone = engine.attempt(candidate)?;
        let reason = alone.err().unwrap_or(Reason::NotInBestCombination);
        pass.rejected.push(Rejected { rank: candidate.rank, reason, by: None });
    }
    Ok(Best { pass, optimal })
}
