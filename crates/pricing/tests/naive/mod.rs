//! Section 3 of the specification, read aloud: one element a unit, no index, every subset tried. Slow and plain on purpose;
//! nothing of the crate under test is used but its types of input.

use chrono::{DateTime, Datelike, FixedOffset, Timelike};
use mercato_core::{Decimal, Rounding};
use mercato_pricing::{
    Basis, Cart, CartLine, Condition, Context, Effect, GroupSelection, Level, Measure, Promotion, RewardSelection,
    Target, UnitSelection, Usage, UsageById,
};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What a set of promotions does to a cart; amounts in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// Promotion and total discount, in the order of application.
    pub applied: Vec<(String, i128)>,
    /// By line: promotion and amount, without zeros, in the order of application.
    pub lines: Vec<Vec<(String, i128)>>,
    pub gifts: Vec<(String, String, i128)>,
    pub shipping_discount: i128,
    /// Promotion, reason and the promotion that excludes it.
    pub rejected: Vec<(String, &'static str, Option<String>)>,
    pub saving: i128,
}

pub fn minor(cart: &Cart, amount: Decimal) -> i128 {
    let mut scaled = amount;
    scaled.rescale(cart.currency.minor_digits());
    assert_eq!(scaled, amount);
    scaled.mantissa()
}

/// rate x amount, rounded; both are at least 0.
pub fn rounded(rate: Decimal, amount: i128, mode: Rounding) -> i128 {
    let denominator = 10_i128.pow(rate.scale());
    let numerator = rate.mantissa() * amount;
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    let up = match mode {
        Rounding::HalfUp => 2 * rest >= denominator,
        Rounding::HalfDown => 2 * rest > denominator,
        Rounding::HalfEven => 2 * rest > denominator || (2 * rest == denominator && whole % 2 == 1),
        Rounding::Up | Rounding::Ceil => rest > 0,
        Rounding::Down | Rounding::Floor => false,
    };
    whole + i128::from(up)
}

/// Largest remainders, ties to the smaller index.
pub fn shared(total: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    if total == 0 || sum == 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<i128> = weights.iter().map(|weight| total * weight / sum).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|index| Reverse(total * weights[*index] % sum));
    let missing = total - parts.iter().sum::<i128>();
    for index in order.into_iter().take(usize::try_from(missing).unwrap()) {
        parts[index] += 1;
    }
    parts
}

/// A unit: its line and its amount.
type Unit = (usize, i128);

struct State<'a> {
    cart: &'a Cart,
    context: &'a Context,
    usage: &'a UsageById,
    mode: Rounding,
    list: Vec<i128>,
    current: Vec<i128>,
    item: Option<Vec<i128>>,
    shipping: i128,
    /// Line and line group, where a promotion of the group discounted the line.
    grouped: BTreeSet<(usize, String)>,
}

#[derive(Default)]
struct Given {
    by_line: Vec<i128>,
    shipping: i128,
    gift: i128,
}

pub fn canonical(promotions: &[Promotion]) -> Vec<&Promotion> {
    let mut order: Vec<&Promotion> = promotions.iter().collect();
    order.sort_by(|a, b| {
        (a.effective_level(), Reverse(a.priority), a.id.as_bytes()).cmp(&(
            b.effective_level(),
            Reverse(b.priority),
            b.id.as_bytes(),
        ))
    });
    order
}

fn code(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}

