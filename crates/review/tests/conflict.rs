//! The conflict section: of a small shop reckoned by hand, of the invented shop with its planted conflicts, and of bad files.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_review::{Demo, ReviewError, Settings, Source, review};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own under the target folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("conflict").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn summary(out: &Path) -> Value {
    serde_json::from_slice::<Value>(&fs::read(out.join("summary.json")).unwrap()).unwrap()
}

type Row = HashMap<String, String>;

/// The rows of a table by the names of its columns.
fn table(out: &Path, name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(out.join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Thirty days of June: two S1 a day in the shop, one on the market; one S2 a day on the market.
fn orders() -> String {
    let mut text = "order_id,sku,product_name,quantity,unit_price,currency,ordered_at,channel\n".to_owned();
    for day in 1..=30 {
        writeln!(text, "A{day},S1,Cup,2,12.00,EUR,2026-06-{day:02},Shop").unwrap();
        writeln!(text, "M{day},S1,Cup,1,9.00,EUR,2026-06-{day:02},Market").unwrap();
        writeln!(text, "N{day},S2,Pot,1,50.00,EUR,2026-06-{day:02},Market").unwrap();
    }
    text
}

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

fn one<'t>(rows: &'t [Row], kind: &str) -> &'t Row {
    let mut of = rows.iter().filter(|row| row["kind"] == kind);
    let row = of.next().unwrap_or_else(|| panic!("no {kind}"));
    assert!(of.next().is_none(), "{kind}");
    row
}

fn cells<'t, const N: usize>(row: &'t Row, columns: [&str; N]) -> [&'t str; N] {
    columns.map(|column| row[column].as_str())
}

const PARITY: &str = "[parity]\ntolerance_percent = \"0.05\"\n";

#[test]
fn figures_that_a_merchant_can_check_by_hand() {
    let offers = "sku,channel,price,min_price,max_price\n\
                  S1,Shop,12.00,,\nS1,Market,9.00,,11.00\nS2,Market,50.00,,\nS2,Shop,51.00,,\n";
    let policy = format!(
        "{PARITY}\n[[map_rules]]\nrule_id = \"pots\"\nscope = {{ sku = \"S2\" }}\ncurrency = \"EUR\"\nmap = \"50.50\"\n\
         \n[conflicts]\nhistory_days = 30\n"
    );
    let agreements = "agreement_id,type,channels,sku,effective_from,effective_to\n\
                      pots,exclusive,Shop,S2,,2026-07-01T00:00:00+00:00\nlater,prohibited,Shop,S1,2027-01-01T00:00:00+00:00,\n";
    let files = [("offers.csv", offers), ("policy.toml", policy.as_str()), ("agreements.csv", agreements)];
    let out = with("by_hand", &files).unwrap();
    let rows = table(&out, "conflicts.csv");
    assert_eq!(rows.len(), 3);

    // 12.00 - 9.00 = 3.00 of which 0.60 are allowed: 9.00 misses 11.40 by 2.40; a unit a day is 30.4375 a mean month
    let parity = one(&rows, "price_parity");
    assert_eq!(cells(parity, ["magnitude_ratio", "at_stake_a_month", "channels"]), ["0.25", "73.05", "Market|Shop"]);
    // up to the 11.00 that it may cost at most, which does not settle it; down 12.00 may go to 9.00 / 0.95 = 9.47, which does
    assert_eq!(
        cells(parity, ["offer_to_change", "price", "proposed_price", "blocked_by", "settles"]),
        ["S1@Shop", "12.00", "9.47", "", "true"]
    );
    // both channels sold all of S1: 100 (0.4 min(1, 0.25 / 0.2) + 0.3 x 1 + 0.1 x 0.4) / 0.8
    assert_eq!(cells(parity, ["score", "severity"]), ["92.5", "critical"]);

    // 50.00 misses 50.50 by 0.50
    let below = one(&rows, "below_map");
    assert_eq!(cells(below, ["rule_id", "at_stake_a_month", "proposed_price"]), ["pots", "15.22", "50.50"]);

    // everything that S2 sells on the market
    let outside = one(&rows, "outside_exclusive_channel");
    assert_eq!(cells(outside, ["rule_id", "channels", "at_stake_a_month"]), ["pots", "Market", "1521.88"]);
    assert_eq!(outside["severity"], "critical");

    let summary = summary(&out);
    let section = &summary["conflict"];
    assert_eq!(section["at_stake_a_month"]["agreements"]["value"], "1521.88");
    assert_eq!(section["open"]["value"], 3);
    assert_eq!(
        section["matrix"],
        serde_json::json!([
            {"channel": "Market", "against": "Market", "conflicts": 2},
            {"channel": "Market", "against": "Shop", "conflicts": 1},
        ])
    );
    let kinds: Vec<(&str, bool)> = summary["attention"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| (found["kind"].as_str().unwrap(), found["stake_a_month"].is_null()))
        .filter(|(kind, _)| kind.starts_with("channel_"))
        .collect();
    assert!(kinds.iter().any(|(kind, _)| *kind == "channel_agreements"), "{kinds:?}");
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("<a href=\"#conflict\">Conflicts</a>"));
    assert!(report.contains("Market below Shop: 1"));
}

