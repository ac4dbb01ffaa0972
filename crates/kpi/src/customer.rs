//! What is a customer worth, what did one cost, and how many stay?
//!
//! ```text
//! retention = (end - new) / start        churn = 1 - retention        expected lifetime = 1 / churn
//! LTV = m sum over t >= 0 of (r / (1 + d))^t = m (1 + d) / (1 + d - r),   m = AOV x frequency x margin,   r = 1 - churn
//! CAC = (marketing + sales) / new customers      payback = CAC / m      LTV : CAC
//! ```
//!
//! Source: Gupta, Lehmann (2003), Customers as assets, Journal of Interactive Marketing 17(1), eq. 3 and its extension by a margin
//! at once (the sum starts at t = 0); Farris et al. (2010), Marketing Metrics, chapter 5. Limits: margin and retention constant over
//! an infinite horizon, all customers alike; for heterogeneous customers fit a model of their purchases.

use crate::check::{above_zero, at_least_zero, cost, non_negative, share};
use crate::error::KpiError;
use crate::quantity::{ExactNumber, MoneyFormat, rate, rate_of};
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// What [`retention_rate`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetentionInput {
    /// Customers when the period starts.
    pub start_customers: u64,
    /// Customers when it ends.
    pub end_customers: u64,
    /// Those of them who came in the period.
    pub new_customers: u64,
}

/// How many customers stayed; rates are `None` if there were none at the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RetentionRate {
    /// Customers of the start who are there at the end.
    pub retained_customers: u64,
    /// Their share of the start, 0..=1.
    pub retention_rate: Option<f64>,
    /// 1 - retention.
    pub churn_rate: Option<f64>,
    /// 1 / churn, in periods; `None` where nobody left.
    pub expected_lifetime_periods: Option<f64>,
}

/// The share of customers who stayed over a period.
///
/// ```
/// use mercato_kpi::{RetentionInput, retention_rate};
/// let rate = retention_rate(&RetentionInput { start_customers: 200, end_customers: 210, new_customers: 50 })?;
/// assert_eq!((rate.retained_customers, rate.churn_rate), (160, Some(0.2)));
/// assert_eq!(rate.expected_lifetime_periods, Some(5.0));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` unless `end_customers - new_customers` is from 0 to `start_customers`.
pub fn retention_rate(input: &RetentionInput) -> Result<RetentionRate, KpiError> {
    let RetentionInput { start_customers: start, end_customers: end, new_customers: new } = *input;
    let Some(retained) = end.checked_sub(new) else {
        return Err(Error::invalid("new_customers", new, format!("is more than the {end} customers at the end")).into());
    };
    let Some(lost) = start.checked_sub(retained) else {
        let reason = format!("less the {new} new ones is more than the {start} customers at the start");
        return Err(Error::invalid("end_customers", end, reason).into());
    };
    Ok(RetentionRate {
        retained_customers: retained,
        retention_rate: rate_of("retention_rate", retained, start)?,
        churn_rate: rate_of("churn_rate", lost, start)?,
        expected_lifetime_periods: rate_of("expected_lifetime_periods", start, lost)?,
    })
}

/// What [`customer_value`] takes; a period is what the frequency, churn and discount are for, e.g. a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomerValueInput {
    /// Value of an order, at least 0.
    #[serde(with = "DecimalString")]
    pub average_order_value: Decimal,
    /// Orders a customer places in a period, at least 0.
    pub purchase_frequency: ExactNumber,
    /// Gross margin over sales, 0..=1.
    pub gross_margin_rate: ExactNumber,
    /// Share of customers lost in a period, above 0, at most 1.
    pub churn_rate: ExactNumber,
    /// Discount of money a period later, at least 0; 0 if left out.
    pub discount_rate: Option<ExactNumber>,
    /// What it cost to win the customer, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub acquisition_cost: Option<Decimal>,
}