pub fn static_reason(p: &Promotion, cart: &Cart, context: &Context, usage: &Usage) -> Option<&'static str> {
    if p.valid_from.is_some_and(|from| context.now < from) {
        return Some("not_started");
    }
    if p.valid_until.is_some_and(|until| context.now >= until) {
        return Some("expired");
    }
    if !p.currencies.is_empty() && !p.currencies.contains(&cart.currency) {
        return Some("currency_not_allowed");
    }
    if !p.channels.is_empty() && !context.channel.as_ref().is_some_and(|channel| p.channels.contains(channel)) {
        return Some("channel_not_allowed");
    }
    let groups = context.customer.as_ref().map(|customer| customer.groups.clone()).unwrap_or_default();
    if !p.customer_groups.is_empty() && !p.customer_groups.iter().any(|group| groups.contains(group)) {
        return Some("customer_group_not_allowed");
    }
    let given: Vec<String> = context.coupon_codes.iter().map(|text| code(text)).collect();
    if !p.coupon_codes.is_empty() && !p.coupon_codes.iter().any(|text| given.contains(&code(text))) {
        return Some("coupon_required");
    }
    if p.limits.usage_limit.is_some_and(|limit| usage.used >= limit) {
        return Some("usage_limit_reached");
    }
    if p.limits.usage_limit_per_customer.is_some_and(|limit| usage.customer_used >= limit) {
        return Some("customer_usage_limit_reached");
    }
    None
}

pub fn conflict(later: &Promotion, earlier: &Promotion) -> bool {
    later.stacking.exclusive
        || earlier.stacking.exclusive
        || earlier.stacking.stop_after
        || later.stacking.exclusion_groups.iter().any(|group| earlier.stacking.exclusion_groups.contains(group))
        || later.stacking.excludes.contains(&earlier.id)
        || earlier.stacking.excludes.contains(&later.id)
}

fn usage_of(usage: &UsageById, id: &str) -> Usage {
    usage.get(id).cloned().unwrap_or_default()
}

/// Step 4 over `chosen`, which is in canonical order and statically eligible.
pub fn run(cart: &Cart, context: &Context, usage: &UsageById, mode: Rounding, chosen: &[&Promotion]) -> Outcome {
    let list: Vec<i128> =
        cart.lines.iter().map(|line| minor(cart, line.unit_price) * i128::from(line.quantity)).collect();
    let mut state = State {
        cart,
        context,
        usage,
        mode,
        current: list.clone(),
        list,
        item: None,
        shipping: minor(cart, cart.shipping_amount),
        grouped: BTreeSet::new(),
    };
    let mut outcome = Outcome { lines: vec![Vec::new(); cart.lines.len()], ..Outcome::default() };
    let mut applied: Vec<&Promotion> = Vec::new();
    for p in chosen {
        if p.effective_level() != Level::Item && state.item.is_none() {
            state.item = Some(state.current.clone());
        }
        if let Some(by) = applied.iter().find(|earlier| conflict(p, earlier)) {
            outcome.rejected.push((p.id.clone(), "excluded", Some(by.id.clone())));
            continue;
        }
        match state.attempt(p) {
            Err(reason) => outcome.rejected.push((p.id.clone(), reason, None)),
            Ok(given) => {
                for (line, amount) in given.by_line.iter().enumerate().filter(|(_, amount)| **amount > 0) {
                    state.current[line] -= amount;
                    assert!(state.current[line] >= 0);
                    outcome.lines[line].push((p.id.clone(), *amount));
                    if let Some(group) = &p.stacking.line_group {
                        state.grouped.insert((line, group.clone()));
                    }
                }
                state.shipping -= given.shipping;
                outcome.shipping_discount += given.shipping;
                let total = given.by_line.iter().sum::<i128>() + given.shipping;
                outcome.saving += total;
                if let Effect::Gift { sku, value, .. } = &p.effect {
                    outcome.gifts.push((p.id.clone(), sku.clone(), given.gift));
                    outcome.saving += given.gift * value.map_or(0, |value| minor(cart, value));
                }
                outcome.applied.push((p.id.clone(), total));
                applied.push(p);
            }
        }
    }
    outcome
}

