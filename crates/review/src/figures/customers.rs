//! Who buys, how often again, and how much hangs on how few?

use crate::cube::{date, double};
use crate::error::ReviewError;
use crate::intake::Cleaned;
use crate::store::{Lines, NONE};
use chrono::{Days, NaiveDate};
use mercato_core::{Decimal, Exact, Rounding};
use mercato_kpi::{Concentration, ConcentrationInput, CustomerOrders, LineStatus, RepurchaseMetrics, concentration};

/// Numbers of customers and orders with dates.
pub(crate) type Orders = CustomerOrders<u32, u32>;

/// The orders of customers who are known, from the channels that `take` chooses.
pub(crate) fn orders_of(lines: &Lines, take: impl Fn(u32) -> bool) -> Orders {
    let mut rows: Vec<(u32, u32, NaiveDate)> = Vec::new();
    for (((customer, order), (channel, day)), status) in
        lines.customer.iter().zip(&lines.order).zip(lines.channel.iter().zip(&lines.day)).zip(&lines.status)
    {
        if *customer == NONE || *status != LineStatus::Completed || !take(*channel) {
            continue;
        }
        let row = (*customer, *order, date(*day));
        // lines of one order follow each other
        if rows.last() != Some(&row) {
            rows.push(row);
        }
    }
    CustomerOrders::new(rows)
}

pub(crate) fn orders(lines: &Lines) -> Orders {
    orders_of(lines, |_| true)
}

/// What was paid for each order (completed lines, after discounts, before returns), its channel and day.
#[derive(Debug)]
pub(crate) struct OrderValues {
    paid: Vec<i128>,
    channel: Vec<u32>,
    pub(crate) day: Vec<i32>,
    customer: Vec<u32>,
    scale: u32,
}

impl OrderValues {
    pub(crate) fn of(lines: &Lines, orders: usize) -> Self {
        let mut values = Self {
            paid: vec![0; orders],
            channel: vec![NONE; orders],
            day: vec![0; orders],
            customer: vec![NONE; orders],
            scale: lines.paid_scale(),
        };
        for at in 0..lines.len() {
            let (Some(paid), Some(order)) =
                (lines.paid(at), lines.order.get(at).and_then(|order| usize::try_from(*order).ok()))
            else {
                continue;
            };
            if let Some(sum) = values.paid.get_mut(order) {
                *sum = sum.saturating_add(paid);
            }
            // an order belongs to the channel and day of its first line
            if values.channel.get(order) == Some(&NONE) {
                let first = |column: &[u32]| column.get(at).copied().unwrap_or(NONE);
                for (slot, value) in [
                    (values.channel.get_mut(order), first(&lines.channel)),
                    (values.customer.get_mut(order), first(&lines.customer)),
                ] {
                    if let Some(slot) = slot {
                        *slot = value;
                    }
                }
                if let Some(slot) = values.day.get_mut(order) {
                    *slot = lines.day.get(at).copied().unwrap_or_default();
                }
            }
        }
        values
    }

    /// The order values of a channel, and of all the others.
    pub(crate) fn split(&self, channel: u32) -> (Vec<f64>, Vec<f64>) {
        let (mut own, mut others) = (Vec::new(), Vec::new());
        for (paid, of) in self.paid.iter().zip(&self.channel) {
            if *of != NONE {
                if *of == channel { &mut own } else { &mut others }.push(double(*paid, self.scale));
            }
        }
        (own, others)
    }

