//! What is paid back when a part of a line comes back?
//!
//! A line of `n` units for which `paid` was paid is worth `q = paid div n` a unit, and one minor unit more for the
//! first `r = paid mod n` units. With `cum(j) = j q + min(j, r)`, the units `j .. j + k` are worth `cum(j + k) -
//! cum(j)`. Units come back in order, so what a sequence of returns pays depends on how many came back and not on how
//! they were grouped, and a line that came back whole pays exactly `paid`.
//!
//! Source: definition; [`mercato_core::even_units`]. Rounding each return by itself pays 33.33 three times for 100.00,
//! a known fault of commerce systems. Limit: a promotion that the kept lines no longer reach is not taken back here.

use crate::amount;
use crate::check::{at_least_one, unique};
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Money, even_units};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A line of an order that was paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PaidLine {
    /// The line's name.
    pub id: String,
    /// How many units, at least 1.
    pub quantity: u64,
    /// Paid for all of them, at least 0.
    #[serde(with = "DecimalString")]
    pub paid: Decimal,
}

/// Units of a line that come back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReturnedUnits {
    /// The line.
    pub id: String,
    /// How many of its units.
    pub quantity: u64,
}

/// What [`refund`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// The order's lines.
    pub lines: Vec<PaidLine>,
    /// What was refunded before; a line may occur several times.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<ReturnedUnits>>"))]
    pub already_refunded: Vec<ReturnedUnits>,
    /// What comes back now: each line at most once, at least 1 unit.
    pub returns: Vec<ReturnedUnits>,
}

/// What is paid back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Refund {
    /// Return by return, in their order.
    pub lines: Vec<LineRefund>,
    /// All of them.
    #[serde(with = "DecimalString")]
    pub total: Decimal,
    /// What the units that are still out would pay.
    #[serde(with = "DecimalString")]
    pub remaining_refundable: Decimal,
}

/// What is paid back for a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LineRefund {
    /// The line.
    pub id: String,
    /// How many units come back.
    pub quantity: u64,
    /// What they pay.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
}

/// What the next `returned` of a line's `quantity` units pay back, after `already` of them came back.
///
/// ```
/// use mercato_core::{Currency, Money};
/// use mercato_pricing::proportional_refund;
/// let paid = Money::parse("100.00", Currency::USD)?;
/// let refunds = [0, 1, 2].map(|already| proportional_refund(paid, 3, already, 1).unwrap().amount());
/// assert_eq!(refunds, ["33.34", "33.33", "33.33"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a `quantity` of 0, a negative `paid`, or more units than are left (path `returned`).
pub fn proportional_refund(paid: Money, quantity: u64, already: u64, returned: u64) -> Result<Money, PricingError> {
    at_least_one("quantity", quantity)?;
    if paid.is_negative() {
        return Err(Error::invalid("paid", paid.amount(), "must be at least 0").into());
    }
    let left = quantity.checked_sub(already).ok_or_else(|| too_many("already", already, quantity))?;
    if returned > left {
        return Err(too_many("returned", returned, left).into());
    }
    Ok(worth_of_next(paid, quantity, already, returned)?)
}

/// `cum(j + k) - cum(j)`.
fn worth_of_next(paid: Money, quantity: u64, already: u64, units: u64) -> Result<Money, Error> {
    let after = cumulative(paid, quantity, already.saturating_add(units))?;
    after.checked_sub(cumulative(paid, quantity, already)?)
}

/// `cum(j)`: what the first `units` of `quantity` are worth.
fn cumulative(paid: Money, quantity: u64, units: u64) -> Result<Money, Error> {
    let each = even_units(paid.minor(), quantity).map_err(|error| error.named("quantity"))?;
    let dear = i128::from(units.min(each.larger_count));
    let all = i128::from(units).saturating_mul(each.smaller.into()).saturating_add(dear);
    let minor = i64::try_from(all).map_err(|_| Error::overflow("paid", paid.amount(), "64-bit minor units"))?;
    Ok(Money::from_minor(minor, paid.currency()))
}

fn too_many(path: &str, units: u64, left: u64) -> Error {
    Error::invalid(path, units, format!("exceeds the {left} units that are left"))
}

/// A line while it is worked on.
struct Account {
    paid: Money,
    quantity: u64,
    refunded: u64,
}

