//! How does each supplier deliver, is it getting worse, who depends on whom, and who should get the next order?
//!
//! Every figure is a function of `mercato-supplier` or `mercato-decision`; what is decided here is what it is applied to
//! (docs/review.md).

mod awards;
mod cards;

pub(super) use awards::{Award, Awarded, Awards, Outcome};
pub(super) use cards::Card;

use super::inputs::{Quote, SupplierInputs};
use crate::cube::date;
use crate::error::{Place, ReviewError};
use crate::ranking::Ranked;
use crate::section::Ground;
use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};
use mercato_core::{Currency, Decimal, Exact, Rounding};
use mercato_kpi::LineStatus;
use mercato_supplier::{
    ReviewScheduleInput, ReviewedSupplier, ScheduledReview, SupplierError, SupplierSpend, SupplyConcentration,
    SupplyConcentrationInput, review_schedule, supply_concentration,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Where the spend comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SpendBasis {
    /// Units received x the price paid, else agreed.
    Deliveries,
    /// Units sold x the unit cost of `suppliers.csv`.
    Orders,
}

/// The supplier section.
#[derive(Debug)]
pub(super) struct Sourcing {
    /// The day on which deliveries are judged.
    pub(super) as_of: NaiveDate,
    /// The first day of spend and of money lost.
    pub(super) since: NaiveDate,
    /// The first day of the demand of an award.
    pub(super) demand_since: NaiveDate,
    /// By score, the highest first, then those without one; by name.
    pub(super) cards: Vec<Card>,
    /// Suppliers that are compared with one another, where there are two or more.
    pub(super) ranked: Option<Ranked>,
    /// By criterion of the ranking: how many had no figure, so that the worst of the others stands there.
    pub(super) imputed: usize,
    pub(super) reviews: Vec<ScheduledReview>,
    pub(super) concentration: Option<SupplyConcentration>,
    pub(super) spend_basis: SpendBasis,
    pub(super) awards: Option<Awards>,
    /// A month, in the history: paid for units that were defective; paid above the agreed price.
    pub(super) defects_a_month: Decimal,
    pub(super) overpaid_a_month: Decimal,
}

/// What everything is computed from.
pub(super) struct Context<'a> {
    ground: &'a Ground<'a>,
    inputs: &'a SupplierInputs,
    currency: Currency,
    as_of: NaiveDate,
    /// Units sold since the first day of the demand, by sku.
    demand: HashMap<&'a str, i64>,
    demand_since: NaiveDate,
    demand_days: i64,
    skus: HashSet<&'a str>,
    names: HashMap<&'a str, &'a str>,
}

/// The refusal of a figure of the supplier section.
fn figure(figure: impl Into<String>) -> impl FnOnce(SupplierError) -> ReviewError {
    ReviewError::of_section(figure)
}

fn before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(chrono::Days::new(u64::from(days).saturating_sub(1))).unwrap_or(day)
}

impl<'a> Context<'a> {
    fn new(ground: &'a Ground<'a>, inputs: &'a SupplierInputs) -> Result<Self, ReviewError> {
        let cleaned = ground.cleaned;
        let currency =
            Currency::try_from(cleaned.currency).map_err(|error| figure("currency of the quotes")(error.into()))?;
        let last = ground.data.last;
        let demand_since = before(last, inputs.policy.demand_days).max(ground.data.first);
        let (_, count) = cleaned.cleaner.distinct();
        let lines = &cleaned.lines;
        let mut demand: HashMap<&str, i64> = HashMap::new();
        for (at, status) in lines.status.iter().enumerate() {
            let day = lines.day.get(at).copied().unwrap_or_default();
            if *status != LineStatus::Completed || date(day) < demand_since {
                continue;
            }
            if let Some(sku) = lines.sku.get(at) {
                let units = demand.entry(cleaned.cleaner.sku(*sku)).or_default();
                *units = units.saturating_add(lines.quantity.get(at).copied().unwrap_or_default().max(0));
            }
        }
        let mut names = HashMap::new();
        for id in (0_u32..).take(count) {
            let name = usize::try_from(id).ok().and_then(|id| lines.names.get(id)).and_then(Option::as_deref);
            if let Some(name) = name {
                names.insert(cleaned.cleaner.sku(id), name);
            }
        }
        Ok(Self {
            ground,
            inputs,
            currency,
            as_of: ground.settings.as_of.unwrap_or(last),
            demand,
            demand_since,
            demand_days: last.signed_duration_since(demand_since).num_days().saturating_add(1),
            skus: (0_u32..).take(count).map(|id| cleaned.cleaner.sku(id)).collect(),
            names,
        })
    }

    /// An exact amount at the decimals of the review.
    fn rounded(&self, name: &str, amount: &Exact) -> Result<Decimal, ReviewError> {
        let scale = self.ground.settings.decimals();
        amount.round(name, scale, Rounding::HalfEven).map_err(|error| figure(name)(error.into()))
    }

    /// What an amount over so many days makes in a mean month.
    fn a_month(&self, amount: &Exact, days: i64) -> Result<Decimal, ReviewError> {
        self.rounded("money a month", &crate::sales::a_month(amount, days))
    }

