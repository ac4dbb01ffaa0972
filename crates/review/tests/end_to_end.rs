//! Whole reviews: of the invented shop, of small files with known figures, of bad files, and of Online Retail where it is.

#![allow(
    clippy::unwrap_used,
    clippy::format_collect,
    clippy::cast_possible_truncation,
    reason = "a test stops where its set-up fails"
)]

use mercato_review::{Demo, ReviewError, Settings, Source, review};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own under the target folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("review").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap()
}

const HEADER: &str = "order_id,sku,quantity,unit_price,currency,ordered_at,channel,customer_id\n";

/// Reviews a CSV text; answers the folder of the review.
fn of_csv(name: &str, text: &[u8], settings: &Settings) -> Result<PathBuf, ReviewError> {
    let folder = folder(name);
    let file = folder.join("orders.csv");
    fs::write(&file, text).unwrap();
    let out = folder.join("out");
    review(&Source::Data(file), &out, settings, false).map(|_| out)
}

/// Says that a test did not run, where it is seen: what a passing test prints is kept back.
fn skipped(why: &str) {
    use std::io::Write as _;
    let mut seen = std::io::stderr();
    writeln!(seen, "skipped: {why}").unwrap();
}

#[test]
fn figures_that_a_reader_can_check_by_hand() {
    let rows = "A1,S1,3,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1\n\
                A1,S2,1,5.50,CNY,2026-03-02T10:00:00+08:00,Shop,c1\n\
                A2,S1,1,10.00,CNY,2026-03-03T10:00:00+08:00,Market,c1\n\
                CA1,S1,-1,10.00,CNY,2026-03-04T10:00:00+08:00,Shop,c1\n\
                A3,S2,2,5.50,CNY,2026-03-31T20:00:00Z,Market,\n\
                A4,S1,-7,0,CNY,2026-03-05T10:00:00+08:00,Shop,\n\
                A2,S1,1,10.0,CNY,2026-03-03T02:00:00Z,Market,c1\n";
    let mut settings = Settings::default();
    settings.set("return-prefix", "C").unwrap();
    let out = of_csv("by_hand", (HEADER.to_owned() + rows).as_bytes(), &settings).unwrap();
    let summary = summary(&out);
    let total = |key: &str| summary["total"][key]["value"].clone();
    assert_eq!(total("gross_sales"), "56.50"); // 30 + 5.50 + 10 + 11
    assert_eq!(total("returns"), "10.00");
    assert_eq!(total("net_sales"), "46.50");
    assert_eq!((total("orders"), total("buyers"), total("units")), (3.into(), 1.into(), 7.into()));
    assert_eq!(total("average_order_value"), "18.83"); // 56.50 / 3
    assert_eq!(summary["data"]["reasons"]["non_positive_quantity"], 1);
    assert_eq!(
        summary["data"]["reasons"]["duplicate"], 1,
        "the same instant in another zone, the same price in other digits"
    );
    // 20:00 UTC on 31 March is 1 April on the shop's clock
    assert_eq!(summary["data"]["last_day"], "2026-04-01");
    let rejected = fs::read_to_string(out.join("rejected.csv")).unwrap();
    assert!(rejected.contains("\n7,non_positive_quantity,"), "{rejected}");
    assert!(rejected.contains("\n8,duplicate,"), "{rejected}");
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let header = HEADER.trim_end();
    let good = "A1,S1,3,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1";
    let quoted = "A2,S1,3,10.00,CNY,2026-03-02T10:00:00+08:00,\"Shop\none\",c1";
    let bad = "A3,S1,0,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1";
    let wrong = "A4,S1,x,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1";
    // blank lines on 2 and 5, a line break within quotes on 4, the bad row on 7, the wrong one on 8 without an end
    let lines = [header, "", good, quoted, "", bad, wrong];
    for (name, end) in [("lf", "\n"), ("crlf", "\r\n")] {
        let text = lines.join(end).replace("Shop\none", &format!("Shop{end}one"));
        let mut settings = Settings::default();
        settings.set("max-unreadable", "0.5").unwrap();
        let out = of_csv(&format!("lines_{name}"), text.as_bytes(), &settings).unwrap();
        let rejected = fs::read_to_string(out.join("rejected.csv")).unwrap();
        assert!(rejected.contains("\n7,non_positive_quantity,"), "{name}: {rejected}");
        assert!(rejected.contains("\n8,invalid_quantity,"), "{name}: {rejected}");
        assert!(!rejected.contains('\r'), "{name}: {rejected:?}");
        let refused = of_csv(&format!("refused_{name}"), text.as_bytes(), &Settings::default()).unwrap_err();
        let message = refused.to_string();
        assert!(message.contains("line 8, column quantity"), "{name}: {message}");
        assert!(message.contains("--max-unreadable 0.25"), "{name}: {message}");
    }
}

