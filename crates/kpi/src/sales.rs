//! What was sold, what came back, and what is left? The sales figures over order lines, in total and by group.
//!
//! With `v = quantity x unit_price`, `d` the discount and `r` the returned quantity of a line:
//!
//! | figure | formula | over lines |
//! |---|---|---|
//! | `gmv` | sum v | completed, cancelled |
//! | `gross_sales` | sum v | completed |
//! | `discounts` | sum d | completed |
//! | `returns` | `sum r (unit_price - d/quantity) + sum (v - d)` | completed; returned |
//! | `net_sales` | `gross_sales - discounts - returns` | |
//! | `cogs` | `sum (quantity - r) unit_cost - sum quantity unit_cost` | completed; returned |
//! | `orders` | distinct orders with a completed line | |
//! | `buyers` | distinct customers of completed lines | |
//! | `average_order_value` (筆單價) | `(gross_sales - discounts) / orders` | |
//! | `revenue_per_buyer` (客單價) | `sum (v - d)` of identified lines / buyers | completed |
//!
//! Sources: net sales and average order value as in Shopify's analytics (since 2023 a later return does not change an order's
//! value); GMV as marketplaces report it, what was ordered before discounts; 客單價 as Tmall's 生意参谋 defines it (paid amount,
//! refunds not deducted, per paying buyer).
//!
//! Limits: an order or a buyer counts once in a group but in every group that has a line of it, so these do not add up over
//! groups. A `returned` line is not matched to its sale and falls in the period in which it was booked.

use crate::accumulator::{Accumulator, add_count, read_names, write_names};
use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use crate::intern::Interner;
use crate::line::{LineStatus, OrderLine, OrderLineRef};
use crate::quantity::{MoneyFormat, rate, rate_of};
use crate::sum::{ShareSum, SumDecimal};
use hashbrown::{HashMap, HashSet};
use mercato_core::{CurrencyCode, Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// By what the lines are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Where it was sold.
    Channel,
    /// What was sold.
    Sku,
    /// Who bought.
    CustomerId,
    /// The order.
    OrderId,
}

impl GroupBy {
    fn key<'a>(self, line: &OrderLineRef<'a>) -> Option<&'a str> {
        match self {
            Self::Channel => line.channel,
            Self::Sku => line.sku,
            Self::CustomerId => line.customer_id,
            Self::OrderId => Some(line.order_id),
        }
    }
}

/// What [`sales_summary`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SalesSummaryInput {
    /// The currency of every amount.
    pub currency: CurrencyCode,
    /// The lines, in any order.
    pub lines: Vec<OrderLine>,
    /// A summary for each channel, article, customer or order as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_by: Option<GroupBy>,
    /// Decimals of the money in the answer, 0 to 10; 2 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u32>,
    /// How that money is rounded; half to even if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
}

/// The sales figures over some lines; see the [module](self) for the formulas.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SalesFigures {
    /// Value of what was ordered, cancelled or not, before discounts.
    #[serde(with = "DecimalString")]
    pub gmv: Decimal,
    /// Value of what was sold, before discounts and returns.
    #[serde(with = "DecimalString")]
    pub gross_sales: Decimal,
    /// Discounts on what was sold.
    #[serde(with = "DecimalString")]
    pub discounts: Decimal,
    /// Value of what came back, after its share of the discounts.
    #[serde(with = "DecimalString")]
    pub returns: Decimal,
    /// `gross_sales - discounts - returns`.
    #[serde(with = "DecimalString")]
    pub net_sales: Decimal,
    /// The net sales of the lines with a customer.
    #[serde(with = "DecimalString")]
    pub identified_net_sales: Decimal,
    /// Cost of what was sold and did not come back; null if a line that counts has no cost.
    #[serde(with = "OptionalDecimalString")]
    pub cogs: Option<Decimal>,
    /// `net_sales - cogs`.
    #[serde(with = "OptionalDecimalString")]
    pub gross_profit: Option<Decimal>,
    /// `gross_profit / net_sales`.
    pub gross_margin_rate: Option<f64>,
    /// Orders with a completed line.
    pub orders: u64,
    /// Orders with a cancelled line and no completed one.
    pub cancelled_orders: u64,
    /// Units sold.
    pub units: u64,
    /// Units that came back.
    pub returned_units: u64,
    /// Customers with a completed line.
    pub buyers: u64,
    /// 筆單價: `(gross_sales - discounts) / orders`.
    #[serde(with = "OptionalDecimalString")]
    pub average_order_value: Option<Decimal>,
    /// 客單價: what identified customers paid, per buyer.
    #[serde(with = "OptionalDecimalString")]
    pub revenue_per_buyer: Option<Decimal>,
    /// `(gross_sales - discounts) / units`.
    #[serde(with = "OptionalDecimalString")]
    pub average_selling_price: Option<Decimal>,
    /// `units / orders`.
    pub units_per_transaction: Option<f64>,
    /// `discounts / gross_sales`.
    pub discount_rate: Option<f64>,
    /// `returned_units / units`.
    pub unit_return_rate: Option<f64>,
    /// `returns / (gross_sales - discounts)`.
    pub refund_rate: Option<f64>,
    /// `cancelled_orders / (orders + cancelled_orders)`.
    pub cancellation_rate: Option<f64>,
}

