//! How is the stock to be kept, and how is it kept now? Its keys of `policy.toml`, each of which may be left out.

use crate::error::ReviewError;
use crate::figures::float;
use crate::policy::{Entry, MOST_DAYS, PolicyFile, Source};
use mercato_core::Decimal;
use mercato_inventory::{Shortage, StockHealthThresholds};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

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

pub(super) const KEYS: &[&str] = &[
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
    pub(super) fn read(told: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        let mut policy = Self { file: told.file().map(Path::to_owned), ..Self::default() };
        let source = told.source();
        for entry in told.entries(KEYS) {
            policy.top(source, &entry)?;
        }
        policy.check(told)?;
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
            _ => return Err(source.unknown(entry, KEYS)),
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
    fn check(&self, told: &PolicyFile<'_>) -> Result<(), ReviewError> {
        let source = told.source();
        let at = |key: &str| told.line_of(key);
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