#[test]
fn every_key_of_a_list_is_defined() {
    let out = folder("definitions").join("out");
    let demo = Source::Demo(Demo { lines: 20_000, ..Demo::default() });
    review(&demo, &out, &Settings::default(), false).unwrap();
    let summary = summary(&out);
    let defined = summary["definitions"].as_object().unwrap();
    for (list, keys) in defined {
        // follow the path, the first entry at every [] and *
        let mut at = vec![&summary];
        for step in list.replace("[]", ".[]").split('.') {
            at = at
                .into_iter()
                .flat_map(|value| match (step, value) {
                    ("[]", Value::Array(list)) => list.iter().collect::<Vec<_>>(),
                    ("*", Value::Object(map)) => map.values().filter(|value| value.is_object()).collect(),
                    (key, Value::Object(map)) => map.get(key).into_iter().collect(),
                    _ => Vec::new(),
                })
                .collect();
        }
        // the invented shop has no service codes
        assert!(!at.is_empty() || list == "services[]", "{list} is defined and not there");
        if at.is_empty() {
            continue;
        }
        for key in keys.as_object().unwrap().keys().filter(|key| *key != "*") {
            assert!(at.iter().any(|entry| entry.get(key).is_some()), "{list}: {key} is defined and not there");
        }
    }
}

#[test]
fn the_demo_is_whole_and_the_same_twice() {
    let folder = folder("demo");
    let demo = Source::Demo(Demo { lines: 20_000, ..Demo::default() });
    let first = review(&demo, &folder.join("a"), &Settings::default(), false).unwrap();
    review(&demo, &folder.join("b"), &Settings::default(), false).unwrap();
    assert_eq!(first.kept + first.rejected, first.rows);
    for name in ["report.html", "summary.json", "rejected.csv", "channels.csv", "data/orders.csv"] {
        assert_eq!(
            fs::read(folder.join("a").join(name)).unwrap(),
            fs::read(folder.join("b").join(name)).unwrap(),
            "{name}"
        );
    }
    let summary = summary(&folder.join("a"));
    let cents = |text: &Value| text.as_str().unwrap().replace('.', "").parse::<i64>().unwrap();
    let figure = |of: &Value, key: &str| cents(&of[key]["value"]);
    for (list, of) in [("channels", "channel"), ("months", "month")] {
        let parts: Vec<i64> =
            summary[list].as_array().unwrap().iter().map(|part| figure(&part["figures"], "net_sales")).collect();
        let difference = parts.iter().sum::<i64>() - figure(&summary["total"], "net_sales");
        // each part is rounded once
        assert!(difference.unsigned_abs() as usize <= parts.len(), "{of}: {difference}");
    }
    for period in ["month_over_month", "year_over_year"] {
        let pvm = &summary["periods"][period]["price_volume_mix"];
        let effects = ["price", "volume", "mix", "new", "discontinued", "returns"];
        let sum: i64 = effects.iter().map(|effect| figure(pvm, &format!("{effect}_effect"))).sum();
        let change = cents(&summary["periods"][period]["net_sales"]["change"]["value"]);
        assert!((sum - change).abs() <= 2, "{period}: the steps add up to the change: {sum} {change}");
    }
    let rates = summary["conversion"]["channels"].as_array().unwrap();
    assert_eq!(rates.len(), 6);
    assert!(rates.iter().any(|channel| channel["rating"] == "weak"));
}

