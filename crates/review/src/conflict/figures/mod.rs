//! Where do the channels contradict the policy and one another, how grave is it, and what would settle it?
//!
//! What is a conflict, how it is named, how grave it is and what a price may move to are functions of `mercato-channel`; what is
//! decided here is what they are applied to (docs/review.md).

mod fix;
mod objections;
mod offered;
mod stock;

pub(super) use fix::Fix;
pub(super) use objections::{objections, place};

use super::inputs::{ConflictInputs, Offers, refused};
use crate::cube::date;
use crate::error::ReviewError;
use crate::promotions::{Promotions, noon};
use crate::sales::{Sales, Window};
use crate::section::Ground;
use chrono::{DateTime, FixedOffset, NaiveDate};
use hashbrown::HashMap;
use mercato_channel::{
    ApplyWaiversInput, Checker, Conflict, ConflictKind, Evidence, Locale, SeverityInput, SeverityLevel,
    SeverityWeights, WaivableConflict, WaivedConflicts, apply_waivers, severity,
};
use mercato_core::{Currency, Decimal, Exact, Rounding, Sku};
use offered::Offered;
use std::collections::{BTreeMap, BTreeSet};

/// A conflict with what the review knows of it.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) conflict_id: String,
    pub(super) kind: &'static str,
    pub(super) score: f64,
    pub(super) level: SeverityLevel,
    pub(super) rule_id: String,
    pub(super) sku: Sku,
    pub(super) name: Option<String>,
    /// The channels whose offers contradict the rule, sorted.
    pub(super) channels: Vec<String>,
    /// Of a price that is too far from another channel's: the channel of the lower and of the higher price.
    pub(super) between: Option<(String, String)>,
    /// The offers, sorted.
    pub(super) offers: Vec<String>,
    pub(super) magnitude_ratio: Option<f64>,
    /// When it begins; it holds today without.
    pub(super) from: Option<DateTime<FixedOffset>>,
    /// The promotions that take part in it.
    pub(super) promotions: Vec<String>,
    /// What contradicts what, with the figures.
    pub(super) what: String,
    /// Units too many, of a conflict over stock.
    pub(super) units: Option<u64>,
    /// Money a month, where the sales of the offer can be told.
    pub(super) stake: Option<Decimal>,
    pub(super) fix: Fix,
}

/// The conflict section.
#[derive(Debug)]
pub(super) struct Conflicts {
    /// The days whose sales weigh the conflicts.
    pub(super) start: NaiveDate,
    pub(super) end: NaiveDate,
    /// The instant at which the rules were asked.
    pub(super) as_of: Option<DateTime<FixedOffset>>,
    pub(super) currency: Currency,
    /// What the rules find, today or when a promotion begins: by conflict how far beyond the rule, at its worst. Also what is suffered.
    pub(super) found: BTreeMap<String, f64>,
    pub(super) offers: usize,
    /// Articles whose shown units were held against the stock.
    pub(super) stocked: usize,
    /// The gravest first.
    pub(super) rows: Vec<Found>,
    /// The channels of the offers: those of the review in its order, then others.
    pub(super) channels: Vec<String>,
    /// By conflict that is suffered: the waiver.
    pub(super) waived: Vec<(String, String)>,
    pub(super) expired_waivers: Vec<String>,
    pub(super) unused_waivers: Vec<String>,
}

/// What a conflict is about, for findings and totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    /// Prices that are too far apart.
    Parity,
    /// Prices beyond a limit.
    Limits,
    /// Offers where none may stand.
    Agreements,
    /// More promised than there is, or nothing shown where there is some.
    Stock,
}

impl Found {
    pub(super) fn theme(&self) -> Theme {
        match self.kind {
            "price_parity" => Theme::Parity,
            "below_map" | "above_max" => Theme::Limits,
            kind if ConflictKind::ALL.iter().any(|known| known.as_str() == kind) => Theme::Agreements,
            _ => Theme::Stock,
        }
    }
}

/// The refusal of a figure of the conflict section.
fn figure<E: std::error::Error + Send + Sync + 'static>(figure: impl Into<String>) -> impl FnOnce(E) -> ReviewError {
    ReviewError::of_section(figure)
}

