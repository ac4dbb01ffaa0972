//! How is demand distributed, and how much of it exceeds a stock?
//!
//! [`Demand`] is what every model of uncertain demand asks: moments, both tails, quantiles, sums of periods, and the loss
//! functions of first and second order,
//!
//! ```text
//! n(x) = E(X-x)⁺                n̄(x) = E(x-X)⁺                the mean shortage and the mean left-over of a stock x
//! n₂(x) = ½E[((X-x)⁺)²]         n̄₂(x) = ½E[((x-X)⁺)²]         continuous demand
//! n₂(x) = ½E[(X-x)⁺(X-x-1)⁺]    n̄₂(x) = ½E[(x-X)⁺(x+1-X)⁺]    discrete demand
//! ```
//!
//! with `n - n̄ = μ - x` and `n₂' = -n` (continuous) or `n₂(x) = Σ_{y>x} n(y)` (discrete). [`DemandDistribution`] is the
//! choice of nine such distributions as it stands in JSON; each of its types can be used on its own, and a caller's own
//! type takes part by implementing the trait.
//!
//! Source: P. H. Zipkin, "Foundations of Inventory Management" (2000), appendix C.2-C.3; L. V. Snyder and Z.-J. M. Shen,
//! "Fundamentals of Supply Chain Theory" (2nd ed., 2019), appendix C.3.
//!
//! Limits: losses keep 1e-10 relative accuracy in both tails down to 1e-290; a moment beyond the range of a double is
//! infinite here, and an `overflow` in the functions that answer with it.

mod discrete;
mod exponential;
mod gamma;
mod geometric;
mod lognormal;
mod negative_binomial;
mod normal;
mod poisson;
mod uniform;
mod wire;

pub use discrete::DiscreteDemand;
pub use exponential::ExponentialDemand;
pub use gamma::GammaDemand;
pub use geometric::GeometricDemand;
pub use lognormal::LognormalDemand;
pub use negative_binomial::NegativeBinomialDemand;
pub use normal::NormalDemand;
pub use poisson::PoissonDemand;
pub use uniform::UniformDemand;

use crate::error::InventoryError;
use serde::{Deserialize, Serialize};

/// The four loss functions at one point.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Losses {
    /// `n(x)`: expected units short of demand.
    pub loss: f64,
    /// `n̄(x)`: expected units left over.
    pub complementary_loss: f64,
    /// `n₂(x)`, the second-order loss.
    pub second_loss: f64,
    /// `n̄₂(x)`, the second-order complementary loss.
    pub complementary_second_loss: f64,
}

impl Losses {
    /// All demand lies at or above `x`, which is `gap` below the mean: nothing is left over.
    pub(crate) fn all_short(gap: f64, second_moment: f64) -> Self {
        Self { loss: gap, second_loss: 0.5 * second_moment, ..Self::default() }
    }

    /// The losses of the variable times `scale`.
    pub(crate) fn scaled(self, scale: f64) -> Self {
        Self {
            loss: self.loss * scale,
            complementary_loss: self.complementary_loss * scale,
            second_loss: self.second_loss * scale * scale,
            complementary_second_loss: self.complementary_second_loss * scale * scale,
        }
    }
}

/// Demand whose size is uncertain.
///
/// An argument may be any finite number: outside the support `cdf` is 0 or 1 and a loss is linear or 0. For discrete demand
/// the losses are defined at whole `x`.
///
/// ```
/// use mercato_inventory::{Demand, NormalDemand};
/// let demand = NormalDemand::new(50.0, 8.0)?;
/// let stock = demand.quantile(0.95)?;
/// assert!((stock - 63.158_829).abs() < 1e-6);
/// // What is short less what is left over is the mean less the stock.
/// assert!((demand.loss(stock) - demand.complementary_loss(stock) - (50.0 - stock)).abs() < 1e-12);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
pub trait Demand {
    /// The mean.
    fn mean(&self) -> f64;

    /// The variance.
    fn variance(&self) -> f64;

    /// Whether demand comes in whole steps, so that levels are whole numbers too.
    fn is_discrete(&self) -> bool;

    /// Probability of at most `x`.
    fn cdf(&self, x: f64) -> f64;

    /// Probability of more than `x`, with its own digits where it is small.
    fn sf(&self, x: f64) -> f64;

    /// Probability of exactly `x`; 0 everywhere for continuous demand.
    fn pmf(&self, x: f64) -> f64;

    /// The smallest `x` with `cdf(x) >= p`; for discrete demand a lack of 1e-12 (or `p` · 1e-9, if that is less) counts as
    /// reached, so that sums such as 0.1 + 0.2 + 0.3 + 0.2 meet 0.8.
    ///
    /// # Errors
    /// `invalid_argument` if `p` is not strictly between 0 and 1; `overflow` if the quantile exceeds a double.
    fn quantile(&self, p: f64) -> Result<f64, InventoryError>;

