//! What does a policy really cost and serve? Traces of the past, perishable stock, and Monte Carlo.
//!
//! | question | function |
//! |---|---|
//! | What would this policy have cost on the demand of the past? | [`simulate_trace`](crate::simulate_trace) |
//! | How much of a perishable stock is sold, lost, thrown away? | [`simulate_perishable_trace`](crate::simulate_perishable_trace) |
//! | What will it cost under random demand, and how sure is that? | [`simulate_monte_carlo`](crate::simulate_monte_carlo) |
//!
//! A trace and Monte Carlo run the same dynamics; the order of events in a period stands in [`trace`].

pub mod monte_carlo;
pub mod perishable;
mod policy;
mod sampler;
mod stock;
pub mod trace;

pub use policy::SimulatedPolicy;
