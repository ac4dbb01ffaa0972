//! What must hold of every cart and every set of promotions, and how any bytes become such. Shared by the fuzz target and by
//! the test that replays its corpus.

#[allow(clippy::duplicate_mod, reason = "the test of the corpora holds three such files")]
#[path = "choices.rs"]
mod choices;

use choices::Choices;
use mercato_core::{Decimal, decimal};
use mercato_pricing::{
    Cart, Context, DetectConflictsInput, Effect, EvaluateCartInput, Evaluation, Mode, Options, Promotion, PromotionSet,
    ReturnedUnits, Trace, UsageById, detect_conflicts,
};
use serde_json::{Value, json};

/// Reads the bytes as JSON if they begin as an object does, or else as choices among promotions and carts, and holds the
/// answers to what must always be so. Whether anything was evaluated.
pub fn check(bytes: &[u8]) -> bool {
    let input = if bytes.first() == Some(&b'{') {
        serde_json::from_slice(bytes).ok()
    } else {
        let question = Choices { bytes }.question();
        Some(serde_json::from_value(question.clone()).unwrap_or_else(|error| panic!("{error}: {question}")))
    };
    input.is_some_and(|input| holds(&input))
}

fn holds(input: &EvaluateCartInput) -> bool {
    let EvaluateCartInput { cart, context, promotions, usage, options } = input;
    let found = detect_conflicts(&DetectConflictsInput { promotions: promotions.clone() });
    let set = match PromotionSet::compile_ref(promotions) {
        Ok(set) => set,
        Err(error) => {
            assert_eq!(found.err(), Some(error), "what a set is refused for, its conflicts are refused for");
            return false;
        }
    };
    assert!(found.is_ok(), "a set that compiles has conflicts or none");
    let ask = |mode, trace| {
        // what a fuzzer may take
        let limits = (options.exact_limit.min(10), options.node_limit.min(2_000));
        let options = Options { mode, trace, exact_limit: limits.0, node_limit: limits.1, ..options.clone() };
        set.evaluate(cart, context, usage, &options)
    };
    let all = match ask(Mode::Priority, Trace::All) {
        Ok(all) => all,
        Err(error) => {
            for (mode, trace) in [(Mode::Best, Trace::All), (Mode::Priority, Trace::None)] {
                assert_eq!(ask(mode, trace).err().as_ref(), Some(&error), "{mode:?} {trace:?}");
            }
            return false;
        }
    };
    identities(cart, promotions, &all);
    let listed =
        ask(Mode::Priority, Trace::Candidates).expect("what is answered with a long trace is with a short one");
    assert!(listed.rejected.iter().all(|one| all.rejected.contains(one)));
    assert_eq!(Evaluation { rejected: all.rejected.clone(), ..listed }, all);
    let best = ask(Mode::Best, Trace::All).expect("what one mode answers the other does");
    identities(cart, promotions, &best);
    assert!(worth(&best, promotions) >= worth(&all, promotions), "best saves less than priority");
    let none = ask(Mode::Best, Trace::None).expect("the trace is no reason to refuse");
    assert_eq!(none, Evaluation { rejected: Vec::new(), ..best });

    let mut turned = promotions.clone();
    turned.reverse();
    let turned = PromotionSet::compile(turned).expect("the order is no mistake");
    let again =
        turned.evaluate(cart, context, usage, &Options { mode: Mode::Priority, trace: Trace::All, ..options.clone() });
    assert_eq!(again.as_ref(), Ok(&all), "the order of the promotions changes the answer");
    refunds(&set, cart, context, usage, options);
    true
}

fn sum(amounts: impl Iterator<Item = Decimal>) -> Decimal {
    let amounts: Vec<Decimal> = amounts.collect();
    decimal::sum(&amounts).expect("the sum of an answer fits")
}

/// Discounts, and gifts at their value.
fn worth(answer: &Evaluation, promotions: &[Promotion]) -> i128 {
    let minor = |amount: Decimal| {
        let mut amount = amount;
        amount.rescale(4);
        amount.mantissa()
    };
    let value = |id: &str| match promotions.iter().find(|one| one.id == id).map(|one| &one.effect) {
        Some(Effect::Gift { value, .. }) => minor(value.unwrap_or_default()),
        _ => 0,
    };
    let gifts: i128 = answer.gifts.iter().map(|gift| value(&gift.promotion_id) * i128::from(gift.quantity)).sum();
    minor(answer.discount_total) + gifts
}

