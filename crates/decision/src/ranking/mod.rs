//! What do several rankings say together, and how alike are they?
//!
//! | question | module |
//! |---|---|
//! | how alike are two rankings | [`correlation`](mod@correlation) |
//! | which ranking represents a group's | [`aggregate_rankings`](mod@aggregate_rankings) |
//! | which comparisons or weights represent a group's | [`aggregate_judgments`](mod@aggregate_judgments), [`aggregate_priorities`](mod@aggregate_priorities) |
//! | who is beaten whatever the weights | [`dominance`](mod@dominance) |

pub mod aggregate_judgments;
pub mod aggregate_priorities;
pub mod aggregate_rankings;
pub mod correlation;
pub mod dominance;

mod kemeny;
