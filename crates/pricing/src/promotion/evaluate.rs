//! Compile a set of promotions once, evaluate carts against it often.

use super::best;
use super::candidates::{Candidate, Named, ineligible};
use super::cart::{Cart, Context, Usage, UsageById};
use super::check::{self, Amounts};
use super::description::Promotion;
use super::effect::Effect;
use super::engine::{Engine, Log};
use super::id::PromotionId;
use super::index::Index;
use super::result::{Evaluation, GiftGiven, LineEvaluation, PromotionAmount, Reason, Rejection};
use super::rule::Rule;
use super::symbols::Symbols;
use super::view::{CartView, Facts, LineSymbols};
use crate::error::PricingError;
use mercato_core::{Decimal, Error, Money, Rounding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// How a cart is evaluated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// One pass by priority, or the combination that saves most; priority if left out.
    #[serde(deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Mode>"))]
    pub mode: Mode,
    /// How the rates of effects are rounded; half up if left out.
    #[serde(deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Rounding>"))]
    pub rounding: Rounding,
    /// Best mode is exact for so many promotions that bear on one another, at most 1,000; 24 if left out.
    #[serde(deserialize_with = "exact_limit_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<usize>"))]
    pub exact_limit: usize,
    /// The most steps of the search of best mode for promotions that bear on one another, at most
    /// 100,000,000; 2,000,000 if left out.
    #[serde(deserialize_with = "node_limit_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u64>"))]
    pub node_limit: u64,
    /// Which rejected promotions are listed; all if left out.
    #[serde(deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Trace>"))]
    pub trace: Trace,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::default(),
            rounding: Rounding::default(),
            exact_limit: 24,
            node_limit: 2_000_000,
            trace: Trace::default(),
        }
    }
}

/// The most promotions that bear on one another for which an exact answer may be asked.
const LARGEST_EXACT_LIMIT: usize = 1_000;

/// The most steps that may be asked for, which take minutes.
const LARGEST_NODE_LIMIT: u64 = 100_000_000;

impl Options {
    /// Refuses limits that limit nothing.
    fn check(&self) -> Result<(), Error> {
        if self.exact_limit > LARGEST_EXACT_LIMIT {
            return Err(Error::invalid("exact_limit", self.exact_limit, "must be at most 1000"));
        }
        if self.node_limit > LARGEST_NODE_LIMIT {
            return Err(Error::invalid("node_limit", self.node_limit, "must be at most 100000000"));
        }
        Ok(())
    }
}

/// `null` is an absent key.
fn exact_limit_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(|| Options::default().exact_limit))
}

/// `null` is an absent key.
fn node_limit_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(|| Options::default().node_limit))
}

/// Which promotions are applied, where not all can be?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Each in canonical order, if it may still be applied.
    #[default]
    Priority,
    /// Those that save the customer most together.
    Best,
}

/// Which rejected promotions are listed?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Trace {
    /// Every promotion of the set; the cost grows with the set.
    #[default]
    All,
    /// Those that the cart's keys lead to; the cost grows with them.
    Candidates,
    /// None.
    None,
}

/// Promotions, checked and indexed: immutable, cheap to clone and to share between threads.
///
/// ```
/// use mercato_core::{Currency, Decimal, decimal, time};
/// use mercato_pricing::{Cart, CartLine, Context, Effect, Options, Promotion, PromotionSet, UsageById};
/// let set = PromotionSet::compile(vec![
///     Promotion::new("ten_percent", Effect::percent_off(decimal::parse("0.10")?)),
///     Promotion::new("five_off", Effect::amount_off(decimal::parse("5")?)),
/// ])?;
/// let cart = Cart {
///     currency: Currency::EUR,
///     lines: vec![CartLine::new("1", "shirt", decimal::parse("20.00")?, 2)],
///     shipping_amount: Decimal::ZERO,
/// };
/// let now = Context::at(time::parse_timestamp("2026-11-11T10:00:00+08:00")?);
/// let paid = set.evaluate(&cart, &now, &UsageById::new(), &Options::default())?;
/// assert_eq!(paid.total.to_string(), "31.00"); // 40.00, less 4.00, less 5.00
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct PromotionSet {
    compiled: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    /// In canonical order.
    rules: Vec<Rule>,
    symbols: Symbols,
    index: Index,
    amounts: Amounts,
}

