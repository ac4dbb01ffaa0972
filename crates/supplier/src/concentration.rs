//! How dependent is the business on whom? The concentration of what it spends.
//!
//! With `s_i` the share of supplier i in the spend: `hhi = S s_i^2` from 1/n (equal shares) to 1 (a single supplier), `1/hhi` as many
//! suppliers of equal share would be as concentrated, `cr3` the sum of the three largest shares. A business is
//! single-sourced where the largest share is at least the threshold (less 1e-12 for its rounding).
//!
//! Source: the Herfindahl-Hirschman index, O. C. Herfindahl (1950) and A. O. Hirschman (1945); U.S. Department of Justice,
//! "Horizontal Merger Guidelines", which counts in squares of per cent: 10,000 of theirs are 1 here.

use crate::check;
use crate::error::SupplierError;
use mercato_core::{Decimal, DecimalString, Error, Exact};
use serde::{Deserialize, Serialize};

/// What is spent with a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SupplierSpend {
    /// The supplier, not blank.
    pub id: String,
    /// What is spent with it, at least 0.
    #[serde(with = "DecimalString")]
    pub spend: Decimal,
}

/// What [`supply_concentration`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SupplyConcentrationInput {
    /// The spend by supplier, in one currency.
    pub spends: Vec<SupplierSpend>,
    /// The share from which a business is single-sourced, 0 to 1; 0.8 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub single_source_threshold: Option<f64>,
}

/// How concentrated the spend is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SupplyConcentration {
    /// The Herfindahl-Hirschman index on shares, above 0 up to 1.
    pub hhi: f64,
    /// Its inverse: suppliers of equal share that would be as concentrated.
    pub effective_suppliers: f64,
    /// The largest share.
    pub top_share: f64,
    /// The three largest shares together.
    pub cr3: f64,
    /// Whether the largest share is at the threshold or above.
    pub single_sourced: bool,
    /// The supplier with the largest share; of equal ones the first by id.
    pub top_supplier: String,
}

/// The default of `single_source_threshold`.
const SINGLE_SOURCE: f64 = 0.8;

/// The concentration of the spend.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_supplier::{SupplierSpend, SupplyConcentrationInput, supply_concentration};
/// let spend = |id: &str, spend| SupplierSpend { id: id.to_owned(), spend };
/// let spends = vec![spend("a", decimal::parse("800.00")?), spend("b", decimal::parse("200.00")?)];
/// let answer = supply_concentration(&SupplyConcentrationInput { spends, single_source_threshold: None })?;
/// // 0.8^2 + 0.2^2
/// assert_eq!((answer.hhi, answer.single_sourced), (0.68, true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list, a negative spend, a total of 0, a threshold outside 0 to 1; `duplicate_id`, for the
/// lines of one supplier have to be added first.
pub fn supply_concentration(input: &SupplyConcentrationInput) -> Result<SupplyConcentration, SupplierError> {
    let threshold = check::rate("single_source_threshold", input.single_source_threshold.unwrap_or(SINGLE_SOURCE))?;
    check::not_empty("spends", &input.spends)?;
    check::unique("spends", input.spends.iter().map(|line| line.id.as_str()))?;
    let (mut total, mut squares) = (Exact::ZERO, Exact::ZERO);
    for (index, line) in input.spends.iter().enumerate() {
        let spend = Exact::from(check::price("spend", line.spend).map_err(|error| error.at("spends", index))?);
        squares = squares + &spend * &spend;
        total = total + spend;
    }
    let mut largest: Vec<&SupplierSpend> = input.spends.iter().collect();
    largest.sort_by(|a, b| b.spend.cmp(&a.spend).then_with(|| a.id.cmp(&b.id)));
    let share = |name: &str, part: &Exact, whole: &Exact| match part.checked_div(whole) {
        Some(share) => share.to_f64(name),
        None => Err(Error::invalid("spends", "a total of 0", "has no shares")),
    };
    let three: Exact = largest.iter().take(3).map(|line| Exact::from(line.spend)).sum();
    let (top, top_supplier) =
        largest.first().map_or((Exact::ZERO, String::new()), |line| (Exact::from(line.spend), line.id.clone()));
    let total_squared = &total * &total;
    let hhi = share("hhi", &squares, &total_squared)?;
    let top_share = share("top_share", &top, &total)?;
    Ok(SupplyConcentration {
        hhi,
        effective_suppliers: share("effective_suppliers", &total_squared, &squares)?,
        top_share,
        cr3: share("cr3", &three, &total)?,
        single_sourced: top_share >= threshold - 1e-12,
        top_supplier,
    })
}
