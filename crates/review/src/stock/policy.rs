//! How is the stock to be kept, and how is it kept now? `policy.toml`; every key may be left out.

use crate::error::{Place, ReviewError};
use crate::figures::float;
use mercato_core::{Decimal, decimal};
use mercato_inventory::{Shortage, StockHealthThresholds};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The rule by which articles without figures of their own are taken to be kept now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct PresentRule {
    /// Days of mean demand in the reorder point beyond lead time and review period.
    pub(crate) safety_days: f64,
    /// Days of mean demand in an order.
    pub(crate) order_days: f64,
}

/// What the file says of one article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SkuPolicy {
    pub(crate) line: u64,
    /// Present reorder point and order quantity.
    pub(crate) present: Option<(i64, i64)>,
    /// The service level wanted.
    pub(crate) service_level: Option<f64>,
}

/// The policy: what the file gives, documented defaults for the rest.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub(crate) file: Option<PathBuf>,
    /// Keys that the file gives, with the table in front.
    given: BTreeSet<&'static str>,
    /// Wanted probability of no shortage in an order cycle, by the classes A, B and C.
    pub(crate) service_level: [f64; 3],
    /// Cost of holding stock for a year, as a fraction of its value.
    pub(crate) holding_rate: f64,
    /// Cost of ordering one article once.
    pub(crate) fixed_order_cost: Decimal,
    pub(crate) review_period_days: u32,
    pub(crate) lead_time_days: f64,
    pub(crate) lead_time_sd_days: f64,
    /// Unit cost as a fraction of the mean selling price, where no file gives a cost.
    pub(crate) cost_share: Decimal,
    /// Days of mean demand that an economic order quantity may cover.
    pub(crate) max_cover_days: u32,
    /// Days of demand that the plan rests on.
    pub(crate) history_days: u32,
    pub(crate) shortage: Shortage,
    /// Upper ends of the classes: share of value of A and B, coefficient of variation of X and Y.
    pub(crate) abc: [Decimal; 2],
    pub(crate) xyz: [f64; 2],
    pub(crate) health: StockHealthThresholds,
    pub(crate) present: PresentRule,
    pub(crate) skus: BTreeMap<String, SkuPolicy>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            file: None,
            given: BTreeSet::new(),
            service_level: [0.98, 0.95, 0.90],
            holding_rate: 0.25,
            fixed_order_cost: Decimal::from(10),
            review_period_days: 7,
            lead_time_days: 14.0,
            lead_time_sd_days: 0.0,
            cost_share: Decimal::new(5, 1),
            max_cover_days: 90,
            history_days: 365,
            shortage: Shortage::LostSales,
            abc: [Decimal::new(80, 2), Decimal::new(95, 2)],
            xyz: [0.5, 1.0],
            health: StockHealthThresholds { dead_after_days: 180, slow_after_days: 90, overstock_cover_days: 180 },
            present: PresentRule { safety_days: 7.0, order_days: 30.0 },
            skus: BTreeMap::new(),
        }
    }
}

/// A key with its value and its place.
struct Entry<'a> {
    name: String,
    value: &'a DeValue<'a>,
    line: u64,
}

