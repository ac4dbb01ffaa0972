//! The stock section: of a small shop reckoned by hand, of the invented shop, of bad files, and of Online Retail where it is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_review::{Demo, ReviewError, Settings, Source, review};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own under the target folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("stock").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice::<Value>(&fs::read(out.join("summary.json")).unwrap()).unwrap()["stock"].clone()
}

/// The rows of a table by the names of its columns.
fn table(out: &Path, name: &str) -> Vec<HashMap<String, String>> {
    let mut reader = csv::Reader::from_path(out.join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Thirty days of June: two S1 and one S2 a day, a cancelled line of S1, a day on which two S1 came back.
fn orders() -> String {
    let mut text = "order_id,sku,quantity,unit_price,currency,ordered_at,channel,status,returned_quantity\n".to_owned();
    for day in 1..=30 {
        let back = if day == 7 { 2 } else { 0 };
        writeln!(text, "A{day},S1,2,10.00,EUR,2026-06-{day:02},Shop,completed,{back}").unwrap();
        writeln!(text, "A{day},S2,1,5.00,EUR,2026-06-{day:02},Shop,completed,0").unwrap();
    }
    text + "X1,S1,100,10.00,EUR,2026-06-15,Shop,cancelled,0\n"
}

const STOCK: &str = "sku,on_hand,on_order,unit_cost,received_on\nS1,40,1,,\nS2,400.0,,3.00,\nS3,5,,2.00,2025-01-01\n";

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

#[test]
fn figures_that_a_buyer_can_check_by_hand() {
    let out = with("by_hand", &[("stock.csv", STOCK)]).unwrap();
    let summary = summary(&out);
    // 600 of 750 before S2: S1 is A, S2 is B; both are steady
    let plan = table(&out, "stock_plan.csv");
    let of = |row: usize, column: &str| plan[row][column].as_str();
    assert_eq!((of(0, "sku"), of(0, "abc"), of(0, "xyz"), of(0, "units")), ("S1", "A", "X", "60"));
    assert_eq!((of(1, "sku"), of(1, "abc"), of(1, "sales"), of(1, "units")), ("S2", "B", "150.00", "30"));
    // no line and no file gives a cost: half of 10. Two a day for 14 + 7 days, nothing varies.
    assert_eq!((of(0, "unit_cost"), of(0, "cost_basis")), ("5.0000", "assumed"));
    assert_eq!((of(0, "reorder_point"), of(0, "safety_stock")), ("42", "0"));
    // √(2 · 10 · 730 / 1.25) = 108.07
    assert_eq!((of(0, "order_quantity"), of(0, "quantity_rule")), ("109", "economic"));
    // 14 + 7 + 7 days, 30 days
    assert_eq!((of(0, "present_reorder_point"), of(0, "present_order_quantity")), ("56", "60"));
    assert_eq!((of(0, "simulated_fill_rate"), of(0, "present_fill_rate")), ("1", "1"));
    // full at 42 + 109; by the last day 60 are sold: 151 - 2t in the mean over 30 days, no order before 41 is reached
    assert_eq!(of(0, "simulated_mean_stock"), "120");
    assert_eq!(of(0, "simulated_orders"), "0");

    let reorder = table(&out, "reorder.csv");
    assert_eq!(reorder.len(), 1);
    let order = |column: &str| reorder[0][column].as_str();
    // 40 on hand and 1 on order are not above 42
    assert_eq!(
        (order("sku"), order("position"), order("order_quantity"), order("order_value")),
        ("S1", "41", "109", "545.00")
    );
    // 40 last twenty days; the twenty-first is not met, and a delivery takes fourteen
    assert_eq!((order("days_of_cover"), order("runs_out_on"), order("late")), ("20", "2026-07-21", "false"));
    assert!(order("why").contains("42.0 expected in 21 days"), "{}", order("why"));
    let alerts = table(&out, "alerts.csv");
    assert_eq!(alerts.iter().map(|alert| alert["level"].as_str()).collect::<Vec<_>>(), ["low", "overstock"]);

    // 180 days of S2 are 180 units, 220 too many; S3 never sold in 545 days
    let health = table(&out, "stock_health.csv");
    let line =
        |row: usize| ["sku", "status", "excess_quantity", "excess_value"].map(|column| health[row][column].as_str());
    assert_eq!(line(0), ["S2", "overstock", "220", "660.00"]);
    assert_eq!(line(1), ["S3", "dead", "5", "10.00"]);
    assert_eq!(line(2), ["S1", "healthy", "0", "0.00"]);
    assert_eq!(summary["shelf"]["stock_value"]["value"], "1410.00"); // 200 + 1200 + 10
    assert_eq!(summary["shelf"]["excess_value"]["value"], "670.00");
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("EUR 545.00 at unit cost") && report.contains("id=\"orders\""));
}

#[test]
fn suppliers_and_policy_change_what_they_name() {
    let suppliers = "sku,supplier,lead_time_days,lead_time_sd_days,min_order_quantity,order_multiple,unit_cost,fixed_cost\n\
                     S1,Mill,10,2,,24,4.00,0\n";
    let policy = "service_level = 0.975\nreview_period_days = 5\n[present]\norder_days = 15\n[sku.S1]\nreorder_point = 4\norder_quantity = 10\n";
    let files = [("stock.csv", STOCK), ("suppliers.csv", suppliers), ("policy.toml", policy)];
    let out = with("named", &files).unwrap();
    let plan = table(&out, "stock_plan.csv");
    let of = |row: usize, column: &str| plan[row][column].as_str();
    // s = √(15 · 0 + 2² · 2²) = 4, k = 1.959964: 30 + 7.84 up
    assert_eq!((of(0, "reorder_point"), of(0, "cost_basis"), of(0, "supplier")), ("38", "suppliers", "Mill"));
    // an order costs nothing: the 10 units of a review period, in packs of 24
    assert_eq!((of(0, "order_quantity"), of(0, "quantity_rule")), ("24", "review_period"));
    assert_eq!((of(0, "present_reorder_point"), of(0, "present_given")), ("4", "true"));
    assert_eq!((of(1, "present_order_quantity"), of(1, "present_given")), ("15", "false"));
    // The present rule by hand: 14 units at the start, reviews on days 0, 5, 10, ..., 10 days to deliver, 10 units an
    // order. Day 0: 14 > 4, nothing. Day 5: 4 left, orders 10 (due day 15). Days 5 and 6 sell the 4, then 8 days sell
    // nothing. Day 10: 0 + 10 on order > 4. Day 15: 10 arrive, position 10 > 4; days 15 to 19 sell them. Day 20: 0, orders
    // 10 (due day 30). The last ten days sell nothing. Served 14 + 10 of 60.
    assert_eq!(of(0, "present_fill_rate"), "0.4");
    assert_eq!((of(0, "present_orders"), of(0, "present_days_short")), ("2", "18"));
    // position 41 is above 38
    assert!(table(&out, "reorder.csv").is_empty());
}

#[test]
fn without_stock_nothing_is_ordered() {
    let out = with("none", &[]).unwrap();
    let summary = summary(&out);
    assert!(summary["shelf"].is_null());
    assert!(table(&out, "reorder.csv").is_empty() && table(&out, "alerts.csv").is_empty());
    assert_eq!(table(&out, "stock_plan.csv").len(), 2);
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("There is no stock.csv") && report.contains("It is assumed to be one rule"));
}

