//! What is a line of an order? What was sold, for how much, and what became of it.
//!
//! `v = quantity x unit_price` is the value of a line, `d` its discount, `r` what came back of it. Prices are as the caller
//! books them (with or without tax, without shipping); one call is one currency.

use crate::check::not_blank;
use crate::error::KpiError;
use mercato_core::{ChannelId, CustomerId, Decimal, DecimalString, Error, Exact, OptionalDecimalString, OrderId, Sku};
use serde::{Deserialize, Serialize};

/// What became of the sale that a line books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LineStatus {
    /// It was sold.
    #[default]
    Completed,
    /// The sale itself was called off.
    Cancelled,
    /// The line is no sale but a return, booked as a line of its own (a credit note).
    Returned,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OrderLine {
    /// The order.
    pub order_id: OrderId,
    /// Who bought; left out for a guest, never an invented id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    /// Where it was sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ChannelId>,
    /// What was sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Units, at least 1.
    pub quantity: i64,
    /// Price of a unit, at least 0.
    #[serde(with = "DecimalString")]
    pub unit_price: Decimal,
    /// Discount on the whole line, 0 to its value; 0 if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub discount: Option<Decimal>,
    /// Cost of a unit, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Decimal>,
    /// What became of it.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<LineStatus>"))]
    pub status: LineStatus,
    /// Units of this line that came back, 0 to `quantity`; 0 if left out, and on a `returned` line.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>"))]
    pub returned_quantity: i64,
}

impl OrderLine {
    /// The line as the accumulators take it.
    #[must_use]
    pub fn as_ref(&self) -> OrderLineRef<'_> {
        OrderLineRef {
            order_id: self.order_id.as_str(),
            customer_id: self.customer_id.as_ref().map(CustomerId::as_str),
            channel: self.channel.as_ref().map(ChannelId::as_str),
            sku: self.sku.as_ref().map(Sku::as_str),
            quantity: self.quantity,
            unit_price: self.unit_price,
            discount: self.discount.unwrap_or_default(),
            unit_cost: self.unit_cost,
            status: self.status,
            returned_quantity: self.returned_quantity,
        }
    }
}

/// A line of an order whose texts stand elsewhere: what a reader of millions of rows makes of each. The fields are those of
/// [`OrderLine`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderLineRef<'a> {
    /// The order.
    pub order_id: &'a str,
    /// Who bought; `None` for a guest.
    pub customer_id: Option<&'a str>,
    /// Where it was sold.
    pub channel: Option<&'a str>,
    /// What was sold.
    pub sku: Option<&'a str>,
    /// Units, at least 1.
    pub quantity: i64,
    /// Price of a unit, at least 0.
    pub unit_price: Decimal,
    /// Discount on the whole line, 0 to its value.
    pub discount: Decimal,
    /// Cost of a unit, at least 0.
    pub unit_cost: Option<Decimal>,
    /// What became of it.
    pub status: LineStatus,
    /// Units of this line that came back, 0 to `quantity`; 0 on a `returned` line.
    pub returned_quantity: i64,
}

impl OrderLineRef<'_> {
    /// Refuses a line that books nothing sensible.
    ///
    /// # Errors
    /// `invalid_argument`, with the field's name as the path: a blank id, a quantity below 1, a price, cost or discount below
    /// 0, a discount above the line's value, a returned quantity outside 0 to `quantity`, or above 0 on a `returned` line.
    pub fn check(&self) -> Result<(), KpiError> {
        let ids = [
            ("order_id", Some(self.order_id)),
            ("customer_id", self.customer_id),
            ("channel", self.channel),
            ("sku", self.sku),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                not_blank(name, id)?;
            }
        }
        if self.quantity < 1 {
            return Err(Error::invalid("quantity", self.quantity, "must be at least 1").into());
        }
        let amounts = [
            ("unit_price", self.unit_price),
            ("discount", self.discount),
            ("unit_cost", self.unit_cost.unwrap_or_default()),
        ];
        for (name, amount) in amounts {
            if amount.mantissa() < 0 {
                return Err(Error::invalid(name, amount, "must be at least 0").into());
            }
        }
        if self.discount.mantissa() > 0
            && Exact::from(self.discount) > Exact::from(self.unit_price) * Exact::from(self.quantity)
        {
            return Err(Error::invalid("discount", self.discount, "must not exceed quantity x unit_price").into());
        }
        let most = if self.status == LineStatus::Returned { 0 } else { self.quantity };
        if !(0..=most).contains(&self.returned_quantity) {
            let reason = format!("must be from 0 to {most}");
            return Err(Error::invalid("returned_quantity", self.returned_quantity, reason).into());
        }
        Ok(())
    }
}
