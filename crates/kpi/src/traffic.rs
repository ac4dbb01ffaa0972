//! Who came, and what did they do? Traffic and conversion of a shop over a period.
//!
//! With page views PV, unique visitors UV and sessions S: `pages_per_session = PV / S`, `order_conversion_rate = orders / S`,
//! `buyer_conversion_rate = buyers / UV` (the 支付转化率 of Tmall), `bounce_rate = bounced / S`, `engagement_rate = 1 - bounce_rate`.
//!
//! Sources: the definitions of the Google Analytics 4 help pages ("Engagement rate and bounce rate") and of Alibaba's
//! 生意参谋 (支付转化率 = paying buyers / visitors). Limits: the counts are the caller's; a visitor is a device, not a person.

use crate::check::at_least_zero;
use crate::error::{KpiError, part_of_whole};
use crate::quantity::{ExactNumber, MoneyFormat, rate, rate_of, rate_of_known};
use mercato_core::{Decimal, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// What [`traffic_metrics`] takes: the counts of one shop, channel or page over one period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrafficInput {
    /// Pages shown.
    pub page_views: u64,
    /// Distinct visitors.
    pub unique_visitors: u64,
    /// Visits.
    pub sessions: u64,
    /// Visits without engagement; at most `sessions`.
    pub bounced_sessions: Option<u64>,
    /// Orders placed; there may be several in a session.
    pub orders: Option<u64>,
    /// Distinct paying visitors; at most `unique_visitors`.
    pub buyers: Option<u64>,
    /// Visits that put something in the cart; at most `sessions`.
    pub cart_sessions: Option<u64>,
    /// Time spent in all sessions together, in seconds, at least 0.
    pub total_duration_seconds: Option<ExactNumber>,
    /// Revenue of the period; refunds may turn it negative.
    #[serde(default, with = "OptionalDecimalString")]
    pub revenue: Option<Decimal>,
    /// Decimals of the money in the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How that money is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// Rates of traffic; `None` where the input lacks a figure or the denominator is 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TrafficMetrics {
    /// Page views a session.
    pub pages_per_session: Option<f64>,
    /// Sessions a visitor.
    pub sessions_per_visitor: Option<f64>,
    /// Share of sessions without engagement, 0..=1.
    pub bounce_rate: Option<f64>,
    /// Share of sessions with engagement, 0..=1.
    pub engagement_rate: Option<f64>,
    /// Orders a session; above 1 where sessions hold several orders.
    pub order_conversion_rate: Option<f64>,
    /// Share of visitors who paid, 0..=1.
    pub buyer_conversion_rate: Option<f64>,
    /// Share of sessions with a cart, 0..=1.
    pub cart_rate: Option<f64>,
    /// Mean length of a session, seconds.
    pub avg_session_duration_seconds: Option<f64>,
    /// Revenue a visitor.
    #[serde(with = "OptionalDecimalString")]
    pub revenue_per_visitor: Option<Decimal>,
    /// Revenue a session.
    #[serde(with = "OptionalDecimalString")]
    pub revenue_per_session: Option<Decimal>,
}

/// The rates of a period's traffic.
///
/// ```
/// use mercato_kpi::{TrafficInput, traffic_metrics};
/// let november = TrafficInput {
///     page_views: 5_000,
///     unique_visitors: 800,
///     sessions: 1_000,
///     bounced_sessions: Some(400),
///     buyers: Some(24),
///     ..TrafficInput::default()
/// };
/// let metrics = traffic_metrics(&november)?;
/// assert_eq!(metrics.pages_per_session, Some(5.0));
/// assert_eq!(metrics.engagement_rate, Some(0.6));
/// assert_eq!(metrics.buyer_conversion_rate, Some(0.03));
/// assert_eq!(metrics.order_conversion_rate, None); // no orders were given
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a part above its whole (`bounced_sessions`, `cart_sessions`, `buyers`), a negative duration, a
/// `scale` above 10; `overflow` for money beyond a decimal of that scale.
pub fn traffic_metrics(input: &TrafficInput) -> Result<TrafficMetrics, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    let (visitors, sessions) = (input.unique_visitors, input.sessions);
    for (path, part, whole_path, whole) in [
        ("bounced_sessions", input.bounced_sessions, "sessions", sessions),
        ("cart_sessions", input.cart_sessions, "sessions", sessions),
        ("buyers", input.buyers, "unique_visitors", visitors),
    ] {
        part_of_whole(path, part.unwrap_or(0), whole_path, whole)?;
    }
    if let Some(duration) = &input.total_duration_seconds {
        at_least_zero("total_duration_seconds", duration)?;
    }
    let duration = input.total_duration_seconds.as_ref();
    let engaged = input.bounced_sessions.map(|bounced| sessions.saturating_sub(bounced));
    let revenue_per = |name: &str, count: u64| match input.revenue {
        Some(revenue) => money.round_quotient(name, &revenue.into(), &count.into()),
        None => Ok(None),
    };
    Ok(TrafficMetrics {
        pages_per_session: rate_of("pages_per_session", input.page_views, sessions)?,
        sessions_per_visitor: rate_of("sessions_per_visitor", sessions, visitors)?,
        bounce_rate: rate_of_known("bounce_rate", input.bounced_sessions, Some(sessions))?,
        engagement_rate: rate_of_known("engagement_rate", engaged, Some(sessions))?,
        order_conversion_rate: rate_of_known("order_conversion_rate", input.orders, Some(sessions))?,
        buyer_conversion_rate: rate_of_known("buyer_conversion_rate", input.buyers, Some(visitors))?,
        cart_rate: rate_of_known("cart_rate", input.cart_sessions, Some(sessions))?,
        avg_session_duration_seconds: match duration {
            Some(duration) => rate("avg_session_duration_seconds", duration.exact(), &Exact::from(sessions))?,
            None => None,
        },
        revenue_per_visitor: revenue_per("revenue_per_visitor", visitors)?,
        revenue_per_session: revenue_per("revenue_per_session", sessions)?,
    })
}