/// What everything is computed from.
struct Context<'a> {
    ground: &'a Ground<'a>,
    inputs: &'a ConflictInputs,
    currency: Currency,
    window: Window,
    sales: Sales,
    skus: HashMap<&'a str, u32>,
    channels: HashMap<&'a str, u32>,
}

impl<'a> Context<'a> {
    fn new(ground: &'a Ground<'a>, inputs: &'a ConflictInputs) -> Result<Self, ReviewError> {
        let cleaned = ground.cleaned;
        let window = Window::of(&cleaned.lines, inputs.policy.history_days);
        let (_, skus) = cleaned.cleaner.distinct();
        let channels = (0_u32..).take(cleaned.lines.channels.len());
        Ok(Self {
            ground,
            inputs,
            currency: Currency::try_from(cleaned.currency).map_err(figure("currency of the offers"))?,
            window,
            sales: Sales::of(&cleaned.lines, window.start),
            skus: (0_u32..).take(skus).map(|id| (cleaned.cleaner.sku(id), id)).collect(),
            channels: channels.filter_map(|id| Some((cleaned.lines.channels.get(id)?, id))).collect(),
        })
    }

    fn name(&self, sku: &str) -> Option<String> {
        let given = self.inputs.products.get(sku).and_then(|product| product.name.clone());
        let sold = || {
            let id = self.skus.get(sku).and_then(|id| usize::try_from(*id).ok())?;
            self.ground.cleaned.lines.names.get(id).cloned().flatten().map(Into::into)
        };
        given.or_else(sold)
    }

    /// Units of the article sold on a channel in the history.
    fn units(&self, sku: &str, channel: &str) -> i64 {
        let key = self.channels.get(channel).copied().zip(self.skus.get(sku).copied());
        key.and_then(|key| self.sales.recent.get(&key)).map_or(0, |recent| recent.units.max(0))
    }