    /// The value exceeded with probability `q`: the quantile of `1 - q`, with its digits for a small `q`.
    ///
    /// # Errors
    /// As [`quantile`](Self::quantile).
    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        self.quantile(1.0 - q)
    }

    /// All four losses at `x`.
    fn losses(&self, x: f64) -> Losses;

    /// `n(x)`, expected units short.
    fn loss(&self, x: f64) -> f64 {
        self.losses(x).loss
    }

    /// `n̄(x)`, expected units left over.
    fn complementary_loss(&self, x: f64) -> f64 {
        self.losses(x).complementary_loss
    }

    /// `n₂(x)`, the second-order loss.
    fn second_loss(&self, x: f64) -> f64 {
        self.losses(x).second_loss
    }

    /// `n̄₂(x)`, the second-order complementary loss.
    fn complementary_second_loss(&self, x: f64) -> f64 {
        self.losses(x).complementary_second_loss
    }

    /// The sum of `k` independent demands of this distribution; `k = 1` is the demand itself.
    ///
    /// # Errors
    /// `invalid_argument` if `k` is 0; `unsupported` if the sum is not of the same family.
    fn convolve(&self, k: u32) -> Result<Self, InventoryError>
    where
        Self: Sized;
}

/// One of nine demand distributions, as `{"type": "poisson", "mean": 20}`.
///
/// | `type` | keys | support |
/// |---|---|---|
/// | `normal` | `mean`, `sd` >= 0 | all numbers |
/// | `lognormal` | `mu`, `sigma` > 0 of the logarithm | (0, ∞) |
/// | `gamma` | `shape` > 0, `scale` > 0 | (0, ∞) |
/// | `exponential` | `rate` > 0 | (0, ∞) |
/// | `uniform` | `lower` < `upper` | \[lower, upper\] |
/// | `poisson` | `mean` >= 0 | 0, 1, 2, … |
/// | `negative_binomial` | `r` > 0, 0 < `p` <= 1: failures before the `r`-th success | 0, 1, 2, … |
/// | `geometric` | 0 < `p` <= 1: trials up to the first success | 1, 2, … |
/// | `discrete` | `values` (distinct), `probabilities` (sum 1 within 1e-9) | the values |
///
/// What it holds is valid: it is checked when it is built or read.
///
/// ```
/// use mercato_inventory::{Demand, DemandDistribution};
/// let demand: DemandDistribution = serde_json::from_str(r#"{"type": "poisson", "mean": 18}"#)?;
/// assert_eq!(demand.quantile(0.574)?, 19.0);
/// assert_eq!(demand, DemandDistribution::poisson(18.0)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "wire::Wire", into = "wire::Wire")]
pub enum DemandDistribution {
    /// Mean and standard deviation.
    Normal(NormalDemand),
    /// Mean and standard deviation of the logarithm.
    Lognormal(LognormalDemand),
    /// Shape and scale.
    Gamma(GammaDemand),
    /// Rate.
    Exponential(ExponentialDemand),
    /// Lower and upper end.
    Uniform(UniformDemand),
    /// Mean.
    Poisson(PoissonDemand),
    /// Successes awaited and probability of success.
    NegativeBinomial(NegativeBinomialDemand),
    /// Probability of success.
    Geometric(GeometricDemand),
    /// Values and probabilities.
    Discrete(DiscreteDemand),
}

/// Runs `$body` with the distribution inside.
macro_rules! each {
    ($self:expr, $demand:ident => $body:expr) => {
        match $self {
            DemandDistribution::Normal($demand) => $body,
            DemandDistribution::Lognormal($demand) => $body,
            DemandDistribution::Gamma($demand) => $body,
            DemandDistribution::Exponential($demand) => $body,
            DemandDistribution::Uniform($demand) => $body,
            DemandDistribution::Poisson($demand) => $body,
            DemandDistribution::NegativeBinomial($demand) => $body,
            DemandDistribution::Geometric($demand) => $body,
            DemandDistribution::Discrete($demand) => $body,
        }
    };
}

