//! An explanation in words.

use crate::sensitivity::explain::{ExplainInput, Explanation};

/// How many pairs and reasons are put into words.
const FEW: usize = 3;

/// What the explanation says, for people: the winner and its lead, the reasons, the ranges, the reversals.
pub(super) fn sentences(explanation: &Explanation, input: &ExplainInput) -> Vec<String> {
    let name = |index: usize| named(input.alternatives.as_deref(), "alternative", index);
    let criterion = |index: usize| named(input.criteria.as_deref(), "criterion", index);
    let score = |index: usize| explanation.scores.get(index).map_or_else(String::new, |score| rounded(*score));
    // what a criterion does to a score that is no sum is no advantage: one may be better by it, and lead by more without it
    let [supported, opposed] =
        if explanation.additive { ["because of", "in spite of"] } else { ["widened by", "narrowed by"] };
    let mut sentences = Vec::new();
    let Some(first) = explanation.order.first().copied() else { return sentences };
    let method = input.method.name.as_str();
    let direction = if explanation.higher_is_better { "higher" } else { "lower" };
    sentences.push(format!("{} is first by {method} with {} ({direction} is better).", name(first), score(first)));
    for comparison in explanation.comparisons.iter().take(FEW) {
        let (ahead, behind) = (name(comparison.ahead), name(comparison.behind));
        if comparison.lead <= 0.0 {
            sentences.push(format!("{ahead} and {behind} are level."));
            continue;
        }
        let supports = comparison.criteria.iter().filter(|support| support.difference > 0.0).take(FEW);
        let against = comparison.criteria.iter().rev().filter(|support| support.difference < 0.0).take(FEW);
        let list = |supports: Vec<String>| supports.join(", ");
        let word = |support: &crate::sensitivity::explain::Support| {
            let decisive = if support.decisive { ", decisive" } else { "" };
            format!("{} ({:+}{decisive})", criterion(support.criterion), Rounded(support.difference))
        };
        let (supports, against) = (list(supports.map(word).collect()), list(against.map(word).collect()));
        let mut sentence = format!("{ahead} is before {behind} by {}", rounded(comparison.lead));
        if !supports.is_empty() {
            sentence.extend([", ", supported, " ", &supports]);
        }
        if !against.is_empty() {
            sentence.extend([", ", opposed, " ", &against]);
        }
        sentence.push('.');
        sentences.push(sentence);
    }
    if explanation.scores.len() > 1 {
        let narrow = explanation.weight_ranges.iter().filter(|range| range.lower > 0.0 || range.upper < 1.0);
        let ranges: Vec<String> = narrow
            .map(|range| {
                let (lower, upper) = (rounded(range.lower), rounded(range.upper));
                format!("{} (now {}) from {lower} to {upper}", criterion(range.criterion), rounded(range.weight))
            })
            .collect();
        sentences.push(if ranges.is_empty() {
            format!("{} stays first whatever weight any one criterion has.", name(first))
        } else {
            format!("{} stays first for the weight of {}; the others in proportion.", name(first), ranges.join(", of "))
        });
    }
    if let Some(reversal) = &explanation.rank_reversal {
        let removed = |changed: fn(&crate::sensitivity::rank_reversal::Removal) -> bool| {
            let removals = reversal.removals.iter().filter(|removal| changed(removal)).take(FEW);
            removals.map(|removal| name(removal.removed)).collect::<Vec<_>>().join(", ")
        };
        let (reversed, winner) = (removed(|removal| removal.reversed), removed(|removal| removal.winner_changed));
        sentences.push(if reversed.is_empty() {
            "Leaving out any one alternative reorders no others.".to_owned()
        } else {
            format!("Leaving out {reversed} reorders others (in {} of all removals).", rounded(reversal.reversal_rate))
        });
        if !winner.is_empty() {
            sentences.push(format!("Leaving out {winner} changes who is best of the rest."));
        }
    }
    sentences
}

fn named(names: Option<&[String]>, kind: &str, index: usize) -> String {
    names.and_then(|names| names.get(index)).cloned().unwrap_or_else(|| format!("{kind} {index}"))
}

/// Four significant decimals are enough for people.
fn rounded(x: f64) -> String {
    Rounded(x).to_string()
}

struct Rounded(f64);

impl std::fmt::Display for Rounded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.4}", self.0.abs());
        let sign = if self.0 < 0.0 {
            "-"
        } else if f.sign_plus() {
            "+"
        } else {
            ""
        };
        let text = text.trim_end_matches('0').trim_end_matches('.');
        write!(f, "{sign}{text}")
    }
}
