#![doc = include_str!("../README.md")]

mod check;
mod error;
mod exact;

// Deterministic lots and coordination.
pub mod bullwhip;
pub mod eoq;
pub mod eoq_backorders;
pub mod eoq_constrained;
pub mod epq;
pub mod joint_economic_lot_size;
pub mod joint_replenishment;
mod lot_plan;
pub mod lot_size_heuristic;
pub mod power_of_two;
pub mod quantity_discount;
mod range;
pub mod risk_pooling;
pub mod supply_contract;
mod twofold;
pub mod wagner_whitin;

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
pub mod abc_xyz;
pub mod available_to_promise;
pub mod consignment;
pub mod days_of_cover;
pub mod drp;
pub mod inventory_position;
pub mod kanban;
pub mod order_quantity;
pub mod reorder_suggestion;
pub mod stock_aging;
pub mod stock_alert;
pub mod stock_health;
mod timestamp;
pub mod vmi;

// Networks, batches, simulation.
pub mod guaranteed_service;
pub mod plan_batch;
pub mod serial_system;
pub mod simulation;

pub use error::InventoryError;

// Deterministic lots and coordination.
pub use bullwhip::{
    BullwhipBoundInput, BullwhipBoundOutput, BullwhipRatioInput, BullwhipRatioOutput, bullwhip_bound, bullwhip_ratio,
};
pub use eoq::{Eoq, EoqInput, EoqOutput, EoqSensitivityInput, EoqSensitivityOutput, eoq, eoq_sensitivity};
pub use eoq_backorders::{EoqBackordersInput, EoqBackordersOutput, eoq_backorders};
pub use eoq_constrained::{
    CapacityMeasure, ConstrainedItem, EoqConstrainedInput, EoqConstrainedOutput, eoq_constrained,
};
pub use epq::{EpqInput, EpqOutput, SetupCostForLotSizeInput, SetupCostForLotSizeOutput, epq, setup_cost_for_lot_size};
pub use joint_economic_lot_size::{JointEconomicLotSizeInput, JointEconomicLotSizeOutput, joint_economic_lot_size};
pub use joint_replenishment::{
    JointItem, JointMethod, JointReplenishmentInput, JointReplenishmentOutput, joint_replenishment,
};
pub use lot_size_heuristic::{LotSizeHeuristicInput, LotSizeHeuristicOutput, LotSizeMethod, lot_size_heuristic};
pub use power_of_two::{PowerOfTwoInput, PowerOfTwoOutput, power_of_two};
pub use quantity_discount::{DiscountType, EoqQuantityDiscountInput, EoqQuantityDiscountOutput, eoq_quantity_discount};
pub use risk_pooling::{RiskPoolingInput, RiskPoolingOutput, risk_pooling};
pub use supply_contract::{ContractType, SupplyContractInput, SupplyContractOutput, supply_contract};
pub use wagner_whitin::{PerPeriod, WagnerWhitinInput, WagnerWhitinOutput, wagner_whitin};

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
pub use abc_xyz::{AbcClass, AbcXyz, AbcXyzInput, AbcXyzItem, AbcXyzLine, XyzClass, abc_xyz};
pub use available_to_promise::{AvailableToPromise, AvailableToPromiseInput, available_to_promise};
pub use consignment::{
    ConsignmentSettlement, ConsignmentSettlementInput, Consumption, SettlementLine, SettlementReason,
    consignment_settlement,
};
pub use days_of_cover::{DaysOfCover, DaysOfCoverInput, days_of_cover};
pub use drp::{DrpException, DrpExceptionType, DrpPlan, DrpPlanInput, LotPolicy, drp_plan};
pub use inventory_position::{InventoryPosition, InventoryPositionInput, inventory_position};
pub use kanban::{KanbanCards, KanbanCardsInput, kanban_cards};
pub use order_quantity::{MultipleRounding, RoundOrderQuantityInput, RoundedOrder, round_order_quantity};
pub use reorder_suggestion::{
    ReorderReason, ReorderSuggestion, ReorderSuggestionInput, ReorderTrigger, ReplenishmentPolicy, reorder_suggestion,
};
pub use stock_aging::{AgingBucket, StockAging, StockAgingInput, StockLot, stock_aging};
pub use stock_alert::{
    AlertConfig, AlertEvent, AlertEventType, AlertInput, AlertLevel, AlertMachine, AlertState, StockAlertRun,
    StockAlertRunInput, stock_alert_run,
};
pub use stock_health::{
    StockHealth, StockHealthInput, StockHealthItem, StockHealthLine, StockHealthThresholds, StockStatus, stock_health,
};
pub use timestamp::Timestamp;
pub use vmi::{VmiItem, VmiLine, VmiReplenishment, VmiReplenishmentInput, vmi_replenishment};

// Networks, batches, simulation.
pub use guaranteed_service::{GsmNode, GsmTree, GsmTreeInput, gsm_tree};
pub use plan_batch::{
    PlanBatch, PlanBatchInput, PlanBatchItem, PlanBatchOutcome, PlanColumns, PlanColumnsOutput, plan_batch,
    plan_columns,
};
pub use serial_system::{SsmHeuristic, SsmSerial, SsmSerialInput, SsmStage, ssm_heuristic, ssm_serial};
pub use simulation::SimulatedPolicy;
pub use simulation::monte_carlo::{MonteCarlo, SimulateMonteCarloInput, simulate_monte_carlo};
pub use simulation::perishable::{
    Issuing, PerishableSimulation, SimulatePerishableTraceInput, simulate_perishable_trace,
};
pub use simulation::trace::{SimulateTraceInput, TraceRow, TraceSimulation, simulate_trace};
