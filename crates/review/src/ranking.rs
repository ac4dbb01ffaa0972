//! Which alternative is best, why, and how surely? The ranking that the supplier and the platform section share: every figure
//! is one of `mercato-decision`.

use crate::error::ReviewError;
use crate::format::decimals;
use crate::policy::{Entry, Source};
use crate::report::html::{Cell, figure, table};
use crate::report::sections::{ROWS, note};
use crate::report::svg::{self, Share, Whole};
use mercato_decision::{
    CriterionType, DecisionError, ExplainInput, Explanation, MethodName, Normalization, RankingMethod, SmaaInput,
    explain, smaa,
};
use serde_json::{Value, json};

/// The methods that take any numbers, zero and negative ones too.
const METHODS: [MethodName; 5] =
    [MethodName::Wsm, MethodName::Topsis, MethodName::Vikor, MethodName::Mabac, MethodName::Mairca];

/// Weights drawn to see how often each alternative comes first.
const SAMPLES: u64 = 10_000;
/// More alternatives than this are ranked and not drawn.
const MOST_DRAWN: usize = 100;

/// A criterion of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weighed {
    pub(crate) name: String,
    pub(crate) weight: f64,
    pub(crate) kind: CriterionType,
}

/// A ranking with its reasons.
#[derive(Debug)]
pub(crate) struct Ranked {
    pub(crate) names: Vec<String>,
    pub(crate) criteria: Vec<Weighed>,
    /// One row an alternative.
    pub(crate) matrix: Vec<Vec<f64>>,
    pub(crate) method: MethodName,
    pub(crate) explanation: Explanation,
    /// By alternative: in which part of all weights it is first by the weighted sum; none where there are too many.
    pub(crate) first_share: Vec<f64>,
}

/// The method of a policy.
pub(crate) fn method(source: Source<'_>, entry: &Entry<'_>) -> Result<MethodName, ReviewError> {
    let known = || METHODS.map(|method| format!("{:?}", method.as_str())).join(", ");
    let found = entry.value.as_str().and_then(|text| METHODS.into_iter().find(|method| method.as_str() == text));
    found.ok_or_else(|| {
        let text = entry.value.as_str().map_or("no text".to_owned(), |text| format!("{text:?}"));
        source.wrong(entry, &text, &format!("one of {}", known()))
    })
}

impl Ranked {
    /// Ranks by the method on the scale from the worst to the best of each column.
    ///
    /// # Errors
    /// What [`explain`] and [`smaa`] refuse.
    pub(crate) fn of(
        names: Vec<String>,
        criteria: Vec<Weighed>,
        matrix: Vec<Vec<f64>>,
        method: MethodName,
    ) -> Result<Self, DecisionError> {
        let types: Vec<CriterionType> = criteria.iter().map(|criterion| criterion.kind).collect();
        let scale = matches!(method, MethodName::Wsm | MethodName::Topsis).then_some(Normalization::MinMax);
        let explanation = explain(&ExplainInput {
            matrix: matrix.clone(),
            weights: criteria.iter().map(|criterion| criterion.weight).collect(),
            types: types.clone(),
            method: RankingMethod { name: method, normalization: scale },
            alternatives: Some(names.clone()),
            criteria: Some(criteria.iter().map(|criterion| criterion.name.replace('_', " ")).collect()),
        })?;
        let first_share = if names.len() > MOST_DRAWN {
            Vec::new()
        } else {
            let drawn = SmaaInput { matrix: matrix.clone(), types, normalization: None, samples: SAMPLES, seed: 1 };
            smaa(&drawn)?.rank_acceptability.iter().map(|ranks| ranks.first().copied().unwrap_or_default()).collect()
        };
        Ok(Self { names, criteria, matrix, method, explanation, first_share })
    }

    pub(crate) fn name(&self, index: usize) -> &str {
        self.names.get(index).map_or("", String::as_str)
    }

    /// The best.
    pub(crate) fn winner(&self) -> &str {
        self.explanation.order.first().map_or("", |index| self.name(*index))
    }

    /// The rank of an alternative.
    pub(crate) fn rank(&self, name: &str) -> Option<u32> {
        let at = self.names.iter().position(|known| known == name)?;
        self.explanation.ranks.get(at).copied()
    }

    /// The sentences that say why, for a finding or a paragraph.
    pub(crate) fn sentences(&self) -> String {
        self.explanation.sentences.join(" ")
    }

