//! One promotion against one cart: may it be applied, and what does it give? (Step 4 of an evaluation.)

use super::candidates::Candidate;
use super::description::Level;
use super::draft::Draft;
use super::effect::{Basis, Effect, GroupSelection, RewardSelection, UnitSelection};
use super::result::Reason;
use super::rule::Test;
use super::scope::Scope;
use super::symbols::{Symbol, Symbols};
use super::units::{Order, Run};
use super::view::{CartView, Facts};
use mercato_core::{Decimal, Error, Money, Rounding, allocate};

/// What a run of promotions over a cart has done so far, and the room to do more.
#[derive(Debug)]
pub(crate) struct Engine<'a> {
    pub(crate) view: &'a CartView<'a>,
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) symbols: &'a Symbols,
    pub(crate) rounding: Rounding,
    /// What each line costs after the discounts so far.
    pub(crate) current: Vec<i64>,
    /// What each line cost before the first promotion on the order or on shipping, once that was reached.
    item: Vec<i64>,
    past_items: bool,
    pub(crate) shipping: i64,
    /// Lines that a promotion of a line group has discounted.
    grouped: Vec<(usize, Symbol)>,
    pub(crate) draft: Draft,
    /// Lines that the promotion at hand sees.
    pub(crate) visible: Vec<usize>,
    pub(crate) visible_get: Vec<usize>,
    pub(crate) runs: Vec<Run>,
    pub(crate) weights: Vec<u64>,
}

/// How to go back to where a run stood before a promotion was applied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    log: usize,
    grouped: usize,
    shipping: i64,
}

/// What was taken off which line, in order, so that it can be put back.
pub(crate) type Log = Vec<(usize, i64)>;

impl<'a> Engine<'a> {
    pub(crate) fn new(view: &'a CartView<'a>, facts: &'a Facts<'a>, symbols: &'a Symbols, rounding: Rounding) -> Self {
        let lines = view.lines.len();
        Self {
            view,
            facts,
            symbols,
            rounding,
            current: view.lines.iter().map(|line| line.list).collect(),
            item: Vec::with_capacity(lines),
            past_items: false,
            shipping: view.shipping,
            grouped: Vec::new(),
            draft: Draft::new(lines),
            visible: Vec::with_capacity(lines),
            visible_get: Vec::new(),
            runs: Vec::new(),
            weights: Vec::with_capacity(lines),
        }
    }

    /// Back to the cart as it came.
    pub(crate) fn reset(&mut self) {
        self.current.clear();
        self.current.extend(self.view.lines.iter().map(|line| line.list));
        self.past_items = false;
        self.shipping = self.view.shipping;
        self.grouped.clear();
    }

    /// A promotion of `level` is looked at: the first beyond the items fixes the amounts of [`Basis::Item`].
    pub(crate) fn reach(&mut self, level: Level) {
        if level != Level::Item && !self.past_items {
            self.item.clone_from(&self.current);
            self.past_items = true;
        }
    }

    /// Back before the promotion that fixed the amounts of [`Basis::Item`].
    pub(crate) fn unreach(&mut self) {
        self.past_items = false;
    }

    pub(crate) fn current(&self, line: usize) -> i64 {
        self.current.get(line).copied().unwrap_or_default()
    }

    pub(crate) fn list(&self, line: usize) -> i64 {
        self.view.lines.get(line).map_or(0, |line| line.list)
    }

    pub(crate) fn quantity(&self, line: usize) -> u64 {
        self.view.lines.get(line).map_or(0, |line| line.quantity)
    }

    pub(crate) fn basis(&self, basis: Basis, line: usize) -> i64 {
        match basis {
            Basis::List => self.list(line),
            Basis::Item if self.past_items => self.item.get(line).copied().unwrap_or_default(),
            Basis::Item | Basis::Current => self.current(line),
        }
    }

    /// An amount of a promotion in minor units; that it fits the currency was checked before.
    pub(crate) fn minor(&self, amount: Decimal) -> Result<i64, Error> {
        Ok(Money::from_decimal(amount, self.view.currency)?.minor())
    }

    /// `rate` of `amount`, rounded.
    pub(crate) fn part(&self, amount: i64, rate: Decimal) -> Result<i64, Error> {
        Ok(Money::from_minor(amount, self.view.currency).mul_rate(rate, self.rounding)?.minor())
    }

    /// May the promotion be applied here? If so, the draft holds what it gives.
    pub(crate) fn attempt(&mut self, candidate: &Candidate<'_>) -> Result<Result<(), Reason>, Error> {
        let rule = candidate.rule;
        if let Some(condition) = &rule.condition
            && !self.holds(condition)?
        {
            return Ok(Err(Reason::ConditionNotMet));
        }
        if let Err(reason) = self.measure(candidate, Strictness::AsWritten)? {
            return Ok(Err(reason));
        }
        if self.draft.is_empty() {
            return Ok(Err(Reason::NoEffect));
        }
        let total = self.draft.total();
        if let Some(budget) = rule.limits().budget.filter(|_| total > 0) {
            let used = self.minor(candidate.usage.budget_used)?;
            if used.checked_add(total).is_none_or(|sum| self.minor(budget).is_ok_and(|budget| sum > budget)) {
                return Ok(Err(Reason::BudgetExceeded));
            }
        }
        Ok(Ok(()))
    }

