//! Which few items carry most of the value, and how steady is their demand?
//!
//! ABC: items by falling value (ties by id); the class is that of the share accumulated before the item: below `a` it is A,
//! below `b` it is B, else C; an item without value is C. An item that alone exceeds `a` is thus A, where rules that look at
//! the share after the item call it B. XYZ: by the coefficient of variation `cv = σ/μ` of the demand (population standard
//! deviation): up to `x` it is X, up to `y` it is Y, else Z; without demand it is Z and has no `cv`.
//!
//! Source: Dickie (1951) for ABC; Scholz-Reiter et al. (2012) for XYZ by the coefficient of variation. Both classes are decided
//! on exact numbers; a demand counts as the decimal that it prints as.

use crate::check::unique;
use crate::error::InventoryError;
use crate::exact::positive;
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Deserializer, Serialize};

/// An item to classify.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AbcXyzItem {
    /// Its id, unique.
    pub id: String,
    /// Its value a period (sales, margin or cost), at least 0.
    #[serde(with = "DecimalString")]
    pub value: Decimal,
    /// The demand of each period, each at least 0; at least one. No XYZ class if left out.
    pub demand: Option<Vec<f64>>,
}

/// What [`abc_xyz`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AbcXyzInput {
    /// The items.
    pub items: Vec<AbcXyzItem>,
    /// Share of the value up to which items are A, above 0; 0.8 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub a_threshold: Option<Decimal>,
    /// Share of the value up to which items are B, above `a_threshold`, at most 1; 0.95 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub b_threshold: Option<Decimal>,
    /// Coefficient of variation up to which demand is X, at least 0; 0.5 if left out.
    pub x_threshold: Option<f64>,
    /// Coefficient of variation up to which demand is Y, above `x_threshold`; 1 if left out.
    pub y_threshold: Option<f64>,
}

/// The class by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AbcClass {
    /// The few that carry most.
    A,
    /// The next.
    B,
    /// The many that carry little.
    C,
}

/// The class by steadiness of demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum XyzClass {
    /// Steady.
    X,
    /// Variable.
    Y,
    /// Erratic, or none.
    Z,
}

/// An item's rank and classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AbcXyzLine {
    /// The item.
    pub id: String,
    /// Its place by value, from 1.
    pub rank: usize,
    /// The class by value.
    pub abc: AbcClass,
    /// The share of the value of this item and those before it; 0 if nothing has value.
    pub cumulative_share: f64,
    /// The class by steadiness; absent without demand figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xyz: Option<XyzClass>,
    /// The coefficient of variation; absent without demand figures, null where the mean demand is 0.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub cv: Option<Option<f64>>,
}

/// The items by rank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AbcXyz {
    /// The items, the most valuable first.
    pub items: Vec<AbcXyzLine>,
}

/// A `null` that is there is told apart from a key that is not.
#[allow(clippy::option_option, reason = "an item without demand figures and one without demand are two answers")]
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<f64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The classes of every item, O(n log n).
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{AbcClass, AbcXyzInput, AbcXyzItem, XyzClass, abc_xyz};
/// let item = |id: &str, value: i64, demand: [f64; 3]| AbcXyzItem {
///     id: id.to_owned(),
///     value: Decimal::from(value),
///     demand: Some(demand.to_vec()),
/// };
/// let items = vec![item("slow", 10, [0.0, 0.0, 30.0]), item("best", 90, [10.0, 10.0, 10.0])];
/// let ranked = abc_xyz(&AbcXyzInput { items, ..AbcXyzInput::default() })?.items;
/// // before `best` nothing is accumulated, before `slow` nine tenths
/// assert_eq!((ranked[0].id.as_str(), ranked[0].abc, ranked[0].xyz), ("best", AbcClass::A, Some(XyzClass::X)));
/// assert_eq!((ranked[1].abc, ranked[1].cv), (AbcClass::B, Some(Some(2_f64.sqrt()))));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `duplicate_id` for an id twice; `invalid_argument` for a value or demand below 0 or not finite, an empty demand list,
/// thresholds outside `0 < a < b ≤ 1` or `0 ≤ x < y`; `overflow` if the values need more than 128 bits at one scale.
pub fn abc_xyz(input: &AbcXyzInput) -> Result<AbcXyz, InventoryError> {
    unique("items", input.items.iter().map(|item| item.id.as_str()))?;
    let steadiness = Steadiness::new(input.x_threshold, input.y_threshold)?;
    let (a, b) = shares(input)?;
    let units = common_units(&input.items)?;
    let total = units
        .iter()
        .try_fold(0_i128, |total, value| total.checked_add(*value))
        .ok_or_else(|| Error::overflow("items", "the total value", "a 128-bit integer"))?;
    // a share below a threshold is a whole number of units below the threshold's, rounded up
    let limit = |share: Exact| {
        (share * Exact::from(total))
            .to_integer(Rounding::Ceil)
            .ok_or_else(|| Error::overflow("items", "the total value", "a 128-bit integer"))
    };
    let (a, b) = (limit(a)?, limit(b)?);
    let mut order: Vec<(i128, &AbcXyzItem, usize)> =
        units.iter().zip(&input.items).zip(0_usize..).map(|((units, item), index)| (*units, item, index)).collect();
    order.sort_unstable_by(|(a, item, _), (b, other, _)| b.cmp(a).then_with(|| item.id.cmp(&other.id)));
    let (mut before, mut items) = (0_i128, Vec::with_capacity(order.len()));
    for (place, (units, item, index)) in order.into_iter().enumerate() {
        let abc = match before {
            _ if units == 0 => AbcClass::C,
            before if before < a => AbcClass::A,
            before if before < b => AbcClass::B,
            _ => AbcClass::C,
        };
        before = before.saturating_add(units);
        let class = item.demand.as_ref().map(|demand| steadiness.class(demand));
        let (xyz, cv) = class.transpose().map_err(|error| error.at("items", index))?.unzip();
        items.push(AbcXyzLine {
            id: item.id.clone(),
            rank: place.saturating_add(1),
            abc,
            cumulative_share: share(before, total)?,
            xyz,
            cv,
        });
    }
    Ok(AbcXyz { items })
}

