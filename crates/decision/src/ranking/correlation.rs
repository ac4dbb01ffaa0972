//! How alike are two rankings? Seven coefficients.
//!
//! ```text
//! pearson                Σ(x-x̄)(y-ȳ)/√(Σ(x-x̄)² Σ(y-ȳ)²), of the values given; spearman the same, of ranks
//! weighted_spearman      1 - 6 Σ (x-y)²((N-x+1) + (N-y+1))/(N⁴+N³-N²-N)                the top counts more
//! ws                     1 - Σ 2^-x |x-y|/max(|1-x|, |N-x|)                             x the reference; the top counts most
//! kendall_tau_a          (P - Q)/(N(N-1)/2)            P, Q: pairs in the same and in opposite order
//! kendall_tau_b          (P - Q)/√((pairs not tied in x)(pairs not tied in y))
//! goodman_kruskal_gamma  (P - Q)/(P + Q)
//! ```
//!
//! Pairs are counted in O(n log n) by sorting (Knight 1966).
//!
//! Source: M. G. Kendall, "Rank Correlation Methods" (1948); J. Pinto da Costa, C. Soares, Australian and New Zealand
//! Journal of Statistics 47 (2005) 515-529 for weighted Spearman; W. Sałabun, K. Urbaniak, "A new coefficient of rankings
//! similarity in decision-making problems", ICCS 2020, for WS; W. R. Knight, Journal of the American Statistical
//! Association 61 (1966) 436-439. Limits: `weighted_spearman` and `ws` are made for ranks from 1 to N.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices run below the length of both lists"
)]

use crate::check;
use crate::error::DecisionError;
use mercato_core::Error;
use mercato_numeric::sum::{Sum, mean};
use serde::{Deserialize, Serialize};

/// A coefficient of likeness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CorrelationMethod {
    /// Pearson's coefficient of the ranks given.
    Spearman,
    /// Pearson's coefficient of the values given.
    Pearson,
    /// Spearman's coefficient in which differences at the top count more.
    WeightedSpearman,
    /// The coefficient of Sałabun and Urbaniak; `x` is the reference.
    Ws,
    /// Kendall's tau over all pairs.
    KendallTauA,
    /// Kendall's tau adjusted for ties.
    KendallTauB,
    /// Kendall's tau over the pairs that are tied in neither.
    GoodmanKruskalGamma,
}

/// What [`rank_correlation`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RankCorrelationInput {
    /// One rank (or value) an alternative, at least two.
    pub x: Vec<f64>,
    /// The same alternatives in another ranking.
    pub y: Vec<f64>,
    /// Which coefficient.
    pub method: CorrelationMethod,
}

/// What [`rank_correlation`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RankCorrelation {
    /// 1 for the same order; -1 (for `ws` 0 or a little below) for the opposite.
    pub value: f64,
}

/// How alike two rankings are.
///
/// Time O(n log n).
///
/// ```
/// use mercato_decision::{CorrelationMethod, RankCorrelationInput, rank_correlation};
/// let input = RankCorrelationInput {
///     x: vec![1.0, 2.0, 3.0],
///     y: vec![1.0, 3.0, 2.0],
///     method: CorrelationMethod::KendallTauA,
/// };
/// assert!((rank_correlation(&input)?.value - 1.0 / 3.0).abs() < 1e-15); // two pairs agree, one does not
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for lists that differ in length or hold fewer than two numbers, a number that is not finite, ranks
/// outside 1 to N where the coefficient is made for them, and where it is undefined: no variance, no pair that is untied;
/// `overflow`.
pub fn rank_correlation(input: &RankCorrelationInput) -> Result<RankCorrelation, DecisionError> {
    let (x, y) = (&input.x, &input.y);
    check::at_least("x", x.len(), 2, "numbers")?;
    check::length("y", y.len(), x.len(), "as `x` has")?;
    check::each("x", x, check::finite)?;
    check::each("y", y, check::finite)?;
    let value = match input.method {
        CorrelationMethod::Spearman | CorrelationMethod::Pearson => pearson(x, y)?,
        CorrelationMethod::WeightedSpearman => {
            ranks(x, y)?;
            let n = x.len() as f64;
            let sum: Sum = x.iter().zip(y).map(|(x, y)| (x - y) * (x - y) * ((n - x + 1.0) + (n - y + 1.0))).collect();
            // N⁴ + N³ - N² - N = N (N + 1)² (N - 1)
            1.0 - 6.0 * sum.value() / (n * (n + 1.0) * (n + 1.0) * (n - 1.0))
        }
        CorrelationMethod::Ws => {
            ranks(x, y)?;
            let n = x.len() as f64;
            let term = |(x, y): (&f64, &f64)| libm::exp2(-x) * ((x - y).abs() / (1.0 - x).abs().max((n - x).abs()));
            1.0 - x.iter().zip(y).map(term).collect::<Sum>().value()
        }
        CorrelationMethod::KendallTauA => {
            let pairs = Pairs::count(x, y);
            pairs.lead() / pairs.all
        }
        CorrelationMethod::KendallTauB => {
            let pairs = Pairs::count(x, y);
            let untied = [("x", pairs.all - pairs.tied_x), ("y", pairs.all - pairs.tied_y)];
            if let Some((list, _)) = untied.into_iter().find(|(_, untied)| *untied <= 0.0) {
                return Err(Error::invalid(list, "a list of one value", "has no order to compare").into());
            }
            pairs.lead() / (untied[0].1.sqrt() * untied[1].1.sqrt())
        }
        CorrelationMethod::GoodmanKruskalGamma => {
            let pairs = Pairs::count(x, y);
            let compared = pairs.all - pairs.tied_x - pairs.tied_y + pairs.tied_both;
            if compared <= 0.0 {
                return Err(Error::invalid("x", "a list", "has no pair that is tied in neither list").into());
            }
            pairs.lead() / compared
        }
    };
    Ok(RankCorrelation { value: check::answer("value", value)? })
}

