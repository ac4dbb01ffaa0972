//! What must hold between the channels, and how is it put right? The rules of `policy.toml` and its table `[conflicts]`.

use crate::error::{Place, ReviewError};
use crate::policy::{Entry, PolicyFile, Source};
use mercato_channel::{ResolutionStrategy, RuleSet, Waiver};
use mercato_core::Decimal;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use toml::de::DeValue;

/// The tables of the rules, as [`RuleSet`] takes them.
const RULES: [&str; 6] = ["[parity]", "currency", "[[fx]]", "include_personal", "[[map_rules]]", "[[agreements]]"];

pub(super) const KEYS: &[&str] = &[
    "[parity]",
    "currency",
    "[[fx]]",
    "include_personal",
    "[[map_rules]]",
    "[[agreements]]",
    "[[waivers]]",
    "[conflicts]",
];

/// The keys of `[conflicts]`.
const INNER: [&str; 6] = ["strategy", "step", "min_margin", "safety_buffer", "exposure_limit", "history_days"];

/// The policy: what the file gives, documented defaults for the rest.
#[derive(Debug, Clone)]
pub(super) struct ConflictPolicy {
    /// Where it stands.
    pub(super) file: Option<PathBuf>,
    pub(super) rules: RuleSet,
    pub(super) waivers: Vec<Waiver>,
    /// Which price of two moves.
    pub(super) strategy: ResolutionStrategy,
    /// What new prices are multiples of; the minor unit if left out.
    pub(super) step: Option<Decimal>,
    /// Profit over price that no proposed price goes below.
    pub(super) min_margin: Decimal,
    /// Units that are promised to nobody, where `stock.csv` does not say.
    pub(super) safety_buffer: u64,
    /// How many times what is available the channels may show together.
    pub(super) exposure_limit: Option<f64>,
    /// Days of sales that the money at stake rests on.
    pub(super) history_days: u32,
}

impl Default for ConflictPolicy {
    fn default() -> Self {
        Self {
            file: None,
            rules: RuleSet::default(),
            waivers: Vec::new(),
            strategy: ResolutionStrategy::RaiseLow,
            step: None,
            min_margin: Decimal::ZERO,
            safety_buffer: 0,
            exposure_limit: None,
            history_days: 90,
        }
    }
}

impl ConflictPolicy {
    pub(super) fn read(told: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        let (mut policy, source) = (Self::default(), told.source());
        let json = |keys: &[&str]| -> Map<String, Value> {
            told.entries(keys).iter().map(|entry| (entry.name.clone(), json(entry.value))).collect()
        };
        let refused = |problem: String| match told.file() {
            Some(file) => {
                let remedy = "correct all of them: lists count from 0, and docs/channel.md explains every key";
                ReviewError::input(Place::file(file), problem, remedy)
            }
            None => source.refusal(1, problem, "correct it"),
        };
        let mut rules = json(&RULES);
        rules.values_mut().for_each(paths);
        policy.rules = RuleSet::from_json(rules.into()).map_err(|error| refused(error.to_string()))?;
        policy.rules.check().map_err(|error| refused(error.to_string()))?;
        policy.file = told.file().map(Path::to_owned);
        if let Some(mut waivers) = json(&["[[waivers]]"]).remove("waivers") {
            for waiver in waivers.as_array_mut().into_iter().flatten() {
                ratio(waiver);
            }
            policy.waivers = serde_json::from_value(waivers).map_err(|error| refused(format!("waivers: {error}")))?;
        }
        for table in told.entries(&["[conflicts]"]) {
            for entry in source.entries(source.table(&table)?, "conflicts.") {
                policy.key(source, &entry)?;
            }
        }
        Ok(policy)
    }

    fn key(&mut self, source: Source<'_>, entry: &Entry<'_>) -> Result<(), ReviewError> {
        let positive = |value: Decimal| value > Decimal::ZERO && value <= Decimal::from(1_000_000);
        match entry.name.strip_prefix("conflicts.").unwrap_or(&entry.name) {
            "strategy" => {
                self.strategy = match entry.value.as_str() {
                    Some("raise_low") => ResolutionStrategy::RaiseLow,
                    Some("lower_high") => ResolutionStrategy::LowerHigh,
                    other => {
                        let found = other.map_or("no text".to_owned(), |text| format!("{text:?}"));
                        return Err(source.wrong(entry, &found, "\"raise_low\" or \"lower_high\""));
                    }
                };
            }
            "step" => self.step = Some(source.number(entry, positive, "an amount above 0, as 0.10")?),
            "min_margin" => {
                let margin = |value: Decimal| value >= Decimal::ZERO && value < Decimal::ONE;
                self.min_margin = source.number(entry, margin, "a margin from 0 to below 1, as 0.15")?;
            }
            "safety_buffer" => self.safety_buffer = u64::try_from(source.units(entry, 0)?).unwrap_or_default(),
            "exposure_limit" => {
                let limit = source.number(entry, positive, "how many times what is there, above 0, as 1.5")?;
                self.exposure_limit = Some(crate::figures::float(limit));
            }
            "history_days" => self.history_days = source.whole_days(entry)?,
            _ => return Err(source.unknown(entry, &INNER)),
        }
        Ok(())
    }
}

/// The value as JSON. A number with a fraction becomes the text that was written: no amount passes through a float.
fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::Integer(number) => {
            let whole = (number.radix() == 10).then(|| number.as_str().parse::<i64>().ok()).flatten();
            whole.map_or_else(|| number.as_str().into(), Value::from)
        }
        DeValue::Float(number) => number.as_str().into(),
        DeValue::Boolean(yes) => (*yes).into(),
        DeValue::Array(list) => list.iter().map(|value| json(value.get_ref())).collect(),
        DeValue::Table(table) => {
            let entry = |(key, value): (&toml::Spanned<toml::de::DeString<'_>>, &toml::Spanned<DeValue<'_>>)| {
                (key.get_ref().to_string(), json(value.get_ref()))
            };
            Value::Object(table.iter().map(entry).collect())
        }
        DeValue::String(text) => text.to_string().into(),
        DeValue::Datetime(instant) => instant.to_string().into(),
    }
}

/// Categories as paths of the kernel, wherever a rule names one: `Home > Kitchen` is `Home/Kitchen`.
fn paths(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(paths),
        Value::Object(keys) => {
            for (key, value) in keys {
                match value {
                    Value::String(text) if key == "category" => *text = super::inputs::category(text),
                    _ => paths(value),
                }
            }
        }
        _ => {}
    }
}

/// The one number of a waiver that is no amount.
fn ratio(waiver: &mut Value) {
    if let Some(value) = waiver.get_mut("max_magnitude_ratio")
        && let Some(number) = value.as_str().and_then(|text| text.parse::<f64>().ok())
    {
        *value = number.into();
    }
}