fn identities(cart: &Cart, promotions: &[Promotion], answer: &Evaluation) {
    assert_eq!(answer.lines.len(), cart.lines.len());
    for (line, bought) in answer.lines.iter().zip(&cart.lines) {
        assert_eq!(line.id, bought.id);
        assert_eq!(line.list_total, bought.unit_price.checked_mul(bought.quantity.into()).expect("it fits"));
        assert_eq!(sum(line.allocations.iter().map(|one| one.amount)), line.discount);
        assert!(line.allocations.iter().all(|one| one.amount > Decimal::ZERO));
        assert_eq!(line.list_total - line.discount, line.total);
        assert!(line.total >= Decimal::ZERO && line.discount >= Decimal::ZERO);
        assert!(bought.discountable || line.discount.is_zero(), "a line that is not discountable has a discount");
    }
    assert_eq!(sum(answer.lines.iter().map(|line| line.list_total)), answer.subtotal);
    assert_eq!(sum(answer.lines.iter().map(|line| line.discount)), answer.line_discount_total);
    assert_eq!(sum(answer.applied.iter().map(|one| one.amount)), answer.discount_total);
    assert_eq!(answer.line_discount_total + answer.shipping_discount, answer.discount_total);
    assert_eq!(sum(answer.lines.iter().map(|line| line.total)) + answer.shipping_total, answer.total);
    assert_eq!(cart.shipping_amount - answer.shipping_discount, answer.shipping_total);
    assert!(answer.shipping_total >= Decimal::ZERO && answer.total >= Decimal::ZERO);
    assert_eq!(answer.applied.len() + answer.rejected.len(), promotions.len(), "each is applied or rejected");
    for applied in &answer.applied {
        let promotion = promotions.iter().find(|one| *one.id == *applied.promotion_id).expect("it is of the set");
        let most = [promotion.limits.max_discount, promotion.limits.budget];
        assert!(most.into_iter().flatten().all(|most| applied.amount <= most), "more than the promotion may give");
    }
}

/// Whatever comes back, in whatever order: never more than was paid, and all of it for all of it.
fn refunds(set: &PromotionSet, cart: &Cart, context: &Context, usage: &UsageById, options: &Options) {
    let options = Options { mode: Mode::Priority, ..options.clone() };
    let back = |units: &dyn Fn(u32) -> u32| {
        let returns: Vec<ReturnedUnits> = cart
            .lines
            .iter()
            .map(|line| ReturnedUnits { id: line.id.clone(), quantity: units(line.quantity).into() })
            .collect();
        set.refund_repriced(cart, context, usage, &options, &returns).expect("a cart that has a price has a refund")
    };
    let half = back(&|units| units / 2);
    assert!(half.refund >= Decimal::ZERO && half.refund <= half.proportional_refund);
    assert!(half.proportional_refund <= half.paid_before);
    assert_eq!(half.refund + half.clawback, half.proportional_refund);
    let all = back(&|units| units);
    assert_eq!((all.refund, all.payable_after.is_zero()), (all.paid_before, true));
}