/// Every subset, the best saving, ties to the one that applies the earliest differing promotion.
pub fn best(cart: &Cart, context: &Context, usage: &UsageById, mode: Rounding, eligible: &[&Promotion]) -> Outcome {
    let mut best: Option<(i128, Vec<bool>, Outcome)> = None;
    for subset in 0..(1_u32 << eligible.len()) {
        let chosen: Vec<&Promotion> =
            eligible.iter().enumerate().filter(|(index, _)| subset >> index & 1 == 1).map(|(_, p)| *p).collect();
        let outcome = run(cart, context, usage, mode, &chosen);
        let bits: Vec<bool> = eligible.iter().map(|p| outcome.applied.iter().any(|(id, _)| *id == p.id)).collect();
        if best.as_ref().is_none_or(|(saving, held, _)| (outcome.saving, &bits) > (*saving, held)) {
            best = Some((outcome.saving, bits, outcome));
        }
    }
    let mut outcome = best.unwrap().2;
    outcome.rejected = eligible
        .iter()
        .filter(|p| outcome.applied.iter().all(|(id, _)| *id != p.id))
        .map(|p| {
            let alone = run(cart, context, usage, mode, &[p]);
            let reason = alone.rejected.first().map_or("not_in_best_combination", |(_, reason, _)| *reason);
            (p.id.clone(), reason, None)
        })
        .collect();
    outcome
}

