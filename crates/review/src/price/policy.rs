//! How does the shop set its prices? The table `[price]` of `policy.toml`, each key of which may be left out.

use crate::error::{Place, ReviewError};
use crate::policy::{Entry, PolicyFile, Source};
use mercato_core::{Currency, Decimal, Money};
use mercato_pricing::{CompetitiveStrategy, PriceDirection, PriceRule};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) const KEYS: &[&str] = &["[price]"];

/// The keys of the table.
const INNER: [&str; 9] = [
    "target_margin",
    "floor_margin",
    "history_days",
    "strategy",
    "undercut",
    "competitor_ceiling",
    "max_change",
    "ending_modulus",
    "endings",
];

/// How the prices of competitors are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Strategy {
    MatchLowest,
    MatchMedian,
    MatchAverage,
    UndercutLowest,
}

impl Strategy {
    /// In words.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::MatchLowest => "the lowest price",
            Self::MatchMedian => "the median",
            Self::MatchAverage => "the mean",
            Self::UndercutLowest => "below the lowest price",
        }
    }

    /// The figure of the competitors that it answers.
    pub(super) const fn figure(self) -> &'static str {
        match self {
            Self::MatchLowest | Self::UndercutLowest => "lowest",
            Self::MatchMedian => "median",
            Self::MatchAverage => "mean",
        }
    }
}

/// The policy: what the file gives, documented defaults for the rest.
#[derive(Debug, Clone)]
pub(super) struct PricePolicy {
    file: Option<PathBuf>,
    /// Keys that the file gives, with their lines.
    given: BTreeMap<&'static str, u64>,
    /// Profit over net revenue that a price is to leave, where neither offer nor channel says.
    pub(super) target_margin: Decimal,
    /// Down to which margin competitors are followed; the target if left out.
    pub(super) floor_margin: Option<Decimal>,
    /// Days of sales that the money at stake rests on.
    pub(super) history_days: u32,
    pub(super) strategy: Strategy,
    /// By how much of it the lowest price is undercut.
    pub(super) undercut: Decimal,
    /// The most that a price may lie above the lowest competitor's, as a share of that.
    pub(super) competitor_ceiling: Option<Decimal>,
    /// The most that a price is changed at once, as a share of it.
    pub(super) max_change: Option<Decimal>,
    /// What the endings repeat after.
    pub(super) ending_modulus: Decimal,
    /// How prices end; any way if empty.
    pub(super) endings: Vec<Decimal>,
}

impl Default for PricePolicy {
    fn default() -> Self {
        Self {
            file: None,
            given: BTreeMap::new(),
            target_margin: Decimal::new(10, 2),
            floor_margin: None,
            history_days: 90,
            strategy: Strategy::MatchMedian,
            undercut: Decimal::new(1, 2),
            competitor_ceiling: None,
            max_change: None,
            ending_modulus: Decimal::ONE,
            endings: Vec::new(),
        }
    }
}

impl PricePolicy {
    pub(super) fn read(told: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        let mut policy = Self { file: told.file().map(Path::to_owned), ..Self::default() };
        let source = told.source();
        for table in told.entries(KEYS) {
            for entry in source.entries(source.table(&table)?, "price.") {
                policy.key(source, &entry)?;
            }
            if policy.gives("ending_modulus") && policy.endings.is_empty() {
                let problem = "price.ending_modulus says after what the endings repeat, and there are none";
                return Err(source.refusal(
                    policy.line("ending_modulus"),
                    problem,
                    "add endings = [9.90], or delete it",
                ));
            }
            if let Some(ending) = policy.endings.iter().find(|ending| **ending >= policy.ending_modulus) {
                let problem =
                    format!("the ending {ending} is not below price.ending_modulus = {}", policy.ending_modulus);
                return Err(source.refusal(
                    policy.line("endings"),
                    problem,
                    "raise the modulus: 10 for 9.90, 100 for 49",
                ));
            }
        }
        Ok(policy)
    }

