#![doc = include_str!("../README.md")]

mod check;
mod error;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.

// Daily operations, exact.

// Networks, batches, simulation.

pub use error::InventoryError;

// Deterministic lots and coordination.

// Uncertain demand: distributions, service, policies.

// Daily operations, exact.

// Networks, batches, simulation.
