//! How much tax is on an amount, or in it, under one or several rates?
//!
//! A rate's factor is `f_i = r_i`, or `f_i = r_i (1 + f_1 + ... + f_{i-1})` where it is `compound` (a tax on the taxes
//! before it). With `F` the sum of the factors,
//!
//! - an amount without tax: `tax_i = round(f_i x net)`, each rounded by itself, `gross = net + sum of tax_i`;
//! - an amount with tax: `tax = round(gross x F / (1 + F))`, once, `net = gross - tax`, and the tax shared out to the
//!   rates by their factors (largest remainders).
//!
//! It is always the tax that is rounded, never the net: with `down` no more tax is shown than is due.
//!
//! Source: definition; Directive 2006/112/EC, article 78 (the base holds other taxes, not the tax itself); the Québec
//! sales tax until 2012 as a compound rate. Limits: credit notes ask with the positive amount; which rate applies is
//! not decided here.

use crate::amount;
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Money, Rounding, allocate_exact};
use serde::{Deserialize, Serialize};

/// One tax.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxRate {
    /// What the tax is called.
    pub name: String,
    /// Its rate as a fraction, at least 0: 0.19 for 19%.
    #[serde(with = "DecimalString")]
    pub rate: Decimal,
    /// Is it also on the taxes before it? `false` if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub compound: bool,
}

/// What [`tax`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxInput {
    /// The currency of the amount.
    pub currency: Currency,
    /// With tax or without, as `inclusive` says; at least 0.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
    /// The taxes, in the order in which compound ones build on others; at most 32.
    pub rates: Vec<TaxRate>,
    /// Does the amount contain the taxes?
    pub inclusive: bool,
    /// How a tax is rounded; half up if left out.
    pub rounding: Option<Rounding>,
}

/// An amount without tax, its tax, and both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Tax {
    /// Without tax.
    #[serde(with = "DecimalString")]
    pub net: Decimal,
    /// All taxes.
    #[serde(with = "DecimalString")]
    pub tax: Decimal,
    /// With tax.
    #[serde(with = "DecimalString")]
    pub gross: Decimal,
    /// Tax by tax, in the order of the rates; they sum to `tax`.
    pub taxes: Vec<TaxAmount>,
}

/// What one tax takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TaxAmount {
    /// What the tax is called.
    pub name: String,
    /// How much it is.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
}

/// The most rates: an exact factor grows by a rate's digits with each compound one, and no invoice has more.
const MOST_RATES: usize = 32;

/// The taxes on an amount, or in it.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{TaxInput, TaxRate, tax};
/// // 399.00 with 19% in it
/// let rate = TaxRate { name: "vat".into(), rate: decimal::parse("0.19")?, compound: false };
/// let amount = decimal::parse("399.00")?;
/// let input = TaxInput { currency: Currency::EUR, amount, rates: vec![rate], inclusive: true, rounding: None };
/// let answer = tax(&input)?;
/// assert_eq!((answer.net.to_string().as_str(), answer.tax.to_string().as_str()), ("335.29", "63.71"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a negative amount or one finer than the currency, a negative rate, more than 32 rates;
/// `overflow` for an amount with tax beyond 64-bit minor units.
pub fn tax(input: &TaxInput) -> Result<Tax, PricingError> {
    let given = amount::non_negative("amount", input.amount, input.currency)?;
    let factors = factors(&input.rates)?;
    let mode = input.rounding.unwrap_or_default();
    let parts = if input.inclusive { contained(given, &factors, mode)? } else { on_top(given, &factors, mode)? };
    let tax = Money::sum(input.currency, &parts).map_err(|error| error.named("tax"))?;
    let (net, gross) = if input.inclusive {
        (given.checked_sub(tax)?, given)
    } else {
        (given, given.checked_add(tax).map_err(|error| error.named("gross"))?)
    };
    let taxes = input.rates.iter().zip(&parts);
    Ok(Tax {
        net: net.to_decimal(),
        tax: tax.to_decimal(),
        gross: gross.to_decimal(),
        taxes: taxes.map(|(rate, part)| TaxAmount { name: rate.name.clone(), amount: part.to_decimal() }).collect(),
    })
}

/// What each tax is of the amount without tax.
fn factors(rates: &[TaxRate]) -> Result<Vec<Exact>, Error> {
    if rates.len() > MOST_RATES {
        return Err(Error::invalid("rates", format_args!("{} rates", rates.len()), "are more than 32"));
    }
    let (mut factors, mut sum) = (Vec::with_capacity(rates.len()), Exact::ZERO);
    for (index, rate) in rates.iter().enumerate() {
        let own = amount::decimal_non_negative("rate", rate.rate).map_err(|error| error.at("rates", index))?;
        let factor = if rate.compound { own * (Exact::ONE + sum.clone()) } else { own };
        sum = &sum + &factor;
        factors.push(factor);
    }
    Ok(factors)
}

/// Each tax on an amount without tax.
fn on_top(net: Money, factors: &[Exact], mode: Rounding) -> Result<Vec<Money>, Error> {
    let net_amount = Exact::from(net.to_decimal());
    factors.iter().map(|factor| Money::round_exact("tax", &(&net_amount * factor), net.currency(), mode)).collect()
}

/// Each tax in an amount with tax.
fn contained(gross: Money, factors: &[Exact], mode: Rounding) -> Result<Vec<Money>, Error> {
    let tax = contained_tax(gross, &factors.iter().cloned().sum(), mode)?;
    let parts = if tax.is_zero() {
        // nothing to share out, perhaps by nothing
        vec![0; factors.len()]
    } else {
        allocate_exact(tax.minor(), factors)?
    };
    Ok(parts.into_iter().map(|part| Money::from_minor(part, gross.currency())).collect())
}

/// `gross x F / (1 + F)`, rounded: the tax in an amount with tax.
pub(crate) fn contained_tax(gross: Money, factor: &Exact, mode: Rounding) -> Result<Money, Error> {
    let part = factor.checked_div(&(Exact::ONE + factor.clone())).unwrap_or(Exact::ZERO);
    Money::round_exact("tax", &(Exact::from(gross.to_decimal()) * part), gross.currency(), mode)
}
