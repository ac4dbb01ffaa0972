//! What the suppliers of the invented shop delivered and quote, and what is wrong with them: one is late, one gets worse month
//! after month, a cheap one delivers rejects, and an article has a single source.

use crate::demo::{DemoFiles, Draw, Product, Shop, Sold, last_day, money};
use chrono::{Days, NaiveDate};
use std::fmt::Write as _;

/// A supplier: name; days to deliver; lines that are late at the start and at the end of the records, in percent; days late at most;
/// defective units in 10,000; price of a quote in percent of the cost.
struct Maker {
    name: &'static str,
    lead: u64,
    late: [u64; 2],
    days_late: u64,
    defects: u64,
    asks: i64,
}

const MAKERS: [Maker; 5] = [
    Maker { name: "Ningbo Homeware", lead: 28, late: [4, 4], days_late: 4, defects: 20, asks: 98 },
    // getting worse
    Maker { name: "Zhejiang Textiles", lead: 18, late: [0, 30], days_late: 6, defects: 15, asks: 97 },
    // late
    Maker { name: "Jingdezhen Kilns", lead: 35, late: [45, 45], days_late: 12, defects: 25, asks: 96 },
    Maker { name: "Local Wood Works", lead: 8, late: [3, 3], days_late: 2, defects: 10, asks: 102 },
    // cheap, with rejects
    Maker { name: "Yiwu Bargain", lead: 21, late: [6, 6], days_late: 4, defects: 450, asks: 88 },
];
const CHEAP: usize = 4;

/// Months of records, and order lines of a supplier in each.
const MONTHS: u64 = 13;
const LINES: u64 = 30;
/// The last promise of the records is so many days before the last day: what comes late has come by then, whatever the last order is.
const SETTLED: u64 = 20;

/// Articles put out to quote.
const QUOTED: usize = 12;

const POLICY: &str = "
# how suppliers are judged and orders split
[sourcing]
half_life_days = 365
max_defect_rate = 0.015
min_on_time_rate = 0.75
demand_days = 90

