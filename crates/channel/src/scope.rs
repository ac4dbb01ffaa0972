//! What does a rule speak of? A scope names any of thing, pair of channels, brand, category, channel and territory; all that it
//! names must match.
//!
//! A category matches itself and what lies below it: `home` matches `home/lighting`, not `homeware`. A pair of channels is
//! unordered. One offer stands on one channel, so a scope with a pair matches no single offer.

use mercato_core::{ChannelId, Error, Sku};
use serde::{Deserialize, Serialize};

/// What a rule speaks of; everything if nothing is named.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// This thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// What lies between these two channels, in either order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_pair: Option<[ChannelId; 2]>,
    /// Things of this brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Things of this category or below it, a path with `/` between the levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What stands on this channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_id: Option<ChannelId>,
    /// What is shipped to this territory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
}

/// What a scope is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facets<'a> {
    /// The thing.
    pub sku: Option<&'a str>,
    /// The channel.
    pub channel_id: Option<&'a str>,
    /// The brand.
    pub brand: Option<&'a str>,
    /// The category path.
    pub category: Option<&'a str>,
    /// The territory.
    pub territory: Option<&'a str>,
    /// The two channels.
    pub channel_pair: Option<(&'a str, &'a str)>,
}

/// Is `path` this category or below it?
///
/// ```
/// use mercato_channel::scope::in_category;
/// assert!(in_category("home", "home/lighting"));
/// assert!(!in_category("home", "homeware"));
/// ```
#[must_use]
pub fn in_category(category: &str, path: &str) -> bool {
    path.strip_prefix(category).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Scope {
    /// Does everything that the scope names match?
    #[must_use]
    pub fn matches(&self, target: &Facets<'_>) -> bool {
        let same = |want: Option<&str>, have: Option<&str>| want.is_none_or(|want| have == Some(want));
        same(self.sku.as_ref().map(Sku::as_str), target.sku)
            && same(self.channel_id.as_ref().map(ChannelId::as_str), target.channel_id)
            && same(self.brand.as_deref(), target.brand)
            && same(self.territory.as_deref(), target.territory)
            && self.category.as_deref().is_none_or(|want| target.category.is_some_and(|have| in_category(want, have)))
            && self.channel_pair.as_ref().is_none_or(|[a, b]| {
                target
                    .channel_pair
                    .is_some_and(|(c, d)| (a.as_str() == c && b.as_str() == d) || (a.as_str() == d && b.as_str() == c))
            })
    }

    /// How specific it is: the weights of what it names, thing 16, pair of channels 8, brand 4, category 2, channel and
    /// territory 1 each.
    #[must_use]
    pub fn weight(&self) -> u32 {
        let weights = [
            (self.sku.is_some(), 16),
            (self.channel_pair.is_some(), 8),
            (self.brand.is_some(), 4),
            (self.category.is_some(), 2),
            (self.channel_id.is_some(), 1),
            (self.territory.is_some(), 1),
        ];
        weights.into_iter().filter(|(named, _)| *named).map(|(_, weight)| weight).sum()
    }

    /// How many levels its category has; 0 without one.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.category.as_deref().map_or(0, |category| category.split('/').count())
    }

    /// The scope as what another is held against.
    pub(crate) fn facets(&self) -> Facets<'_> {
        Facets {
            sku: self.sku.as_ref().map(Sku::as_str),
            channel_id: self.channel_id.as_ref().map(ChannelId::as_str),
            brand: self.brand.as_deref(),
            category: self.category.as_deref(),
            territory: self.territory.as_deref(),
            channel_pair: self.channel_pair.as_ref().map(|[a, b]| (a.as_str(), b.as_str())),
        }
    }

    /// Refuses a pair of one channel, which nothing lies between, and blanks, which nothing is named by.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some([a, b]) = &self.channel_pair
            && a == b
        {
            return Err(Error::invalid("scope.channel_pair", a, "is named twice: a pair is two channels"));
        }
        let names = [("brand", &self.brand), ("category", &self.category), ("territory", &self.territory)];
        for (key, name) in names {
            if let Some(name) = name.as_ref().filter(|name| name.trim().is_empty()) {
                let path = format!("scope.{key}");
                return Err(Error::invalid(
                    path,
                    format_args!("{name:?}"),
                    "must not be blank: leave it out to match all",
                ));
            }
        }
        Ok(())
    }
}
