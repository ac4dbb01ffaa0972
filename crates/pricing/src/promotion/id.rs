//! The ids of promotions in an answer, which names them once for every line that they discount.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;
use std::ops::Deref;

/// The id of a promotion in an answer: a text. Naming a promotion allocates nothing: up to 23 bytes are copied, without a
/// counter at which threads meet; a longer id is shared with the compiled set.
///
/// ```
/// use mercato_pricing::PromotionId;
/// let id = PromotionId::from("nov20");
/// assert_eq!(id, "nov20");
/// assert!(id.starts_with("nov")); // whatever a text can
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(inline))]
#[serde(transparent)]
pub struct PromotionId(#[cfg_attr(feature = "schemars", schemars(with = "String"))] SmolStr);

impl PromotionId {
    /// The id as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for PromotionId {
    fn from(id: &str) -> Self {
        Self(id.into())
    }
}

impl Deref for PromotionId {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq<&str> for PromotionId {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for PromotionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}
