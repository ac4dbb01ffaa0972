//! How are suppliers judged and orders split? The table `[sourcing]` of `policy.toml`, and `[supplier.NAME]` for each supplier.

use crate::error::ReviewError;
use crate::figures::float;
use crate::policy::{Entry, PolicyFile, Source};
use crate::ranking;
use chrono::NaiveDate;
use mercato_core::{Decimal, time};
use mercato_decision::MethodName;
use mercato_supplier::{Criterion, MissingValue};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::de::DeValue;

pub(super) const KEYS: &[&str] = &["[sourcing]", "[supplier.NAME]"];

/// The keys of the table.
const INNER: [&str; 21] = [
    "half_life_days",
    "early_days",
    "late_days",
    "in_full_tolerance",
    "history_days",
    "demand_days",
    "min_records",
    "trend_months",
    "trend_alpha",
    "significance",
    "consecutive",
    "drop_threshold",
    "max_defect_rate",
    "min_on_time_rate",
    "max_share",
    "min_suppliers",
    "max_suppliers",
    "single_source_threshold",
    "method",
    "missing",
    "[criteria.NAME], [grades.NAME]",
];

/// A grade: from which score, and after how many months such a supplier is to be reviewed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GradeRule {
    pub(super) grade: String,
    pub(super) min: f64,
    pub(super) review_months: u32,
}

/// What the file says of one supplier.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct SupplierPolicy {
    pub(super) line: u64,
    pub(super) last_review_date: Option<NaiveDate>,
    pub(super) contract_end_date: Option<NaiveDate>,
    pub(super) notice_period_days: Option<u32>,
    /// By criterion: what no file knows.
    pub(super) ratings: BTreeMap<String, f64>,
}

/// The policy: what the file gives, documented defaults for the rest.
#[derive(Debug, Clone)]
pub(super) struct SourcingPolicy {
    pub(super) file: Option<PathBuf>,
    given: BTreeSet<&'static str>,
    pub(super) half_life_days: f64,
    pub(super) early_days: Option<u32>,
    pub(super) late_days: u32,
    pub(super) in_full_tolerance: f64,
    pub(super) history_days: u32,
    pub(super) demand_days: u32,
    /// Fewer records than this, at their weights, are no ground for a finding.
    pub(super) min_records: f64,
    pub(super) trend_months: u32,
    pub(super) trend_alpha: f64,
    pub(super) significance: f64,
    pub(super) consecutive: u64,
    pub(super) drop_threshold: f64,
    pub(super) max_defect_rate: f64,
    pub(super) min_on_time_rate: f64,
    pub(super) max_share: Option<f64>,
    pub(super) min_suppliers: Option<u64>,
    pub(super) max_suppliers: Option<u64>,
    pub(super) single_source_threshold: f64,
    pub(super) method: MethodName,
    pub(super) missing: MissingValue,
    pub(super) criteria: Vec<Criterion>,
    /// The lines of the criteria that the file gives.
    pub(super) criteria_lines: BTreeMap<String, u64>,
    pub(super) grades: Vec<GradeRule>,
    pub(super) suppliers: BTreeMap<String, SupplierPolicy>,
}

/// The figures that a delivery file and quotes give; any other criterion is a rating.
pub(super) const MEASURED: [&str; 11] = [
    "on_time_rate",
    "in_full_rate",
    "otif_rate",
    "fill_rate",
    "defect_ppm",
    "price_variance_rate",
    "lead_time_mean_days",
    "lead_time_std_days",
    "mean_days_late",
    "mean_response_hours",
    PRICE_INDEX,
];

/// What a supplier asks for the demand of the articles that it quotes, over the lowest quote of each.
pub(super) const PRICE_INDEX: &str = "price_index";

