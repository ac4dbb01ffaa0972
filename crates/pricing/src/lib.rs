#![doc = include_str!("../README.md")]

mod check;
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
pub mod bargain_schedule;
pub mod group_buy;
pub mod presale_deposit;
pub mod refund;
pub mod resolve_price;
pub mod split_funding;
pub mod tax;
pub mod tax_lines;
pub mod threshold_gap;
pub mod tier_anomalies;
pub mod tiered_price;

// Promotions.
pub mod promotion;

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
pub use bargain_schedule::{BargainSchedule, BargainScheduleInput, BargainShape, bargain_schedule};
pub use group_buy::{GroupBuy, GroupBuyInput, GroupStatus, GroupTier, group_buy};
pub use presale_deposit::{PresaleDeposit, PresaleDepositInput, presale_deposit};
pub use refund::{LineRefund, PaidLine, Refund, RefundInput, ReturnedUnits, proportional_refund, refund};
pub use resolve_price::{
    PriceBook, PriceEntry, PriceList, PricePolicy, PriceQuery, ResolvePriceInput, ResolvedPrice, resolve_price,
};
pub use split_funding::{FundedLine, SplitFunding, SplitFundingInput, StoreFunding, split_funding};
pub use tax::{Tax, TaxAmount, TaxInput, TaxRate, tax};
pub use tax_lines::{TaxLevel, TaxLines, TaxLinesInput, TaxableLine, TaxedLine, tax_lines};
pub use threshold_gap::{ThresholdGap, ThresholdGapInput, ThresholdGapTier, threshold_gap};
pub use tier_anomalies::{TierAnomalies, TierAnomaliesInput, TierAnomaly, tier_anomalies};
pub use tiered_price::{PriceTier, PriceTiers, TierMode, TierQuantity, TieredPrice, TieredPriceInput, tiered_price};

// Promotions.
pub use promotion::{
    Basis, Cart, CartLine, Component, Condition, Conflicts, Context, Customer, DetectConflictsInput, Effect,
    EvaluateCartInput, Evaluation, Finding, FindingCode, GiftGiven, GroupSelection, Level, Limits, LineEvaluation,
    Measure, Mode, Options, Promotion, PromotionAmount, PromotionId, PromotionSet, Reason, RefundRepricedInput,
    Rejection, RepricedRefund, RewardSelection, Stacking, Target, Tier, TimeOfDay, Trace, UnitSelection, Usage,
    UsageById, detect_conflicts, evaluate_cart, refund_repriced,
};
