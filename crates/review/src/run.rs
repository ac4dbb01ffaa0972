//! From a data set to a folder with its review, in one call.

use crate::demo::{self, Demo};
use crate::error::{Place, ReviewError};
use crate::figures::Review;
use crate::files::{self, Files};
use crate::output::{DEMO_DATA, Target};
use crate::policy::PolicyFile;
use crate::section::SECTIONS;
use crate::settings::Settings;
use crate::traffic::Traffic;
use crate::{read, report, summary, tables};
use std::path::{Path, PathBuf};

/// Where the order lines come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder with `orders.csv` or `orders.parquet` and the files beside it, or one orders file.
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
    /// What to do, the first to do first, in words; without what is held back because it would contradict something.
    pub actions: Vec<String>,
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
/// rows that cannot be read, a folder `out` that holds the data set itself, or something else and `force` is not set.
pub fn review(source: &Source, out: &Path, settings: &Settings, force: bool) -> Result<Outcome, ReviewError> {
    let inputs = settings.files.values().map(PathBuf::as_path).chain(match source {
        Source::Data(path) => Some(path.as_path()),
        Source::Demo(_) => None,
    });
    let target = Target::new(out, &inputs.collect::<Vec<_>>(), matches!(source, Source::Demo(_)), force)?;
    let (input, demo) = match source {
        Source::Data(path) => (path.clone(), false),
        Source::Demo(demo) => {
            let folder = target.folder().join(DEMO_DATA);
            std::fs::create_dir(&folder).map_err(ReviewError::io(&folder, "create the folder"))?;
            demo::write(*demo, &folder)?;
            (folder, true)
        }
    };
    let folder = files::folder(&input)?;
    let orders = folder.as_deref().map_or(Ok(input), orders)?;
    let mut files = Files::new(folder, settings);
    // the small files first: what is wrong with them is known at once
    let policy = files.text(files::POLICY)?;
    let policy = PolicyFile::parse(policy.as_ref().map(|(file, text)| (file.as_path(), text.as_str())))?;
    let told = SECTIONS
        .iter()
        .map(|section| Ok((*section, (section.read)(&mut files, &policy)?)))
        .collect::<Result<Vec<_>, ReviewError>>()?;
    let cleaned = read::orders(&orders, settings, &target.folder().join("rejected.csv"))?;
    let traffic = Traffic::read(&mut files)?;
    let settings = &settings.in_currency(cleaned.currency);
    let review = Review::of(orders, &cleaned, traffic.as_ref(), told, files.unread(), settings, demo)?;
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

/// The orders file of a folder.
fn orders(folder: &Path) -> Result<PathBuf, ReviewError> {
    let (csv, parquet) = (folder.join("orders.csv"), folder.join("orders.parquet"));
    match (csv.is_file(), parquet.is_file()) {
        (true, false) => Ok(csv),
        (false, true) => Ok(parquet),
        (true, true) => {
            let problem = "the folder holds both orders.csv and orders.parquet";
            Err(ReviewError::input(Place::file(folder), problem, "keep one, or name the file itself"))
        }
        (false, false) => {
            let problem = "the folder holds neither orders.csv nor orders.parquet";
            Err(ReviewError::input(Place::file(folder), problem, "name the orders file itself"))
        }
    }
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
    for (_, part) in review.parts.iter().filter(|(_, part)| part.absent().is_none()) {
        table.extend(part.short(review));
    }
    Outcome {
        rows: data.counts.rows,
        kept: data.counts.kept,
        rejected: data.counts.rejected,
        table,
        actions: review
            .actions
            .iter()
            .filter(|action| action.held.is_none())
            .map(|action| action.what.clone())
            .collect(),
        attention: review.findings.iter().map(|finding| finding.headline.clone()).collect(),
    }
}
