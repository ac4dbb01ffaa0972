#![doc = include_str!("../README.md")]

/// Money, rounding, allocation, decimals, windows, identifiers, error codes: the crate `mercato-core`.
pub use mercato_core as core;

/// Inventory policies, replenishment, simulation: the crate `mercato-inventory`.
#[cfg(feature = "inventory")]
pub use mercato_inventory as inventory;

/// KPIs, comparisons, tests, accumulators: the crate `mercato-kpi`.
#[cfg(feature = "kpi")]
pub use mercato_kpi as kpi;

/// Distributions, roots, minimisers, linear algebra, seeded streams: the crate `mercato-numeric`.
#[cfg(feature = "numeric")]
pub use mercato_numeric as numeric;

/// Costs, prices, promotions, refunds, tax: the crate `mercato-pricing`.
#[cfg(feature = "pricing")]
pub use mercato_pricing as pricing;

/// Category trees, facets, tags, attributes, mappings: the crate `mercato-taxonomy`.
#[cfg(feature = "taxonomy")]
pub use mercato_taxonomy as taxonomy;

/// Supplier metrics, scorecards, tenders, order allocation: the crate `mercato-supplier`.
#[cfg(feature = "supplier")]
pub use mercato_supplier as supplier;

/// Decisions under several criteria: weights, rankings, sensitivity: the crate `mercato-decision`.
#[cfg(feature = "decision")]
pub use mercato_decision as decision;

/// Risk scores, registers, expected loss, failure modes: the crate `mercato-risk`.
#[cfg(feature = "risk")]
pub use mercato_risk as risk;

/// Conflicts between sales channels: found, explained, resolved: the crate `mercato-channel`.
#[cfg(feature = "channel")]
pub use mercato_channel as channel;

/// The README of the repository: what it shows compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct RepositoryReadme;

/// The guide to prices and promotions: its promotions in Rust are those that it shows in JSON.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/pricing.md")]
struct PricingGuide;

/// The guide to KPIs: what it shows in Rust compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/kpi.md")]
struct KpiGuide;
