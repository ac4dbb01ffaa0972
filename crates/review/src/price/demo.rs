//! What the invented shop asks, what its channels take, what others ask, and the mistakes that it made.
//!
//! Its prices reach their targets on every channel, but for what is planted: a price below cost, one below its target, a
//! table of tiers, a flash sale below cost and one coupon code for two promotions.

use crate::demo::{CHANNELS, DemoFiles, Draw, Product, Shop, money};
use std::fmt::Write as _;

/// Terms by channel: commission, its least, payment, fixed fee, delivery of a unit, target margin.
const TERMS: [(&str, &str, &str, &str, &str, &str); CHANNELS.len()] = [
    ("0", "", "0.006", "", "0.60", "0.10"),
    ("0.05", "", "0.006", "0.05", "0.40", "0.08"),
    ("0.04", "", "0.006", "", "0.30", "0.06"),
    ("0.06", "0.10", "0.006", "", "0.25", "0.05"),
    ("0.06", "", "0.006", "", "0.30", "0.06"),
    ("0", "", "0.006", "", "", "0.15"),
];

/// Mistakes are planted on the dearest of so many of the most popular products, one after the other.
const POPULAR: usize = 20;
/// Ranks of the products with tiers, and of the one whose tiers are wrong.
const TIERS: std::ops::Range<usize> = 10..18;
const FAULTY_TIER: usize = 12;

/// Products whose prices others were seen to ask.
const WATCHED: usize = 60;
const COMPETITORS: [&str; 4] = ["Homely", "Casa Nord", "Kiln and Loom", "Teahouse Direct"];

const POLICY: &str = "
# how prices are judged and proposed
[price]
target_margin = 0.10
floor_margin = 0.05
history_days = 90
strategy = \"match_median\"
competitor_ceiling = 0.25
max_change = 0.30
ending_modulus = 1
endings = [0.90]
";

/// A percentage of an amount in minor units, rounded down.
fn percent_of(minor: i64, percent: i64) -> i64 {
    minor.saturating_mul(percent).div_euclid(100)
}

