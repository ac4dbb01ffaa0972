//! What would a review of a real shop look like? A data set of an invented one.
//!
//! A seller of household goods with six channels (own shop, three marketplaces, a social shop, stores) over twenty-six months: a
//! season, a weekly rhythm, the sales of 18 June and 11 November with discounts, growth, new and returning customers,
//! prices that rise in the second January, returns and cancellations that differ between channels, a quiet day of the own
//! shop, one bulk order, and some dirty rows of every kind that a review rejects; and its stock, suppliers and policy. Everything follows from the seed.

use crate::error::ReviewError;
use crate::section::SECTIONS;
use chrono::{Datelike, NaiveDate};
use mercato_numeric::random::Stream;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// An invented shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demo {
    /// About how many order lines.
    pub lines: u32,
    /// Another seed is another shop of the same kind.
    pub seed: u64,
}

impl Default for Demo {
    fn default() -> Self {
        Self { lines: 200_000, seed: 618 }
    }
}

/// How a channel sells. Shares are of 1, prices in percent of the list price.
pub(crate) struct Channel {
    pub(crate) name: &'static str,
    /// Part of all orders.
    share: f64,
    /// Growth of its orders over the whole period.
    growth: f64,
    pub(crate) price_percent: i64,
    /// How much the sales days multiply its orders.
    event: f64,
    returns: f64,
    cancellations: f64,
    /// Orders of customers that the channel knows already.
    loyal: f64,
    guests: f64,
    /// Orders a visitor.
    conversion: f64,
    agent: &'static str,
}

pub(crate) const CHANNELS: [Channel; 6] = [
    Channel {
        name: "Own shop",
        share: 0.24,
        growth: 0.45,
        price_percent: 100,
        event: 2.2,
        returns: 0.055,
        cancellations: 0.015,
        loyal: 0.58,
        guests: 0.10,
        conversion: 0.031,
        agent: "Mozilla/5.0 (Windows NT 10.0)",
    },
    Channel {
        name: "Marketplace A",
        share: 0.30,
        growth: 0.15,
        price_percent: 97,
        event: 4.5,
        returns: 0.080,
        cancellations: 0.030,
        loyal: 0.36,
        guests: 0.0,
        conversion: 0.026,
        agent: "Marketplace-App/9.2",
    },
    Channel {
        name: "Marketplace B",
        share: 0.16,
        growth: -0.25,
        price_percent: 95,
        event: 3.8,
        returns: 0.085,
        cancellations: 0.035,
        loyal: 0.30,
        guests: 0.0,
        conversion: 0.021,
        agent: "Marketplace-App/9.2",
    },
    Channel {
        name: "Marketplace C",
        share: 0.08,
        growth: 0.10,
        price_percent: 88,
        event: 3.0,
        returns: 0.120,
        cancellations: 0.060,
        loyal: 0.22,
        guests: 0.0,
        conversion: 0.024,
        agent: "Marketplace-App/9.2",
    },
    Channel {
        name: "Social shop",
        share: 0.10,
        growth: 1.60,
        price_percent: 92,
        event: 5.0,
        returns: 0.170,
        cancellations: 0.045,
        loyal: 0.18,
        guests: 0.05,
        conversion: 0.017,
        agent: "Mozilla/5.0 (iPhone)",
    },
    Channel {
        name: "Stores",
        share: 0.12,
        growth: -0.05,
        price_percent: 100,
        event: 1.2,
        returns: 0.025,
        cancellations: 0.0,
        loyal: 0.50,
        guests: 0.62,
        conversion: 0.140,
        agent: "",
    },
];

