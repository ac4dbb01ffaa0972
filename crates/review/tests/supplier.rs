//! The supplier section: of a small shop reckoned by hand, of the invented shop with its planted problems, and of bad files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_review::{Demo, ReviewError, Settings, Source, review};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own under the target folder, empty.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("supplier").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn whole_summary(out: &Path) -> Value {
    serde_json::from_slice::<Value>(&fs::read(out.join("summary.json")).unwrap()).unwrap()
}

type Row = HashMap<String, String>;

/// The rows of a table by the names of its columns.
fn table(out: &Path, name: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(out.join(name)).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// Thirty days of June: two S1 and one S2 a day.
fn orders() -> String {
    let mut text = "order_id,sku,quantity,unit_price,currency,ordered_at,channel,status\n".to_owned();
    for day in 1..=30 {
        writeln!(text, "A{day},S1,2,12.00,EUR,2026-06-{day:02},Shop,completed").unwrap();
        writeln!(text, "A{day},S2,1,50.00,EUR,2026-06-{day:02},Shop,completed").unwrap();
    }
    text + "X1,S1,100,10.00,EUR,2026-06-15,Shop,cancelled\n"
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

const SUPPLIERS: &str = "sku,supplier,lead_time_days,unit_cost\nS1,North,10,6.00\nS2,South,10,30.00\n";
const DELIVERIES: &str = "supplier,order_id,sku,order_date,promised_date,received_date,quantity_ordered,quantity_received,quantity_defective,agreed_unit_price,paid_unit_price\n\
    North,1,S1,2026-06-01,2026-06-11,2026-06-11,100,100,1,6.00,6.00\n\
    North,2,S1,2026-06-10,2026-06-20,2026-06-22,100,90,0,6.00,6.20\n\
    North,3,S1,2026-06-10,2026-06-29,,50,0,,,\n\
    South,4,S2,2026-06-01,2026-06-11,2026-06-10,10,10,0,30.00,30.00\n\
    South,5,S2,2026-06-20,2026-07-11,,10,0,0,30.00,\n";
const QUOTES: &str = "sku,supplier,from_quantity,unit_price,capacity,min_order_quantity,order_multiple,fixed_cost\n\
    S1,North,1,5.00,40,,,\nS1,South,1,5.50,100,10,10,\nS1,South,50,5.20,,,,\nS2,South,1,28.00,,,,\n";
const POLICY: &str = "[sourcing]\nhalf_life_days = 3650\nmax_defect_rate = 1\nmin_on_time_rate = 0\nhistory_days = 30\ndemand_days = 30\n";

#[test]
fn figures_that_a_buyer_can_check_by_hand() {
    let files =
        [("suppliers.csv", SUPPLIERS), ("deliveries.csv", DELIVERIES), ("quotes.csv", QUOTES), ("policy.toml", POLICY)];
    let out = with("by_hand", &files).unwrap();
    let whole = whole_summary(&out);
    let supplier = &whole["supplier"];
    let suppliers = table(&out, "suppliers_out.csv");
    let of = |name: &str| suppliers.iter().find(|row| row["supplier"] == name).unwrap();
    let near = |row: &Row, column: &str, want: f64, slack: f64| {
        let found: f64 = row[column].parse().unwrap();
        assert!((found - want).abs() <= slack, "{column}: {found} where {want}");
    };
    // of three lines one is on time, one late and short, one overdue on the 30th; the weights are nearly equal
    let north = of("North");
    assert_eq!((north["records_used"].as_str(), north["records_overdue"].as_str()), ("3", "1"));
    near(north, "otif_rate", 1.0 / 3.0, 0.002);
    near(north, "fill_rate", 190.0 / 250.0, 0.002);
    near(north, "defect_ppm", 1e6 / 190.0, 10.0);
    // 190 x 6.00 = 1140 agreed, 18 above: 90 x 0.20
    near(north, "price_variance_rate", 18.0 / 1140.0, 1e-4);
    // 600.00 + 558.00; the first receipt was on the 10th, so that 21 days make the month: 6.00 and 18.00 x 30.4375 / 21
    assert_eq!(
        ["spend", "defects_a_month", "overpaid_a_month"].map(|column| north[column].as_str()),
        ["1158.00", "8.70", "26.09"]
    );
    // the order of South that is not due is left out
    assert_eq!((of("South")["records_used"].as_str(), of("South")["otif_rate"].as_str()), ("1", "1"));

    // 60 S1: 40 x 5.00 and 20 x 5.50 are 310.00; South alone 60 x 5.20 = 312.00; 30 S2 at 28.00
    let awards = table(&out, "awards.csv");
    let part = |sku: &str, supplier: &str| {
        let row = awards.iter().find(|row| row["sku"] == sku && row["supplier"] == supplier).unwrap();
        [row["quantity"].clone(), row["cost"].clone(), row["total_cost"].clone(), row["present_cost"].clone()]
    };
    assert_eq!(part("S1", "North"), ["40", "200.00", "310.00", "360.00"]);
    assert_eq!(part("S1", "South"), ["20", "110.00", "310.00", "360.00"]);
    assert_eq!(part("S2", "South"), ["30", "840.00", "840.00", "900.00"]);
    // 360 + 900 - 310 - 840 in 30 days
    assert_eq!(supplier["awards"]["saving_a_month"]["value"], "111.60");
    // South for all of S1 312.00, North 300.00
    assert!((supplier["awards"]["price_index"]["South"].as_f64().unwrap() - 1.04).abs() < 1e-12);
    let total = 1158.0 + 300.0;
    let hhi = (1158.0 * 1158.0 + 300.0 * 300.0) / (total * total);
    assert!((supplier["concentration"]["hhi"].as_f64().unwrap() - hhi).abs() < 1e-12);
    // contributions add up to the score, and the ranking explains itself
    for card in supplier["scorecards"].as_array().unwrap() {
        let sum: f64 = card["contributions"].as_object().unwrap().values().map(|part| part.as_f64().unwrap()).sum();
        assert!((sum - card["score"].as_f64().unwrap()).abs() < 1e-9);
    }
    let ranking = &supplier["ranking"];
    assert_eq!((ranking["exact_ranges"].as_bool(), ranking["winner"].as_str()), (Some(true), Some("South")));
    assert_eq!(ranking["rank_reversal"]["removals"].as_array().unwrap().len(), 2);
    assert!(ranking["comparisons"][0]["criteria"][0]["decisive"].is_boolean());
    let kinds: BTreeSet<&str> =
        whole["attention"].as_array().unwrap().iter().map(|found| found["kind"].as_str().unwrap()).collect();
    assert!(
        ["single_source", "award_saving", "paid_above_agreed"].iter().all(|kind| kinds.contains(kind)),
        "{kinds:?}"
    );
    let report = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(report.contains("<a href=\"#supplier\">Suppliers</a>") && report.contains("South stays first"));
}

#[test]
fn an_award_that_cannot_be_says_which_limits_collide() {
    let policy = format!("{POLICY}max_share = 0.4\n");
    let files = [
        ("suppliers.csv", SUPPLIERS),
        ("deliveries.csv", DELIVERIES),
        ("quotes.csv", QUOTES),
        ("policy.toml", &policy),
    ];
    let out = with("collide", &files).unwrap();
    let summary = whole_summary(&out);
    let articles = summary["supplier"]["awards"]["articles"].as_array().unwrap();
    assert_eq!(articles.len(), 2);
    for article in articles {
        assert_eq!(
            (&article["status"], &article["colliding_limits"]),
            (&"infeasible".into(), &serde_json::json!(["max_share"]))
        );
        assert!(article["reason"].as_str().unwrap().ends_with("keeps max_share 0.4"), "{}", article["reason"]);
    }
    let found =
        summary["attention"].as_array().unwrap().iter().find(|found| found["kind"] == "award_infeasible").unwrap();
    assert!(found["detail"].as_str().unwrap().contains("max_share 0.4"), "{found}");
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("keeps max_share 0.4"));
}

#[test]
fn the_planted_problems_of_the_demo_are_found_and_nothing_else() {
    for (lines, seed) in [(200_000, 618), (20_000, 618), (60_000, 7)] {
        let out = folder(&format!("demo_{lines}_{seed}")).join("out");
        review(&Source::Demo(Demo { lines, seed }), &out, &Settings::default(), false).unwrap();
        let summary = whole_summary(&out);
        let found: Vec<(&str, &str)> = summary["attention"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| {
                let key = found["figures"][0].as_str().unwrap();
                key.starts_with("supplier.")
            })
            .map(|found| (found["kind"].as_str().unwrap(), found["headline"].as_str().unwrap()))
            .collect();
        let of = |kind: &str| {
            let all: Vec<&str> =
                found.iter().filter(|(found, _)| *found == kind).map(|(_, headline)| *headline).collect();
            assert_eq!(all.len(), 1, "{kind} with {lines} lines, seed {seed}: {found:?}");
            all[0]
        };
        assert!(of("supplier_late").starts_with("Jingdezhen Kilns"));
        assert!(of("supplier_declining").starts_with("Zhejiang Textiles"));
        assert!(of("supplier_defects").starts_with("Yiwu Bargain"));
        assert!(of("single_source").starts_with("1 of the quoted articles has a single source"));
        of("award_saving");
        assert_eq!(found.len(), 5, "{found:?}");
    }
}

/// The refusal of a review with these files.
fn refused(name: &str, files: &[(&str, &str)]) -> String {
    with(name, files).unwrap_err().to_string()
}

#[test]
fn bad_rows_are_refused_with_file_line_and_column() {
    let head = "supplier,order_id,order_date,promised_date,received_date,quantity_ordered,quantity_received,quantity_defective,sku\n";
    for (at, (row, column, says)) in [
        ("North,1,2026-06-01,2026-06-11,2026-05-30,10,10,0,S1", "received_date", "is before order_date"),
        (
            "North,1,2026-06-01,2026-06-11,2026-07-02,10,10,0,S1",
            "received_date",
            "is after the last day of the review, 2026-06-30",
        ),
        (
            "North,1,2026-06-01,2026-06-11,2026-06-11,10,10,11,S1",
            "quantity_defective",
            "is more than quantity_received",
        ),
        ("North,1,2026-06-01,2026-06-11,,10,5,0,S1", "quantity_received", "without a received_date"),
        ("North,1,2026-06-01,2026-06-11,2026-06-11,10,,0,S1", "quantity_received", "is empty"),
        ("North,1,2026-06-01,2026-06-11,2026-06-11,0,0,0,S1", "quantity_ordered", "0"),
        ("North,1,2026-06-01,2026-06-11,2026-06-11,NaN,10,0,S1", "quantity_ordered", "is not a number"),
        ("North,1,2026-06-01,2026-06-11,2026-06-11,inf,10,0,S1", "quantity_ordered", "is not a number"),
        ("North,1,2026-06-01,2026-06-31,2026-06-11,10,10,0,S1", "promised_date", "is not a date that exists"),
        ("North,1,2026-06-01,2026-06-11,2026-06-11,10,-3,0,S1", "quantity_received", "negative"),
        (",1,2026-06-01,2026-06-11,2026-06-11,10,10,0,S1", "supplier", "is empty"),
        ("North,1,2026-06-01,2026-06-11,2026-06-11,10,10,0,S9", "sku", "\"S9\" is in no order line"),
    ]
    .into_iter()
    .enumerate()
    {
        let good = "North,0,2026-06-01,2026-06-11,2026-06-11,10,10,0,S1\n";
        let message = refused(&format!("delivery_{at}"), &[("deliveries.csv", &format!("{head}{good}{row}\n"))]);
        assert!(message.contains(&format!("deliveries.csv, line 3, column {column}: ")), "{row}: {message}");
        assert!(message.contains(says), "{row}: {message}");
    }
    let head = "sku,supplier,from_quantity,unit_price,capacity,order_multiple,defect_rate\n";
    for (at, (rows, line, column)) in [
        ("S1,North,5,5.00,,,", 2, "from_quantity"),
        ("S1,North,1,5.00,,,\nS1,North,1,4.00,,,", 3, "from_quantity"),
        ("S1,North,1,5.00,10,,\nS1,North,9,4.00,20,,", 3, "capacity"),
        ("S1,North,1,0,,,", 2, "unit_price"),
        ("S1,North,1,5.00,,0,", 2, "order_multiple"),
        ("S1,North,1,5.00,,,1.5", 2, "defect_rate"),
        ("S9,North,1,5.00,,,", 2, "sku"),
    ]
    .into_iter()
    .enumerate()
    {
        let message = refused(&format!("quote_{at}"), &[("quotes.csv", &format!("{head}{rows}\n"))]);
        assert!(message.contains(&format!("quotes.csv, line {line}, column {column}: ")), "{rows}: {message}");
    }
    for (at, (policy, says)) in [
        ("[sourcing]\nhalf_life = 3\n", "there is no key sourcing.half_life"),
        ("[sourcing]\nmax_share = 1.5\n", "sourcing.max_share is 1.5"),
        ("[sourcing.criteria.otif_rate]\nweight = 0\n[sourcing.criteria.defect_ppm]\nweight = 0\n[sourcing.criteria.price_index]\nweight = 0\n[sourcing.criteria.lead_time_std_days]\nweight = 0\n[sourcing.criteria.price_variance_rate]\nweight = 0\n", "sum to 0"),
        ("[sourcing.criteria.charm]\nweight = 1\nworst = 0\nbest = 10\n", "is no figure, and no supplier has a rating"),
        ("[sourcing.criteria.otif_rate]\nworst = 1\n", "are both 1"),
        ("[sourcing]\nmethod = \"guess\"\n", "one of \"wsm\""),
        ("[supplier.Nobody]\nlast_review_date = 2026-01-01\n", "\"Nobody\" is a supplier in none of"),
        ("[supplier.North]\nlast_review_date = 2026-07-01\n", "is after the last day"),
        ("[supplier.North]\nlast_review_date = 2026-02-30\n", "policy.toml, line 2"),
        ("[supplier.North.ratings]\nservice = 8\n", "is a rating for no criterion"),
    ]
    .into_iter()
    .enumerate()
    {
        let message = refused(&format!("policy_{at}"), &[("deliveries.csv", DELIVERIES), ("policy.toml", policy)]);
        assert!(message.contains(says), "{policy}: {message}");
    }
}

#[test]
fn ratings_grades_and_review_dates_follow_the_policy() {
    let policy = "[sourcing.criteria.service]\nweight = 50\nworst = 0\nbest = 10\n\
                  [sourcing.criteria.otif_rate]\nweight = 50\nworst = 0\nbest = 1\nknockout = 0.5\n\
                  [sourcing.criteria.defect_ppm]\nweight = 0\n[sourcing.criteria.price_index]\nweight = 0\n\
                  [sourcing.criteria.lead_time_std_days]\nweight = 0\n[sourcing.criteria.price_variance_rate]\nweight = 0\n\
                  [sourcing.grades.good]\nmin = 60\nreview_months = 8\n[sourcing.grades.bad]\nmin = 0\nreview_months = 1\n\
                  [supplier.North]\nlast_review_date = 2026-05-31\nratings = { service = 9 }\n\
                  [supplier.South]\nlast_review_date = 2025-06-30\ncontract_end_date = \"2026-09-30\"\nnotice_period_days = 80\nratings = { service = 8 }\n";
    let out = with("ratings", &[("deliveries.csv", DELIVERIES), ("policy.toml", policy)]).unwrap();
    let summary = whole_summary(&out);
    let supplier = &summary["supplier"];
    // South 0.5 x 80 + 0.5 x 100
    assert_eq!(
        (supplier["scorecards"][0]["supplier"].as_str(), supplier["scorecards"][0]["score"].as_f64()),
        (Some("South"), Some(90.0))
    );
    // North is above 60 points and knocked out
    let north = &supplier["scorecards"][1];
    assert!(
        north["score"].as_f64().unwrap() > 60.0 && north["grade"] == "bad" && north["knocked_out"][0] == "otif_rate"
    );
    // 30 June 2025 + 8 months goes before 80 days ahead of the end of September; 31 May + 1 month is 30 June
    let reviews = supplier["reviews"].as_array().unwrap();
    assert_eq!(
        (reviews[0]["id"].as_str(), reviews[0]["due_date"].as_str(), reviews[0]["overdue"].as_bool()),
        (Some("South"), Some("2026-02-28"), Some(true))
    );
    assert_eq!((reviews[1]["due_date"].as_str(), reviews[1]["overdue"].as_bool()), (Some("2026-06-30"), Some(false)));
    assert!(supplier["awards"].is_null());
}

#[test]
fn without_its_files_there_is_no_section() {
    let out = with("without", &[("suppliers.csv", SUPPLIERS)]).unwrap();
    assert!(whole_summary(&out)["supplier"].is_null());
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("neither deliveries.csv"));
    assert_eq!(table(&out, "suppliers_out.csv").len(), 0);
}

