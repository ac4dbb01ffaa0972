#![doc = include_str!("../README.md")]

mod check;
mod error;

// Costs, prices, optimisation.
pub mod allocate;
mod amount;
pub mod currency_info;
pub mod round_money;

// Lists, tiers, tax, refunds.
pub mod tier_anomalies;
pub mod tiered_price;

// Promotions.

pub use error::PricingError;

// Costs, prices, optimisation.
pub use allocate::{AllocateInput, Allocation, allocate};
pub use currency_info::{CurrencyInfo, CurrencyInfoInput, currency_info};
pub use round_money::{RoundMoneyInput, RoundedMoney, round_money};

// Lists, tiers, tax, refunds.
pub use tier_anomalies::{TierAnomalies, TierAnomaliesInput, TierAnomaly, tier_anomalies};
pub use tiered_price::{PriceTier, PriceTiers, TierMode, TierQuantity, TieredPrice, TieredPriceInput, tiered_price};

// Promotions.
