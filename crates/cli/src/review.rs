//! `mercato review`: a data set in, one operations review out.

use crate::Status;
use crate::failure::Failure;
use mercato_review::{Demo, Settings, Source, review};
use std::io::Write as _;
use std::path::PathBuf;

/// Review a data set: clean it, compute its KPIs, compare channels and periods, and write a report.
///
/// INPUT is a folder with orders.csv or orders.parquet and any of the files of docs/data-set.md beside it (traffic, stock,
/// suppliers, deliveries, quotes, platforms, products, taxonomy, attributes, channels, offers, agreements, competitors, tiers,
/// promotions, policy), or one orders file. DIR gets report.html, summary.json, actions.csv, rejected.csv and the other tables as
/// CSV files, all at once when all is done.
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    /// The data set: a folder, or an orders file in CSV or Parquet.
    #[arg(conflicts_with = "demo")]
    input: Option<PathBuf>,
    /// The folder for the review; a former review in it is replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace the folder whatever it holds.
    #[arg(long)]
    force: bool,
    /// Review an invented shop with six channels instead of a file.
    #[arg(long)]
    demo: bool,
    /// About how many order lines the invented shop has.
    #[arg(long, requires = "demo", default_value_t = Demo::default().lines, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    lines: u32,
    /// Another number is another shop of the same kind.
    #[arg(long, requires = "demo", default_value_t = Demo::default().seed, value_name = "N")]
    seed: u64,
    /// Which column is which field (`order_id=invoice_no,sku=stock_code`), or a file that says so.
    #[arg(long, value_name = "PAIRS|FILE")]
    map: Option<String>,
    /// The currency, where no column has it (three letters).
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// The channel, where no column has it.
    #[arg(long, value_name = "NAME")]
    channel: Option<String>,
    /// The shop's clock, for times without a zone and for the day of a sale (+08:00).
    #[arg(long, value_name = "OFFSET", allow_hyphen_values = true)]
    utc_offset: Option<String>,
    /// The order of dates in digits: ymd, dmy or mdy.
    #[arg(long, value_name = "ORDER")]
    date_order: Option<String>,
    /// A negative quantity in an order whose id starts so is a return.
    #[arg(long, value_name = "TEXT")]
    return_prefix: Option<String>,
    /// Every negative quantity is a return.
    #[arg(long)]
    negative_is_return: bool,
    /// Service codes to leave out (POST,D,M).
    #[arg(long, value_name = "SKUS")]
    exclude_sku: Option<String>,
    /// Reject lines after this day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Reject lines with a price of 0.
    #[arg(long)]
    reject_zero_price: bool,
    /// The share of rows that may be unreadable before the file is refused [default: 0.01].
    #[arg(long, value_name = "SHARE")]
    max_unreadable: Option<String>,
    /// The separator of a CSV file: comma, semicolon, tab or pipe [default: as in the header].
    #[arg(long, value_name = "NAME")]
    delimiter: Option<String>,
    /// Decimals of money in the review [default: those of its currency].
    #[arg(long, value_name = "N")]
    scale: Option<String>,
    /// The stock on hand, a row an article [default: stock.csv in the folder].
    #[arg(long, value_name = "FILE")]
    stock: Option<String>,
    /// Suppliers, lead times, packs and costs, a row an article [default: suppliers.csv in the folder].
    #[arg(long, value_name = "FILE")]
    suppliers: Option<String>,
    /// Service levels, cost rates and present reorder points [default: policy.toml in the folder].
    #[arg(long, value_name = "FILE")]
    policy: Option<String>,
    /// Any file that a review looks up beside the orders, by its name in a folder; may be given several times.
    #[arg(long, value_name = "NAME=FILE")]
    file: Vec<String>,
}

const HELP: &str = "\
Examples:
  mercato review --demo --out review
  mercato review shop/ --out review
  mercato review orders.csv --out review --map order_id=invoice,sku=item --currency EUR --channel Shop
  mercato review orders.csv --out review --stock stock.csv --file channels.csv=fees.csv --file products.csv=costs.csv

Exit status: 0 reviewed, 1 the input was refused, 2 the command or the mapping was misused. docs/data-set.md says what each
column means.";

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let mut settings = Settings::default();
    if let Some(map) = &args.map {
        settings.map(map)?;
    }
    let switch = |on: bool| on.then(|| "true".to_owned());
    // what the command line says goes before what a mapping file says
    for (option, value) in [
        ("currency", args.currency.clone()),
        ("channel", args.channel.clone()),
        ("utc-offset", args.utc_offset.clone()),
        ("date-order", args.date_order.clone()),
        ("return-prefix", args.return_prefix.clone()),
        ("negative-is-return", switch(args.negative_is_return)),
        ("exclude-sku", args.exclude_sku.clone()),
        ("as-of", args.as_of.clone()),
        ("reject-zero-price", switch(args.reject_zero_price)),
        ("max-unreadable", args.max_unreadable.clone()),
        ("delimiter", args.delimiter.clone()),
        ("scale", args.scale.clone()),
        ("stock", args.stock.clone()),
        ("suppliers", args.suppliers.clone()),
        ("policy", args.policy.clone()),
    ] {
        if let Some(value) = value {
            settings.set(option, &value)?;
        }
    }
    for file in &args.file {
        settings.set("file", file)?;
    }
    let source = match &args.input {
        Some(input) => Source::Data(input.clone()),
        None if args.demo => Source::Demo(Demo { lines: args.lines, seed: args.seed }),
        None => {
            return Err(Failure::Usage(
                "no INPUT: name a folder or an orders file, or review an invented shop with --demo",
            ));
        }
    };
    let outcome = review(&source, &args.out, &settings, args.force)?;
    let mut out = std::io::stdout().lock();
    let width = outcome.table.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in &outcome.table {
        writeln!(out, "{name:width$}  {value}")?;
    }
    if !outcome.actions.is_empty() {
        writeln!(out, "\nto do first, of {} in actions.csv:", outcome.actions.len())?;
        for (action, rank) in outcome.actions.iter().zip(1..).take(5) {
            writeln!(out, "{rank}. {action}.")?;
        }
    }
    writeln!(out, "\nattention first:")?;
    for (sentence, rank) in outcome.attention.iter().zip(1..).take(5) {
        writeln!(out, "{rank}. {sentence}")?;
    }
    writeln!(out, "\n{}", args.out.join("report.html").display())?;
    Ok(Status::Answered)
}