/// The file, to turn places in bytes into lines.
#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn line(self, at: usize) -> u64 {
        let before = self.text.get(..at).unwrap_or(self.text);
        u64::try_from(before.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// The keys of a table from the top of the file down; `table` is what stands before their names.
    fn entries<'t>(self, table: &'t DeTable<'t>, before: &str) -> Vec<Entry<'t>> {
        let mut found: Vec<(&Spanned<_>, &Spanned<DeValue<'_>>)> = table.iter().collect();
        found.sort_by_key(|(key, _)| key.span().start);
        let entry = |(key, value): (&'t Spanned<toml::de::DeString<'t>>, &'t Spanned<DeValue<'t>>)| Entry {
            name: format!("{before}{}", key.get_ref()),
            value: value.get_ref(),
            line: self.line(key.span().start),
        };
        found.into_iter().map(entry).collect()
    }

    fn refusal(self, line: u64, problem: impl Into<String>, remedy: impl Into<String>) -> ReviewError {
        ReviewError::input(Place::line(self.file, line), problem, remedy)
    }

    fn wrong(self, entry: &Entry<'_>, found: &str, expected: &str) -> ReviewError {
        self.refusal(entry.line, format!("{} is {found}", entry.name), format!("give {expected}"))
    }

    fn unknown(self, entry: &Entry<'_>, known: &[&str]) -> ReviewError {
        let problem = format!("there is no key {}", entry.name);
        self.refusal(entry.line, problem, format!("the keys are {}", known.join(", ")))
    }

    /// A number as it is written.
    fn number(
        self,
        entry: &Entry<'_>,
        range: impl Fn(Decimal) -> bool,
        expected: &str,
    ) -> Result<Decimal, ReviewError> {
        let text = match entry.value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            other => return Err(self.wrong(entry, &format!("a {}", other.type_str()), expected)),
        };
        let value = decimal::parse(text.strip_prefix('+').unwrap_or(text)).ok();
        value.filter(|value| range(*value)).ok_or_else(|| self.wrong(entry, text, expected))
    }

    fn table<'t>(self, entry: &Entry<'t>) -> Result<&'t DeTable<'t>, ReviewError> {
        let found = entry.value.as_table();
        let expected = format!("a table: [{}] on a line of its own, its keys below", entry.name);
        found.ok_or_else(|| self.wrong(entry, &format!("a {}", entry.value.type_str()), &expected))
    }

    fn level(self, entry: &Entry<'_>) -> Result<f64, ReviewError> {
        let half = Decimal::new(5, 1);
        let fits = |value| value >= half && value < Decimal::ONE;
        Ok(float(self.number(entry, fits, "a probability from 0.5 to below 1, as 0.95")?))
    }

    fn days(self, entry: &Entry<'_>) -> Result<f64, ReviewError> {
        let fits = |value| value >= Decimal::ZERO && value <= Decimal::from(MOST_DAYS);
        Ok(float(self.number(entry, fits, "days, 0 or more and at most 3650")?))
    }

    /// Whole days, at least one.
    fn whole_days(self, entry: &Entry<'_>) -> Result<u32, ReviewError> {
        let most = Decimal::from(MOST_DAYS);
        let fits = |value: Decimal| value >= Decimal::ONE && value <= most && value.fract().is_zero();
        let value = self.number(entry, fits, "whole days, from 1 to 3650")?;
        Ok(u32::try_from(value.trunc().mantissa()).unwrap_or(MOST_DAYS))
    }

    fn units(self, entry: &Entry<'_>, least: i64) -> Result<i64, ReviewError> {
        let (least, most) = (Decimal::from(least), Decimal::from(1_000_000_000_000_i64));
        let fits = |value: Decimal| value >= least && value <= most && value.fract().is_zero();
        let value = self.number(entry, fits, &format!("whole units, {least} or more"))?;
        Ok(i64::try_from(value.trunc().mantissa()).unwrap_or_default())
    }
}

/// Ten years: a longer time is a slip of the pen.
const MOST_DAYS: u32 = 3_650;

const KEYS: [&str; 15] = [
    "service_level",
    "holding_rate",
    "fixed_order_cost",
    "review_period_days",
    "lead_time_days",
    "lead_time_sd_days",
    "cost_share",
    "max_cover_days",
    "history_days",
    "shortage",
    "[service_level]",
    "[classes]",
    "[health]",
    "[present]",
    "[sku.NAME]",
];

impl Policy {
    pub(super) fn read(file: &Path) -> Result<Self, ReviewError> {
        let text = std::fs::read_to_string(file).map_err(ReviewError::io(file, "read the policy"))?;
        let source = Source { file, text: &text };
        let parsed = DeTable::parse(&text).map_err(|error| {
            let line = error.span().map_or(1, |span| source.line(span.start));
            source.refusal(line, format!("the policy is not TOML: {}", error.message()), "write key = value")
        })?;
        let mut policy = Self { file: Some(file.to_owned()), ..Self::default() };
        for entry in source.entries(parsed.get_ref(), "") {
            policy.top(source, &entry)?;
        }
        policy.check(source, parsed.get_ref())?;
        Ok(policy)
    }

