//! Do two tags go together more often than chance?
//!
//! Of `n` products `n_x` bear x, `n_y` bear y and `n_xy` both. With `P(x) = n_x/n` and so on:
//!
//! | measure | formula | range |
//! |---|---|---|
//! | support | `P(xy)` | 0 to 1 |
//! | confidence | `P(xy) / P(x)` | 0 to 1 |
//! | lift | `P(xy) / (P(x) P(y))` | 0 up; 1 at independence |
//! | pmi | `log2 lift` | no value where `n_xy = 0` |
//! | npmi | `pmi / -log2 P(xy)` | -1 (never together) to 1 (always) |
//! | leverage | `P(xy) - P(x) P(y)` | -0.25 to 0.25 |
//! | jaccard | `n_xy / (n_x + n_y - n_xy)` | 0 to 1 |
//! | conviction | `(1 - P(y)) / (1 - confidence)` | no value where confidence is 1 |
//! | g2 | `2 Σ O ln(O/E)` over the four cells | 0 up; chi-squared with one degree of freedom at independence |
//!
//! Sources: R. Agrawal, T. Imieliński, A. Swami (1993) for support and confidence; S. Brin et al. (1997) for lift and conviction; K.
//! Church, P. Hanks (1990) for pmi; G. Bouma (2009) for npmi; G. Piatetsky-Shapiro (1991) for leverage; T. Dunning (1993) for g2.
//!
//! Counts are whole and the differences between them exact, so that independence gives exactly 0 and what is near it keeps
//! its digits: with `D = n n_xy - n_x n_y` each cell is `D/n` off its expectation `E`, and `g2 = 2 Σ E h(±D/(nE))`, `h(d) = (1 + d)
//! ln(1 + d) - d`, whose terms are none of them negative.

use crate::error::TaxonomyError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`tag_association`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TagAssociationInput {
    /// How many products there are, at least 1.
    pub n: u64,
    /// How many bear x, at least 1.
    pub n_x: u64,
    /// How many bear y, at least 1.
    pub n_y: u64,
    /// How many bear both.
    pub n_xy: u64,
}

/// How two tags go together; each measure is documented at its field.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TagAssociation {
    /// The share of products that bear both.
    pub support: f64,
    /// The share of those with x that bear y.
    pub confidence: f64,
    /// How many times as often as by chance they are together.
    pub lift: f64,
    /// The logarithm of lift to base 2; none where they are never together.
    pub pmi: Option<f64>,
    /// The same on a scale from -1 to 1.
    pub npmi: f64,
    /// The share of products with both beyond that by chance.
    pub leverage: f64,
    /// The share of products with both among those with one.
    pub jaccard: f64,
    /// How many times as often x would be without y by chance as it is; none where it never is.
    pub conviction: Option<f64>,
    /// The log-likelihood ratio against independence.
    pub g2: f64,
}

impl TagAssociationInput {
    /// Refuses counts that no set of products has.
    fn check(&self) -> Result<(), Error> {
        for (path, count) in [("n", self.n), ("n_x", self.n_x), ("n_y", self.n_y)] {
            if count == 0 {
                return Err(Error::invalid(path, count, "must be at least 1"));
            }
        }
        if self.n_xy > self.n_x.min(self.n_y) {
            return Err(Error::invalid("n_xy", self.n_xy, "must be at most n_x and n_y"));
        }
        if self.either() > u128::from(self.n) {
            return Err(Error::invalid("n", self.n, "must be at least n_x + n_y - n_xy"));
        }
        Ok(())
    }

    /// The products with x or y.
    fn either(&self) -> u128 {
        u128::from(self.n_x).saturating_add(u128::from(self.n_y)).saturating_sub(u128::from(self.n_xy))
    }

