//! Which rows are counted? Every row of the file ends in the columns of [`Lines`] or in `rejected.csv` with its reasons.
//!
//! The rules of cleaning are the kernel's ([`OrderCleaner`]); this module brings a file's cells into the form that they judge
//! and adds the reasons that only a file can give: too few fields, a status that does not exist, an article left out on
//! request.

use crate::error::{Place, ReviewError};
use crate::parse::{self, Cell, Time};
use crate::schema::{Field, Layout};
use crate::settings::Settings;
use crate::store::{Kept, Lines, NONE};
use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveTime, Timelike as _};
use mercato_core::{Coded, CurrencyCode, Decimal};
use mercato_kpi::{CleaningRules, LineStatus, OrderCleaner, OrderLineRef, RawField, RawOrderRow, Reason};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The name of lines without a channel.
pub(crate) const NO_CHANNEL: &str = "(no channel)";

/// The cells of a row, by [`Field::index`].
pub(crate) type Row<'a> = [Cell<'a>; Field::ALL.len()];

/// Reasons beyond the kernel's, in the order in which they are listed, before them.
const FILE_REASONS: [(&str, bool); 9] = [
    ("too_few_fields", true),
    ("too_many_fields", true),
    ("invalid_status", true),
    ("invalid_discount", true),
    ("invalid_unit_cost", true),
    ("invalid_returned_quantity", true),
    ("amount_too_fine", true),
    ("id_too_long", true),
    ("excluded_sku", false),
];

/// Whether a reason says that the row could not be read, rather than that it is not to be counted.
pub(crate) fn unreadable(reason: &str) -> bool {
    let of_file = FILE_REASONS.iter().find(|(name, _)| *name == reason).map(|(_, unreadable)| *unreadable);
    of_file.unwrap_or_else(|| {
        [
            Reason::MissingOrderId,
            Reason::MissingSku,
            Reason::InvalidQuantity,
            Reason::InvalidUnitPrice,
            Reason::UnknownCurrency,
            Reason::InvalidTimestamp,
        ]
        .iter()
        .any(|unreadable| unreadable.as_str() == reason)
    })
}

/// How many rows there were, and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) rows: u64,
    pub(crate) kept: u64,
    pub(crate) rejected: u64,
    /// Rejected because they could not be read.
    pub(crate) unreadable: u64,
    /// By reason; a row with two reasons counts in both.
    pub(crate) reasons: BTreeMap<&'static str, u64>,
    /// Facts about all rows, kept or not, that a reader can check against the file.
    pub(crate) negative_quantity: u64,
    pub(crate) returns: u64,
    pub(crate) adjustments: u64,
    pub(crate) no_customer: u64,
    pub(crate) no_customer_kept: u64,
    pub(crate) zero_price: u64,
    pub(crate) negative_price: u64,
}

/// What came of reading a file.
#[derive(Debug)]
pub(crate) struct Cleaned {
    pub(crate) lines: Lines,
    pub(crate) counts: Counts,
    pub(crate) cleaner: OrderCleaner,
    pub(crate) currency: CurrencyCode,
    pub(crate) utc_offset: i32,
    /// Sum of quantity x price over all rows in which both could be read, kept or not.
    pub(crate) raw_value: mercato_kpi::SumDecimal,
    pub(crate) with_cost: bool,
}

/// Takes rows in, one at a time.
pub(crate) struct Intake<'a, W: Write> {
    file: &'a Path,
    settings: &'a Settings,
    layout: &'a Layout,
    rejected: csv::Writer<W>,
    rejected_path: PathBuf,
    lines: Lines,
    counts: Counts,
    raw_value: mercato_kpi::SumDecimal,
    /// Known from the first row on.
    shop: Option<Shop>,
    buffers: Buffers,
    first_unreadable: Option<ReviewError>,
    /// About how many rows will come, rather too few than too many.
    expected: usize,
}

struct Shop {
    cleaner: OrderCleaner,
    currency: CurrencyCode,
    utc_offset: i32,
}

/// Texts of one row that are not in the file as such.
#[derive(Default)]
struct Buffers {
    order: String,
    sku: String,
    quantity: String,
    price: String,
    currency: String,
    time: String,
    /// What `time` says.
    last_time: Option<Time>,
    agent: String,
    other: String,
}