/// What a customer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CustomerValue {
    /// Margin of a period, m.
    pub value_per_period: f64,
    /// 1 / churn.
    pub expected_lifetime_periods: f64,
    /// Present value of all margins, the first at once.
    pub ltv: f64,
    /// LTV over acquisition cost; `None` where that is 0 or not given.
    pub ltv_to_cac: Option<f64>,
    /// Periods until the margins reach the acquisition cost, churn and discount apart; `None` where m is 0.
    pub payback_periods: Option<f64>,
}

/// The lifetime value of a customer at a constant margin and churn.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{CustomerValueInput, ExactNumber, customer_value};
/// let number = |value| ExactNumber::from_f64(value).unwrap();
/// let value = customer_value(&CustomerValueInput {
///     average_order_value: decimal::parse("50.00")?,
///     purchase_frequency: number(4.0),
///     gross_margin_rate: number(0.3),
///     churn_rate: number(0.2),
///     discount_rate: Some(number(0.1)),
///     acquisition_cost: Some(decimal::parse("30.00")?),
/// })?;
/// assert_eq!(value.value_per_period, 60.0);
/// assert_eq!(value.ltv, 220.0); // 60 x 1.1 / (1.1 - 0.8)
/// assert_eq!(value.payback_periods, Some(0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure outside its range; `overflow` beyond the largest double.
pub fn customer_value(input: &CustomerValueInput) -> Result<CustomerValue, KpiError> {
    non_negative("average_order_value", &input.average_order_value)?;
    at_least_zero("purchase_frequency", &input.purchase_frequency)?;
    share("gross_margin_rate", &input.gross_margin_rate)?;
    above_zero("churn_rate", &input.churn_rate)?;
    share("churn_rate", &input.churn_rate)?;
    if let Some(discount) = &input.discount_rate {
        at_least_zero("discount_rate", discount)?;
    }
    let acquisition = input.acquisition_cost.map(|value| cost("acquisition_cost", Some(value))).transpose()?;
    let churn = input.churn_rate.exact();
    let discount = input.discount_rate.as_ref().map_or(&Exact::ZERO, ExactNumber::exact);
    let sales = &Exact::from(input.average_order_value) * input.purchase_frequency.exact();
    let margin = &sales * input.gross_margin_rate.exact();
    // 1 + d - r is d + churn, above 0 because churn is
    let denominator = discount + churn;
    let ltv = (&margin * &(&Exact::ONE + discount)).checked_div(&denominator).unwrap_or(Exact::ZERO);
    let lifetime = Exact::ONE.checked_div(churn).unwrap_or(Exact::ZERO);
    let (ltv_to_cac, payback_periods) = match &acquisition {
        Some(cost) => (rate("ltv_to_cac", &ltv, cost)?, rate("payback_periods", cost, &margin)?),
        None => (None, None),
    };
    Ok(CustomerValue {
        value_per_period: margin.to_f64("value_per_period")?,
        expected_lifetime_periods: lifetime.to_f64("expected_lifetime_periods")?,
        ltv: ltv.to_f64("ltv")?,
        ltv_to_cac,
        payback_periods,
    })
}

/// What [`cac`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CacInput {
    /// Spent on marketing to win customers, at least 0.
    #[serde(with = "DecimalString")]
    pub marketing_spend: Decimal,
    /// Spent on selling to them, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub sales_spend: Option<Decimal>,
    /// Customers won.
    pub new_customers: u64,
    /// Decimals of the money in the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How that money is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// What a customer cost to win.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Cac {
    /// Spend over customers won; `None` if none was.
    #[serde(with = "OptionalDecimalString")]
    pub cac: Option<Decimal>,
}

/// The cost of winning a customer.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{CacInput, cac};
/// let input = CacInput { marketing_spend: decimal::parse("900")?, new_customers: 40, ..CacInput::default() };
/// assert_eq!(cac(&input)?.cac, Some(decimal::parse("22.50")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a negative spend or a `scale` above 10; `overflow` for money beyond a decimal of that scale.
pub fn cac(input: &CacInput) -> Result<Cac, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    let marketing = cost("marketing_spend", Some(input.marketing_spend))?;
    let spend = marketing + cost("sales_spend", input.sales_spend)?;
    Ok(Cac { cac: money.round_quotient("cac", &spend, &input.new_customers.into())? })
}
