//! How is the assortment to be stocked, what is to be ordered now, and what lies there for nothing?
//!
//! Every figure is a function of `mercato-inventory`; what is decided here is what it is applied to (docs/review.md). Without
//! `stock.csv` nothing is ordered: there are then classes, a plan for each article and what it would have served.

mod demand;
pub(crate) mod plan;
pub(crate) mod shelf;

use super::{StockInputs, Supplier};
use crate::cube::date;
use crate::error::{Place, ReviewError};
use crate::figures::{ArticleSales, both};
use crate::intake::Cleaned;
use crate::settings::Settings;
use crate::store::Lines;
use chrono::NaiveDate;
use demand::{BySku, Sold};
use hashbrown::HashSet;
use mercato_core::{Decimal, Exact, Rounding};
use mercato_inventory::{AbcClass, AbcXyzInput, AbcXyzItem, AbcXyzLine, InventoryError, XyzClass, abc_xyz};
use plan::{Item, Simulated};
use shelf::Shelf;

/// Whole weeks of history that a class by steadiness takes.
const MIN_WEEKS: usize = 4;

/// The stock section.
#[derive(Debug)]
pub(crate) struct Stock {
    /// The days that the plan rests on.
    pub(crate) start: NaiveDate,
    pub(crate) end: NaiveDate,
    /// The articles with demand in these days, by value, the largest first.
    pub(crate) items: Vec<Item>,
    /// Articles that could not be planned, and why.
    pub(crate) unplanned: Vec<(String, String)>,
    /// Articles that sold only before the history, and codes that are no goods.
    pub(crate) unsold: usize,
    pub(crate) services: usize,
    /// Totals by class A, B, C, and of all.
    pub(crate) classes: Vec<ClassTotal>,
    pub(crate) all: ClassTotal,
    /// What follows from `stock.csv`.
    pub(crate) shelf: Option<Shelf>,
}

/// The articles of a class together.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClassTotal {
    pub(crate) abc: Option<AbcClass>,
    pub(crate) articles: usize,
    /// Articles whose history is no ground for a plan; they are in the sales and not in what is simulated.
    pub(crate) by_hand: usize,
    /// Articles by steadiness: X, Y, Z, too new.
    pub(crate) by_xyz: [usize; 4],
    pub(crate) value: Decimal,
    /// Units wanted of the planned articles.
    pub(crate) units: i64,
    pub(crate) proposed: ServiceTotal,
    pub(crate) present: ServiceTotal,
}

/// What a policy would have served.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ServiceTotal {
    /// Units not served at once.
    pub(crate) short: i64,
    /// Units served at once over units wanted.
    pub(crate) fill_rate: f64,
    /// Orders placed.
    pub(crate) orders: u64,
    /// Value of the mean stock at unit costs.
    pub(crate) stock_value: Decimal,
    /// Value of the units short at mean prices.
    pub(crate) sales_short: Decimal,
}

/// What everything is computed from.
pub(crate) struct Context<'a> {
    pub(crate) cleaned: &'a Cleaned,
    pub(crate) lines: &'a Lines,
    pub(crate) inputs: &'a StockInputs,
    /// First and last day of the history since 1970.
    pub(crate) window: (i32, i32),
    pub(crate) scale: u32,
}

impl Context<'_> {
    fn supplier(&self, sku: &str) -> Option<&Supplier> {
        self.inputs.suppliers.as_ref().and_then(|suppliers| suppliers.rows.get(sku))
    }

    fn name(&self, id: u32) -> Option<String> {
        usize::try_from(id).ok().and_then(|id| self.lines.names.get(id)).cloned().flatten().map(Into::into)
    }

    /// An amount in units of [`Lines::paid_scale`].
    fn money(&self, paid: i128) -> Exact {
        let power = Exact::from(10_i128.saturating_pow(self.lines.paid_scale()));
        Exact::from(paid).checked_div(&power).unwrap_or(Exact::ZERO)
    }

    /// An exact amount at the decimals of the review.
    fn rounded(&self, name: &str, amount: &Exact) -> Result<Decimal, ReviewError> {
        amount.round(name, self.scale, Rounding::HalfEven).map_err(|error| figure(name)(error.into()))
    }
}

/// The refusal of a figure of the stock section.
fn figure(figure: impl Into<String>) -> impl FnOnce(InventoryError) -> ReviewError {
    ReviewError::of_section(figure)
}

