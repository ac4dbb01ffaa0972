//! How much tax is on the lines of an invoice, rounded line by line or once a rate?
//!
//! - `line`: the tax of each line is rounded: `round(r x net)`, or `round(gross x r / (1 + r))` where the amounts contain it;
//! - `total`: the lines of a rate (by value: 0.2 and 0.20 are one) are added, the tax of the sum is rounded once, and shared
//!   out to its lines by their unrounded taxes (largest remainders).
//!
//! On six lines of 0.02 at 20% the first shows no tax at all, the second 0.02: which one holds is a matter of the law that
//! the invoice is under. It is always the tax that is rounded.
//!
//! Source: EN 16931-1 (electronic invoices), rule BR-CO-17, and Japan's qualified invoices round once for each rate.
//! Limit: one rate a line; credit notes ask with positive amounts.

use crate::amount;
use crate::check::unique;
use crate::error::PricingError;
use crate::tax::contained_tax;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Money, Rounding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the tax of an invoice is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaxLevel {
    /// On each line.
    Line,
    /// Once for each rate, on the sum of its lines.
    Total,
}

/// A line of an invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxableLine {
    /// The line's name.
    pub id: String,
    /// With tax or without, as `inclusive` says; at least 0.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
    /// Its rate as a fraction, at least 0.
    #[serde(with = "DecimalString")]
    pub rate: Decimal,
}

/// What [`tax_lines`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxLinesInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// Do the amounts contain the tax?
    pub inclusive: bool,
    /// Where the tax is rounded.
    pub level: TaxLevel,
    /// How it is rounded; half up if left out.
    pub rounding: Option<Rounding>,
    /// The lines.
    pub lines: Vec<TaxableLine>,
}

/// The lines of an invoice with their taxes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TaxLines {
    /// Line by line, in their order.
    pub lines: Vec<TaxedLine>,
    /// All lines without tax.
    #[serde(with = "DecimalString")]
    pub net_total: Decimal,
    /// All taxes.
    #[serde(with = "DecimalString")]
    pub tax_total: Decimal,
    /// All lines with tax.
    #[serde(with = "DecimalString")]
    pub gross_total: Decimal,
}

/// A line with its tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TaxedLine {
    /// The line's name.
    pub id: String,
    /// Without tax.
    #[serde(with = "DecimalString")]
    pub net: Decimal,
    /// Its tax.
    #[serde(with = "DecimalString")]
    pub tax: Decimal,
    /// With tax.
    #[serde(with = "DecimalString")]
    pub gross: Decimal,
}

/// The tax of each line of an invoice, and the totals.
///
/// Time O(n log rates).
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{TaxLevel, TaxLinesInput, TaxableLine, tax_lines};
/// let (amount, rate) = (decimal::parse("0.02")?, decimal::parse("0.2")?);
/// let line = |id: &str| TaxableLine { id: id.into(), amount, rate };
/// let mut input = TaxLinesInput {
///     currency: Currency::EUR,
///     inclusive: false,
///     level: TaxLevel::Line,
///     rounding: None,
///     lines: vec![line("a"), line("b"), line("c")],
/// };
/// assert_eq!(tax_lines(&input)?.tax_total.to_string(), "0.00"); // 0.004, three times
/// input.level = TaxLevel::Total;
/// assert_eq!(tax_lines(&input)?.tax_total.to_string(), "0.01"); // 0.012, once
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a line named twice; `invalid_argument` for a blank name, a negative amount or one finer than the
/// currency, a negative rate; `overflow` for sums beyond 64-bit minor units.
pub fn tax_lines(input: &TaxLinesInput) -> Result<TaxLines, PricingError> {
    unique("lines", input.lines.iter().map(|line| line.id.as_str()))?;
    let mut given = Vec::with_capacity(input.lines.len());
    for (index, line) in input.lines.iter().enumerate() {
        given.push(read_line(line, input.currency).map_err(|error| error.at("lines", index))?);
    }
    let taxes = match input.level {
        TaxLevel::Line => taxes_by_line(input, &given)?,
        TaxLevel::Total => taxes_by_rate(input, &given)?,
    };
    let mut lines = Vec::with_capacity(given.len());
    for ((line, given), tax) in input.lines.iter().zip(&given).zip(&taxes) {
        let (net, gross) =
            if input.inclusive { (given.checked_sub(*tax)?, *given) } else { (*given, given.checked_add(*tax)?) };
        let (net, tax, gross) = (net.to_decimal(), tax.to_decimal(), gross.to_decimal());
        lines.push(TaxedLine { id: line.id.clone(), net, tax, gross });
    }
    let given_total = Money::sum(input.currency, &given).map_err(|error| error.named("lines"))?;
    let tax_total = Money::sum(input.currency, &taxes).map_err(|error| error.named("tax_total"))?;
    let (net_total, gross_total) = if input.inclusive {
        (given_total.checked_sub(tax_total)?, given_total)
    } else {
        (given_total, given_total.checked_add(tax_total).map_err(|error| error.named("gross_total"))?)
    };
    Ok(TaxLines {
        lines,
        net_total: net_total.to_decimal(),
        tax_total: tax_total.to_decimal(),
        gross_total: gross_total.to_decimal(),
    })
}

fn read_line(line: &TaxableLine, currency: Currency) -> Result<Money, Error> {
    amount::decimal_non_negative("rate", line.rate)?;
    amount::non_negative("amount", line.amount, currency)
}

/// The tax on an amount or in it, rounded.
fn tax_of(amount: Money, rate: Decimal, input: &TaxLinesInput) -> Result<Money, Error> {
    let mode = input.rounding.unwrap_or_default();
    if input.inclusive { contained_tax(amount, &Exact::from(rate), mode) } else { amount.mul_rate(rate, mode) }
}

fn taxes_by_line(input: &TaxLinesInput, given: &[Money]) -> Result<Vec<Money>, Error> {
    let taxes = input.lines.iter().zip(given).enumerate();
    taxes
        .map(|(index, (line, amount))| tax_of(*amount, line.rate, input).map_err(|error| error.at("lines", index)))
        .collect()
}

fn taxes_by_rate(input: &TaxLinesInput, given: &[Money]) -> Result<Vec<Money>, Error> {
    // equal values of different scale are one key
    let mut rates: BTreeMap<Decimal, Vec<usize>> = BTreeMap::new();
    for (index, line) in input.lines.iter().enumerate() {
        rates.entry(line.rate).or_default().push(index);
    }
    let mut taxes = vec![Money::zero(input.currency); given.len()];
    for (rate, lines) in rates {
        // at one rate, unrounded taxes are to each other as the amounts are
        let amounts: Vec<Money> = lines.iter().filter_map(|index| given.get(*index).copied()).collect();
        let sum = Money::sum(input.currency, &amounts).map_err(|error| error.named("lines"))?;
        for (index, part) in lines.iter().zip(amount::share_out(tax_of(sum, rate, input)?, &amounts)?) {
            if let Some(tax) = taxes.get_mut(*index) {
                *tax = part;
            }
        }
    }
    Ok(taxes)
}