const MATERIALS: [&str; 8] = ["Oak", "Linen", "Glass", "Steel", "Cotton", "Bamboo", "Stoneware", "Wool"];
const THINGS: [&str; 30] = [
    "bowl", "mug", "tray", "vase", "lamp", "cushion", "throw", "basket", "candle", "clock", "mirror", "rack", "stool",
    "jar", "teapot", "plate", "carafe", "towel", "curtain", "rug", "shelf", "hook", "board", "kettle", "pan",
    "planter", "frame", "box", "bench", "blanket",
];
/// Orders of a month against the mean month.
const SEASON: [f64; 12] = [0.86, 0.78, 0.92, 0.94, 0.98, 1.02, 0.90, 0.88, 1.00, 1.06, 1.28, 1.38];
/// Monday to Sunday.
const WEEKDAY: [f64; 7] = [0.96, 0.92, 0.93, 0.96, 1.02, 1.12, 1.09];
/// Lines an order, in the mean.
const LINES_PER_ORDER: f64 = 1.95;
/// One row in so many is dirty.
const DIRT: u64 = 2_500;

/// A product of the shop, by its rank in popularity.
pub(crate) struct Product {
    pub(crate) sku: String,
    pub(crate) name: String,
    /// List price and cost in minor units.
    pub(crate) price: i64,
    pub(crate) cost: i64,
    /// Rise of the price in the second January, in percent.
    pub(crate) rise: i64,
}

impl Product {
    /// The regular price of today in minor units.
    pub(crate) fn list_price(&self) -> i64 {
        self.price.saturating_mul(self.rise.saturating_add(100)).div_euclid(100)
    }
}

/// Draws with names instead of positions.
pub(crate) struct Draw(Stream);

impl Draw {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        Self(Stream::new(seed, stream))
    }

    /// Between 0 and 1.
    pub(crate) fn share(&mut self) -> f64 {
        self.0.uniform()
    }

    /// Below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0.below(n).unwrap_or_default()
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.share() < share
    }

    /// An integer near `mean`, above or below by chance so that the mean is kept.
    fn near(&mut self, mean: f64) -> u64 {
        let noisy = (mean * (0.85 + 0.3 * self.share()) + self.share()).max(0.0).floor();
        if noisy < 1e12 { whole(noisy) } else { 0 }
    }
}

/// A number that is whole, not negative and small.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the callers keep it within 0..1e12")]
fn whole(value: f64) -> u64 {
    value as u64
}

fn first_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2024, 5, 1)
}

/// The last day, inside of a month: a review must compare it with as many days of other months.
pub(crate) fn last_day() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 6, 20)
}

fn products(seed: u64) -> Vec<Product> {
    let mut draw = Draw::new(seed, 1);
    let mut products = Vec::new();
    for thing in THINGS {
        for material in MATERIALS {
            // 3.90 to 189.90, the cheap ones more often
            let level = draw.share() * draw.share();
            let price = whole(390.0 + 18_600.0 * level).div_euclid(100).saturating_mul(100).saturating_add(90);
            let price = i64::try_from(price).unwrap_or(390);
            let cost_percent = i64::try_from(draw.below(20)).unwrap_or(0).saturating_add(42);
            let rise = [0, 0, 3, 4, 6, 9].get(usize::try_from(draw.below(6)).unwrap_or(0)).copied().unwrap_or(0);
            products.push(Product {
                sku: format!(
                    "H{:04}",
                    draw.below(9).saturating_add(1).saturating_mul(1000).saturating_add(products.len() as u64)
                ),
                name: format!("{material} {thing}"),
                price,
                cost: price.saturating_mul(cost_percent).div_euclid(100),
                rise,
            });
        }
    }
    draw.0.shuffle(&mut products);
    products
}

/// Multiplies the orders of a day: the two sales and the days before them.
fn event(date: NaiveDate, strength: f64) -> f64 {
    match (date.month(), date.day()) {
        (11, 11) | (6, 18) => strength,
        (11, 9 | 10) | (6, 16 | 17) => 1.0 + (strength - 1.0) * 0.35,
        // people wait for it
        (11, 5..=8) | (6, 12..=15) => 0.82,
        _ => 1.0,
    }
}

fn discount_percent(date: NaiveDate, draw: &mut Draw) -> i64 {
    let event = matches!((date.month(), date.day()), (11, 9..=11) | (6, 16..=18));
    let share = draw.share();
    match (event, share < 0.8, share < 0.12) {
        (true, true, _) => 15,
        (false, _, true) => 10,
        _ => 0,
    }
}