/// What is paid back for units that come back, and what the rest would pay.
///
/// Time O(n) expected.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{PaidLine, RefundInput, ReturnedUnits, refund};
/// let units = |quantity| vec![ReturnedUnits { id: "pizza".into(), quantity }];
/// let input = RefundInput {
///     currency: Currency::EUR,
///     lines: vec![PaidLine { id: "pizza".into(), quantity: 3, paid: decimal::parse("20.00")? }],
///     already_refunded: units(1), // 6.67
///     returns: units(2),
/// };
/// let refund = refund(&input)?;
/// assert_eq!(refund.total.to_string(), "13.33");
/// assert_eq!(refund.remaining_refundable.to_string(), "0.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a line, or a return of a line, that occurs twice; `not_found` for units of a line that is not
/// there; `invalid_argument` for a blank id, a line or a return of 0 units, a negative payment or one finer than the
/// currency, more units than were sold or are left; `overflow` for payments beyond 64-bit minor units.
pub fn refund(input: &RefundInput) -> Result<Refund, PricingError> {
    unique("lines", input.lines.iter().map(|line| line.id.as_str()))?;
    unique("returns", input.returns.iter().map(|line| line.id.as_str()))?;
    let places: HashMap<&str, usize> =
        input.lines.iter().enumerate().map(|(place, line)| (line.id.as_str(), place)).collect();
    let already = known("already_refunded", &input.already_refunded, &places)?;
    let returns = known("returns", &input.returns, &places)?;

    let mut accounts = Vec::with_capacity(input.lines.len());
    for (index, line) in input.lines.iter().enumerate() {
        accounts.push(open(line, input.currency).map_err(|error| error.at("lines", index))?);
    }
    for (index, (line, place)) in already.into_iter().enumerate() {
        if let Some(account) = accounts.get_mut(place) {
            let left = account.quantity.saturating_sub(account.refunded);
            if line.quantity > left {
                return Err(too_many("quantity", line.quantity, left).at("already_refunded", index).into());
            }
            account.refunded = account.refunded.saturating_add(line.quantity);
        }
    }
    let mut lines = Vec::with_capacity(returns.len());
    let mut refunds = Vec::with_capacity(returns.len());
    for (index, (line, place)) in returns.into_iter().enumerate() {
        if let Some(account) = accounts.get_mut(place) {
            let amount = account.take(line.quantity).map_err(|error| error.at("returns", index))?;
            refunds.push(amount);
            lines.push(LineRefund { id: line.id.clone(), quantity: line.quantity, amount: amount.to_decimal() });
        }
    }
    let mut remaining = Vec::with_capacity(accounts.len());
    for account in &accounts {
        let left = account.quantity.saturating_sub(account.refunded);
        remaining.push(worth_of_next(account.paid, account.quantity, account.refunded, left)?);
    }
    Ok(Refund {
        lines,
        total: Money::sum(input.currency, &refunds)?.to_decimal(),
        remaining_refundable: Money::sum(input.currency, &remaining)?.to_decimal(),
    })
}

/// Each entry with the place of its line.
fn known<'a>(
    list: &str,
    units: &'a [ReturnedUnits],
    places: &HashMap<&str, usize>,
) -> Result<Vec<(&'a ReturnedUnits, usize)>, Error> {
    let place = |(index, line): (usize, &'a ReturnedUnits)| match places.get(line.id.as_str()) {
        Some(place) => Ok((line, *place)),
        None => Err(Error::not_found("id", &line.id).at(list, index)),
    };
    units.iter().enumerate().map(place).collect()
}

fn open(line: &PaidLine, currency: Currency) -> Result<Account, Error> {
    at_least_one("quantity", line.quantity)?;
    Ok(Account { paid: amount::non_negative("paid", line.paid, currency)?, quantity: line.quantity, refunded: 0 })
}

impl Account {
    /// What the next `units` pay; they are refunded then.
    fn take(&mut self, units: u64) -> Result<Money, Error> {
        at_least_one("quantity", units)?;
        let left = self.quantity.saturating_sub(self.refunded);
        if units > left {
            return Err(too_many("quantity", units, left));
        }
        let worth = worth_of_next(self.paid, self.quantity, self.refunded, units)?;
        self.refunded = self.refunded.saturating_add(units);
        Ok(worth)
    }
}
