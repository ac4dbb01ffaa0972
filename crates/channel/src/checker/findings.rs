//! What a check finds, before it is written out: numbers only, 32 bytes each.

use super::agreements::CompiledAgreements;
use super::limits::{CompiledLimits, LastRule};
use super::parity::{CompiledParity, PricedTable, Room};
use super::pieces::in_pieces;
use super::symbols::NONE;
use super::table::{OfferTable, index};
use crate::agreement::Breach;
use crate::conflict::ConflictKind;
use crate::conflict_id::Fnv1a;
use mercato_core::Error;
use std::ops::ControlFlow;

/// A conflict, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The hash that names it.
    pub(crate) hash: u128,
    pub(crate) thing: u32,
    /// The row of the offer, or of the lower of two.
    pub(crate) row: u32,
    /// The row of the higher of two; [`NONE`] for one.
    pub(crate) high: u32,
    /// The rule, by number of its list; 0 for parity.
    pub(crate) rule: u32,
}

/// Findings by kind.
pub(crate) type ByKind = [Vec<Finding>; ConflictKind::ALL.len()];

/// What parity finds. `most` bounds how much: beyond it the answer is refused by the caller.
pub(crate) fn parity(
    table: &OfferTable<'_>,
    prices: &PricedTable,
    rule: &CompiledParity,
    rule_id: &str,
    most: usize,
) -> Result<Vec<Finding>, Error> {
    let channel = table.reference_channel(&rule.reference);
    let head = Fnv1a::new().bytes(ConflictKind::PriceParity.as_str().as_bytes()).part(rule_id);
    in_pieces(prices.things(), |things| {
        let (mut findings, mut room) = (Vec::new(), Room::default());
        for thing in things {
            let number = u32::try_from(thing).unwrap_or(NONE);
            let mut of_thing = None;
            let stopped = prices.check(thing, rule, channel, &mut room, &mut |found| {
                let of_thing = *of_thing.get_or_insert_with(|| head.part(table.skus.text(number)));
                let (row, high) = found.rows();
                let first = table.offer_id(index(row));
                let hash = match high.map(|high| table.offer_id(index(high))) {
                    None => of_thing.part(first),
                    Some(second) if second < first => of_thing.part(second).part(first),
                    Some(second) => of_thing.part(first).part(second),
                };
                let finding = Finding { hash: hash.value(), thing: number, row, high: high.unwrap_or(NONE), rule: 0 };
                findings.push(finding);
                if findings.len() > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            if stopped.is_break() {
                break;
            }
        }
        Ok(findings)
    })
}

/// What the limits find, by kind.
pub(crate) fn limits(table: &OfferTable<'_>, rules: &CompiledLimits) -> Result<Vec<(ConflictKind, Finding)>, Error> {
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let bound = rules.bind(table);
    in_pieces(table.len(), |rows| {
        let (mut findings, mut last) = (Vec::new(), LastRule::default());
        for row in rows {
            let Some(number) = rules.best(table, &bound, row, &mut last) else { continue };
            let Some(rule) = rules.rule(number).filter(|rule| !rule.exempts(table, row)) else { continue };
            for kind in rule.missed(&rule.price(table, row)?).into_iter().flatten() {
                findings.push(single(table, kind.into(), row, number, &rule.rule_id));
            }
        }
        Ok(findings)
    })
}

/// What the agreements find, by kind.
pub(crate) fn agreements(
    table: &OfferTable<'_>,
    rules: &CompiledAgreements,
) -> Result<Vec<(ConflictKind, Finding)>, Error> {
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let bound = rules.bind(table);
    in_pieces(table.len(), |rows| {
        let (mut findings, mut matching) = (Vec::new(), Vec::new());
        for row in rows {
            rules.check(table, &bound, row, &mut matching, |number, breach| {
                findings.push(single(table, breach.into(), row, number, rules.id(number)));
            });
        }
        Ok(findings)
    })
}

impl From<Breach> for ConflictKind {
    fn from(breach: Breach) -> Self {
        match breach {
            Breach::OutsideExclusiveChannel => Self::OutsideExclusiveChannel,
            Breach::OutsideTerritory => Self::OutsideTerritory,
            Breach::ProhibitedChannel => Self::ProhibitedChannel,
            Breach::UnknownTerritory => Self::UnknownTerritory,
        }
    }
}

/// A finding of one offer.
fn single(table: &OfferTable<'_>, kind: ConflictKind, row: usize, rule: u32, rule_id: &str) -> (ConflictKind, Finding) {
    let hash = Fnv1a::new()
        .bytes(kind.as_str().as_bytes())
        .part(rule_id)
        .part(table.sku_text(row))
        .part(table.offer_id(row))
        .value();
    let thing = table.sku.get(row).copied().unwrap_or(NONE);
    (kind, Finding { hash, thing, row: u32::try_from(row).unwrap_or(NONE), high: NONE, rule })
}

/// Puts findings of one kind in order: by thing, then by name.
///
/// They come in runs of one thing each (parity), or one by one (the others); the runs are sorted by the text of their thing, of which
/// the first sixteen bytes decide nearly always, and then each thing's findings by their hash.
pub(crate) fn arrange(table: &OfferTable<'_>, findings: &[Finding]) -> Vec<Finding> {
    let mut runs: Vec<(u128, u32, usize, usize)> = Vec::new();
    for (place, finding) in findings.iter().enumerate() {
        match runs.last_mut() {
            Some((_, thing, _, length)) if *thing == finding.thing => *length = length.saturating_add(1),
            _ => runs.push((prefix(table.skus.text(finding.thing)), finding.thing, place, 1)),
        }
    }
    let text = |run: &(u128, u32, usize, usize)| table.skus.text(run.1);
    runs.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| if a.1 == b.1 { a.2.cmp(&b.2) } else { text(a).cmp(text(b)) }));
    let mut arranged: Vec<Finding> = Vec::with_capacity(findings.len());
    for same in runs.chunk_by(|a, b| a.1 == b.1) {
        let start = arranged.len();
        for (_, _, from, length) in same {
            arranged.extend(findings.get(*from..from.saturating_add(*length)).unwrap_or(&[]));
        }
        if let Some(thing) = arranged.get_mut(start..) {
            thing.sort_unstable_by_key(|finding| finding.hash);
        }
    }
    arranged
}

/// The first sixteen bytes, filled up with zeros: texts compare as these do where these differ.
fn prefix(text: &str) -> u128 {
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(text.as_bytes()).for_each(|(to, from)| *to = *from);
    u128::from_be_bytes(bytes)
}
