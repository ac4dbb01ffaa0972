//! The price section: of a small shop reckoned by hand, of the invented shop with its planted mistakes, and of bad files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_review::{Demo, ReviewError, Settings, Source, review};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own under the target folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("price").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn whole_summary(out: &Path) -> Value {
    serde_json::from_slice::<Value>(&fs::read(out.join("summary.json")).unwrap()).unwrap()
}

fn summary(out: &Path) -> Value {
    whole_summary(out)["price"].clone()
}

type Row = HashMap<String, String>;

/// The rows of a table by the names of its columns.
fn table(out: &Path, name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(out.join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Thirty days of June: two S1 and one S2 a day in the shop, one S1 a day on the market, a cancelled line.
fn orders() -> String {
    let mut text =
        "order_id,sku,product_name,quantity,unit_price,unit_cost,currency,ordered_at,channel,status\n".to_owned();
    for day in 1..=30 {
        writeln!(text, "A{day},S1,Cup,2,12.00,4.00,EUR,2026-06-{day:02},Shop,completed").unwrap();
        writeln!(text, "A{day},S2,Pot,1,50.00,,EUR,2026-06-{day:02},Shop,completed").unwrap();
        writeln!(text, "M{day},S1,Cup,1,11.00,4.00,EUR,2026-06-{day:02},Market,completed").unwrap();
    }
    text + "X1,S1,Cup,100,10.00,4.00,EUR,2026-06-15,Shop,cancelled\n"
}

const PRODUCTS: &str = "sku,cost,name,colour\nS1,6.00,Big cup,red\nS2,30.00,,\nS3,8.00,Plate,\n";
const CHANNELS: &str = "channel,commission_rate,min_commission,payment_rate,fixed_fee,shipping_cost,tax_rate,tax_included,target_margin\n\
                        Shop,,,0.02,,1.00,0.20,yes,\nMarket,0.15,1.00,,0.50,,0.20,yes,0.05\n";

/// Reviews the shop of [`orders`] with these files beside them.
fn with(name: &str, files: &[(&str, &str)]) -> Result<PathBuf, ReviewError> {
    let folder = folder(name);
    fs::write(folder.join("orders.csv"), orders()).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let out = folder.join("out");
    review(&Source::Data(folder), &out, &Settings::default(), false).map(|_| out)
}

fn of<'t>(rows: &'t [Row], sku: &str, channel: &str) -> &'t Row {
    rows.iter().find(|row| row["sku"] == sku && row["channel"] == channel).unwrap()
}

fn cells<'t, const N: usize>(row: &'t Row, columns: [&str; N]) -> [&'t str; N] {
    columns.map(|column| row[column].as_str())
}