impl PromotionSet {
    /// The promotions as a set that answers. Their order does not matter.
    ///
    /// Time and memory O(n) but for a sort, in the number of promotions and of the texts that they name.
    ///
    /// # Errors
    /// Every mistake of every promotion at once, with the path and code of the first: `duplicate_id` for an id that occurs
    /// twice, `invalid_argument` for what is out of range or contradicts itself.
    #[expect(clippy::needless_pass_by_value, reason = "a set takes over what it is made of; compile_ref borrows")]
    pub fn compile(promotions: Vec<Promotion>) -> Result<Self, PricingError> {
        Self::compile_ref(&promotions)
    }

    /// As [`PromotionSet::compile`], from promotions that are kept.
    ///
    /// # Errors
    /// As [`PromotionSet::compile`].
    pub fn compile_ref(promotions: &[Promotion]) -> Result<Self, PricingError> {
        check::promotions(promotions)?;
        let mut symbols = Symbols::with_room_for(promotions.len());
        Rule::name_excluded(promotions, &mut symbols);
        let placed = promotions.iter().enumerate();
        let mut order: Vec<_> =
            placed.map(|(place, promotion)| (promotion.canonical_key(), place, promotion)).collect();
        order.sort_unstable_by(|(a, ..), (b, ..)| a.cmp(b));
        let mut amounts = Amounts::default();
        let mut rules = Vec::with_capacity(promotions.len());
        for (rank, (_, position, promotion)) in order.into_iter().enumerate() {
            amounts.add(rank, promotion, position);
            rules.push(Rule::compile(promotion, &mut symbols));
        }
        let index = Index::new(&rules);
        Ok(Self { compiled: Arc::new(Compiled { rules, symbols, index, amounts }) })
    }