/// The figures of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SalesGroup {
    /// The channel, article, customer or order; null for the lines that name none.
    pub key: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: SalesFigures,
}

/// What [`sales_summary`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SalesSummary {
    /// Over all lines.
    pub total: SalesFigures,
    /// By group, in the order of the keys' bytes, null first; empty without `group_by`.
    pub groups: Vec<SalesGroup>,
}

/// The sales figures over order lines, in total and by group.
///
/// Sums are exact; each amount is rounded once, each rate is the double nearest to the exact quotient, null over a zero
/// denominator. The order of the lines does not matter. Time O(lines), memory O(distinct orders and customers).
///
/// ```
/// use mercato_core::{CurrencyCode, decimal};
/// use mercato_kpi::{LineStatus, OrderLine, SalesSummaryInput, sales_summary};
/// let sold = OrderLine {
///     order_id: "A-1".parse()?,
///     customer_id: Some("c1".parse()?),
///     channel: None,
///     sku: None,
///     quantity: 3,
///     unit_price: decimal::parse("10.00")?,
///     discount: Some(decimal::parse("1.00")?),
///     unit_cost: Some(decimal::parse("4.00")?),
///     status: LineStatus::Completed,
///     returned_quantity: 1,
/// };
/// let currency = CurrencyCode::new("CNY")?;
/// let input = SalesSummaryInput { currency, lines: vec![sold], group_by: None, scale: None, rounding: None };
/// let total = sales_summary(&input)?.total;
/// // one of three came back: 10.00 less a third of 1.00
/// assert_eq!(total.returns.to_string(), "9.67");
/// assert_eq!(total.net_sales.to_string(), "19.33"); // 29 - 9.666..
/// assert_eq!(total.gross_profit.unwrap().to_string(), "11.33"); // less 2 x 4.00
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a line that [`OrderLineRef::check`] refuses (path `lines[i].field`) or a `scale` above 10;
/// `overflow` for an amount beyond a [`Decimal`] or a count beyond 64 bits.
pub fn sales_summary(input: &SalesSummaryInput) -> Result<SalesSummary, KpiError> {
    let mut sales = SalesAccumulator::new(input.group_by, input.scale, input.rounding)?;
    for (index, line) in input.lines.iter().enumerate() {
        sales.add(&line.as_ref()).map_err(|error| error.at("lines", index))?;
    }
    sales.finish()
}

/// The state behind [`sales_summary`]: takes lines one at a time, merges, travels as bytes.
///
/// Memory: 500 bytes a group, an order's or customer's id and 20 bytes once, and 8 bytes for each group that it occurs in.
#[derive(Debug, Clone)]
pub struct SalesAccumulator {
    group_by: Option<GroupBy>,
    format: MoneyFormat,
    orders: Interner,
    customers: Interner,
    keys: Interner,
    /// By the number of the key.
    keyed: Vec<Group>,
    /// The lines without a key; all of them if there is no grouping.
    keyless: Group,
}

