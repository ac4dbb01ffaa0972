//! How does a distribution stand in JSON?

use super::{
    Demand, DemandDistribution, DiscreteDemand, ExponentialDemand, GammaDemand, GeometricDemand, LognormalDemand,
    NegativeBinomialDemand, NormalDemand, PoissonDemand, UniformDemand,
};
use crate::error::InventoryError;
use mercato_core::Coded;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The document, not yet checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "DemandDistribution"))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Wire {
    /// Normal.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation, at least 0.
        sd: f64,
    },
    /// Lognormal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm, above 0.
        sigma: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape, above 0.
        shape: f64,
        /// Scale, above 0.
        scale: f64,
    },
    /// Exponential.
    Exponential {
        /// Rate, above 0; the mean is its inverse.
        rate: f64,
    },
    /// Uniform.
    Uniform {
        /// Lower end.
        lower: f64,
        /// Upper end, above the lower one.
        upper: f64,
    },
    /// Poisson.
    Poisson {
        /// Mean, at least 0.
        mean: f64,
    },
    /// Failures before the r-th success.
    NegativeBinomial {
        /// Successes awaited, any number above 0.
        r: f64,
        /// Probability of success, above 0 and at most 1.
        p: f64,
    },
    /// Trials up to the first success, 1, 2, …
    Geometric {
        /// Probability of success, above 0 and at most 1.
        p: f64,
    },
    /// Given values.
    Discrete {
        /// Distinct values.
        values: Vec<f64>,
        /// Their probabilities, at least 0, with sum 1.
        probabilities: Vec<f64>,
    },
}

/// A refusal with the parameter's name, passed through serde with its code.
#[derive(Debug)]
pub(super) struct Refusal(InventoryError);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.0.code(), self.0)
    }
}

impl TryFrom<Wire> for DemandDistribution {
    type Error = Refusal;

    fn try_from(wire: Wire) -> Result<Self, Refusal> {
        match wire {
            Wire::Normal { mean, sd } => Self::normal(mean, sd),
            Wire::Lognormal { mu, sigma } => Self::lognormal(mu, sigma),
            Wire::Gamma { shape, scale } => Self::gamma(shape, scale),
            Wire::Exponential { rate } => Self::exponential(rate),
            Wire::Uniform { lower, upper } => Self::uniform(lower, upper),
            Wire::Poisson { mean } => Self::poisson(mean),
            Wire::NegativeBinomial { r, p } => Self::negative_binomial(r, p),
            Wire::Geometric { p } => Self::geometric(p),
            Wire::Discrete { values, probabilities } => Self::discrete(&values, &probabilities),
        }
        .map_err(Refusal)
    }
}

impl From<DemandDistribution> for Wire {
    fn from(distribution: DemandDistribution) -> Self {
        match distribution {
            DemandDistribution::Normal(demand) => Self::Normal { mean: demand.mean(), sd: demand.sd() },
            DemandDistribution::Lognormal(demand) => Self::Lognormal { mu: demand.mu(), sigma: demand.sigma() },
            DemandDistribution::Gamma(demand) => Self::Gamma { shape: demand.shape(), scale: demand.scale() },
            DemandDistribution::Exponential(demand) => Self::Exponential { rate: demand.rate() },
            DemandDistribution::Uniform(demand) => Self::Uniform { lower: demand.lower(), upper: demand.upper() },
            DemandDistribution::Poisson(demand) => Self::Poisson { mean: demand.mean() },
            DemandDistribution::NegativeBinomial(demand) => Self::NegativeBinomial { r: demand.r(), p: demand.p() },
            DemandDistribution::Geometric(demand) => Self::Geometric { p: demand.p() },
            DemandDistribution::Discrete(demand) => {
                Self::Discrete { values: demand.values().to_vec(), probabilities: demand.probabilities().to_vec() }
            }
        }
    }
}

macro_rules! from_each {
    ($($variant:ident($type:ident)),* $(,)?) => {
        $(impl From<$type> for DemandDistribution {
            fn from(demand: $type) -> Self {
                Self::$variant(demand)
            }
        })*
    };
}

from_each!(
    Normal(NormalDemand),
    Lognormal(LognormalDemand),
    Gamma(GammaDemand),
    Exponential(ExponentialDemand),
    Uniform(UniformDemand),
    Poisson(PoissonDemand),
    NegativeBinomial(NegativeBinomialDemand),
    Geometric(GeometricDemand),
    Discrete(DiscreteDemand),
);

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for DemandDistribution {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Wire::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Wire::json_schema(generator)
    }
}