    /// How many promotions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.compiled.rules.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.compiled.rules.is_empty()
    }

    /// What `cart` costs.
    ///
    /// With [`Trace::Candidates`] or [`Trace::None`] the cost is O(keys of the cart + candidates x lines that they touch),
    /// whatever the size of the set.
    ///
    /// # Errors
    /// `invalid_argument` for a negative price or shipping amount, a quantity of 0, an amount with more decimals than the
    /// cart's currency has (in the cart, in the usage, or in a promotion for that currency), a limit of the options beyond its
    /// own; `duplicate_id` for a line id that occurs twice; `overflow` for sums beyond 64-bit minor units, and where the list prices
    /// could bring more pieces of a gift than 64 bits count.
    pub fn evaluate(
        &self,
        cart: &Cart,
        context: &Context,
        usage: &UsageById,
        options: &Options,
    ) -> Result<Evaluation, PricingError> {
        let Compiled { rules, symbols, index, amounts } = &*self.compiled;
        options.check().map_err(|error| error.within("options"))?;
        let line_symbols = LineSymbols::of(cart, symbols);
        let view = CartView::new(cart, &line_symbols, symbols)?;
        amounts.check(cart.currency)?;
        self.check_usage(usage, &view)?;
        let facts = Facts::new(context, symbols);
        let ranks = match options.trace {
            Trace::All => (0..rules.len()).collect(),
            Trace::Candidates | Trace::None => index.candidates(rules, &view, &facts),
        };
        let unused = Usage::default();
        let mut rejected = Vec::new();
        let mut named = Named::new(&view);
        for rank in ranks {
            let Some(rule) = rules.get(rank) else { continue };
            let usage = if usage.is_empty() { &unused } else { usage.get(&*rule.id).unwrap_or(&unused) };
            match ineligible(rule, usage, &view, &facts) {
                Some(reason) => rejected.push(Rejected { rank, reason, by: None }),
                None => named.add(rank, rule, usage, &view),
            }
        }
        let candidates = named.candidates();
        for candidate in &candidates {
            candidate.check_gift(&view)?;
        }
        let mut engine = Engine::new(&view, &facts, symbols, options.rounding);
        let (pass, optimal) = match options.mode {
            Mode::Priority => (Pass::run(&mut engine, &mut candidates.iter())?, None),
            Mode::Best => {
                let best = best::search(&mut engine, &candidates, options)?;
                (best.pass, Some(best.optimal))
            }
        };
        rejected.extend(pass.rejected.iter().copied());
        if options.trace == Trace::None {
            rejected.clear();
        }
        rejected.sort_unstable_by_key(|rejected| rejected.rank);
        Ok(self.answer(&view, &pass, &rejected, optimal))
    }

    /// Refuses counters that make no sense for the promotions that they are for.
    fn check_usage(&self, usage: &UsageById, view: &CartView<'_>) -> Result<(), Error> {
        // most counters have no more digits than the currency and are far from the end of 64 bits: nobody looks for their promotions
        let digits = view.currency.minor_digits();
        let plain = |used: Decimal| used.scale() <= digits && (0..100_000_000_000_000).contains(&used.mantissa());
        if usage.values().all(|counters| plain(counters.budget_used)) {
            return Ok(());
        }
        let admitted = self.compiled.rules.iter().filter(|rule| rule.admits_currency(view.currency));
        let counted = admitted.filter_map(|rule| usage.get_key_value(&*rule.id));
        let refused = counted.filter_map(|(id, counters)| {
            let error = super::view::amount(counters.budget_used, view.currency).err()?;
            Some((id, error))
        });
        let first = refused.min_by(|(a, _), (b, _)| a.cmp(b));
        first.map_or(Ok(()), |(id, error)| Err(error.named("budget_used").within(id).within("usage")))
    }

    fn answer(&self, view: &CartView<'_>, pass: &Pass, rejected: &[Rejected], optimal: Option<bool>) -> Evaluation {
        let money = |minor: i64| -> Decimal { Money::from_minor(minor, view.currency).to_decimal() };
        let id = |rank: usize| -> PromotionId {
            self.compiled.rules.get(rank).map_or_else(|| PromotionId::from(""), |rule| rule.id.clone())
        };
        let mut shares = vec![0_usize; view.lines.len()];
        for (line, _) in pass.applied.iter().flat_map(|applied| pass.log.get(applied.lines.clone()).unwrap_or_default())
        {
            shares.get_mut(*line).into_iter().for_each(|count| *count = count.saturating_add(1));
        }
        let mut lines: Vec<LineEvaluation> = view
            .lines
            .iter()
            .zip(shares)
            .map(|(line, shares)| LineEvaluation {
                id: line.id.to_owned(),
                list_total: money(line.list),
                discount: Decimal::ZERO,
                total: Decimal::ZERO,
                allocations: Vec::with_capacity(shares),
            })
            .collect();
        let mut discounts = vec![0_i64; lines.len()];
        let mut gifts = Vec::new();
        let mut shipping_discount = 0_i64;
        for applied in &pass.applied {
            for (line, amount) in pass.log.get(applied.lines.clone()).unwrap_or_default() {
                if let (Some(answer), Some(discount)) = (lines.get_mut(*line), discounts.get_mut(*line)) {
                    answer.allocations.push(PromotionAmount { promotion_id: id(applied.rank), amount: money(*amount) });
                    *discount = discount.saturating_add(*amount);
                }
            }
            shipping_discount = shipping_discount.saturating_add(applied.shipping);
            let effect = self.compiled.rules.get(applied.rank).map(|rule| &rule.effect);
            if let Some(Effect::Gift { sku, .. }) = effect.filter(|_| applied.gift > 0) {
                gifts.push(GiftGiven { promotion_id: id(applied.rank), sku: sku.clone(), quantity: applied.gift });
            }
        }
        for ((answer, line), discount) in lines.iter_mut().zip(&view.lines).zip(&discounts) {
            answer.discount = money(*discount);
            answer.total = money(line.list.saturating_sub(*discount));
        }
        let line_discount = discounts.iter().fold(0_i64, |sum, discount| sum.saturating_add(*discount));
        let shipping = view.shipping.saturating_sub(shipping_discount);
        Evaluation {
            currency: view.currency,
            subtotal: money(view.subtotal),
            line_discount_total: money(line_discount),
            shipping_discount: money(shipping_discount),
            shipping_total: money(shipping),
            discount_total: money(line_discount.saturating_add(shipping_discount)),
            total: money(view.subtotal.saturating_sub(line_discount).saturating_add(shipping)),
            lines,
            gifts,
            applied: pass
                .applied
                .iter()
                .map(|applied| PromotionAmount { promotion_id: id(applied.rank), amount: money(applied.amount) })
                .collect(),
            rejected: rejected
                .iter()
                .map(|rejected| Rejection {
                    promotion_id: id(rejected.rank),
                    reason: rejected.reason,
                    by: rejected.by.map(id),
                })
                .collect(),
            optimal,
        }
    }
}

/// A promotion that was applied, and what it gave.
#[derive(Debug, Clone)]
pub(crate) struct Applied {
    pub(crate) rank: usize,
    /// What it took off which lines, in the log of the pass.
    lines: Range<usize>,
    shipping: i64,
    gift: u64,
    amount: i64,
}

