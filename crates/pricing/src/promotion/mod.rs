//! What does a cart cost after every coupon, threshold, gift and bundle?

mod best;
mod branch;
mod candidates;
mod cart;
mod check;
mod components;
mod condition;
mod conflicts;
mod description;
mod effect;
mod engine;
mod evaluate;
mod index;
mod item_effects;
mod local;
mod order_effects;
mod refund_repriced;
mod result;
mod rule;
mod set_effects;
mod symbols;
mod units;
mod view;

pub use cart::{Cart, CartLine, Context, Customer, Usage, UsageById};
pub use condition::{Condition, TimeOfDay};
pub use conflicts::{Conflicts, DetectConflictsInput, Finding, FindingCode, detect_conflicts};
pub use description::{Level, Limits, Promotion, Stacking, Target};
pub use effect::{Basis, Component, Effect, GroupSelection, Measure, RewardSelection, Tier, UnitSelection};
pub use evaluate::{EvaluateCartInput, Mode, Options, PromotionSet, Trace, evaluate_cart};
pub use refund_repriced::{RefundRepricedInput, RepricedRefund, ReturnedUnits, refund_repriced};
pub use result::{Evaluation, GiftGiven, LineEvaluation, PromotionAmount, Reason, Rejection};
