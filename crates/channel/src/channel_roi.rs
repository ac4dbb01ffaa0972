//! What does a channel earn on what it costs?
//!
//! ```text
//! net revenue   = orders x average order value x (1 - return rate)
//! contribution  = net revenue x (gross margin - commission - payment fee) - orders x fulfilment cost
//! profit        = contribution - fixed fee - advertising
//! roi           = profit / (fixed fee + advertising), none over 0
//! break-even    = least whole number of orders whose contribution pays for fixed fee and advertising
//! ```
//!
//! Nothing is rounded before the answer. There is no break-even where an order contributes nothing or less.
//!
//! Source: definition; cost, volume, profit as Horngren, Datar and Rajan (2015), chapter 3.

use crate::check::{money, non_negative, ratio, share, unique};
use crate::error::ChannelError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Rounding};
use serde::{Deserialize, Serialize};

/// What is expected of a channel in a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChannelPlan {
    /// The channel, unique in its list.
    pub id: String,
    /// Orders.
    pub expected_orders: u64,
    /// What an order is worth, at least 0.
    #[serde(with = "DecimalString")]
    pub average_order_value: Decimal,
    /// What is left of revenue after the cost of goods, a fraction of at most 1; below 0 for goods sold under cost.
    #[serde(with = "DecimalString")]
    pub gross_margin_rate: Decimal,
    /// The fraction of revenue that comes back, from 0 to 1.
    #[serde(with = "DecimalString")]
    pub return_rate: Decimal,
    /// The channel's commission, a fraction of net revenue from 0 to 1.
    #[serde(with = "DecimalString")]
    pub commission_rate: Decimal,
    /// The fee of payments, a fraction of net revenue from 0 to 1.
    #[serde(with = "DecimalString")]
    pub payment_fee_rate: Decimal,
    /// What it costs to fulfil an order, at least 0.
    #[serde(with = "DecimalString")]
    pub fulfilment_cost_per_order: Decimal,
    /// What the channel costs however little it sells, at least 0.
    #[serde(with = "DecimalString")]
    pub fixed_annual_fee: Decimal,
    /// Advertising, at least 0.
    #[serde(with = "DecimalString")]
    pub advertising_spend: Decimal,
}

/// What [`roi`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoiInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// The channels.
    pub channels: Vec<ChannelPlan>,
}

/// What channels earn on what they cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Roi {
    /// The channels, in the order given.
    pub channels: Vec<ChannelRoi>,
}

/// What a channel earns on what it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChannelRoi {
    /// The channel.
    pub id: String,
    /// Revenue after returns.
    #[serde(with = "DecimalString")]
    pub net_revenue: Decimal,
    /// What that leaves after goods, commission, payment and fulfilment.
    #[serde(with = "DecimalString")]
    pub contribution: Decimal,
    /// What is left of it after the fixed fee and advertising.
    #[serde(with = "DecimalString")]
    pub profit: Decimal,
    /// The profit over fixed fee and advertising; none where there are neither.
    pub roi: Option<f64>,
    /// The least orders that pay for fixed fee and advertising; none where no number does.
    pub break_even_orders: Option<u64>,
}

impl ChannelPlan {
    fn check(&self) -> Result<(), Error> {
        non_negative("average_order_value", self.average_order_value)?;
        if self.gross_margin_rate > Decimal::ONE {
            return Err(Error::invalid("gross_margin_rate", self.gross_margin_rate, "must be at most 1: a fraction"));
        }
        share("return_rate", self.return_rate)?;
        share("commission_rate", self.commission_rate)?;
        share("payment_fee_rate", self.payment_fee_rate)?;
        non_negative("fulfilment_cost_per_order", self.fulfilment_cost_per_order)?;
        non_negative("fixed_annual_fee", self.fixed_annual_fee)?;
        non_negative("advertising_spend", self.advertising_spend)
    }

    fn answer(&self, currency: Currency) -> Result<ChannelRoi, Error> {
        let orders = Exact::from(self.expected_orders);
        let kept = Exact::ONE - Exact::from(self.return_rate);
        let net_an_order = Exact::from(self.average_order_value) * kept;
        let margin = Exact::from(self.gross_margin_rate)
            - Exact::from(self.commission_rate)
            - Exact::from(self.payment_fee_rate);
        let contribution_an_order = &net_an_order * &margin - Exact::from(self.fulfilment_cost_per_order);
        let outlay = Exact::from(self.fixed_annual_fee) + Exact::from(self.advertising_spend);
        let contribution = &orders * &contribution_an_order;
        let profit = &contribution - &outlay;
        let break_even_orders = if contribution_an_order.signum() > 0 {
            let orders =
                outlay.checked_div(&contribution_an_order).and_then(|orders| orders.to_integer(Rounding::Ceil));
            let orders = orders.and_then(|orders| u64::try_from(orders).ok());
            Some(orders.ok_or_else(|| Error::overflow("break_even_orders", "the number of orders", "64 bits"))?)
        } else {
            None
        };
        let digits = currency.minor_digits();
        Ok(ChannelRoi {
            id: self.id.clone(),
            net_revenue: money("net_revenue", &(&orders * &net_an_order), digits)?,
            contribution: money("contribution", &contribution, digits)?,
            profit: money("profit", &profit, digits)?,
            roi: ratio("roi", &profit, &outlay)?,
            break_even_orders,
        })
    }
}

/// What does each channel earn on what it costs?
///
/// ```
/// use mercato_channel::{RoiInput, roi};
/// // 1000 orders of 50 less 10 percent returned are 45000; 24 percent of that less 6 an order are 4800
/// let input: RoiInput = serde_json::from_str(
///     r#"{"currency": "EUR", "channels": [{"id": "shop", "expected_orders": 1000, "average_order_value": "50",
///         "gross_margin_rate": "0.30", "return_rate": "0.10", "commission_rate": "0.05", "payment_fee_rate": "0.01",
///         "fulfilment_cost_per_order": "6", "fixed_annual_fee": "12000", "advertising_spend": "3000"}]}"#,
/// )?;
/// let shop = &roi(&input)?.channels[0];
/// assert_eq!((shop.contribution.to_string(), shop.roi, shop.break_even_orders), ("4800.00".into(), Some(-0.68), Some(3125)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a rate outside 0 to 1 (a gross margin above 1), an amount below 0, a blank id; `duplicate_id` for a channel
/// twice; `overflow` for an amount beyond 96 bits or a break-even beyond 64.
pub fn roi(input: &RoiInput) -> Result<Roi, ChannelError> {
    unique("channels", "id", input.channels.iter().map(|channel| channel.id.as_str()))?;
    let answer = |(index, channel): (usize, &ChannelPlan)| {
        channel.check().and_then(|()| channel.answer(input.currency)).map_err(|error| error.at("channels", index))
    };
    Ok(Roi { channels: input.channels.iter().enumerate().map(answer).collect::<Result<_, _>>()? })
}
