//! What part of the sales does the platform keep?
//!
//! `platform_revenue = commission + service_fees + advertising`, `take_rate = platform_revenue / gmv`,
//! `commission_rate = commission / gmv`.
//!
//! Source: the monetisation (take) rate of marketplace reports, e.g. Alibaba Group, Form 20-F: revenue from merchants over GMV.

use crate::check::{cost, non_negative};
use crate::error::KpiError;
use crate::quantity::{MoneyFormat, rate};
use mercato_core::{Decimal, DecimalString, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// What [`take_rate`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeRateInput {
    /// Value of the goods sold through the platform, at least 0.
    #[serde(with = "DecimalString")]
    pub gmv: Decimal,
    /// Commission on sales, at least 0.
    #[serde(with = "DecimalString")]
    pub commission: Decimal,
    /// Fees for services, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub service_fees: Option<Decimal>,
    /// Advertising bought from the platform, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub advertising: Option<Decimal>,
    /// Decimals of the money in the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How that money is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// What the platform keeps; rates are `None` where the GMV is 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TakeRate {
    /// Commission, fees and advertising together.
    #[serde(with = "DecimalString")]
    pub platform_revenue: Decimal,
    /// Platform revenue over GMV.
    pub take_rate: Option<f64>,
    /// Commission over GMV.
    pub commission_rate: Option<f64>,
}

/// The platform's part of the sales.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{TakeRateInput, take_rate};
/// let input = TakeRateInput {
///     gmv: decimal::parse("10000.00")?,
///     commission: decimal::parse("500.00")?,
///     advertising: Some(decimal::parse("300.00")?),
///     ..TakeRateInput::default()
/// };
/// assert_eq!(take_rate(&input)?.take_rate, Some(0.08));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a negative amount or a `scale` above 10; `overflow` for money beyond a decimal of that scale.
pub fn take_rate(input: &TakeRateInput) -> Result<TakeRate, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    non_negative("gmv", &input.gmv)?;
    let gmv = Exact::from(input.gmv);
    let commission = cost("commission", Some(input.commission))?;
    let fees = cost("service_fees", input.service_fees)? + cost("advertising", input.advertising)?;
    let revenue = &commission + &fees;
    Ok(TakeRate {
        platform_revenue: money.round("platform_revenue", &revenue)?,
        take_rate: rate("take_rate", &revenue, &gmv)?,
        commission_rate: rate("commission_rate", &commission, &gmv)?,
    })
}
