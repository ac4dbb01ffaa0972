//! The operations of `mercato-supplier`.

crate::ops! {
    /// Supplier metrics, scorecards, tenders, order allocation: `supplier.*`.
    SUPPLIER:
}