/// A completed line makes an order count as one, a cancelled line as cancelled if there is no other.
const COMPLETED: u8 = 1;
const CANCELLED: u8 = 2;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) lines: u64,
    gmv: SumDecimal,
    gross_sales: SumDecimal,
    discounts: SumDecimal,
    returns: ShareSum,
    /// What identified customers paid for completed lines, and what they gave back.
    identified_paid: SumDecimal,
    identified_returns: ShareSum,
    cogs: SumDecimal,
    cost_unknown: bool,
    units: u64,
    returned_units: u64,
    /// By the number of the order: [`COMPLETED`], [`CANCELLED`] or both.
    orders: HashMap<u32, u8>,
    buyers: HashSet<u32>,
}

impl Group {
    /// Takes a line that was checked in.
    pub(crate) fn add(&mut self, line: &OrderLineRef<'_>, order: u32, customer: Option<u32>) -> Result<(), KpiError> {
        let quantity = line.quantity.unsigned_abs();
        // a sum that overflows is told by the field of the line that does it
        let (sold, back, back_name) = match line.status {
            LineStatus::Completed => (quantity, line.returned_quantity.unsigned_abs(), "returned_quantity"),
            LineStatus::Cancelled => (0, 0, "quantity"),
            LineStatus::Returned => (0, quantity, "quantity"),
        };
        let units = add_count("quantity", self.units, sold)?;
        let returned_units = add_count(back_name, self.returned_units, back)?;
        (self.units, self.returned_units) = (units, returned_units);
        self.lines = self.lines.saturating_add(1);
        if line.status == LineStatus::Cancelled {
            self.gmv.add_product(line.quantity, line.unit_price);
            *self.orders.entry(order).or_default() |= CANCELLED;
            return Ok(());
        }
        // units that the line costs: what was sold and kept, less what came back as a line of its own
        let kept = match line.status {
            LineStatus::Returned => line.quantity.saturating_neg(),
            _ => line.quantity.saturating_sub(line.returned_quantity),
        };
        match line.unit_cost {
            Some(cost) => self.cogs.add_product(kept, cost),
            None => self.cost_unknown = true,
        }
        if line.status == LineStatus::Returned {
            return_line(&mut self.returns, line);
            if customer.is_some() {
                return_line(&mut self.identified_returns, line);
            }
            return Ok(());
        }
        self.gmv.add_product(line.quantity, line.unit_price);
        self.gross_sales.add_product(line.quantity, line.unit_price);
        self.discounts.add(line.discount);
        *self.orders.entry(order).or_default() |= COMPLETED;
        return_part(&mut self.returns, line);
        if let Some(customer) = customer {
            self.buyers.insert(customer);
            self.identified_paid.add_product(line.quantity, line.unit_price);
            self.identified_paid.subtract(line.discount);
            return_part(&mut self.identified_returns, line);
        }
        Ok(())
    }

    /// Takes in another group whose orders and customers `order` and `customer` renumber.
    pub(crate) fn absorb(
        &mut self,
        other: &Self,
        order: impl Fn(u32) -> Option<u32>,
        customer: impl Fn(u32) -> Option<u32>,
    ) -> Result<(), KpiError> {
        let units = add_count("units", self.units, other.units)?;
        let returned_units = add_count("returned_units", self.returned_units, other.returned_units)?;
        (self.units, self.returned_units) = (units, returned_units);
        self.lines = self.lines.saturating_add(other.lines);
        self.gmv.absorb(&other.gmv);
        self.gross_sales.absorb(&other.gross_sales);
        self.discounts.absorb(&other.discounts);
        self.returns.absorb(&other.returns);
        self.identified_paid.absorb(&other.identified_paid);
        self.identified_returns.absorb(&other.identified_returns);
        self.cogs.absorb(&other.cogs);
        self.cost_unknown |= other.cost_unknown;
        for (id, flags) in &other.orders {
            if let Some(id) = order(*id) {
                *self.orders.entry(id).or_default() |= flags;
            }
        }
        self.buyers.extend(other.buyers.iter().filter_map(|id| customer(*id)));
        Ok(())
    }