/// A row of a bad file, and what the refusal must say of it.
#[test]
fn bad_files_are_refused_with_their_line() {
    let offers = "sku,channel,price\nS1,Shop,12.00\n";
    let shown = "sku,channel,price,published\nS1,Shop,12.00,3\n";
    let terms = "agreement_id,type,channels,territories,effective_from,effective_to\n";
    let rules = "[[map_rules]]\nrule_id = \"a\"\ncurrency = \"EUR\"\nmap = 5\n";
    let cases: &[(&str, &str, String, &[&str])] = &[
        (
            "type",
            "agreements.csv",
            format!("{terms}a,sole,Shop,,,\n"),
            &["line 2, column type", "exclusive, prohibited"],
        ),
        (
            "where",
            "agreements.csv",
            format!("{terms}a,territory,Shop,,,\n"),
            &["line 2, column territories", "vertical bars"],
        ),
        (
            "zone",
            "agreements.csv",
            format!("{terms}a,prohibited,Shop,,2026-07-01T00:00:00,\n"),
            &["line 2, column effective_from", "+08:00"],
        ),
        (
            "turned",
            "agreements.csv",
            format!("{terms}a,prohibited,Shop,,2026-07-01T00:00:00Z,2026-06-01T00:00:00Z\n"),
            &["column effective_to", "swap"],
        ),
        (
            "twice",
            "agreements.csv",
            format!("{terms}a,prohibited,Shop,,,\na,prohibited,Market,,,\n"),
            &["line 3, column agreement_id", "line 2"],
        ),
        (
            "stock",
            "stock.csv",
            "sku,on_hand\nS2,4\n".into(),
            &["offers.csv, line 2, column published", "S1", "not in stock.csv"],
        ),
        (
            "key",
            "policy.toml",
            "[conflicts]\nstep = 0.1\nstrategie = \"x\"\n".into(),
            &["line 3", "conflicts.strategie", "strategy"],
        ),
        ("word", "policy.toml", "[conflicts]\nstrategy = \"up\"\n".into(), &["line 2", "raise_low"]),
        (
            "rules",
            "policy.toml",
            format!(
                "[parity]\ntolerance_percentage = 0.05\nband = \"wide\"\n[[fx]]\nbase = \"EUR\"\nquote = \"CNY\"\n{rules}effective_from = \"2026-07-01\"\ntolerance_percent = 5\n{rules}"
            ),
            &[
                "6 mistakes",
                "parity.tolerance_percentage: this key does not exist",
                "parity.band: \"wide\"",
                "fx[0].rate: nothing is given",
                "map_rules[0].effective_from: \"2026-07-01\"",
                "map_rules[0].tolerance_percent: 5 must be at least 0 and below 1",
                "map_rules[1].rule_id: \"a\" occurs more than once",
            ],
        ),
    ];
    for (name, file, text, says) in cases {
        let offers = if *name == "stock" { shown } else { offers };
        let error = with(&format!("bad_{name}"), &[("offers.csv", offers), (*file, text.as_str())]).unwrap_err();
        assert_eq!(error.exit_status(), 1, "{name}: {error}");
        let error = error.to_string();
        assert!(says.iter().all(|part| error.contains(part)), "{name}: {error}");
    }
    let strange = |file: &'static str, text: &str, says: &[&str]| {
        let files = [("offers.csv", offers), (file, text)];
        let error = with("bad_name", &files).unwrap_err().to_string();
        assert!(error.contains(file) && says.iter().all(|part| error.contains(part)), "{text}: {error}");
    };
    strange("agreements.csv", &format!("{terms}a,exclusive,Ghost,,,\n"), &["line 2", "Ghost", "as the orders do"]);
    let named = "agreement_id,type,channels,sku\na,prohibited,Shop,S1\nb,prohibited,Shop,S9\n";
    strange("agreements.csv", named, &["line 3", "S9", "products.csv"]);
    let reference = "[parity]\nreference = { type = \"channel\", channel_id = \"Shp\" }\n";
    strange("policy.toml", reference, &["parity.reference", "\"Shp\""]);
    strange("policy.toml", &format!("{rules}scope = {{ sku = \"S11\" }}\n"), &["map rule a", "S11"]);
    strange("policy.toml", "[parity]\ntolerance_percent = \"5\"\n", &["parity.tolerance_percent", "5"]);
    let error = with("bad_decimals", &[("offers.csv", "sku,channel,price\nS1,Shop,12.005\n"), ("policy.toml", PARITY)]);
    assert!(error.unwrap_err().to_string().contains("offers.csv, line 2, column price"));
    let mixed = "sku,channel,price,currency\nS1,Shop,12.00,EUR\nS1,Market,12.00,USD\n";
    let error = with("bad_mixed", &[("offers.csv", mixed), ("policy.toml", PARITY)]).unwrap_err().to_string();
    assert!(
        error.contains("offers.csv, line ") && error.contains("USD") && error.contains("fx in policy.toml"),
        "{error}"
    );
}