    /// The measures, of counts that were checked.
    fn measure(&self) -> TagAssociation {
        let [n, n_x, n_y, n_xy] = [self.n, self.n_x, self.n_y, self.n_xy].map(u128::from);
        let (together, by_chance) = (n.saturating_mul(n_xy), n_x.saturating_mul(n_y));
        let lift = ratio(together, by_chance);
        let excess = ratio(together.abs_diff(by_chance), 1) * if together < by_chance { -1.0 } else { 1.0 };
        let pmi = (n_xy > 0).then(|| libm::log2(lift));
        let npmi = match pmi {
            None => -1.0,
            Some(_) if n_xy == n => 1.0,
            // at the bound the two logarithms are equal, and may differ by a rounding
            Some(pmi) => (pmi / libm::log2(ratio(n, n_xy))).clamp(-1.0, 1.0),
        };
        let without = n_x.saturating_sub(n_xy);
        let not_y = n.saturating_sub(n_y);
        TagAssociation {
            support: ratio(n_xy, n),
            confidence: ratio(n_xy, n_x),
            lift,
            pmi,
            npmi,
            leverage: excess / ratio(n.saturating_mul(n), 1),
            jaccard: ratio(n_xy, self.either()),
            conviction: (without > 0).then(|| ratio(not_y.saturating_mul(n_x), n.saturating_mul(without))),
            g2: self.g2(excess),
        }
    }

    /// Twice the sum over the four cells of `E h(±D/(nE))`.
    fn g2(&self, excess: f64) -> f64 {
        let [n, n_x, n_y] = [self.n, self.n_x, self.n_y].map(u128::from);
        let (not_x, not_y) = (n.saturating_sub(n_x), n.saturating_sub(n_y));
        let cells = [(n_x, n_y, excess), (n_x, not_y, -excess), (not_x, n_y, -excess), (not_x, not_y, excess)];
        let term = |(row, column, excess): (u128, u128, f64)| {
            let margins = ratio(row.saturating_mul(column), 1);
            // a row or column without products has no cells to be off
            if margins > 0.0 { margins / ratio(n, 1) * relative_entropy(excess / margins) } else { 0.0 }
        };
        2.0 * cells.into_iter().map(term).sum::<f64>()
    }
}

/// `h(d) = (1 + d) ln(1 + d) - d` for `d >= -1`: 0 at 0, positive elsewhere.
fn relative_entropy(d: f64) -> f64 {
    const SERIES_BELOW: f64 = 0.05;
    if d <= -1.0 {
        return 1.0;
    }
    if d.abs() < SERIES_BELOW {
        // d²/2 - d³/6 + d⁴/12 - ...: the direct form loses the digits that cancel
        const TERMS: u32 = 14;
        let mut power = d * d;
        let mut sum = 0.0;
        for k in 2..TERMS {
            let k = f64::from(k);
            sum += power / (k * (k - 1.0));
            power *= -d;
        }
        return sum;
    }
    (1.0 + d) * libm::log1p(d) - d
}

fn ratio(numerator: u128, denominator: u128) -> f64 {
    numerator as f64 / denominator as f64
}

/// How strongly do two tags go together?
///
/// ```
/// use mercato_taxonomy::tag::{TagAssociationInput, tag_association};
/// // 100 products, of which 20 are tagged x and 10 y: by chance 2 would bear both
/// let chance = tag_association(&TagAssociationInput { n: 100, n_x: 20, n_y: 10, n_xy: 2 })?;
/// assert_eq!((chance.lift, chance.npmi, chance.g2), (1.0, 0.0, 0.0));
/// let often = tag_association(&TagAssociationInput { n: 100, n_x: 20, n_y: 10, n_xy: 8 })?;
/// assert_eq!((often.lift, often.pmi, often.confidence), (4.0, Some(2.0), 0.4));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a count of 0 (`n_xy` may be 0), for `n_xy` above `n_x` or `n_y`, and for `n` below `n_x + n_y - n_xy`.
pub fn tag_association(input: &TagAssociationInput) -> Result<TagAssociation, TaxonomyError> {
    input.check()?;
    Ok(input.measure())
}

impl TagAssociation {
    /// The measures of counts that come from products and so need no check.
    pub(super) fn of_counts(n: u64, n_x: u64, n_y: u64, n_xy: u64) -> Self {
        TagAssociationInput { n, n_x, n_y, n_xy }.measure()
    }
}
