#![doc = include_str!("../README.md")]

mod allocate;
mod currency;
pub mod decimal;
mod error;
mod exact;
mod id;
mod json;
mod money;
mod rounding;
pub mod time;

pub use allocate::{EvenUnits, allocate, allocate_by, allocate_exact, allocate_runs, even_units};
pub use currency::{Currency, CurrencyCode};
pub use decimal::{DecimalString, DecimalStrings, OptionalDecimalString};
pub use error::{Coded, Error, ErrorCode, wire};
pub use exact::Exact;
pub use id::{ChannelId, CustomerId, OrderId, Sku, VisitorId};
pub use json::null_is_default;
pub use money::Money;
pub use rounding::Rounding;
pub use rust_decimal::Decimal;
pub use time::{DateString, OptionalDateString, OptionalTimestampString, TimeWindow, TimestampString};
