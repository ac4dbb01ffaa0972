#![doc = include_str!("../README.md")]

mod check;
mod error;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.
pub mod disruption;
pub mod distribution;
pub mod finite_horizon;
pub mod loss;
pub mod newsvendor;
pub mod newsvendor_multi;
mod normal_cycle;
mod position_costs;
pub mod random_yield;
pub mod rq;
pub mod rq_approximation;
pub mod rq_poisson;
pub mod service;
pub mod service_level;
pub mod ss;
pub mod ss_power_approximation;

// Daily operations, exact.

// Networks, batches, simulation.
pub mod guaranteed_service;
pub mod plan_batch;
pub mod serial_system;
pub mod simulation;

pub use error::InventoryError;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.
pub use disruption::{
    EoqWithDisruptionsInput, NewsvendorWithDisruptionsInput, SupplyLevel, SupplyLot, eoq_with_disruptions,
    newsvendor_with_disruptions,
};
pub use distribution::{
    Demand, DemandDistribution, DiscreteDemand, ExponentialDemand, GammaDemand, GeometricDemand, LognormalDemand,
    Losses, NegativeBinomialDemand, NormalDemand, PoissonDemand, UniformDemand,
};
pub use finite_horizon::{FiniteHorizon, FiniteHorizonInput, HorizonPeriod, finite_horizon};
pub use loss::{
    LossFunction, LossFunctionInput, Quantile, QuantileInput, StandardNormalLossInput, loss_function, quantile,
    standard_normal_loss,
};
pub use newsvendor::{
    Newsvendor, NewsvendorExplicitInput, NewsvendorInput, NewsvendorLevel, NewsvendorProfit, newsvendor,
    newsvendor_explicit,
};
pub use newsvendor_multi::{NewsvendorItem, NewsvendorMulti, NewsvendorMultiInput, newsvendor_multi};
pub use random_yield::{EoqWithYieldInput, NewsvendorWithYieldInput, YieldType, eoq_with_yield, newsvendor_with_yield};
pub use rq::{
    RqCost, RqCostInput, RqOptimalInput, RqPolicy, RqReorderPoint, RqReorderPointInput, rq_cost, rq_optimal,
    rq_reorder_point_for_quantity,
};
pub use rq_approximation::{RqApproximationInput, RqMethod, rq_approximation};
pub use rq_poisson::{
    RqPoissonCost, RqPoissonCostInput, RqPoissonOptimalInput, RqPoissonPolicy, rq_poisson_cost, rq_poisson_optimal,
};
pub use service::{
    FillRateFormula, LeadTimeDemand, LeadTimeDemandInput, SafetyStock, SafetyStockInput, Service, Shortage,
    lead_time_demand, safety_stock,
};
pub use service_level::{
    ReorderPoint, ReorderPointInput, ReorderService, ServiceLevel, ServiceLevelInput, reorder_point, service_level,
};
pub use ss::{SsCost, SsCostInput, SsOptimalInput, SsPolicy, ss_cost, ss_optimal};
pub use ss_power_approximation::{SsPowerApproximation, SsPowerApproximationInput, ss_power_approximation};

// Daily operations, exact.

// Networks, batches, simulation.
pub use guaranteed_service::{GsmNode, GsmTree, GsmTreeInput, gsm_tree};
pub use plan_batch::{
    PlanBatch, PlanBatchInput, PlanBatchItem, PlanBatchOutcome, PlanColumns, PlanColumnsOutput, plan_batch,
    plan_columns,
};
pub use serial_system::{SsmHeuristic, SsmSerial, SsmSerialInput, SsmStage, ssm_heuristic, ssm_serial};
pub use simulation::InventoryPolicy;
pub use simulation::monte_carlo::{MonteCarlo, SimulateMonteCarloInput, simulate_monte_carlo};
pub use simulation::perishable::{
    Issuing, PerishableSimulation, SimulatePerishableTraceInput, simulate_perishable_trace,
};
pub use simulation::trace::{SimulateTraceInput, TraceRow, TraceSimulation, simulate_trace};
