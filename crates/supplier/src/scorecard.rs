//! How good is a supplier, on what counts, and why?
//!
//! Each criterion has a worst and a best value; in between its utility rises in a line, `u = clamp((v - worst)/(best - worst), 0, 1)`;
//! worst may be above best (defects, hours). The score is the weighted mean of the utilities in points,
//! `score = S 100 w u / W`, and a criterion's contribution its term. `knockout` is a limit beyond which (on the bad side) a
//! supplier gets the lowest grade whatever its score.
//!
//! A value that is missing: `renormalize` leaves the criterion out of the mean (W is the weight present), `zero` and
//! `neutral` count it as 0 or half its points, `reject` refuses. `coverage` says how much of the weight was present.
//! The grade is the highest band with `score >= min - 1e-9`, the lowest band below all.
//!
//! Source: the weighted point method, e.g. R. M. Monczka, R. B. Handfield, L. C. Giunipero and J. L. Patterson, "Purchasing and
//! Supply Chain Management" (6th ed. 2016), ch. 9; additive value functions, R. L. Keeney and H. Raiffa (1976), ch. 3. Limits: it
//! is additive: points of one criterion make up for another's, but for a knockout.

use crate::check;
use crate::error::SupplierError;
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One criterion of a scorecard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name, not blank.
    pub id: String,
    /// How much it counts, at least 0; the sum of all is above 0.
    pub weight: f64,
    /// The value of no points.
    pub worst: f64,
    /// The value of all points, other than `worst`.
    pub best: f64,
    /// Beyond this, on the side of `worst`, the supplier gets the lowest grade; no such limit if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knockout: Option<f64>,
}

/// A grade and the score from which it is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GradeBand {
    /// The grade.
    pub grade: String,
    /// The least score.
    pub min: f64,
}

/// What a missing value counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MissingValue {
    /// Nothing: the other criteria share its weight.
    #[default]
    Renormalize,
    /// No points.
    Zero,
    /// Half the points.
    Neutral,
    /// A refusal.
    Reject,
}

/// What [`scorecard`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScorecardInput {
    /// What counts.
    pub criteria: Vec<Criterion>,
    /// The supplier's value for each criterion; null or no key where it is missing.
    pub values: BTreeMap<String, Option<f64>>,
    /// The grades, in any order.
    pub bands: Vec<GradeBand>,
    /// What a missing value counts as; `renormalize` if left out.
    #[serde(default, deserialize_with = "null_is_default")]
    pub missing: MissingValue,
}

/// What decided the grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GradeReason {
    /// The score reaches its band and no higher one.
    Score,
    /// A value beyond its knockout.
    KnockedOut,
    /// The score is below every band.
    BelowAllBands,
}

/// Which value of one criterion alone would reach the next grade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SingleImprovement {
    /// The criterion.
    pub id: String,
    /// The value that it would have to reach, all others as they are.
    pub value: f64,
}

/// What lacks to the next grade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NextGrade {
    /// The grade of the band above the score's.
    pub grade: String,
    /// The points that lack.
    pub points: f64,
    /// The values that have to come within their knockout besides.
    pub knocked_out: Vec<String>,
    /// The criteria that could reach it alone, in the order given; none where a knockout stands in the way.
    pub single_improvements: Vec<SingleImprovement>,
}

/// How good a supplier is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Scorecard {
    /// Points, 0 to 100.
    pub score: f64,
    /// The grade.
    pub grade: String,
    /// The points of each criterion that counts; they add up to the score.
    pub contributions: BTreeMap<String, f64>,
    /// The criteria without a value, in the order given.
    pub missing: Vec<String>,
    /// Weight of the criteria with a value over the weight of all, above 0 up to 1.
    pub coverage: f64,
    /// The criteria beyond their knockout, in the order given.
    pub knocked_out: Vec<String>,
    /// What decided the grade.
    pub grade_reason: GradeReason,
    /// The points that each criterion loses to its best value.
    pub points_lost: BTreeMap<String, f64>,
    /// What would change the grade for the better; `None` at the highest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_grade: Option<NextGrade>,
}

/// A score this far below a band's least still reaches it: sums of hundredths are rarely exact.
const GRADE_SLACK: f64 = 1e-9;