/// Orders of a day and channel against its mean day.
fn intensity(channel: &Channel, date: NaiveDate, progress: f64) -> f64 {
    let month = usize::try_from(date.month0()).ok().and_then(|month| SEASON.get(month)).copied().unwrap_or(1.0);
    let weekday = usize::try_from(date.weekday().num_days_from_monday()).ok().and_then(|day| WEEKDAY.get(day)).copied();
    // the own shop was down on a Thursday in May
    let outage =
        if channel.name == "Own shop" && (date.year(), date.month(), date.day()) == (2026, 5, 14) { 0.08 } else { 1.0 };
    month * weekday.unwrap_or(1.0) * event(date, channel.event) * (1.0 + channel.growth * progress) * outage
}

/// Money in minor units as text.
pub(crate) fn money(minor: i64) -> String {
    format!("{}.{:02}", minor.div_euclid(100), minor.rem_euclid(100))
}

/// Writes `orders.csv`, `traffic.csv` and the files of the sections into a folder that exists; answers the number of order lines.
///
/// # Errors
/// [`ReviewError::Io`] where a file cannot be written.
pub(crate) fn write(demo: Demo, folder: &Path) -> Result<u64, ReviewError> {
    let (orders_path, traffic_path) = (folder.join("orders.csv"), folder.join("traffic.csv"));
    let create = |path: &Path| {
        File::create(path)
            .map(|file| BufWriter::with_capacity(1 << 18, file))
            .map_err(ReviewError::io(path, "create the file"))
    };
    let (mut orders, mut traffic) = (create(&orders_path)?, create(&traffic_path)?);
    let mut shop = Shop {
        products: products(demo.seed),
        draw: Draw::new(demo.seed, 2),
        customers: [0; CHANNELS.len()],
        order: 0,
        rows: 0,
        previous: String::new(),
        row: String::new(),
        sold: Vec::new(),
    };
    shop.sold.resize(shop.products.len(), Sold::default());
    shop.run(demo, &mut orders, &mut traffic).map_err(ReviewError::io(&orders_path, "write the file"))?;
    orders.flush().map_err(ReviewError::io(&orders_path, "write the file"))?;
    traffic.flush().map_err(ReviewError::io(&traffic_path, "write the file"))?;
    let mut files = DemoFiles::default();
    for section in SECTIONS {
        (section.demo)(&shop, demo.seed, &mut files);
    }
    for (name, content) in &files.whole() {
        let path = folder.join(name);
        std::fs::write(&path, content).map_err(ReviewError::io(&path, "write the file"))?;
    }
    Ok(shop.rows)
}

/// The files of the sections as they grow: what several sections need stands in one file.
#[derive(Debug, Default)]
pub(crate) struct DemoFiles {
    files: BTreeMap<&'static str, String>,
    ends: BTreeMap<&'static str, String>,
}

impl DemoFiles {
    /// What a file holds so far.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }

    /// Adds to the end of a file.
    pub(crate) fn append(&mut self, name: &'static str, text: &str) {
        self.files.entry(name).or_default().push_str(text);
    }

    /// Adds behind what every section appends: rows of a file whose header another section writes.
    pub(crate) fn append_last(&mut self, name: &'static str, text: &str) {
        self.ends.entry(name).or_default().push_str(text);
    }

    fn whole(mut self) -> BTreeMap<&'static str, String> {
        for (name, end) in self.ends {
            self.files.entry(name).or_default().push_str(&end);
        }
        self.files
    }

    /// Adds columns to the right of a CSV file of an earlier section: their header and, for the fields of a row, their cells.
    /// The demo's own files have no quotation marks.
    pub(crate) fn widen(&mut self, name: &'static str, header: &str, mut cells: impl FnMut(&[&str]) -> String) {
        let mut headed = false;
        for text in self.files.get_mut(name).into_iter().chain(self.ends.get_mut(name)) {
            let mut wide = String::with_capacity(text.len().saturating_mul(2));
            for row in text.lines() {
                let more = if headed { cells(&row.split(',').collect::<Vec<_>>()) } else { header.to_owned() };
                headed = true;
                wide.extend([row, ",", &more, "\n"]);
            }
            *text = wide;
        }
    }
}

