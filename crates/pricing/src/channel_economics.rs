//! What is left of a price on a channel, and which price leaves the margin that is wanted?
//!
//! Of a listed price p, with tax t, everything rounded half away from zero to minor units:
//!
//! ```text
//! tax inclusive:  gross = p               tax = round(p t / (1 + t))    net = gross - tax
//! tax exclusive:  gross = net + tax       tax = round(p t)              net = p
//! commission  = max(min_commission, round(commission_rate x (gross or net)))
//! payment_fee = round(payment_rate x gross)
//! fees_total  = commission + payment_fee + fixed_fee
//! profit      = net - fees_total - cost - shipping_cost
//! margin      = profit / net
//! ```
//!
//! For the price that reaches a margin m the formulas are solved without their roundings. With n, g and b the net, the gross and
//! the commission's base of a price of 1, c and r the rates of commission and payment, K = cost + shipping + fixed fee:
//!
//! ```text
//! p = max( K / (n - c b - r g - m n),  (K + min_commission) / (n - r g - m n) )
//! ```
//!
//! rounded up to the minor unit: the first is the price where the rate decides the commission, the second where the minimum does.
//!
//! Source: definitions of the fee schedules of the large marketplaces (referral fee with a per-item minimum, payment fee on what
//! the customer pays). Limits: one rate each, no tiers of commission, no refund of fees on returns.

use crate::amount::{decimal_non_negative, non_negative, optional, positive, ratio, share};
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Money, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// Of what a commission is a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CommissionBase {
    /// What the customer pays, tax included.
    #[default]
    Gross,
    /// What is left after tax.
    Net,
}

/// The two questions share the terms of the channel; a flattened struct would let unknown keys pass.
macro_rules! question {
    ($(#[$doc:meta])* $name:ident asks $(#[$field_doc:meta])* $field:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The currency of every amount.
            pub currency: Currency,
            $(#[$field_doc])*
            #[serde(with = "DecimalString")]
            pub $field: Decimal,
            /// What the unit cost the merchant, at least 0.
            #[serde(with = "DecimalString")]
            pub cost: Decimal,
            /// The channel's commission (0.15 for 15%), 0 to 1; 0 if left out.
            #[serde(default, with = "OptionalDecimalString")]
            pub commission_rate: Option<Decimal>,
            /// Of what the commission is a rate; of the gross if left out.
            pub commission_base: Option<CommissionBase>,
            /// The least commission a unit, at least 0; 0 if left out.
            #[serde(default, with = "OptionalDecimalString")]
            pub min_commission: Option<Decimal>,
            /// The payment provider's rate of the gross, 0 to 1; 0 if left out.
            #[serde(default, with = "OptionalDecimalString")]
            pub payment_rate: Option<Decimal>,
            /// Fees a unit that do not depend on the price, at least 0; 0 if left out.
            #[serde(default, with = "OptionalDecimalString")]
            pub fixed_fee: Option<Decimal>,
            /// What the merchant pays to deliver the unit, at least 0; 0 if left out.
            #[serde(default, with = "OptionalDecimalString")]
            pub shipping_cost: Option<Decimal>,
            /// Sales tax or VAT (0.2 for 20%), at least 0; 0 if left out.
            #[serde(default, with = "OptionalDecimalString")]
            pub tax_rate: Option<Decimal>,
            /// Does the listed price hold the tax? Yes if left out.
            pub tax_inclusive: Option<bool>,
        }

        impl $name {
            /// A sale without fees, shipping or tax.
            #[must_use]
            pub const fn new(currency: Currency, $field: Decimal, cost: Decimal) -> Self {
                Self {
                    currency,
                    $field,
                    cost,
                    commission_rate: None,
                    commission_base: None,
                    min_commission: None,
                    payment_rate: None,
                    fixed_fee: None,
                    shipping_cost: None,
                    tax_rate: None,
                    tax_inclusive: None,
                }
            }

            /// The checked terms.
            fn terms(&self) -> Result<Terms, Error> {
                let currency = self.currency;
                Ok(Terms {
                    currency,
                    cost: non_negative("cost", self.cost, currency)?,
                    commission_rate: share("commission_rate", self.commission_rate.unwrap_or_default())?,
                    commission_base: self.commission_base.unwrap_or_default(),
                    min_commission: optional("min_commission", self.min_commission, currency)?,
                    payment_rate: share("payment_rate", self.payment_rate.unwrap_or_default())?,
                    fixed_fee: optional("fixed_fee", self.fixed_fee, currency)?,
                    shipping_cost: optional("shipping_cost", self.shipping_cost, currency)?,
                    tax_rate: decimal_non_negative("tax_rate", self.tax_rate.unwrap_or_default())?,
                    tax_inclusive: self.tax_inclusive.unwrap_or(true),
                })
            }
        }
    };
}

question! {
    /// What [`net_proceeds`] takes.
    NetProceedsInput asks
    /// The listed price, above 0.
    price
}

question! {
    /// What [`target_margin_price`] takes.
    TargetMarginPriceInput asks
    /// The margin of the net revenue that is wanted (0.1 for 10%), below 1; a planned loss below 0.
    target_margin
}

/// The economics of one sale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChannelEconomics {
    /// The listed price.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// What the customer pays.
    #[serde(with = "DecimalString")]
    pub gross: Decimal,
    /// The tax in it.
    #[serde(with = "DecimalString")]
    pub tax: Decimal,
    /// Gross less tax.
    #[serde(with = "DecimalString")]
    pub net_revenue: Decimal,
    /// The channel's commission.
    #[serde(with = "DecimalString")]
    pub commission: Decimal,
    /// The payment provider's fee.
    #[serde(with = "DecimalString")]
    pub payment_fee: Decimal,
    /// Commission, payment fee and fixed fee.
    #[serde(with = "DecimalString")]
    pub fees_total: Decimal,
    /// Net revenue less fees, cost and shipping.
    #[serde(with = "DecimalString")]
    pub profit: Decimal,
    /// Profit over net revenue.
    pub margin: f64,
}