impl Default for SourcingPolicy {
    fn default() -> Self {
        let criterion = |(id, weight, worst, best): (&str, f64, f64, f64)| Criterion {
            id: id.to_owned(),
            weight,
            worst,
            best,
            knockout: None,
        };
        let criteria = [
            ("otif_rate", 35.0, 0.7, 1.0),
            ("defect_ppm", 25.0, 20_000.0, 0.0),
            (PRICE_INDEX, 20.0, 1.2, 1.0),
            ("lead_time_std_days", 10.0, 10.0, 0.0),
            ("price_variance_rate", 10.0, 0.05, 0.0),
        ];
        let grade =
            |(grade, min, review_months): (&str, f64, u32)| GradeRule { grade: grade.to_owned(), min, review_months };
        Self {
            file: None,
            given: BTreeSet::new(),
            half_life_days: 180.0,
            early_days: None,
            late_days: 0,
            in_full_tolerance: 0.0,
            history_days: 365,
            demand_days: 90,
            min_records: 10.0,
            trend_months: 12,
            trend_alpha: 0.3,
            significance: 0.05,
            consecutive: 3,
            drop_threshold: 0.2,
            max_defect_rate: 0.02,
            min_on_time_rate: 0.8,
            max_share: None,
            min_suppliers: None,
            max_suppliers: None,
            single_source_threshold: 0.8,
            method: MethodName::Wsm,
            missing: MissingValue::Renormalize,
            criteria: criteria.map(criterion).to_vec(),
            criteria_lines: BTreeMap::new(),
            grades: [("A", 90.0, 12), ("B", 75.0, 6), ("C", 60.0, 3), ("D", 0.0, 1)].map(grade).to_vec(),
            suppliers: BTreeMap::new(),
        }
    }
}

impl SourcingPolicy {
    pub(super) fn read(told: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        let mut policy = Self { file: told.file().map(Path::to_owned), ..Self::default() };
        let source = told.source();
        for table in told.entries(KEYS) {
            if table.name == "supplier" {
                policy.suppliers(source, &table)?;
                continue;
            }
            for entry in source.entries(source.table(&table)?, "sourcing.") {
                policy.key(source, &entry)?;
            }
        }
        let total: f64 = policy.criteria.iter().map(|criterion| criterion.weight).sum();
        if total <= 0.0 {
            let problem = "the weights of the criteria of [sourcing] sum to 0";
            return Err(source.refusal(
                told.line_of("sourcing"),
                problem,
                "give at least one of them a weight above 0",
            ));
        }
        policy.criteria.retain(|criterion| criterion.weight > 0.0);
        for criterion in &policy.criteria {
            let known = MEASURED.contains(&criterion.id.as_str())
                || policy.suppliers.values().any(|supplier| supplier.ratings.contains_key(&criterion.id));
            if let (false, Some(line)) = (known, policy.criteria_lines.get(&criterion.id)) {
                let problem = format!(
                    "sourcing.criteria.{} is no figure, and no supplier has a rating of that name",
                    criterion.id
                );
                let remedy =
                    format!("give [supplier.NAME] a table ratings with it, or name one of {}", MEASURED.join(", "));
                return Err(source.refusal(*line, problem, remedy));
            }
        }
        policy.stray_ratings(source)?;
        Ok(policy)
    }

    /// A rating that no criterion asks for is a slip of the pen.
    fn stray_ratings(&self, source: Source<'_>) -> Result<(), ReviewError> {
        for (name, supplier) in &self.suppliers {
            let stray = supplier.ratings.keys().find(|id| !self.criteria_lines.contains_key(*id));
            if let Some(id) = stray {
                let problem = format!("supplier.{name}.ratings.{id} is a rating for no criterion");
                let remedy = format!("add [sourcing.criteria.{id}] with weight, worst and best, or delete it");
                return Err(source.refusal(supplier.line, problem, remedy));
            }
        }
        Ok(())
    }

    /// Does the file give this key?
    pub(super) fn gives(&self, key: &str) -> bool {
        self.given.contains(key)
    }