/// S1 is awarded 40 to North, who has no more, and 20 to South, who packs tens: an order follows, in tens and within 40.
#[test]
fn an_order_follows_the_award_within_the_quotes() {
    let policy = format!("{POLICY}[supplier.South]\ncontract_end_date = 2026-01-31\n");
    let files = [
        ("suppliers.csv", SUPPLIERS),
        ("deliveries.csv", DELIVERIES),
        ("quotes.csv", QUOTES),
        ("stock.csv", "sku,on_hand\nS1,0\nS2,0\n"),
        ("policy.toml", policy.as_str()),
    ];
    let told = whole_summary(&with("follows", &files).unwrap());
    let actions = told["actions"].as_array().unwrap();
    let of =
        |kind: &str, sku: &str| actions.iter().find(|action| action["kind"] == kind && action["sku"] == sku).unwrap();
    let units = |action: &Value, supplier: &str| {
        let shares = action["change"]["shares"].as_array().unwrap();
        shares.iter().find(|share| share["supplier"] == supplier).unwrap()["quantity"].as_u64().unwrap()
    };
    let award = of("award_supplier", "S1");
    assert_eq!((units(award, "North"), units(award, "South")), (40, 20));
    let order = of("reorder", "S1");
    let (north, south) = (units(order, "North"), units(order, "South"));
    assert!(order["held"].is_null() && north <= 40 && south >= 10 && south.is_multiple_of(10), "{order}");
    assert!(north.abs_diff(2 * south) <= 20 || north == 40, "{order}");
    let what = order["what"].as_str().unwrap();
    assert!(what.contains(&format!("{north} from North and {south} from South as awarded")), "{what}");
    for action in [award, order, of("reorder", "S2")] {
        assert!(action["why"].as_str().unwrap().contains("The contract with South ended on 2026-01-31"), "{action}");
    }
}
