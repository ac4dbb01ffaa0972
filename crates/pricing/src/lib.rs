#![doc = include_str!("../README.md")]

mod error;

// Costs, prices, optimisation.
pub mod allocate;
mod amount;
pub mod currency_info;
pub mod round_money;

// Lists, tiers, tax, refunds.

// Promotions.

pub use error::PricingError;

// Costs, prices, optimisation.
pub use allocate::{AllocateInput, Allocation, allocate};
pub use currency_info::{CurrencyInfo, CurrencyInfoInput, currency_info};
pub use round_money::{RoundMoneyInput, RoundedMoney, round_money};

// Lists, tiers, tax, refunds.

// Promotions.
