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

/// The README of the repository: what it shows compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct RepositoryReadme;
