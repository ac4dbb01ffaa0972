//! How often would each alternative stand where, if any weights were as likely as any others? Stochastic multicriteria
//! acceptability analysis.
//!
//! Weights are drawn uniformly from all that sum to 1 (exponential variates over their sum), the weighted sums are ranked,
//! and the ranks counted: `rank_acceptability[i][r - 1]` is the part of the samples in which alternative i has rank r. An
//! alternative that is never first is supported by no weights.
//!
//! Source: R. Lahdelma, P. Salminen, "SMAA-2: stochastic multicriteria acceptability analysis for group decision making",
//! Operations Research 49 (2001) 444-454; L. Devroye, "Non-Uniform Random Variate Generation" (1986), V.2. Limits: the
//! standard error of a share `a` is `√(a (1 - a)/samples)`, 0.0022 at most for 50,000; the work `samples x n x m` is
//! bounded by [`MAX_WORK`].

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix};
use crate::methods::dot;
use crate::normalize::{Normalization, Scale};
use crate::rank::ranks_into;
use mercato_core::Error;
use mercato_numeric::random::Stream;
use serde::{Deserialize, Serialize};

/// The most `samples x alternatives x criteria`.
pub const MAX_WORK: u64 = 4_000_000_000;
/// The most alternatives, whose table of ranks is the answer.
pub const MAX_ALTERNATIVES: usize = 2_000;

/// What [`smaa`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SmaaInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// How the columns are brought to a common scale; `min_max` if absent.
    #[serde(default)]
    pub normalization: Option<Normalization>,
    /// How many weights are drawn, at least 1.
    pub samples: u64,
    /// The seed: the same gives the same answer.
    pub seed: u64,
}

/// What [`smaa`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Smaa {
    /// For each alternative, the part of the samples in which it has rank 1, 2, …; level alternatives share the best rank.
    pub rank_acceptability: Vec<Vec<f64>>,
}

/// How often each alternative has which rank under random weights.
///
/// Time O(samples (n m + n log n)), without allocation a sample.
///
/// ```
/// use mercato_decision::{CriterionType, SmaaInput, smaa};
/// let input = SmaaInput {
///     matrix: vec![vec![3.0, 5.0], vec![2.0, 6.0]],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     normalization: None,
///     samples: 1000,
///     seed: 7,
/// };
/// assert_eq!(smaa(&input)?.rank_acceptability, [[1.0, 0.0], [0.0, 1.0]]); // better in both
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is not rectangular or not finite, values outside the normalisation's domain, and no
/// samples; `unsupported` above [`MAX_WORK`] or [`MAX_ALTERNATIVES`].
pub fn smaa(input: &SmaaInput) -> Result<Smaa, DecisionError> {
    let matrix = DecisionMatrix::from_rows(&input.matrix, &input.types)?;
    let (n, m) = (matrix.rows(), matrix.columns());
    if input.samples == 0 {
        return Err(Error::invalid("samples", 0, "must be at least 1").into());
    }
    check::at_most("matrix", n, MAX_ALTERNATIVES, "alternatives")?;
    let entries = u64::try_from(matrix.data().len()).unwrap_or(u64::MAX);
    if input.samples.saturating_mul(entries) > MAX_WORK {
        let what =
            format_args!("{} samples of {entries} values are more than the {MAX_WORK} that are offered", input.samples);
        return Err(Error::unsupported("samples", what).into());
    }
    let scale = Scale::new(&matrix, input.normalization.unwrap_or(Normalization::MinMax))?;
    let mut scaled = Vec::with_capacity(matrix.data().len());
    for row in &matrix {
        let start = scaled.len();
        scaled.resize(start.saturating_add(m), 0.0);
        if let Some(out) = scaled.get_mut(start..) {
            scale.row_into(row, out);
        }
    }
    check::answers("matrix", &scaled)?;
    let mut stream = Stream::new(input.seed, 0);
    let (mut weights, mut scores) = (vec![0.0; m], vec![0.0; n]);
    let (mut order, mut ranks) = ((0..n).collect::<Vec<_>>(), vec![0_u32; n]);
    let mut counts = vec![vec![0_u64; n]; n];
    for _ in 0..input.samples {
        for w in &mut weights {
            *w = stream.exponential();
        }
        let total: f64 = weights.iter().sum();
        for w in &mut weights {
            *w /= total;
        }
        for (score, row) in scores.iter_mut().zip(scaled.chunks_exact(m)) {
            *score = dot(row, &weights);
        }
        ranks_into(&scores, true, &mut order, &mut ranks);
        for (counts, rank) in counts.iter_mut().zip(&ranks) {
            let place = usize::try_from(rank.saturating_sub(1)).unwrap_or(usize::MAX);
            if let Some(count) = counts.get_mut(place) {
                *count = count.saturating_add(1);
            }
        }
    }
    let samples = input.samples as f64;
    let shares = |counts: Vec<u64>| counts.into_iter().map(|count| count as f64 / samples).collect();
    Ok(Smaa { rank_acceptability: counts.into_iter().map(shares).collect() })
}
