//! Which weights follow from saying how much less each criterion matters than the one before? Stepwise weight assessment
//! ratio analysis.
//!
//! ```text
//! q_1 = 1        q_j = q_{j-1}/(1 + s_j)        w = q/Σq
//! ```
//!
//! The criteria stand in falling importance; `s_j` says by how much the one before is more important (0 as important, 0.3
//! by 30%).
//!
//! Source: V. Keršulienė, E. K. Zavadskas, Z. Turskis, "Selection of rational dispute resolution method by applying new
//! step-wise weight assessment ratio analysis (SWARA)", Journal of Business Economics and Management 11 (2010) 243-258.
//! Limits: no answer contradicts another, so that there is no measure of consistency.

use crate::check;
use crate::error::DecisionError;
use crate::weights::CriterionWeights;
use serde::{Deserialize, Serialize};

/// What [`swara`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwaraInput {
    /// For the second criterion to the last: by how much the one before is more important, at least 0; empty for one
    /// criterion.
    pub comparative_importance: Vec<f64>,
}

/// Weights from stepwise comparisons.
///
/// Time O(n).
///
/// ```
/// use mercato_decision::{SwaraInput, swara};
/// let input = SwaraInput { comparative_importance: vec![1.0, 0.0] };
/// assert_eq!(swara(&input)?.weights, [0.5, 0.25, 0.25]); // half as important, and as much as that
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a number that is negative or not finite.
pub fn swara(input: &SwaraInput) -> Result<CriterionWeights, DecisionError> {
    check::each("comparative_importance", &input.comparative_importance, check::non_negative)?;
    let mut q = 1.0;
    let mut weights = vec![q];
    for s in &input.comparative_importance {
        q /= 1.0 + s;
        weights.push(q);
    }
    CriterionWeights::of(weights)
}
