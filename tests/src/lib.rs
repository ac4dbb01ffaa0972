//! What the tests of the workspace share: the guide to promotions, read as its readers read it.
//!
//! `docs/pricing.md` holds one cart, promotions as JSON, and below each what it does to that cart. Here the promotions are read
//! and the cart is evaluated, so that a test can compare.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its page is wrong"
)]

use mercato_core::Decimal;
use mercato_pricing::{
    Cart, Context, Evaluation, Options, Promotion, PromotionSet, RepricedRefund, ReturnedUnits, UsageById,
};
use serde::Deserialize;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

/// The page.
#[must_use]
pub fn pricing_guide() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pricing.md");
    std::fs::read_to_string(path).expect("docs/pricing.md is there")
}

/// The fenced blocks of a page: language and text.
#[must_use]
pub fn blocks(page: &str) -> Vec<(&str, &str)> {
    // every second piece between fences is a block
    let pieces = page.split("\n```").skip(1).step_by(2);
    pieces.map(|block| block.split_once('\n').expect("a block has lines")).collect()
}

/// The cart that every promotion of the page is shown on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// What is bought.
    pub cart: Cart,
    /// When, where and by whom.
    pub context: Context,
}

/// Promotions of the page, and how they are evaluated.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The promotions.
    pub promotions: Vec<Promotion>,
    /// The mode.
    #[serde(default)]
    pub options: Options,
}

/// A block of JSON as promotions, if it holds any.
#[must_use]
pub fn offer(json: &str) -> Option<Offer> {
    let value: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    let read = |value: Value| serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}: {json}"));
    if value.get("effect").is_some() {
        let promotion = serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}: {json}"));
        return Some(Offer { promotions: vec![promotion], options: Options::default() });
    }
    value.get("promotions").is_some().then(|| read(value))
}

/// Panics unless the page shows the promotion as JSON.
pub fn is_in_the_guide(promotion: &Promotion) {
    let page = pricing_guide();
    let json = blocks(&page).into_iter().filter(|(language, _)| *language == "json");
    let shown: Vec<Promotion> = json.filter_map(|(_, text)| offer(text)).flat_map(|offer| offer.promotions).collect();
    let same = shown.iter().find(|one| one.id == promotion.id);
    assert_eq!(same, Some(promotion), "the guide shows {} otherwise in JSON than in Rust", promotion.id);
}

/// What the promotions do to the cart, as the page shows it: the lines they change, the total, why promotions are refused, and
/// what one unit of the first discounted line gives back.
#[must_use]
pub fn explained(shown: &Shown, offer: &Offer) -> String {
    let set = PromotionSet::compile_ref(&offer.promotions).unwrap_or_else(|error| panic!("{error}"));
    let (cart, context, usage) = (&shown.cart, &shown.context, UsageById::new());
    let answer = set.evaluate(cart, context, &usage, &offer.options).unwrap_or_else(|error| panic!("{error}"));
    let mut text = String::new();
    let mut row = |name: &str, list: Decimal, discount: Decimal, why: &str| {
        let less = if discount.is_zero() { String::new() } else { format!("-{discount}") };
        writeln!(text, "{}", format!("{name:<10}{list:>9}{less:>10}{:>10}   {why}", list - discount).trim_end())
            .expect("a text takes more");
    };
    for line in answer.lines.iter().filter(|line| !line.discount.is_zero()) {
        let why: Vec<String> =
            line.allocations.iter().map(|one| format!("{} {}", one.promotion_id, one.amount)).collect();
        row(&line.id, line.list_total, line.discount, &why.join(", "));
    }
    if !answer.shipping_discount.is_zero() {
        row("delivery", answer.shipping_total + answer.shipping_discount, answer.shipping_discount, "");
    }
    row("total", answer.subtotal + cart.shipping_amount, answer.discount_total, "");
    for gift in &answer.gifts {
        writeln!(text, "gift      {} x {}, {}", gift.quantity, gift.sku, gift.promotion_id).expect("a text takes more");
    }
    for refused in &answer.rejected {
        let reason = serde_json::to_value(refused.reason).expect("a reason has a name");
        let by = refused.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
        writeln!(text, "refused   {}: {}{by}", refused.promotion_id, reason.as_str().unwrap_or_default())
            .expect("a text takes more");
    }
    text.push_str(&one_back(shown, offer, &set, &answer));
    text
}

fn one_back(shown: &Shown, offer: &Offer, set: &PromotionSet, answer: &Evaluation) -> String {
    let Some(line) = answer.lines.iter().find(|line| !line.discount.is_zero()) else { return String::new() };
    let returns = [ReturnedUnits { id: line.id.clone(), quantity: 1 }];
    let back = set.refund_repriced(&shown.cart, &shown.context, &UsageById::new(), &offer.options, &returns);
    let RepricedRefund { refund, proportional_refund, .. } = back.unwrap_or_else(|error| panic!("{error}"));
    format!("one {} back: {proportional_refund} of what was paid; repriced {refund}\n", line.id)
}