#[test]
fn figures_that_a_merchant_can_check_by_hand() {
    let offers = "sku,channel,price,list_price,min_price,max_price,currency\n\
                  S1,Shop,12.00,12.00,,,EUR\nS1,Market,9.00,,,,EUR\nS2,Shop,42.00,40.00,45.00,,EUR\nS3,Shop,24.00,,,,\n";
    let policy = "[price]\ntarget_margin = 0.25\nhistory_days = 30\nending_modulus = 1\nendings = [0.90]\n";
    let files =
        [("products.csv", PRODUCTS), ("channels.csv", CHANNELS), ("offers.csv", offers), ("policy.toml", policy)];
    let out = with("by_hand", &files).unwrap();
    let prices = table(&out, "prices.csv");
    assert_eq!(prices.len(), 4);
    let sale = ["price", "tax", "net_revenue", "fees_total", "profit"];

    // 12.00 holds 2.00 tax; 10.00 - 0.24 payment - 1.00 delivery - 6.00
    let cup = of(&prices, "S1", "Shop");
    assert_eq!(cells(cup, sale), ["12.00", "2.00", "10.00", "0.24", "2.76"]);
    assert_eq!(cells(cup, ["margin", "target_margin", "issues", "proposed_price"]), ["0.276", "0.25", "", ""]);
    assert_eq!(cells(cup, ["cost", "cost_basis", "product_name", "units"]), ["6.00", "products", "Big cup", "60"]);
    // p / 1.2 - 0.02 p - 7 = 0.25 p / 1.2, so p = 7 / (0.625 - 0.02) = 11.5702...; even at 7 / 0.81333 = 8.6065...
    assert_eq!(cells(cup, ["target_price", "break_even_price"]), ["11.58", "8.61"]);

    // 9.00 holds 1.50; 7.50 - 1.35 commission - 0.50 - 6.00 = -0.35; a unit a day is 30.4375 a mean month: 10.653 lost
    let market = of(&prices, "S1", "Market");
    assert_eq!(cells(market, sale), ["9.00", "1.50", "7.50", "1.85", "-0.35"]);
    assert_eq!(cells(market, ["issues", "units", "at_stake_a_month"]), ["below_cost", "30", "10.65"]);
    // p / 1.2 - 0.15 p - 6.50 = 0.05 p / 1.2, so p = 6.50 / 0.641666... = 10.1298...; the next .90 is 10.90
    assert_eq!(
        cells(market, ["target_price", "proposed_price", "proposed_for", "bound_by"]),
        ["10.13", "10.90", "target_margin", "none"]
    );
    // 10.90 - 1.82 - 1.64 - 0.50 - 6.00 = 0.94; 1.29 more a unit
    assert_eq!(cells(market, ["proposed_profit", "profit_change_a_month"]), ["0.94", "39.26"]);

    // 42.00 - 7.00 - 0.84 - 1.00 - 30.00 = 3.16 of 35.00 where 8.75 are wanted: 5.59 a unit
    let pot = of(&prices, "S2", "Shop");
    assert_eq!(cells(pot, sale), ["42.00", "7.00", "35.00", "0.84", "3.16"]);
    assert_eq!(cells(pot, ["issues", "at_stake_a_month"]), ["below_target below_min above_list", "170.15"]);
    // 31 / 0.605 = 51.2397 up
    assert_eq!(cells(pot, ["target_price", "proposed_price"]), ["51.24", "51.90"]);
    assert_eq!(cells(of(&prices, "S3", "Shop"), ["units", "issues", "product_name"]), ["0", "", "Plate"]);
    // the most at stake first
    assert_eq!((prices[0]["sku"].as_str(), prices[1]["channel"].as_str()), ("S2", "Market"));

    let summary = summary(&out);
    assert_eq!(summary["loss_a_month"]["value"], "10.65");
    assert_eq!(summary["shortfall_a_month"]["value"], "170.15");
    assert_eq!(summary["issues"]["below_cost"]["value"], 1);
    let shop = &summary["channels"][0];
    // 60 x 12 + 30 x 42, profit 60 x 2.76 + 30 x 3.16 of 60 x 10 + 30 x 35
    assert_eq!(
        (&shop["channel"], &shop["gross"], &shop["profit"]),
        (&"Shop".into(), &"1980.00".into(), &"260.40".into())
    );
    assert!((shop["margin"].as_f64().unwrap() - 260.4 / 1650.0).abs() < 1e-12);
    let whole = whole_summary(&out);
    let kinds: Vec<&str> =
        whole["attention"].as_array().unwrap().iter().map(|found| found["kind"].as_str().unwrap()).collect();
    for kind in ["below_cost", "below_target_margin", "price_limits"] {
        assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
    }
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("<a href=\"#price\">Prices</a>") && report.contains("There is no competitors.csv"));
    assert!(report.contains("products.csv has columns that are not read: colour."));
}