    /// What the promotion gives, its condition and its budget aside.
    pub(crate) fn measure(
        &mut self,
        candidate: &Candidate<'_>,
        strictness: Strictness,
    ) -> Result<Result<(), Reason>, Error> {
        self.draft.clear();
        let rule = candidate.rule;
        if !rule.is_shipping() {
            let mut visible = std::mem::take(&mut self.visible);
            self.see(&mut visible, candidate.lines, &rule.target, rule.line_group());
            let mut visible_get = std::mem::take(&mut self.visible_get);
            visible_get.clear();
            if let Some(scope) = &rule.get_target {
                self.see(&mut visible_get, candidate.get_lines, scope, rule.line_group());
            }
            let blind = visible.is_empty() || (rule.get_target.is_some() && visible_get.is_empty());
            (self.visible, self.visible_get) = (visible, visible_get);
            if blind {
                return Ok(Err(Reason::NoMatchingLines));
            }
        }
        let cap = candidate.unit_cap();
        if cap == Some(0) {
            return Ok(Err(Reason::QuantityLimitReached));
        }
        let bound = strictness == Strictness::Bound;
        let done = match &rule.effect {
            Effect::PercentOff { rate, selection } => self.percent_off(rule.level, *rate, *selection, cap, bound)?,
            Effect::AmountOffEach { amount, selection } => {
                let amount = self.minor(*amount)?;
                self.each_unit(unit_order(*selection, bound), cap, |unit| unit.min(amount))?
            }
            Effect::FixedPrice { price, selection } => {
                let price = self.minor(*price)?;
                self.each_unit(unit_order(*selection, bound), cap, |unit| unit.saturating_sub(price))?
            }
            Effect::BuyXGetY { buy_quantity, get_quantity, rate, selection, max_sets, .. } => {
                let selection = if bound { RewardSelection::MostExpensive } else { *selection };
                let (buy, get) = (u64::from(*buy_quantity), u64::from(*get_quantity));
                if rule.get_target.is_some() {
                    self.buy_here_get_there(buy, get, *rate, selection, *max_sets, bound)?
                } else {
                    self.buy_x_get_y(buy, get, *rate, selection, *max_sets)?
                }
            }
            Effect::MultiBuy { quantity, price, max_sets, selection } => {
                let order = match selection {
                    GroupSelection::Cheapest if !bound => Order::Cheapest,
                    _ => Order::Dearest,
                };
                let price = self.minor(*price)?;
                self.multi_buy((*quantity).into(), price, *max_sets, order)?
            }
            Effect::Bundle { components, price, max_sets } => {
                let price = self.minor(*price)?;
                self.bundle(&rule.components, components, price, *max_sets)?
            }
            Effect::AmountOff { amount } => {
                let amount = self.minor(*amount)?;
                self.amount_off(amount)?
            }
            Effect::ThresholdOff { tiers, measure, repeat, max_repeats, basis } => {
                let repeat = repeat.then_some(max_repeats.map_or(u64::MAX, u64::from));
                self.threshold_off(tiers, *measure, repeat, *basis, bound)?
            }
            Effect::Gift { quantity, every, basis, max_quantity, .. } => {
                self.gift((*quantity).into(), *every, *basis, max_quantity.map(u64::from))?
            }
            Effect::ShippingOff { rate, amount, max_amount } => self.shipping_off(*rate, *amount, *max_amount)?,
        };
        if done.is_ok()
            && let Some(most) = rule.limits().max_discount
        {
            self.clip(most)?;
        }
        Ok(done)
    }

    /// What the draft saves the customer: discounts and the value of gifts.
    pub(crate) fn saving(&self, candidate: &Candidate<'_>) -> Result<i128, Error> {
        let mut saving = i128::from(self.draft.total());
        if let Effect::Gift { value: Some(value), .. } = &candidate.rule.effect {
            let worth = i128::from(self.minor(*value)?).saturating_mul(i128::from(self.draft.gift));
            saving = saving.saturating_add(worth);
        }
        Ok(saving)
    }

    /// Takes the draft off the cart, noting what to put back.
    pub(crate) fn apply(&mut self, line_group: Option<Symbol>, log: &mut Log) -> Mark {
        let mark = Mark { log: log.len(), grouped: self.grouped.len(), shipping: self.shipping };
        for (line, amount) in self.draft.lines() {
            if let Some(current) = self.current.get_mut(line) {
                // a discount never exceeds the line
                *current = current.saturating_sub(amount);
            }
            log.push((line, amount));
            if let Some(group) = line_group {
                self.grouped.push((line, group));
            }
        }
        self.shipping = self.shipping.saturating_sub(self.draft.shipping);
        mark
    }

