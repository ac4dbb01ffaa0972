//! Which category of another taxonomy is meant? Tables of rules, checked and asked, and suggestions for what they lack.
//!
//! | question | function |
//! |---|---|
//! | is a table whole and sound? | [`validate_mapping`](mod@validate_mapping) |
//! | where does this category go? | [`map_category`](mod@map_category) |
//! | where might it go, judging by its path? | [`suggest_mapping`](mod@suggest_mapping) |

pub mod map_category;
pub mod suggest_mapping;

pub mod validate_mapping;
