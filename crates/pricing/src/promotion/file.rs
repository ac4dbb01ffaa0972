//! A file of promotions, read whole or refused whole: whoever corrects it learns of every mistake at once.

use super::check;
use super::description::Promotion;
use crate::error::PricingError;
use mercato_core::{Error, wire};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The file's other form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named<'a> {
    #[serde(borrow)]
    promotions: Vec<&'a RawValue>,
}

impl Promotion {
    /// The promotions of a JSON text: a list of them, or `{"promotions": [...]}`.
    ///
    /// serde stops at the first promotion that it cannot read; this goes on, and checks those that it can read as
    /// [`PromotionSet::compile`](super::PromotionSet::compile) does. What is returned compiles.
    ///
    /// ```
    /// use mercato_core::Coded;
    /// use mercato_pricing::{PricingError, Promotion};
    /// let file = r#"[
    ///   {"id": "a", "effect": {"type": "percent_off", "rate": "1.5"}},
    ///   {"id": "b", "effect": {"type": "amount_off", "amount": "5.00"}, "limits": {"max_unit": 2}}
    /// ]"#;
    /// let Err(PricingError::Several(mistakes)) = Promotion::list_from_json(file) else { panic!("two mistakes") };
    /// let paths: Vec<_> = mistakes.iter().filter_map(Coded::path).collect();
    /// assert_eq!(paths, ["promotions[1].limits.max_unit", "promotions[0].effect.rate"]);
    /// ```
    ///
    /// # Errors
    /// Every mistake with its path, the promotions that are none first: `invalid_argument` for what is no JSON, no list or no
    /// promotion; then as [`PromotionSet::compile`](super::PromotionSet::compile).
    pub fn list_from_json(json: &str) -> Result<Vec<Self>, PricingError> {
        let parts: Vec<&RawValue> = if json.trim_ascii_start().starts_with('[') {
            serde_json::from_str(json)
        } else {
            serde_json::from_str(json).map(|named: Named<'_>| named.promotions)
        }
        .map_err(|error| Error::invalid("promotions", "the text", format!("is no list of promotions: {error}")))?;
        let mut mistakes = Vec::new();
        let mut places = Vec::with_capacity(parts.len());
        let mut promotions = Vec::with_capacity(parts.len());
        let (mut line, mut counted) = (1_usize, 0_usize);
        for (place, part) in parts.into_iter().enumerate() {
            let start = part.get().as_ptr().addr().saturating_sub(json.as_ptr().addr());
            let before = json.get(counted..start).unwrap_or_default();
            line = line.saturating_add(before.matches('\n').count());
            counted = start;
            match read(part.get(), line) {
                Ok(promotion) => {
                    places.push(place);
                    promotions.push(promotion);
                }
                Err(mistake) => mistakes.push(mistake.at("promotions", place)),
            }
        }
        mistakes.extend(check::mistakes(places.into_iter().zip(&promotions)));
        PricingError::all(mistakes).map(|()| promotions)
    }
}

/// The promotion that begins in `line` of the file.
fn read(json: &str, line: usize) -> Result<Promotion, Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { path };
        let (text, inner) = (error.inner().to_string(), error.inner());
        // a position in this promotion alone is none in the file
        let position = format!(" at line {} column {}", inner.line(), inner.column());
        let (_, what) = wire::split(text.strip_suffix(&position).unwrap_or(&text));
        let line = line.saturating_add(inner.line().saturating_sub(1));
        Error::invalid(path, format_args!("line {line}"), format!("is no part of a promotion: {what}"))
    })
}
