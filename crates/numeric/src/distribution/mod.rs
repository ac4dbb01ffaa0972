//! How likely is a value, how far into a tail is it, and which value has a given probability?
//!
//! | type | parameters | support |
//! |---|---|---|
//! | [`Normal`] | mean, standard deviation | all numbers |
//! | [`StudentT`] | degrees of freedom | all numbers |
//! | [`ChiSquared`] | degrees of freedom | \[0, +inf) |
//! | [`Gamma`] | shape, scale | \[0, +inf) |
//! | [`Beta`] | a, b | \[0, 1\] |
//! | [`Poisson`] | mean | 0, 1, 2, … |
//! | [`NegativeBinomial`] | r, p | 0, 1, 2, … |
//!
//! Every type has the same methods. `cdf(x)` is the probability of at most `x`, `sf(x)` that of more than `x`; each is
//! computed on its own, so that both tails keep their digits (`sf` is not `1 - cdf`). `quantile(p)` inverts `cdf`,
//! `isf(q)` inverts `sf`: for an upper tail of 1e-20 ask `isf(1e-20)`, as `quantile(1 - 1e-20)` is `quantile(1)`.
//! For the discrete ones the quantile is the smallest `k` with `cdf(k) >= p`, `isf` the smallest with `sf(k) <= q`;
//! counts are `f64`, exact up to 2^53, so that all types compose, and a mass at a number that is no count is 0.
//!
//! An argument outside the support is answered as the definition says (`cdf(-1) = 0` for a gamma variable, `cdf(+inf) =
//! 1`); NaN gives NaN, and no other argument does. A quantile is never infinite: where it would be, it is an error.
//! A moment is `+inf` only where its formula exceeds the range of `f64` (parameters beyond 1e150).

mod beta;
mod chi_squared;
mod discrete;
mod gamma;
mod loss;
mod negative_binomial;
mod normal;
mod poisson;
mod student_t;

pub use beta::Beta;
pub use chi_squared::ChiSquared;
pub use gamma::Gamma;
pub use loss::{normal_loss, normal_loss_inverse, normal_second_order_loss};
pub use negative_binomial::NegativeBinomial;
pub use normal::Normal;
pub use poisson::Poisson;
pub use student_t::StudentT;

pub(crate) use normal::standard_score;

use crate::Error;
use crate::error::require;

/// A probability whose quantile is finite at 0 only.
fn below_one(p: f64) -> Result<f64, Error> {
    require("p", p, (0.0..1.0).contains(&p), "at least 0 and below 1 (at 1 the quantile is infinite)")
}

/// An upper-tail probability whose quantile is finite at 1 only.
fn above_zero(q: f64) -> Result<f64, Error> {
    require("q", q, q > 0.0 && q <= 1.0, "above 0 and at most 1 (at 0 the quantile is infinite)")
}

/// A probability whose quantile is infinite at both ends.
fn strictly_inside(name: &'static str, p: f64) -> Result<f64, Error> {
    require(name, p, p > 0.0 && p < 1.0, "strictly between 0 and 1 (at both ends the quantile is infinite)")
}

/// `value` unless an overflow made it infinite.
fn finite_quantile(value: f64) -> Result<f64, Error> {
    require("quantile", value, value.is_finite(), "within the range of f64")
}