[supplier.\"Ningbo Homeware\"]
last_review_date = 2026-05-26

[supplier.\"Zhejiang Textiles\"]
last_review_date = 2026-06-02
contract_end_date = 2026-10-31
notice_period_days = 90

[supplier.\"Jingdezhen Kilns\"]
last_review_date = 2026-06-01

[supplier.\"Local Wood Works\"]
last_review_date = 2026-05-28

[supplier.\"Yiwu Bargain\"]
last_review_date = 2026-06-08
";

/// Writes `deliveries.csv` and `quotes.csv` and the tables of the policy.
pub(super) fn write(shop: &Shop, seed: u64, files: &mut DemoFiles) {
    let Some(last) = last_day().and_then(|day| day.checked_sub_days(Days::new(SETTLED))) else { return };
    let sold: Vec<&Product> =
        shop.products.iter().zip(&shop.sold).filter(|(_, sold)| sold.lines > 0).map(|(product, _)| product).collect();
    let present = present(files.text("suppliers.csv"));
    // a single source that can be awarded is one of the two without a fault
    let sound = |sku: &str| {
        let of = present.iter().find(|(known, _)| known == sku).map_or("", |(_, supplier)| supplier.as_str());
        matches!(of, "Ningbo Homeware" | "Local Wood Works")
    };
    let single = popular(shop).map(|(product, _)| product.sku.as_str()).find(|sku| sound(sku)).unwrap_or_default();
    let mut draw = Draw::new(seed, 6);
    let mut deliveries = "supplier,order_id,sku,order_date,promised_date,received_date,quantity_ordered,quantity_received,quantity_defective,agreed_unit_price,paid_unit_price\n".to_owned();
    let mut order = 0_u64;
    for (at, maker) in MAKERS.iter().enumerate() {
        let is_its_own = |sku: &str| present.iter().any(|(known, name)| known == sku && name == maker.name);
        // the newcomer delivers what others deliver, too
        let range: Vec<&&Product> =
            sold.iter().filter(|product| is_its_own(&product.sku) || (at == CHEAP && product.sku != single)).collect();
        for nth in 0..MONTHS.saturating_mul(LINES) {
            order = order.saturating_add(1);
            let pick = usize::try_from(draw.below(u64::try_from(range.len()).unwrap_or(1))).unwrap_or(0);
            let Some(product) = range.get(pick) else { continue };
            line(&mut deliveries, &mut draw, maker, product, (order, nth), last);
        }
    }
    files.append("deliveries.csv", &deliveries);
    files.append("quotes.csv", &quotes(shop, &present, single, &mut draw));
    files.append("policy.toml", POLICY);
}

/// Sku and supplier of `suppliers.csv`.
fn present(text: &str) -> Vec<(String, String)> {
    let row = |line: &str| {
        let mut cells = line.split(',');
        Some((cells.next()?.to_owned(), cells.next()?.to_owned()))
    };
    text.lines().skip(1).filter_map(row).collect()
}

/// Popular articles that sold lately.
fn popular(shop: &Shop) -> impl Iterator<Item = (&Product, &Sold)> {
    shop.products.iter().zip(&shop.sold).filter(|(_, sold)| sold.recent > 0).take(QUOTED)
}

/// One order line, the `nth` of its supplier, the oldest first.
fn line(text: &mut String, draw: &mut Draw, maker: &Maker, product: &Product, numbers: (u64, u64), last: NaiveDate) {
    let (order, nth) = numbers;
    let all = MONTHS.saturating_mul(LINES);
    // spread over the months up to the last day
    let back = all.saturating_sub(nth).saturating_mul(30).div_euclid(LINES);
    let promised = last.checked_sub_days(Days::new(back)).unwrap_or(last);
    let ordered = promised.checked_sub_days(Days::new(maker.lead)).unwrap_or(promised);
    let [start, end] = maker.late;
    let percent = start.saturating_add(end.saturating_sub(start).saturating_mul(nth).div_euclid(all));
    // late lines lie evenly among the others, so that a month shows what its percentage is
    let is_late = nth.saturating_mul(37).rem_euclid(100) < percent;
    let late = if is_late { draw.below(maker.days_late).saturating_add(1) } else { 0 };
    let early = if is_late { 0 } else { draw.below(3) };
    // the last two of the late supplier never came
    let lost = percent > 40 && nth.saturating_add(2) >= all;
    let received = promised
        .checked_add_days(Days::new(late))
        .and_then(|day| day.checked_sub_days(Days::new(early)))
        .filter(|_| !lost);
    let units = draw.below(15).saturating_add(10).saturating_mul(12);
    let defective = match received {
        Some(_) => units.saturating_mul(maker.defects).saturating_add(draw.below(10_000)).div_euclid(10_000),
        None => 0,
    };
    let short = if draw.one_in(40) { units.div_euclid(10) } else { 0 };
    let came = if received.is_some() { units.saturating_sub(short) } else { 0 };
    let price = money(product.cost);
    let received = received.map_or_else(String::new, |day| day.to_string());
    // writing to a string cannot fail
    let _ = writeln!(
        text,
        "{},P{order:05},{},{ordered},{promised},{received},{units},{came},{defective},{price},{price}",
        maker.name, product.sku
    );
}

/// The most popular articles, each quoted by its present supplier and two others; one by the present alone.
fn quotes(shop: &Shop, present: &[(String, String)], single: &str, draw: &mut Draw) -> String {
    let mut text =
        "sku,supplier,from_quantity,unit_price,capacity,min_order_quantity,order_multiple,fixed_cost\n".to_owned();
    for (product, sold) in popular(shop) {
        let now = present.iter().find(|(sku, _)| *sku == product.sku).map_or("", |(_, supplier)| supplier.as_str());
        let first = usize::try_from(draw.below(4)).unwrap_or(0);
        for (at, maker) in MAKERS.iter().enumerate() {
            let is_present = maker.name == now;
            // the cheap one and two of the others always bid
            let bids = is_present || at == CHEAP || at == first || at == first.saturating_add(1).rem_euclid(4);
            if (product.sku == single && !is_present) || !bids {
                continue;
            }
            let percent = maker.asks.saturating_add(i64::try_from(draw.below(5)).unwrap_or(0)).saturating_sub(2);
            let price = |percent: i64| money(product.cost.saturating_mul(percent).div_euclid(100).max(1));
            let capacity = if product.sku == single {
                sold.recent.saturating_mul(3)
            } else {
                sold.recent.saturating_mul(7).div_euclid(10).max(24)
            };
            let step = capacity.div_euclid(2).max(2);
            for (from, percent) in [(1, percent), (step, percent.saturating_sub(3))] {
                let _ =
                    writeln!(text, "{},{},{from},{},{capacity},12,6,25.00", product.sku, maker.name, price(percent));
            }
        }
    }
    text
}