impl DemandDistribution {
    /// Normal demand; see [`NormalDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, InventoryError> {
        NormalDemand::new(mean, sd).map(Self::Normal)
    }

    /// Lognormal demand; see [`LognormalDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn lognormal(mu: f64, sigma: f64) -> Result<Self, InventoryError> {
        LognormalDemand::new(mu, sigma).map(Self::Lognormal)
    }

    /// Gamma demand; see [`GammaDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn gamma(shape: f64, scale: f64) -> Result<Self, InventoryError> {
        GammaDemand::new(shape, scale).map(Self::Gamma)
    }

    /// Exponential demand; see [`ExponentialDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn exponential(rate: f64) -> Result<Self, InventoryError> {
        ExponentialDemand::new(rate).map(Self::Exponential)
    }

    /// Uniform demand; see [`UniformDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn uniform(lower: f64, upper: f64) -> Result<Self, InventoryError> {
        UniformDemand::new(lower, upper).map(Self::Uniform)
    }

    /// Poisson demand; see [`PoissonDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn poisson(mean: f64) -> Result<Self, InventoryError> {
        PoissonDemand::new(mean).map(Self::Poisson)
    }

    /// Negative binomial demand; see [`NegativeBinomialDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn negative_binomial(r: f64, p: f64) -> Result<Self, InventoryError> {
        NegativeBinomialDemand::new(r, p).map(Self::NegativeBinomial)
    }

    /// Geometric demand; see [`GeometricDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn geometric(p: f64) -> Result<Self, InventoryError> {
        GeometricDemand::new(p).map(Self::Geometric)
    }

    /// Demand with given values; see [`DiscreteDemand::new`].
    ///
    /// # Errors
    /// As there.
    pub fn discrete(values: &[f64], probabilities: &[f64]) -> Result<Self, InventoryError> {
        DiscreteDemand::new(values, probabilities).map(Self::Discrete)
    }
}

impl Demand for DemandDistribution {
    fn mean(&self) -> f64 {
        each!(self, demand => demand.mean())
    }

    fn variance(&self) -> f64 {
        each!(self, demand => demand.variance())
    }

    fn is_discrete(&self) -> bool {
        each!(self, demand => demand.is_discrete())
    }

    fn cdf(&self, x: f64) -> f64 {
        each!(self, demand => demand.cdf(x))
    }

    fn sf(&self, x: f64) -> f64 {
        each!(self, demand => demand.sf(x))
    }

    fn pmf(&self, x: f64) -> f64 {
        each!(self, demand => demand.pmf(x))
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        each!(self, demand => demand.quantile(p))
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        each!(self, demand => demand.isf(q))
    }

    fn losses(&self, x: f64) -> Losses {
        each!(self, demand => demand.losses(x))
    }

    fn loss(&self, x: f64) -> f64 {
        each!(self, demand => demand.loss(x))
    }

    fn complementary_loss(&self, x: f64) -> f64 {
        each!(self, demand => demand.complementary_loss(x))
    }

    fn second_loss(&self, x: f64) -> f64 {
        each!(self, demand => demand.second_loss(x))
    }

    fn complementary_second_loss(&self, x: f64) -> f64 {
        each!(self, demand => demand.complementary_second_loss(x))
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        Ok(match self {
            Self::Normal(demand) => Self::Normal(demand.convolve(k)?),
            Self::Lognormal(demand) => Self::Lognormal(demand.convolve(k)?),
            Self::Gamma(demand) => Self::Gamma(demand.convolve(k)?),
            Self::Exponential(demand) => Self::Exponential(demand.convolve(k)?),
            Self::Uniform(demand) => Self::Uniform(demand.convolve(k)?),
            Self::Poisson(demand) => Self::Poisson(demand.convolve(k)?),
            Self::NegativeBinomial(demand) => Self::NegativeBinomial(demand.convolve(k)?),
            Self::Geometric(demand) => Self::Geometric(demand.convolve(k)?),
            Self::Discrete(demand) => Self::Discrete(demand.convolve(k)?),
        })
    }
}

/// How many periods are added up.
fn periods(k: u32) -> Result<f64, InventoryError> {
    if k == 0 { Err(mercato_core::Error::invalid("k", k, "must be at least 1").into()) } else { Ok(f64::from(k)) }
}

/// The sum of a family that is not closed under addition.
fn only_one<D: Clone>(demand: &D, family: &str, k: u32) -> Result<D, InventoryError> {
    periods(k)?;
    if k == 1 {
        return Ok(demand.clone());
    }
    Err(InventoryError::unsupported(
        "distribution",
        format_args!(
            "the sum of {k} {family} demands is not offered; it is for normal, gamma, poisson, negative_binomial and discrete"
        ),
    ))
}

/// The probability that a discrete quantile must reach: a step that lacks only rounding counts as reached.
pub(crate) fn reached(p: f64) -> f64 {
    p - 1e-12_f64.min(1e-9 * p)
}

/// The upper tail that a discrete quantile may leave; the mirror image of [`reached`].
fn left(q: f64) -> f64 {
    (q + 1e-12_f64.min(1e-9 * q)).min(1.0)
}
