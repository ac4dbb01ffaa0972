//! Carts and promotions to measure with: the same on every run, in the shape that the speed targets name.

use mercato_core::{Currency, Decimal, time};
use mercato_pricing::{
    Cart, CartLine, Component, Condition, Context, Effect, Limits, Promotion, RewardSelection, Stacking, Target, Tier,
};

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
pub(crate) const fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

pub(crate) fn money(minor: i64) -> Decimal {
    Decimal::new(minor, 2)
}

/// A Wednesday morning in Shanghai, on the channel that every promotion with channels is for.
pub(crate) fn context() -> Context {
    let now = time::parse_timestamp("2026-11-11T10:30:00+08:00").unwrap();
    Context { channel: Some("web".into()), ..Context::at(now) }
}

/// `count` promotions, each on a thing of its own: whole per cents and whole amounts, so that no rounding parts the peers.
pub(crate) fn simple_promotions(count: u64) -> Vec<Promotion> {
    (0..count)
        .map(|index| {
            let step = i64::try_from(mix(index) % 9).unwrap() + 1;
            let effect = if index % 2 == 0 {
                Effect::percent_off(Decimal::new(step * 5, 2))
            } else {
                Effect::amount_off_each(money(step * 50))
            };
            Promotion::new(format!("promotion{index:06}"), effect)
                .with_target(Target::of_skus([format!("sku{index:06}")]))
        })
        .collect()
}

/// The same with three facts to ask for: the thing, the channel, a least sum.
pub(crate) fn three_fact_promotions(count: u64) -> Vec<Promotion> {
    let least = |index: u64| money(i64::try_from(mix(index ^ 0xfac7) % 20_000).unwrap());
    let with_facts = |(promotion, index): (Promotion, u64)| {
        let condition =
            Condition::MinSubtotal { amount: least(index), basis: mercato_pricing::Basis::List, target: None };
        promotion.with_channels(["web"]).with_condition(condition)
    };
    simple_promotions(count).into_iter().zip(0..).map(with_facts).collect()
}

/// Ten promotions on everything: three rates, then seven amounts off each unit.
pub(crate) fn matching_promotions() -> Vec<Promotion> {
    (0..10_i32)
        .map(|index| {
            let effect = if index < 3 {
                Effect::percent_off(Decimal::new(1, 1))
            } else {
                Effect::amount_off_each(money(i64::from(10 - index) * 10))
            };
            Promotion::new(format!("all{index}"), effect).with_priority(10 - index)
        })
        .collect()
}

/// The `number`-th cart of `lines` lines, about ten of which some of `promotions` simple promotions are for.
pub(crate) fn cart(number: u64, lines: u64, promotions: u64) -> Cart {
    let line = |index: u64| {
        let seed = mix(number << 20 | index);
        let promoted = index * 10 / lines != (index + 1) * 10 / lines;
        let sku =
            if promoted { format!("sku{:06}", seed % promotions) } else { format!("other{:06}", seed % 1_000_000) };
        // whole tens: a tenth of a tenth of them is still whole cents
        let price = i64::try_from(seed >> 40).unwrap() % 90 * 1_000 + 10_000;
        CartLine {
            category_ids: vec![format!("category{}", seed % 50)],
            ..CartLine::new(format!("line{index}"), sku, money(price), u32::try_from(seed >> 32 & 3).unwrap() + 1)
        }
    };
    Cart { currency: Currency::EUR, lines: (0..lines).map(line).collect(), shipping_amount: money(990) }
}

/// One line of `quantity` pieces, and promotions that count its pieces one by one.
pub(crate) fn pieces(quantity: u32) -> (Cart, Vec<Promotion>) {
    let line = CartLine::new("line", "tea", money(1_999), quantity);
    let limited = Limits { max_units: Some(5), ..Limits::default() };
    let promotions = vec![
        Promotion::new("capped", Effect::percent_off(Decimal::new(15, 2))).with_priority(3).with_limits(limited),
        Promotion::new("two_plus_one", Effect::buy_x_get_y(2, 1)).with_priority(2),
        Promotion::new("three_for_30", Effect::multi_buy(3, money(3_000))).with_priority(1),
    ];
    (Cart { currency: Currency::EUR, lines: vec![line], shipping_amount: Decimal::ZERO }, promotions)
}