/// A rule of a category holds below it, whichever way it is written; a waiver's ratio may have a fraction.
#[test]
fn rules_hold_below_their_category() {
    let offers = "sku,channel,price\nS1,Shop,12.00\nS2,Market,50.00\n";
    let products = "sku,category\nS1,Home > Kitchen > Cups\nS2,Home > Garden\n";
    let waiver = "[[waivers]]\nwaiver_id = \"w\"\nreason = \"agreed\"\nskus = [\"S1\"]\nmax_magnitude_ratio = ";
    for (category, found) in [("Home > Kitchen", 1), ("Home/Kitchen", 1), ("Home", 2), ("Kitchen", 0)] {
        let rule = format!(
            "[[map_rules]]\nrule_id = \"a\"\ncurrency = \"EUR\"\nmap = 60\nscope = {{ category = \"{category}\" }}\n"
        );
        let files = [("offers.csv", offers), ("products.csv", products), ("policy.toml", rule.as_str())];
        assert_eq!(table(&with("category", &files).unwrap(), "conflicts.csv").len(), found, "{category}");
        // 12 is 80 % below 60
        for (most, left) in [("0.75", found), ("0.85", usize::from(found == 2))] {
            let policy = format!("{rule}{waiver}{most}\n");
            let files = [("offers.csv", offers), ("products.csv", products), ("policy.toml", policy.as_str())];
            assert_eq!(table(&with("category", &files).unwrap(), "conflicts.csv").len(), left, "{category} {most}");
        }
    }
}

/// What is not to be changed is not proposed; what is taken off is not priced and, where nothing else sells it, not bought.
#[test]
fn what_one_action_takes_off_no_other_prices_or_buys() {
    let offers = "sku,channel,price,locked\nS1,Shop,12.00,\nS1,Market,9.00,yes\nS2,Market,50.00,\n";
    let agreements = "agreement_id,type,channels,sku\nnot-here,prohibited,Market,S2\n";
    let files = [
        ("offers.csv", offers),
        ("agreements.csv", agreements),
        ("products.csv", "sku,cost\nS1,20.00\nS2,60.00\n"),
        ("stock.csv", "sku,on_hand\nS1,0\nS2,0\n"),
        ("suppliers.csv", "sku,supplier,lead_time_days,unit_cost\nS1,Mill,7,20.00\nS2,Mill,7,60.00\n"),
    ];
    let out = with("taken_off", &files).unwrap();
    let told = summary(&out);
    let actions = told["actions"].as_array().unwrap();
    let of = |kind: &str, sku: &str, channel: Option<&str>| -> Vec<&Value> {
        let is = |action: &&Value| {
            action["kind"] == kind && action["sku"] == sku && channel.is_none_or(|channel| action["channel"] == channel)
        };
        actions.iter().filter(is).collect()
    };
    assert_eq!(of("raise_price", "S1", Some("Shop")).len(), 1);
    assert!(of("raise_price", "S1", Some("Market")).is_empty(), "it is locked");
    let taken = of("settle_conflict", "S2", None);
    assert_eq!((taken[0]["change"]["type"].as_str(), taken[0]["held"].is_null()), (Some("withdraw"), true));
    let held = |action: &Value| action["held"].as_str().unwrap_or_default().to_owned();
    assert!(held(of("raise_price", "S2", None)[0]).starts_with("contradicts \"Take S2 off Market"));
    assert_eq!(held(of("reorder", "S2", None)[0]), "no offer of S2 would be left to sell it by");
    assert!(of("reorder", "S1", None)[0]["held"].is_null());
}

