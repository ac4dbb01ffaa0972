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
        let wrong = |error: PricingError| {
            let remedy = "correct all of them: the paths count from 0, and docs/pricing.md shows every promotion";
            ReviewError::input(Place::file(&file), error.to_string(), remedy)
        };
        let list = Promotion::list_from_json(&text).map_err(wrong)?;
        let set = PromotionSet::compile_ref(&list).map_err(wrong)?;
        let input = DetectConflictsInput { promotions: list };
        let conflicts = detect_conflicts(&input).map_err(wrong)?;
        Ok(Some(Self { list: input.promotions, set, conflicts, file }))
    }
}