#[test]
fn the_actions_are_one_list_in_its_order() {
    let out = folder("actions");
    review(&Source::Demo(Demo::default()), &out, &Settings::default(), false).unwrap();
    let summary: Value = serde_json::from_slice(&fs::read(out.join("summary.json")).unwrap()).unwrap();
    let actions = summary["actions"].as_array().unwrap();
    let mut table = csv::Reader::from_path(out.join("actions.csv")).unwrap();
    let rows: Vec<_> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), actions.len());
    // both have the same fields, and each is defined
    let heads: Vec<&str> = table.headers().unwrap().iter().collect();
    let column = |name: &str| heads.iter().position(|head| *head == name).unwrap_or_else(|| panic!("no column {name}"));
    for (row, action) in rows.iter().zip(actions) {
        let mut written = 0;
        let mut same = |name: &str, value: &Value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert_eq!(row[column(name)], if value.is_null() { String::new() } else { text }, "{name}: {action}");
            written += usize::from(!value.is_null());
        };
        for (key, value) in action.as_object().unwrap() {
            assert!(summary["definitions"]["actions[]"][key].is_object(), "{key} is not defined");
            match value {
                Value::Object(change) => change.iter().for_each(|(key, value)| same(&format!("change_{key}"), value)),
                value if key == "change" => assert!(value.is_null()),
                value => same(key, value),
            }
        }
        assert_eq!(row.iter().filter(|cell| !cell.is_empty()).count(), written, "a cell of the table alone: {action}");
    }
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(actions.iter().all(|action| report.contains(&format!("id=\"{}\"", action["section"].as_str().unwrap()))));
    let mut prices = std::collections::BTreeMap::new();
    let mut last = (false, 0, Some(i64::MIN));
    for (row, action) in rows.iter().zip(actions) {
        for (at, key) in [(1, "kind"), (2, "urgency"), (3, "what"), (4, "why"), (5, "at_stake_a_month"), (10, "held")] {
            assert_eq!(row[at], *action[key].as_str().unwrap_or_default(), "{action}");
        }
        let urgency = ["today", "this_week", "later"].iter().position(|name| action["urgency"] == *name).unwrap();
        let stake = action["at_stake_a_month"].as_str().map(|text| text.replace('.', "").parse::<i64>().unwrap());
        let held = !action["held"].is_null();
        let place = (held, urgency, stake.map(|stake| -stake));
        let in_order =
            (last.0, last.1) < (held, urgency) || (last.0, last.1) == (held, urgency) && later(last.2, place.2);
        assert!(in_order, "{action}");
        last = place;
        if !held && action["kind"].as_str().unwrap().ends_with("_price") {
            let offer = (row[7].to_owned(), row[8].to_owned());
            let twice = prices.insert(offer, action["what"].clone());
            assert!(twice.is_none(), "one price is set twice: {twice:?} {action}");
        }
    }
    // what the other tables say is on the list
    let count = |file: &str, keep: &dyn Fn(&csv::StringRecord) -> bool| {
        csv::Reader::from_path(out.join(file)).unwrap().records().map(Result::unwrap).filter(keep).count()
    };
    let of = |kind: &str| actions.iter().filter(|action| action["kind"].as_str().unwrap().contains(kind)).count();
    assert_eq!(of("reorder"), count("reorder.csv", &|_| true));
    assert_eq!(of("_price"), count("prices.csv", &|row| !row[29].is_empty()));
    assert!(of("reorder") > 0 && of("raise_price") > 0 && of("lower_price") > 0 && of("end_promotion") > 0);
}

