#![doc = include_str!("../README.md")]

mod error;

// Costs, prices, optimisation.

// Lists, tiers, tax, refunds.

// Promotions.
pub mod promotion;

pub use error::PricingError;

// Costs, prices, optimisation.

// Lists, tiers, tax, refunds.

// Promotions.
pub use promotion::{
    Basis, Cart, CartLine, Component, Condition, Conflicts, Context, Customer, DetectConflictsInput, Effect,
    EvaluateCartInput, Evaluation, Finding, FindingCode, GiftGiven, GroupSelection, Level, Limits, LineEvaluation,
    Measure, Mode, Options, Promotion, PromotionAmount, PromotionSet, Reason, RefundRepricedInput, Rejection,
    RepricedRefund, ReturnedUnits, RewardSelection, Stacking, Target, Tier, TimeOfDay, Trace, UnitSelection, Usage,
    UsageById, detect_conflicts, evaluate_cart, refund_repriced,
};