    /// Does the file give this key?
    pub(crate) fn gives(&self, key: &str) -> bool {
        self.given.contains(key)
    }

    fn top(&mut self, source: Source<'_>, entry: &Entry<'_>) -> Result<(), ReviewError> {
        let positive = |value: Decimal| value > Decimal::ZERO;
        let key = match entry.name.as_str() {
            "service_level" if entry.value.is_table() => {
                for class in source.entries(source.table(entry)?, "service_level.") {
                    let level = match class.name.as_str() {
                        "service_level.A" => 0,
                        "service_level.B" => 1,
                        "service_level.C" => 2,
                        _ => return Err(source.unknown(&class, &["A", "B", "C"])),
                    };
                    let value = source.level(&class)?;
                    self.service_level.iter_mut().skip(level).take(1).for_each(|level| *level = value);
                }
                "service_level"
            }
            "service_level" => {
                self.service_level = [source.level(entry)?; 3];
                "service_level"
            }
            "holding_rate" => {
                let fits = |value| positive(value) && value <= Decimal::from(10);
                self.holding_rate = float(source.number(entry, fits, "a fraction of the value a year, as 0.25")?);
                "holding_rate"
            }
            "fixed_order_cost" => {
                let fits = |value| value >= Decimal::ZERO && value <= Decimal::from(1_000_000_000);
                self.fixed_order_cost = source.number(entry, fits, "an amount, 0 or more")?;
                "fixed_order_cost"
            }
            "review_period_days" => {
                self.review_period_days = source.whole_days(entry)?;
                "review_period_days"
            }
            "lead_time_days" => {
                self.lead_time_days = source.days(entry)?;
                "lead_time_days"
            }
            "lead_time_sd_days" => {
                self.lead_time_sd_days = source.days(entry)?;
                "lead_time_sd_days"
            }
            "cost_share" => {
                let fits = |value| positive(value) && value <= Decimal::ONE;
                self.cost_share = source.number(entry, fits, "a share of the price above 0, at most 1")?;
                "cost_share"
            }
            "max_cover_days" => {
                self.max_cover_days = source.whole_days(entry)?;
                "max_cover_days"
            }
            "history_days" => {
                self.history_days = source.whole_days(entry)?;
                "history_days"
            }
            "shortage" => {
                self.shortage = match entry.value.as_str() {
                    Some("lost_sales") => Shortage::LostSales,
                    Some("backorder") => Shortage::Backorder,
                    other => {
                        let found = other.map_or("no text".to_owned(), |text| format!("{text:?}"));
                        return Err(source.wrong(entry, &found, "\"lost_sales\" or \"backorder\""));
                    }
                };
                "shortage"
            }
            "classes" => return self.classes(source, entry),
            "health" => return self.health(source, entry),
            "present" => return self.present(source, entry),
            "sku" => return self.skus(source, entry),
            _ => return Err(source.unknown(entry, &KEYS)),
        };
        self.given.insert(key);
        Ok(())
    }

    fn classes(&mut self, source: Source<'_>, table: &Entry<'_>) -> Result<(), ReviewError> {
        let [a, b] = &mut self.abc;
        let [x, y] = &mut self.xyz;
        for entry in source.entries(source.table(table)?, "classes.") {
            let share = |value: Decimal| value > Decimal::ZERO && value <= Decimal::ONE;
            let variation = |value: Decimal| value >= Decimal::ZERO && value <= Decimal::from(1_000);
            let says = "a share of the value above 0, at most 1";
            let varies = "a coefficient of variation, 0 or more";
            match entry.name.as_str() {
                "classes.a" => *a = source.number(&entry, share, says)?,
                "classes.b" => *b = source.number(&entry, share, says)?,
                "classes.x" => *x = float(source.number(&entry, variation, varies)?),
                "classes.y" => *y = float(source.number(&entry, variation, varies)?),
                _ => return Err(source.unknown(&entry, &["a", "b", "x", "y"])),
            }
        }
        self.given.insert("classes");
        Ok(())
    }