    /// Contributions, reasons, ranges and reversals as tables and pictures; `what` is one of the alternatives in words.
    pub(crate) fn report(&self, page: &mut String, what: &str) {
        let explained = &self.explanation;
        note(page, &self.sentences());
        if explained.additive && explained.higher_is_better {
            self.picture(page, what);
        }
        self.scores(page, what);
        let rows: Vec<Vec<Cell>> = explained
            .weight_ranges
            .iter()
            .zip(&self.criteria)
            .map(|(range, criterion)| {
                let narrow = range.lower > 0.0 || range.upper < 1.0;
                vec![
                    Cell::Text(criterion.name.clone()),
                    Cell::Text(if criterion.kind.is_benefit() { "more" } else { "less" }.to_owned()),
                    Cell::Number(decimals(range.weight, 3)),
                    Cell::Toned(decimals(range.lower, 3), Some(false).filter(|_| narrow && range.lower > 0.0)),
                    Cell::Toned(decimals(range.upper, 3), Some(false).filter(|_| narrow && range.upper < 1.0)),
                ]
            })
            .collect();
        let how = if explained.exact { "exact" } else { "searched in steps" };
        let title =
            format!("{} stays first while one weight moves so far, the others in proportion ({how})", self.winner());
        page.push_str(&table(&title, &["Criterion", "Better is", "#Weight", "#From", "#To"], &rows));
        let rows: Vec<Vec<Cell>> = explained
            .comparisons
            .iter()
            .take(ROWS)
            .map(|comparison| {
                let reason = |support: &mercato_decision::Support| {
                    let name = self.criteria.get(support.criterion).map_or("", |criterion| criterion.name.as_str());
                    let decisive = if support.decisive { ", decisive" } else { "" };
                    let sign = if support.difference > 0.0 { "+" } else { "" };
                    format!("{name} {sign}{}{decisive}", decimals(support.difference, 3))
                };
                let counts = |support: &&mercato_decision::Support| support.difference.abs() >= 0.0005;
                let reasons = comparison.criteria.iter().filter(counts).map(reason).collect::<Vec<_>>().join("; ");
                vec![
                    Cell::Text(format!("{} before {}", self.name(comparison.ahead), self.name(comparison.behind))),
                    Cell::Number(decimals(comparison.lead, 3)),
                    Cell::Sentence(if reasons.is_empty() { "level".to_owned() } else { reasons }),
                ]
            })
            .collect();
        if !rows.is_empty() {
            page.push_str(&table(
                &format!("Why each {what} stands before the next"),
                &["Pair", "#Lead", "What widens and narrows it"],
                &rows,
            ));
        }
        self.removals(page, what);
    }

    fn picture(&self, page: &mut String, what: &str) {
        const CLASSES: [&str; 6] = ["s0", "s1", "s2", "s3", "s4", "s5"];
        let explained = &self.explanation;
        // more criteria than colours: the rest are one
        let named = if self.criteria.len() > CLASSES.len() { CLASSES.len().saturating_sub(1) } else { CLASSES.len() };
        let parts = |row: &[Option<f64>]| {
            let mut parts: Vec<f64> = row.iter().map(|part| part.unwrap_or_default()).collect();
            if let Some(rest) = parts.get(named..).filter(|rest| !rest.is_empty()).map(|rest| rest.iter().sum()) {
                parts.truncate(named);
                parts.push(rest);
            }
            parts
        };
        let names = self.criteria.iter().map(|criterion| criterion.name.as_str()).take(named).chain(["the rest"]);
        let series: Vec<(&str, &str)> = names.take(self.criteria.len()).zip(CLASSES).collect();
        let bars: Vec<Share> = explained
            .order
            .iter()
            .take(ROWS)
            .filter_map(|index| {
                let score = explained.scores.get(*index)?;
                Some(Share {
                    name: self.name(*index).to_owned(),
                    parts: parts(explained.contributions.get(*index)?),
                    label: decimals(*score, 3),
                })
            })
            .collect();
        let title = format!("What each criterion gives each {what}");
        page.push_str(&figure(
            &title,
            &svg::shares(&title, &Whole { value: 1.0, unit: "score, from 0 to 1" }, &series, &bars),
        ));
    }