/// A promotion that was not applied, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rejected {
    pub(crate) rank: usize,
    pub(crate) reason: Reason,
    pub(crate) by: Option<usize>,
}

/// Some promotions, each looked at once in canonical order.
#[derive(Debug, Default)]
pub(crate) struct Pass {
    pub(crate) applied: Vec<Applied>,
    pub(crate) rejected: Vec<Rejected>,
    log: Log,
    /// Discounts and the value of gifts.
    pub(crate) saving: i128,
}

impl Pass {
    /// Applies what may be applied of `chosen`, in the order given, to the cart as it came.
    pub(crate) fn run<'c>(
        engine: &mut Engine<'_>,
        chosen: &mut dyn Iterator<Item = &'c Candidate<'c>>,
    ) -> Result<Self, Error> {
        let mut pass = Self::default();
        // of those applied, the ones that care what stands beside them
        let mut particular: Vec<(usize, &Rule)> = Vec::new();
        engine.reset();
        for candidate in chosen {
            engine.reach(candidate.rule.level);
            let rank = candidate.rank;
            let by = if candidate.rule.is_exclusive() {
                pass.applied.first().map(|applied| applied.rank)
            } else {
                let conflict = particular.iter().find(|(_, earlier)| candidate.rule.conflicts_after(earlier));
                conflict.map(|(rank, _)| *rank)
            };
            if by.is_some() {
                pass.rejected.push(Rejected { rank, reason: Reason::Excluded, by });
                continue;
            }
            if let Err(reason) = engine.attempt(candidate)? {
                pass.rejected.push(Rejected { rank, reason, by: None });
                continue;
            }
            let start = pass.log.len();
            pass.saving = pass.saving.saturating_add(engine.saving(candidate)?);
            engine.apply(candidate.rule.line_group(), &mut pass.log);
            pass.applied.push(Applied {
                rank,
                lines: start..pass.log.len(),
                shipping: engine.draft.shipping,
                gift: engine.draft.gift,
                amount: engine.draft.total(),
            });
            if candidate.rule.is_particular() {
                particular.push((rank, candidate.rule));
            }
        }
        Ok(pass)
    }
}

/// What [`evaluate_cart`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvaluateCartInput {
    /// What is bought.
    pub cart: Cart,
    /// When, where and by whom.
    pub context: Context,
    /// The offers, in any order.
    pub promotions: Vec<Promotion>,
    /// How far they are used up, by promotion id; unknown ids are ignored.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<BTreeMap<String, Usage>>"))]
    pub usage: BTreeMap<String, Usage>,
    /// How the cart is evaluated.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Options>"))]
    pub options: Options,
}

/// What does a cart cost after its promotions, and why was each applied or not?
///
/// For many carts, compile a [`PromotionSet`] once.
///
/// ```
/// use mercato_core::{Currency, Decimal, decimal, time};
/// use mercato_pricing::{
///     Cart, CartLine, Context, Effect, EvaluateCartInput, Mode, Options, Promotion, Tier, UsageById, evaluate_cart,
/// };
/// let dec = decimal::parse;
/// let mut input = EvaluateCartInput {
///     cart: Cart {
///         currency: Currency::EUR,
///         lines: vec![CartLine::new("1", "lamp", dec("100.00")?, 1)],
///         shipping_amount: Decimal::ZERO,
///     },
///     context: Context::at(time::parse_timestamp("2026-11-11T10:30:00+08:00")?),
///     promotions: vec![
///         Promotion::new("one_off_each", Effect::amount_off_each(dec("1")?)),
///         Promotion::new("thirty_off_100", Effect::threshold_off(vec![Tier::amount(dec("100")?, dec("30")?)])),
///     ],
///     usage: UsageById::new(),
///     options: Options::default(),
/// };
/// // by priority, one off the item misses the threshold
/// assert_eq!(evaluate_cart(&input)?.total, dec("99.00")?);
/// input.options.mode = Mode::Best;
/// assert_eq!(evaluate_cart(&input)?.total, dec("70.00")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`PromotionSet::compile`] and [`PromotionSet::evaluate`].
pub fn evaluate_cart(input: &EvaluateCartInput) -> Result<Evaluation, PricingError> {
    let set = PromotionSet::compile_ref(&input.promotions)?;
    set.evaluate(&input.cart, &input.context, &input.usage, &input.options)
}
