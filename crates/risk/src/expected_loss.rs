//! What does a risk cost a year, and is its mitigation worth the money?
//!
//! `SLE = asset value x exposure factor` (single loss expectancy), `ALE = SLE x annual rate` (annualised). A mitigation changes factor and
//! rate and costs something a year: `net benefit = ALE - ALE' - cost`, `return = net benefit / cost`. Each figure comes from
//! unrounded ones and is rounded once, half away from zero, to the minor unit; so is the total. The return is the quotient
//! of unrounded figures, the nearest double.
//!
//! Source: NIST FIPS PUB 65 (1979), "Guideline for automatic data processing risk analysis"; W. Sonnenreich, J. Albanese and
//! B. Stout, "Return on security investment", J. Res. Pract. Inf. Technol. 38 (2006) 45-56. Limits: an expectation hides how bad
//! the bad year is; exposures of several risks to one asset are taken as apart.

use crate::check;
use crate::error::RiskError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Money, OptionalDecimalString, Rounding};
use serde::{Deserialize, Deserializer, Serialize};

/// What would be done against a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mitigation {
    /// What it costs a year, at least 0.
    #[serde(with = "DecimalString")]
    pub annual_cost: Decimal,
    /// The share of the asset that an event then takes, 0 to 1.
    #[serde(with = "DecimalString")]
    pub exposure_factor: Decimal,
    /// Events a year then, at least 0.
    #[serde(with = "DecimalString")]
    pub annual_rate: Decimal,
}

/// A risk in money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExposedAsset {
    /// The risk, not blank.
    pub id: String,
    /// What is at stake, at least 0.
    #[serde(with = "DecimalString")]
    pub asset_value: Decimal,
    /// The share of it that an event takes, 0 to 1.
    #[serde(with = "DecimalString")]
    pub exposure_factor: Decimal,
    /// Events a year, at least 0.
    #[serde(with = "DecimalString")]
    pub annual_rate: Decimal,
    /// What would be done against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mitigation: Option<Mitigation>,
}

/// What [`expected_loss`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExpectedLossInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// The risks.
    pub risks: Vec<ExposedAsset>,
}

/// What a risk costs. The figures of a mitigation are there where there is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LossExpectancy {
    /// The risk.
    pub id: String,
    /// Loss of one event.
    #[serde(with = "DecimalString")]
    pub single_loss_expectancy: Decimal,
    /// Loss a year.
    #[serde(with = "DecimalString")]
    pub annualized_loss_expectancy: Decimal,
    /// Loss a year with the mitigation.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub mitigated_loss_expectancy: Option<Decimal>,
    /// What the mitigation is worth a year, its cost paid.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub net_benefit: Option<Decimal>,
    /// Net benefit over cost; null at a cost of 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[allow(clippy::option_option, reason = "no mitigation and one that costs nothing are two answers")]
    pub return_on_mitigation: Option<Option<f64>>,
    /// The most that the mitigation may cost a year to be worth it.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub break_even_cost: Option<Decimal>,
}

/// What all risks cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ExpectedLoss {
    /// The risks, in the order given.
    pub risks: Vec<LossExpectancy>,
    /// Loss of all risks a year, without mitigations: the sum of unrounded figures, then rounded.
    #[serde(with = "DecimalString")]
    pub total_annualized_loss: Decimal,
}

