//! The stock of the invented shop, its suppliers and how it keeps its articles.

use crate::demo::{DemoFiles, Draw, RECENT_DAYS, Shop, last_day, money};
use std::fmt::Write as _;

/// A supplier: name, days to deliver, their standard deviation, units in a pack, packs at least.
const SUPPLIERS: [(&str, u32, &str, i64, i64); 4] = [
    ("Ningbo Homeware", 28, "4", 12, 4),
    ("Zhejiang Textiles", 18, "3", 6, 4),
    ("Jingdezhen Kilns", 35, "6", 6, 6),
    ("Local Wood Works", 8, "1.5", 1, 6),
];

/// Articles that were bought and never sold: sku, units, cost, day of receipt.
const NEVER_SOLD: [(&str, i64, &str, &str); 3] = [
    ("H0901", 140, "38.50", "2025-03-03"),
    ("H0902", 60, "112.00", "2025-05-20"),
    ("H0903", 220, "9.80", "2026-04-14"),
];

const POLICY: &str = "\
# How the invented shop keeps its stock. Every key may be left out; docs/data-set.md says what then holds.
holding_rate = 0.22
fixed_order_cost = 40
review_period_days = 7
lead_time_days = 14

[service_level]
A = 0.98
B = 0.95
C = 0.90

[health]
dead_after_days = 180
slow_after_days = 90
overstock_cover_days = 150

# what holds today for articles without an entry of their own
[present]
safety_days = 5
order_days = 45
";

/// Writes `stock.csv`, `suppliers.csv` and `policy.toml`.
pub(super) fn write(shop: &Shop, seed: u64, files: &mut DemoFiles) {
    let mut draw = Draw::new(seed, 3);
    let counted = last_day().map_or_else(String::new, |day| day.to_string());
    let mut stock =
        "sku,on_hand,on_order,in_transit,reserved,backordered,quarantined,unit_cost,counted_on,received_on\n"
            .to_owned();
    let mut suppliers =
        "sku,supplier,lead_time_days,lead_time_sd_days,min_order_quantity,order_multiple,unit_cost,fixed_cost\n"
            .to_owned();
    let mut policy = POLICY.to_owned();
    let days = i64::try_from(RECENT_DAYS).unwrap_or(1);
    let between =
        |draw: &mut Draw, low: i64, high: u64| low.saturating_add(i64::try_from(draw.below(high)).unwrap_or(0));
    for (rank, (product, sold)) in shop.products.iter().zip(&shop.sold).enumerate() {
        if sold.lines == 0 {
            continue;
        }
        let of_days = |days_of: i64| sold.recent.saturating_mul(days_of).div_euclid(days);
        // most have some weeks, a few nothing, a few far too much
        let cover = match draw.below(20) {
            0 | 1 => 0,
            2..=5 => between(&mut draw, 4, 20),
            18 => between(&mut draw, 260, 300),
            _ => between(&mut draw, 25, 90),
        };
        let on_hand = of_days(cover);
        let under_way = if draw.one_in(5) { of_days(between(&mut draw, 15, 30)) } else { 0 };
        let (on_order, in_transit) = if draw.one_in(2) { (under_way, 0) } else { (0, under_way) };
        let reserved = on_hand.min(between(&mut draw, 0, 6));
        let backordered = if on_hand == 0 { between(&mut draw, 0, 12) } else { 0 };
        let quarantined = if draw.one_in(12) { on_hand.saturating_sub(reserved).min(3) } else { 0 };
        let cost = money(product.cost);
        // writing to a string cannot fail
        let _ = writeln!(
            stock,
            "{},{on_hand},{on_order},{in_transit},{reserved},{backordered},{quarantined},{cost},{counted},",
            product.sku
        );
        let supplier = usize::try_from(draw.below(4)).unwrap_or(0);
        if let Some((name, lead, sd, pack, packs)) = SUPPLIERS.get(supplier) {
            let least = pack.saturating_mul(*packs);
            let _ = writeln!(suppliers, "{},{name},{lead},{sd},{least},{pack},{cost},", product.sku);
        }
        if rank < 12 {
            let _ = writeln!(
                policy,
                "\n[sku.{}]\nreorder_point = {}\norder_quantity = {}",
                product.sku,
                of_days(30).max(10),
                of_days(60).max(12)
            );
        }
    }
    for (sku, on_hand, cost, received) in NEVER_SOLD {
        let _ = writeln!(stock, "{sku},{on_hand},0,0,0,0,0,{cost},{counted},{received}");
    }
    files.append("stock.csv", &stock);
    files.append("suppliers.csv", &suppliers);
    files.append("policy.toml", &policy);
}
