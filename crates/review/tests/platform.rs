//! The platform section: a small choice reckoned by hand, the choice of the invented shop, and bad files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_review::{Demo, ReviewError, Settings, Source, review};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own under the target folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("platform").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice::<Value>(&fs::read(out.join("summary.json")).unwrap()).unwrap()
}

/// Reviews one order line with this file beside it.
fn with(name: &str, platforms: &str, policy: &str) -> Result<PathBuf, ReviewError> {
    let folder = folder(name);
    let orders = "order_id,sku,quantity,unit_price,currency,ordered_at,channel\nA,S1,1,5.00,EUR,2026-06-01,Shop\n";
    for (name, text) in [("orders.csv", orders), ("platforms.csv", platforms), ("policy.toml", policy)] {
        fs::write(folder.join(name), text).unwrap();
    }
    let out = folder.join("out");
    review(&Source::Data(folder), &out, &Settings::default(), false).map(|_| out)
}

#[test]
fn a_choice_that_a_reader_can_check_by_hand() {
    let platforms =
        "criterion,type,weight,Bazaar,Arcade\nreach,benefit,6,10,20\nfee,cost,3,0.05,0.10\nprofit,benefit,1,-2,-4\n";
    let out = with("by_hand", platforms, "").unwrap();
    let ranking = summary(&out)["platform"]["ranking"].clone();
    // on the scale from the worst to the best Arcade has reach alone, 0.6, and Bazaar the rest
    let alternatives = &ranking["alternatives"];
    assert_eq!((&alternatives[0]["name"], &alternatives[1]["name"]), (&"Arcade".into(), &"Bazaar".into()));
    for (at, score) in [(0, 0.6), (1, 0.4)] {
        assert!((alternatives[at]["score"].as_f64().unwrap() - score).abs() < 1e-12);
    }
    // level where reach has half of the weight
    let range = &ranking["weight_ranges"][0];
    assert_eq!(range["criterion"], "reach");
    assert!((range["lower"].as_f64().unwrap() - 0.5).abs() < 1e-12 && range["upper"] == 1.0);
    // Bazaar is first where the weight of reach is below half: 1 - 0.5^2 of all weights of three criteria
    assert!((alternatives[1]["first_share"].as_f64().unwrap() - 0.75).abs() < 0.02);
    assert_eq!(ranking["comparisons"][0]["criteria"][0]["decisive"], true);
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("<a href=\"#platform\">Platforms</a>") && report.contains("Rank reversal"));
    assert!(!report.contains("platforms.csv has columns that are not read"));
    let table = fs::read_to_string(out.join("platforms_out.csv")).unwrap();
    assert!(table.lines().count() == 7 && table.contains("\nBazaar,2,0.4"), "{table}");

    let topsis = with("topsis", platforms, "[platforms]\nmethod = \"topsis\"\n").unwrap();
    let ranking = summary(&topsis)["platform"]["ranking"].clone();
    assert_eq!((&ranking["method"], &ranking["exact_ranges"]), (&"topsis".into(), &false.into()));
}

#[test]
fn the_invented_shop_chooses_and_says_why() {
    let out = folder("demo").join("out");
    review(&Source::Demo(Demo { lines: 20_000, ..Demo::default() }), &out, &Settings::default(), false).unwrap();
    let summary = summary(&out);
    let found =
        summary["attention"].as_array().unwrap().iter().find(|found| found["kind"] == "platform_ranking").unwrap();
    // 0.3 x 0.6 + 0.2 + 0.3 x 1.2/1.7 + 0.1 x 7/8 + 0.1 x 1/3 against 0.3 + 0 + 0.3 + 0 + 0.1 x 2/3
    let alternatives = &summary["platform"]["ranking"]["alternatives"];
    for (at, (name, score)) in
        [("Marketplace A", 0.18 + 0.2 + 0.36 / 1.7 + 0.0875 + 0.1 / 3.0), ("Design market", 0.6 + 0.2 / 3.0)]
            .into_iter()
            .enumerate()
    {
        assert_eq!(alternatives[at]["name"], name);
        assert!((alternatives[at]["score"].as_f64().unwrap() - score).abs() < 1e-12, "{name}");
    }
    assert!(found["headline"].as_str().unwrap().starts_with("Marketplace A fits best of 5"));
    assert!(found["amount_a_month"].is_null());
}

#[test]
fn bad_files_are_refused_with_line_and_column() {
    let head = "criterion,type,weight,A,B\n";
    for (at, (rows, says)) in [
        ("reach,benefit,1,5,\n", "line 2, column B: \"\" is not a number"),
        ("reach,benefit,1,NaN,1\n", "line 2, column A: \"NaN\" is not a number"),
        ("reach,benefit,1,inf,1\n", "line 2, column A: \"inf\" is not a number"),
        ("reach,more,1,5,6\n", "line 2, column type: \"more\" is none of benefit, cost"),
        ("reach,benefit,-1,5,6\n", "line 2, column weight: -1 is negative"),
        ("reach,benefit,0,5,6\nfee,cost,0,1,2\n", "line 2, column weight: the weights sum to 0"),
        ("reach,benefit,1,5,6\nreach,cost,1,1,2\n", "line 3, column criterion: reach stands on line 2 already"),
    ]
    .into_iter()
    .enumerate()
    {
        let message = with(&format!("bad_{at}"), &format!("{head}{rows}"), "").unwrap_err().to_string();
        assert!(message.contains(&format!("platforms.csv, {says}")), "{rows}: {message}");
    }
    let one = with("one", "criterion,type,weight,A\nreach,benefit,1,5\n", "").unwrap_err().to_string();
    assert!(one.contains("there are 1 columns of platforms"), "{one}");
    let key = with("key", &format!("{head}reach,benefit,1,5,6\n"), "[platforms]\nway = 1\n").unwrap_err().to_string();
    assert!(key.contains("policy.toml, line 2: there is no key platforms.way"), "{key}");
}