/// A `null` that is there is told apart from a key that is not.
#[allow(clippy::option_option, reason = "no mitigation and one that costs nothing are two answers")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<f64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The expected loss of each risk and what its mitigation is worth.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_risk::{ExpectedLossInput, ExposedAsset, Mitigation, expected_loss};
/// let answer = expected_loss(&ExpectedLossInput {
///     currency: Currency::EUR,
///     risks: vec![ExposedAsset {
///         id: "flood".to_owned(),
///         asset_value: decimal::parse("200000.00")?,
///         exposure_factor: decimal::parse("0.25")?,
///         annual_rate: decimal::parse("0.1")?,
///         mitigation: Some(Mitigation {
///             annual_cost: decimal::parse("1000.00")?,
///             exposure_factor: decimal::parse("0.05")?,
///             annual_rate: decimal::parse("0.1")?,
///         }),
///     }],
/// })?;
/// // 50,000 in one of ten years; with pumps 10,000: 5,000 - 1,000 - 1,000 a year
/// let flood = &answer.risks[0];
/// assert_eq!(flood.annualized_loss_expectancy.to_string(), "5000.00");
/// assert_eq!(flood.net_benefit.unwrap().to_string(), "3000.00");
/// assert_eq!(flood.return_on_mitigation, Some(Some(3.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list, a negative amount or rate, an exposure factor outside 0 to 1, an amount finer than
/// the currency, a blank id; `duplicate_id`; `overflow` for an amount beyond 64-bit minor units.
pub fn expected_loss(input: &ExpectedLossInput) -> Result<ExpectedLoss, RiskError> {
    check::not_empty("risks", &input.risks)?;
    check::unique("risks", input.risks.iter().map(|risk| risk.id.as_str()))?;
    let mut total = Exact::ZERO;
    let mut risks = Vec::with_capacity(input.risks.len());
    for (index, risk) in input.risks.iter().enumerate() {
        let (annual, line) = line(risk, input.currency).map_err(|error| error.at("risks", index))?;
        total = total + annual;
        risks.push(line);
    }
    Ok(ExpectedLoss { risks, total_annualized_loss: money("total_annualized_loss", &total, input.currency)? })
}

/// The unrounded loss a year, and the figures.
fn line(risk: &ExposedAsset, currency: Currency) -> Result<(Exact, LossExpectancy), Error> {
    let value = amount("asset_value", risk.asset_value, currency)?;
    let single = &value * &share("exposure_factor", risk.exposure_factor)?;
    let annual = &single * &rate("annual_rate", risk.annual_rate)?;
    let mut line = LossExpectancy {
        id: risk.id.clone(),
        single_loss_expectancy: money("single_loss_expectancy", &single, currency)?,
        annualized_loss_expectancy: money("annualized_loss_expectancy", &annual, currency)?,
        mitigated_loss_expectancy: None,
        net_benefit: None,
        return_on_mitigation: None,
        break_even_cost: None,
    };
    if let Some(mitigation) = &risk.mitigation {
        let within = |error: Error| error.within("mitigation");
        let cost = amount("annual_cost", mitigation.annual_cost, currency).map_err(within)?;
        let factor = share("exposure_factor", mitigation.exposure_factor).map_err(within)?;
        let times = rate("annual_rate", mitigation.annual_rate).map_err(within)?;
        let mitigated = value * factor * times;
        let saved = &annual - &mitigated;
        let net = &saved - &cost;
        let gain = net.checked_div(&cost).map(|gain| gain.to_f64("return_on_mitigation")).transpose()?;
        line.mitigated_loss_expectancy = Some(money("mitigated_loss_expectancy", &mitigated, currency)?);
        line.net_benefit = Some(money("net_benefit", &net, currency)?);
        line.return_on_mitigation = Some(gain);
        line.break_even_cost = Some(money("break_even_cost", &saved, currency)?);
    }
    Ok((annual, line))
}

fn money(name: &str, value: &Exact, currency: Currency) -> Result<Decimal, Error> {
    Ok(Money::round_exact(name, value, currency, Rounding::HalfUp)?.to_decimal())
}

/// An amount of at least 0, no finer than the currency.
fn amount(path: &str, value: Decimal, currency: Currency) -> Result<Exact, Error> {
    rate(path, value)?;
    Money::from_decimal(value, currency).map(|money| money.to_decimal().into()).map_err(|error| error.named(path))
}

fn share(path: &str, value: Decimal) -> Result<Exact, Error> {
    if value.mantissa() < 0 || value > Decimal::ONE {
        return Err(Error::invalid(path, value, "must be from 0 to 1"));
    }
    Ok(value.into())
}

fn rate(path: &str, value: Decimal) -> Result<Exact, Error> {
    if value.mantissa() < 0 {
        return Err(Error::invalid(path, value, "must be at least 0"));
    }
    Ok(value.into())
}
