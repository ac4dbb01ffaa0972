#![doc = include_str!("../README.md")]

mod error;

// Costs, prices, optimisation.

// Lists, tiers, tax, refunds.

// Promotions.

pub use error::PricingError;

// Costs, prices, optimisation.

// Lists, tiers, tax, refunds.

// Promotions.