/// What stands in a row beside the fields that the kernel judges.
struct Extras {
    status: Option<LineStatus>,
    discount: Decimal,
    unit_cost: Option<Decimal>,
    returned: i64,
}

impl<'a, W: Write> Intake<'a, W> {
    pub(crate) fn new(
        file: &'a Path,
        settings: &'a Settings,
        layout: &'a Layout,
        rejected: W,
        rejected_path: PathBuf,
        expected: usize,
    ) -> Result<Self, ReviewError> {
        let mut rejected = csv::Writer::from_writer(rejected);
        let header = ["line", "reasons", "detail"].into_iter().chain(Field::ALL.map(Field::name));
        rejected.write_record(header).map_err(|error| csv_io(&rejected_path, error))?;
        let has = |field| layout.position(field).is_some();
        Ok(Self {
            file,
            settings,
            layout,
            rejected,
            rejected_path,
            lines: Lines::new(has(Field::Discount), has(Field::UnitCost), has(Field::ReturnedQuantity)),
            counts: Counts::default(),
            raw_value: mercato_kpi::SumDecimal::default(),
            shop: None,
            buffers: Buffers::default(),
            first_unreadable: None,
            expected,
        })
    }

    /// Takes a row; `line` is its number in the file, `fault` what is wrong with it as a whole.
    pub(crate) fn row(&mut self, line: u64, row: &Row<'_>, fault: Option<&'static str>) -> Result<(), ReviewError> {
        self.counts.rows = self.counts.rows.saturating_add(1);
        if let Some(fault) = fault {
            return self.reject(line, row, &[fault]);
        }
        if self.shop.is_none() {
            self.shop = Some(self.open(line, row)?);
        }
        let mut buffers = std::mem::take(&mut self.buffers);
        let judged = self.judge(row, &mut buffers);
        let outcome = match judged {
            Ok(Ok(kept)) => self.keep(line, row, &kept, &mut buffers),
            Ok(Err(reasons)) => self.reject(line, row, &reasons),
            Err(error) => Err(error),
        };
        self.buffers = buffers;
        outcome
    }

    /// What the first row decides: the currency and the clock, where nobody gave them.
    fn open(&self, line: u64, row: &Row<'_>) -> Result<Shop, ReviewError> {
        let mut buffer = String::new();
        let currency = if let Some(currency) = self.settings.currency {
            currency
        } else {
            let text = parse::text(cell(row, Field::Currency), &mut buffer).unwrap_or_default();
            CurrencyCode::new(text).map_err(|_| {
                ReviewError::input(
                    Place::line(self.file, line).column(self.layout.column(Field::Currency)),
                    format!("{text:?} is no currency of three letters A-Z"),
                    "correct it, or give the currency of the file with --currency",
                )
            })?
        };
        let utc_offset = self
            .settings
            .utc_offset
            .or_else(|| self.time(cell(row, Field::OrderedAt)).and_then(|time| time.offset))
            .unwrap_or_default();
        let now = self
            .settings
            .as_of
            .or_else(|| NaiveDate::from_ymd_opt(9999, 12, 30))
            .map(|date| date.and_time(NaiveTime::MIN))
            .and_then(|start| start.checked_add_signed(chrono::TimeDelta::milliseconds(86_399_999)))
            .and_then(|end| FixedOffset::east_opt(utc_offset).and_then(|zone| end.and_local_timezone(zone).single()));
        let Some(now) = now else {
            return Err(ReviewError::Usage(format!("utc-offset: {utc_offset} seconds are no offset")));
        };
        let rules = CleaningRules {
            now,
            currencies: vec![currency],
            dedupe_key: None,
            max_quantity: None,
            max_unit_price: None,
            reject_zero_price: self.settings.reject_zero_price,
        };
        let mut cleaner = OrderCleaner::new(&rules).map_err(ReviewError::figure("cleaning rules"))?;
        cleaner.reserve(self.expected);
        Ok(Shop { cleaner, currency, utc_offset })
    }

    fn time(&self, cell: Cell<'_>) -> Option<Time> {
        match cell {
            Cell::Text(text) => parse::time(text.trim(), self.settings.date_order),
            Cell::Instant { micros, zoned } => Some(Time { micros, offset: zoned.then_some(0) }),
            Cell::Date(days) => Some(Time { micros: i64::from(days).checked_mul(86_400_000_000)?, offset: None }),
            _ => None,
        }
    }