    pub(crate) fn figures(&self, format: MoneyFormat) -> Result<SalesFigures, KpiError> {
        let money = |name: &str, value: &Exact| format.round(name, value);
        let per = |name: &str, value: &Exact, count: u64| format.round_quotient(name, value, &Exact::from(count));
        let (gross, discounts) = (self.gross_sales.exact(), self.discounts.exact());
        let paid = &gross - &discounts;
        let identified = self.identified_paid.exact();
        let (returns, identified_returns) = (self.returns.total(), self.identified_returns.total());
        let cogs = (!self.cost_unknown).then(|| self.cogs.exact());
        // gross profit is this less the returns
        let before_returns = cogs.as_ref().map(|cogs| &paid - cogs);
        let less_returns =
            |name: &str, value: &Exact| returns.figure(|returns| (1, format.round(name, &(value - returns))));
        let gross_margin = |before_returns: &Exact| {
            returns.figure(|returns| {
                let net = &paid - returns;
                (net.signum(), rate("gross_margin_rate", &(before_returns - returns), &net))
            })
        };
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let orders = count(self.orders.values().filter(|flags| **flags & COMPLETED != 0).count());
        let cancelled_orders = count(self.orders.len()).saturating_sub(orders);
        let buyers = count(self.buyers.len());
        Ok(SalesFigures {
            gmv: money("gmv", &self.gmv.exact())?,
            gross_sales: money("gross_sales", &gross)?,
            discounts: money("discounts", &discounts)?,
            returns: returns.figure(|returns| (1, money("returns", returns)))?,
            net_sales: less_returns("net_sales", &paid)?,
            identified_net_sales: identified_returns
                .figure(|returns| (1, money("identified_net_sales", &(&identified - returns))))?,
            cogs: cogs.as_ref().map(|cogs| money("cogs", cogs)).transpose()?,
            gross_profit: before_returns.as_ref().map(|value| less_returns("gross_profit", value)).transpose()?,
            gross_margin_rate: before_returns.as_ref().map(gross_margin).transpose()?.flatten(),
            orders,
            cancelled_orders,
            units: self.units,
            returned_units: self.returned_units,
            buyers,
            average_order_value: per("average_order_value", &paid, orders)?,
            revenue_per_buyer: per("revenue_per_buyer", &identified, buyers)?,
            average_selling_price: per("average_selling_price", &paid, self.units)?,
            units_per_transaction: rate_of("units_per_transaction", self.units, orders)?,
            discount_rate: rate("discount_rate", &discounts, &gross)?,
            unit_return_rate: rate_of("unit_return_rate", self.returned_units, self.units)?,
            refund_rate: returns.figure(|returns| (1, rate("refund_rate", returns, &paid)))?,
            cancellation_rate: rate_of("cancellation_rate", cancelled_orders, orders.saturating_add(cancelled_orders))?,
        })
    }

    fn write(&self, out: &mut Writer, orders: &[u32], customers: &[u32]) {
        let rank = |ranks: &[u32], id: u32| usize::try_from(id).ok().and_then(|id| ranks.get(id).copied()).unwrap_or(0);
        out.count(self.lines);
        for sum in [&self.gmv, &self.gross_sales, &self.discounts, &self.identified_paid, &self.cogs] {
            sum.write(out);
        }
        self.returns.write(out);
        self.identified_returns.write(out);
        out.byte(self.cost_unknown.into());
        out.count(self.units);
        out.count(self.returned_units);
        let mut flags: Vec<(u32, u8)> = self.orders.iter().map(|(id, flags)| (rank(orders, *id), *flags)).collect();
        flags.sort_unstable();
        out.length(flags.len());
        for (order, flags) in flags {
            out.count(order.into());
            out.byte(flags);
        }
        let mut buyers: Vec<u32> = self.buyers.iter().map(|id| rank(customers, *id)).collect();
        buyers.sort_unstable();
        out.length(buyers.len());
        for buyer in buyers {
            out.count(buyer.into());
        }
    }

