//! How does one pass over the lines serve every cut? Sales figures by channel and day, merged into channels, weeks, months and
//! periods; order values; units and amounts by article and period.

use crate::error::ReviewError;
use crate::store::{Lines, NONE};
use chrono::NaiveDate;
use hashbrown::HashMap;
use mercato_core::Decimal;
use mercato_kpi::{LineStatus, OrderLineRef, SalesFigures, SalesPart};

/// The sales by channel and day, in the order of channel, then day.
#[derive(Debug)]
pub(crate) struct Cube {
    cells: Vec<(u32, NaiveDate, SalesPart)>,
    scale: u32,
}

/// The day with this number since 1970.
pub(crate) fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or_default()
}

impl Lines {
    /// A line as the kernel takes it, without its texts.
    pub(crate) fn line(&self, at: usize) -> OrderLineRef<'static> {
        let known = self.cost_known.get(at).copied().unwrap_or(false);
        OrderLineRef {
            order_id: "-",
            customer_id: None,
            channel: None,
            sku: None,
            quantity: self.quantity.get(at).copied().unwrap_or_default(),
            unit_price: self.unit_price.get(at),
            discount: self.discount.as_ref().map_or(Decimal::ZERO, |discounts| discounts.get(at)),
            unit_cost: self.unit_cost.as_ref().filter(|_| known).map(|costs| costs.get(at)),
            status: self.status.get(at).copied().unwrap_or_default(),
            returned_quantity: self
                .returned
                .as_ref()
                .and_then(|returned| returned.get(at))
                .copied()
                .unwrap_or_default(),
        }
    }

    pub(crate) fn customer_of(&self, at: usize) -> Option<u32> {
        self.customer.get(at).copied().filter(|customer| *customer != NONE)
    }

    /// The decimals of [`Lines::paid`].
    pub(crate) fn paid_scale(&self) -> u32 {
        self.unit_price.scale.max(self.discount.as_ref().map_or(0, |discounts| discounts.scale))
    }

    /// What was paid for a completed line, quantity x price less discount, in units of [`Lines::paid_scale`]; `None` for
    /// other lines.
    pub(crate) fn paid(&self, at: usize) -> Option<i128> {
        if self.status.get(at) != Some(&LineStatus::Completed) {
            return None;
        }
        let scale = self.paid_scale();
        let units =
            |mantissa: i128, from: u32| mantissa.saturating_mul(10_i128.saturating_pow(scale.saturating_sub(from)));
        let price = i128::from(self.unit_price.mantissas.get(at).copied().unwrap_or_default());
        let quantity = i128::from(self.quantity.get(at).copied().unwrap_or_default());
        // 64 bits by 64 bits fit 127
        let value = units(price.saturating_mul(quantity), self.unit_price.scale);
        let discount = self.discount.as_ref().map_or(0, |discounts| {
            units(discounts.mantissas.get(at).copied().unwrap_or_default().into(), discounts.scale)
        });
        Some(value.saturating_sub(discount))
    }
}

/// An integer amount at a scale as the nearest double, for a statistic.
pub(crate) fn double(units: i128, scale: u32) -> f64 {
    // powers of ten are exact up to 10^22
    units as f64 / (0..scale).fold(1.0, |power, _| power * 10.0)
}

/// The sales of some days by channel and day.
pub(crate) type Cells = Vec<((u32, i32), SalesPart)>;

impl Cube {
    /// The day that halves the time of the lines, for two passes over one half each.
    pub(crate) fn middle(lines: &Lines) -> i32 {
        let (first, last) = (lines.day.iter().min(), lines.day.iter().max());
        first.zip(last).map_or(0, |(first, last)| first.midpoint(*last))
    }

    /// The cells of the days that `take` chooses.
    pub(crate) fn cells(lines: &Lines, take: impl Fn(i32) -> bool) -> Result<Cells, ReviewError> {
        let mut index: HashMap<(u32, i32), u32> = HashMap::new();
        let mut parts = Cells::new();
        let mut last = (NONE, 0_usize, i32::MIN);
        for at in 0..lines.len() {
            let channel = lines.channel.get(at).copied().unwrap_or_default();
            let day = lines.day.get(at).copied().unwrap_or_default();
            if !take(day) {
                continue;
            }
            if (last.0, last.2) != (channel, day) {
                let new = u32::try_from(parts.len()).unwrap_or(NONE);
                let place = *index.entry((channel, day)).or_insert(new);
                if place == new {
                    parts.push(((channel, day), SalesPart::default()));
                }
                last = (channel, usize::try_from(place).unwrap_or_default(), day);
            }
            let order = lines.order.get(at).copied().unwrap_or_default();
            if let Some((_, part)) = parts.get_mut(last.1) {
                let line = lines.line(at);
                part.add(&line, order, lines.customer_of(at)).map_err(ReviewError::figure("sales"))?;
            }
        }
        Ok(parts)
    }

    /// A cube of cells, each there once, in any order.
    pub(crate) fn of(mut cells: Cells, scale: u32) -> Self {
        cells.sort_unstable_by_key(|(key, _)| *key);
        Self { cells: cells.into_iter().map(|((channel, day), part)| (channel, date(day), part)).collect(), scale }
    }

    /// The first and the last day with a line.
    pub(crate) fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        let days = || self.cells.iter().map(|(_, day, _)| *day);
        days().min().zip(days().max())
    }

    /// The lines and figures of the cells that `take` chooses by channel and day.
    pub(crate) fn figures(&self, take: impl Fn(u32, NaiveDate) -> bool) -> Result<Sales, ReviewError> {
        let mut all = SalesPart::default();
        for (channel, day, part) in &self.cells {
            if take(*channel, *day) {
                all.merge(part).map_err(ReviewError::figure("sales"))?;
            }
        }
        self.answer(&all)
    }

    /// The figures by a key of channel and day, in the order of the keys.
    pub(crate) fn by<K: Ord>(&self, key: impl Fn(u32, NaiveDate) -> Option<K>) -> Result<Vec<(K, Sales)>, ReviewError> {
        let mut groups: std::collections::BTreeMap<K, SalesPart> = std::collections::BTreeMap::new();
        for (channel, day, part) in &self.cells {
            if let Some(key) = key(*channel, *day) {
                groups.entry(key).or_default().merge(part).map_err(ReviewError::figure("sales"))?;
            }
        }
        groups.into_iter().map(|(key, part)| Ok((key, self.answer(&part)?))).collect()
    }

    fn answer(&self, part: &SalesPart) -> Result<Sales, ReviewError> {
        let figures = part.figures(Some(self.scale), None).map_err(ReviewError::figure("sales"))?;
        Ok(Sales { lines: part.lines(), figures })
    }
}

/// Sales figures and the number of lines behind them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sales {
    /// Order lines, of any status.
    pub(crate) lines: u64,
    /// The figures.
    pub(crate) figures: SalesFigures,
}

/// One number for each order, customer or article.
pub(crate) fn per<T: Clone + Default>(length: usize) -> Vec<T> {
    vec![T::default(); length]
}