    /// The line to keep, or the reasons why it is not kept.
    #[allow(clippy::too_many_lines, reason = "one row through the rules, field by field")]
    fn judge(&mut self, row: &Row<'_>, buffers: &mut Buffers) -> Result<Result<Kept, Vec<&'static str>>, ReviewError> {
        let time = self.time(cell(row, Field::OrderedAt));
        let Some(shop) = &mut self.shop else { return Ok(Err(Vec::new())) };
        let Buffers { order, sku, quantity, price, currency, time: time_text, last_time, agent, other } = buffers;
        let field = |cell: Option<_>| cell.map_or(RawField::Missing, RawField::Text);
        let ordered_at = if let Some(time) = time {
            // the lines of an order follow each other, at one time
            if *last_time != Some(time) {
                timestamp(time, shop.utc_offset, time_text);
                *last_time = Some(time);
            }
            RawField::Text(time_text)
        } else {
            *last_time = None;
            field(parse::text(cell(row, Field::OrderedAt), time_text))
        };
        let raw = RawOrderRow {
            order_id: field(parse::text(cell(row, Field::OrderId), order)),
            sku: field(parse::text(cell(row, Field::Sku), sku)),
            quantity: match cell(row, Field::Quantity) {
                Cell::Integer(value) => value.into(),
                cell => field(parse::text(cell, quantity)),
            },
            unit_price: match cell(row, Field::UnitPrice) {
                // a binary fraction is no exact price
                Cell::Float(_) => RawField::Other,
                cell => field(parse::text(cell, price)),
            },
            currency: match self.layout.position(Field::Currency) {
                Some(_) => field(parse::text(cell(row, Field::Currency), currency)),
                None => RawField::Text(shop.currency.as_str()),
            },
            ordered_at,
            user_agent: field(parse::text(cell(row, Field::UserAgent), agent)),
        };
        let mut reasons = Vec::new();
        let told = parse::text(cell(row, Field::Status), other);
        let is = |status: &str| told.is_none_or(|told| told.eq_ignore_ascii_case(status));
        let status = if is("completed") {
            Some(LineStatus::Completed)
        } else if is("cancelled") {
            Some(LineStatus::Cancelled)
        } else if is("returned") {
            Some(LineStatus::Returned)
        } else {
            None
        };
        let marked = status == Some(LineStatus::Returned)
            || self.settings.negative_is_return
            || self
                .settings
                .return_prefix
                .as_deref()
                .is_some_and(|prefix| raw.order_id.id().is_some_and(|id| id.starts_with(prefix)));
        let signed = raw.quantity.quantity();
        let (raw, booked) = raw.book_return(marked);
        let status = if booked == LineStatus::Returned { Some(booked) } else { status };
        if status.is_none() {
            reasons.push("invalid_status");
        }
        let unit_price = raw.unit_price.decimal();
        let counts = &mut self.counts;
        let negative = signed.is_some_and(|quantity| quantity < 0);
        tally(&mut counts.negative_quantity, negative);
        tally(&mut counts.returns, status == Some(LineStatus::Returned));
        tally(&mut counts.adjustments, negative && booked != LineStatus::Returned);
        tally(&mut counts.zero_price, unit_price.is_some_and(|price| price.is_zero()));
        tally(&mut counts.negative_price, unit_price.is_some_and(|price| price.mantissa() < 0));
        tally(&mut counts.no_customer, parse::text(cell(row, Field::CustomerId), other).is_none());
        if let (Some(quantity), Some(price)) = (signed, unit_price) {
            self.raw_value.add_product(quantity, price);
        }
        let sku_text = raw.sku.id();
        let excluded = sku_text.is_some_and(|sku| self.settings.exclude_skus.iter().any(|excluded| excluded == sku));
        let extras = extras(row, status, other, &mut reasons);
        if let (Some(quantity), Some(price)) = (raw.quantity.quantity(), unit_price) {
            check(quantity, price, &extras, &mut reasons);
        }
        if excluded {
            reasons.push("excluded_sku");
        }
        if !reasons.is_empty() {
            let more = shop.cleaner.reasons(&raw);
            reasons.extend(more.iter().map(Reason::as_str));
            return Ok(Err(reasons));
        }
        match shop.cleaner.check(&raw).map_err(ReviewError::figure("cleaning"))? {
            Err(more) => Ok(Err(more.iter().map(Reason::as_str).collect())),
            Ok(clean) => {
                let local = clean.ordered_at.timestamp().saturating_add(shop.utc_offset.into());
                Ok(Ok(Kept {
                    order: clean.order,
                    sku: clean.sku,
                    customer: NONE,
                    channel: NONE,
                    day: i32::try_from(local.div_euclid(86_400)).unwrap_or_default(),
                    quantity: clean.quantity,
                    unit_price: clean.unit_price,
                    status: extras.status.unwrap_or_default(),
                    discount: extras.discount,
                    unit_cost: extras.unit_cost,
                    returned: extras.returned,
                }))
            }
        }
    }

    fn keep(&mut self, line: u64, row: &Row<'_>, kept: &Kept, buffers: &mut Buffers) -> Result<(), ReviewError> {
        let full = |what: &str| {
            let place = Place::line(self.file, line).column(what);
            ReviewError::input(place, "more different values than a review can number (2^32 - 2)", "split the file")
        };
        let customer = match parse::text(cell(row, Field::CustomerId), &mut buffers.other) {
            Some(id) => self.lines.customers.intern(id).ok_or_else(|| full("customer_id"))?,
            None => NONE,
        };
        tally(&mut self.counts.no_customer_kept, customer == NONE);
        let channel = match self.layout.position(Field::Channel) {
            Some(_) => parse::text(cell(row, Field::Channel), &mut buffers.other).unwrap_or(NO_CHANNEL),
            None => self.settings.channel.as_deref().unwrap_or(NO_CHANNEL),
        };
        let channel = self.lines.channels.intern(channel).ok_or_else(|| full("channel"))?;
        let sku = usize::try_from(kept.sku).unwrap_or(usize::MAX);
        if sku >= self.lines.names.len() {
            self.lines.names.resize(sku.saturating_add(1), None);
        }
        // on a line without a price there is often a remark instead of a name
        if let Some(name @ None) = self.lines.names.get_mut(sku).filter(|_| !kept.unit_price.is_zero()) {
            *name = parse::text(cell(row, Field::ProductName), &mut buffers.other).map(Into::into);
        }
        if self.lines.push(&Kept { customer, channel, ..*kept }).is_none() {
            let place = Place::line(self.file, line);
            return Err(ReviewError::input(
                place,
                "an amount does not fit 64 bits together with the finest decimals of its column",
                "round prices, discounts and costs to the decimals of the currency",
            ));
        }
        self.counts.kept = self.counts.kept.saturating_add(1);
        Ok(())
    }

    fn reject(&mut self, line: u64, row: &Row<'_>, reasons: &[&'static str]) -> Result<(), ReviewError> {
        self.counts.rejected = self.counts.rejected.saturating_add(1);
        for reason in reasons {
            let count = self.counts.reasons.entry(reason).or_default();
            *count = count.saturating_add(1);
        }
        let detail = match reasons.iter().find(|reason| unreadable(reason)) {
            Some(reason) => {
                self.counts.unreadable = self.counts.unreadable.saturating_add(1);
                let (field, problem, remedy) = self.explain(reason, row);
                let detail = format!("{problem}; {remedy}");
                if self.first_unreadable.is_none() {
                    let place = Place::line(self.file, line);
                    let place = match field {
                        Some(field) => place.column(self.layout.column(field)),
                        None => place,
                    };
                    self.first_unreadable = Some(ReviewError::input(place, problem, remedy));
                }
                detail
            }
            None => String::new(),
        };
        self.write_rejected(line, row, reasons, &detail).map_err(|error| csv_io(&self.rejected_path, error))
    }

