//! What must hold in a catalogue? A policy, as a person writes it, in JSON or TOML.
//!
//! A policy with a mistake is refused whole, with every mistake listed: half a policy is none.

use crate::agreement::{self, Agreement};
use crate::conflict_id::check_part;
use crate::effective::Basis;
use crate::error::ChannelError;
use crate::fx::FxRate;
use crate::map_rule::{self, MapRule};
use crate::parity::{Band, ParityPolicy, Reference};
use crate::policy_reader;
use mercato_core::{Currency, Decimal, Error, OptionalDecimalString, wire};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// What must hold in a catalogue: parity of prices, limits of prices, agreements on where things are sold. Every key may be left
/// out.
///
/// ```
/// use mercato_channel::RuleSet;
/// let policy: RuleSet = toml::from_str(
///     r#"
///     currency = "CNY"
///     fx = [{ base = "USD", quote = "CNY", rate = "7.2" }]
///
///     [parity]
///     tolerance_percent = "0.03"
///
///     [[map_rules]]
///     rule_id = "lamps"
///     scope = { category = "home/lighting" }
///     currency = "CNY"
///     map = "199.00"
///
///     [[agreements]]
///     agreement_id = "launch"
///     type = "exclusive"
///     channels = ["tmall"]
///     scope = { brand = "lumen" }
///     effective_to = "2026-12-01T00:00:00+08:00"
///     "#,
/// )?;
/// policy.check()?;
/// assert_eq!(policy.map_rules.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Read from a document, it tells every mistake at once, of its shape as of what it says:
///
/// ```
/// use mercato_channel::RuleSet;
/// let policy = r#"{"parity": {"tolerance_percentage": "0.05"},
///                  "map_rules": [{"rule_id": "lamps", "map": 199.5, "currency": "CNY",
///                                 "effective_from": "2026-11-11T00:00:00", "tolerance_percent": "5"}]}"#;
/// let refused = serde_json::from_str::<RuleSet>(policy).unwrap_err().to_string();
/// for place in ["parity.tolerance_percentage", "map_rules[0].map", "map_rules[0].effective_from", "map_rules[0].tolerance_percent"] {
///     assert!(refused.contains(place), "{refused}");
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(deny_unknown_fields))]
pub struct RuleSet {
    /// How far the prices of one thing may be apart; not checked if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parity: Option<ParityRule>,
    /// The currency in which prices are compared; if left out, all offers must share one where parity is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Rates of exchange.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<FxRate>>"))]
    pub fx: Vec<FxRate>,
    /// Do personal coupons count in parity? No if left out.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub include_personal: bool,
    /// The least and the most that things may cost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<MapRule>>"))]
    pub map_rules: Vec<MapRule>,
    /// Where things may be sold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<Agreement>>"))]
    pub agreements: Vec<Agreement>,
}

/// A [`ParityPolicy`] with a name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ParityRule {
    /// The rule's name; `parity` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<String>,
    /// Which price is compared; `net`, the price after coupons, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Are prices of a unit compared, rather than of a pack? No if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub per_unit: bool,
    /// The gap allowed as a fraction of the higher price or of the reference, at least 0 and below 1.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub tolerance_percent: Option<Decimal>,
    /// The gap allowed as an amount in the currency of the comparison, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub tolerance_absolute: Option<Decimal>,
    /// Which of the two counts; the larger if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Band>"))]
    pub band: Band,
    /// What a price is compared with; each other price if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Reference>"))]
    pub reference: Reference,
}

impl From<ParityPolicy> for ParityRule {
    fn from(policy: ParityPolicy) -> Self {
        let ParityPolicy { basis, per_unit, tolerance_percent, tolerance_absolute, band, reference } = policy;
        Self { rule_id: None, basis, per_unit, tolerance_percent, tolerance_absolute, band, reference }
    }
}

impl ParityRule {
    /// The rule's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.rule_id.as_deref().unwrap_or("parity")
    }

    /// What the rule says, without its name.
    #[must_use]
    pub fn policy(&self) -> ParityPolicy {
        let Self { basis, per_unit, tolerance_percent, tolerance_absolute, band, reference, .. } = self.clone();
        ParityPolicy { basis, per_unit, tolerance_percent, tolerance_absolute, band, reference }
    }
}

impl<'de> Deserialize<'de> for RuleSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        policy_reader::read(Value::deserialize(deserializer)?).map_err(|error| wire::located(&error))
    }
}

impl RuleSet {
    /// Reads a policy from a JSON value.
    ///
    /// # Errors
    /// Every mistake of its shape (a key that does not exist or is missing, another type, a time without an offset), and beside such
    /// also those of [`Self::check`], each with its path and its cure; several are [`ChannelError::Several`]. Without a mistake of
    /// shape the policy is answered, and [`Self::check`] refuses the others.
    pub fn from_json(policy: Value) -> Result<Self, ChannelError> {
        policy_reader::read(policy)
    }

    /// Refuses a policy with a mistake, and lists every one.
    ///
    /// # Errors
    /// `invalid_argument` for a tolerance of 1 or more, a limit that is not above 0, a rule without limits, a window that ends before it
    /// starts, a territory agreement without territories, a blank name or one with U+001F in it; `duplicate_id` for a rule, an
    /// agreement or a rate twice; `overflow` for an amount above 10^14 or a rate outside 10^-7 to 10^7. Several mistakes are
    /// [`ChannelError::Several`].
    pub fn check(&self) -> Result<(), ChannelError> {
        ChannelError::all(self.mistakes())
    }

    /// Every mistake, in the order of the keys.
    pub(crate) fn mistakes(&self) -> Vec<Error> {
        let mut found = Vec::new();
        if let Some(parity) = &self.parity {
            let name = check_part("rule_id", parity.name());
            let mistakes = name.err().into_iter().chain(parity.policy().mistakes());
            found.extend(mistakes.map(|mistake| mistake.within("parity")));
        }
        found.extend(FxRate::mistakes(&self.fx));
        found.extend(map_rule::mistakes("map_rules", &self.map_rules));
        let names = |list: &'static str, key: &'static str, index: usize, name: &str| {
            check_part(key, name).err().map(|mistake| mistake.at(list, index))
        };
        let rules = self.map_rules.iter().enumerate();
        found.extend(rules.filter_map(|(index, rule)| names("map_rules", "rule_id", index, &rule.rule_id)));
        found.extend(agreement::mistakes(&self.agreements));
        let agreements = self.agreements.iter().enumerate();
        found.extend(agreements.filter_map(|(index, it)| names("agreements", "agreement_id", index, &it.agreement_id)));
        found
    }
}