    fn key(&mut self, source: Source<'_>, entry: &Entry<'_>) -> Result<(), ReviewError> {
        let inner = entry.name.strip_prefix("price.").unwrap_or(&entry.name);
        let Some(key) = INNER.into_iter().find(|key| *key == inner) else {
            return Err(source.unknown(entry, &INNER));
        };
        let margin = |value: Decimal| value >= Decimal::ZERO && value < Decimal::ONE;
        let margins = "a margin from 0 to below 1, as 0.15";
        let positive = |value: Decimal| value > Decimal::ZERO && value <= Decimal::from(1_000_000);
        match key {
            "target_margin" => self.target_margin = source.number(entry, margin, margins)?,
            "floor_margin" => self.floor_margin = Some(source.number(entry, margin, margins)?),
            "history_days" => self.history_days = source.whole_days(entry)?,
            "strategy" => {
                self.strategy = match entry.value.as_str() {
                    Some("match_lowest") => Strategy::MatchLowest,
                    Some("match_median") => Strategy::MatchMedian,
                    Some("match_average") => Strategy::MatchAverage,
                    Some("undercut_lowest") => Strategy::UndercutLowest,
                    other => {
                        let found = other.map_or("no text".to_owned(), |text| format!("{text:?}"));
                        let known = "\"match_lowest\", \"match_median\", \"match_average\" or \"undercut_lowest\"";
                        return Err(source.wrong(entry, &found, known));
                    }
                };
            }
            "undercut" => self.undercut = source.number(entry, margin, "a share of the lowest price, as 0.01")?,
            "competitor_ceiling" => {
                let fits = |value: Decimal| value >= Decimal::ZERO && value <= Decimal::from(10);
                self.competitor_ceiling =
                    Some(source.number(entry, fits, "a share above the lowest price, as 0.25")?);
            }
            "max_change" => {
                let fits = |value: Decimal| value > Decimal::ZERO && value < Decimal::ONE;
                self.max_change = Some(source.number(entry, fits, "a share of the price above 0, below 1, as 0.2")?);
            }
            "ending_modulus" => self.ending_modulus = source.number(entry, positive, "an amount above 0, as 10")?,
            _ => {
                let expected = "a list of endings, as [4.90, 9.90]";
                let Some(list) = entry.value.as_array().filter(|list| !list.is_empty()) else {
                    return Err(source.wrong(entry, "no list", expected));
                };
                let not_negative = |value: Decimal| value >= Decimal::ZERO;
                let one = |value: &toml::Spanned<toml::de::DeValue<'_>>| {
                    let entry = Entry { name: entry.name.clone(), value: value.get_ref(), line: entry.line };
                    source.number(&entry, not_negative, expected)
                };
                self.endings = list.iter().map(one).collect::<Result<_, _>>()?;
            }
        }
        self.given.insert(key, entry.line);
        Ok(())
    }

    /// Does the file give this key?
    pub(super) fn gives(&self, key: &str) -> bool {
        self.given.contains_key(key)
    }

    fn line(&self, key: &str) -> u64 {
        self.given.get(key).copied().unwrap_or(1)
    }

    /// Refuses endings that the currency has no coins for.
    pub(super) fn fits(&self, currency: Currency) -> Result<(), ReviewError> {
        let mut amounts = self.endings.iter().map(|ending| ("endings", *ending)).collect::<Vec<_>>();
        amounts.push(("ending_modulus", self.ending_modulus));
        let fine = amounts.into_iter().find(|(_, amount)| Money::from_decimal(*amount, currency).is_err());
        match (fine, &self.file) {
            (Some((key, amount)), Some(file)) => Err(ReviewError::input(
                Place::line(file, self.line(key)),
                format!("price.{key}: {amount} is no amount in whole minor units of {currency}"),
                "round it to the decimals of the currency",
            )),
            _ => Ok(()),
        }
    }

    /// How the competitors are answered, as the kernel takes it.
    pub(super) const fn kernel(&self) -> CompetitiveStrategy {
        match self.strategy {
            Strategy::MatchLowest => CompetitiveStrategy::MatchLowest {},
            Strategy::MatchMedian => CompetitiveStrategy::MatchMedian {},
            Strategy::MatchAverage => CompetitiveStrategy::MatchAverage {},
            Strategy::UndercutLowest => CompetitiveStrategy::UndercutLowest { amount: None, rate: Some(self.undercut) },
        }
    }

    /// How prices end, if they are to end in some way.
    pub(super) fn ending(&self, mode: PriceDirection) -> Option<PriceRule> {
        let rule = || PriceRule::Charm { modulus: self.ending_modulus, endings: self.endings.clone(), mode };
        (!self.endings.is_empty()).then(rule)
    }
}