    fn write_rejected(&mut self, line: u64, row: &Row<'_>, reasons: &[&str], detail: &str) -> Result<(), csv::Error> {
        let mut buffer = String::new();
        self.rejected.write_field(line.to_string())?;
        self.rejected.write_field(reasons.join(" "))?;
        self.rejected.write_field(detail)?;
        for field in Field::ALL {
            self.rejected.write_field(raw_text(cell(row, field), &mut buffer))?;
        }
        self.rejected.write_record(None::<&[u8]>)
    }

    /// The field, what is wrong with it, and what to do.
    fn explain(&self, reason: &str, row: &Row<'_>) -> (Option<Field>, String, String) {
        let field = match reason {
            "missing_order_id" | "id_too_long" => Field::OrderId,
            "missing_sku" => Field::Sku,
            "invalid_quantity" => Field::Quantity,
            "invalid_unit_price" | "amount_too_fine" => Field::UnitPrice,
            "unknown_currency" => Field::Currency,
            "invalid_timestamp" => Field::OrderedAt,
            "invalid_status" => Field::Status,
            "invalid_discount" => Field::Discount,
            "invalid_unit_cost" => Field::UnitCost,
            "invalid_returned_quantity" => Field::ReturnedQuantity,
            _ => {
                let problem = format!(
                    "the row has {} fields than the header",
                    if reason == "too_few_fields" { "fewer" } else { "more" }
                );
                return (
                    None,
                    problem,
                    "complete it, or quote the fields that contain a separator or a line break".into(),
                );
            }
        };
        let mut buffer = String::new();
        let text = raw_text(cell(row, field), &mut buffer);
        let number = text.contains(',') || text.contains(' ') || text.contains('\'');
        let shown: String = text.chars().take(40).collect();
        let (problem, remedy) = match field {
            Field::OrderId | Field::Sku => ("is empty".to_owned(), "give every row its id".to_owned()),
            Field::Quantity if number => {
                (format!("{shown:?} is not a plain integer"), "write it without separators, as 1200".into())
            }
            Field::Quantity => (
                format!("{shown:?} is not an integer of 64 bits"),
                "write whole units, as 12 (returns with a minus sign)".into(),
            ),
            Field::UnitPrice if number => (
                format!("{shown:?} is not a plain decimal"),
                "write it without thousands separators and with a point, as 1200.50".into(),
            ),
            Field::UnitPrice => {
                (format!("{shown:?} is not an exact decimal"), "write it with digits and a point, as 1200.50".into())
            }
            Field::Currency => {
                let expected = self.shop.as_ref().map_or("the currency", |shop| shop.currency.as_str());
                let remedy = "a review is of one currency: convert the amounts, or split the file by currency";
                (format!("{shown:?} in a file of {expected}"), remedy.into())
            }
            Field::OrderedAt => {
                let remedy = "write 2025-06-18T09:30:00+08:00 or 2025-06-18 09:30:00 (or give --date-order dmy or mdy)";
                (format!("{shown:?} is not a time that exists"), remedy.into())
            }
            Field::Status => (format!("{shown:?} is no status"), "write completed, cancelled or returned".into()),
            Field::Discount => (
                format!("{shown:?} is not an amount from 0 to the value of the line"),
                "give the discount on the whole line".into(),
            ),
            Field::UnitCost => (
                format!("{shown:?} is not an amount of 0 or more"),
                "give the cost of one unit, or leave it empty".into(),
            ),
            _ => (
                format!("{shown:?} is not a number of units from 0 to the quantity"),
                "give the units that came back".into(),
            ),
        };
        (Some(field), problem, remedy)
    }

