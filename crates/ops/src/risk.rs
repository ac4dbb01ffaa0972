//! The operations of `mercato-risk`.

crate::ops! {
    /// Risk scores, registers, expected loss, failure modes: `risk.*`.
    RISK:
}
