#![doc = include_str!("../README.md")]

pub mod allocation;
mod check;
mod error;

pub use allocation::{
    AllocateOrdersInput, AllocationExplanation, AllocationLimit, DiscountType, LimitWorth, OfferExplanation,
    OfferReason, OrderPlan, PlanStatus, PriceBreak, SupplierAllocation, SupplierOffer, allocate_orders,
};
pub use error::SupplierError;
