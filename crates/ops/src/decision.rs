//! The operations of `mercato-decision`.

crate::ops! {
    /// Decisions under several criteria: weights, rankings, sensitivity: `decision.*`.
    DECISION:
}
