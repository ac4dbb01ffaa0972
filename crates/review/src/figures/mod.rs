//! What does a review find? Every figure of it, typed; [`crate::summary`] and [`crate::report`] only print them.

pub(crate) mod anomalies;
pub(crate) mod channels;
pub(crate) mod customers;
pub(crate) mod findings;
pub(crate) mod periods;

use crate::cube::{Cube, Sales};
use crate::error::ReviewError;
use crate::files::Unread;
use crate::intake::Cleaned;
use crate::section::{Ground, Part, Section, Told};
use crate::settings::Settings;
use crate::traffic::Traffic;
use chrono::{Datelike, NaiveDate};
use std::path::PathBuf;

/// A month of a year.
pub(crate) type Month = (i32, u32);

pub(crate) fn month(date: NaiveDate) -> Month {
    (date.year(), date.month())
}

/// What was read, and what of it counts.
#[derive(Debug, Clone)]
pub(crate) struct DataFacts {
    pub(crate) file: PathBuf,
    pub(crate) counts: crate::intake::Counts,
    /// Sum of quantity x price over all rows with both.
    pub(crate) raw_value: String,
    pub(crate) currency: String,
    pub(crate) utc_offset: i32,
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
    pub(crate) orders: usize,
    pub(crate) skus: usize,
    pub(crate) customers: usize,
    pub(crate) with_cost: bool,
    pub(crate) with_traffic: bool,
    pub(crate) demo: bool,
}

/// A channel with its sales.
#[derive(Debug, Clone)]
pub(crate) struct ChannelSales {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) sales: Sales,
}

/// A month with its sales.
#[derive(Debug, Clone)]
pub(crate) struct MonthSales {
    pub(crate) month: Month,
    pub(crate) sales: Sales,
    /// The month has days outside of the data.
    pub(crate) partial: bool,
    /// Net sales by channel, in the order of [`Review::channels`].
    pub(crate) by_channel: Vec<f64>,
    pub(crate) repurchase: mercato_kpi::RepurchaseMetrics,
}

/// An article or service with its sales.
#[derive(Debug, Clone)]
pub(crate) struct ArticleSales {
    pub(crate) sku: String,
    pub(crate) name: Option<String>,
    pub(crate) sales: Sales,
}

/// A review.
#[derive(Debug)]
pub(crate) struct Review {
    pub(crate) data: DataFacts,
    pub(crate) total: Sales,
    /// By net sales, the largest first.
    pub(crate) channels: Vec<ChannelSales>,
    pub(crate) months: Vec<MonthSales>,
    pub(crate) periods: Vec<periods::Compared>,
    pub(crate) ratings: channels::Ratings,
    pub(crate) customers: customers::Customers,
    pub(crate) articles: Vec<ArticleSales>,
    pub(crate) services: Vec<ArticleSales>,
    pub(crate) anomalies: anomalies::Anomalies,
    /// The sections with files of their own, in the order of [`crate::section::SECTIONS`].
    pub(crate) parts: Vec<(&'static Section, Box<dyn Part>)>,
    /// Columns of their files that nobody has read.
    pub(crate) unread: Vec<Unread>,
    pub(crate) findings: Vec<findings::Finding>,
    /// What is to be done, the first to do first; what is held back at the end.
    pub(crate) actions: Vec<crate::actions::Action>,
}

impl Review {
    pub(crate) fn of(
        file: PathBuf,
        cleaned: &Cleaned,
        traffic: Option<&Traffic>,
        told: Vec<(&'static Section, Box<dyn Told>)>,
        unread: Vec<Unread>,
        settings: &Settings,
        demo: bool,
    ) -> Result<Self, ReviewError> {
        let lines = &cleaned.lines;
        let (orders_count, skus) = cleaned.cleaner.distinct();
        // passes that do not depend on each other, for two processors; the answers are the same as one after the other
        let middle = Cube::middle(lines);
        let ((early, orders), (late, articles, values)) = both(
            || (Cube::cells(lines, |day| day <= middle), customers::orders(lines)),
            || {
                (
                    Cube::cells(lines, |day| day > middle),
                    articles(cleaned, settings),
                    customers::OrderValues::of(lines, orders_count),
                )
            },
        );
        let (mut cells, articles) = (early?, articles?);
        cells.extend(late?);
        let cube = Cube::of(cells, settings.decimals());
        let Some((first, last)) = cube.span() else {
            return Err(ReviewError::Usage("nothing to review".into()));
        };
        let total = cube.figures(|_, _| true)?;
        let mut channels: Vec<ChannelSales> = cube
            .by(|channel, _| Some(channel))?
            .into_iter()
            .map(|(id, sales)| ChannelSales { id, name: lines.channels.get(id).unwrap_or_default().to_owned(), sales })
            .collect();
        channels.sort_by(|a, b| {
            b.sales.figures.net_sales.cmp(&a.sales.figures.net_sales).then_with(|| a.name.cmp(&b.name))
        });
        let months = months(&cube, &channels, first, last, &orders)?;
        let data = DataFacts {
            file,
            counts: cleaned.counts.clone(),
            raw_value: exact_text(&cleaned.raw_value),
            currency: cleaned.currency.as_str().to_owned(),
            utc_offset: cleaned.utc_offset,
            first,
            last,
            orders: orders_count,
            skus,
            customers: lines.customers.len(),
            with_cost: cleaned.with_cost,
            with_traffic: traffic.is_some(),
            demo,
        };
        let services = services(&articles);
        let (ratings, (periods, customers, anomalies)) = both(
            || channels::rate(cleaned, &cube, traffic, &channels, &values),
            || {
                (
                    periods::compare(cleaned, &cube, traffic, &channels, (first, last)),
                    customers::customers(cleaned, &values, &orders, (first, last)),
                    anomalies::find(&cube, (first, last), &values, cleaned),
                )
            },
        );
        let ground =
            Ground { cleaned, data: &data, channels: &channels, articles: &articles, services: &services, settings };
        let parts = told
            .into_iter()
            .map(|(section, told)| Ok((section, told.figures(&ground)?)))
            .collect::<Result<_, ReviewError>>()?;
        let mut review = Self {
            parts,
            unread,
            periods: periods?,
            ratings: ratings?,
            customers: customers?,
            anomalies: anomalies?,
            findings: Vec::new(),
            actions: Vec::new(),
            data,
            total,
            channels,
            months,
            articles,
            services,
        };
        review.findings = findings::rank(&review);
        review.actions = crate::actions::list(&review);
        Ok(review)
    }
}

/// Runs two computations at the same time.
pub(crate) fn both<A: Send, B: Send>(a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let other = scope.spawn(a);
        let b = b();
        (other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), b)
    })
}