    /// The orders by value, the largest first.
    pub(crate) fn largest(&self, count: usize) -> Vec<u32> {
        let mut orders: Vec<(i128, u32)> = self.paid.iter().copied().zip(0_u32..).collect();
        let by_value = |a: &(i128, u32), b: &(i128, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        if orders.len() > count {
            orders.select_nth_unstable_by(count, by_value);
            orders.truncate(count);
        }
        orders.sort_unstable_by(by_value);
        orders.into_iter().map(|(_, order)| order).collect()
    }

    pub(crate) fn amount(&self, order: u32) -> Decimal {
        let units = usize::try_from(order).ok().and_then(|order| self.paid.get(order)).copied().unwrap_or_default();
        money(units, self.scale)
    }

    pub(crate) fn day_of(&self, order: u32) -> NaiveDate {
        date(usize::try_from(order).ok().and_then(|order| self.day.get(order)).copied().unwrap_or_default())
    }
}

/// Units of a scale as money of two decimals.
fn money(units: i128, scale: u32) -> Decimal {
    let power = Exact::from(10_i128.saturating_pow(scale));
    let exact = Exact::from(units).checked_div(&power).unwrap_or(Exact::ZERO);
    exact.round("amount", 2, Rounding::HalfEven).unwrap_or_default()
}

/// How unevenly amounts are spread.
#[derive(Debug)]
pub(crate) struct Spread {
    pub(crate) count: usize,
    pub(crate) result: Concentration,
    /// The Lorenz curve: the share of the amount that the largest share of the holders has; 41 points from 0 to 1.
    pub(crate) curve: Vec<(f64, f64)>,
}

/// A large order.
#[derive(Debug)]
pub(crate) struct LargeOrder {
    pub(crate) order: String,
    pub(crate) date: NaiveDate,
    pub(crate) channel: String,
    pub(crate) customer: Option<String>,
    pub(crate) paid: Decimal,
    /// Of gross sales less discounts.
    pub(crate) share: f64,
}

/// Customers of a review.
#[derive(Debug)]
pub(crate) struct Customers {
    pub(crate) start: NaiveDate,
    pub(crate) end: NaiveDate,
    pub(crate) repurchase: RepurchaseMetrics,
    pub(crate) by_customer: Option<Spread>,
    pub(crate) by_sku: Option<Spread>,
    pub(crate) large_orders: Vec<LargeOrder>,
}

pub(crate) fn customers(
    cleaned: &Cleaned,
    values: &OrderValues,
    orders: &Orders,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Customers, ReviewError> {
    let lines = &cleaned.lines;
    // the last year, or all of a little more than a year
    let year_ago = last.checked_sub_days(Days::new(364)).unwrap_or(first);
    let start = if last.signed_duration_since(first).num_days() <= 400 { first } else { year_ago };
    let repurchase = orders.metrics(start, last, None).map_err(ReviewError::figure("repurchase"))?;
    let (_, skus) = cleaned.cleaner.distinct();
    let mut customers: Vec<i128> = vec![0; lines.customers.len()];
    let mut articles: Vec<i128> = vec![0; skus];
    let mut total = 0_i128;
    for at in 0..lines.len() {
        let Some(paid) = lines.paid(at) else { continue };
        total = total.saturating_add(paid);
        for (sums, id) in [(&mut customers, lines.customer_of(at)), (&mut articles, lines.sku.get(at).copied())] {
            if let Some(sum) = id.and_then(|id| usize::try_from(id).ok()).and_then(|id| sums.get_mut(id)) {
                *sum = sum.saturating_add(paid);
            }
        }
    }
    let scale = lines.paid_scale();
    let large_orders = values
        .largest(10)
        .into_iter()
        .map(|order| {
            let at = usize::try_from(order).unwrap_or(usize::MAX);
            let of = |column: &[u32]| column.get(at).copied().unwrap_or(NONE);
            LargeOrder {
                order: cleaned.cleaner.order_id(order).to_owned(),
                date: values.day_of(order),
                channel: lines.channels.get(of(&values.channel)).unwrap_or_default().to_owned(),
                customer: lines.customers.get(of(&values.customer)).map(str::to_owned),
                paid: values.amount(order),
                share: values.paid.get(at).map_or(0.0, |paid| *paid as f64 / (total as f64).max(1.0)),
            }
        })
        .collect();
    Ok(Customers {
        start,
        end: last,
        repurchase,
        by_customer: spread(customers, scale)?,
        by_sku: spread(articles, scale)?,
        large_orders,
    })
}

fn spread(amounts: Vec<i128>, scale: u32) -> Result<Option<Spread>, ReviewError> {
    let mut values: Vec<f64> =
        amounts.into_iter().filter(|amount| *amount > 0).map(|amount| double(amount, scale)).collect();
    if values.is_empty() {
        return Ok(None);
    }
    values.sort_unstable_by(|a, b| b.total_cmp(a));
    let count = values.len();
    let curve = curve(&values);
    let result = concentration(&ConcentrationInput { values, top_fraction: None })
        .map_err(ReviewError::figure("concentration"))?;
    Ok(Some(Spread { count, result, curve }))
}

/// Points of the curve for a picture; `values` fall.
fn curve(values: &[f64]) -> Vec<(f64, f64)> {
    const STEPS: usize = 40;
    let total: f64 = values.iter().sum();
    let mut points = vec![(0.0, 0.0)];
    let (mut sum, mut taken) = (0.0, 0_usize);
    for step in 1..=STEPS {
        let until = values.len().saturating_mul(step).div_ceil(STEPS);
        sum += values.get(taken..until).unwrap_or_default().iter().sum::<f64>();
        taken = until;
        points.push((until as f64 / values.len() as f64, sum / total));
    }
    points
}