#[test]
fn files_may_be_named() {
    let folder = folder("files");
    fs::write(folder.join("orders.csv"), orders()).unwrap();
    fs::write(folder.join("shelf.csv"), STOCK).unwrap();
    let mut settings = Settings::default();
    settings.set("stock", folder.join("shelf.csv").to_str().unwrap()).unwrap();
    let out = folder.join("out");
    review(&Source::Data(folder.join("orders.csv")), &out, &settings, false).unwrap();
    assert_eq!(table(&out, "reorder.csv").len(), 1);
    settings.set("stock", folder.join("missing.csv").to_str().unwrap()).unwrap();
    let error = review(&Source::Data(folder), &out, &settings, false).unwrap_err().to_string();
    assert!(error.contains("missing.csv"), "{error}");
}

#[test]
fn bad_files_are_refused_with_their_line() {
    let supplier = "sku,supplier,lead_time_days,order_multiple\n";
    let cases: [(&str, &str, String, &[&str]); 27] = [
        (
            "key",
            "policy.toml",
            "holding_rate = 0.2\nservice_levl = 0.9\n".into(),
            &["policy.toml, line 2", "service_levl", "service_level"],
        ),
        (
            "inner_key",
            "policy.toml",
            "[health]\n\ndead_days = 9\n".into(),
            &["line 3", "health.dead_days", "dead_after_days"],
        ),
        ("class", "policy.toml", "[service_level]\nA = 0.9\nD = 0.9\n".into(), &["line 3", "service_level.D"]),
        ("lead", "policy.toml", "\nlead_time_days = -3\n".into(), &["line 2", "lead_time_days is -3"]),
        ("sure", "policy.toml", "service_level = 1.0".into(), &["line 1", "below 1"]),
        ("text", "policy.toml", "service_level = \"high\"".into(), &["line 1", "a string"]),
        ("inf", "policy.toml", "holding_rate = inf".into(), &["line 1", "inf"]),
        ("zero", "policy.toml", "review_period_days = 0".into(), &["line 1", "from 1"]),
        ("toml", "policy.toml", "a = 1\nb = = 2\n".into(), &["line 2", "not TOML"]),
        ("twice", "policy.toml", "holding_rate = 0.2\nholding_rate = 0.3\n".into(), &["line 2"]),
        (
            "strange",
            "policy.toml",
            "[sku.S1]\nservice_level = 0.9\n[sku.S9]\nservice_level = 0.9\n".into(),
            &["line 3", "\"S9\""],
        ),
        ("half", "policy.toml", "[sku.S1]\nreorder_point = 3\n".into(), &["line 1", "order_quantity"]),
        ("shares", "policy.toml", "[classes]\na = 0.96\n".into(), &["line 1", "classes.a = 0.96", "classes.b"]),
        ("cover", "policy.toml", "max_cover_days = 3".into(), &["line 1", "review_period_days = 7"]),
        ("slow", "policy.toml", "[health]\nslow_after_days = 200\n".into(), &["line 1", "dead_after_days = 180"]),
        ("shortage", "policy.toml", "shortage = \"wait\"".into(), &["line 1", "backorder"]),
        (
            "supplier_lead",
            "suppliers.csv",
            format!("{supplier}S1,Mill,5,\nS2,Mill,-1,\n"),
            &["suppliers.csv, line 3, column lead_time_days", "negative"],
        ),
        (
            "supplier_none",
            "suppliers.csv",
            format!("{supplier}S1,Mill,,\n"),
            &["line 2, column lead_time_days", "empty"],
        ),
        ("supplier_sku", "suppliers.csv", format!("{supplier}S1,Mill,5,\nS7,Mill,5,\n"), &["line 3", "\"S7\""]),
        (
            "supplier_pack",
            "suppliers.csv",
            format!("{supplier}S1,Mill,5,0\n"),
            &["line 2, column order_multiple", "pack"],
        ),
        ("supplier_head", "suppliers.csv", "sku,supplier\nS1,Mill\n".into(), &["line 1", "lead_time_days"]),
        (
            "stock_sku",
            "stock.csv",
            "sku,on_hand\nS1,4\nS8,4\n".into(),
            &["stock.csv, line 3, column sku", "\"S8\"", "received_on"],
        ),
        ("stock_negative", "stock.csv", "sku,on_hand\nS1,-4\n".into(), &["line 2, column on_hand", "negative"]),
        ("stock_part", "stock.csv", "sku,on_hand\nS1,4.5\n".into(), &["line 2, column on_hand", "4.5"]),
        ("stock_twice", "stock.csv", "sku,on_hand\nS1,4\nS2,1\nS1,5\n".into(), &["line 4, column sku", "line 2"]),
        ("stock_short", "stock.csv", "sku,on_hand\nS1,4\nS2\n".into(), &["line 3", "1 fields"]),
        (
            "stock_date",
            "stock.csv",
            "sku,on_hand,counted_on\nS1,4,2026-02-30\n".into(),
            &["line 2, column counted_on", "2026-02-30"],
        ),
    ];
    for (name, file, text, says) in cases {
        let error = with(&format!("bad_{name}"), &[(file, &text)]).unwrap_err();
        assert_eq!(error.exit_status(), 1, "{name}: {error}");
        let error = error.to_string();
        assert!(says.iter().all(|part| error.contains(part)), "{name}: {error}");
        let left = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("stock").join(format!("bad_{name}")).join("out");
        assert!(!left.exists(), "{name}: nothing is left behind");
    }
}

