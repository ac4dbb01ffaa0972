//! Where are ten million order lines kept while they are counted? In columns of numbers, 41 to 73 bytes a line.
//!
//! Orders, articles, customers and channels are numbers of a dictionary, days are days since 1970, amounts are integers at one
//! power of ten for the whole column. A column that the file does not have is not kept.

use crate::dictionary::Dictionary;
use crate::parse::{self, Amount};
use mercato_core::Decimal;
use mercato_kpi::LineStatus;

/// The number of nobody.
pub(crate) const NONE: u32 = u32::MAX;

/// Amounts as integers at a common scale, which grows with the finest amount seen.
#[derive(Debug, Default, Clone)]
pub(crate) struct Amounts {
    pub(crate) scale: u32,
    pub(crate) mantissas: Vec<i64>,
}

impl Amounts {
    /// Adds an amount; `None` (and nothing is added) where it or an earlier one does not fit 64 bits at the common scale.
    pub(crate) fn push(&mut self, value: Decimal) -> Option<()> {
        let Amount { mantissa, scale } = parse::normal(value.mantissa(), value.scale())?;
        if scale > self.scale {
            let factor = 10_i64.checked_pow(scale.checked_sub(self.scale)?)?;
            let finer: Option<Vec<i64>> = self.mantissas.iter().map(|old| old.checked_mul(factor)).collect();
            self.mantissas = finer?;
            self.scale = scale;
        }
        let factor = 10_i64.checked_pow(self.scale.checked_sub(scale)?)?;
        self.mantissas.push(mantissa.checked_mul(factor)?);
        Some(())
    }

    /// The amount of a line.
    pub(crate) fn get(&self, line: usize) -> Decimal {
        let mantissa = self.mantissas.get(line).copied().unwrap_or_default();
        Decimal::try_from_i128_with_scale(mantissa.into(), self.scale).unwrap_or_default()
    }
}

/// A line that was kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    pub(crate) order: u32,
    pub(crate) sku: u32,
    pub(crate) customer: u32,
    pub(crate) channel: u32,
    pub(crate) day: i32,
    pub(crate) quantity: i64,
    pub(crate) unit_price: Decimal,
    pub(crate) status: LineStatus,
    pub(crate) discount: Decimal,
    pub(crate) unit_cost: Option<Decimal>,
    pub(crate) returned: i64,
}

/// The lines that were kept, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) order: Vec<u32>,
    pub(crate) sku: Vec<u32>,
    pub(crate) customer: Vec<u32>,
    pub(crate) channel: Vec<u32>,
    pub(crate) day: Vec<i32>,
    pub(crate) quantity: Vec<i64>,
    pub(crate) unit_price: Amounts,
    pub(crate) status: Vec<LineStatus>,
    pub(crate) discount: Option<Amounts>,
    /// Costs, 0 where there is none; [`Lines::cost_known`] tells the two apart.
    pub(crate) unit_cost: Option<Amounts>,
    pub(crate) cost_known: Vec<bool>,
    pub(crate) returned: Option<Vec<i64>>,
    pub(crate) customers: Dictionary,
    pub(crate) channels: Dictionary,
    /// By the number of the sku: what it is called.
    pub(crate) names: Vec<Option<Box<str>>>,
}

impl Lines {
    /// No lines yet; `discount`, `cost` and `returned` say which columns there will be.
    pub(crate) fn new(discount: bool, cost: bool, returned: bool) -> Self {
        Self {
            discount: discount.then(Amounts::default),
            unit_cost: cost.then(Amounts::default),
            returned: returned.then(Vec::new),
            ..Self::default()
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.order.len()
    }

    /// Adds a line; `None` where an amount does not fit its column (the columns are then of no use any more).
    pub(crate) fn push(&mut self, line: &Kept) -> Option<()> {
        self.unit_price.push(line.unit_price)?;
        if let Some(discount) = &mut self.discount {
            discount.push(line.discount)?;
        }
        if let Some(cost) = &mut self.unit_cost {
            cost.push(line.unit_cost.unwrap_or_default())?;
            self.cost_known.push(line.unit_cost.is_some());
        }
        if let Some(returned) = &mut self.returned {
            returned.push(line.returned);
        }
        self.order.push(line.order);
        self.sku.push(line.sku);
        self.customer.push(line.customer);
        self.channel.push(line.channel);
        self.day.push(line.day);
        self.quantity.push(line.quantity);
        self.status.push(line.status);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mercato_core::decimal;

    #[test]
    fn a_finer_price_refines_the_column() {
        let mut amounts = Amounts::default();
        for text in ["2", "1.50", "0.125", "7.1"] {
            amounts.push(decimal::parse(text).unwrap()).unwrap();
        }
        assert_eq!((amounts.scale, amounts.mantissas.as_slice()), (3, [2_000, 1_500, 125, 7_100].as_slice()));
        assert_eq!(amounts.get(1), decimal::parse("1.5").unwrap());
        assert_eq!(amounts.push(decimal::parse("9223372036854775807").unwrap()), None);
    }
}
