//! The promotions that a cart, its context and their usage leave to be evaluated. (Step 3 of an evaluation.)

use super::cart::Usage;
use super::result::Reason;
use super::rule::{Rule, Scope};
use super::view::{CartView, Facts};

/// A promotion that is eligible, and the lines that it names.
#[derive(Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) rank: usize,
    pub(crate) rule: &'a Rule,
    pub(crate) usage: &'a Usage,
    /// The discountable lines that its target names, in the order of the cart.
    pub(crate) lines: Vec<usize>,
    /// As `lines`, for the target of a buy-x-get-y's rewards.
    pub(crate) get_lines: Vec<usize>,
}

impl<'a> Candidate<'a> {
    pub(crate) fn new(rank: usize, rule: &'a Rule, usage: &'a Usage, view: &CartView<'_>) -> Self {
        let lines = if rule.is_shipping() { Vec::new() } else { named(rule.target.as_deref(), view) };
        let get_lines = match &rule.get_target {
            Some(scope) if !lines.is_empty() => named(Some(scope), view),
            _ => Vec::new(),
        };
        Self { rank, rule, usage, lines, get_lines }
    }

    /// How many units it may reach, if they are limited.
    pub(crate) fn unit_cap(&self) -> Option<u64> {
        let limits = &self.rule.limits;
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
}

fn named(scope: Option<&Scope>, view: &CartView<'_>) -> Vec<usize> {
    let lines = view.lines.iter().enumerate();
    let named = lines.filter(|(_, line)| line.discountable && scope.is_none_or(|scope| scope.names(line)));
    named.map(|(index, _)| index).collect()
}

/// The first reason for which the promotion is not eligible, whatever is in the cart.
pub(crate) fn ineligible(rule: &Rule, usage: &Usage, view: &CartView<'_>, facts: &Facts<'_>) -> Option<Reason> {
    let reached = |limit: Option<u64>, used: u64| limit.is_some_and(|limit| used >= limit);
    if facts.now < rule.from {
        Some(Reason::NotStarted)
    } else if facts.now >= rule.until {
        Some(Reason::Expired)
    } else if !rule.admits_currency(view.currency) {
        Some(Reason::CurrencyNotAllowed)
    } else if !rule.channels.is_empty() && !facts.channel.is_some_and(|channel| rule.channels.contains(channel)) {
        Some(Reason::ChannelNotAllowed)
    } else if !rule.groups.is_empty() && !rule.groups.meets(&facts.groups) {
        Some(Reason::CustomerGroupNotAllowed)
    } else if !rule.codes.is_empty() && !rule.codes.meets(&facts.codes) {
        Some(Reason::CouponRequired)
    } else if reached(rule.limits.usage_limit, usage.used) {
        Some(Reason::UsageLimitReached)
    } else if reached(rule.limits.usage_limit_per_customer, usage.customer_used) {
        Some(Reason::CustomerUsageLimitReached)
    } else {
        None
    }
}
