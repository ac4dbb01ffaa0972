//! Which special functions do distributions and models need, at what accuracy, the same on every machine?
//!
//! | function | what it is |
//! |---|---|
//! | [`erf`], [`erfc`], [`erfcx`] | error function, its complement, its scaled complement |
//! | [`ln_gamma`], [`ln_beta`], [`ln_factorial`], [`ln_binomial`] | logarithms of the gamma and beta functions and of counts |
//! | [`gamma_p`], [`gamma_q`] | regularized incomplete gamma function and its complement |
//! | [`beta_inc`], [`beta_inc_upper`] | regularized incomplete beta function and its complement |
//! | [`gamma_p_inverse`], [`gamma_q_inverse`], [`beta_inc_inverse`], [`beta_inc_upper_inverse`] | their inverses in `x` |
//! | [`wright_omega`] | Lambert's W of an exponential |
//!
//! [`continued_fraction`] evaluates the fractions that they, and the loss functions of demand, are made of.
//!
//! Both tails of the incomplete functions come from one evaluation that never forms a small tail as one minus a large
//! one. Limits: a result below the smallest normal number, 2.2e-308, loses digits and then becomes 0. The measured
//! errors are in the table of the crate's page.

mod beta_inc;
mod erf;
mod gamma;
mod gamma_inc;
mod inverse;
mod uniform;
mod wright_omega;

pub use beta_inc::{beta_inc, beta_inc_upper};
pub use erf::{erf, erfc, erfcx};
pub use gamma::{ln_beta, ln_binomial, ln_factorial, ln_gamma};
pub use gamma_inc::{gamma_p, gamma_q};
pub use inverse::{beta_inc_inverse, beta_inc_upper_inverse, gamma_p_inverse, gamma_q_inverse};
pub use wright_omega::wright_omega;

pub(crate) use beta_inc::{beta_kernel, beta_tails, beta_tails_small, ln_beta_kernel};
pub(crate) use gamma::ln_gamma_ratio;
pub(crate) use gamma_inc::{gamma_kernel, gamma_tails, ln_gamma_kernel};
pub(crate) use inverse::{Tail, beta_logit, gamma_point};

/// The two tails of a distribution at a point, each with its own relative accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tails {
    /// Probability at or below the point.
    pub(crate) lower: f64,
    /// Probability above the point.
    pub(crate) upper: f64,
}

impl Tails {
    /// Everything lies above.
    pub(crate) const ABOVE: Self = Self { lower: 0.0, upper: 1.0 };
    /// Everything lies below.
    pub(crate) const BELOW: Self = Self { lower: 1.0, upper: 0.0 };

    /// Tails of which the lower one is known.
    pub(crate) fn from_lower(lower: f64) -> Self {
        Self { lower, upper: 1.0 - lower }
    }

    /// The tails of the mirrored variable.
    pub(crate) fn swapped(self) -> Self {
        Self { lower: self.upper, upper: self.lower }
    }
}

/// A value kept away from zero, as the modified Lentz method asks (Thompson and Barnett 1986).
fn nonzero(value: f64) -> f64 {
    if value.abs() < 1e-300 { 1e-300 } else { value }
}

/// The continued fraction `b₁ + a₂/(b₂ + a₃/(b₃ + …))` for `term(n) = (a_{n+1}, b_{n+1})`, from `b₁ = first`.
///
/// Method: modified Lentz, until a step changes nothing; it stops after 20,000 terms in any case.
/// Source: I. J. Thompson and A. R. Barnett, J. Comput. Phys. 64 (1986) 490-509, section III.
///
/// ```
/// use mercato_numeric::special::continued_fraction;
///
/// // 1 + 1/(1 + 1/(1 + …)) is the golden ratio.
/// let golden = continued_fraction(1.0, |_| (1.0, 1.0));
/// assert!((golden - (1.0 + 5_f64.sqrt()) / 2.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn continued_fraction(first: f64, term: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut value = nonzero(first);
    let mut c = value;
    let mut d = 0.0;
    let mut n = 0.0;
    // Where the callers use it a few hundred steps are enough; the bound only guards against a cycle in the last bit.
    while n < 20_000.0 {
        n += 1.0;
        let (a, b) = term(n);
        d = 1.0 / nonzero(b + a * d);
        c = nonzero(b + a / c);
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() < 1.2e-16 {
            break;
        }
    }
    value
}
