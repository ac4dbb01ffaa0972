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
    Basis, Cart, CartLine, Component, Condition, Context, Customer, Effect, EvaluateCartInput, Evaluation, GiftGiven,
    GroupSelection, Level, Limits, LineEvaluation, Measure, Mode, Options, Promotion, PromotionAmount, PromotionSet, Reason,
    Rejection, RewardSelection, Stacking, Target, Tier, TimeOfDay, Trace, UnitSelection, Usage, UsageById, evaluate_cart,
};