impl Stock {
    pub(crate) fn of(
        cleaned: &Cleaned,
        services: &[ArticleSales],
        inputs: &StockInputs,
        settings: &Settings,
    ) -> Result<Self, ReviewError> {
        let lines = &cleaned.lines;
        let days = || lines.day.iter().copied();
        let (first, last) = (days().min().unwrap_or_default(), days().max().unwrap_or_default());
        let history = i32::try_from(inputs.policy.history_days).unwrap_or(i32::MAX);
        let start = last.saturating_sub(history).saturating_add(1).max(first);
        let context = Context { cleaned, lines, inputs, window: (start, last), scale: settings.decimals() };
        known(&context, settings)?;
        let (_, skus) = cleaned.cleaner.distinct();
        let by_sku = BySku::of(lines, skus)?;
        let services: HashSet<&str> = services.iter().map(|service| service.sku.as_str()).collect();
        let ids: Vec<u32> = (0_u32..).take(skus).filter(|id| !services.contains(cleaned.cleaner.sku(*id))).collect();

        let basics = halves(&ids, |ids| ids.iter().map(|id| basic(&context, &by_sku, *id)).collect::<Vec<_>>());
        let (mut sold, mut input, mut unplanned, mut unsold) = (Vec::new(), Vec::new(), Vec::new(), 0_usize);
        for (id, basic) in ids.iter().zip(basics) {
            match basic {
                Ok(Some((known, None))) => {
                    unsold = unsold.saturating_add(1);
                    sold.push((*id, known));
                }
                Ok(Some((known, Some(item)))) => {
                    sold.push((*id, known));
                    input.push((*id, item));
                }
                Ok(None) => {}
                Err(error) => unplanned.push((cleaned.cleaner.sku(*id).to_owned(), error.to_string())),
            }
        }
        let numbers: Vec<u32> = input.iter().map(|(id, _)| *id).collect();
        let values: Vec<Decimal> = input.iter().map(|(_, item)| item.value).collect();
        let policy = &inputs.policy;
        let [a, b] = policy.abc;
        let [x, y] = policy.xyz;
        let classes = abc_xyz(&AbcXyzInput {
            items: input.into_iter().map(|(_, item)| item).collect(),
            a_threshold: Some(a),
            b_threshold: Some(b),
            x_threshold: Some(x),
            y_threshold: Some(y),
        })
        .map_err(figure("classes of the assortment"))?;
        let id_of: hashbrown::HashMap<&str, (u32, Decimal)> =
            numbers.iter().zip(&values).map(|(id, value)| (cleaned.cleaner.sku(*id), (*id, *value))).collect();
        let sold_of = |id: u32| sold.binary_search_by_key(&id, |(id, _)| *id).ok().and_then(|at| sold.get(at));
        let plan = |line: &AbcXyzLine| {
            let (id, value) = id_of.get(line.id.as_str()).copied()?;
            let (_, sold) = sold_of(id)?;
            Some(plan::item(&context, &by_sku, sold, (id, line.id.as_str(), value), line))
        };
        let planned = halves(&classes.items, |lines| lines.iter().filter_map(plan).collect::<Vec<_>>());
        let mut items = Vec::with_capacity(planned.len());
        for (item, line) in planned.into_iter().zip(&classes.items) {
            match item {
                Ok(item) => items.push(item),
                Err(error) => unplanned.push((line.id.clone(), error.to_string())),
            }
        }
        let shelf = match &inputs.stock {
            Some(list) => Some(shelf::shelf(&context, list, &items, &sold, &services)?),
            None => None,
        };
        let classes = [AbcClass::A, AbcClass::B, AbcClass::C]
            .into_iter()
            .map(|class| total(&context, Some(class), &items.iter().filter(|item| item.abc == class)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            start: date(start),
            end: date(last),
            unplanned,
            unsold,
            services: services.len(),
            classes,
            all: total(&context, None, &items.iter())?,
            shelf,
            items,
        })
    }
}

/// Both halves of a list at the same time; the answers in its order.
fn halves<T: Sync, A: Send>(list: &[T], answer: impl Fn(&[T]) -> Vec<A> + Sync) -> Vec<A> {
    let (front, back) = list.split_at(list.len().div_euclid(2));
    let (mut all, back) = both(|| answer(front), || answer(back));
    all.extend(back);
    all
}

/// What was sold of an article and what classes it, if it sold in the history.
#[allow(clippy::type_complexity, reason = "read in one place")]
fn basic(context: &Context<'_>, by_sku: &BySku, id: u32) -> Result<Option<(Sold, Option<AbcXyzItem>)>, ReviewError> {
    let Some(sold) = demand::sold(context.lines, by_sku, id, context.window)? else { return Ok(None) };
    if sold.recent_units <= 0 {
        return Ok(Some((sold, None)));
    }
    let value = context.rounded("sales of an article", &context.money(sold.recent_paid))?;
    let days = demand::days(context.lines, by_sku, id, sold.start, context.window.1)?;
    let weeks = Some(demand::weeks(&days)).filter(|weeks| weeks.len() >= MIN_WEEKS);
    let item = AbcXyzItem { id: context.cleaned.cleaner.sku(id).to_owned(), value, demand: weeks };
    Ok(Some((sold, Some(item))))
}

