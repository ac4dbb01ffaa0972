#![doc = include_str!("../README.md")]

mod check;
mod error;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.
pub mod distribution;
pub mod loss;

// Daily operations, exact.

// Networks, batches, simulation.
pub mod guaranteed_service;
pub mod plan_batch;
pub mod serial_system;
pub mod simulation;

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
pub use guaranteed_service::{GsmNode, GsmTree, GsmTreeInput, gsm_tree};
pub use plan_batch::{
    PlanBatch, PlanBatchInput, PlanBatchItem, PlanBatchOutcome, PlanColumns, PlanColumnsOutput, plan_batch,
    plan_columns,
};
pub use serial_system::{SsmHeuristic, SsmSerial, SsmSerialInput, SsmStage, ssm_heuristic, ssm_serial};
pub use simulation::monte_carlo::{MonteCarlo, SimulateMonteCarloInput, simulate_monte_carlo};
pub use simulation::perishable::{
    Issuing, PerishableSimulation, SimulatePerishableTraceInput, simulate_perishable_trace,
};
pub use simulation::trace::{SimulateTraceInput, TraceRow, TraceSimulation, simulate_trace};
pub use simulation::{ReplenishmentPolicy, Shortage};
