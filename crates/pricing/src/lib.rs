#![doc = include_str!("../README.md")]

mod error;

// Costs, prices, optimisation.
pub mod allocate;
mod amount;
pub mod breakeven;
pub mod channel_economics;
pub mod competitive;
pub mod cost_plus;
pub mod currency_info;
pub mod demand_fit;
pub mod landed_cost;
pub mod left_digit;
pub mod markdown;
pub mod optimal_price;
pub mod round_money;
pub mod round_price;

// Lists, tiers, tax, refunds.

// Promotions.

pub use error::PricingError;

// Costs, prices, optimisation.
pub use allocate::{AllocateInput, Allocation, allocate};
pub use breakeven::{BreakevenLift, BreakevenLiftInput, breakeven_lift};
pub use channel_economics::{
    ChannelEconomics, CommissionBase, NetProceedsInput, TargetMarginPriceInput, net_proceeds, target_margin_price,
};
pub use competitive::{CompetitivePrice, CompetitivePriceInput, CompetitiveStrategy, PriceClamp, competitive_price};
pub use cost_plus::{CostPlus, CostPlusInput, CostPlusMethod, cost_plus};
pub use currency_info::{CurrencyInfo, CurrencyInfoInput, currency_info};
pub use demand_fit::{
    ElasticityFit, FitElasticityInput, FitLinearDemandInput, LinearDemandFit, fit_elasticity, fit_linear_demand,
};
pub use landed_cost::{
    AllocateLandedCostInput, ConsignmentLine, CostDriver, LandedCost, LandedCostAllocation, LandedCostInput, LineCost,
    allocate_landed_cost, landed_cost,
};
pub use left_digit::{LeftDigitPrice, LeftDigitPriceInput, left_digit_price};
pub use markdown::{MarkdownPlan, MarkdownPlanInput, markdown_plan};
pub use optimal_price::{Demand, OptimalPrice, OptimalPriceInput, PriceBound, PriceObjective, optimal_price};
pub use round_money::{RoundMoneyInput, RoundedMoney, round_money};
pub use round_price::{PriceDirection, PriceRule, RoundPriceInput, RoundedPrice, round_price};

// Lists, tiers, tax, refunds.

// Promotions.