#[test]
fn proposals_answer_competitors_within_their_guardrails() {
    let offers = "sku,channel,price,min_price,max_price,map\n\
                  S1,Shop,12.00,,13.00,\nS1,Market,12.00,,,\nS2,Shop,60.00,,,55.00\nS3,Shop,20.00,,,\n";
    let competitors = "sku,competitor,channel,price\n\
                       S1,A,,14.00\nS1,B,,16.00\nS1,A,Market,8.00\nS1,B,Market,9.00\n\
                       S2,A,,50.00\nS2,B,,52.00\nS3,A,,30.00\nS3,B,,34.00\nS3,C,,50.00\n";
    let files = |policy: &'static str| {
        [
            ("products.csv", PRODUCTS),
            ("channels.csv", CHANNELS),
            ("offers.csv", offers),
            ("competitors.csv", competitors),
            ("policy.toml", policy),
        ]
    };
    let out = with("guards", &files("[price]\ntarget_margin = 0.2\n")).unwrap();
    let prices = table(&out, "prices.csv");
    let found = |sku: &str, channel: &str| {
        let row = of(&prices, sku, channel);
        [&row["proposed_price"], &row["bound_by"], &row["reference_price"]].map(|cell| cell.as_str().to_owned())
    };
    // the median of 14 and 16 is above the highest price allowed
    assert_eq!(found("S1", "Shop"), ["13.00", "max_price", "15.00"]);
    // on the market the prices seen there: 8.50 leaves nothing, the target is reached at 10.13
    assert_eq!(found("S1", "Market"), ["10.13", "margin", "8.50"]);
    // 51.00 is below map; 31 / (0.8 / 1.2 - 0.02) = 47.94 would reach the target
    assert_eq!(found("S2", "Shop"), ["55.00", "map", "51.00"]);
    assert_eq!(found("S3", "Shop"), ["34.00", "none", "34.00"]);
    assert_eq!(of(&prices, "S2", "Shop")["issues"], "above_competitors");

    let policy = "[price]\ntarget_margin = 0.2\nfloor_margin = 0\nstrategy = \"match_average\"\ncompetitor_ceiling = 0.1\nmax_change = 0.3\nending_modulus = 1\nendings = [0.95, 0.45]\n";
    let out = with("guards_more", &files(policy)).unwrap();
    let prices = table(&out, "prices.csv");
    let found =
        |sku: &str, channel: &str| cells(of(&prices, sku, channel), ["proposed_price", "bound_by"]).map(str::to_owned);
    // 15.00, at most 13.00, ends down to 12.95
    assert_eq!(found("S1", "Shop"), ["12.95", "max_price"]);
    // even at 6.50 / 0.68333 = 9.5122 up; not below it: 9.95
    assert_eq!(found("S1", "Market"), ["9.95", "margin"]);
    // 38.00 by the mean, at most 33.00, at most 26.00: 25.95
    assert_eq!(found("S3", "Shop"), ["25.95", "max_change"]);
}

#[test]
fn tiers_and_promotions_with_mistakes() {
    let offers = "sku,channel,price\nS1,Shop,12.00\nS1,Market,14.00\n";
    let tiers = "sku,channel,from_quantity,unit_price\n\
                 S1,Shop,1,12.00\nS1,Shop,10,10.00\nS1,Shop,50,7.50\nS1,Market,5,13.90\nS1,Market,1,14.00\nS1,Market,20,14.50\n";
    let promotions = r#"[
        {"id": "a", "effect": {"type": "percent_off", "rate": "0.1"}, "coupon_codes": ["X"], "channels": ["Shop"]},
        {"id": "b", "effect": {"type": "fixed_price", "price": "7.00"}, "priority": 3, "target": {"skus": ["S1", "S9"]},
         "channels": ["Market", "Bazaar"], "valid_from": "2026-07-10T10:00:00+00:00"},
        {"id": "c", "effect": {"type": "percent_off", "rate": "0.02"}, "priority": 7, "coupon_codes": ["x"]},
        {"id": "late", "effect": {"type": "percent_off", "rate": "0.9"}, "priority": 8, "valid_until": "2026-06-01T00:00:00+00:00"}
    ]"#;
    let files = [
        ("products.csv", PRODUCTS),
        ("channels.csv", CHANNELS),
        ("offers.csv", offers),
        ("tiers.csv", tiers),
        ("promotions.json", promotions),
    ];
    let out = with("mistakes", &files).unwrap();
    let summary = summary(&out);
    let faults: Vec<&Value> =
        summary["tiers"]["mistakes"].as_array().unwrap().iter().map(|mistake| &mistake["fault"]).collect();
    let kinds: Vec<(&str, u64)> = faults
        .iter()
        .map(|fault| (fault["kind"].as_str().unwrap(), fault["from_quantity"].as_u64().unwrap()))
        .collect();
    // Market: 5 x 13.90 = 69.50 is above 4 x 14 = 56, fine; from 20 on a unit is dearer than before
    // Shop: 9 x 12.00 = 108.00 > 10 x 10.00, and from 38 on 10.00 each is more than 50 x 7.50 = 375.00;
    // a unit at 7.50 leaves 6.25 - 0.15 - 1 - 6 = -0.90
    assert_eq!(kinds, [("rising_price", 20), ("dearer_than_more", 9), ("dearer_than_more", 38), ("below_cost", 50)]);
    assert_eq!((&faults[1]["total"], &faults[1]["total_instead"]), (&"108.00".into(), &"100.00".into()));
    assert_eq!((&faults[2]["to_quantity"], &faults[2]["total"]), (&49.into(), &"490.00".into()));
    assert_eq!(faults[3]["profit"], "-0.90");

    let found = &summary["promotions"];
    assert_eq!(found["conflicts"][0]["code"], "code_collision");
    assert_eq!(found["conflicts"].as_array().unwrap().len(), 1);
    // in July 7.00 on the market, c takes 2 % first: 13.72, then 7.00 is 7.00; 7 - 1.17 - 1.05 - 0.5 - 6 = -1.72
    let losses = found["below_cost"].as_array().unwrap();
    assert_eq!(losses.len(), 1);
    assert_eq!(
        (&losses[0]["channel"], &losses[0]["paid"], &losses[0]["profit"]),
        (&"Market".into(), &"7.00".into(), &"-1.72".into())
    );
    assert_eq!(losses[0]["at"], "2026-07-10T10:00:00+00:00");
    let names: Vec<&str> =
        found["unknown_names"].as_array().unwrap().iter().map(|name| name["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Bazaar", "S9"]);
}

