#![doc = include_str!("../README.md")]

mod check;
mod error;

// The model: what is offered, what a rule speaks of, which rule speaks, how a conflict is named.
pub mod conflict_id;
pub mod fx;
pub mod offer;
pub mod rule_choice;
pub mod scope;

// Prices, rules, conflicts.

// Promotions over time, repricers, stock, content.

pub use error::ChannelError;

// The model.
pub use conflict_id::{ConflictId, ConflictIdInput, conflict_id};
pub use fx::FxRate;
pub use offer::{Audience, Coupon, CouponKind, Offer};
pub use rule_choice::{PolicyRule, ResolvePolicyInput, ResolvedPolicy, resolve_policy};
pub use scope::{Facets, Scope};

// Prices, rules, conflicts.

// Promotions over time, repricers, stock, content.
