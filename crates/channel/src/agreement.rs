//! Which offers stand where an agreement does not let them?
//!
//! An agreement in force whose scope matches the offer:
//!
//! - `exclusive`: the thing is sold on its channels alone; an offer elsewhere is an `outside_exclusive_channel`;
//! - `prohibited`: the thing is not sold on its channels; an offer there is a `prohibited_channel`;
//! - `territory`: on its channels the thing is shipped to its territories alone; an offer to another is an `outside_territory`, one
//!   that names none an `unknown_territory`.
//!
//! Every agreement that matches is checked, not the best one. Source: definition; exclusive and selective distribution (Regulation
//! (EU) 2022/720, article 1(1)(g) and (h)). What may be agreed is a legal question.

use crate::check::unique;
use crate::checker::agreements::CompiledAgreements;
use crate::checker::table::OfferTable;
use crate::error::ChannelError;
use crate::offer::Offer;
use crate::rule_choice::check_rule;
use crate::scope::Scope;
use chrono::{DateTime, FixedOffset};
use mercato_core::{ChannelId, Currency, Decimal, Error, OptionalTimestampString, Sku, TimestampString};
use serde::{Deserialize, Serialize};

/// Where a thing may be sold, and where not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The agreement's name, unique in its list.
    pub agreement_id: String,
    /// What it says of its channels.
    #[serde(rename = "type")]
    pub kind: AgreementKind,
    /// The channels it speaks of.
    pub channels: Vec<ChannelId>,
    /// The territories of a `territory` agreement; none of the other types has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territories: Option<Vec<String>>,
    /// Which offers it speaks of; all if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Scope>"))]
    pub scope: Scope,
    /// The first instant at which it holds; from ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<DateTime<FixedOffset>>,
    /// The first instant at which it holds no more; for ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<DateTime<FixedOffset>>,
}

/// What an agreement says of its channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AgreementKind {
    /// Sold on them alone.
    Exclusive,
    /// Not sold on them.
    Prohibited,
    /// On them, shipped to certain territories alone.
    Territory,
}

impl Agreement {
    /// Every mistake of the agreement.
    pub(crate) fn mistakes(&self) -> Vec<Error> {
        let mut found = Vec::new();
        found.extend(check_rule(&self.scope, self.effective_from, self.effective_to).err());
        if self.kind == AgreementKind::Territory && self.territories.is_none() {
            let reason =
                "must be given for an agreement of the type \"territory\": list where the channels may ship to";
            found.push(Error::invalid("territories", "no list", reason));
        }
        found
    }
}

/// Every mistake of a list of agreements.
pub(crate) fn mistakes(agreements: &[Agreement]) -> Vec<Error> {
    let each = agreements.iter().enumerate().flat_map(|(index, agreement)| {
        agreement.mistakes().into_iter().map(move |mistake| mistake.at("agreements", index))
    });
    let ids = agreements.iter().map(|agreement| agreement.agreement_id.as_str());
    each.chain(unique("agreements", "agreement_id", ids).err()).collect()
}

/// Where an offer stands, without its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlacedOffer {
    /// The offer's name, unique in its list.
    pub offer_id: String,
    /// The thing.
    pub sku: Sku,
    /// Where it is offered.
    pub channel_id: ChannelId,
    /// The brand of the thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Its category path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where it is shipped to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
}

/// What [`exclusivity_check`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExclusivityCheckInput {
    /// The agreements.
    pub agreements: Vec<Agreement>,
    /// The offers.
    pub offers: Vec<PlacedOffer>,
    /// The instant at which it is asked.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
}

/// Which offers stand where they may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ExclusivityCheck {
    /// The violations, by offer and agreement.
    pub violations: Vec<ExclusivityViolation>,
}

/// An offer that stands where an agreement does not let it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ExclusivityViolation {
    /// The offer.
    pub offer_id: String,
    /// The agreement.
    pub agreement_id: String,
    /// What is wrong.
    pub kind: Breach,
}

/// How an offer breaks an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Breach {
    /// It stands on a channel other than those that the thing is sold on alone.
    OutsideExclusiveChannel,
    /// It is shipped to a territory other than those agreed.
    OutsideTerritory,
    /// It stands on a channel that the thing is not sold on.
    ProhibitedChannel,
    /// It names no territory where certain ones are agreed.
    UnknownTerritory,
}

/// Which offers stand where an agreement does not let them?
///
/// ```
/// use mercato_channel::{Breach, ExclusivityCheckInput, exclusivity_check};
/// let input: ExclusivityCheckInput = serde_json::from_str(
///     r#"{"agreements": [{"agreement_id": "launch", "type": "exclusive", "channels": ["tmall"], "scope": {"brand": "lumen"}}],
///         "offers": [{"offer_id": "a", "sku": "lamp", "channel_id": "jd", "brand": "lumen"},
///                    {"offer_id": "b", "sku": "lamp", "channel_id": "tmall", "brand": "lumen"}],
///         "as_of": "2026-11-11T00:00:00+08:00"}"#,
/// )?;
/// let check = exclusivity_check(&input)?;
/// assert_eq!(check.violations.len(), 1);
/// assert_eq!((check.violations[0].offer_id.as_str(), check.violations[0].kind), ("a", Breach::OutsideExclusiveChannel));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a territory agreement without territories, a window that ends before it starts, a blank id;
/// `duplicate_id` for an agreement or an offer twice.
pub fn exclusivity_check(input: &ExclusivityCheckInput) -> Result<ExclusivityCheck, ChannelError> {
    ChannelError::all(mistakes(&input.agreements))?;
    let offers: Vec<Offer> = input.offers.iter().map(PlacedOffer::at_no_price).collect();
    let table = OfferTable::from_offers(&offers)?;
    let agreements = CompiledAgreements::new(&input.agreements, &input.as_of);
    let bound = agreements.bind(&table);
    let mut violations = Vec::new();
    let mut room = Vec::new();
    for row in 0..table.len() {
        agreements.check(&table, &bound, row, &mut room, |number, kind| {
            violations.push(ExclusivityViolation {
                offer_id: table.offer_id(row).to_owned(),
                agreement_id: agreements.id(number).to_owned(),
                kind,
            });
        });
    }
    violations.sort_unstable();
    Ok(ExclusivityCheck { violations })
}

impl PlacedOffer {
    fn at_no_price(&self) -> Offer {
        let Self { offer_id, sku, channel_id, .. } = self;
        let mut offer = Offer::new(offer_id, sku.clone(), channel_id.clone(), Currency::CNY, Decimal::ZERO);
        offer.brand.clone_from(&self.brand);
        offer.category.clone_from(&self.category);
        offer.territory.clone_from(&self.territory);
        offer
    }
}
