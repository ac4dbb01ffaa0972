//! How important are the criteria, judging by the data alone? Objective weights.
//!
//! | method | a criterion weighs more if its column |
//! |---|---|
//! | `equal` | (all weigh the same) |
//! | [`entropy`](mod@dispersion) | spreads its shares unevenly (Shannon) |
//! | `standard_deviation`, `variance` | varies, on the min-max scale |
//! | `gini` | is unequal |
//! | `angle` | points away from a constant |
//! | [`critic`](mod@critic) | varies and says what the others do not |
//! | [`merec`](mod@merec) | is missed most when left out |
//! | [`cilos`](mod@cilos), `idocriw` | loses least at the other criteria's best; the same times entropy |
//!
//! Limits: data say where alternatives differ, not what matters: a criterion in which all are equal has weight 0 by every
//! measure of spread. Objective weights complement judgments, see [`pairwise`](mod@crate::pairwise).

pub mod cilos;
pub mod critic;
pub mod dispersion;
pub mod merec;

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, scale_to_one};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How weights are drawn from the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ObjectiveWeighting {
    /// The same for all.
    Equal,
    /// 1 less Shannon's entropy of the column's shares.
    Entropy,
    /// Sample standard deviation of the min-max column.
    StandardDeviation,
    /// Sample variance of the min-max column.
    Variance,
    /// Standard deviation times what the other criteria do not say.
    Critic,
    /// What the scores lose without the criterion.
    Merec,
    /// Gini's coefficient.
    Gini,
    /// Least relative loss at the best of the others.
    Cilos,
    /// `cilos` times `entropy`.
    Idocriw,
    /// The angle between the column and a constant one.
    Angle,
}

/// What [`objective_weights`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectiveWeightsInput {
    /// One row an alternative, at least two; one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// How.
    pub method: ObjectiveWeighting,
}

/// Weights of criteria.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CriterionWeights {
    /// One weight a criterion, at least 0, summing to 1.
    pub weights: Vec<f64>,
}

impl CriterionWeights {
    /// Brings figures of at least 0 to a sum of 1.
    pub(crate) fn of(mut weights: Vec<f64>) -> Result<Self, DecisionError> {
        check::answers("weights", &weights)?;
        scale_to_one(&mut weights, "weights")?;
        Ok(Self { weights })
    }
}

/// Weights of the criteria, drawn from the data.
///
/// Time O(n m), O(n m log n) for `gini`; `critic` takes O(n m²) where its criteria nearly all rise and fall together.
///
/// ```
/// use mercato_decision::{CriterionType, ObjectiveWeighting, ObjectiveWeightsInput, objective_weights};
/// let input = ObjectiveWeightsInput {
///     matrix: vec![vec![1.0, 5.0], vec![3.0, 5.0]],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     method: ObjectiveWeighting::Entropy,
/// };
/// assert_eq!(objective_weights(&input)?.weights, [1.0, 0.0]); // all equal in the second
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is not rectangular or not finite or has one row, a value outside the method's
/// domain, columns that are all constant, and weights that the method leaves undetermined; `overflow`.
pub fn objective_weights(input: &ObjectiveWeightsInput) -> Result<CriterionWeights, DecisionError> {
    let matrix = DecisionMatrix::from_rows(&input.matrix, &input.types)?;
    CriterionWeights::of(objective(&matrix, input.method)?)
}

/// The figures that weights are in proportion to.
fn objective(matrix: &DecisionMatrix, method: ObjectiveWeighting) -> Result<Vec<f64>, DecisionError> {
    check::at_least("matrix", matrix.rows(), 2, "rows to weigh criteria by")?;
    if method != ObjectiveWeighting::Equal && (0..matrix.columns()).all(|column| matrix.is_constant(column)) {
        return Err(Error::invalid("matrix", "of constant columns", "says nothing about the criteria").into());
    }
    match method {
        ObjectiveWeighting::Equal => Ok(vec![1.0; matrix.columns()]),
        ObjectiveWeighting::Entropy => dispersion::entropy(matrix),
        ObjectiveWeighting::StandardDeviation => {
            Ok(dispersion::variances(matrix)?.into_iter().map(f64::sqrt).collect())
        }
        ObjectiveWeighting::Variance => dispersion::variances(matrix),
        ObjectiveWeighting::Gini => dispersion::gini(matrix),
        ObjectiveWeighting::Angle => dispersion::angles(matrix),
        ObjectiveWeighting::Critic => critic::critic(matrix),
        ObjectiveWeighting::Merec => merec::merec(matrix),
        ObjectiveWeighting::Cilos => cilos::cilos(matrix),
        ObjectiveWeighting::Idocriw => {
            let (mut losses, mut entropy) = (cilos::cilos(matrix)?, dispersion::entropy(matrix)?);
            scale_to_one(&mut losses, "weights")?;
            scale_to_one(&mut entropy, "weights")?;
            Ok(losses.iter().zip(&entropy).map(|(loss, entropy)| loss * entropy).collect())
        }
    }
}

impl DecisionMatrix {
    /// Weights of the criteria, drawn from the data: [`objective_weights`] for a matrix that was read before.
    ///
    /// ```
    /// use mercato_decision::{CriterionType, DecisionMatrix, ObjectiveWeighting};
    /// let matrix = DecisionMatrix::from_rows(&[[1.0, 5.0], [3.0, 5.0]], &[CriterionType::Benefit; 2])?;
    /// assert_eq!(matrix.objective_weights(ObjectiveWeighting::Equal)?.as_slice(), [0.5, 0.5]);
    /// # Ok::<(), mercato_decision::DecisionError>(())
    /// ```
    ///
    /// # Errors
    /// As [`objective_weights`].
    pub fn objective_weights(&self, method: ObjectiveWeighting) -> Result<crate::Weights, DecisionError> {
        let weights = CriterionWeights::of(objective(self, method)?)?.weights;
        crate::Weights::new(weights)
    }
}
