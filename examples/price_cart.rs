//! One cart on three channels: what does it cost on each, who gives what, and why are the other offers not applied?

#![allow(clippy::print_stdout, reason = "a program that prints its answer")]

use mercato::core::{Currency, decimal::parse, time::parse_timestamp};
use mercato::pricing::{
    Basis, Cart, CartLine, Condition, Context, Customer, Effect, Evaluation, Limits, Mode, Options, Promotion,
    PromotionSet, Stacking, Target, Tier, UsageById,
};
use std::error::Error;

/// The offers of the day, whatever the channel.
fn promotions() -> Result<Vec<Promotion>, Box<dyn Error>> {
    Ok(vec![
        Promotion::new("flash_tea", Effect::fixed_price(parse("39.90")?))
            .with_priority(10)
            .with_window(
                Some(parse_timestamp("2026-11-11T10:00:00+08:00")?),
                Some(parse_timestamp("2026-11-11T11:00:00+08:00")?),
            )
            .with_channels(["tmall", "own shop"])
            .with_target(Target::of_skus(["tea"]))
            .with_limits(Limits::default().with_max_units(2))
            .with_stacking(Stacking::once_a_line("item_offer")),
        Promotion::new("tableware_15", Effect::percent_off(parse("0.15")?))
            .with_target(Target::of_categories(["tableware"]))
            .with_stacking(Stacking::once_a_line("item_offer")),
        Promotion::new("every_200", Effect::every_off(parse("200")?, parse("20")?, Basis::List))
            .with_channels(["tmall"]),
        Promotion::new("from_300", Effect::threshold_off(vec![Tier::amount(parse("300")?, parse("45")?)]))
            .with_channels(["jd"]),
        Promotion::new("members_5", Effect::percent_off(parse("0.05")?))
            .with_channels(["own shop"])
            .with_customer_groups(["members"]),
        Promotion::new("newcomer", Effect::amount_off(parse("15")?))
            .with_condition(Condition::FirstOrder {})
            .with_coupon_codes(["HELLO"]),
        Promotion::new("delivery_99", Effect::free_shipping()).with_condition(Condition::min_subtotal(parse("99")?)),
    ])
}

fn cart() -> Result<Cart, Box<dyn Error>> {
    let tableware = |line: CartLine| CartLine { category_ids: vec!["tableware".into()], ..line };
    Ok(Cart {
        currency: Currency::CNY,
        lines: vec![
            CartLine::new("1", "tea", parse("49.90")?, 3),
            tableware(CartLine::new("2", "cup", parse("18.50")?, 4)),
            tableware(CartLine::new("3", "tray", parse("120.00")?, 1)),
        ],
        shipping_amount: parse("12.00")?,
    })
}

fn explain(channel: &str, cart: &Cart, priced: &Evaluation) {
    println!("{channel}");
    for (line, bought) in priced.lines.iter().zip(&cart.lines) {
        let given: Vec<String> =
            line.allocations.iter().map(|one| format!("{} -{}", one.promotion_id, one.amount)).collect();
        let text = format!(
            "  {} x {:<6}{:>8}{:>9}   {}",
            bought.quantity,
            bought.sku,
            line.list_total,
            line.total,
            given.join(", ")
        );
        println!("{}", text.trim_end());
    }
    println!("  {:<10}{:>8}{:>9}", "delivery", cart.shipping_amount, priced.shipping_total);
    println!("  {:<10}{:>17}", "to pay", priced.total);
    for refused in &priced.rejected {
        println!("  not applied: {} ({:?})", refused.promotion_id, refused.reason);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // compiled once, asked for every cart
    let set = PromotionSet::compile(promotions()?)?;
    let cart = cart()?;
    let now = Context::at(parse_timestamp("2026-11-11T10:30:00+08:00")?);
    let member = Customer { id: "k7".into(), groups: vec!["members".into()], order_count: Some(3) };
    for channel in ["tmall", "jd", "own shop"] {
        let context = Context { channel: Some(channel.into()), customer: Some(member.clone()), ..now.clone() };
        let best = Options { mode: Mode::Best, ..Options::default() };
        explain(channel, &cart, &set.evaluate(&cart, &context, &UsageById::new(), &best)?);
    }
    Ok(())
}
