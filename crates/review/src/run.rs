//! From a data set to a folder with its review, in one call.

use crate::demo::{self, Demo};
use crate::error::{Place, ReviewError};
use crate::figures::Review;
use crate::output::Target;
use crate::settings::Settings;
use crate::stock::{StockFiles, StockInputs};
use crate::traffic::Traffic;
use crate::{read, report, summary, tables};
use std::path::{Path, PathBuf};

/// Where the order lines come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder with `orders.csv` or `orders.parquet` (and `traffic.csv`), or one orders file.
    Data(PathBuf),
    /// An invented shop, written into the review's own folder.
    Demo(Demo),
}

/// What a review came to, for the terminal.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Outcome {
    /// Rows of the file.
    pub rows: u64,
    /// Rows that are counted.
    pub kept: u64,
    /// Rows that are not, each in `rejected.csv`.
    pub rejected: u64,
    /// The short table: names and values.
    pub table: Vec<(String, String)>,
    /// What deserves attention first, in words.
    pub attention: Vec<String>,
}

/// Reviews a data set and writes `report.html`, `summary.json`, `rejected.csv` and the tables into the folder `out`, all at
/// once when all is done.
///
/// ```no_run
/// use mercato_review::{Demo, Settings, Source, review};
/// let outcome = review(&Source::Demo(Demo::default()), "review".as_ref(), &Settings::default(), false)?;
/// assert_eq!(outcome.kept + outcome.rejected, outcome.rows);
/// # Ok::<(), mercato_review::ReviewError>(())
/// ```
///
/// # Errors
/// [`ReviewError`], with nothing left behind: for a file that is missing or unreadable, columns that are not mapped, too many
/// rows that cannot be read, a folder `out` that holds something else and `force` is not set.
pub fn review(source: &Source, out: &Path, settings: &Settings, force: bool) -> Result<Outcome, ReviewError> {
    let target = Target::new(out, force)?;
    let (input, demo) = match source {
        Source::Data(path) => (path.clone(), false),
        Source::Demo(demo) => {
            let folder = target.folder().join("data");
            std::fs::create_dir(&folder).map_err(ReviewError::io(&folder, "create the folder"))?;
            demo::write(*demo, &folder)?;
            (folder, true)
        }
    };
    let (orders, traffic, stock) = files(&input, settings)?;
    // the small files first: what is wrong with them is known at once
    let stock = StockInputs::read(&stock, settings)?;
    let cleaned = read::orders(&orders, settings, &target.folder().join("rejected.csv"))?;
    let traffic = traffic.map(|path| Traffic::read(&path, settings)).transpose()?;
    let review = Review::of(orders, &cleaned, traffic.as_ref(), stock, settings, demo)?;
    drop(cleaned);
    let mut json = serde_json::to_vec_pretty(&summary::json(&review)).map_err(|error| ReviewError::Io {
        place: Place::file(&target.folder().join("summary.json")),
        action: "write the file",
        source: error.into(),
    })?;
    json.push(b'\n');
    target.write("summary.json", &json)?;
    target.write("report.html", report::html(&review).as_bytes())?;
    tables::write(&review, target.folder())?;
    target.finish()?;
    Ok(outcome(&review))
}

/// The orders file, the traffic file and the files of the stock section of a folder, or the file itself; files that the
/// settings name go before those of the folder.
fn files(input: &Path, settings: &Settings) -> Result<(PathBuf, Option<PathBuf>, StockFiles), ReviewError> {
    let kind = std::fs::metadata(input).map_err(ReviewError::io(input, "open the data set"))?;
    let named = StockFiles {
        stock: settings.stock.clone(),
        suppliers: settings.suppliers.clone(),
        policy: settings.policy.clone(),
    };
    if !kind.is_dir() {
        return Ok((input.to_owned(), None, named));
    }
    let (csv, parquet) = (input.join("orders.csv"), input.join("orders.parquet"));
    let orders = match (csv.is_file(), parquet.is_file()) {
        (true, false) => csv,
        (false, true) => parquet,
        (true, true) => {
            let problem = "the folder holds both orders.csv and orders.parquet";
            return Err(ReviewError::input(Place::file(input), problem, "keep one, or name the file itself"));
        }
        (false, false) => {
            let problem = "the folder holds neither orders.csv nor orders.parquet";
            return Err(ReviewError::input(Place::file(input), problem, "name the orders file itself"));
        }
    };
    let there = |name: &str| Some(input.join(name)).filter(|file| file.is_file());
    let stock = StockFiles {
        stock: named.stock.or_else(|| there("stock.csv")),
        suppliers: named.suppliers.or_else(|| there("suppliers.csv")),
        policy: named.policy.or_else(|| there("policy.toml")),
    };
    Ok((orders, there("traffic.csv"), stock))
}

fn outcome(review: &Review) -> Outcome {
    use crate::format;
    let figures = &review.total.figures;
    let data = &review.data;
    let money = |value: Option<mercato_core::Decimal>| value.map_or("-".to_owned(), format::amount);
    let mut table = vec![
        ("period".to_owned(), format!("{} to {}", data.first, data.last)),
        (
            "rows / counted / rejected".to_owned(),
            format!(
                "{} / {} / {}",
                format::count(data.counts.rows),
                format::count(data.counts.kept),
                format::count(data.counts.rejected)
            ),
        ),
        (format!("GMV ({})", data.currency), format::amount(figures.gmv)),
        ("gross sales".to_owned(), format::amount(figures.gross_sales)),
        ("discounts".to_owned(), format::amount(figures.discounts)),
        ("returns".to_owned(), format::amount(figures.returns)),
        ("net sales".to_owned(), format::amount(figures.net_sales)),
    ];
    if let Some(margin) = figures.gross_margin_rate {
        table.push(("gross margin".to_owned(), format::percent(margin)));
    }
    table.extend([
        ("orders".to_owned(), format::count(figures.orders)),
        ("average order value".to_owned(), money(figures.average_order_value)),
        ("buyers".to_owned(), format::count(figures.buyers)),
        ("channels".to_owned(), format::count(review.channels.len())),
    ]);
    for compared in &review.periods {
        let name = format!("{} on {}", format::period(compared.current), format::period(compared.previous));
        table.push((name, format::change(compared.net_change.relative_change)));
    }
    if review.stock.all.units > 0 {
        let all = &review.stock.all;
        let served = format!(
            "{} ({} with the present policy)",
            format::percent(all.proposed.fill_rate),
            format::percent(all.present.fill_rate)
        );
        table.push(("served by the plan".to_owned(), served));
    }
    match &review.stock.shelf {
        Some(shelf) => table.extend([
            (
                "to order now".to_owned(),
                format!(
                    "{} articles, {} {}",
                    format::count(shelf.orders.len()),
                    data.currency,
                    format::amount(shelf.order_value)
                ),
            ),
            ("alerts".to_owned(), format::count(shelf.alerts.len())),
            ("excess stock".to_owned(), format::amount(shelf.excess_value)),
        ]),
        None => table.push(("to order now".to_owned(), "unknown: no stock.csv".to_owned())),
    }
    Outcome {
        rows: data.counts.rows,
        kept: data.counts.kept,
        rejected: data.counts.rejected,
        table,
        attention: review.findings.iter().map(|finding| finding.headline.clone()).collect(),
    }
}
