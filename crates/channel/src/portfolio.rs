//! Which channels are there, and how much hangs on one of them?
//!
//! Channels by ownership (own, third party), format (traditional, social, content, offline) and audience (general, vertical).
//! `revenue_hhi` is the sum of the squares of the channels' shares of revenue; `effective_channels = 1 / hhi` is the number of equal
//! channels that would be as concentrated.
//!
//! Source: Hirschman (1945) and Herfindahl (1950); Laakso and Taagepera (1979) for the effective number.

use crate::check::{finite_non_negative, unique};
use crate::error::ChannelError;
use mercato_core::{ChannelId, Error};
use serde::{Deserialize, Serialize};

/// Whose channel it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// The merchant's own: shop, app, stores.
    Own,
    /// Somebody else's: marketplaces, platforms.
    ThirdParty,
}

/// How a channel sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Shelves and search.
    Traditional,
    /// Through people who know one another.
    Social,
    /// Through what is watched and read.
    Content,
    /// In stores.
    Offline,
}

/// Whom a channel sells to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Everybody.
    General,
    /// Those of one field.
    Vertical,
}

/// A channel of the portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PortfolioChannel {
    /// The channel, unique in its list.
    pub channel_id: ChannelId,
    /// Whose it is.
    pub ownership: Ownership,
    /// How it sells.
    pub format: Format,
    /// Whom it sells to.
    pub audience: Reach,
    /// What it sells, in one currency, at least 0; 0 if left out.
    pub revenue: Option<f64>,
}

/// What [`portfolio_summary`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PortfolioSummaryInput {
    /// The channels, at least one.
    pub channels: Vec<PortfolioChannel>,
}

/// Which channels there are, and how much hangs on one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PortfolioSummary {
    /// How many channels there are of each kind.
    pub counts: PortfolioCounts,
    /// The share of revenue on own channels; none without revenue.
    pub own_revenue_share: Option<f64>,
    /// The sum of the squared shares, above 0 and at most 1; none without revenue.
    pub revenue_hhi: Option<f64>,
    /// How many equal channels would be as concentrated; none without revenue.
    pub effective_channels: Option<f64>,
}

/// How many channels there are of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PortfolioCounts {
    /// By owner.
    pub ownership: OwnershipCounts,
    /// By format.
    pub format: FormatCounts,
    /// By audience.
    pub audience: AudienceCounts,
}

/// Channels by owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct OwnershipCounts {
    /// The merchant's own.
    pub own: usize,
    /// Somebody else's.
    pub third_party: usize,
}

/// Channels by format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FormatCounts {
    /// Shelves and search.
    pub traditional: usize,
    /// Through people who know one another.
    pub social: usize,
    /// Through what is watched and read.
    pub content: usize,
    /// In stores.
    pub offline: usize,
}

/// Channels by audience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AudienceCounts {
    /// Everybody.
    pub general: usize,
    /// Those of one field.
    pub vertical: usize,
}

/// Which channels are there, and how much hangs on one of them?
///
/// ```
/// use mercato_channel::{PortfolioSummaryInput, portfolio_summary};
/// let input: PortfolioSummaryInput = serde_json::from_str(
///     r#"{"channels": [
///          {"channel_id": "shop", "ownership": "own", "format": "traditional", "audience": "general", "revenue": 25},
///          {"channel_id": "douyin", "ownership": "third_party", "format": "content", "audience": "general", "revenue": 75}]}"#,
/// )?;
/// let summary = portfolio_summary(&input)?;
/// // 0.25 squared and 0.75 squared: as concentrated as 1.6 equal channels
/// assert_eq!((summary.own_revenue_share, summary.revenue_hhi, summary.effective_channels), (Some(0.25), Some(0.625), Some(1.6)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` without channels, for a revenue below 0 or not finite; `duplicate_id` for a channel twice; `overflow` for revenues
/// whose sum is beyond a double.
pub fn portfolio_summary(input: &PortfolioSummaryInput) -> Result<PortfolioSummary, ChannelError> {
    if input.channels.is_empty() {
        return Err(Error::invalid("channels", "an empty list", "is no portfolio: name at least one channel").into());
    }
    unique("channels", "channel_id", input.channels.iter().map(|channel| channel.channel_id.as_str()))?;
    let (mut counts, mut total, mut own) = (PortfolioCounts::default(), 0.0_f64, 0.0_f64);
    for (index, channel) in input.channels.iter().enumerate() {
        let revenue = channel.revenue.unwrap_or(0.0);
        finite_non_negative("revenue", revenue).map_err(|error| error.at("channels", index))?;
        total += revenue;
        let count = match channel.ownership {
            Ownership::Own => {
                own += revenue;
                &mut counts.ownership.own
            }
            Ownership::ThirdParty => &mut counts.ownership.third_party,
        };
        *count = count.saturating_add(1);
        let count = match channel.format {
            Format::Traditional => &mut counts.format.traditional,
            Format::Social => &mut counts.format.social,
            Format::Content => &mut counts.format.content,
            Format::Offline => &mut counts.format.offline,
        };
        *count = count.saturating_add(1);
        let count = match channel.audience {
            Reach::General => &mut counts.audience.general,
            Reach::Vertical => &mut counts.audience.vertical,
        };
        *count = count.saturating_add(1);
    }
    if !total.is_finite() {
        return Err(Error::overflow("channels", "the sum of the revenues", "a 64-bit float").into());
    }
    if total == 0.0 {
        return Ok(PortfolioSummary { counts, own_revenue_share: None, revenue_hhi: None, effective_channels: None });
    }
    let hhi: f64 =
        input.channels.iter().map(|channel| channel.revenue.unwrap_or(0.0) / total).map(|share| share * share).sum();
    Ok(PortfolioSummary {
        counts,
        own_revenue_share: Some(own / total),
        revenue_hhi: Some(hhi),
        effective_channels: Some(1.0 / hhi),
    })
}