/// Whoever sets all prices of the list that are not held back finds no conflict that was not there before.
#[test]
fn what_is_not_held_back_can_be_done_together() {
    let out = folder("together");
    review(&Source::Demo(Demo::default()), &out, &Settings::default(), false).unwrap();
    let before = summary(&out);
    let actions = before["actions"].as_array().unwrap();
    let by_rule =
        |action: &&Value| action["held"].as_str().is_some_and(|why| why.starts_with("would contradict a rule"));
    assert!(actions.iter().filter(by_rule).count() >= 3, "the demo plants a ceiling that proposed prices break");
    let offers = fs::read_to_string(out.join("data/offers.csv")).unwrap();
    let promotions: Value = serde_json::from_slice(&fs::read(out.join("data/promotions.json")).unwrap()).unwrap();
    let set = |held: bool| {
        let of = |kind: &str| -> Vec<&Value> {
            let changed =
                actions.iter().filter(|action| action["held"].is_null() != held).map(|action| &action["change"]);
            changed.filter(|change| change["type"] == kind).collect()
        };
        let text = |change: &Value, key: &str| change[key].as_str().unwrap().to_owned();
        let place = |change: &Value| (text(change, "sku"), text(change, "channel"));
        let prices: std::collections::BTreeMap<_, _> =
            of("price").into_iter().map(|change| (place(change), text(change, "to"))).collect();
        let off: Vec<_> = of("withdraw").into_iter().map(place).collect();
        let ended: Vec<_> = of("end_promotion").into_iter().map(|change| text(change, "promotion")).collect();
        let mut lines = offers.lines();
        let head: Vec<&str> = lines.next().unwrap().split(',').collect();
        let column = |name: &str| head.iter().position(|column| *column == name).unwrap();
        let (sku, channel, price) = (column("sku"), column("channel"), column("price"));
        let mut rows = head.join(",") + "\n";
        let mut count = 0;
        for line in lines {
            let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            let place = (cells[sku].clone(), cells[channel].clone());
            if off.contains(&place) {
                continue;
            }
            if let Some(to) = prices.get(&place) {
                cells[price].clone_from(to);
                count += 1;
            }
            rows += &(cells.join(",") + "\n");
        }
        assert!(held || count == prices.len(), "each price stands once in offers.csv");
        let left = promotions["promotions"].as_array().or_else(|| promotions.as_array()).unwrap().iter();
        let left: Vec<&Value> = left.filter(|one| !ended.iter().any(|ended| one["id"] == ended.as_str())).collect();
        let again = out.with_file_name("together_again");
        let data = out.with_file_name("together_data");
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data).unwrap();
        for file in fs::read_dir(out.join("data")).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), data.join(file.file_name())).unwrap();
        }
        fs::write(data.join("offers.csv"), rows).unwrap();
        fs::write(data.join("promotions.json"), serde_json::to_vec(&left).unwrap()).unwrap();
        review(&Source::Data(data), &again, &Settings::default(), true).unwrap();
        conflicts(&again)
    };
    let known = conflicts(&out);
    assert!(!known.is_empty());
    let after = set(false);
    let new: Vec<&String> = after.difference(&known).collect();
    assert!(new.is_empty(), "{new:?}");
    // what is to be settled is
    let standing = actions.iter().filter(|action| action["held"].is_null());
    let settled: std::collections::BTreeSet<String> = standing
        .filter_map(|action| action["settles"].as_str())
        .flat_map(|all| all.split('|'))
        .map(str::to_owned)
        .collect();
    assert!(settled.len() >= 5 && settled.is_subset(&known), "{}", settled.len());
    let left: Vec<&String> = after.intersection(&settled).collect();
    assert!(left.is_empty(), "{left:?}");
    // an order goes to those who are awarded the article
    let suppliers = |change: &Value| -> std::collections::BTreeSet<String> {
        change["shares"].as_array().unwrap().iter().map(|share| share["supplier"].to_string()).collect()
    };
    let changes = |kind: &str| {
        let kind = kind.to_owned();
        actions.iter().map(|action| &action["change"]).filter(move |change| change["type"] == kind.as_str())
    };
    let awards: std::collections::BTreeMap<String, _> =
        changes("award").map(|change| (change["sku"].to_string(), suppliers(change))).collect();
    let bought: Vec<bool> = changes("order")
        .filter_map(|change| Some(suppliers(change).is_subset(awards.get(&change["sku"].to_string())?)))
        .collect();
    assert!(bought.len() >= 2 && bought.iter().all(|of| *of), "{bought:?}");
    // and what was held back would have made some
    assert!(set(true).difference(&known).count() > 0);
}