/// A criterion that counts towards the score.
struct Counted<'a> {
    criterion: &'a Criterion,
    utility: f64,
    /// Whether its value is there, so that a better one would count.
    present: bool,
}

/// The score and grade of a supplier, and what they are made of.
///
/// ```
/// use mercato_supplier::{Criterion, GradeBand, MissingValue, ScorecardInput, scorecard};
/// let criterion = |id: &str, weight, worst, best| Criterion { id: id.to_owned(), weight, worst, best, knockout: None };
/// let band = |grade: &str, min| GradeBand { grade: grade.to_owned(), min };
/// let card = scorecard(&ScorecardInput {
///     criteria: vec![criterion("otif_rate", 3.0, 0.5, 1.0), criterion("defect_ppm", 1.0, 20_000.0, 0.0)],
///     values: [("otif_rate".to_owned(), Some(0.75)), ("defect_ppm".to_owned(), Some(5_000.0))].into(),
///     bands: vec![band("A", 90.0), band("B", 50.0), band("C", 0.0)],
///     missing: MissingValue::Renormalize,
/// })?;
/// // 75 x 0.5 + 25 x 0.75
/// assert_eq!((card.score, card.grade.as_str()), (56.25, "B"));
/// assert_eq!(card.contributions["defect_ppm"], 18.75);
/// // 33.75 points lack to an A: on-time deliveries alone can bring 37.5
/// let next = card.next_grade.unwrap();
/// assert_eq!((next.points, next.single_improvements[0].value), (33.75, 0.975));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for empty lists, figures that are not finite, a negative weight, weights (or the weights present)
/// that sum to 0, a worst that is the best, a value for an unknown criterion, no value at all, a missing one with `reject`, two
/// bands from the same score; `duplicate_id` for a criterion or a grade twice; `overflow` for weights beyond a double.
pub fn scorecard(input: &ScorecardInput) -> Result<Scorecard, SupplierError> {
    let bands = validate(input)?;
    let (mut missing, mut knocked_out) = (Vec::new(), Vec::new());
    let mut counted = Vec::with_capacity(input.criteria.len());
    let (mut all, mut present) = (0.0, 0.0);
    for criterion in &input.criteria {
        all += criterion.weight;
        let Some(value) = input.values.get(&criterion.id).copied().flatten() else {
            missing.push(criterion.id.clone());
            let utility = match input.missing {
                MissingValue::Renormalize => continue,
                MissingValue::Zero => 0.0,
                MissingValue::Neutral => 0.5,
                MissingValue::Reject => {
                    let path = format!("values.{}", criterion.id);
                    return Err(Error::invalid(path, "none", "is missing, and missing is \"reject\"").into());
                }
            };
            counted.push(Counted { criterion, utility, present: false });
            continue;
        };
        present += criterion.weight;
        if criterion.knockout.is_some_and(|limit| is_beyond(criterion, value, limit)) {
            knocked_out.push(criterion.id.clone());
        }
        counted.push(Counted { criterion, utility: utility(criterion, value), present: true });
    }
    if missing.len() == input.criteria.len() {
        return Err(Error::invalid("values", "no value", "for any criterion: there is nothing to score").into());
    }
    check::answer("criteria[].weight", all)?;
    let whole = if input.missing == MissingValue::Renormalize { present } else { all };
    if whole <= 0.0 {
        return Err(Error::invalid(
            "criteria[].weight",
            whole,
            "is the sum of the weights that count: it must be above 0",
        )
        .into());
    }
    let points = |part: &Counted<'_>| 100.0 * (part.criterion.weight / whole) * part.utility;
    let contributions: BTreeMap<String, f64> =
        counted.iter().map(|part| (part.criterion.id.clone(), points(part))).collect();
    let points_lost = counted
        .iter()
        .map(|part| (part.criterion.id.clone(), 100.0 * (part.criterion.weight / whole) * (1.0 - part.utility)))
        .collect();
    let score = counted.iter().map(points).sum::<f64>().min(100.0);
    let (grade, reason, next) = grade(&bands, score, &counted, whole, &knocked_out);
    Ok(Scorecard {
        score,
        grade,
        contributions,
        missing,
        coverage: present / all,
        knocked_out,
        grade_reason: reason,
        points_lost,
        next_grade: next,
    })
}

/// Is a value worse than a limit?
fn is_beyond(criterion: &Criterion, value: f64, limit: f64) -> bool {
    if criterion.worst < criterion.best { value < limit } else { value > limit }
}