/// Refuses ranks outside 1 to N.
fn ranks(x: &[f64], y: &[f64]) -> Result<(), Error> {
    let n = x.len() as f64;
    for (name, list) in [("x", x), ("y", y)] {
        if let Some(index) = list.iter().position(|rank| !(1.0..=n).contains(rank)) {
            return Err(Error::invalid(
                format!("{name}[{index}]"),
                list[index],
                format!("must be a rank from 1 to {n}"),
            ));
        }
    }
    Ok(())
}

fn pearson(x: &[f64], y: &[f64]) -> Result<f64, Error> {
    let (x, y) = (standardised("x", x)?, standardised("y", y)?);
    let product: Sum = x.iter().zip(&y).map(|(x, y)| x * y).collect();
    // within the bounds but for rounding in the last digit
    Ok(product.value().clamp(-1.0, 1.0))
}

/// Deviations from the mean over their length.
fn standardised(name: &'static str, values: &[f64]) -> Result<Vec<f64>, Error> {
    let (least, most) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    if least >= most {
        return Err(Error::invalid(name, "a list of one value", "has no variance"));
    }
    // over the range, so that no square leaves the doubles
    let range = check::answer(name, most - least)?;
    let middle = check::answer(name, mean(values).unwrap_or(0.0))?;
    let mut deviations: Vec<f64> = values.iter().map(|x| (x - middle) / range).collect();
    let length = deviations.iter().map(|d| d * d).collect::<Sum>().value().sqrt();
    for d in &mut deviations {
        *d /= length;
    }
    Ok(deviations)
}

/// How many pairs there are of each kind; whole numbers, below 2^53 for any list that fits a memory.
struct Pairs {
    all: f64,
    tied_x: f64,
    tied_y: f64,
    tied_both: f64,
    opposite: f64,
}

impl Pairs {
    fn count(x: &[f64], y: &[f64]) -> Self {
        let mut points: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
        points.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let runs = |same: fn(&(f64, f64), &(f64, f64)) -> bool| {
            points.chunk_by(same).map(|run| pairs_of(run.len())).sum::<f64>()
        };
        let tied_x = runs(|a, b| a.0 >= b.0);
        let tied_both = runs(|a, b| a.0 >= b.0 && a.1 >= b.1);
        let mut values: Vec<f64> = points.iter().map(|point| point.1).collect();
        let opposite = inversions(&mut values);
        let tied_y = values.chunk_by(|a, b| a >= b).map(|run| pairs_of(run.len())).sum();
        Self { all: pairs_of(x.len()), tied_x, tied_y, tied_both, opposite }
    }

    /// P - Q.
    fn lead(&self) -> f64 {
        // every pair is the same, opposite, or tied in x, in y or in both
        (self.all - self.tied_x - self.tied_y + self.tied_both) - 2.0 * self.opposite
    }
}

fn pairs_of(n: usize) -> f64 {
    let n = n as f64;
    n * (n - 1.0) / 2.0
}

/// How many pairs stand in falling order; the list is sorted on return.
fn inversions(values: &mut [f64]) -> f64 {
    let mut count = 0.0;
    let mut merged = Vec::with_capacity(values.len());
    let mut width = 1;
    while width < values.len() {
        for block in values.chunks_mut(2 * width) {
            let middle = width.min(block.len());
            merged.clear();
            let (mut left, mut right) = (0, middle);
            while left < middle && right < block.len() {
                if block[right] < block[left] {
                    count += (middle - left) as f64;
                    merged.push(block[right]);
                    right += 1;
                } else {
                    merged.push(block[left]);
                    left += 1;
                }
            }
            merged.extend_from_slice(&block[left..middle]);
            merged.extend_from_slice(&block[right..]);
            block.copy_from_slice(&merged);
        }
        width *= 2;
    }
    count
}