/// Writes the six files and the table `[price]` of the policy.
pub(super) fn write(shop: &Shop, seed: u64, files: &mut DemoFiles) {
    let mut draw = Draw::new(seed, 4);
    let mut products = "sku,name,cost\n".to_owned();
    let mut offers =
        "sku,channel,price,currency,list_price,min_price,max_price,brand,territory,published,reserved\n".to_owned();
    let mut competitors = "sku,competitor,channel,price,currency\n".to_owned();
    let mut tiers = "sku,channel,from_quantity,unit_price\n".to_owned();
    let mut dearest: Vec<(i64, usize)> = shop
        .products
        .iter()
        .take(POPULAR)
        .map(Product::list_price)
        .zip(0..)
        .map(|(price, rank)| (price.saturating_neg(), rank))
        .collect();
    dearest.sort_unstable();
    let planted = |nth: usize| dearest.get(nth).map_or(usize::MAX, |(_, rank)| *rank);
    let (below_cost, below_target, flash) = (planted(0), planted(1), planted(2));
    // writing to a string cannot fail
    for (rank, product) in shop.products.iter().enumerate() {
        let Product { sku, name, cost, .. } = product;
        let list = product.list_price();
        let _ = writeln!(products, "{sku},{name},{}", money(*cost));
        for channel in &CHANNELS {
            // as in the orders since April
            let percent = channel.price_percent.saturating_sub(if channel.name == "Marketplace B" { 6 } else { 0 });
            let price = match (rank, channel.name) {
                (rank, "Marketplace C") if rank == below_cost => percent_of(*cost, 90),
                (rank, "Social shop") if rank == below_target => {
                    cost.saturating_add(30).saturating_mul(100).div_euclid(79)
                }
                _ => product
                    .price
                    .saturating_mul(product.rise.saturating_add(100))
                    .saturating_mul(percent)
                    .div_euclid(10_000),
            };
            let own = matches!(channel.name, "Own shop" | "Stores");
            let least = if own { money(percent_of(list, 85)) } else { String::new() };
            let most = money(percent_of(list, 110));
            let _ = writeln!(offers, "{sku},{},{},CNY,{},{least},{most},,,,", channel.name, money(price), money(list));
        }
        if rank < WATCHED {
            for competitor in COMPETITORS {
                if draw.one_in(3) {
                    continue;
                }
                let place = if draw.one_in(4) { "Marketplace A" } else { "" };
                let percent = i64::try_from(draw.below(26)).unwrap_or(0).saturating_add(88);
                let _ = writeln!(competitors, "{sku},{competitor},{place},{},CNY", money(percent_of(list, percent)));
            }
        }
        if TIERS.contains(&rank) {
            // 49 units at 98 % cost less than 50 at 97 %, and more than 50 at 92 %
            let last = if rank == FAULTY_TIER { 92 } else { 97 };
            for (from, percent) in [(1, 100), (10, 98), (50, last)] {
                let _ = writeln!(tiers, "{sku},Own shop,{from},{}", money(percent_of(list, percent)));
            }
        }
    }
    let mut channels =
        "channel,commission_rate,min_commission,payment_rate,fixed_fee,shipping_cost,tax_rate,tax_included,target_margin\n"
            .to_owned();
    for (channel, (commission, least, payment, fixed, shipping, target)) in CHANNELS.iter().zip(TERMS) {
        let _ =
            writeln!(channels, "{},{commission},{least},{payment},{fixed},{shipping},0.13,yes,{target}", channel.name);
    }
    files.append("products.csv", &products);
    files.append("channels.csv", &channels);
    files.append("offers.csv", &offers);
    files.append("competitors.csv", &competitors);
    files.append("tiers.csv", &tiers);
    files.append("promotions.json", &promotions(shop.products.get(flash)));
    files.append("policy.toml", POLICY);
}

/// Two promotions that one code opens, a threshold for November, and a flash sale whose price forgot tax and fees.
fn promotions(flash: Option<&Product>) -> String {
    let (sku, price) = flash.map_or(("", 0), |product| (product.sku.as_str(), percent_of(product.cost, 105)));
    format!(
        r#"{{
  "promotions": [
    {{
      "id": "summer-5",
      "priority": 20,
      "valid_from": "2026-06-01T00:00:00+08:00",
      "valid_until": "2026-09-01T00:00:00+08:00",
      "channels": ["Own shop"],
      "coupon_codes": ["SUMMER"],
      "effect": {{ "type": "percent_off", "rate": "0.05" }}
    }},
    {{
      "id": "welcome-10",
      "priority": 10,
      "valid_from": "2026-06-01T00:00:00+08:00",
      "channels": ["Own shop"],
      "coupon_codes": ["summer"],
      "condition": {{ "type": "min_subtotal", "amount": "299.00" }},
      "effect": {{ "type": "amount_off", "amount": "10.00" }}
    }},
    {{
      "id": "double-eleven",
      "priority": 30,
      "valid_from": "2026-11-01T00:00:00+08:00",
      "valid_until": "2026-11-12T00:00:00+08:00",
      "channels": ["Marketplace A", "Marketplace B"],
      "effect": {{ "type": "threshold_off", "tiers": [{{ "min": "300.00", "amount": "20.00" }}, {{ "min": "600.00", "amount": "50.00" }}] }}
    }},
    {{
      "id": "flash-july",
      "priority": 5,
      "valid_from": "2026-07-01T10:00:00+08:00",
      "valid_until": "2026-07-01T12:00:00+08:00",
      "channels": ["Marketplace A"],
      "target": {{ "skus": ["{sku}"] }},
      "effect": {{ "type": "fixed_price", "price": "{}" }},
      "limits": {{ "quantity_limit": 200 }}
    }}
  ]
}}
"#,
        money(price)
    )
}