impl Choices<'_> {
    /// Small amounts, and now and then one at the end of what fits.
    fn amount(&mut self) -> Value {
        match self.below(12) {
            0 => json!("0"),
            1 => json!("92233720368547758.07"),
            2 => json!("0.01"),
            3 => json!("46116860184273879.03"),
            4 => json!("99999999999.99"),
            _ => json!(format!("{}.{:02}", self.byte(), self.byte() % 100)),
        }
    }

    fn rate(&mut self) -> Value {
        match self.below(8) {
            0 => json!("0"),
            1 => json!("1"),
            2 => json!("0.000000000001"),
            3 => json!("0.333333333333"),
            _ => json!(format!("0.{:02}", self.byte() % 100)),
        }
    }

    fn count(&mut self) -> Value {
        match self.below(10) {
            0 => json!(u32::MAX),
            1 => json!(1_000_000),
            _ => json!(self.below(9)),
        }
    }

    fn at_least_one(&mut self) -> Value {
        match self.below(10) {
            0 => json!(u32::MAX),
            _ => json!(self.below(6) + 1),
        }
    }

    fn texts(&mut self, choices: &[&str]) -> Value {
        self.list(2, |bytes| json!(bytes.pick(choices)))
    }

    fn target(&mut self) -> Value {
        json!({
            "skus": self.maybe(|bytes| bytes.texts(SKUS)),
            "category_ids": self.maybe(|bytes| bytes.texts(NAMES)),
            "tags": self.maybe(|bytes| bytes.texts(NAMES)),
            "store_ids": self.maybe(|bytes| bytes.texts(NAMES)),
            "exclude_skus": self.maybe(|bytes| bytes.texts(SKUS)),
            "exclude_category_ids": self.maybe(|bytes| bytes.texts(NAMES)),
            "exclude_tags": self.maybe(|bytes| bytes.texts(NAMES)),
            "exclude_discounted": self.below(4) == 1,
        })
    }

    fn basis(&mut self) -> &'static str {
        self.pick(&["current", "list", "item"])
    }

    fn condition(&mut self, depth: u8) -> Value {
        match self.below(if depth == 0 { 8 } else { 11 }) {
            0 => {
                json!({"type": "min_subtotal", "amount": self.amount(), "basis": self.basis(), "target": self.maybe(Self::target)})
            }
            1 => json!({"type": "min_quantity", "quantity": self.at_least_one(), "target": self.maybe(Self::target)}),
            2 => json!({"type": "min_distinct_skus", "count": self.at_least_one(), "target": self.maybe(Self::target)}),
            3 => json!({"type": "first_order"}),
            4 => json!({"type": "customer_in", "ids": self.texts(NAMES)}),
            5 => json!({"type": "attribute_in", "key": "a", "values": self.texts(NAMES)}),
            6 => json!({"type": "weekday", "days": self.list(3, |bytes| json!(bytes.below(7) + 1))}),
            7 => {
                json!({"type": "time_of_day", "from": self.pick(&["00:00", "10:30", "10:31"]), "until": self.pick(&["10:59", "24:00"])})
            }
            8 => json!({"type": "not", "condition": self.condition(depth - 1)}),
            kind => json!({
                "type": if kind == 9 { "all" } else { "any" },
                "conditions": self.list(2, |bytes| bytes.condition(depth - 1)),
            }),
        }
    }

    fn effect(&mut self) -> Value {
        let selections = ["most_expensive", "cheapest", "cart_order"];
        match self.below(10) {
            0 => json!({"type": "percent_off", "rate": self.rate(), "selection": self.pick(&selections)}),
            1 => json!({"type": "amount_off_each", "amount": self.amount(), "selection": self.pick(&selections)}),
            2 => json!({"type": "fixed_price", "price": self.amount(), "selection": self.pick(&selections)}),
            3 => json!({
                "type": "buy_x_get_y", "buy_quantity": self.at_least_one(), "get_quantity": self.at_least_one(),
                "rate": self.maybe(Self::rate), "selection": self.pick(&["cheapest", "cheapest_per_set", "most_expensive"]),
                "max_sets": self.maybe(Self::count), "get_target": self.maybe(Self::target),
            }),
            4 => json!({
                "type": "multi_buy", "quantity": self.at_least_one(), "price": self.amount(),
                "max_sets": self.maybe(Self::count), "selection": self.pick(&["most_expensive", "cheapest"]),
            }),
            5 => {
                let components: Vec<Value> = SKUS
                    .iter()
                    .take(usize::from(self.below(3)) + 1)
                    .map(|sku| json!({"sku": sku, "quantity": self.at_least_one()}))
                    .collect();
                json!({"type": "bundle", "components": components, "price": self.amount(), "max_sets": self.maybe(Self::count)})
            }
            6 => json!({"type": "amount_off", "amount": self.amount()}),
            7 => {
                let quantity = self.below(3) == 1;
                let tier = |bytes: &mut Self| {
                    let min = if quantity { bytes.at_least_one() } else { bytes.amount() };
                    if bytes.below(2) == 0 {
                        json!({"min": min, "amount": bytes.amount()})
                    } else {
                        json!({"min": min, "rate": bytes.rate()})
                    }
                };
                json!({
                    "type": "threshold_off", "tiers": self.list(3, tier), "measure": if quantity { "quantity" } else { "amount" },
                    "repeat": self.below(3) == 1, "max_repeats": self.maybe(Self::count), "basis": self.basis(),
                })
            }
            8 => json!({
                "type": "gift", "sku": "mug", "quantity": self.at_least_one(), "every": self.maybe(Self::amount),
                "basis": self.basis(), "max_quantity": self.maybe(Self::count), "value": self.maybe(Self::amount),
            }),
            _ => {
                let rate = self.below(2) == 0;
                json!({
                    "type": "shipping_off", "rate": if rate { self.rate() } else { Value::Null },
                    "amount": if rate { Value::Null } else { self.amount() }, "max_amount": self.maybe(Self::amount),
                })
            }
        }
    }

    fn promotion(&mut self, id: &str) -> Value {
        let effect = self.effect();
        // units are limited where that has a meaning, most of the time
        let units = matches!(effect["type"].as_str(), Some("percent_off" | "amount_off_each" | "fixed_price"));
        let units = units || self.below(32) == 31;
        let limit = |bytes: &mut Self| if units { bytes.maybe(Self::count) } else { Value::Null };
        let limits = json!({
            "max_units": limit(self), "quantity_limit": limit(self), "quantity_limit_per_customer": limit(self),
            "usage_limit": self.maybe(Self::count), "usage_limit_per_customer": self.maybe(Self::count),
            "budget": self.maybe(Self::amount), "max_discount": self.maybe(Self::amount),
        });
        let shipping = effect["type"] == "shipping_off" && self.below(32) != 31;
        json!({
            "id": id,
            "effect": effect,
            "limits": limits,
            "level": if shipping { Value::Null } else { self.maybe(|bytes| json!(bytes.pick(&["item", "order"]))) },
            "priority": i32::from(self.below(3)) - 1,
            "valid_from": self.maybe(|bytes| json!(bytes.pick(TIMES))),
            "valid_until": self.maybe(|bytes| json!(bytes.pick(TIMES))),
            "channels": self.maybe(|bytes| bytes.texts(NAMES)),
            "customer_groups": self.maybe(|bytes| bytes.texts(NAMES)),
            "currencies": self.maybe(|bytes| bytes.texts(&["EUR", "JPY", "KWD"])),
            "coupon_codes": self.maybe(|bytes| bytes.texts(&["save", " SAVE", "x"])),
            "condition": self.maybe(|bytes| bytes.condition(3)),
            "target": self.maybe(Self::target),
            "stacking": {
                "exclusive": self.below(16) == 15,
                "stop_after": self.below(16) == 15,
                "exclusion_groups": self.maybe(|bytes| bytes.texts(NAMES)),
                "excludes": self.maybe(|bytes| bytes.texts(&["p0", "p1", "p2", "nobody"])),
                "line_group": self.maybe(|bytes| json!(bytes.pick(NAMES))),
            },
        })
    }

    fn line(&mut self, id: &str) -> Value {
        json!({
            "id": id,
            "sku": self.pick(SKUS),
            "unit_price": self.amount(),
            "quantity": self.at_least_one(),
            "category_ids": self.texts(NAMES),
            "tags": self.texts(NAMES),
            "store_id": self.maybe(|bytes| json!(bytes.pick(NAMES))),
            "discountable": self.below(8) != 7,
        })
    }

    fn question(&mut self) -> Value {
        let currency = if self.below(16) == 15 { "KWD" } else { "EUR" };
        let (lines, count) = (self.below(6), self.below(7));
        let lines: Vec<Value> = (0..lines).map(|index| self.line(&format!("l{index}"))).collect();
        let promotions: Vec<Value> = (0..count).map(|index| self.promotion(&format!("p{index}"))).collect();
        let customer = self.maybe(|bytes| {
            json!({"id": bytes.pick(NAMES), "groups": bytes.texts(NAMES), "order_count": bytes.maybe(Self::count)})
        });
        json!({
            "cart": {"currency": currency, "lines": lines, "shipping_amount": self.amount()},
            "context": {
                "now": "2026-11-11T10:30:00+08:00",
                "channel": self.maybe(|bytes| json!(bytes.pick(NAMES))),
                "customer": customer,
                "coupon_codes": self.texts(&["Save ", "X"]),
                "attributes": {"a": self.pick(NAMES)},
            },
            "promotions": promotions,
            "usage": {
                "p0": {"used": self.count(), "customer_used": self.count(), "budget_used": self.amount(),
                    "quantity_used": self.count(), "customer_quantity_used": self.count()},
                "p1": {"budget_used": self.amount(), "quantity_used": self.count()},
            },
            "options": {"rounding": self.pick(&["half_up", "half_down", "half_even", "up", "down", "ceil", "floor"])},
        })
    }
}

const SKUS: &[&str] = &["tea", "cup", "tray"];
const NAMES: &[&str] = &["a", "b", "c"];
const TIMES: &[&str] = &["2026-11-11T10:30:00+08:00", "2026-11-11T00:00:00Z", "2026-11-12T00:00:00+08:00"];