    /// The part of the article's units that these channels sold; 0 where none was sold.
    fn share(&self, sku: &str, channels: &[String]) -> f64 {
        let all: i64 = self.channels.keys().map(|channel| self.units(sku, channel)).sum();
        let these: i64 = channels.iter().map(|channel| self.units(sku, channel)).sum();
        if all > 0 { (these as f64 / all as f64).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// What an amount a unit makes in a month at the sales of an article on a channel.
    fn a_month(&self, a_unit: &Exact, sku: &str, channel: &str) -> Result<Decimal, ReviewError> {
        let a_month = self.window.a_month(a_unit, self.units(sku, channel));
        let scale = self.ground.settings.decimals();
        a_month.round("money at stake", scale, Rounding::HalfEven).map_err(figure("money at stake"))
    }

    /// How grave it is: how far, how much of the article's sales, what kind. How long it has lasted, the files do not say.
    fn severity(
        &self,
        kind_weight: f64,
        magnitude_ratio: f64,
        sku: &str,
        channels: &[String],
    ) -> Result<(f64, SeverityLevel), ReviewError> {
        let graded = severity(&SeverityInput {
            magnitude_ratio,
            volume_share: Some(self.share(sku, channels)),
            duration_hours: None,
            kind_weight: Some(kind_weight),
            magnitude_reference: None,
            duration_reference_hours: None,
            weights: Some(SeverityWeights { duration: Some(0.0), ..SeverityWeights::default() }),
        })
        .map_err(figure("severity of a conflict"))?;
        Ok((graded.score, graded.level))
    }
}

/// How grave a kind is, from 0 to 1.
pub(super) fn weight(kind: ConflictKind) -> f64 {
    match kind {
        ConflictKind::PriceParity => 0.4,
        ConflictKind::BelowMap | ConflictKind::AboveMax => 0.8,
        _ => 1.0,
    }
}

impl Conflicts {
    pub(super) fn of(ground: &Ground<'_>, inputs: &ConflictInputs, offers: &Offers) -> Result<Self, ReviewError> {
        let context = Context::new(ground, inputs)?;
        let as_of = noon(ground.data);
        let (mut rows, mut found) = (Vec::new(), BTreeMap::new());
        if let Some(now) = as_of {
            (rows, found) = checked(&context, offers, now)?;
        }
        let (stocked, of_stock) = stock::conflicts(&context, offers)?;
        rows.extend(of_stock);
        rows.sort_by(|a, b| {
            (b.score.total_cmp(&a.score))
                .then_with(|| b.stake.unwrap_or_default().cmp(&a.stake.unwrap_or_default()))
                .then_with(|| (a.kind, a.sku.as_str(), &a.conflict_id).cmp(&(b.kind, b.sku.as_str(), &b.conflict_id)))
        });
        let mut all = Self {
            start: date(context.window.start),
            end: date(context.window.last),
            as_of,
            currency: context.currency,
            found,
            offers: offers.rows.len(),
            stocked,
            rows,
            channels: channels(ground, offers),
            waived: Vec::new(),
            expired_waivers: Vec::new(),
            unused_waivers: Vec::new(),
        };
        if let Some(now) = as_of {
            all.waive(inputs, now)?;
        }
        Ok(all)
    }

    /// Takes out what the policy's waivers cover.
    fn waive(&mut self, inputs: &ConflictInputs, as_of: DateTime<FixedOffset>) -> Result<(), ReviewError> {
        let waivable = |found: &Found| WaivableConflict {
            conflict_id: found.conflict_id.clone(),
            kind: found.kind.to_owned(),
            sku: found.sku.clone(),
            magnitude_ratio: found.magnitude_ratio,
        };
        let waived = suffered(inputs, self.rows.iter().map(waivable).collect(), as_of)?;
        let suffered: BTreeSet<&str> = waived.suppressed.iter().map(|one| one.conflict_id.as_str()).collect();
        self.rows.retain(|found| !suffered.contains(found.conflict_id.as_str()));
        self.waived = waived.suppressed.iter().map(|one| (one.conflict_id.clone(), one.waiver_id.clone())).collect();
        (self.expired_waivers, self.unused_waivers) = (waived.expired_waivers, waived.unused_waivers);
        Ok(())
    }

    pub(super) fn of_theme(&self, theme: Theme) -> impl Iterator<Item = &Found> {
        self.rows.iter().filter(move |found| found.theme() == theme)
    }

    /// Money a month of the conflicts of a theme: of each offer the most, for one price may break several rules; `None` where no
    /// sales can be told.
    pub(super) fn stake(&self, theme: Theme) -> Option<Decimal> {
        let mut by_offer: BTreeMap<&str, Decimal> = BTreeMap::new();
        for found in self.of_theme(theme) {
            if let (Some(stake), Some(offer)) = (found.stake, found.fix.offer_at_stake.as_deref()) {
                let most = by_offer.entry(offer).or_default();
                *most = stake.max(*most);
            }
        }
        let sum = by_offer.values().try_fold(Decimal::ZERO, |sum, stake| sum.checked_add(*stake));
        sum.filter(|_| !by_offer.is_empty())
    }

    pub(super) fn at(&self, level: SeverityLevel) -> usize {
        self.rows.iter().filter(|found| found.level == level).count()
    }

    /// How many by kind, in the order of the names.
    pub(super) fn kinds(&self) -> BTreeMap<&'static str, usize> {
        let mut kinds = BTreeMap::new();
        for found in &self.rows {
            let count: &mut usize = kinds.entry(found.kind).or_default();
            *count = count.saturating_add(1);
        }
        kinds
    }
}

/// What the policy's waivers cover of some conflicts.
fn suffered(
    inputs: &ConflictInputs,
    conflicts: Vec<WaivableConflict>,
    as_of: DateTime<FixedOffset>,
) -> Result<WaivedConflicts, ReviewError> {
    let input = ApplyWaiversInput { conflicts, waivers: inputs.policy.waivers.clone(), as_of };
    apply_waivers(&input).map_err(figure("waivers of policy.toml"))
}

/// The channels that have an offer.
fn channels(ground: &Ground<'_>, offers: &Offers) -> Vec<String> {
    let mut offered: BTreeSet<&str> = offers.rows.iter().map(|offer| offer.channel.as_str()).collect();
    let known = ground.channels.iter().map(|channel| channel.name.as_str());
    let mut all: Vec<String> = known.filter(|name| offered.remove(name)).map(str::to_owned).collect();
    all.extend(offered.into_iter().map(str::to_owned));
    all
}

/// What the rules find today and when coming promotions begin, one after the other.
fn check(
    inputs: &ConflictInputs,
    promotions: Option<&Promotions>,
    currency: Currency,
    offers: &Offers,
    now: DateTime<FixedOffset>,
    mut each: impl FnMut(&Offered<'_>, &Conflict, DateTime<FixedOffset>) -> Result<(), ReviewError>,
) -> Result<(), ReviewError> {
    let refusal = |error| refused(offers, &error);
    let checker = Checker::new(&inputs.policy.rules, &now).map_err(refusal)?;
    let promotions = promotions.filter(|promotions| !promotions.set.is_empty());
    let instants = promotions.map_or_else(|| vec![now], |promotions| promotions.instants(now));
    for at in instants {
        let offered = Offered::at(inputs, promotions, currency, offers, at)?;
        for conflict in checker.check(offered.list()).map_err(refusal)? {
            each(&offered, &conflict, at)?;
        }
    }
    Ok(())
}

/// How far a conflict is beyond its rule. An agreement is broken or kept: there is no more or less of it.
fn magnitude(conflict: &Conflict) -> f64 {
    conflict.magnitude_ratio.unwrap_or(1.0)
}

/// What the rules find today, and what they find when coming promotions begin that they do not find before.
fn checked(
    context: &Context<'_>,
    offers: &Offers,
    now: DateTime<FixedOffset>,
) -> Result<(Vec<Found>, BTreeMap<String, f64>), ReviewError> {
    let (mut rows, mut known) = (Vec::new(), BTreeMap::new());
    check(
        context.inputs,
        context.inputs.promotions.as_ref(),
        context.currency,
        offers,
        now,
        |offered, conflict, at| {
            if let Some(worst) = known.get_mut(&conflict.conflict_id) {
                *worst = magnitude(conflict).max(*worst);
                return Ok(());
            }
            known.insert(conflict.conflict_id.clone(), magnitude(conflict));
            rows.push(found(context, offered, conflict, Some(at).filter(|at| *at > now))?);
            Ok(())
        },
    )?;
    Ok((rows, known))
}

/// A conflict of the kernel as a row of the section.
fn found(
    context: &Context<'_>,
    offered: &Offered<'_>,
    conflict: &Conflict,
    from: Option<DateTime<FixedOffset>>,
) -> Result<Found, ReviewError> {
    let sku = conflict.sku.as_str();
    let between = match &conflict.evidence {
        Evidence::Pair(pair) => Some((pair.low.channel_id.clone(), pair.high.channel_id.clone())),
        Evidence::Reference(it) => it.reference_channel.as_ref().map(|reference| {
            let own = it.offer.channel_id.clone();
            let below = it.deviation.is_sign_negative();
            if below { (own, reference.clone()) } else { (reference.clone(), own) }
        }),
        _ => None,
    };
    let of_parties: BTreeSet<&str> = conflict.parties.iter().filter_map(|id| offered.channel(id)).collect();
    let channels: Vec<String> = of_parties.into_iter().map(str::to_owned).collect();
    let (score, level) = context.severity(weight(conflict.kind), magnitude(conflict), sku, &channels)?;
    let fix = fix::of(context, offered, conflict)?;
    let mut promotions: Vec<String> = conflict.parties.iter().flat_map(|id| offered.promotions(id)).cloned().collect();
    promotions.sort_unstable();
    promotions.dedup();
    let explained = conflict.explain(Locale::En);
    Ok(Found {
        conflict_id: conflict.conflict_id.clone(),
        kind: conflict.kind.as_str(),
        score,
        level,
        rule_id: conflict.rule_id.clone(),
        sku: conflict.sku.clone(),
        name: context.name(sku),
        channels,
        between,
        offers: conflict.parties.clone(),
        magnitude_ratio: conflict.magnitude_ratio,
        stake: if from.is_some() { None } else { fix::stake(context, offered, conflict)? },
        from,
        promotions,
        what: explained.lines().next().unwrap_or_default().to_owned(),
        units: None,
        fix,
    })
}