/// The invented shop, as its orders left it.
pub(crate) struct Shop {
    pub(crate) products: Vec<Product>,
    draw: Draw,
    /// Customers known by channel.
    customers: [u64; CHANNELS.len()],
    order: u64,
    rows: u64,
    /// The row before, which a duplicate repeats.
    previous: String,
    row: String,
    /// By product: what was sold of it.
    pub(crate) sold: Vec<Sold>,
}

/// What was sold of a product.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sold {
    pub(crate) lines: u64,
    /// Units since [`recent`].
    pub(crate) recent: i64,
}

/// The first of the last hundred days.
fn recent() -> Option<NaiveDate> {
    last_day()?.checked_sub_days(chrono::Days::new(RECENT_DAYS - 1))
}

pub(crate) const RECENT_DAYS: u64 = 100;

impl Shop {
    fn run(&mut self, demo: Demo, orders: &mut impl Write, traffic: &mut impl Write) -> std::io::Result<()> {
        let (Some(first), Some(last)) = (first_day(), last_day()) else { return Ok(()) };
        let days = last.signed_duration_since(first).num_days();
        let progress = |day: i64| day as f64 / days as f64;
        let dates = || first.iter_days().take_while(|date| *date <= last);
        let mut weight = 0.0;
        for (date, day) in dates().zip(0..) {
            for channel in &CHANNELS {
                weight += channel.share * intensity(channel, date, progress(day));
            }
        }
        let unit = f64::from(demo.lines) / LINES_PER_ORDER / weight;
        writeln!(
            orders,
            "order_id,sku,product_name,quantity,unit_price,discount,unit_cost,currency,ordered_at,channel,customer_id,status,\
             returned_quantity,user_agent"
        )?;
        writeln!(traffic, "date,channel,visitors")?;
        for (date, day) in dates().zip(0..) {
            for (channel, number) in CHANNELS.iter().zip(0..) {
                let count = self.draw.near(unit * channel.share * intensity(channel, date, progress(day)));
                let mut visitors = 0;
                for nth in 0..count {
                    self.one_order(channel, number, date, nth as f64 / count as f64, orders)?;
                    visitors = visitors.max(nth.saturating_add(1));
                }
                let noise = 0.92 + 0.16 * self.draw.share();
                // fewer of the visitors buy where many come for a sale
                let rate = channel.conversion * noise / event(date, channel.event).max(1.0).sqrt();
                let visitors = visitors.max(whole((count as f64 / rate).min(1e11)));
                writeln!(traffic, "{date},{},{visitors}", channel.name)?;
            }
        }
        Ok(())
    }