/// What a channel, a payment provider and the tax office take from a sale.
struct Terms {
    currency: Currency,
    cost: Money,
    commission_rate: Exact,
    commission_base: CommissionBase,
    min_commission: Money,
    payment_rate: Exact,
    fixed_fee: Money,
    shipping_cost: Money,
    tax_rate: Exact,
    tax_inclusive: bool,
}

impl Terms {
    fn economics(&self, price: Money) -> Result<ChannelEconomics, Error> {
        let part = |name, rate: &Exact, amount: Money| {
            Money::round_exact(name, &(rate * &exact(amount)), self.currency, Rounding::HalfUp)
        };
        let (net, gross, tax) = if self.tax_inclusive {
            let tax = part("tax", &over(&self.tax_rate, &(&Exact::ONE + &self.tax_rate)), price)?;
            (price.checked_sub(tax)?, price, tax)
        } else {
            let tax = part("tax", &self.tax_rate, price)?;
            (price, price.checked_add(tax)?, tax)
        };
        let base = match self.commission_base {
            CommissionBase::Gross => gross,
            CommissionBase::Net => net,
        };
        let by_rate = part("commission", &self.commission_rate, base)?;
        let commission = if by_rate.minor() < self.min_commission.minor() { self.min_commission } else { by_rate };
        let payment_fee = part("payment_fee", &self.payment_rate, gross)?;
        let fees = commission.checked_add(payment_fee)?.checked_add(self.fixed_fee)?;
        let profit = net.checked_sub(fees)?.checked_sub(self.cost)?.checked_sub(self.shipping_cost)?;
        Ok(ChannelEconomics {
            price: price.to_decimal(),
            gross: gross.to_decimal(),
            tax: tax.to_decimal(),
            net_revenue: net.to_decimal(),
            commission: commission.to_decimal(),
            payment_fee: payment_fee.to_decimal(),
            fees_total: fees.to_decimal(),
            profit: profit.to_decimal(),
            margin: ratio("margin", &exact(profit), &exact(net))?,
        })
    }

