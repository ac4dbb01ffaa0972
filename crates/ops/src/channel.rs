//! The operations of `mercato-channel`.

crate::ops! {
    /// Conflicts between sales channels: found, explained, resolved: `channel.*`.
    CHANNEL:
}
