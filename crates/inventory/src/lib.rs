#![doc = include_str!("../README.md")]

mod check;
mod error;
mod exact;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.

// Daily operations, exact.
mod abc_xyz;
mod alert_machine;
mod available_to_promise;
mod consignment;
mod days_of_cover;
mod drp;
mod inventory_position;
mod kanban;
mod order_quantity;
mod reorder_suggestion;
mod stock_aging;
mod stock_alert;
mod stock_health;
mod timestamp;
mod vmi;

// Networks, batches, simulation.

pub use error::InventoryError;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.

// Daily operations, exact.
pub use abc_xyz::{AbcClass, AbcXyz, AbcXyzInput, AbcXyzItem, AbcXyzLine, XyzClass, abc_xyz};
pub use alert_machine::AlertMachine;
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
    AlertConfig, AlertEvent, AlertEventType, AlertInput, AlertLevel, AlertState, StockAlertRun, StockAlertRunInput,
    stock_alert_run,
};
pub use stock_health::{
    StockHealth, StockHealthInput, StockHealthItem, StockHealthLine, StockHealthThresholds, StockStatus, stock_health,
};
pub use timestamp::Timestamp;
pub use vmi::{VmiItem, VmiLine, VmiReplenishment, VmiReplenishmentInput, vmi_replenishment};

// Networks, batches, simulation.