    fn one_order(
        &mut self,
        channel: &Channel,
        number: usize,
        date: NaiveDate,
        of_day: f64,
        orders: &mut impl Write,
    ) -> std::io::Result<()> {
        self.order = self.order.saturating_add(1);
        let id = format!("{}{:09}", ["W", "A", "B", "C", "S", "P"].get(number).copied().unwrap_or("X"), self.order);
        let customer = self.customer(channel, number);
        let cancelled = self.draw.chance(channel.cancellations);
        let second = whole(28_800.0 + 50_400.0 * of_day);
        let (hour, minute, second) =
            (second.div_euclid(3600), second.div_euclid(60).rem_euclid(60), second.rem_euclid(60));
        let time = format!("{date}T{hour:02}:{minute:02}:{second:02}+08:00");
        // one order of a café chain
        let bulk =
            channel.name == "Own shop" && (date.year(), date.month(), date.day()) == (2026, 3, 24) && of_day == 0.0;
        let lines = if bulk {
            6
        } else {
            [1, 1, 1, 2, 2, 2, 3, 4].get(usize::try_from(self.draw.below(8)).unwrap_or(0)).copied().unwrap_or(1)
        };
        let mut taken = Vec::new();
        for _ in 0..lines {
            let at = self.draw.share();
            // popularity falls with the rank
            let rank = usize::try_from(whole(at * at * self.products.len() as f64)).unwrap_or(0);
            // an article stands once in an order
            if taken.contains(&rank) {
                continue;
            }
            taken.push(rank);
            let Some(product) = self.products.get(rank) else { continue };
            let quantity = match self.draw.below(20) {
                _ if bulk => 240,
                0..=13 => 1,
                14..=17 => 2,
                18 => 3,
                _ => 6,
            };
            let risen = if date >= NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() { product.rise } else { 0 };
            // Marketplace B had to cut its prices in the last spring
            let channel_percent = channel.price_percent.saturating_sub(
                if channel.name == "Marketplace B" && date.year() == 2026 && date.month() >= 4 { 6 } else { 0 },
            );
            let price = product
                .price
                .saturating_mul(risen.saturating_add(100))
                .saturating_mul(channel_percent)
                .div_euclid(10_000);
            let discount =
                price.saturating_mul(quantity).saturating_mul(discount_percent(date, &mut self.draw)).div_euclid(100);
            // the social shop's returns grew when it began to push video sales
            let pushed = channel.name == "Social shop" && (date.year(), date.month()) >= (2026, 3);
            let comes_back = self.draw.chance(if pushed { channel.returns * 1.5 } else { channel.returns });
            let returned = if cancelled || !comes_back { 0 } else { quantity };
            let status = if cancelled { "cancelled" } else { "completed" };
            if let Some(sold) = self.sold.get_mut(rank) {
                sold.lines = sold.lines.saturating_add(1);
                if !cancelled && recent().is_some_and(|day| date >= day) {
                    sold.recent = sold.recent.saturating_add(quantity);
                }
            }
            let Product { sku, name, cost, .. } = product;
            self.row.clear();
            // writing to a string cannot fail
            let _ = write!(
                self.row,
                "{id},{sku},{name},{quantity},{},{},{},CNY,{time},{},{customer},{status},{returned},{}",
                money(price),
                money(discount),
                money(*cost),
                channel.name,
                channel.agent
            );
            if self.draw.one_in(DIRT) {
                self.dirty(orders)?;
            }
            writeln!(orders, "{}", self.row)?;
            self.rows = self.rows.saturating_add(1);
            std::mem::swap(&mut self.previous, &mut self.row);
        }
        Ok(())
    }

    /// The customer's id; empty for a guest.
    fn customer(&mut self, channel: &Channel, number: usize) -> String {
        if self.draw.chance(channel.guests) {
            return String::new();
        }
        let Some(known) = self.customers.get_mut(number) else { return String::new() };
        let id = if *known > 0 && self.draw.chance(channel.loyal) {
            // some come back much more often than others
            let at = self.draw.share();
            whole(at * at * *known as f64)
        } else {
            *known = known.saturating_add(1);
            known.saturating_sub(1)
        };
        format!("{}{id:07}", ["w", "a", "b", "c", "s", "p"].get(number).copied().unwrap_or("x"))
    }

    /// A row that a review rejects: of every kind one.
    fn dirty(&mut self, orders: &mut impl Write) -> std::io::Result<()> {
        self.rows = self.rows.saturating_add(1);
        let mut fields: Vec<&str> = self.row.split(',').collect();
        let mut put = |at: usize, text: &'static str| {
            if let Some(field) = fields.get_mut(at) {
                *field = text;
            }
        };
        match self.draw.below(10) {
            0 => put(1, ""),
            1 => put(3, "-4"),
            2 => put(3, "2.5"),
            3 => put(4, "\"1,299.00\""),
            4 => put(4, "-19.90"),
            5 => put(7, "USD"),
            6 => put(8, "2026-02-30T10:00:00+08:00"),
            7 => put(13, "price-crawler/1.0"),
            8 => put(0, "TEST-0001"),
            _ => return writeln!(orders, "{}", self.previous),
        }
        writeln!(orders, "{}", fields.join(","))
    }
}