    fn health(&mut self, source: Source<'_>, table: &Entry<'_>) -> Result<(), ReviewError> {
        for entry in source.entries(source.table(table)?, "health.") {
            let days = match entry.name.as_str() {
                "health.dead_after_days" => &mut self.health.dead_after_days,
                "health.slow_after_days" => &mut self.health.slow_after_days,
                "health.overstock_cover_days" => &mut self.health.overstock_cover_days,
                _ => {
                    let known = ["dead_after_days", "slow_after_days", "overstock_cover_days"];
                    return Err(source.unknown(&entry, &known));
                }
            };
            *days = source.whole_days(&entry)?.into();
        }
        self.given.insert("health");
        Ok(())
    }

    fn present(&mut self, source: Source<'_>, table: &Entry<'_>) -> Result<(), ReviewError> {
        for entry in source.entries(source.table(table)?, "present.") {
            match entry.name.as_str() {
                "present.safety_days" => self.present.safety_days = source.days(&entry)?,
                "present.order_days" => {
                    let fits = |value| value > Decimal::ZERO && value <= Decimal::from(MOST_DAYS);
                    self.present.order_days = float(source.number(&entry, fits, "days above 0, at most 3650")?);
                }
                _ => return Err(source.unknown(&entry, &["safety_days", "order_days"])),
            }
        }
        self.given.insert("present");
        Ok(())
    }

    fn skus(&mut self, source: Source<'_>, table: &Entry<'_>) -> Result<(), ReviewError> {
        for article in source.entries(source.table(table)?, "sku.") {
            let mut policy = SkuPolicy { line: article.line, ..SkuPolicy::default() };
            let (mut point, mut quantity) = (None, None);
            for entry in source.entries(source.table(&article)?, &format!("{}.", article.name)) {
                match entry.name.rsplit('.').next().unwrap_or_default() {
                    "reorder_point" => point = Some(source.units(&entry, 0)?),
                    "order_quantity" => quantity = Some(source.units(&entry, 1)?),
                    "service_level" => policy.service_level = Some(source.level(&entry)?),
                    _ => return Err(source.unknown(&entry, &["reorder_point", "order_quantity", "service_level"])),
                }
            }
            policy.present = match (point, quantity) {
                (Some(point), Some(quantity)) => Some((point, quantity)),
                (None, None) => None,
                _ => {
                    let problem = format!("{} gives one of reorder_point and order_quantity", article.name);
                    return Err(source.refusal(article.line, problem, "give both, or none"));
                }
            };
            let sku = article.name.strip_prefix("sku.").unwrap_or(&article.name).to_owned();
            self.skus.insert(sku, policy);
        }
        Ok(())
    }

    /// What must hold between keys.
    fn check(&self, source: Source<'_>, table: &DeTable<'_>) -> Result<(), ReviewError> {
        let at = |key: &str| {
            let found = table.iter().find(|(name, _)| name.get_ref() == key);
            found.map_or(1, |(name, _)| source.line(name.span().start))
        };
        let [a, b] = self.abc;
        let [x, y] = self.xyz;
        if a >= b {
            return Err(source.refusal(
                at("classes"),
                format!("classes.a = {a} is not below classes.b = {b}"),
                "raise b or lower a",
            ));
        }
        if x >= y {
            return Err(source.refusal(
                at("classes"),
                format!("classes.x = {x} is not below classes.y = {y}"),
                "raise y or lower x",
            ));
        }
        let (cover, review) = (self.max_cover_days, self.review_period_days);
        if cover < review {
            let problem = format!("max_cover_days = {cover} is below review_period_days = {review}");
            let line = if self.gives("max_cover_days") { at("max_cover_days") } else { at("review_period_days") };
            return Err(source.refusal(line, problem, "an order must last to the next review"));
        }
        let (slow, dead) = (self.health.slow_after_days, self.health.dead_after_days);
        if slow > dead {
            let problem = format!("health.slow_after_days = {slow} is above health.dead_after_days = {dead}");
            return Err(source.refusal(at("health"), problem, "stock is slow before it is dead"));
        }
        Ok(())
    }
}