/// Half price in the shop makes the market look dear; ended, for it loses money, it leaves nothing to settle there.
#[test]
fn a_settlement_does_not_rest_on_a_promotion_that_ends() {
    let offers = "sku,channel,price\nS1,Shop,12.00\nS1,Market,12.00\n";
    let promotions = r#"[{"id": "half", "target": {"skus": ["S1"]}, "channels": ["Shop"], "effect": {"type": "percent_off", "rate": "0.5"}}]"#;
    let policy = format!("{PARITY}[conflicts]\nstrategy = \"lower_high\"\n");
    let files = [
        ("offers.csv", offers),
        ("products.csv", "sku,cost\nS1,5.50\n"),
        ("channels.csv", "channel,commission_rate\nShop,0.20\nMarket,0.05\n"),
        ("promotions.json", promotions),
        ("policy.toml", policy.as_str()),
    ];
    let told = summary(&with("ended", &files).unwrap());
    let actions = told["actions"].as_array().unwrap();
    let standing: Vec<&str> = actions
        .iter()
        .filter(|action| action["held"].is_null())
        .map(|action| action["kind"].as_str().unwrap())
        .collect();
    assert!(standing.contains(&"end_promotion"), "{actions:?}");
    let lowered = |action: &&Value| action["kind"] == "settle_conflict" && action["change"]["type"] == "price";
    let lowered: Vec<&Value> = actions.iter().filter(lowered).collect();
    assert!(!lowered.is_empty() && lowered.iter().all(|action| !action["held"].is_null()), "{actions:?}");
}

#[test]
fn what_is_done_without_each_file() {
    let offers = "sku,channel,price\nS1,Shop,12.00\nS1,Market,9.00\n";
    for (name, files, says) in [
        ("none", &[("policy.toml", PARITY)][..], "there is no offers.csv"),
        ("no_rules", &[("offers.csv", offers)][..], "no rule is given"),
    ] {
        let out = with(name, files).unwrap();
        assert!(summary(&out)["conflict"].is_null() && table(&out, "conflicts.csv").is_empty(), "{name}");
        assert!(fs::read_to_string(out.join("report.html")).unwrap().contains(says), "{name}");
    }
    // what stock.csv has reserved, and no channel claims, is promised all the same
    let offers = "sku,channel,price,published\nS1,Shop,12.00,0\nS1,Market,12.00,0\n";
    let stock = "sku,on_hand,reserved,quarantined\nS1,10,9,2\n";
    let out = with("reserved", &[("offers.csv", offers), ("stock.csv", stock)]).unwrap();
    let rows = table(&out, "conflicts.csv");
    assert_eq!(cells(one(&rows, "oversold"), ["units", "channels", "at_stake_a_month"]), ["1", "Market|Shop", ""]);
}

#[test]
fn what_coming_promotions_and_waivers_do() {
    let offers = "sku,channel,price,seller\nS1,Shop,12.00,\nS1,Market,12.00,\nS1,Market,9.00,Other\n";
    let promotions = r#"[{"id": "july", "effect": {"type": "percent_off", "rate": "0.25"}, "channels": ["Market"],
                          "valid_from": "2026-07-10T10:00:00+00:00"},
                         {"id": "secret", "effect": {"type": "percent_off", "rate": "0.5"}, "coupon_codes": ["X"]}]"#;
    let policy = format!(
        "{PARITY}\n[[waivers]]\nwaiver_id = \"other\"\nreason = \"asked already\"\nconflict_ids = [\"c0\"]\n\
         \n[[waivers]]\nwaiver_id = \"old\"\nreason = \"clearance\"\neffective_to = \"2026-01-01T00:00:00+00:00\"\n"
    );
    let files = [("offers.csv", offers), ("promotions.json", promotions), ("policy.toml", policy.as_str())];
    let out = with("promoted", &files).unwrap();
    let rows = table(&out, "conflicts.csv");
    let found: BTreeSet<[&str; 4]> =
        rows.iter().map(|row| cells(row, ["offers", "from", "promotions", "at_stake_a_month"])).collect();
    // today the other seller's 9.00; from 10 July the market's own 9.00 too; whose code is not public, no price is compared
    let july = "2026-07-10T10:00:00+00:00";
    assert_eq!(found, [["S1@Market:Other|S1@Shop", "", "", ""], ["S1@Market|S1@Shop", july, "july", ""]].into());
    let today = rows.iter().find(|row| row["from"].is_empty()).unwrap();
    assert_eq!(today["fix"], "Lower S1 on Shop from 12.00 to 9.47 EUR.");
    let coming = rows.iter().find(|row| !row["from"].is_empty()).unwrap();
    let limited = "Let july take S1 on Market no further than to 11.40 EUR from 12.00, or leave it out of it.";
    assert_eq!(cells(coming, ["fix", "proposed_price", "settles"]), [limited, "", "true"]);
    let section = &summary(&out)["conflict"];
    assert_eq!(section["expired_waivers"], serde_json::json!(["old"]));
    assert_eq!(section["unused_waivers"], serde_json::json!(["other"]));
    assert_eq!(section["coming"]["value"], 1);

    let covers =
        format!("{PARITY}\n[[waivers]]\nwaiver_id = \"all\"\nreason = \"launch\"\nkinds = [\"price_parity\"]\n");
    let files = [("offers.csv", offers), ("promotions.json", promotions), ("policy.toml", covers.as_str())];
    let out = with("waived", &files).unwrap();
    assert!(table(&out, "conflicts.csv").is_empty());
    assert_eq!(summary(&out)["conflict"]["waived"].as_array().unwrap().len(), 2);
}