#[test]
fn what_is_done_without_each_file() {
    // nothing: no section, and a sentence
    let out = with("none", &[]).unwrap();
    assert!(summary(&out).is_null());
    assert!(table(&out, "prices.csv").is_empty());
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("Nothing is said of prices") && !report.contains("href=\"#price\""));
    // a list of products without costs is for others
    let out = with("no_costs", &[("products.csv", "sku,name\nS1,Cup\n")]).unwrap();
    assert!(summary(&out).is_null());

    // fees alone: prices and costs of the latest lines; S2 has no cost
    let out = with("fees", &[("channels.csv", CHANNELS)]).unwrap();
    let prices = table(&out, "prices.csv");
    assert_eq!(prices.len(), 2);
    assert_eq!(
        cells(of(&prices, "S1", "Market"), ["price", "price_basis", "cost", "cost_basis"]),
        ["11.00", "orders", "4.00", "orders"]
    );
    assert_eq!(summary(&out)["unjudged"]["articles_without_cost"], 1);
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("there is no offers.csv") && report.contains("There is no promotions.json"));

    // costs alone: no tax, no fees
    let out = with("costs", &[("products.csv", PRODUCTS)]).unwrap();
    let prices = table(&out, "prices.csv");
    assert_eq!(cells(of(&prices, "S1", "Shop"), ["net_revenue", "fees_total", "profit"]), ["12.00", "0.00", "6.00"]);
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("there is no channels.csv"));

    // what is not the shop's own is passed over and counted; packs and territories are told apart and share the sales
    let offers = "sku,channel,price,currency,seller,pack_size,territory,coupon\n\
                  S1,Shop,12.00,EUR,,,,\nS1,Shop,70.00,EUR,,6,,\nS1,Shop,11.00,EUR,,,AT,\nS1,Shop,9.00,EUR,Other,,,\n\
                  S1,Market,13.00,USD,,,,\nS2,Market,80.00,,,,,\n";
    let channels = "channel,commission_rate\nShop,0\n";
    let out =
        with("others", &[("products.csv", PRODUCTS), ("offers.csv", offers), ("channels.csv", channels)]).unwrap();
    let prices = table(&out, "prices.csv");
    assert_eq!(prices.len(), 3);
    let pack = prices.iter().find(|row| row["pack_size"] == "6").unwrap();
    assert_eq!(cells(pack, ["cost", "profit", "units", "at_stake_a_month"]), ["36.00", "34.00", "", ""]);
    let unjudged = &summary(&out)["unjudged"];
    assert_eq!(unjudged["offers_of_other_sellers"], 1);
    assert_eq!(unjudged["offers_in_other_currency"], 1);
    assert_eq!(unjudged["channels_without_fees"], serde_json::json!(["Market"]));
    assert_eq!(unjudged["sold_and_not_offered"], 1);
    assert!(
        fs::read_to_string(out.join("report.html"))
            .unwrap()
            .contains("offers.csv has columns that are not read: coupon.")
    );
}

