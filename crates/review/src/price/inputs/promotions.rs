//! What is promised on top? `promotions.json`: a set of promotions as `pricing.detect_conflicts` takes it, or their list alone.

use crate::error::{Place, ReviewError};
use crate::files::Files;
use mercato_pricing::{Conflicts, DetectConflictsInput, PricingError, Promotion, PromotionSet, detect_conflicts};
use std::path::PathBuf;

/// The promotions, checked and compiled.
#[derive(Debug)]
pub(in crate::price) struct Promotions {
    pub(in crate::price) file: PathBuf,
    pub(in crate::price) list: Vec<Promotion>,
    pub(in crate::price) set: PromotionSet,
    pub(in crate::price) conflicts: Conflicts,
}

impl Promotions {
    pub(super) fn read(files: &Files<'_>) -> Result<Option<Self>, ReviewError> {
        let Some((file, text)) = files.text("promotions.json")? else { return Ok(None) };
        let parsed = if text.trim_start().starts_with('[') {
            serde_json::from_str::<Vec<Promotion>>(&text)
        } else {
            serde_json::from_str::<DetectConflictsInput>(&text).map(|input| input.promotions)
        };
        let list = parsed.map_err(|error| {
            let line = u64::try_from(error.line()).unwrap_or(1).max(1);
            let remedy = "docs/ops/pricing.md lists the keys of every promotion";
            ReviewError::input(Place::line(&file, line), format!("it is no set of promotions: {error}"), remedy)
        })?;
        let wrong = |error: PricingError| {
            ReviewError::input(Place::file(&file), error.to_string(), "correct all of them: the paths count from 0")
        };
        let set = PromotionSet::compile_ref(&list).map_err(wrong)?;
        let input = DetectConflictsInput { promotions: list };
        let conflicts = detect_conflicts(&input).map_err(wrong)?;
        Ok(Some(Self { list: input.promotions, set, conflicts, file }))
    }
}
