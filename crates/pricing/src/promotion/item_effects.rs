//! Effects on single units: a rate, an amount or a price for each.

use super::description::Level;
use super::effect::UnitSelection;
use super::engine::{Engine, unit_order};
use super::result::Reason;
use super::units::{self, Order};
use mercato_core::{Decimal, Error, Rounding, even_units};

impl Engine<'_> {
    /// A part of the price: rounded once a line, or, for the order, once on the sum and shared out by current amounts.
    pub(crate) fn percent_off(
        &mut self,
        level: Level,
        rate: Decimal,
        selection: UnitSelection,
        cap: Option<u64>,
        bound: bool,
    ) -> Result<Result<(), Reason>, Error> {
        if level != Level::Item {
            let sum = self.weigh_current();
            let discount = self.part(sum, rate)?;
            self.share_out(discount)?;
            return Ok(Ok(()));
        }
        if cap.is_some() {
            self.collect_units(unit_order(selection, bound), cap)?;
            for run in &self.runs {
                self.draft.add(run.line, units::times(run.amount, run.count));
            }
        } else {
            for line in &self.visible {
                self.draft.add(*line, self.current.get(*line).copied().unwrap_or_default());
            }
        }
        let (currency, rounding) = (self.view.currency, self.rounding);
        let part = |amount, rounding| {
            let amount = mercato_core::Money::from_minor(amount, currency);
            Ok(amount.mul_rate(rate, rounding)?.minor())
        };
        if bound && let Some(cap) = cap {
            // rounded once a line, and lines may drop out: what is rounded away is less than one unit of money for each
            // line that a unit can come from
            let sum = part(self.draft.line_total(), Rounding::Floor)?;
            let most = cap.min(u64::try_from(self.visible.len()).unwrap_or(u64::MAX));
            self.draft.try_map(|_| Ok(0))?;
            self.draft.shipping = sum.saturating_add(i64::try_from(most).unwrap_or(i64::MAX));
            return Ok(Ok(()));
        }
        self.draft.try_map(|amount| part(amount, rounding))?;
        Ok(Ok(()))
    }

    /// The same function of the price of every unit, such as the lesser of it and an amount.
    pub(crate) fn each_unit(
        &mut self,
        order: Order,
        cap: Option<u64>,
        discount: impl Fn(i64) -> i64,
    ) -> Result<Result<(), Reason>, Error> {
        if cap.is_none() {
            // every unit is reached, so their order is no matter
            for line in &self.visible {
                let amount = self.current.get(*line).copied().unwrap_or_default();
                let quantity = self.view.lines.get(*line).map_or(0, |line| line.quantity);
                let units = even_units(amount, quantity)?;
                let rest = units.count.saturating_sub(units.larger_count);
                self.draft.add(*line, units::times(discount(units.larger).max(0), units.larger_count));
                self.draft.add(*line, units::times(discount(units.smaller).max(0), rest));
            }
            return Ok(Ok(()));
        }
        self.collect_units(order, cap)?;
        for run in &self.runs {
            self.draft.add(run.line, units::times(discount(run.amount).max(0), run.count));
        }
        Ok(Ok(()))
    }

    /// The units of the visible lines, in order, at most `cap` of them.
    pub(crate) fn collect_units(&mut self, order: Order, cap: Option<u64>) -> Result<(), Error> {
        self.runs.clear();
        for line in &self.visible {
            let amount = self.current.get(*line).copied().unwrap_or_default();
            let quantity = self.view.lines.get(*line).map_or(0, |line| line.quantity);
            units::push_line(&mut self.runs, *line, amount, quantity)?;
        }
        units::sort(&mut self.runs, order);
        if let Some(cap) = cap {
            units::keep_first(&mut self.runs, cap);
        }
        Ok(())
    }

    /// Makes the current amounts of the visible lines the weights; their sum.
    pub(crate) fn weigh_current(&mut self) -> i64 {
        self.weights.clear();
        let mut sum = 0_i64;
        for line in &self.visible {
            let amount = self.current.get(*line).copied().unwrap_or_default();
            sum = sum.saturating_add(amount);
            self.weights.push(amount.unsigned_abs());
        }
        sum
    }
}
