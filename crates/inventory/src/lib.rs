#![doc = include_str!("../README.md")]

mod check;
mod error;

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

// Daily operations, exact.

// Networks, batches, simulation.

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

// Daily operations, exact.

// Networks, batches, simulation.
