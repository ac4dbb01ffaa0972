//! Agreements on where things are sold, compiled, over a table of offers.

use super::scopes::{Bound, ScopeIndex};
use super::table::OfferTable;
use crate::agreement::{Agreement, AgreementKind, Breach};
use crate::rule_choice::in_force;
use chrono::{DateTime, FixedOffset};
use hashbrown::HashSet;

/// The agreements in force.
#[derive(Debug, Clone, Default)]
pub(crate) struct CompiledAgreements {
    index: ScopeIndex,
    agreements: Vec<Terms>,
}

/// What an agreement says, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    id: String,
    kind: AgreementKind,
    channels: HashSet<String>,
    territories: HashSet<String>,
}

impl CompiledAgreements {
    /// The agreements in force at `as_of`.
    pub(crate) fn new(agreements: &[Agreement], as_of: &DateTime<FixedOffset>) -> Self {
        let active = || agreements.iter().filter(|it| in_force(it.effective_from, it.effective_to, as_of));
        let terms = |agreement: &Agreement| Terms {
            id: agreement.agreement_id.clone(),
            kind: agreement.kind,
            channels: agreement.channels.iter().map(|channel| channel.as_str().to_owned()).collect(),
            territories: agreement.territories.iter().flatten().cloned().collect(),
        };
        Self { index: ScopeIndex::new(active().map(|it| &it.scope)), agreements: active().map(terms).collect() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.agreements.is_empty()
    }

    pub(crate) fn bind(&self, table: &OfferTable<'_>) -> Bound {
        self.index.bind(table)
    }

    pub(crate) fn id(&self, number: u32) -> &str {
        self.terms(number).map_or("", |terms| terms.id.as_str())
    }

    pub(crate) fn terms(&self, number: u32) -> Option<&Terms> {
        self.agreements.get(usize::try_from(number).ok()?)
    }

    /// Calls `found` for each agreement that the offer in this row breaks.
    pub(crate) fn check(
        &self,
        table: &OfferTable<'_>,
        bound: &Bound,
        row: usize,
        matching: &mut Vec<u32>,
        mut found: impl FnMut(u32, Breach),
    ) {
        self.index.matching(&bound.facts(table, row), bound, matching);
        for number in &*matching {
            let broken = self
                .terms(*number)
                .and_then(|terms| terms.broken(table.channel_text(row), table.territories.text(row)));
            if let Some(breach) = broken {
                found(*number, breach);
            }
        }
    }
}

impl Terms {
    fn broken(&self, channel: &str, territory: Option<&str>) -> Option<Breach> {
        let named = self.channels.contains(channel);
        match (self.kind, named) {
            (AgreementKind::Exclusive, false) => Some(Breach::OutsideExclusiveChannel),
            (AgreementKind::Prohibited, true) => Some(Breach::ProhibitedChannel),
            (AgreementKind::Territory, true) => match territory {
                None => Some(Breach::UnknownTerritory),
                Some(territory) if !self.territories.contains(territory) => Some(Breach::OutsideTerritory),
                Some(_) => None,
            },
            _ => None,
        }
    }

    pub(crate) const fn kind(&self) -> AgreementKind {
        self.kind
    }

    /// The channels it speaks of, sorted.
    pub(crate) fn channels(&self) -> Vec<String> {
        sorted(&self.channels)
    }

    /// The territories agreed, sorted.
    pub(crate) fn territories(&self) -> Vec<String> {
        sorted(&self.territories)
    }
}

fn sorted(names: &HashSet<String>) -> Vec<String> {
    let mut names: Vec<String> = names.iter().cloned().collect();
    names.sort_unstable();
    names
}
