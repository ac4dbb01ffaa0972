//! What does a cart cost after every coupon, threshold, gift and bundle, and why?
//!
//! A [`Promotion`] is what a person writes: an [`Effect`], and for which lines ([`Target`]), under which [`Condition`], when,
//! where, for whom, how often ([`Limits`]) and beside which others ([`Stacking`]). [`PromotionSet::compile`] checks a list of
//! them, reporting every mistake, and indexes it once; [`PromotionSet::evaluate`] answers for a [`Cart`] at a cost that grows
//! with what matches the cart and not with the set.
//!
//! # How a cart is evaluated
//! 1. Cart and amounts are checked; a line costs unit price x quantity.
//! 2. The canonical order: level (item, order, shipping), then priority from the highest, then id. The order of the list is
//!    no input.
//! 3. Promotions outside their window, currency, channel, group, coupon or usage are refused ([`Reason`]).
//! 4. Each of the rest, in canonical order: conflict with one applied before, condition, lines, units left, thresholds and
//!    sets, clip to `max_discount`, no effect, budget; else it is applied to the amounts as they stand.
//! 5. [`Mode::Priority`] is one such pass. [`Mode::Best`] finds the subset whose pass saves most, gifts at their value, ties to
//!    the one that applies the earliest differing promotion: branch and bound over independent components. `optimal` says
//!    whether that is proven.
//!
//! Exactly, always: the allocations of a line sum to its discount, a line never falls below zero, the amounts of the
//! promotions sum to the total discount, and list prices less discounts are what is paid.
//!
//! # Units
//! A line of n units that costs P is seen as `P mod n` units of `P div n + 1` minor units and the rest of `P div n`, as two
//! runs at most: one line of 6,000 pieces costs what one of 6 costs. Where units are ordered, ties go to the earlier line.
//!
//! # Sources
//! Largest remainders: M. L. Balinski, H. P. Young, "Fair Representation" (2nd ed., 2001). Branch and bound: A. H. Land, A. G.
//! Doig, Econometrica 28 (1960). The parallel thresholds ([`Basis::List`], [`Basis::Item`]) follow the published rules of the
//! large Chinese marketplaces.
//!
//! # Limits
//! The best combination is exact up to [`Options::exact_limit`] promotions that bear on one another and
//! [`Options::node_limit`] steps; beyond, a local search that is never worse than the priority pass answers, `optimal: false`.

mod best;
mod branch;
mod builder;
mod candidates;
mod cart;
mod check;
mod components;
mod condition;
mod conflicts;
mod description;
mod draft;
mod effect;
mod engine;
mod evaluate;
mod file;
mod id;
mod index;
mod item_effects;
mod local;
mod order_effects;
mod refund_repriced;
mod result;
mod rule;
mod scope;
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
pub use id::PromotionId;
pub use refund_repriced::{RefundRepricedInput, RepricedRefund, refund_repriced};
pub use result::{Evaluation, GiftGiven, LineEvaluation, PromotionAmount, Reason, Rejection};
