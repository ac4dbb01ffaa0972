//! Does the advertising pay? Rates and costs of a campaign, an ad group or a platform.
//!
//! ```text
//! CTR = clicks / impressions       CPC = spend / clicks          CPM = 1000 spend / impressions
//! CVR = conversions / clicks       CPA = spend / conversions     ROAS = revenue / spend      ACOS = spend / revenue
//! TACOS = spend / total_sales      break-even ROAS = 1 / margin  profit = revenue x margin - spend
//! ```
//!
//! Sources: Interactive Advertising Bureau, Glossary (CTR, CPC, CPM, CPA, ROAS); Amazon Ads, "What is ACOS" (ACOS, break-even ACOS =
//! margin). Limits: revenue is what the platform attributes; what the ads caused takes an experiment.

use crate::check::{cost, share};
use crate::error::{KpiError, part_of_whole};
use crate::quantity::{ExactNumber, MoneyFormat, rate, rate_of, rate_of_known};
use mercato_core::{Decimal, DecimalString, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// What [`ad_metrics`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AdInput {
    /// Times an ad was shown.
    pub impressions: u64,
    /// Times it was clicked; at most `impressions`.
    pub clicks: u64,
    /// What it cost, at least 0.
    #[serde(with = "DecimalString")]
    pub spend: Decimal,
    /// Purchases attributed to it, after a view alone too.
    pub conversions: Option<u64>,
    /// Their revenue.
    #[serde(default, with = "OptionalDecimalString")]
    pub revenue: Option<Decimal>,
    /// Margin on that revenue before advertising, 0..=1.
    pub gross_margin_rate: Option<ExactNumber>,
    /// All sales of the period, advertised or not.
    #[serde(default, with = "OptionalDecimalString")]
    pub total_sales: Option<Decimal>,
    /// Decimals of the money in the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How that money is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// Figures of advertising; `None` where the input lacks a figure or the denominator is 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AdMetrics {
    /// Clicks over impressions, 0..=1.
    pub ctr: Option<f64>,
    /// Spend a click.
    #[serde(with = "OptionalDecimalString")]
    pub cpc: Option<Decimal>,
    /// Spend a thousand impressions.
    #[serde(with = "OptionalDecimalString")]
    pub cpm: Option<Decimal>,
    /// Conversions over clicks; above 1 where views alone convert.
    pub conversion_rate: Option<f64>,
    /// Spend a conversion.
    #[serde(with = "OptionalDecimalString")]
    pub cpa: Option<Decimal>,
    /// Revenue over spend.
    pub roas: Option<f64>,
    /// Spend over revenue.
    pub acos: Option<f64>,
    /// Spend over all sales.
    pub tacos: Option<f64>,
    /// The ROAS at which the margin pays the spend: 1 / margin.
    pub break_even_roas: Option<f64>,
    /// The ACOS at which it does: the margin.
    pub break_even_acos: Option<f64>,
    /// Margin on the revenue, less the spend.
    #[serde(with = "OptionalDecimalString")]
    pub profit: Option<Decimal>,
}

/// The figures of a campaign.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{AdInput, ExactNumber, ad_metrics};
/// let metrics = ad_metrics(&AdInput {
///     impressions: 100_000,
///     clicks: 2_000,
///     spend: decimal::parse("500.00")?,
///     revenue: Some(decimal::parse("2500.00")?),
///     gross_margin_rate: ExactNumber::from_f64(0.25),
///     ..AdInput::default()
/// })?;
/// assert_eq!(metrics.cpc, Some(decimal::parse("0.25")?));
/// assert_eq!((metrics.roas, metrics.break_even_roas), (Some(5.0), Some(4.0)));
/// assert_eq!(metrics.profit, Some(decimal::parse("125.00")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for clicks above impressions, a negative spend, a margin outside 0..=1, a `scale` above 10; `overflow`
/// for money beyond a decimal of that scale.
pub fn ad_metrics(input: &AdInput) -> Result<AdMetrics, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    part_of_whole("clicks", input.clicks, "impressions", input.impressions)?;
    let spend = cost("spend", Some(input.spend))?;
    if let Some(margin) = &input.gross_margin_rate {
        share("gross_margin_rate", margin)?;
    }
    let margin = input.gross_margin_rate.as_ref().map(ExactNumber::exact);
    let (revenue, total_sales) = (input.revenue.map(Exact::from), input.total_sales.map(Exact::from));
    let quotient = |name: &str, numerator: Option<&Exact>, denominator: Option<&Exact>| match (numerator, denominator) {
        (Some(numerator), Some(denominator)) => rate(name, numerator, denominator),
        _ => Ok(None),
    };
    let (per_thousand, impressions) = (&spend * &Exact::from(1000), input.impressions.into());
    Ok(AdMetrics {
        ctr: rate_of("ctr", input.clicks, input.impressions)?,
        cpc: money.round_quotient("cpc", &spend, &input.clicks.into())?,
        cpm: money.round_quotient("cpm", &per_thousand, &impressions)?,
        conversion_rate: rate_of_known("conversion_rate", input.conversions, Some(input.clicks))?,
        cpa: match input.conversions {
            Some(conversions) => money.round_quotient("cpa", &spend, &conversions.into())?,
            None => None,
        },
        roas: quotient("roas", revenue.as_ref(), Some(&spend))?,
        acos: quotient("acos", Some(&spend), revenue.as_ref())?,
        tacos: quotient("tacos", Some(&spend), total_sales.as_ref())?,
        break_even_roas: quotient("break_even_roas", Some(&Exact::ONE), margin)?,
        break_even_acos: margin.map(|margin| margin.to_f64("break_even_acos")).transpose()?,
        profit: match (&revenue, margin) {
            (Some(revenue), Some(margin)) => Some(money.round("profit", &(&(revenue * margin) - &spend))?),
            _ => None,
        },
    })
}
