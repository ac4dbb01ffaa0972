//! What do the scores lose without a criterion? Method based on the removal effects of criteria.
//!
//! ```text
//! y = min/x (benefit), x/max (cost)        S_i = ln(1 + (1/m) Σ_j |ln y_ij|)        S'_ij: the same without the term j
//! E_j = Σ_i |S'_ij - S_i|        w ~ E
//! ```
//!
//! With `t = |ln y|/m` and `a = Σ t`, the effect is `-ln(1 - t/(1 + a))`: no difference of logarithms, and many of them are
//! taken at once from a product.
//!
//! Source: M. Keshavarz-Ghorabaee, M. Amiri, E. K. Zavadskas, Z. Turskis, J. Antucheviciene, "Determination of objective
//! weights using a new method based on the removal effects of criteria (MEREC)", Symmetry 13 (2021) 525. Limits: every
//! value must be above 0.

#![allow(clippy::indexing_slicing, reason = "one entry a column")]

use crate::error::DecisionError;
use crate::matrix::DecisionMatrix;
use mercato_numeric::sum::Sum;

/// The removal effect of every criterion.
pub(super) fn merec(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    matrix.require_positive("removal effects")?;
    let m = matrix.columns() as f64;
    let (low, high, types) = (matrix.lowest(), matrix.highest(), matrix.types());
    let mut parts = vec![0.0; matrix.columns()];
    let mut effects = vec![Effect::NONE; matrix.columns()];
    for row in matrix {
        let mut whole = 1.0;
        for ((x, part), j) in row.iter().zip(&mut parts).zip(0..) {
            // 1/y, at least 1; one part where both ends are near the ends of the doubles
            let inverse = if types[j].is_benefit() { x / low[j] } else { high[j] / x };
            *part = if inverse < f64::INFINITY {
                libm::log(inverse) / m
            } else if types[j].is_benefit() {
                (libm::log(*x) - libm::log(low[j])) / m
            } else {
                (libm::log(high[j]) - libm::log(*x)) / m
            };
            whole += *part;
        }
        let share = 1.0 / whole;
        for (effect, part) in effects.iter_mut().zip(&parts) {
            effect.remove(part * share);
        }
    }
    Ok(effects.into_iter().map(Effect::value).collect())
}

/// `Σ -ln(1 - u)` over many `u` in [0, 1).
#[derive(Debug, Clone, Copy)]
struct Effect {
    /// 1 less the product of the last factors 1 - u, none of which need be far from 1.
    removed: f64,
    /// The product of the factors before, in groups of at most 1/2.
    kept: f64,
    /// The negative logarithm of the factors before those.
    sum: Sum,
}

impl Effect {
    const NONE: Self = Self { removed: 0.0, kept: 1.0, sum: Sum::new() };

    fn remove(&mut self, u: f64) {
        // 1 - (1 - a)(1 - u) = a + u (1 - a), which keeps the digits of a small u
        self.removed += u * (1.0 - self.removed);
        if self.removed > 0.5 {
            self.kept *= 1.0 - self.removed;
            self.removed = 0.0;
            // a group is at least 2^-53, so that the next one does not underflow
            if self.kept < 1e-200 {
                self.sum.add(-libm::log(self.kept));
                self.kept = 1.0;
            }
        }
    }

    fn value(mut self) -> f64 {
        self.sum.add(-libm::log(self.kept));
        self.sum.add(-libm::log1p(-self.removed));
        self.sum.value()
    }
}