/// An exact sum as a decimal text.
fn exact_text(sum: &mercato_kpi::SumDecimal) -> String {
    let exact = sum.exact();
    (0..=28).find_map(|scale| exact.to_decimal(scale)).map_or_else(String::new, |value| value.to_string())
}

fn months(
    cube: &Cube,
    channels: &[ChannelSales],
    first: NaiveDate,
    last: NaiveDate,
    orders: &customers::Orders,
) -> Result<Vec<MonthSales>, ReviewError> {
    let parts = cube.by(|channel, day| Some((month(day), channel)))?;
    let mut months = Vec::new();
    for (key, sales) in cube.by(|_, day| Some(month(day)))? {
        let start = NaiveDate::from_ymd_opt(key.0, key.1, 1).unwrap_or(first);
        let end = last_of(key).unwrap_or(last);
        let by_channel = channels
            .iter()
            .map(|channel| {
                let part =
                    parts.binary_search_by_key(&(key, channel.id), |(key, _)| *key).ok().and_then(|at| parts.get(at));
                part.map_or(0.0, |(_, sales)| float(sales.figures.net_sales))
            })
            .collect();
        let repurchase = orders.metrics(start, end, None).map_err(ReviewError::figure("repurchase of a month"))?;
        months.push(MonthSales { month: key, sales, partial: start < first || end > last, by_channel, repurchase });
    }
    Ok(months)
}

/// The last day of a month.
pub(crate) fn last_of((year, month): Month) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(chrono::Months::new(1))?.pred_opt()
}

/// An amount for a picture or a statistic, never for an amount in print.
pub(crate) fn float(amount: mercato_core::Decimal) -> f64 {
    mercato_core::Exact::from(amount).to_f64("amount").unwrap_or_default()
}

fn articles(cleaned: &Cleaned, settings: &Settings) -> Result<Vec<ArticleSales>, ReviewError> {
    let lines = &cleaned.lines;
    let (_, skus) = cleaned.cleaner.distinct();
    let mut parts: Vec<mercato_kpi::SalesPart> = crate::cube::per(skus);
    for at in 0..lines.len() {
        let sku = lines.sku.get(at).and_then(|sku| usize::try_from(*sku).ok());
        if let Some(part) = sku.and_then(|sku| parts.get_mut(sku)) {
            // orders and buyers of an article: order numbers, no texts
            let order = lines.order.get(at).copied().unwrap_or_default();
            part.add(&lines.line(at), order, lines.customer_of(at))
                .map_err(ReviewError::figure("sales of an article"))?;
        }
    }
    let mut articles = Vec::with_capacity(parts.len());
    for (part, id) in parts.into_iter().zip(0_u32..) {
        let figures =
            part.figures(Some(settings.decimals()), None).map_err(ReviewError::figure("sales of an article"))?;
        let name = usize::try_from(id).ok().and_then(|id| lines.names.get(id)).cloned().flatten().map(Into::into);
        articles.push(ArticleSales {
            sku: cleaned.cleaner.sku(id).to_owned(),
            name,
            sales: Sales { lines: part.lines(), figures },
        });
    }
    articles.sort_by(|a, b| b.sales.figures.net_sales.cmp(&a.sales.figures.net_sales).then_with(|| a.sku.cmp(&b.sku)));
    Ok(articles)
}

/// Codes without a digit, where nearly all articles have one: postage, fees, manual entries.
fn services(articles: &[ArticleSales]) -> Vec<ArticleSales> {
    let plain = |article: &&ArticleSales| !article.sku.bytes().any(|byte| byte.is_ascii_digit());
    let found: Vec<ArticleSales> = articles.iter().filter(plain).cloned().collect();
    // in a shop that names its articles in words they are no services
    if found.len().saturating_mul(20) > articles.len() { Vec::new() } else { found }
}
