//! What is due after a deposit that counts for more than it cost?
//!
//! In a presale a customer pays `deposit` a unit, and it counts for `deposit_value` at the balance ("pay 50, worth 100"):
//! `credit = deposit_value x q`, `balance = max(0, price x q - credit - other_discount)`,
//! `total payable = deposit x q + balance`, `saving = price x q - total payable`.
//! The deposit is never paid back, so a total may exceed the price less the credit.
//!
//! Source: definition; the presale deposits (定金膨胀) of marketplaces.

use crate::amount;
use crate::check::at_least_one;
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Money, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// What [`presale_deposit`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PresaleDepositInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// Price of a unit, at least 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// How many units, at least 1.
    pub quantity: u64,
    /// Paid in advance for a unit, 0 to `price`.
    #[serde(with = "DecimalString")]
    pub deposit: Decimal,
    /// What the deposit of a unit counts for, at least `deposit`.
    #[serde(with = "DecimalString")]
    pub deposit_value: Decimal,
    /// Other discounts on the whole balance, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub other_discount: Option<Decimal>,
}

/// What is paid when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PresaleDeposit {
    /// Paid in advance for all units.
    #[serde(with = "DecimalString")]
    pub deposit_paid: Decimal,
    /// What that counts for.
    #[serde(with = "DecimalString")]
    pub deposit_credit: Decimal,
    /// Still to be paid, at least 0.
    #[serde(with = "DecimalString")]
    pub balance_due: Decimal,
    /// Deposit and balance.
    #[serde(with = "DecimalString")]
    pub total_payable: Decimal,
    /// The list value less what is paid.
    #[serde(with = "DecimalString")]
    pub saving: Decimal,
}

/// What is paid in advance, what remains due, and what that saves.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{PresaleDepositInput, presale_deposit};
/// let input = PresaleDepositInput {
///     currency: Currency::CNY,
///     price: decimal::parse("399.00")?,
///     quantity: 2,
///     deposit: decimal::parse("50.00")?,
///     deposit_value: decimal::parse("100.00")?,
///     other_discount: Some(decimal::parse("30.00")?),
/// };
/// let presale = presale_deposit(&input)?;
/// assert_eq!(presale.balance_due.to_string(), "568.00"); // 798 - 200 - 30
/// assert_eq!(presale.total_payable.to_string(), "668.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a quantity of 0, a negative amount or one finer than the currency, a deposit above the price or
/// above what it counts for; `overflow` for a product beyond 64-bit minor units.
pub fn presale_deposit(input: &PresaleDepositInput) -> Result<PresaleDeposit, PricingError> {
    let read = |path, value| amount::non_negative(path, value, input.currency);
    let price = read("price", input.price)?;
    at_least_one("quantity", input.quantity)?;
    let deposit = read("deposit", input.deposit)?;
    let deposit_value = read("deposit_value", input.deposit_value)?;
    let other_discount = amount::optional("other_discount", input.other_discount, input.currency)?;
    if deposit.minor() > price.minor() {
        let reason = format!("must be at most the price {}", price.amount());
        return Err(Error::invalid("deposit", deposit.amount(), reason).into());
    }
    if deposit_value.minor() < deposit.minor() {
        let reason = format!("must be at least the deposit {}", deposit.amount());
        return Err(Error::invalid("deposit_value", deposit_value.amount(), reason).into());
    }
    let of_all = |name: &str, unit: Money| {
        let product = i64::try_from(input.quantity).ok().and_then(|quantity| unit.checked_mul(quantity).ok());
        let asked = || format!("{} x {}", unit.amount(), input.quantity);
        product.ok_or_else(|| Error::overflow(name, asked(), "64-bit minor units"))
    };
    let list = of_all("price", price)?;
    let deposit_paid = of_all("deposit_paid", deposit)?;
    let deposit_credit = of_all("deposit_credit", deposit_value)?;
    // below 0 is 0, however far below
    let balance = list.minor().saturating_sub(deposit_credit.minor()).saturating_sub(other_discount.minor()).max(0);
    let balance_due = Money::from_minor(balance, input.currency);
    let total_payable = deposit_paid.checked_add(balance_due)?;
    Ok(PresaleDeposit {
        deposit_paid: deposit_paid.to_decimal(),
        deposit_credit: deposit_credit.to_decimal(),
        balance_due: balance_due.to_decimal(),
        total_payable: total_payable.to_decimal(),
        saving: list.checked_sub(total_payable)?.to_decimal(),
    })
}