    /// Ends the file.
    pub(crate) fn finish(mut self) -> Result<Cleaned, ReviewError> {
        self.rejected.flush().map_err(ReviewError::io(&self.rejected_path, "write the file"))?;
        let Counts { rows, kept, unreadable, .. } = self.counts;
        let nothing = |problem: &str, remedy: &str| ReviewError::input(Place::file(self.file), problem, remedy);
        let Some(shop) = self.shop else {
            return Err(match self.first_unreadable {
                Some(error) => error,
                None => nothing("the file has a header and no rows", "export the order lines again"),
            });
        };
        if unreadable as f64 > rows as f64 * self.settings.max_unreadable
            && let Some(ReviewError::Input { place, problem, remedy }) = self.first_unreadable
        {
            // the share found, rounded up to what is easily typed
            let share = (unreadable as f64 / rows as f64 * 1e4).ceil() / 1e4;
            let rest = format!(
                "{remedy}. In all, {unreadable} of {rows} rows cannot be read, more than the share of {} that is passed over: \
                 correct the file, or accept the loss with --max-unreadable {share}",
                self.settings.max_unreadable
            );
            return Err(ReviewError::Input { place, problem, remedy: rest });
        }
        if kept == 0 {
            let reasons =
                self.counts.reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect::<Vec<_>>();
            return Err(nothing(
                &format!("none of the {rows} rows can be counted ({})", reasons.join(", ")),
                "see docs/data-set.md for what each reason means",
            ));
        }
        let with_cost = self.lines.unit_cost.is_some() && self.lines.cost_known.iter().any(|known| *known);
        Ok(Cleaned {
            lines: self.lines,
            counts: self.counts,
            cleaner: shop.cleaner,
            currency: shop.currency,
            utc_offset: shop.utc_offset,
            raw_value: self.raw_value,
            with_cost,
        })
    }
}

