#![doc = include_str!("../README.md")]

mod check;
mod error;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.
pub mod distribution;
pub mod loss;

// Daily operations, exact.

// Networks, batches, simulation.

pub use error::InventoryError;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.
pub use distribution::{
    Demand, DemandDistribution, DiscreteDemand, ExponentialDemand, GammaDemand, GeometricDemand, LognormalDemand,
    Losses, NegativeBinomialDemand, NormalDemand, PoissonDemand, UniformDemand,
};
pub use loss::{
    LossFunction, LossFunctionInput, Quantile, QuantileInput, StandardNormalLossInput, loss_function, quantile,
    standard_normal_loss,
};

// Daily operations, exact.

// Networks, batches, simulation.