    fn read(from: &mut Reader<'_>, orders: usize, customers: usize) -> Result<Self, KpiError> {
        let number = |from: &mut Reader<'_>, below: usize| {
            let id = from.count()?;
            let known = usize::try_from(id).is_ok_and(|id| id < below);
            u32::try_from(id).ok().filter(|_| known).ok_or_else(|| malformed(format_args!("a name's number {id}")))
        };
        let mut group = Self { lines: from.count()?, ..Self::default() };
        for sum in
            [&mut group.gmv, &mut group.gross_sales, &mut group.discounts, &mut group.identified_paid, &mut group.cogs]
        {
            *sum = SumDecimal::read(from)?;
        }
        group.returns = ShareSum::read(from)?;
        group.identified_returns = ShareSum::read(from)?;
        group.cost_unknown = match from.byte()? {
            flag @ (0 | 1) => flag == 1,
            flag => return Err(malformed(format_args!("a flag of {flag}"))),
        };
        group.units = from.count()?;
        group.returned_units = from.count()?;
        for _ in 0..from.length()? {
            let order = number(from, orders)?;
            let flags = from.byte()?;
            if !(COMPLETED..=COMPLETED | CANCELLED).contains(&flags) || group.orders.insert(order, flags).is_some() {
                return Err(malformed(format_args!("an order's flags of {flags}")));
            }
        }
        for _ in 0..from.length()? {
            if !group.buyers.insert(number(from, customers)?) {
                return Err(malformed("a buyer twice"));
            }
        }
        Ok(group)
    }
}

/// What a `returned` line gives back: `v - d`.
fn return_line(returns: &mut ShareSum, line: &OrderLineRef<'_>) {
    returns.whole.add_product(line.quantity, line.unit_price);
    returns.whole.subtract(line.discount);
}

/// What came back of a completed line: `r (unit_price - d / quantity)`.
fn return_part(returns: &mut ShareSum, line: &OrderLineRef<'_>) {
    if line.returned_quantity > 0 {
        returns.whole.add_product(line.returned_quantity, line.unit_price);
        returns.subtract_share(line.returned_quantity, line.discount, line.quantity);
    }
}

impl SalesAccumulator {
    /// An empty state. `scale` (0 to 10, default 2) and `rounding` (default half to even) are those of the answer.
    ///
    /// # Errors
    /// `invalid_argument` for a `scale` above 10.
    pub fn new(group_by: Option<GroupBy>, scale: Option<u32>, rounding: Option<Rounding>) -> Result<Self, KpiError> {
        Ok(Self {
            group_by,
            format: MoneyFormat::new(scale, rounding)?,
            orders: Interner::default(),
            customers: Interner::default(),
            keys: Interner::default(),
            keyed: Vec::new(),
            keyless: Group::default(),
        })
    }

    /// Takes a line in, without a copy of texts that were seen before.
    ///
    /// # Errors
    /// As [`OrderLineRef::check`]; `overflow` of a count of units.
    pub fn add(&mut self, line: &OrderLineRef<'_>) -> Result<(), KpiError> {
        line.check()?;
        let (order, _) = self.orders.intern(line.order_id.as_bytes())?;
        let customer = match line.customer_id {
            Some(customer) => Some(self.customers.intern(customer.as_bytes())?.0),
            None => None,
        };
        let key = self.group_by.and_then(|by| by.key(line)).map(str::as_bytes);
        group(&mut self.keys, &mut self.keyed, &mut self.keyless, key)?.add(line, order, customer)
    }

    /// How many lines were taken in.
    #[must_use]
    pub fn lines(&self) -> u64 {
        self.keyed.iter().fold(self.keyless.lines, |sum, group| sum.saturating_add(group.lines))
    }
}