#[test]
#[allow(clippy::too_many_lines, reason = "a list of cases")]
fn bad_files_are_refused_with_their_line() {
    let offers = "sku,channel,price,min_price,max_price\n";
    let cases: &[(&str, &str, String, &[&str])] = &[
        ("cost", "products.csv", "sku,cost\nS1,4\nS2,-1\n".into(), &["products.csv, line 3, column cost", "negative"]),
        ("twice", "products.csv", "sku,cost\nS1,4\nS1,5\n".into(), &["line 3, column sku", "line 2"]),
        ("head", "products.csv", "article,cost\nS1,4\n".into(), &["line 1", "no column sku", "article"]),
        ("empty", "products.csv", "sku,cost\n".into(), &["products.csv", "no rows"]),
        ("rate", "channels.csv", "channel,commission_rate\nShop,15\n".into(), &["line 2, column commission_rate", "0.15 for 15 %"]),
        ("percent", "channels.csv", "channel,payment_rate\nShop,2%\n".into(), &["line 2, column payment_rate", "0.15 for 15 %"]),
        ("tax", "channels.csv", "channel,tax_included\nShop,maybe\n".into(), &["column tax_included", "maybe", "yes, no, true, false"]),
        ("base", "channels.csv", "channel,commission_base\nShop,all\n".into(), &["column commission_base", "gross, net"]),
        ("margin", "channels.csv", "channel,target_margin\nShop,1\n".into(), &["column target_margin", "less than 1"]),
        ("fee", "channels.csv", "channel,fixed_fee\nShop,0.333\n".into(), &["line 2, column fixed_fee", "EUR", "round it"]),
        ("channel", "channels.csv", "channel\nShop\nMarkt\n".into(), &["channels.csv, line 3, column channel", "\"Markt\"", "Shop, Market"]),
        ("price", "offers.csv", format!("{offers}S1,Shop,,,\n"), &["offers.csv, line 2, column price", "empty"]),
        ("zero", "offers.csv", format!("{offers}S1,Shop,0,,\n"), &["line 2, column price", "0 is none"]),
        ("cents", "offers.csv", format!("{offers}S1,Shop,9.999,,\n"), &["line 2, column price", "9.999", "EUR"]),
        ("offer_sku", "offers.csv", format!("{offers}S1,Shop,9,,\nS7,Shop,9,,\n"), &["line 3, column sku", "\"S7\"", "products.csv"]),
        ("offer_channel", "offers.csv", format!("{offers}S1,Shopp,9,,\n"), &["line 2, column channel", "\"Shopp\"", "channels.csv"]),
        ("offer_twice", "offers.csv", format!("{offers}S1,Shop,9,,\nS1,Shop,8,,\n"), &["line 3", "line 2", "pack_size"]),
        ("limits", "offers.csv", format!("{offers}S1,Shop,9,8,7\n"), &["line 2, column min_price", "max_price 7"]),
        ("currency", "offers.csv", "sku,channel,price,currency\nS1,Shop,9,euro\n".into(), &["column currency", "three letters"]),
        ("rival", "competitors.csv", "sku,competitor,price\nS1,A,9\nS1,A,8\n".into(), &["line 3, column competitor", "line 2"]),
        ("rival_sku", "competitors.csv", "sku,competitor,price\nS9,A,9\n".into(), &["line 2, column sku", "\"S9\""]),
        ("tier", "tiers.csv", "sku,from_quantity,unit_price\nS1,10,4\n".into(), &["line 2, column from_quantity", "from 1"]),
        ("tier_twice", "tiers.csv", "sku,from_quantity,unit_price\nS1,1,4\nS1,1,3\n".into(), &["line 3", "line 2"]),
        ("json", "promotions.json", "{\"promotions\": [\n{\"id\": 4}]}".into(), &["promotions.json", "promotions[0].id", "line 2", "docs/pricing.md"]),
        (
            "rule",
            "promotions.json",
            "[{\"id\": \"a\", \"efect\": {}}]".into(),
            &["promotions.json", "line 1", "promotions[0].efect"],
        ),
        (
            "several",
            "promotions.json",
            "[{\"id\": \"a\", \"effect\": {\"type\": \"percent_off\", \"rate\": \"2\"}}, {\"id\": \"a\", \"effect\": {\"type\": \"amount_off\", \"amount\": \"-1\"}}]".into(),
            &["3 mistakes", "promotions[1].id", "promotions[0].effect.rate", "promotions[1].effect.amount"],
        ),
        ("policy", "policy.toml", "[price]\ntarget = 0.1\n".into(), &["policy.toml, line 2", "price.target", "target_margin"]),
        ("policy_margin", "policy.toml", "[price]\n\ntarget_margin = 15\n".into(), &["line 3", "price.target_margin is 15"]),
        ("policy_strategy", "policy.toml", "[price]\nstrategy = \"win\"\n".into(), &["line 2", "match_median"]),
        ("policy_endings", "policy.toml", "[price]\nendings = [9.90]\n".into(), &["line 2", "9.90", "modulus"]),
        ("policy_list", "policy.toml", "[price]\nendings = 0.9\n".into(), &["line 2", "a list"]),
        ("policy_modulus", "policy.toml", "[price]\nending_modulus = 10\n".into(), &["line 2", "endings"]),
        ("policy_table", "policy.toml", "price = 4\n".into(), &["line 1", "[price]"]),
        ("policy_other", "policy.toml", "[prices]\n".into(), &["line 1", "prices", "[price]"]),
    ];
    for (name, file, text, says) in cases {
        let files = [("products.csv", PRODUCTS), (*file, text.as_str())];
        let error = with(&format!("bad_{name}"), &files).unwrap_err();
        assert_eq!(error.exit_status(), 1, "{name}: {error}");
        let error = error.to_string();
        assert!(says.iter().all(|part| error.contains(part)), "{name}: {error}");
        let left = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("price").join(format!("bad_{name}")).join("out");
        assert!(!left.exists(), "{name}: nothing is left behind");
    }
}

