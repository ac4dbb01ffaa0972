//! The operations of `mercato-taxonomy`.

crate::ops! {
    /// Category trees, facets, tags, attributes, mappings: `taxonomy.*`.
    TAXONOMY:
}