/// The names of the conflicts of a review.
fn conflicts(out: &Path) -> std::collections::BTreeSet<String> {
    let mut table = csv::Reader::from_path(out.join("conflicts.csv")).unwrap();
    table.records().map(|row| row.unwrap().get(0).unwrap().to_owned()).collect()
}

/// Whether the second stands behind the first: more money first, none last.
fn later(first: Option<i64>, second: Option<i64>) -> bool {
    match (first, second) {
        (Some(first), Some(second)) => first <= second,
        (None, Some(_)) => false,
        (_, None) => true,
    }
}

#[test]
fn the_report_needs_nothing_else_and_escapes_what_it_shows() {
    let evil = "<script>alert(1)</script>";
    let rows: String = (1..=20)
        .map(|n| format!("A{n},{evil}{n},1,10.00,CNY,2026-03-{n:02}T10:00:00+08:00,{evil}&\"\"x,{evil}\n"))
        .map(|row| row.replace(&format!("{evil}&\"\"x"), &format!("\"{evil}&\"\"x\"")))
        .collect();
    let out = of_csv("evil", (HEADER.to_owned() + &rows).as_bytes(), &Settings::default()).unwrap();
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert_eq!(report.matches("<script").count(), 1, "only the one that sorts the tables");
    assert!(report.contains("&lt;script&gt;alert"));
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!report.contains(outside), "{outside}");
    }
}

#[test]
fn bad_files_are_refused_with_place_and_remedy() {
    let good = "A1,S1,1,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1\n";
    let row = |row: &str| [HEADER.as_bytes(), good.as_bytes(), row.as_bytes(), b"\n"].concat();
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("empty", Vec::new(), &["orders.csv", "empty"]),
        ("header_only", HEADER.into(), &["no rows"]),
        ("binary", b"\x7fELF\x02\x01\x01\0\0\0".into(), &["binary"]),
        ("gzip", b"\x1f\x8b\x08\x00rest".into(), &["gzip", "decompress"]),
        ("utf16", b"\xff\xfeo\0r\0".into(), &["UTF-16", "UTF-8"]),
        (
            "latin1",
            row("A2,S1,1,10.00,CNY,2026-03-02T10:00:00+08:00,Caf\u{fffd},c1")
                .iter()
                .flat_map(|b| {
                    if *b == 0xbf {
                        vec![0xe9]
                    } else if *b == 0xef || *b == 0xbd {
                        vec![]
                    } else {
                        vec![*b]
                    }
                })
                .collect(),
            &["line 3", "column channel", "0xe9", "UTF-8"],
        ),
        ("twice", b"order_id,sku,sku\nA,S,T\n".into(), &["column sku", "twice"]),
        (
            "unmapped",
            b"invoice_no,stock_code,quantity\nA,S,1\n".into(),
            &["order_id", "stock_code", "--map order_id=invoice_no,sku=stock_code"],
        ),
        ("few_fields", row("A2,S1,1"), &["line 3", "fewer fields", "--max-unreadable"]),
        (
            "thousands",
            row("A2,S1,1,\"1,200.00\",CNY,2026-03-02T10:00:00+08:00,Shop,c1"),
            &["line 3", "column unit_price", "1,200.00", "thousands"],
        ),
        (
            "no_date",
            row("A2,S1,1,12.00,CNY,2026-02-30T10:00:00+08:00,Shop,c1"),
            &["line 3", "column ordered_at", "2026-02-30", "exists"],
        ),
        (
            "currencies",
            row("A2,S1,1,12.00,USD,2026-03-02T10:00:00+08:00,Shop,c1"),
            &["line 3", "column currency", "USD", "CNY", "convert"],
        ),
        (
            "quantity",
            row("A2,S1,9223372036854775808,12.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1"),
            &["line 3", "column quantity", "64 bits"],
        ),
        (
            "no_currency",
            b"order_id,sku,quantity,unit_price,currency,ordered_at,channel\nA,S,1,1,euro,2026-01-01,X\n".into(),
            &["line 2", "column currency", "--currency"],
        ),
        (
            "nothing_counts",
            [HEADER.as_bytes(), b"TEST1,S1,1,10,CNY,2026-03-02,Shop,c1\n"].concat(),
            &["none of the 1 rows", "test_order"],
        ),
        (
            "open_quote",
            [HEADER.as_bytes(), b"\"A1,S1,", &vec![b'x'; 2_000_000]].concat(),
            &["line 2", "quotation mark"],
        ),
    ];
    for (name, text, says) in cases {
        let error = of_csv(name, &text, &Settings::default()).expect_err(name);
        let message = error.to_string();
        for part in says {
            assert!(message.contains(part), "{name}: {message}");
        }
        let left: Vec<_> =
            fs::read_dir(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("review").join(name)).unwrap().collect();
        assert_eq!(left.len(), 1, "{name} leaves only its input");
    }
    let missing =
        review(&Source::Data("no/such/file.csv".into()), &folder("missing").join("out"), &Settings::default(), false);
    let error = missing.unwrap_err();
    assert!(error.to_string().contains("no/such/file.csv"), "{error}");
    assert_eq!(error.exit_status(), 1);
}