    fn scores(&self, page: &mut String, what: &str) {
        let explained = &self.explanation;
        let mut headings = vec![what.to_owned(), "#Rank".to_owned(), "#Score".to_owned()];
        if !self.first_share.is_empty() {
            headings.push("#First in".to_owned());
        }
        headings.extend(self.criteria.iter().map(|criterion| format!("#{}", criterion.name)));
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let rows: Vec<Vec<Cell>> = explained
            .order
            .iter()
            .take(ROWS)
            .map(|index| {
                let number = |list: &[f64]| list.get(*index).copied().unwrap_or_default();
                let rank = explained.ranks.get(*index).copied().unwrap_or_default();
                let mut cells = vec![
                    Cell::Text(self.name(*index).to_owned()),
                    Cell::Number(rank.to_string()),
                    Cell::Number(decimals(number(&explained.scores), 3)),
                ];
                if !self.first_share.is_empty() {
                    cells.push(Cell::Number(crate::format::percent(number(&self.first_share))));
                }
                let parts = explained.contributions.get(*index).map_or(&[][..], Vec::as_slice);
                cells.extend(
                    parts.iter().map(|part| Cell::Number(part.map_or("\u{2013}".to_owned(), |part| decimals(part, 3)))),
                );
                cells
            })
            .collect();
        let sums = if explained.additive {
            "the contributions add up to the score"
        } else {
            "a contribution is what the score loses without the criterion"
        };
        page.push_str(&table(&format!("By {}; {sums}", self.method.as_str()), &headings, &rows));
        if !self.first_share.is_empty() {
            note(
                page,
                &format!(
                    "First in: the part of {} drawn weights, all equally likely, in which it is first by the weighted sum. One that is hardly ever first needs a very special view of the criteria.",
                    crate::format::count(SAMPLES)
                ),
            );
        }
    }

    fn removals(&self, page: &mut String, what: &str) {
        let Some(reversal) = &self.explanation.rank_reversal else { return };
        let changes: Vec<String> = reversal
            .removals
            .iter()
            .filter(|removal| removal.reversed || removal.winner_changed)
            .map(|removal| {
                let winner = if removal.winner_changed { " and changes who is best of the rest" } else { "" };
                let others = if removal.reversed { "reorders others" } else { "reorders nobody" };
                format!("without {} the ranking {others}{winner}", self.name(removal.removed))
            })
            .collect();
        let says = if changes.is_empty() {
            format!("Rank reversal: leaving out any one {what} reorders no others.")
        } else {
            format!(
                "Rank reversal: {}. The scale of each criterion runs from the worst to the best of those compared, so that it moves with them.",
                changes.join("; ")
            )
        };
        note(page, &says);
    }

    /// The whole for the summary.
    pub(crate) fn json(&self) -> Value {
        let explained = &self.explanation;
        let by_criterion = |values: &[Option<f64>]| -> Value {
            self.criteria
                .iter()
                .zip(values)
                .map(|(criterion, value)| (criterion.name.clone(), json!(value)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        let alternatives: Vec<Value> = explained
            .order
            .iter()
            .map(|index| {
                let values: Vec<Option<f64>> =
                    self.matrix.get(*index).into_iter().flatten().copied().map(Some).collect();
                json!({
                    "name": self.name(*index), "rank": explained.ranks.get(*index), "score": explained.scores.get(*index),
                    "first_share": self.first_share.get(*index), "values": by_criterion(&values),
                    "contributions": by_criterion(explained.contributions.get(*index).map_or(&[][..], Vec::as_slice)),
                })
            })
            .collect();
        let comparisons: Vec<Value> = explained
            .comparisons
            .iter()
            .map(|pair| {
                let reasons: Vec<Value> = pair
                    .criteria
                    .iter()
                    .map(|support| json!({
                        "criterion": self.criteria.get(support.criterion).map(|criterion| &criterion.name),
                        "difference": support.difference, "decisive": support.decisive,
                    }))
                    .collect();
                json!({"ahead": self.name(pair.ahead), "behind": self.name(pair.behind), "lead": pair.lead, "criteria": reasons})
            })
            .collect();
        let ranges: Vec<Value> = explained
            .weight_ranges
            .iter()
            .zip(&self.criteria)
            .map(|(range, criterion)| json!({
                "criterion": criterion.name, "type": criterion.kind, "weight": range.weight, "lower": range.lower, "upper": range.upper,
            }))
            .collect();
        let removals = explained.rank_reversal.as_ref().map(|reversal| {
            let removals: Vec<Value> = reversal
                .removals
                .iter()
                .map(|removal| json!({
                    "removed": self.name(removal.removed), "reversed": removal.reversed, "winner_changed": removal.winner_changed,
                }))
                .collect();
            json!({"reversal_rate": reversal.reversal_rate, "removals": removals})
        });
        json!({
            "method": self.method, "higher_is_better": explained.higher_is_better, "additive": explained.additive,
            "exact_ranges": explained.exact, "winner": self.winner(), "alternatives": alternatives, "comparisons": comparisons,
            "weight_ranges": ranges, "rank_reversal": removals, "why": explained.sentences,
        })
    }
}