/// The share of the points that a value gets.
fn utility(criterion: &Criterion, value: f64) -> f64 {
    let (mut above, mut range) = (value - criterion.worst, criterion.best - criterion.worst);
    if !above.is_finite() || !range.is_finite() {
        // halves of doubles do not leave them
        above = value / 2.0 - criterion.worst / 2.0;
        range = criterion.best / 2.0 - criterion.worst / 2.0;
    }
    (above / range).clamp(0.0, 1.0)
}

/// The bands, the lowest first.
fn validate(input: &ScorecardInput) -> Result<Vec<&GradeBand>, Error> {
    check::not_empty("criteria", &input.criteria)?;
    check::not_empty("bands", &input.bands)?;
    check::unique("criteria", input.criteria.iter().map(|criterion| criterion.id.as_str()))?;
    for (index, criterion) in input.criteria.iter().enumerate() {
        let at = |error: Error| error.at("criteria", index);
        check::non_negative("weight", criterion.weight).map_err(at)?;
        check::finite("worst", criterion.worst).map_err(at)?;
        check::finite("best", criterion.best).map_err(at)?;
        check::finite("knockout", criterion.knockout.unwrap_or_default()).map_err(at)?;
        if criterion.worst.total_cmp(&criterion.best).is_eq() || criterion.best - criterion.worst == 0.0 {
            return Err(at(Error::invalid("best", criterion.best, "must differ from worst")));
        }
    }
    let known: BTreeSet<&str> = input.criteria.iter().map(|criterion| criterion.id.as_str()).collect();
    for (id, value) in &input.values {
        let path = || format!("values.{id}");
        check::finite("", value.unwrap_or_default()).map_err(|error| error.named(path()))?;
        if !known.contains(id.as_str()) {
            return Err(Error::invalid(path(), format_args!("{id:?}"), "is no criterion"));
        }
    }
    let mut grades = BTreeSet::new();
    for (index, band) in input.bands.iter().enumerate() {
        check::finite("min", band.min).map_err(|error| error.at("bands", index))?;
        if !grades.insert(band.grade.as_str()) {
            return Err(Error::duplicate("grade", &band.grade).at("bands", index));
        }
    }
    let mut bands: Vec<&GradeBand> = input.bands.iter().collect();
    bands.sort_by(|a, b| a.min.total_cmp(&b.min));
    for pair in bands.windows(2) {
        if let [low, high] = pair
            && high.min - low.min == 0.0
        {
            let reason = format!("is the least score of {} and of {}", low.grade, high.grade);
            return Err(Error::invalid("bands[].min", high.min, reason));
        }
    }
    Ok(bands)
}

/// The grade, why, and what lacks to the next.
fn grade(
    bands: &[&GradeBand],
    score: f64,
    counted: &[Counted<'_>],
    whole: f64,
    knocked_out: &[String],
) -> (String, GradeReason, Option<NextGrade>) {
    let reached = bands.iter().rposition(|band| score >= band.min - GRADE_SLACK);
    let place = if knocked_out.is_empty() { reached.unwrap_or(0) } else { 0 };
    let reason = match (knocked_out.is_empty(), reached) {
        (false, _) => GradeReason::KnockedOut,
        (true, Some(_)) => GradeReason::Score,
        (true, None) => GradeReason::BelowAllBands,
    };
    let name = |place: usize| bands.get(place).map(|band| band.grade.clone()).unwrap_or_default();
    // a supplier below all bands has the lowest grade already
    let next = bands.get(place.saturating_add(1)).map(|band| {
        let points = (band.min - score).max(0.0);
        let single = counted.iter().filter(|part| part.present && points > 0.0 && knocked_out.is_empty());
        let improvement = |part: &Counted<'_>| {
            let needed = part.utility + points / (100.0 * (part.criterion.weight / whole));
            let value = part.criterion.worst + needed * (part.criterion.best - part.criterion.worst);
            (needed <= 1.0 && value.is_finite()).then(|| SingleImprovement { id: part.criterion.id.clone(), value })
        };
        NextGrade {
            grade: band.grade.clone(),
            points,
            knocked_out: knocked_out.to_vec(),
            single_improvements: single.filter_map(improvement).collect(),
        }
    });
    (name(place), reason, next)
}
