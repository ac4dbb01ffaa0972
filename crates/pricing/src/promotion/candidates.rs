//! The promotions that a cart, its context and their usage leave to be evaluated. (Step 3 of an evaluation.)

use super::cart::Usage;
use super::effect::Effect;
use super::order_effects::pieces;
use super::result::Reason;
use super::rule::Rule;
use super::scope::Scope;
use super::view::{CartView, Facts};
use mercato_core::{Error, Money};
use std::ops::Range;

/// A promotion that is eligible, and the lines that it names.
#[derive(Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) rank: usize,
    pub(crate) rule: &'a Rule,
    pub(crate) usage: &'a Usage,
    /// The discountable lines that its target names, in the order of the cart.
    pub(crate) lines: &'a [usize],
    /// As `lines`, for the target of a buy-x-get-y's rewards.
    pub(crate) get_lines: &'a [usize],
}

/// The lines that each of some rules names, one rule after the other: rules that name nothing take no room.
#[derive(Debug)]
pub(crate) struct Named<'a> {
    rules: Vec<NamedBy<'a>>,
    lines: Vec<usize>,
    /// At the front of `lines` stand all that are discountable, which is what a rule without a target names.
    discountable: usize,
}

/// Where the lines of a rule stand, and those of its rewards.
#[derive(Debug)]
struct NamedBy<'a> {
    rank: usize,
    rule: &'a Rule,
    usage: &'a Usage,
    lines: Range<usize>,
    get_lines: Range<usize>,
}

impl<'a> Named<'a> {
    pub(crate) fn new(view: &CartView<'_>) -> Self {
        let mut named =
            Self { rules: Vec::new(), lines: Vec::with_capacity(view.lines.len().saturating_mul(2)), discountable: 0 };
        named.discountable = named.find(&Scope::Everything, view).end;
        named
    }

    pub(crate) fn add(&mut self, rank: usize, rule: &'a Rule, usage: &'a Usage, view: &CartView<'_>) {
        let lines = match &rule.target {
            _ if rule.is_shipping() => 0..0,
            Scope::Everything => 0..self.discountable,
            scope => self.find(scope, view),
        };
        let get_lines = match &rule.get_target {
            Some(scope) if !lines.is_empty() => self.find(scope, view),
            _ => 0..0,
        };
        self.rules.push(NamedBy { rank, rule, usage, lines, get_lines });
    }

    fn find(&mut self, scope: &Scope, view: &CartView<'_>) -> Range<usize> {
        let start = self.lines.len();
        let lines = view.lines.iter().enumerate().filter(|(_, line)| line.discountable && scope.names(line));
        self.lines.extend(lines.map(|(index, _)| index));
        start..self.lines.len()
    }

    pub(crate) fn candidates(&self) -> Vec<Candidate<'_>> {
        let lines = |range: &Range<usize>| self.lines.get(range.clone()).unwrap_or_default();
        self.rules
            .iter()
            .map(|by| Candidate {
                rank: by.rank,
                rule: by.rule,
                usage: by.usage,
                lines: lines(&by.lines),
                get_lines: lines(&by.get_lines),
            })
            .collect()
    }
}

impl Candidate<'_> {
    /// How many units it may reach, if they are limited.
    pub(crate) fn unit_cap(&self) -> Option<u64> {
        let limits = self.rule.limits();
        let left = |limit: Option<u32>, used: u32| limit.map(|limit| limit.saturating_sub(used));
        [
            limits.max_units,
            left(limits.quantity_limit, self.usage.quantity_used),
            left(limits.quantity_limit_per_customer, self.usage.customer_quantity_used),
        ]
        .into_iter()
        .flatten()
        .min()
        .map(u64::from)
    }

    /// Refuses a gift of more pieces than 64 bits count at the list prices, whatever else would apply first: no mode answers what
    /// another refuses.
    pub(crate) fn check_gift(&self, view: &CartView<'_>) -> Result<(), Error> {
        let Effect::Gift { quantity, every: Some(every), max_quantity, .. } = &self.rule.effect else { return Ok(()) };
        // the lines sum to at most the subtotal, which was checked
        let listed = self.lines.iter().filter_map(|line| view.lines.get(*line));
        let listed = listed.fold(0_i64, |sum, line| sum.saturating_add(line.list));
        let every = Money::from_decimal(*every, view.currency)?.minor();
        let times = listed.checked_div(every).map_or(0, i64::unsigned_abs);
        pieces((*quantity).into(), times, max_quantity.map(u64::from)).map(|_| ())
    }
}

/// The first reason for which the promotion is not eligible, whatever is in the cart.
pub(crate) fn ineligible(rule: &Rule, usage: &Usage, view: &CartView<'_>, facts: &Facts<'_>) -> Option<Reason> {
    let audience = rule.audience();
    let limits = rule.limits();
    let reached = |limit: Option<u64>, used: u64| limit.is_some_and(|limit| used >= limit);
    if facts.now < audience.from {
        Some(Reason::NotStarted)
    } else if facts.now >= audience.until {
        Some(Reason::Expired)
    } else if !rule.admits_currency(view.currency) {
        Some(Reason::CurrencyNotAllowed)
    } else if !audience.channels.is_empty() && !facts.channel.is_some_and(|channel| audience.channels.contains(channel))
    {
        Some(Reason::ChannelNotAllowed)
    } else if !audience.groups.is_empty() && !audience.groups.meets(&facts.groups) {
        Some(Reason::CustomerGroupNotAllowed)
    } else if !audience.codes.is_empty() && !audience.codes.meets(&facts.codes) {
        Some(Reason::CouponRequired)
    } else if reached(limits.usage_limit, usage.used) {
        Some(Reason::UsageLimitReached)
    } else if reached(limits.usage_limit_per_customer, usage.customer_used) {
        Some(Reason::CustomerUsageLimitReached)
    } else {
        None
    }
}