/// `count` promotions of every kind that all bear on one another, and a cart of 20 lines for them.
pub(crate) fn interacting(count: u64, number: u64) -> (Cart, Vec<Promotion>) {
    let cart = Cart {
        lines: (0..20)
            .map(|index| {
                let seed = mix(number << 20 | index);
                let price = i64::try_from(seed % 4_000).unwrap() + 500;
                CartLine {
                    category_ids: vec![format!("category{}", seed >> 32 & 3)],
                    ..CartLine::new(
                        format!("line{index}"),
                        format!("sku{index}"),
                        money(price),
                        u32::try_from(seed >> 40 & 3).unwrap() + 1,
                    )
                }
            })
            .collect(),
        ..cart(number, 20, 10_000)
    };
    let promotion = |index: u64| {
        let seed = mix(number << 32 | index ^ 0xabcd);
        let pick = i64::try_from(seed >> 8 & 15).unwrap();
        let category = Target::of_categories([format!("category{}", seed >> 16 & 3)]);
        let (effect, target) = match index % 8 {
            0 => (Effect::percent_off(Decimal::new(5 + pick, 2)), category),
            1 => (
                Effect::threshold_off(vec![Tier::amount(money(20_000 + 1_000 * pick), money(2_000 + 100 * pick))]),
                Target::default(),
            ),
            2 => (
                Effect::BuyXGetY {
                    buy_quantity: 2,
                    get_quantity: 1,
                    rate: Decimal::ONE,
                    selection: RewardSelection::Cheapest,
                    max_sets: None,
                    get_target: None,
                },
                category,
            ),
            3 => (Effect::amount_off(money(1_000 + 100 * pick)), Target::default()),
            4 => (Effect::multi_buy(3, money(5_000 + 100 * pick)), category),
            5 => (
                Effect::threshold_off(vec![Tier::rate(money(30_000 + 1_000 * pick), Decimal::new(8, 2))]),
                Target::default(),
            ),
            6 => (
                Effect::bundle(
                    vec![
                        Component { sku: format!("sku{pick}"), quantity: 1 },
                        Component { sku: format!("sku{}", pick + 4), quantity: 1 },
                    ],
                    money(2_000),
                ),
                Target::default(),
            ),
            _ => (Effect::amount_off_each(money(100 + 10 * pick)), category),
        };
        let stacking = Stacking {
            exclusion_groups: if seed >> 24 & 1 == 0 { vec![format!("group{}", seed >> 25 & 3)] } else { Vec::new() },
            ..Stacking::default()
        };
        Promotion::new(format!("p{index:02}"), effect).with_target(target).with_stacking(stacking)
    };
    (cart, (0..count).map(promotion).collect())
}

/// `groups` groups of lines, each with six promotions that bear on one another and on no other group.
pub(crate) fn independent(groups: u64) -> (Cart, Vec<Promotion>) {
    let mut cart = cart(0, 20, 10_000);
    for (line, index) in cart.lines.iter_mut().zip(0_u64..) {
        line.category_ids = vec![format!("group{}", index % 4)];
    }
    let promotions = (0..groups)
        .flat_map(|group| {
            (0..6).map(move |index: i64| {
                let effect = if index % 2 == 0 {
                    Effect::percent_off(Decimal::new(5 + index, 2))
                } else {
                    Effect::threshold_off(vec![Tier::amount(
                        money(60_000 + 20_000 * index),
                        money(4_000 + 500 * index),
                    )])
                };
                Promotion::new(format!("g{group}p{index}"), effect)
                    .with_target(Target::of_categories([format!("group{group}")]))
            })
        })
        .collect();
    (cart, promotions)
}