/// The group of `key`, made if it is new.
fn group<'a>(
    keys: &mut Interner,
    keyed: &'a mut Vec<Group>,
    keyless: &'a mut Group,
    key: Option<&[u8]>,
) -> Result<&'a mut Group, KpiError> {
    let Some(key) = key else { return Ok(keyless) };
    let (id, new) = keys.intern(key)?;
    if new {
        keyed.push(Group::default());
    }
    Ok(usize::try_from(id).ok().and_then(|id| keyed.get_mut(id)).unwrap_or(keyless))
}

/// Same set-up and same lines, whatever the order.
impl PartialEq for SalesAccumulator {
    fn eq(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
    }
}

impl Accumulator for SalesAccumulator {
    type Item = OrderLine;
    type Output = SalesSummary;

    fn update(&mut self, item: &OrderLine) -> Result<(), KpiError> {
        self.add(&item.as_ref())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        if (self.group_by, self.format) != (other.group_by, other.format) {
            let reason = "differs in grouping, scale or rounding from the state that it is merged into";
            return Err(Error::invalid("state", "the other state", reason).into());
        }
        let orders = self.orders.absorb(&other.orders)?;
        let customers = self.customers.absorb(&other.customers)?;
        let order = |id: u32| usize::try_from(id).ok().and_then(|id| orders.get(id).copied());
        let customer = |id: u32| usize::try_from(id).ok().and_then(|id| customers.get(id).copied());
        self.keyless.absorb(&other.keyless, order, customer)?;
        for (id, theirs) in other.keys.ids().zip(&other.keyed) {
            let key = Some(other.keys.get(id));
            group(&mut self.keys, &mut self.keyed, &mut self.keyless, key)?.absorb(theirs, order, customer)?;
        }
        Ok(())
    }

    fn finish(&self) -> Result<SalesSummary, KpiError> {
        let mut all = self.keyless.clone();
        for group in &self.keyed {
            all.absorb(group, Some, Some)?;
        }
        let total = all.figures(self.format).map_err(|error| error.within("total"))?;
        let mut groups = Vec::new();
        if self.group_by.is_some() {
            let keyed = self.keys.sorted().into_iter().filter_map(|id| {
                let group = usize::try_from(id).ok().and_then(|index| self.keyed.get(index))?;
                Some((Some(self.keys.text(id).to_owned()), group))
            });
            let keyless = (self.keyless.lines > 0).then_some((None, &self.keyless));
            for (index, (key, group)) in keyless.into_iter().chain(keyed).enumerate() {
                let figures = group.figures(self.format).map_err(|error| error.at("groups", index))?;
                groups.push(SalesGroup { key, figures });
            }
        }
        Ok(SalesSummary { total, groups })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::Sales);
        out.byte(match self.group_by {
            None => 0,
            Some(GroupBy::Channel) => 1,
            Some(GroupBy::Sku) => 2,
            Some(GroupBy::CustomerId) => 3,
            Some(GroupBy::OrderId) => 4,
        });
        self.format.write(&mut out);
        let orders = write_names(&mut out, &self.orders);
        let customers = write_names(&mut out, &self.customers);
        write_names(&mut out, &self.keys);
        self.keyless.write(&mut out, &orders, &customers);
        for id in self.keys.sorted() {
            if let Some(group) = usize::try_from(id).ok().and_then(|id| self.keyed.get(id)) {
                group.write(&mut out, &orders, &customers);
            }
        }
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::Sales)?;
        let group_by = match from.byte()? {
            0 => None,
            1 => Some(GroupBy::Channel),
            2 => Some(GroupBy::Sku),
            3 => Some(GroupBy::CustomerId),
            4 => Some(GroupBy::OrderId),
            other => return Err(malformed(format_args!("a grouping {other}"))),
        };
        let format = MoneyFormat::read(&mut from)?;
        let (orders, customers, keys) = (read_names(&mut from)?, read_names(&mut from)?, read_names(&mut from)?);
        let mut read = || Group::read(&mut from, orders.len(), customers.len());
        let keyless = read()?;
        let keyed = keys.ids().map(|_| read()).collect::<Result<Vec<Group>, KpiError>>()?;
        from.finish()?;
        Ok(Self { group_by, format, orders, customers, keys, keyed, keyless })
    }
}