/// The conflicts of the invented shop from its files alone: prices in integers, the stock by its definition.
#[test]
fn the_demo_shows_the_planted_conflicts_and_no_others() {
    for seed in [618, 7] {
        let folder = folder(&format!("demo{seed}"));
        let demo = Source::Demo(Demo { lines: 20_000, seed });
        for run in ["a", "b"] {
            review(&demo, &folder.join(run), &Settings::default(), false).unwrap();
        }
        for name in ["summary.json", "report.html", "conflicts.csv", "data/offers.csv", "data/agreements.csv"] {
            let read = |run: &str| fs::read(folder.join(run).join(name)).unwrap();
            assert_eq!(read("a"), read("b"), "{name}");
        }
        let out = folder.join("a");
        let rows = table(&out, "conflicts.csv");

        // by channel, whose price is more than 15 % away from the own shop's: counted in cents from the file alone
        let cents = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        let offers = table(&out.join("data"), "offers.csv");
        let own: BTreeMap<&str, i64> = offers
            .iter()
            .filter(|row| row["channel"] == "Own shop")
            .map(|row| (row["sku"].as_str(), cents(&row["price"])))
            .collect();
        let apart: BTreeSet<(&str, &str)> = offers
            .iter()
            .filter(|row| {
                own.get(row["sku"].as_str()).is_some_and(|own| 100 * (own - cents(&row["price"])).abs() > 15 * own)
            })
            .map(|row| (row["sku"].as_str(), row["channel"].as_str()))
            .collect();
        assert_eq!(
            apart.iter().map(|(_, channel)| *channel).collect::<BTreeSet<_>>(),
            ["Marketplace C", "Social shop"].into()
        );
        let parity = rows.iter().filter(|row| row["kind"] == "price_parity");
        let today: BTreeSet<(&str, &str)> = parity
            .clone()
            .filter(|row| row["from"].is_empty())
            .map(|row| (row["sku"].as_str(), row["channels"].as_str()))
            .collect();
        assert_eq!(today, apart);
        let coming: Vec<[&str; 3]> = parity
            .filter(|row| !row["from"].is_empty())
            .map(|row| cells(row, ["channels", "from", "promotions"]))
            .collect();
        assert_eq!(coming, [["Marketplace A", "2026-07-01T10:00:00+08:00", "flash-july"]]);

        // one of every other kind, where it was planted
        let mut planted = vec![
            ("above_max", "Own shop"),
            ("below_map", "Social shop"),
            ("buffer_breached", "Marketplace A|Own shop"),
            ("outside_exclusive_channel", "Marketplace A"),
            ("outside_territory", "Stores"),
            ("overexposed", "Marketplace A|Own shop"),
            ("overpublished", "Own shop"),
            ("oversold", "Marketplace A|Own shop"),
            ("prohibited_channel", "Marketplace C"),
            ("starved", "Marketplace A"),
            ("unknown_territory", "Stores"),
        ];
        let mut found: Vec<(&str, &str)> = rows
            .iter()
            .filter(|row| row["kind"] != "price_parity")
            .map(|row| (row["kind"].as_str(), row["channels"].as_str()))
            .collect();
        found.sort_unstable();
        assert_eq!(found, planted);
        planted.push(("price_parity", ""));
        let kinds = planted.iter().map(|(kind, _)| (*kind).to_owned()).collect::<BTreeSet<_>>();
        let section = &summary(&out)["conflict"];
        assert_eq!(section["kinds"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>(), kinds);
        assert_eq!(section["open"]["value"], rows.len());
        assert!(rows.iter().all(|row| !row["fix"].is_empty() && !row["what"].is_empty()));
    }
}