/// Refuses a row of the files whose article exists nowhere.
fn known(context: &Context<'_>, settings: &Settings) -> Result<(), ReviewError> {
    let inputs = context.inputs;
    if inputs.stock.is_none() && inputs.suppliers.is_none() && inputs.policy.skus.is_empty() {
        return Ok(());
    }
    let (_, skus) = context.cleaned.cleaner.distinct();
    let mut sold: HashSet<&str> = (0_u32..).take(skus).map(|id| context.cleaned.cleaner.sku(id)).collect();
    sold.extend(settings.exclude_skus.iter().map(String::as_str));
    if let Some(list) = &inputs.stock {
        let strange = list.rows.iter().filter(|(sku, row)| !sold.contains(sku.as_str()) && row.received_on.is_none());
        if let Some((sku, row)) = strange.min_by_key(|(_, row)| row.line) {
            return Err(ReviewError::input(
                Place::line(&list.file, row.line).column("sku"),
                format!("{sku:?} is in no order line that counts"),
                "correct the sku, or give received_on (the day it came in) for an article that never sold",
            ));
        }
        sold.extend(list.rows.keys().map(String::as_str));
    }
    let remedy = "correct the sku or delete the entry";
    let refuse = |file: &std::path::Path, line: u64, sku: &str| {
        let problem = format!("{sku:?} is in no order line that counts and not in stock.csv");
        Err(ReviewError::input(Place::line(file, line), problem, remedy))
    };
    if let Some(suppliers) = &inputs.suppliers {
        let strange = suppliers.rows.iter().filter(|(sku, _)| !sold.contains(sku.as_str()));
        if let Some((sku, terms)) = strange.min_by_key(|(_, terms)| terms.line) {
            return refuse(&suppliers.file, terms.line, sku);
        }
    }
    if let Some(file) = &inputs.policy.file {
        let strange = inputs.policy.skus.iter().filter(|(sku, _)| !sold.contains(sku.as_str()));
        if let Some((sku, own)) = strange.min_by_key(|(_, own)| own.line) {
            return refuse(file, own.line, sku);
        }
    }
    Ok(())
}

fn total<'i>(
    context: &Context<'_>,
    abc: Option<AbcClass>,
    items: &(impl Iterator<Item = &'i Item> + Clone),
) -> Result<ClassTotal, ReviewError> {
    let mut total = ClassTotal { abc, ..ClassTotal::default() };
    let mut value = Exact::ZERO;
    for item in items.clone() {
        total.articles = total.articles.saturating_add(1);
        let xyz = match item.xyz {
            Some(XyzClass::X) => 0,
            Some(XyzClass::Y) => 1,
            Some(XyzClass::Z) => 2,
            None => 3,
        };
        total.by_xyz.iter_mut().skip(xyz).take(1).for_each(|count| *count = count.saturating_add(1));
        value = value + item.value.into();
        total.by_hand = total.by_hand.saturating_add(item.by_hand.is_some().into());
    }
    total.value = context.rounded("sales of a class", &value)?;
    let planned = || items.clone().filter(|item| item.by_hand.is_none());
    total.units = planned().fold(0, |sum, item| sum.saturating_add(item.units));
    total.proposed = served(context, total.units, planned().map(|item| (item, &item.proposed_service)))?;
    total.present = served(context, total.units, planned().map(|item| (item, &item.present_service)))?;
    Ok(total)
}

fn served<'i>(
    context: &Context<'_>,
    units: i64,
    items: impl Iterator<Item = (&'i Item, &'i Simulated)>,
) -> Result<ServiceTotal, ReviewError> {
    let mut total = ServiceTotal::default();
    let (mut stock, mut sales) = (Exact::ZERO, Exact::ZERO);
    for (item, simulated) in items {
        total.short = total.short.saturating_add(simulated.short);
        total.orders = total.orders.saturating_add(simulated.orders);
        let on_hand = Exact::from_f64_shortest(simulated.average_on_hand).unwrap_or(Exact::ZERO);
        stock = stock + on_hand * item.unit_cost.into();
        sales = sales + Exact::from(simulated.short) * item.mean_price.into();
    }
    total.fill_rate = if units == 0 { 1.0 } else { units.saturating_sub(total.short) as f64 / units as f64 };
    total.stock_value = context.rounded("value of the mean stock", &stock)?;
    total.sales_short = context.rounded("sales short", &sales)?;
    Ok(total)
}