#[test]
fn files_may_be_named() {
    let folder = folder("named");
    fs::write(folder.join("orders.csv"), orders()).unwrap();
    fs::write(folder.join("terms.csv"), CHANNELS).unwrap();
    let mut settings = Settings::default();
    settings.set("file", &format!("channels.csv={}", folder.join("terms.csv").display())).unwrap();
    let out = folder.join("out");
    review(&Source::Data(folder.join("orders.csv")), &out, &settings, false).unwrap();
    assert_eq!(table(&out, "prices.csv").len(), 2);
    for wrong in ["channels.csv", "chanels.csv=a"] {
        let error = settings.set("file", wrong).unwrap_err();
        assert_eq!(error.exit_status(), 2);
        assert!(error.to_string().contains(wrong), "{error}");
    }
}

/// Integers of minor units.
fn cents(text: &str) -> i64 {
    assert_eq!(text.split_once('.').map(|(_, fraction)| fraction.len()), Some(2), "{text}");
    text.replace('.', "").parse().unwrap()
}

/// Half up.
#[allow(clippy::arithmetic_side_effects, reason = "small amounts")]
fn part(amount: i64, numerator: i64, denominator: i64) -> i64 {
    (2 * amount * numerator + denominator).div_euclid(2 * denominator)
}

#[test]
fn the_demo_shows_the_planted_mistakes_and_no_others() {
    for seed in [618, 7] {
        let folder = folder(&format!("demo{seed}"));
        let demo = Source::Demo(Demo { lines: 20_000, seed });
        for run in ["a", "b"] {
            review(&demo, &folder.join(run), &Settings::default(), false).unwrap();
        }
        let names = [
            "summary.json",
            "report.html",
            "prices.csv",
            "data/offers.csv",
            "data/promotions.json",
            "data/policy.toml",
        ];
        for name in names {
            let read = |run: &str| fs::read(folder.join(run).join(name)).unwrap();
            assert_eq!(read("a"), read("b"), "{name}");
        }
        let out = folder.join("a");
        let prices = table(&out, "prices.csv");
        // and the collection of the conflict section
        assert_eq!(prices.len(), 6 * 240 + 16);

        // every price again, from the files alone and in integers
        let data = out.join("data");
        let costs: HashMap<String, i64> =
            table(&data, "products.csv").iter().map(|row| (row["sku"].clone(), cents(&row["cost"]))).collect();
        let terms: HashMap<String, Row> =
            table(&data, "channels.csv").into_iter().map(|row| (row["channel"].clone(), row)).collect();
        // thousandths: the demo's rates have three decimals at most
        let share = |row: &Row, column: &str| {
            let fraction = row[column].split_once('.').map_or("", |(_, fraction)| fraction);
            format!("{fraction:0<3}").parse::<i64>().unwrap()
        };
        let money = |row: &Row, column: &str| if row[column].is_empty() { 0 } else { cents(&row[column]) };
        let mut low = BTreeSet::new();
        for offer in table(&data, "offers.csv") {
            let (sku, channel) = (offer["sku"].clone(), offer["channel"].clone());
            let (price, cost, terms) = (cents(&offer["price"]), costs[&sku], &terms[&channel]);
            let net = price - part(price, 13, 113);
            let commission = part(price, share(terms, "commission_rate"), 1000).max(money(terms, "min_commission"));
            let fees = commission + part(price, 6, 1000) + money(terms, "fixed_fee");
            let profit = net - fees - money(terms, "shipping_cost") - cost;
            let row = of(&prices, &sku, &channel);
            assert_eq!(cents(&row["profit"]), profit, "{row:?}");
            assert!((row["margin"].parse::<f64>().unwrap() - profit as f64 / net as f64).abs() < 1e-12);
            let target = share(terms, "target_margin");
            if profit < 0 {
                low.insert((channel.clone(), "below_cost"));
            } else if 1000 * profit < target * net {
                low.insert((channel.clone(), "below_target"));
            }
            // a proposal leaves what it must, within its limits
            if !row["proposed_price"].is_empty() {
                let proposed = cents(&row["proposed_price"]);
                let bound = row["bound_by"].as_str();
                assert!(proposed <= money(&offer, "max_price") && proposed >= money(&offer, "min_price"), "{row:?}");
                assert!(cents(&row["proposed_profit"]) >= 0, "{row:?}");
                assert!(100 * proposed <= 130 * price || bound == "max_change", "{row:?}");
                assert!(proposed % 100 == 90 || !matches!(bound, "none"), "{row:?}");
            }
        }
        let planted = [("Marketplace C", "below_cost"), ("Social shop", "below_target")];
        assert_eq!(low, planted.map(|(channel, issue)| (channel.to_owned(), issue)).into());
        let issues = ["below_cost", "below_target", "below_min", "above_max", "below_map", "above_list"];
        let found: Vec<(&str, &str)> = prices
            .iter()
            .flat_map(|row| row["issues"].split(' ').map(|issue| (row["channel"].as_str(), issue)))
            .filter(|(_, issue)| issues.contains(issue))
            .collect();
        assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), planted.into());
        assert_eq!(found.len(), 2);

        let summary = summary(&out);
        let mistakes = summary["tiers"]["mistakes"].as_array().unwrap();
        assert_eq!(mistakes.len(), 1);
        let fault = &mistakes[0]["fault"];
        assert_eq!((&fault["kind"], &fault["to_quantity"]), (&"dearer_than_more".into(), &49.into()));
        let conflicts = summary["promotions"]["conflicts"].as_array().unwrap();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0]["promotion_ids"], serde_json::json!(["summer-5", "welcome-10"]));
        let losses = summary["promotions"]["below_cost"].as_array().unwrap();
        assert_eq!(losses.len(), 1);
        assert_eq!(losses[0]["promotions"], serde_json::json!(["flash-july"]));
        assert!(summary["promotions"]["unknown_names"].as_array().unwrap().is_empty());
    }
}