/// The thresholds of A and B.
fn shares(input: &AbcXyzInput) -> Result<(Exact, Exact), Error> {
    let a_threshold = input.a_threshold.unwrap_or(Decimal::from_parts(8, 0, 0, false, 1));
    let b_threshold = input.b_threshold.unwrap_or(Decimal::from_parts(95, 0, 0, false, 2));
    let (a, b) = (positive("a_threshold", &a_threshold)?, positive("b_threshold", &b_threshold)?);
    if b > Exact::ONE {
        return Err(Error::invalid("b_threshold", b_threshold, "must be at most 1"));
    }
    if a >= b {
        return Err(Error::invalid("a_threshold", a_threshold, format!("must be below b_threshold {b_threshold}")));
    }
    Ok((a, b))
}

/// The values as whole numbers of one unit, `10^-scale` with the largest scale needed.
fn common_units(items: &[AbcXyzItem]) -> Result<Vec<i128>, Error> {
    let scale = items.iter().map(|item| item.value.scale()).max().unwrap_or(0);
    let units = |(index, item): (usize, &AbcXyzItem)| {
        let (mantissa, missing) = (item.value.mantissa(), scale.saturating_sub(item.value.scale()));
        if mantissa < 0 {
            return Err(Error::invalid(format!("items[{index}].value"), item.value, "must be at least 0"));
        }
        10_i128.checked_pow(missing).and_then(|power| mantissa.checked_mul(power)).ok_or_else(|| {
            Error::overflow(format!("items[{index}].value"), item.value, "128 bits at the scale of the finest value")
        })
    };
    items.iter().enumerate().map(units).collect()
}

/// The double nearest to `part / total`; 0 of nothing.
fn share(part: i128, total: i128) -> Result<f64, Error> {
    /// Integers up to this are doubles, and the quotient of two doubles is correctly rounded.
    const WHOLE: i64 = 1 << 53;
    if total == 0 {
        return Ok(0.0);
    }
    if let (Ok(part), Ok(total @ 0..=WHOLE)) = (i64::try_from(part), i64::try_from(total)) {
        return Ok(part as f64 / total as f64);
    }
    Exact::from(part).checked_div(&Exact::from(total)).map_or(Ok(0.0), |share| share.to_f64("cumulative_share"))
}

/// The thresholds of X and Y, squared: a `cv` is compared by its square, which is a quotient.
struct Steadiness {
    x: Exact,
    y: Exact,
}

impl Steadiness {
    fn new(x: Option<f64>, y: Option<f64>) -> Result<Self, Error> {
        let (x_threshold, y_threshold) = (x.unwrap_or(0.5), y.unwrap_or(1.0));
        let (x, y) = (exact("x_threshold", x_threshold)?, exact("y_threshold", y_threshold)?);
        if x >= y {
            return Err(Error::invalid("x_threshold", x_threshold, format!("must be below y_threshold {y_threshold}")));
        }
        Ok(Self { x: &x * &x, y: &y * &y })
    }

    /// The class and the coefficient of variation, `σ²/μ² = nΣd²/(Σd)² − 1`.
    fn class(&self, demand: &[f64]) -> Result<(XyzClass, Option<f64>), Error> {
        crate::check::not_empty("demand", demand)?;
        let (mut sum, mut squares, mut count) = (Exact::ZERO, Exact::ZERO, Exact::ZERO);
        for (index, value) in demand.iter().enumerate() {
            let value = exact("", *value).map_err(|error| error.named(format!("demand[{index}]")))?;
            squares = squares + &value * &value;
            sum = sum + value;
            count = count + Exact::ONE;
        }
        let Some(ratio) = (squares * count).checked_div(&(&sum * &sum)) else { return Ok((XyzClass::Z, None)) };
        let variance = ratio - Exact::ONE;
        let class = if variance <= self.x {
            XyzClass::X
        } else if variance <= self.y {
            XyzClass::Y
        } else {
            XyzClass::Z
        };
        Ok((class, Some(variance.to_f64("cv")?.sqrt())))
    }
}

/// The decimal that a double prints as; refused if it is not finite or below 0.
fn exact(path: &str, value: f64) -> Result<Exact, Error> {
    /// Whole numbers up to this are doubles, and need no text.
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    crate::check::non_negative(path, value)?;
    if value <= WHOLE && value.fract() == 0.0 {
        #[allow(clippy::cast_possible_truncation, reason = "a whole number within 2^53")]
        return Ok(Exact::from(value as i64));
    }
    Exact::from_f64_shortest(value).ok_or_else(|| Error::invalid(path, value, "must be finite"))
}
