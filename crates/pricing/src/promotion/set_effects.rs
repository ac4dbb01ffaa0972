//! Effects on sets of units: buy some get some, any n for a price, bundles.

use super::effect::{Component, RewardSelection};
use super::engine::Engine;
use super::result::Reason;
use super::symbols::Symbol;
use super::units::{self, Order, Run};
use mercato_core::{Decimal, Error, allocate, allocate_runs};

impl Engine<'_> {
    /// Buy some, get some of the same units: `sets = floor(units / (buy + get))`.
    pub(crate) fn buy_x_get_y(
        &mut self,
        buy: u64,
        get: u64,
        rate: Decimal,
        selection: RewardSelection,
        max_sets: Option<u32>,
    ) -> Result<Result<(), Reason>, Error> {
        let order = match selection {
            RewardSelection::Cheapest => Order::Cheapest,
            RewardSelection::CheapestPerSet | RewardSelection::MostExpensive => Order::Dearest,
        };
        self.collect_units(order, None)?;
        let set = buy.saturating_add(get);
        let sets = at_most(units::count(&self.runs).checked_div(set).unwrap_or(0), max_sets);
        if sets == 0 {
            return Ok(Err(Reason::ThresholdNotMet));
        }
        if selection == RewardSelection::CheapestPerSet {
            // the units at hand before position `end`: the last `get` of each full set, and of the first `sets` sets alone
            let rewarded_before = |end: u64| {
                let full = end.checked_div(set).unwrap_or(0).min(sets);
                let inside = if full < sets { end.checked_rem(set).unwrap_or(0).saturating_sub(buy) } else { 0 };
                full.saturating_mul(get).saturating_add(inside)
            };
            let mut position = 0_u64;
            for run in &mut self.runs {
                let end = position.saturating_add(run.count);
                run.count = rewarded_before(end).saturating_sub(rewarded_before(position));
                position = end;
            }
        } else {
            units::keep_first(&mut self.runs, sets.saturating_mul(get));
        }
        self.reward(rate)?;
        Ok(Ok(()))
    }

    /// Buy some here, get some there: the largest number of sets for which the units that are in both suffice.
    pub(crate) fn buy_here_get_there(
        &mut self,
        buy: u64,
        get: u64,
        rate: Decimal,
        selection: RewardSelection,
        max_sets: Option<u32>,
        bound: bool,
    ) -> Result<Result<(), Reason>, Error> {
        let units_of = |lines: &[usize], only_without: &[usize]| {
            let lines = lines.iter().filter(|line| only_without.binary_search(line).is_err());
            lines.fold(0_u64, |sum, line| sum.saturating_add(self.quantity(*line)))
        };
        let only_buy = units_of(&self.visible, &self.visible_get);
        let only_get = units_of(&self.visible_get, &self.visible);
        let both = units_of(&self.visible, &[]).saturating_sub(only_buy);
        // units in both that `sets` sets buy, and that they get
        let bought = |sets: u64| sets.saturating_mul(buy).saturating_sub(only_buy);
        let got = |sets: u64| sets.saturating_mul(get).saturating_sub(only_get);
        let total = only_buy.saturating_add(only_get).saturating_add(both);
        let most = total.checked_div(buy.saturating_add(get)).unwrap_or(0);
        let sets = at_most(largest(most, |sets| bought(sets).saturating_add(got(sets)) <= both), max_sets);
        if sets == 0 {
            return Ok(Err(Reason::ThresholdNotMet));
        }
        let order = if selection == RewardSelection::MostExpensive { Order::Dearest } else { Order::Cheapest };
        // a unit that leaves the target may lower the sets and free dearer rewards: a bound takes the whole get pool
        let mut shared = if bound { u64::MAX } else { both.saturating_sub(bought(sets)) };
        let mut left = sets.saturating_mul(get);
        std::mem::swap(&mut self.visible, &mut self.visible_get);
        let collected = self.collect_units(order, None);
        std::mem::swap(&mut self.visible, &mut self.visible_get);
        collected?;
        for run in &mut self.runs {
            let in_both = self.visible.binary_search(&run.line).is_ok();
            run.count = run.count.min(left).min(if in_both { shared } else { u64::MAX });
            left = left.saturating_sub(run.count);
            if in_both {
                shared = shared.saturating_sub(run.count);
            }
        }
        self.reward(rate)?;
        Ok(Ok(()))
    }

    /// Takes `rate` off each unit of the runs, rounded a unit.
    fn reward(&mut self, rate: Decimal) -> Result<(), Error> {
        for index in 0..self.runs.len() {
            if let Some(run) = self.runs.get(index).copied().filter(|run| run.count > 0) {
                let discount = self.part(run.amount, rate)?;
                self.draft.add(run.line, units::times(discount, run.count));
            }
        }
        Ok(())
    }

    /// Any `size` for `price`: consecutive groups, each shared out by the units' amounts.
    pub(crate) fn multi_buy(
        &mut self,
        size: u64,
        price: i64,
        max_sets: Option<u32>,
        order: Order,
    ) -> Result<Result<(), Reason>, Error> {
        self.collect_units(order, None)?;
        let mut sets = at_most(units::count(&self.runs).checked_div(size).unwrap_or(0), max_sets);
        if sets == 0 {
            return Ok(Err(Reason::ThresholdNotMet));
        }
        let mut runs = std::mem::take(&mut self.runs);
        let mut first = 0_usize;
        while let Some(run) = runs.get_mut(first).filter(|_| sets > 0) {
            // groups of equal units of one line are alike
            let alike = run.count.checked_div(size).unwrap_or(0).min(sets);
            let discount = units::times(run.amount, size.min(run.count)).saturating_sub(price).max(0);
            self.draft.add(run.line, units::times(discount, alike));
            run.count = run.count.saturating_sub(alike.saturating_mul(size));
            sets = sets.saturating_sub(alike);
            if run.count > 0 && sets > 0 {
                self.mixed_group(runs.get_mut(first..).unwrap_or_default(), size, price)?;
                sets = sets.saturating_sub(1);
            } else {
                first = first.saturating_add(1);
            }
        }
        self.runs = runs;
        Ok(Ok(()))
    }

    /// One group of units from several runs, which it takes off them.
    fn mixed_group(&mut self, runs: &mut [Run], size: u64, price: i64) -> Result<(), Error> {
        let mut left = size;
        let mut group = Vec::new();
        for run in runs {
            let taken = run.count.min(left);
            run.count = run.count.saturating_sub(taken);
            left = left.saturating_sub(taken);
            if taken > 0 {
                group.push(Run { count: taken, ..*run });
            }
            if left == 0 {
                break;
            }
        }
        let sum = units::sum_of_first(&group, size);
        let discount = sum.saturating_sub(price);
        if discount > 0 {
            let weights: Vec<(u64, u64)> = group.iter().map(|run| (run.amount.unsigned_abs(), run.count)).collect();
            for (run, part) in group.iter().zip(allocate_runs(discount, &weights)?) {
                self.draft.add(run.line, part);
            }
        }
        Ok(())
    }

    /// These things together for `price`: the dearest of each first, as long as the set costs more.
    pub(crate) fn bundle(
        &mut self,
        skus: &[Symbol],
        components: &[Component],
        price: i64,
        max_sets: Option<u32>,
    ) -> Result<Result<(), Reason>, Error> {
        // the units of each component, dearest first, one component after the other
        let mut pools: Vec<(Vec<Run>, u64)> = Vec::with_capacity(components.len());
        for (sku, component) in skus.iter().zip(components) {
            let mut runs = Vec::new();
            for line in &self.visible {
                if let Some(view) = self.view.lines.get(*line).filter(|view| view.sku == Some(*sku)) {
                    units::push_line(&mut runs, *line, self.current(*line), view.quantity)?;
                }
            }
            units::sort(&mut runs, Order::Dearest);
            pools.push((runs, component.quantity.into()));
        }
        if pools.iter().all(|(runs, _)| runs.is_empty()) {
            return Ok(Err(Reason::NoMatchingLines));
        }
        let full = pools.iter().map(|(runs, need)| units::count(runs).checked_div(*need).unwrap_or(0)).min();
        let full = at_most(full.unwrap_or(0), max_sets);
        if full == 0 {
            return Ok(Err(Reason::ThresholdNotMet));
        }
        let sum_of = |sets: u64| {
            let sums = pools.iter().map(|(runs, need)| units::sum_of_first(runs, sets.saturating_mul(*need)));
            sums.fold(0_i64, i64::saturating_add)
        };
        // the sums of the sets never rise, so those that cost more than the price come first
        let sets = largest(full, |set| set == 0 || sum_of(set).saturating_sub(sum_of(set.saturating_sub(1))) > price);
        let discount = sum_of(sets).saturating_sub(units::times(price, sets));
        if sets == 0 || discount <= 0 {
            return Ok(Ok(()));
        }
        self.weights.clear();
        self.weights.resize(self.visible.len(), 0);
        for (runs, need) in &mut pools {
            units::keep_first(runs, sets.saturating_mul(*need));
            for run in runs {
                let place = self.visible.binary_search(&run.line).ok();
                if let Some(weight) = place.and_then(|place| self.weights.get_mut(place)) {
                    *weight = weight.saturating_add(units::times(run.amount, run.count).unsigned_abs());
                }
            }
        }
        for (line, part) in self.visible.iter().zip(allocate(discount, &self.weights)?) {
            self.draft.add(*line, part);
        }
        Ok(Ok(()))
    }
}

fn at_most(sets: u64, limit: Option<u32>) -> u64 {
    limit.map_or(sets, |limit| sets.min(limit.into()))
}

/// The largest number up to `most` that `holds`, for a property that holds for 0 and, once lost, stays lost.
fn largest(most: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, most);
    while low < high {
        // halfway, rounded up
        let middle = high.saturating_sub(high.saturating_sub(low) / 2);
        if holds(middle) {
            low = middle;
        } else {
            high = middle.saturating_sub(1);
        }
    }
    low
}
