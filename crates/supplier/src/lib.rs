#![doc = include_str!("../README.md")]

pub mod allocation;
mod check;
pub mod concentration;
pub mod delivery;
mod error;
pub mod review;
pub mod scorecard;
pub mod sourcing;
pub mod tender;
pub mod trend;

pub use allocation::{
    AllocateOrdersInput, AllocationExplanation, AllocationLimit, DEFAULT_NODE_LIMIT, DiscountType, LimitWorth,
    OfferExplanation, OfferReason, OrderPlan, PlanStatus, PriceBreak, SupplierAllocation, SupplierOffer,
    allocate_orders,
};
pub use concentration::{SupplierSpend, SupplyConcentration, SupplyConcentrationInput, supply_concentration};
pub use delivery::{
    DeliveryColumns, DeliveryMetrics, DeliveryMetricsInput, DeliveryRecord, DeliveryRules, delivery_metrics,
    delivery_metrics_batch,
};
pub use error::SupplierError;
pub use review::{
    ReviewReason, ReviewSchedule, ReviewScheduleInput, ReviewedSupplier, ScheduledReview, review_schedule,
};
pub use scorecard::{
    Criterion, GradeBand, GradeReason, MissingValue, NextGrade, Scorecard, ScorecardInput, SingleImprovement, scorecard,
};
pub use sourcing::{OptimalSupplierCount, OptimalSupplierCountInput, optimal_supplier_count};
pub use tender::{
    Award, Bid, BidScore, EvaluateTenderInput, PriceFormula, RejectedBid, RejectionReason, RunnerUp, TenderMethod,
    evaluate_tender,
};
pub use trend::{TrendAlert, TrendAlertInput, TrendEvidence, TrendReport, trend_alert};