/// The cell of a field.
fn cell<'a>(row: &Row<'a>, field: Field) -> Cell<'a> {
    row.get(field.index()).copied().unwrap_or(Cell::Missing)
}

fn raw_text<'a>(cell: Cell<'a>, buffer: &'a mut String) -> &'a str {
    match cell {
        Cell::Text(text) => text,
        cell => parse::text(cell, buffer).unwrap_or_default(),
    }
}

fn tally(count: &mut u64, when: bool) {
    *count = count.saturating_add(when.into());
}

/// Discount, cost and returned units; what is not one is a reason.
fn extras(row: &Row<'_>, status: Option<LineStatus>, buffer: &mut String, reasons: &mut Vec<&'static str>) -> Extras {
    let mut amount = |field: Field, reason: &'static str, reasons: &mut Vec<&'static str>| match cell(row, field) {
        Cell::Float(_) => {
            reasons.push(reason);
            None
        }
        cell => {
            let value = parse::text(cell, buffer).map(|text| RawField::Text(text).decimal());
            if value == Some(None) {
                reasons.push(reason);
            }
            value.flatten()
        }
    };
    let discount = amount(Field::Discount, "invalid_discount", reasons).unwrap_or_default();
    let unit_cost = amount(Field::UnitCost, "invalid_unit_cost", reasons);
    let returned = parse::text(cell(row, Field::ReturnedQuantity), buffer).map(|text| RawField::Text(text).quantity());
    if returned == Some(None) {
        reasons.push("invalid_returned_quantity");
    }
    Extras { status, discount, unit_cost, returned: returned.flatten().unwrap_or_default() }
}

/// Adds the reason why the kernel would refuse the line in a sales summary.
fn check(quantity: i64, unit_price: Decimal, extras: &Extras, reasons: &mut Vec<&'static str>) {
    let plain = extras.discount.is_zero() && extras.unit_cost.is_none() && extras.returned == 0;
    if plain || quantity < 1 || unit_price.mantissa() < 0 {
        return;
    }
    let line = OrderLineRef {
        order_id: "-",
        customer_id: None,
        channel: None,
        sku: None,
        quantity,
        unit_price,
        discount: extras.discount,
        unit_cost: extras.unit_cost,
        status: extras.status.unwrap_or_default(),
        returned_quantity: extras.returned,
    };
    if let Err(error) = line.check() {
        let reason = match error.path() {
            Some("unit_cost") => "invalid_unit_cost",
            Some("returned_quantity") => "invalid_returned_quantity",
            _ => "invalid_discount",
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
}

/// Writes a time as RFC 3339, in its own zone or the shop's.
fn timestamp(time: Time, shop_offset: i32, text: &mut String) {
    text.clear();
    let (local, offset) = match time.offset {
        Some(offset) => (time.micros.saturating_add(i64::from(offset).saturating_mul(1_000_000)), offset),
        None => (time.micros, shop_offset),
    };
    let Some(local) = DateTime::from_timestamp_micros(local).map(|local| local.naive_utc()) else { return };
    let (date, clock) = (local.date(), local.time());
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs() / 60;
    let micros = clock.nanosecond() / 1000;
    // writing to a string cannot fail
    let _ = write!(
        text,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        date.year(),
        date.month(),
        date.day(),
        clock.hour(),
        clock.minute(),
        clock.second()
    );
    if micros > 0 {
        let _ = write!(text, ".{micros:06}");
    }
    let _ = write!(text, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
}

pub(crate) fn csv_io(path: &Path, error: csv::Error) -> ReviewError {
    let source = match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => std::io::Error::other(format!("{other:?}")),
    };
    ReviewError::Io { place: Place::file(path), action: "write the file", source }
}