#[test]
fn unreadable_rows_are_passed_over_on_request_and_in_small_number() {
    let good: String = (0..200).map(|n| format!("A{n},S1,1,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1\n")).collect();
    let text = format!("{HEADER}{good}A200,S1,1,\"1,200\",CNY,2026-03-02T10:00:00+08:00,Shop,c1\nB,S\n");
    let out = of_csv("one_percent", text.as_bytes(), &Settings::default()).unwrap();
    let summary = summary(&out);
    assert_eq!((&summary["data"]["kept"]["value"], &summary["data"]["unreadable"]["value"]), (&200.into(), &2.into()));
    let rejected = fs::read_to_string(out.join("rejected.csv")).unwrap();
    assert!(rejected.contains("202,invalid_unit_price,") && rejected.contains("203,too_few_fields,"), "{rejected}");
}

#[test]
fn a_folder_that_is_no_review_is_left_alone() {
    let folder = folder("occupied");
    fs::write(folder.join("thesis.txt"), "years of work").unwrap();
    let demo = Source::Demo(Demo { lines: 2_000, ..Demo::default() });
    let error = review(&demo, &folder, &Settings::default(), false).unwrap_err();
    assert!(matches!(&error, ReviewError::Occupied { found, .. } if found == "thesis.txt") && error.exit_status() == 2);
    assert!(folder.join("thesis.txt").exists());
    // a former review is replaced
    let place = folder.join("review");
    review(&demo, &place, &Settings::default(), false).unwrap();
    review(&demo, &place, &Settings::default(), false).unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing incomplete is left beside it");
    // but not with something in it that no review wrote
    fs::write(place.join("notes.txt"), "read this").unwrap();
    let error = review(&demo, &place, &Settings::default(), false).unwrap_err();
    assert!(matches!(&error, ReviewError::Occupied { found, .. } if found == "notes.txt"), "{error}");
    review(&demo, &place, &Settings::default(), true).unwrap();
    assert!(!place.join("notes.txt").exists());
}

