//! What does a spreadsheet read? CSV files of the tables: plain numbers, a header line, comma, UTF-8.

use crate::error::ReviewError;
use crate::figures::Review;
use crate::intake::csv_io;
use crate::metrics::METRICS;
use std::path::Path;

/// Writes every table into a folder.
pub(crate) fn write(review: &Review, folder: &Path) -> Result<(), ReviewError> {
    let metrics = || METRICS.iter().map(|metric| metric.key().to_owned());
    let figures = |sales: &crate::cube::Sales| {
        let figures = &sales.figures;
        std::iter::once(sales.lines.to_string())
            .chain(METRICS.iter().map(|metric| (metric.of)(figures).plain()))
            .collect::<Vec<_>>()
    };
    let head = |names: &[&str], rest: bool| {
        let rest = if rest { std::iter::once("lines".to_owned()).chain(metrics()).collect() } else { Vec::new() };
        names.iter().map(|name| (*name).to_owned()).chain(rest).collect::<Vec<_>>()
    };
    let mut rows = vec![head(&["channel"], true)];
    rows.extend(review.channels.iter().map(|channel| [vec![channel.name.clone()], figures(&channel.sales)].concat()));
    table(folder, "channels.csv", &rows)?;

    let mut rows = vec![head(&["month", "partial", "new_buyers", "returning_buyers"], true)];
    rows.extend(review.months.iter().map(|month| {
        let first = vec![
            format!("{:04}-{:02}", month.month.0, month.month.1),
            month.partial.to_string(),
            month.repurchase.new_buyers.to_string(),
            month.repurchase.returning_buyers.to_string(),
        ];
        [first, figures(&month.sales)].concat()
    }));
    table(folder, "months.csv", &rows)?;

    let mut rows = vec![head(&["sku", "product_name"], true)];
    rows.extend(review.articles.iter().map(|article| {
        [vec![article.sku.clone(), article.name.clone().unwrap_or_default()], figures(&article.sales)].concat()
    }));
    table(folder, "articles.csv", &rows)?;

    let mut rows = vec![head(
        &[
            "comparison",
            "channel",
            "net_sales",
            "net_sales_before",
            "change",
            "relative_change",
            "orders",
            "orders_before",
        ],
        false,
    )];
    for compared in &review.periods {
        rows.extend(compared.channels.iter().map(|channel| {
            vec![
                compared.key.to_owned(),
                channel.name.clone(),
                channel.now.figures.net_sales.to_string(),
                channel.before.figures.net_sales.to_string(),
                channel.change.absolute_change.to_string(),
                channel.change.relative_change.map_or_else(String::new, |change| change.to_string()),
                channel.now.figures.orders.to_string(),
                channel.before.figures.orders.to_string(),
            ]
        }));
    }
    table(folder, "period_channels.csv", &rows)?;

    let mut rows = vec![head(
        &["channel", "measure", "value", "others", "count", "others_count", "p_value", "p_adjusted", "rating"],
        false,
    )];
    for rated in &review.ratings.channels {
        let measures = [
            ("order_value", &rated.order_value),
            ("return_share", &rated.return_share),
            ("repeat_share", &rated.repeat_share),
        ];
        for (name, judged) in measures {
            rows.extend(judged.as_ref().map(|judged| {
                vec![
                    rated.name.clone(),
                    name.to_owned(),
                    judged.value.to_string(),
                    judged.others.to_string(),
                    judged.count.to_string(),
                    judged.others_count.to_string(),
                    judged.p_value.to_string(),
                    judged.p_adjusted.to_string(),
                    format!("{:?}", judged.rating).to_lowercase(),
                ]
            }));
        }
    }
    table(folder, "channel_ratings.csv", &rows)?;

    let mut rows = vec![head(&["date", "net_sales", "median_of_weekday", "score", "orders", "largest_order"], false)];
    rows.extend(review.anomalies.days.iter().map(|day| {
        vec![
            day.date.to_string(),
            day.net_sales.to_string(),
            day.center.to_string(),
            day.score.to_string(),
            day.orders.to_string(),
            day.largest_order.to_string(),
        ]
    }));
    table(folder, "anomaly_days.csv", &rows)?;
    actions(review, folder)?;
    review.parts.iter().try_for_each(|(_, part)| part.tables(review, folder))
}

/// The columns of `actions.csv`: the keys of an action in `summary.json`, then those of its change.
const ACTION: [&str; 14] = [
    "rank",
    "kind",
    "urgency",
    "what",
    "why",
    "at_stake_a_month",
    "stake_is",
    "sku",
    "channel",
    "party",
    "held",
    "settles",
    "section",
    "figures",
];
const CHANGE: [&str; 8] = ["type", "sku", "channel", "territory", "pack_size", "to", "shares", "promotion"];

/// What to do, the first to do first: the list of `summary.json`, so that no field stands in one of them alone.
fn actions(review: &Review, folder: &Path) -> Result<(), ReviewError> {
    let mut rows = vec![
        ACTION.iter().map(|key| (*key).to_owned()).chain(CHANGE.iter().map(|key| format!("change_{key}"))).collect(),
    ];
    rows.extend(crate::summary::actions(review).map(|action| {
        let of = |key: &&str| plain(action.get(*key));
        let of_change = |key: &&str| plain(action.get("change").and_then(|change| change.get(*key)));
        ACTION.iter().map(of).chain(CHANGE.iter().map(of_change)).collect::<Vec<String>>()
    }));
    table(folder, "actions.csv", &rows)
}

/// A value as a cell.
fn plain(value: Option<&serde_json::Value>) -> String {
    match value {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Writes a table.
pub(crate) fn table(folder: &Path, name: &str, rows: &[Vec<String>]) -> Result<(), ReviewError> {
    let path = folder.join(name);
    let mut writer = csv::Writer::from_path(&path).map_err(|error| csv_io(&path, error))?;
    for row in rows {
        writer.write_record(row).map_err(|error| csv_io(&path, error))?;
    }
    writer.flush().map_err(ReviewError::io(&path, "write the file"))
}

/// The text that a value has in `summary.json`.
pub(crate) fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A header line.
pub(crate) fn head(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The text of a value; empty where there is none.
pub(crate) fn or_empty(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