    /// Puts back what was taken since `mark`.
    pub(crate) fn undo(&mut self, mark: Mark, log: &mut Log) {
        for (line, amount) in log.drain(mark.log..) {
            if let Some(current) = self.current.get_mut(line) {
                *current = current.saturating_add(amount);
            }
        }
        self.grouped.truncate(mark.grouped);
        self.shipping = mark.shipping;
    }

    /// The lines among `named` that a target sees now.
    fn see(&self, seen: &mut Vec<usize>, named: &[usize], scope: &Scope, group: Option<Symbol>) {
        let undiscounted = scope.undiscounted();
        seen.clear();
        seen.extend(named.iter().copied().filter(|line| {
            (!undiscounted || self.is_undiscounted(*line))
                && group.is_none_or(|group| !self.grouped.contains(&(*line, group)))
        }));
    }

    fn is_undiscounted(&self, line: usize) -> bool {
        self.current(line) == self.list(line)
    }

    /// The lines that a condition's scope sees.
    fn counted<'s>(&'s self, scope: &'s Scope) -> impl Iterator<Item = usize> + 's {
        self.view
            .lines
            .iter()
            .enumerate()
            .filter(|(index, line)| {
                line.discountable && scope.names(line) && (!scope.undiscounted() || self.is_undiscounted(*index))
            })
            .map(|(index, _)| index)
    }

    fn holds(&self, test: &Test) -> Result<bool, Error> {
        Ok(match test {
            Test::All(tests) => {
                for test in tests {
                    if !self.holds(test)? {
                        return Ok(false);
                    }
                }
                true
            }
            Test::Any(tests) => {
                for test in tests {
                    if self.holds(test)? {
                        return Ok(true);
                    }
                }
                false
            }
            Test::Not(test) => !self.holds(test)?,
            Test::MinSubtotal { amount, basis, scope } => {
                let sum = self.counted(scope).fold(0_i64, |sum, line| sum.saturating_add(self.basis(*basis, line)));
                sum >= self.minor(*amount)?
            }
            Test::MinQuantity { quantity, scope } => {
                let units = self.counted(scope).fold(0_u64, |sum, line| sum.saturating_add(self.quantity(line)));
                units >= *quantity
            }
            Test::MinDistinctSkus { count, scope } => {
                let skus = self.counted(scope).filter_map(|line| self.view.lines.get(line));
                let mut skus: Vec<&str> = skus.map(|line| line.text_sku).collect();
                skus.sort_unstable();
                skus.dedup();
                u64::try_from(skus.len()).unwrap_or(u64::MAX) >= *count
            }
            Test::FirstOrder => self.facts.is_first_order(),
            Test::CustomerIn(ids) => self.facts.customer.is_some_and(|id| ids.contains(id)),
            Test::AttributeIn { key, values } => {
                let value = self.facts.context.attributes.get(&**key).and_then(|value| self.symbols.get(value));
                value.is_some_and(|value| values.contains(value))
            }
            Test::Weekday(days) => days.iter().any(|day| u32::from(*day) == self.facts.weekday),
            Test::TimeOfDay { from, until } => (u32::from(*from)..u32::from(*until)).contains(&self.facts.minute),
        })
    }

    /// Shares `total` out over the visible lines by `self.weights`, each getting at most what it costs now.
    pub(crate) fn share_out(&mut self, total: i64) -> Result<(), Error> {
        if total <= 0 {
            return Ok(());
        }
        for (line, part) in self.visible.iter().zip(allocate(total, &self.weights)?) {
            let current = self.current.get(*line).copied().unwrap_or_default();
            self.draft.add(*line, part.min(current));
        }
        Ok(())
    }

    /// Cuts the draft down to `most`, by what each line gets.
    fn clip(&mut self, most: Decimal) -> Result<(), Error> {
        let most = self.minor(most)?;
        self.draft.shipping = self.draft.shipping.min(most);
        if self.draft.line_total() <= most {
            return Ok(());
        }
        self.draft.sort();
        self.weights.clear();
        self.weights.extend(self.draft.lines().map(|(_, amount)| amount.unsigned_abs()));
        let mut parts = allocate(most, &self.weights)?.into_iter();
        self.draft.try_map(|_| Ok(parts.next().unwrap_or_default()))
    }
}

/// Is it asked what a promotion gives, or what it can give at most whatever else is applied?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    AsWritten,
    Bound,
}

/// The order in which a limit counts units; a bound counts the dearest.
pub(crate) const fn unit_order(selection: UnitSelection, bound: bool) -> Order {
    match selection {
        _ if bound => Order::Dearest,
        UnitSelection::MostExpensive => Order::Dearest,
        UnitSelection::Cheapest => Order::Cheapest,
        UnitSelection::CartOrder => Order::Cart,
    }
}