#[test]
fn a_review_never_deletes_what_it_reads() {
    let place = folder("inside").join("demo");
    let demo = Source::Demo(Demo { lines: 2_000, ..Demo::default() });
    review(&demo, &place, &Settings::default(), false).unwrap();
    let data = place.join("data");
    let inside = |source: &Path, settings: &Settings| {
        let error = review(&Source::Data(source.to_owned()), &place, settings, true).unwrap_err();
        assert!(matches!(error, ReviewError::InputInside { .. }) && error.exit_status() == 2, "{error}");
    };
    inside(&data, &Settings::default());
    inside(&data.join("orders.csv"), &Settings::default());
    inside(&place, &Settings::default());
    let copy = place.with_file_name("orders.csv");
    fs::copy(data.join("orders.csv"), &copy).unwrap();
    let mut stock = Settings::default();
    stock.files.insert("stock.csv".into(), data.join("stock.csv"));
    inside(&copy, &stock);
    // the data of the demo may have been edited: another review does not replace them unasked
    let error = review(&Source::Data(copy.clone()), &place, &Settings::default(), false).unwrap_err();
    assert!(matches!(&error, ReviewError::Occupied { found, .. } if found == "data"), "{error}");
    assert!(data.join("orders.csv").is_file());
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_refused_where_it_opens() {
    let row = |n: u32, sku: &str| format!("A{n},{sku},1,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,c1\n");
    let rest: String = (3..30).map(|n| row(n, "S1")).collect();
    for sku in ["\"S1", "\"S1\"\"", "\"\r"] {
        let text = format!("{HEADER}{}{}{rest}", row(1, "S1"), row(2, sku));
        for end in ["", "\n", "\r\n\r\n"] {
            let error = of_csv("unclosed", format!("{text}{end}").as_bytes(), &Settings::default()).unwrap_err();
            let told = error.to_string();
            assert!(told.contains("line 3: a quotation mark opens here and is never closed"), "{told}");
        }
    }
    // closed, with a line's end in it and at its end: an article of an odd name
    for sku in ["\"S\n1\"", "\"S1\n\""] {
        let text = format!("{HEADER}{}{}", row(1, "S1"), row(2, sku));
        let text = text.trim_end();
        let out = of_csv("closed", text.as_bytes(), &Settings::default()).unwrap();
        assert_eq!(summary(&out)["data"]["rows"]["value"], 2, "{sku:?}");
    }
    let last = format!("{HEADER}{}A2,S1,1,10.00,CNY,2026-03-02T10:00:00+08:00,Shop,\"c1\n\"", row(1, "S1"));
    assert_eq!(
        summary(&of_csv("closed_last", last.as_bytes(), &Settings::default()).unwrap())["data"]["rows"]["value"],
        2
    );
}

/// The facts are those of the data's own README, the figures those of an independent computation with polars.
#[test]
fn online_retail() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let places = [
        root.join("../shared/data/retail/online_retail.parquet"),
        root.join("../../shared/data/retail/online_retail.parquet"),
    ];
    let Some(file) = places.into_iter().find(|file| file.is_file()) else {
        skipped("online_retail.parquet is not here");
        return;
    };
    if cfg!(not(feature = "parquet")) {
        skipped("built without the feature parquet");
        return;
    }
    let mut settings = Settings::default();
    settings.map(root.join("docs/online-retail.map").to_str().unwrap()).unwrap();
    let out = folder("online_retail").join("out");
    review(&Source::Data(file), &out, &settings, false).unwrap();
    let summary = summary(&out);
    let data = |key: &str| summary["data"][key]["value"].clone();
    for (key, rows) in [
        ("rows", 541_909),
        ("kept", 535_301),
        ("rejected", 6_608),
        ("negative_quantity", 10_624),
        ("returns", 9_288),
        ("adjustments", 1_336),
        ("no_customer", 135_080),
        ("zero_price", 2_515),
        ("negative_price", 2),
    ] {
        assert_eq!(data(key), rows, "{key}");
    }
    assert_eq!(data("value_of_all_rows"), "9747747.934");
    assert_eq!(
        (&summary["data"]["first_day"], &summary["data"]["last_day"]),
        (&"2010-12-01".into(), &"2011-12-09".into())
    );
    let total = |key: &str| summary["total"][key]["value"].clone();
    for (key, value) in [
        ("gross_sales", Value::from("10641558.95")),
        ("returns", "893979.73".into()),
        ("net_sales", "9747579.22".into()),
        ("orders", 20_726.into()),
        ("buyers", 4_339.into()),
        ("units", 5_644_714.into()),
        ("returned_units", 275_560.into()),
    ] {
        assert_eq!(total(key), value, "{key}");
    }
    assert_eq!(summary["repurchase"]["figures"]["repeat_buyers"]["value"], 2_845);
    assert_eq!(summary["channels"].as_array().unwrap().len(), 38);
    assert_eq!(summary["channels"][0]["channel"], "United Kingdom");
    assert_eq!(summary["channels"][0]["figures"]["net_sales"]["value"], "8188700.45");
    let year = &summary["periods"]["year_over_year"];
    assert_eq!((&year["current"]["end"], &year["previous"]["end"]), (&"2011-12-09".into(), &"2010-12-09".into()));
    assert_eq!(year["previous"]["figures"]["net_sales"]["value"], "376266.82");
}
