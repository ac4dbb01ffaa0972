//! What is promised on top? `promotions.json`: a set of promotions as `pricing.detect_conflicts` takes it, or their list alone.

use crate::error::{Place, ReviewError};
use crate::figures::DataFacts;
use crate::files::Files;
use chrono::{DateTime, FixedOffset, NaiveTime};
use mercato_core::{Currency, Decimal};
use mercato_pricing::{
    Cart, CartLine, Conflicts, Context, DetectConflictsInput, Options, PricingError, Promotion, PromotionSet, Trace,
    UsageById, detect_conflicts,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Starts of coming promotions that are looked at, the next first.
const MOST_STARTS: usize = 10;

/// Noon of the last day: when a review judges what holds at an instant.
pub(crate) fn noon(data: &DataFacts) -> Option<DateTime<FixedOffset>> {
    let noon = NaiveTime::from_hms_opt(12, 0, 0).map(|noon| data.last.and_time(noon))?;
    noon.and_local_timezone(FixedOffset::east_opt(data.utc_offset)?).single()
}

/// One unit, or pack, that promotions may apply to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Single<'a> {
    pub(crate) currency: Currency,
    pub(crate) sku: &'a str,
    pub(crate) channel: &'a str,
    pub(crate) price: Decimal,
    pub(crate) categories: &'a [String],
    pub(crate) tags: &'a [String],
}

/// What is paid for it, and by which promotions.
#[derive(Debug)]
pub(crate) struct Paid {
    pub(crate) amount: Decimal,
    pub(crate) promotions: Vec<String>,
}

/// The promotions, checked and compiled.
#[derive(Debug)]
pub(crate) struct Promotions {
    pub(crate) file: PathBuf,
    pub(crate) list: Vec<Promotion>,
    pub(crate) set: PromotionSet,
    pub(crate) conflicts: Conflicts,
}

impl Promotions {
    pub(crate) fn read(files: &Files<'_>) -> Result<Option<Self>, ReviewError> {
        let Some((file, text)) = files.text("promotions.json")? else { return Ok(None) };
        let list = Promotion::list_from_json(&text).map_err(|error| wrong(&file, &error))?;
        Self::of(file, list).map(Some)
    }

    fn of(file: PathBuf, list: Vec<Promotion>) -> Result<Self, ReviewError> {
        let set = PromotionSet::compile_ref(&list).map_err(|error| wrong(&file, &error))?;
        let input = DetectConflictsInput { promotions: list };
        let conflicts = detect_conflicts(&input).map_err(|error| wrong(&file, &error))?;
        Ok(Self { list: input.promotions, set, conflicts, file })
    }

    /// What would be left without some of them.
    pub(crate) fn without(&self, ended: &BTreeSet<&str>) -> Result<Self, ReviewError> {
        let left = self.list.iter().filter(|promotion| !ended.contains(&*promotion.id)).cloned();
        Self::of(self.file.clone(), left.collect())
    }

    /// This instant, and the next starts of promotions after it.
    pub(crate) fn instants(&self, now: DateTime<FixedOffset>) -> Vec<DateTime<FixedOffset>> {
        let starts: BTreeSet<DateTime<FixedOffset>> =
            self.list.iter().filter_map(|promotion| promotion.valid_from).filter(|start| *start > now).collect();
        std::iter::once(now).chain(starts.into_iter().take(MOST_STARTS)).collect()
    }

    /// Every code that a buyer can hand in.
    pub(crate) fn codes(&self) -> Vec<String> {
        let codes: BTreeSet<&String> = self.list.iter().flat_map(|promotion| &promotion.coupon_codes).collect();
        codes.into_iter().cloned().collect()
    }

    /// What one unit costs at an instant with these codes; `None` where promotions leave its price as it is.
    ///
    /// # Errors
    /// [`ReviewError::Input`] for a promotion that the currency has no coins for.
    pub(crate) fn paid(
        &self,
        single: &Single<'_>,
        at: DateTime<FixedOffset>,
        codes: &[String],
    ) -> Result<Option<Paid>, ReviewError> {
        let (category_ids, tags) = (single.categories.to_vec(), single.tags.to_vec());
        let line = CartLine { category_ids, tags, ..CartLine::new("1", single.sku, single.price, 1) };
        let cart = Cart { currency: single.currency, lines: vec![line], shipping_amount: Decimal::ZERO };
        let buyer =
            Context { channel: Some(single.channel.to_owned()), coupon_codes: codes.to_vec(), ..Context::at(at) };
        let options = Options { trace: Trace::None, ..Options::default() };
        let bought = self.set.evaluate(&cart, &buyer, &UsageById::default(), &options).map_err(|error| {
            let remedy = "correct it: amounts have the decimals of the currency of the orders";
            ReviewError::input(Place::file(&self.file), error.to_string(), remedy)
        })?;
        let paid = bought.lines.first().map(|line| line.total).filter(|paid| *paid < single.price);
        let promotions = || bought.applied.iter().map(|applied| applied.promotion_id.to_string()).collect();
        Ok(paid.map(|amount| Paid { amount, promotions: promotions() }))
    }
}

fn wrong(file: &Path, error: &PricingError) -> ReviewError {
    let remedy = "correct all of them: the paths count from 0, and docs/pricing.md shows every promotion";
    ReviewError::input(Place::file(file), error.to_string(), remedy)
}