#[test]
fn what_has_no_history_is_left_to_the_buyer() {
    let folder = folder("hand");
    // one bulk order of S5 among single sales, S6 on sale for a week
    let mut text = orders();
    for day in 1..=30 {
        writeln!(text, "B{day},S5,{},1.00,EUR,2026-06-{day:02},Shop,completed,0", if day == 9 { 900 } else { 1 })
            .unwrap();
    }
    text.push_str("C1,S6,50,1.00,EUR,2026-06-25,Shop,completed,0\n");
    fs::write(folder.join("orders.csv"), text).unwrap();
    fs::write(folder.join("stock.csv"), "sku,on_hand\nS5,0\nS6,0\nS1,400\n").unwrap();
    let out = folder.join("out");
    review(&Source::Data(folder), &out, &Settings::default(), false).unwrap();
    let plan = table(&out, "stock_plan.csv");
    let of = |sku: &str| plan.iter().find(|row| row["sku"] == sku).unwrap();
    assert_eq!((of("S5")["by_hand"].as_str(), of("S5")["reorder_point"].as_str()), ("one_day", ""));
    assert_eq!((of("S6")["by_hand"].as_str(), of("S6")["order_quantity"].as_str()), ("too_new", ""));
    assert!(table(&out, "reorder.csv").is_empty());
    // S2 sells and is not in the list: it is named, not ordered
    assert_eq!(summary(&out)["shelf"]["missing"], 1);
}