    fn key(&mut self, source: Source<'_>, entry: &Entry<'_>) -> Result<(), ReviewError> {
        let inner = entry.name.strip_prefix("sourcing.").unwrap_or(&entry.name);
        match inner {
            "criteria" => return self.criteria(source, entry),
            "grades" => return self.grades(source, entry),
            _ => {}
        }
        let Some(key) = INNER.into_iter().find(|key| *key == inner) else {
            return Err(source.unknown(entry, &INNER));
        };
        let rate = |value: Decimal| value >= Decimal::ZERO && value <= Decimal::ONE;
        let positive_rate = |value: Decimal| value > Decimal::ZERO && value <= Decimal::ONE;
        let (rates, positive_rates) = ("a share from 0 to 1, as 0.02", "a share above 0, at most 1");
        let number = |fits: &dyn Fn(Decimal) -> bool, expected| {
            Ok::<f64, ReviewError>(float(source.number(entry, fits, expected)?))
        };
        let day_count = || {
            let fits =
                |value: Decimal| value >= Decimal::ZERO && value <= Decimal::from(365) && value.fract().is_zero();
            let value = source.number(entry, fits, "whole days from 0 to 365")?;
            Ok::<u32, ReviewError>(u32::try_from(value.trunc().mantissa()).unwrap_or_default())
        };
        let suppliers = || Ok::<u64, ReviewError>(u64::try_from(source.units(entry, 1)?).unwrap_or(1));
        match key {
            "half_life_days" => self.half_life_days = f64::from(source.whole_days(entry)?),
            "early_days" => self.early_days = Some(day_count()?),
            "late_days" => self.late_days = day_count()?,
            "in_full_tolerance" => self.in_full_tolerance = number(&rate, rates)?,
            "history_days" => self.history_days = source.whole_days(entry)?,
            "demand_days" => self.demand_days = source.whole_days(entry)?,
            "min_records" => {
                let fits = |value: Decimal| value >= Decimal::ONE && value <= Decimal::from(1_000_000);
                self.min_records = number(&fits, "a number of records, 1 or more")?;
            }
            "trend_months" => {
                let fits = |value: Decimal| {
                    value >= Decimal::from(3) && value <= Decimal::from(120) && value.fract().is_zero()
                };
                let months = source.number(entry, fits, "whole months from 3 to 120")?;
                self.trend_months = u32::try_from(months.trunc().mantissa()).unwrap_or(12);
            }
            "trend_alpha" => self.trend_alpha = number(&positive_rate, positive_rates)?,
            "significance" => {
                let fits = |value: Decimal| value > Decimal::ZERO && value < Decimal::ONE;
                self.significance = number(&fits, "a probability above 0 and below 1, as 0.05")?;
            }
            "consecutive" => self.consecutive = suppliers()?,
            "drop_threshold" => self.drop_threshold = number(&positive_rate, positive_rates)?,
            "max_defect_rate" => self.max_defect_rate = number(&rate, rates)?,
            "min_on_time_rate" => self.min_on_time_rate = number(&rate, rates)?,
            "max_share" => self.max_share = Some(number(&positive_rate, positive_rates)?),
            "min_suppliers" => self.min_suppliers = Some(suppliers()?),
            "max_suppliers" => self.max_suppliers = Some(suppliers()?),
            "single_source_threshold" => self.single_source_threshold = number(&positive_rate, positive_rates)?,
            "method" => self.method = ranking::method(source, entry)?,
            _ => {
                self.missing = match entry.value.as_str() {
                    Some("renormalize") => MissingValue::Renormalize,
                    Some("zero") => MissingValue::Zero,
                    Some("neutral") => MissingValue::Neutral,
                    other => {
                        let found = other.map_or("no text".to_owned(), |text| format!("{text:?}"));
                        return Err(source.wrong(entry, &found, "\"renormalize\", \"zero\" or \"neutral\""));
                    }
                };
            }
        }
        self.given.insert(key);
        Ok(())
    }

    /// `[sourcing.criteria.NAME]`: changes a criterion of the default, or adds one.
    fn criteria(&mut self, source: Source<'_>, table: &Entry<'_>) -> Result<(), ReviewError> {
        for named in source.entries(source.table(table)?, "sourcing.criteria.") {
            let id = named.name.strip_prefix("sourcing.criteria.").unwrap_or(&named.name).to_owned();
            let known = self.criteria.iter().find(|criterion| criterion.id == id);
            let (mut weight, mut worst, mut best, mut knockout) = (None, None, None, None);
            if let Some(known) = known {
                (weight, worst, best) = (Some(known.weight), Some(known.worst), Some(known.best));
            }
            for entry in source.entries(source.table(&named)?, &format!("{}.", named.name)) {
                let value = |least: Option<i64>| {
                    let fits = |value: Decimal| least.is_none_or(|least| value >= Decimal::from(least));
                    source
                        .number(&entry, fits, if least.is_some() { "a number, 0 or more" } else { "a number" })
                        .map(float)
                };
                match entry.name.rsplit('.').next().unwrap_or_default() {
                    "weight" => weight = Some(value(Some(0))?),
                    "worst" => worst = Some(value(None)?),
                    "best" => best = Some(value(None)?),
                    "knockout" => knockout = Some(value(None)?),
                    _ => return Err(source.unknown(&entry, &["weight", "worst", "best", "knockout"])),
                }
            }
            let (Some(weight), Some(worst), Some(best)) = (weight, worst, best) else {
                let problem = format!("{} needs weight, worst and best", named.name);
                return Err(source.refusal(named.line, problem, "give all three; worst has no points, best has all"));
            };
            #[allow(clippy::float_cmp, reason = "the same number twice is what is refused")]
            if worst == best {
                let problem = format!("{}: worst and best are both {worst}", named.name);
                return Err(source.refusal(named.line, problem, "points need a range to lie in"));
            }
            let criterion = Criterion { id: id.clone(), weight, worst, best, knockout };
            match self.criteria.iter_mut().find(|known| known.id == id) {
                Some(known) => *known = criterion,
                None => self.criteria.push(criterion),
            }
            self.criteria_lines.insert(id, named.line);
        }
        self.given.insert("criteria");
        Ok(())
    }