    /// Refuses rows that name what exists nowhere.
    fn check(&self, suppliers: &BTreeSet<&str>) -> Result<(), ReviewError> {
        let inputs = self.inputs;
        let known = |sku: &str| {
            self.skus.contains(sku)
                || inputs.terms.as_ref().is_some_and(|terms| terms.rows.contains_key(sku))
                || self.ground.settings.exclude_skus.iter().any(|excluded| excluded == sku)
        };
        let refuse = |file: &Path, line: u64, sku: &str| {
            let problem = format!("{sku:?} is in no order line that counts and not in suppliers.csv");
            let place = Place::line(file, line).column("sku");
            Err(ReviewError::input(place, problem, "correct the sku, or give the article a row in suppliers.csv"))
        };
        if let Some(deliveries) = &inputs.deliveries {
            for (sku, line) in deliveries.sku.iter().zip(&deliveries.lines) {
                let sku = sku.and_then(|sku| deliveries.skus.get(sku));
                if let Some(sku) = sku.filter(|sku| !known(sku)) {
                    return refuse(&deliveries.file, *line, sku);
                }
            }
        }
        if let Some(quotes) = &inputs.quotes {
            let strange = quotes.rows.iter().filter(|(sku, _)| !known(sku));
            let first = |quotes: &BTreeMap<String, Quote>| quotes.values().map(Quote::line).min().unwrap_or(1);
            if let Some((line, sku)) = strange.map(|(sku, quotes)| (first(quotes), sku)).min() {
                return refuse(&quotes.file, line, sku);
            }
        }
        let strange = inputs.policy.suppliers.iter().filter(|(name, _)| !suppliers.contains(name.as_str()));
        if let (Some((name, told)), Some(file)) = (strange.min_by_key(|(_, told)| told.line), &inputs.policy.file) {
            let problem = format!("{name:?} is a supplier in none of suppliers.csv, deliveries.csv and quotes.csv");
            return Err(ReviewError::input(Place::line(file, told.line), problem, "write it as the files do"));
        }
        Ok(())
    }
}

impl Sourcing {
    pub(super) fn of(ground: &Ground<'_>, inputs: &SupplierInputs) -> Result<Self, ReviewError> {
        let context = Context::new(ground, inputs)?;
        let mut names: BTreeSet<&str> = BTreeSet::new();
        names.extend(inputs.terms.iter().flat_map(|terms| terms.rows.values()).map(|term| term.supplier.as_str()));
        if let Some(deliveries) = &inputs.deliveries {
            names.extend((0_u32..).map_while(|id| deliveries.names.get(id)));
        }
        names.extend(
            inputs.quotes.iter().flat_map(|quotes| quotes.rows.values()).flat_map(|of| of.keys()).map(String::as_str),
        );
        context.check(&names)?;
        let since = before(context.as_of, inputs.policy.history_days);
        let metrics = cards::metrics(&context)?;
        let awards = inputs.quotes.as_ref().map(|quotes| awards::award(&context, quotes, &metrics)).transpose()?;
        let mut cards = cards::cards(&context, &names, &metrics, awards.as_ref())?;
        let money = cards::money(&context, &mut cards, since)?;
        let (ranked, imputed) = cards::rank(&context, &cards)?;
        let by_score = |card: &Card| card.scorecard.as_ref().map_or(-1.0, |card| card.score);
        cards.sort_by(|a, b| by_score(b).total_cmp(&by_score(a)).then_with(|| a.name.cmp(&b.name)));
        Ok(Self {
            as_of: context.as_of,
            since,
            demand_since: context.demand_since,
            ranked,
            imputed,
            reviews: reviews(&context, &cards)?,
            concentration: concentration(&context, &cards)?,
            spend_basis: money.basis,
            awards,
            defects_a_month: money.defects,
            overpaid_a_month: money.overpaid,
            cards,
        })
    }

    pub(super) fn card(&self, name: &str) -> Option<&Card> {
        self.cards.iter().find(|card| card.name == name)
    }
}

/// When the suppliers with a grade and a review on record are due.
fn reviews(context: &Context<'_>, cards: &[Card]) -> Result<Vec<ScheduledReview>, ReviewError> {
    let policy = &context.inputs.policy;
    let mut suppliers = Vec::new();
    for card in cards {
        let (Some(told), Some(scored)) = (policy.suppliers.get(&card.name), &card.scorecard) else { continue };
        let Some(last) = told.last_review_date else { continue };
        if let (true, Some(file)) = (last > context.as_of, &policy.file) {
            let problem = format!("supplier.{}.last_review_date {last} is after the last day of the review", card.name);
            return Err(ReviewError::input(
                Place::line(file, told.line),
                problem,
                "give the day of a review that was held",
            ));
        }
        suppliers.push(ReviewedSupplier {
            id: card.name.clone(),
            grade: scored.grade.clone(),
            last_review_date: last,
            contract_end_date: told.contract_end_date,
            notice_period_days: told.notice_period_days.map(u64::from),
        });
    }
    if suppliers.is_empty() {
        return Ok(Vec::new());
    }
    let interval_months = policy.grades.iter().map(|rule| (rule.grade.clone(), rule.review_months)).collect();
    let asked = ReviewScheduleInput { as_of: context.as_of, interval_months, suppliers };
    Ok(review_schedule(&asked).map_err(figure("review dates of the suppliers"))?.reviews)
}

fn concentration(context: &Context<'_>, cards: &[Card]) -> Result<Option<SupplyConcentration>, ReviewError> {
    let spends: Vec<SupplierSpend> = cards
        .iter()
        .filter(|card| !card.spend.is_zero())
        .map(|card| SupplierSpend { id: card.name.clone(), spend: card.spend })
        .collect();
    if spends.is_empty() {
        return Ok(None);
    }
    let threshold = Some(context.inputs.policy.single_source_threshold);
    let asked = SupplyConcentrationInput { spends, single_source_threshold: threshold };
    supply_concentration(&asked).map(Some).map_err(figure("concentration of the spend"))
}