#[test]
fn the_demo_shows_the_whole_section_the_same_twice() {
    let folder = folder("demo");
    let demo = Source::Demo(Demo { lines: 20_000, ..Demo::default() });
    for run in ["a", "b"] {
        review(&demo, &folder.join(run), &Settings::default(), false).unwrap();
    }
    for name in [
        "summary.json",
        "report.html",
        "reorder.csv",
        "alerts.csv",
        "stock_plan.csv",
        "stock_health.csv",
        "data/stock.csv",
        "data/suppliers.csv",
        "data/policy.toml",
    ] {
        let read = |run: &str| fs::read(folder.join(run).join(name)).unwrap();
        assert_eq!(read("a"), read("b"), "{name}");
    }
    let out = folder.join("a");
    let summary = summary(&out);
    let reorder = table(&out, "reorder.csv");
    assert_eq!(summary["shelf"]["orders"]["value"], reorder.len());
    assert!(!reorder.is_empty() && !table(&out, "alerts.csv").is_empty());
    let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let sum: i64 = reorder.iter().map(|order| cents(&order["order_value"])).sum();
    assert_eq!(sum, cents(summary["shelf"]["order_value"]["value"].as_str().unwrap()));
    let terms: HashMap<String, HashMap<String, String>> =
        table(&out.join("data"), "suppliers.csv").into_iter().map(|row| (row["sku"].clone(), row)).collect();
    for order in &reorder {
        let number = |column: &str| order[column].parse::<i64>().unwrap();
        let quantity = number("order_quantity");
        let limit = |column: &str| terms[&order["sku"]][column].parse::<i64>().unwrap();
        assert_eq!(quantity % limit("order_multiple"), 0, "{order:?}");
        assert!(quantity >= limit("min_order_quantity"), "{order:?}");
        assert!(number("position") <= number("reorder_point"), "{order:?}");
        assert!(number("position") + quantity > number("reorder_point"), "{order:?}");
        // exact: units times cost in cents
        assert_eq!(cents(&order["order_value"]), quantity * cents(&order["unit_cost"]), "{order:?}");
    }
    let statuses: Vec<_> = summary["shelf"]["statuses"].as_array().unwrap().iter().map(|s| &s["articles"]).collect();
    assert!(statuses.iter().all(|articles| articles.is_u64()));
    let served = |policy: &str| summary["all"][policy]["fill_rate"]["value"].as_f64().unwrap();
    assert!(served("proposed") > served("present") && served("proposed") <= 1.0);
}

/// The figures are those of an independent computation with polars and Python's own statistics over the same window, which
/// also simulated both policies of every article day by day.
#[test]
fn online_retail() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let places = ["../shared/data/retail/online_retail.parquet", "../../shared/data/retail/online_retail.parquet"];
    let Some(file) = places.into_iter().map(|place| root.join(place)).find(|file| file.is_file()) else {
        println!("skipped: online_retail.parquet is not here");
        return;
    };
    if cfg!(not(feature = "parquet")) {
        println!("skipped: built without the feature parquet");
        return;
    }
    let mut settings = Settings::default();
    settings.map(root.join("docs/online-retail.map").to_str().unwrap()).unwrap();
    let out = folder("online_retail").join("out");
    review(&Source::Data(file), &out, &settings, false).unwrap();
    let summary = summary(&out);
    let class = |class: &str| &summary["classes"][class];
    let articles: Vec<u64> =
        ["a", "b", "c"].iter().map(|name| class(name)["articles"]["value"].as_u64().unwrap()).collect();
    assert_eq!(articles, [819, 971, 2085]);
    assert_eq!(summary["all"]["sales"]["value"], "9845854.37");
    // services are no goods; the paper craft order of the last day is no ground for a plan
    let plan = table(&out, "stock_plan.csv");
    assert!(plan.iter().all(|row| row["sku"] != "POST"));
    let craft = plan.iter().find(|row| row["sku"] == "23843").unwrap();
    assert_eq!((craft["by_hand"].as_str(), craft["reorder_point"].as_str()), ("too_new", ""));
    let served = |policy: &str| summary["all"][policy]["fill_rate"]["value"].as_f64().unwrap();
    let short = |policy: &str| summary["all"][policy]["units_short"]["value"].as_u64().unwrap();
    assert_eq!(summary["all"]["proposed"]["fill_rate"]["counts"]["units"], 5_193_139);
    assert_eq!((short("proposed"), short("present")), (196_809, 750_065));
    assert!((served("proposed") - 0.962_102_112_036_67).abs() < 1e-12);
    assert!((served("present") - 0.855_566_161_429_532_3).abs() < 1e-12);
    assert!(summary["shelf"].is_null());
}
