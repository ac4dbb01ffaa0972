//! The linear best-worst model as a linear programme.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices run below the number of criteria; the last column is ξ"
)]

use crate::error::DecisionError;
use crate::matrix::scale_to_one;
use crate::pairwise::bwm::Judgments;
use mercato_core::Error;
use mercato_numeric::linear_program::{LinearProgram, Outcome, Relation};

/// Optimal weights and the least deviation.
pub(super) fn solve(judgments: &Judgments) -> Result<(Vec<f64>, f64), DecisionError> {
    let n = judgments.pairs.len();
    let mut costs = vec![0.0; n + 1];
    costs[n] = 1.0;
    let mut program = LinearProgram::new(costs)?;
    // w_i - a w_k within ξ, on both sides
    let mut within = |i: usize, a: f64, k: usize| {
        for side in [1.0, -1.0] {
            let mut row = vec![0.0; n + 1];
            row[i] += side;
            row[k] -= side * a;
            row[n] = -1.0;
            program.add(&row, Relation::AtMost, 0.0)?;
        }
        Ok::<(), DecisionError>(())
    };
    for (j, (best_to_other, other_to_worst)) in judgments.pairs.iter().enumerate() {
        if j != judgments.best {
            within(judgments.best, *best_to_other, j)?;
        }
        // the best against the worst is among the rows above
        if j != judgments.worst && j != judgments.best {
            within(j, *other_to_worst, judgments.worst)?;
        }
    }
    let mut whole = vec![1.0; n + 1];
    whole[n] = 0.0;
    program.add(&whole, Relation::Equal, 1.0)?;
    let Outcome::Optimal(mut optimum) = program.minimize()? else {
        return Err(Error::no_convergence("weights", "the linear programme found no optimum, and there is one").into());
    };
    let xi = optimum.x.pop().unwrap_or(0.0);
    scale_to_one(&mut optimum.x, "weights")?;
    // what rounding leaves of a deviation that is none
    Ok((optimum.x, if xi < 1e-15 { 0.0 } else { xi }))
}