    /// `[sourcing.grades.NAME]`: the file's grades stand for all of the default.
    fn grades(&mut self, source: Source<'_>, table: &Entry<'_>) -> Result<(), ReviewError> {
        let mut grades: Vec<GradeRule> = Vec::new();
        for named in source.entries(source.table(table)?, "sourcing.grades.") {
            let grade = named.name.strip_prefix("sourcing.grades.").unwrap_or(&named.name).to_owned();
            let (mut min, mut months) = (None, None);
            for entry in source.entries(source.table(&named)?, &format!("{}.", named.name)) {
                match entry.name.rsplit('.').next().unwrap_or_default() {
                    "min" => {
                        let fits = |value: Decimal| value >= Decimal::ZERO && value <= Decimal::from(100);
                        min = Some(float(source.number(&entry, fits, "points from 0 to 100")?));
                    }
                    "review_months" => {
                        let fits = |value: Decimal| {
                            value >= Decimal::ONE && value <= Decimal::from(120) && value.fract().is_zero()
                        };
                        let value = source.number(&entry, fits, "whole months from 1 to 120")?;
                        months = u32::try_from(value.trunc().mantissa()).ok();
                    }
                    _ => return Err(source.unknown(&entry, &["min", "review_months"])),
                }
            }
            let (Some(min), Some(review_months)) = (min, months) else {
                return Err(source.refusal(
                    named.line,
                    format!("{} needs min and review_months", named.name),
                    "give both",
                ));
            };
            #[allow(clippy::float_cmp, reason = "the same number twice is what is refused")]
            if let Some(other) = grades.iter().find(|other| other.min == min) {
                let problem = format!("{grade} and {} are both given from {min} points", other.grade);
                return Err(source.refusal(named.line, problem, "give each grade a least score of its own"));
            }
            grades.push(GradeRule { grade, min, review_months });
        }
        if grades.is_empty() {
            return Err(source.refusal(
                table.line,
                "sourcing.grades has no grade",
                "give [sourcing.grades.A] with min and review_months",
            ));
        }
        self.grades = grades;
        self.given.insert("grades");
        Ok(())
    }

    /// `[supplier.NAME]`.
    fn suppliers(&mut self, source: Source<'_>, table: &Entry<'_>) -> Result<(), ReviewError> {
        for named in source.entries(source.table(table)?, "supplier.") {
            let name = named.name.strip_prefix("supplier.").unwrap_or(&named.name).to_owned();
            let mut supplier = SupplierPolicy { line: named.line, ..SupplierPolicy::default() };
            for entry in source.entries(source.table(&named)?, &format!("{}.", named.name)) {
                match entry.name.rsplit('.').next().unwrap_or_default() {
                    "last_review_date" => supplier.last_review_date = Some(date(source, &entry)?),
                    "contract_end_date" => supplier.contract_end_date = Some(date(source, &entry)?),
                    "notice_period_days" => supplier.notice_period_days = Some(source.whole_days(&entry)?),
                    "ratings" => {
                        for rating in source.entries(source.table(&entry)?, "") {
                            let value = source.number(&rating, |_| true, "a number")?;
                            supplier.ratings.insert(rating.name, float(value));
                        }
                    }
                    _ => {
                        let known = ["last_review_date", "contract_end_date", "notice_period_days", "ratings"];
                        return Err(source.unknown(&entry, &known));
                    }
                }
            }
            self.suppliers.insert(name, supplier);
        }
        Ok(())
    }
}

/// A date, as TOML has it or as a text.
fn date(source: Source<'_>, entry: &Entry<'_>) -> Result<NaiveDate, ReviewError> {
    let text = match entry.value {
        DeValue::Datetime(date) => date.to_string(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    time::parse_date(&text).map_err(|_| source.wrong(entry, "no date", "a date such as 2026-01-15"))
}
