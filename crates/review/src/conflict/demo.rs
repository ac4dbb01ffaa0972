//! What the invented shop has agreed on its channels, and one conflict of every kind.
//!
//! Its prices stay within 15 % of the own shop's but for two that the price section plants and a flash sale in July. The rest is
//! planted here: on popular articles what rules of prices and agreements find, on a collection of its own what the stock does.

use crate::demo::{DemoFiles, Product, Shop, money};
use std::fmt::Write as _;

/// Ranks of the articles with a planted conflict.
const BELOW_MAP: usize = 20;
const ABOVE_MAX: usize = 21;
const EXCLUSIVE: usize = 22;
const PROHIBITED: usize = 23;

/// The collection: sku, name, units on the shelf, then channel, territory, units shown and reserved of each offer. Two units of each
/// are to be held back, and one and a half times what is free may be shown.
type Listing = (&'static str, &'static str, &'static str, &'static str);
const COLLECTION: [(&str, &str, u32, &[Listing]); 8] = [
    ("L9101", "Oak lamp", 20, &[("Own shop", "", "", ""), ("Stores", "CN-44", "", "")]),
    ("L9102", "Linen lamp", 20, &[("Own shop", "", "", ""), ("Stores", "", "", "")]),
    ("L9103", "Steel lamp", 20, &[("Own shop", "", "", ""), ("Stores", "CN-31", "", "")]),
    // 13 are promised of 10
    ("L9201", "Stoneware vase", 10, &[("Own shop", "", "0", "8"), ("Marketplace A", "", "0", "5")]),
    // 9 are promised of the 8 that may be
    ("L9202", "Glass carafe", 10, &[("Own shop", "", "0", "6"), ("Marketplace A", "", "0", "3")]),
    // 20 are free, 40 shown
    ("L9203", "Bamboo tray", 22, &[("Own shop", "", "20", "0"), ("Marketplace A", "", "20", "0")]),
    // 10 are free, 13 shown on one channel
    ("L9204", "Stoneware bowl", 12, &[("Own shop", "", "13", "0"), ("Marketplace A", "", "2", "0")]),
    // 10 are free, none shown on one channel
    ("L9205", "Stoneware mug", 12, &[("Own shop", "", "8", "0"), ("Marketplace A", "", "0", "0")]),
];
const PRICE: &str = "120.00";
const COST: &str = "48.00";

/// Writes `agreements.csv`, the rules of the policy and the collection.
pub(super) fn write(shop: &Shop, _seed: u64, files: &mut DemoFiles) {
    let sku = |rank: usize| shop.products.get(rank).map_or("", |product: &Product| product.sku.as_str());
    let percent = |rank: usize, percent: i64| {
        money(shop.products.get(rank).map_or(0, Product::list_price).saturating_mul(percent).div_euclid(100))
    };
    let agreements = format!(
        "agreement_id,type,channels,territories,sku,brand,effective_to\n\
         not-on-a,exclusive,Own shop|Marketplace B|Marketplace C|Social shop|Stores,,{},,2027-01-01T00:00:00+08:00\n\
         no-discounter,prohibited,Marketplace C,,{},,\n\
         stores-shanghai,territory,Stores,CN-31|CN-32,,Atelier,\n",
        sku(EXCLUSIVE),
        sku(PROHIBITED)
    );
    files.append("agreements.csv", &agreements);
    let (mut products, mut stock, mut offers) = (String::new(), String::new(), String::new());
    // writing to a string cannot fail
    for (sku, name, on_hand, listings) in COLLECTION {
        let reserved: u32 = listings.iter().filter_map(|(.., reserved)| reserved.parse::<u32>().ok()).sum();
        let _ = writeln!(products, "{sku},{name},{COST}");
        let _ = writeln!(stock, "{sku},{on_hand},0,0,{reserved},0,0,{COST},2026-06-20,2026-06-01");
        for (channel, territory, published, reserved) in listings {
            let _ =
                writeln!(offers, "{sku},{channel},{PRICE},CNY,{PRICE},,,Atelier,{territory},{published},{reserved}");
        }
    }
    files.append_last("products.csv", &products);
    files.append_last("stock.csv", &stock);
    files.append_last("offers.csv", &offers);
    let policy = format!(
        "
# how far the prices of the channels may be apart
[parity]
rule_id = \"own-shop\"
tolerance_percent = \"0.15\"
reference = {{ type = \"channel\", channel_id = \"Own shop\" }}

[[map_rules]]
rule_id = \"social-floor\"
scope = {{ sku = \"{}\", channel_id = \"Social shop\" }}
currency = \"CNY\"
map = \"{}\"

[[map_rules]]
rule_id = \"ceiling\"
scope = {{ sku = \"{}\" }}
currency = \"CNY\"
max_price = \"{}\"
exempt_channels = [\"Stores\"]

# how conflicts are put right, and what the channels may show
[conflicts]
strategy = \"raise_low\"
min_margin = 0.05
safety_buffer = 2
exposure_limit = 1.5
",
        sku(BELOW_MAP),
        percent(BELOW_MAP, 95),
        sku(ABOVE_MAX),
        percent(ABOVE_MAX, 98),
    );
    files.append_last("policy.toml", &policy);
}