    /// The least price, unrounded, whose unrounded margin is at least `margin`; `None` where no price has it.
    fn price_for(&self, margin: &Exact) -> Option<Exact> {
        let one_and_tax = &Exact::ONE + &self.tax_rate;
        let (net, gross) =
            if self.tax_inclusive { (over(&Exact::ONE, &one_and_tax), Exact::ONE) } else { (Exact::ONE, one_and_tax) };
        let base = match self.commission_base {
            CommissionBase::Gross => &gross,
            CommissionBase::Net => &net,
        };
        let fixed = exact(self.cost) + exact(self.shipping_cost) + exact(self.fixed_fee);
        let kept_at_minimum = &(&net - &(&self.payment_rate * &gross)) - &(margin * &net);
        let kept_at_rate = &kept_at_minimum - &(&self.commission_rate * base);
        if kept_at_rate.signum() <= 0 {
            return None;
        }
        let at_rate = over(&fixed, &kept_at_rate);
        let at_minimum = over(&(&fixed + &exact(self.min_commission)), &kept_at_minimum);
        Some(at_rate.max(at_minimum)).filter(|price| price.signum() > 0)
    }
}

fn exact(amount: Money) -> Exact {
    amount.to_decimal().into()
}

/// A quotient whose divisor was found to be above 0.
fn over(numerator: &Exact, positive: &Exact) -> Exact {
    numerator.checked_div(positive).unwrap_or(Exact::ZERO)
}

/// What is left of a listed price after tax, fees, cost and shipping.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{NetProceedsInput, net_proceeds};
/// let sale = NetProceedsInput {
///     commission_rate: Some(decimal::parse("0.15")?),
///     tax_rate: Some(decimal::parse("0.20")?),
///     ..NetProceedsInput::new(Currency::EUR, decimal::parse("120.00")?, decimal::parse("60.00")?)
/// };
/// let left = net_proceeds(&sale)?;
/// assert_eq!(left.net_revenue.to_string(), "100.00");
/// assert_eq!(left.commission.to_string(), "18.00"); // 15% of what the customer pays
/// assert_eq!((left.profit.to_string().as_str(), left.margin), ("22.00", 0.22));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a price that is not above 0, a negative amount, an amount with more decimals than the currency, a
/// commission or payment rate outside 0..=1 or a negative tax rate; `division_by_zero` where the tax takes the whole price, so
/// that there is no margin; `overflow` beyond 64-bit minor units.
pub fn net_proceeds(input: &NetProceedsInput) -> Result<ChannelEconomics, PricingError> {
    let price = positive("price", input.price, input.currency)?;
    Ok(input.terms()?.economics(price)?)
}

/// The least price, in whole minor units, that reaches a margin after tax, fees, cost and shipping, and its economics.
///
/// The margin is reached before the parts are rounded; the `margin` of the answer, of the rounded parts, may fall short of it by
/// their roundings.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{TargetMarginPriceInput, target_margin_price};
/// let wanted = TargetMarginPriceInput {
///     commission_rate: Some(decimal::parse("0.15")?),
///     min_commission: Some(decimal::parse("1.00")?),
///     ..TargetMarginPriceInput::new(Currency::USD, decimal::parse("0.25")?, decimal::parse("30.00")?)
/// };
/// let sale = target_margin_price(&wanted)?;
/// assert_eq!(sale.price.to_string(), "50.00"); // 30 / (1 - 0.15 - 0.25)
/// assert_eq!((sale.profit.to_string().as_str(), sale.margin), ("12.50", 0.25));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`net_proceeds`]; `invalid_argument` for a target of 1 or more; `infeasible` (path `target_margin`) where fees, tax and
/// margin would take the whole of any price, or where nothing has to be covered, so that the price would be 0.
pub fn target_margin_price(input: &TargetMarginPriceInput) -> Result<ChannelEconomics, PricingError> {
    let terms = input.terms()?;
    if input.target_margin >= Decimal::ONE {
        return Err(Error::invalid("target_margin", input.target_margin, "must be below 1").into());
    }
    let price = terms.price_for(&input.target_margin.into()).ok_or_else(|| {
        let what = format_args!("no price above 0 has a margin of {} after fees and tax", input.target_margin);
        PricingError::infeasible("target_margin", what)
    })?;
    Ok(terms.economics(Money::round_exact("price", &price, input.currency, Rounding::Ceil)?)?)
}