impl State<'_> {
    fn matches(&self, target: Option<&Target>, index: usize, line: &CartLine) -> bool {
        if !line.discountable {
            return false;
        }
        let Some(target) = target else { return true };
        let any = |asked: &[String], has: &[String]| asked.iter().any(|text| has.contains(text));
        let one = |asked: &[String], has: Option<&String>| has.is_some_and(|text| asked.contains(text));
        (target.skus.is_empty() || one(&target.skus, Some(&line.sku)))
            && (target.category_ids.is_empty() || any(&target.category_ids, &line.category_ids))
            && (target.tags.is_empty() || any(&target.tags, &line.tags))
            && (target.store_ids.is_empty() || one(&target.store_ids, line.store_id.as_ref()))
            && !one(&target.exclude_skus, Some(&line.sku))
            && !any(&target.exclude_category_ids, &line.category_ids)
            && !any(&target.exclude_tags, &line.tags)
            && (!target.exclude_discounted || self.current[index] == self.list[index])
    }

    fn lines(&self, target: Option<&Target>, group: Option<&String>) -> Vec<usize> {
        let lines = self.cart.lines.iter().enumerate();
        lines
            .filter(|(index, line)| self.matches(target, *index, line))
            .filter(|(index, _)| group.is_none_or(|group| !self.grouped.contains(&(*index, group.clone()))))
            .map(|(index, _)| index)
            .collect()
    }

    fn basis(&self, basis: Basis, line: usize) -> i128 {
        match basis {
            Basis::List => self.list[line],
            Basis::Current => self.current[line],
            Basis::Item => self.item.as_ref().unwrap_or(&self.current)[line],
        }
    }

    fn holds(&self, condition: &Condition) -> bool {
        let now: DateTime<FixedOffset> = self.context.now;
        match condition {
            Condition::All { conditions } => conditions.iter().all(|inner| self.holds(inner)),
            Condition::Any { conditions } => conditions.iter().any(|inner| self.holds(inner)),
            Condition::Not { condition } => !self.holds(condition),
            Condition::MinSubtotal { amount, basis, target } => {
                let lines = self.lines(target.as_ref(), None);
                lines.iter().map(|line| self.basis(*basis, *line)).sum::<i128>() >= minor(self.cart, *amount)
            }
            Condition::MinQuantity { quantity, target } => {
                let lines = self.lines(target.as_ref(), None);
                lines.iter().map(|line| u64::from(self.cart.lines[*line].quantity)).sum::<u64>() >= *quantity
            }
            Condition::MinDistinctSkus { count, target } => {
                let lines = self.lines(target.as_ref(), None);
                let skus: BTreeSet<&str> = lines.iter().map(|line| self.cart.lines[*line].sku.as_str()).collect();
                skus.len() as u64 >= *count
            }
            Condition::FirstOrder {} => {
                self.context.customer.as_ref().is_some_and(|customer| customer.order_count == Some(0))
            }
            Condition::CustomerIn { ids } => {
                self.context.customer.as_ref().is_some_and(|customer| ids.contains(&customer.id))
            }
            Condition::AttributeIn { key, values } => {
                self.context.attributes.get(key).is_some_and(|value| values.contains(value))
            }
            Condition::Weekday { days } => days.contains(&(now.weekday().number_from_monday() as u8)),
            Condition::TimeOfDay { from, until } => {
                let minute = now.hour() * 60 + now.minute();
                u32::from(from.minutes()) <= minute && minute < u32::from(until.minutes())
            }
            _ => unreachable!("a condition this model does not know"),
        }
    }

    fn units(&self, lines: &[usize]) -> Vec<Unit> {
        let mut units = Vec::new();
        for line in lines {
            let n = i128::from(self.cart.lines[*line].quantity);
            let (q, r) = (self.current[*line] / n, self.current[*line] % n);
            units.extend((0..n).map(|unit| (*line, if unit < r { q + 1 } else { q })));
        }
        units
    }

    fn cap(&self, p: &Promotion) -> Option<usize> {
        let usage = usage_of(self.usage, &p.id);
        let mut caps = Vec::new();
        caps.extend(p.limits.max_units.map(i128::from));
        caps.extend(p.limits.quantity_limit.map(|limit| i128::from(limit) - i128::from(usage.quantity_used)));
        caps.extend(
            p.limits
                .quantity_limit_per_customer
                .map(|limit| i128::from(limit) - i128::from(usage.customer_quantity_used)),
        );
        caps.into_iter().min().map(|cap| usize::try_from(cap.max(0)).unwrap())
    }

    fn chosen(&self, lines: &[usize], selection: UnitSelection, cap: Option<usize>) -> Vec<Unit> {
        let mut units = self.units(lines);
        match selection {
            UnitSelection::MostExpensive => units.sort_by_key(|(line, amount)| (Reverse(*amount), *line)),
            UnitSelection::Cheapest => units.sort_by_key(|(line, amount)| (*amount, *line)),
            UnitSelection::CartOrder => {}
        }
        units.truncate(cap.unwrap_or(usize::MAX));
        units
    }

    fn attempt(&self, p: &Promotion) -> Result<Given, &'static str> {
        if p.condition.as_ref().is_some_and(|condition| !self.holds(condition)) {
            return Err("condition_not_met");
        }
        let lines = self.lines(p.target.as_ref(), p.stacking.line_group.as_ref());
        if p.effective_level() != Level::Shipping && lines.is_empty() {
            return Err("no_matching_lines");
        }
        let mut given = Given { by_line: vec![0; self.cart.lines.len()], ..Given::default() };
        self.effect(p, &lines, &mut given)?;
        if let Some(most) = p.limits.max_discount {
            let most = minor(self.cart, most);
            given.shipping = given.shipping.min(most);
            if given.by_line.iter().sum::<i128>() > most {
                given.by_line = shared(most, &given.by_line);
            }
        }
        let total = given.by_line.iter().sum::<i128>() + given.shipping;
        if total == 0 && given.gift == 0 {
            return Err("no_effect");
        }
        if let Some(budget) = p.limits.budget {
            let used = minor(self.cart, usage_of(self.usage, &p.id).budget_used);
            if total > 0 && used + total > minor(self.cart, budget) {
                return Err("budget_exceeded");
            }
        }
        Ok(given)
    }

    fn share(&self, total: i128, weights: &[i128], lines: &[usize], given: &mut Given) {
        for (line, part) in lines.iter().zip(shared(total, weights)) {
            given.by_line[*line] += part.min(self.current[*line]);
        }
    }

    fn effect(&self, p: &Promotion, lines: &[usize], given: &mut Given) -> Result<(), &'static str> {
        let money = |amount: Decimal| minor(self.cart, amount);
        let cap = self.cap(p);
        if cap == Some(0) {
            return Err("quantity_limit_reached");
        }
        let current: Vec<i128> = lines.iter().map(|line| self.current[*line]).collect();
        match &p.effect {
            Effect::PercentOff { rate, .. } if p.effective_level() == Level::Order => {
                self.share(rounded(*rate, current.iter().sum(), self.mode), &current, lines, given);
            }
            Effect::PercentOff { rate, selection } => {
                for (line, amount) in self.chosen(lines, *selection, cap) {
                    given.by_line[line] += amount;
                }
                for amount in &mut given.by_line {
                    *amount = rounded(*rate, *amount, self.mode);
                }
            }
            Effect::AmountOffEach { amount, selection } => {
                for (line, unit) in self.chosen(lines, *selection, cap) {
                    given.by_line[line] += unit.min(money(*amount));
                }
            }
            Effect::FixedPrice { price, selection } => {
                for (line, unit) in self.chosen(lines, *selection, cap) {
                    given.by_line[line] += (unit - money(*price)).max(0);
                }
            }
            Effect::BuyXGetY { buy_quantity, get_quantity, rate, selection, max_sets, get_target } => {
                let (buy, get) = (*buy_quantity as usize, *get_quantity as usize);
                let most = max_sets.map_or(usize::MAX, |most| most as usize);
                let rewarded = match get_target {
                    None => self.buy_x_get_y(lines, buy, get, *selection, most)?,
                    Some(target) => {
                        let there = self.lines(Some(target), p.stacking.line_group.as_ref());
                        self.buy_here_get_there(lines, &there, buy, get, *selection, most)?
                    }
                };
                for (line, unit) in rewarded {
                    given.by_line[line] += rounded(*rate, unit, self.mode);
                }
            }
            Effect::MultiBuy { quantity, price, max_sets, selection } => {
                let mut units = self.units(lines);
                match selection {
                    GroupSelection::MostExpensive => units.sort_by_key(|(line, unit)| (Reverse(*unit), *line)),
                    GroupSelection::Cheapest => units.sort_by_key(|(line, unit)| (*unit, *line)),
                }
                let most = max_sets.map_or(usize::MAX, |most| most as usize);
                let groups: Vec<&[Unit]> = units.chunks_exact(*quantity as usize).take(most).collect();
                if groups.is_empty() {
                    return Err("threshold_not_met");
                }
                for group in groups {
                    let amounts: Vec<i128> = group.iter().map(|(_, unit)| *unit).collect();
                    let discount = (amounts.iter().sum::<i128>() - money(*price)).max(0);
                    for ((line, _), part) in group.iter().zip(shared(discount, &amounts)) {
                        given.by_line[*line] += part;
                    }
                }
            }
            Effect::Bundle { components, price, max_sets } => {
                let pools: Vec<(Vec<Unit>, usize)> = components
                    .iter()
                    .map(|component| {
                        let of_sku = |line: &&usize| self.cart.lines[**line].sku == component.sku;
                        let own: Vec<usize> = lines.iter().filter(of_sku).copied().collect();
                        let mut units = self.units(&own);
                        units.sort_by_key(|(line, unit)| (Reverse(*unit), *line));
                        (units, component.quantity as usize)
                    })
                    .collect();
                if pools.iter().all(|(units, _)| units.is_empty()) {
                    return Err("no_matching_lines");
                }
                let full = pools.iter().map(|(units, need)| units.len() / need).min().unwrap();
                let full = full.min(max_sets.map_or(usize::MAX, |most| most as usize));
                if full == 0 {
                    return Err("threshold_not_met");
                }
                let mut taken = vec![0; self.cart.lines.len()];
                let mut discount = 0;
                for set in 0..full {
                    let units: Vec<Unit> = pools
                        .iter()
                        .flat_map(|(units, need)| units[set * need..(set + 1) * need].iter().copied())
                        .collect();
                    let sum: i128 = units.iter().map(|(_, unit)| unit).sum();
                    if sum <= money(*price) {
                        break;
                    }
                    discount += sum - money(*price);
                    for (line, unit) in units {
                        taken[line] += unit;
                    }
                }
                for (line, part) in shared(discount, &taken).into_iter().enumerate() {
                    given.by_line[line] += part;
                }
            }
            Effect::AmountOff { amount } => {
                self.share(money(*amount).min(current.iter().sum()), &current, lines, given);
            }
            Effect::ThresholdOff { tiers, measure, repeat, max_repeats, basis } => {
                let amounts: Vec<i128> = lines.iter().map(|line| self.basis(*basis, *line)).collect();
                let sum: i128 = amounts.iter().sum();
                let units: i128 = lines.iter().map(|line| i128::from(self.cart.lines[*line].quantity)).sum();
                let (measured, least): (i128, Box<dyn Fn(Decimal) -> i128>) = match measure {
                    Measure::Amount => (sum, Box::new(money)),
                    Measure::Quantity => (units, Box::new(|min: Decimal| i128::try_from(min).unwrap())),
                };
                let reached = tiers.iter().filter(|tier| least(tier.min) <= measured).max_by_key(|tier| tier.min);
                let Some(tier) = reached else { return Err("threshold_not_met") };
                let times = if *repeat {
                    (measured / least(tier.min)).min(max_repeats.map_or(i128::MAX, i128::from))
                } else {
                    1
                };
                let discount = match (tier.amount, tier.rate) {
                    (Some(amount), _) => money(amount) * times,
                    (_, rate) => rounded(rate.unwrap(), sum, self.mode),
                };
                self.share(discount.min(sum), &amounts, lines, given);
            }
            Effect::Gift { quantity, every, basis, max_quantity, .. } => {
                let sum: i128 = lines.iter().map(|line| self.basis(*basis, *line)).sum();
                let times = every.map_or(1, |every| sum / money(every));
                if times == 0 {
                    return Err("threshold_not_met");
                }
                given.gift = (i128::from(*quantity) * times).min(max_quantity.map_or(i128::MAX, i128::from));
            }
            Effect::ShippingOff { rate, amount, max_amount } => {
                let wanted = match (rate, amount) {
                    (Some(rate), _) => rounded(*rate, self.shipping, self.mode),
                    (None, amount) => money(amount.unwrap()),
                };
                given.shipping = wanted.min(max_amount.map_or(i128::MAX, money)).min(self.shipping);
            }
            _ => unreachable!("an effect this model does not know"),
        }
        Ok(())
    }

    fn buy_x_get_y(
        &self,
        lines: &[usize],
        buy: usize,
        get: usize,
        selection: RewardSelection,
        most: usize,
    ) -> Result<Vec<Unit>, &'static str> {
        let mut units = self.units(lines);
        let sets = (units.len() / (buy + get)).min(most);
        if sets == 0 {
            return Err("threshold_not_met");
        }
        if selection == RewardSelection::Cheapest {
            units.sort_by_key(|(line, unit)| (*unit, *line));
        } else {
            units.sort_by_key(|(line, unit)| (Reverse(*unit), *line));
        }
        Ok(match selection {
            RewardSelection::CheapestPerSet => {
                units.chunks(buy + get).take(sets).flat_map(|set| set[buy..].iter().copied()).collect()
            }
            _ => units.into_iter().take(sets * get).collect(),
        })
    }

    fn buy_here_get_there(
        &self,
        here: &[usize],
        there: &[usize],
        buy: usize,
        get: usize,
        selection: RewardSelection,
        most: usize,
    ) -> Result<Vec<Unit>, &'static str> {
        if there.is_empty() {
            return Err("no_matching_lines");
        }
        let pool = self.units(there);
        let only_here = self.units(here).iter().filter(|(line, _)| !there.contains(line)).count();
        let both = pool.iter().filter(|(line, _)| here.contains(line)).count();
        let only_there = pool.len() - both;
        let need = |n: usize| (n * buy).saturating_sub(only_here) + (n * get).saturating_sub(only_there);
        let mut sets = 0;
        while sets < most && need(sets + 1) <= both {
            sets += 1;
        }
        if sets == 0 {
            return Err("threshold_not_met");
        }
        let mut shared_left = both - (sets * buy).saturating_sub(only_here);
        let mut pool = pool;
        match selection {
            RewardSelection::MostExpensive => pool.sort_by_key(|(line, unit)| (Reverse(*unit), *line)),
            _ => pool.sort_by_key(|(line, unit)| (*unit, *line)),
        }
        let mut rewarded = Vec::new();
        for (line, unit) in pool {
            if rewarded.len() == sets * get {
                break;
            }
            if here.contains(&line) {
                if shared_left == 0 {
                    continue;
                }
                shared_left -= 1;
            }
            rewarded.push((line, unit));
        }
        Ok(rewarded)
    }
}
