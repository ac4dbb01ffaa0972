//! How is an amount shared out so that no minor unit is lost? Largest remainders (Hamilton's method).
//!
//! Part i gets `floor(total x w_i / W)` units, `W` the sum of the weights; the units still missing go one each to the parts
//! with the largest fractional remainders, ties to the smaller index. A negative total is shared by magnitude and negated.
//! The parts always sum to the total, each is less than one unit from its exact share, a weight of 0 gets 0, and where the
//! total does not exceed `W` (weights being amounts), no part exceeds its weight.
//!
//! Source: M. L. Balinski, H. P. Young, "Fair Representation" (2nd ed., 2001), chapter 2.

use crate::error::Error;
use crate::exact::Exact;
use crate::rounding::Rounding;
use num_bigint::BigUint;
use rust_decimal::Decimal;

/// Shares `total` minor units by whole weights.
///
/// ```
/// use mercato_core::allocate;
/// assert_eq!(allocate(100, &[1, 1, 1])?, [34, 33, 33]);
/// assert_eq!(allocate(-5, &[3, 0, 7])?, [-2, 0, -3]); // 1.5 and 3.5: the tie goes to the first
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// Time O(n) expected, one allocation beside the answer's.
///
/// # Errors
/// `invalid_argument` if `weights` is empty or all 0.
pub fn allocate(total: i64, weights: &[u64]) -> Result<Vec<i64>, Error> {
    let sum = weights.iter().map(|weight| u128::from(*weight)).sum::<u128>();
    if sum == 0 {
        return Err(no_weight(weights.len()));
    }
    let magnitude = total.unsigned_abs();
    let share = |weight: u64| {
        // 64 x 64 bits never exceed 128; the quotient never exceeds the total
        let product = u128::from(magnitude).wrapping_mul(weight.into());
        match (u64::try_from(product), u64::try_from(sum)) {
            // one 64-bit division is several times faster than one of 128 bits
            (Ok(product), Ok(sum)) => {
                (product.checked_div(sum).unwrap_or(0), product.checked_rem(sum).unwrap_or(0).into())
            }
            _ => (
                product.checked_div(sum).and_then(|whole| u64::try_from(whole).ok()).unwrap_or(0),
                product.checked_rem(sum).unwrap_or(0),
            ),
        }
    };
    let shares: Vec<(u64, u128)> = weights.iter().map(|weight| share(*weight)).collect();
    Ok(hand_out(total, &shares))
}

/// Shares `total` minor units over units that come in runs of equal weights, each a weight and a count: what every run gets
/// together. The same as [`allocate`] over the units one by one, at the cost of the runs.
///
/// ```
/// use mercato_core::allocate_runs;
/// // four units that weigh 3, two that weigh 2
/// assert_eq!(allocate_runs(10, &[(3, 4), (2, 2)])?, [8, 2]); // 2+2+2+2 and 1+1
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// Time O(n log n) in the number of runs.
///
/// # Errors
/// `invalid_argument` if `runs` is empty or has no weight; `overflow` if the weights sum beyond 64 bits.
pub fn allocate_runs(total: i64, runs: &[(u64, u64)]) -> Result<Vec<i64>, Error> {
    let overflow = || Error::overflow("runs", "the sum of the weights", "64 bits");
    let mut sum = 0_u64;
    for (weight, count) in runs {
        sum = weight.checked_mul(*count).and_then(|run| sum.checked_add(run)).ok_or_else(overflow)?;
    }
    let magnitude = total.unsigned_abs();
    // of each unit: the whole part, and what is left of the product; neither exceeds 64 bits, as no weight exceeds the sum
    let share = |weight: u64| {
        let product = u128::from(magnitude).wrapping_mul(weight.into());
        let (whole, rest) = (product.checked_div(sum.into())?, product.checked_rem(sum.into())?);
        Some((u64::try_from(whole).ok()?, rest))
    };
    let shares: Option<Vec<(u64, u128)>> = runs.iter().map(|(weight, _)| share(*weight)).collect();
    let shares = shares.ok_or_else(|| no_weight(runs.len()))?;
    let whole = |(share, run): (&(u64, u128), &(u64, u64))| share.0.saturating_mul(run.1);
    let mut parts: Vec<u64> = shares.iter().zip(runs).map(whole).collect();
    // fewer units are missing than there are units
    let mut missing = parts.iter().fold(magnitude, |left, part| left.saturating_sub(*part));
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by_key(|index| shares.get(*index).map(|(_, rest)| std::cmp::Reverse(*rest)));
    for index in order {
        if let (Some(part), Some((_, count))) = (parts.get_mut(index), runs.get(index)) {
            let given = missing.min(*count);
            *part = part.saturating_add(given);
            missing = missing.saturating_sub(given);
        }
    }
    Ok(parts.into_iter().map(|part| signed(part, total)).collect())
}

/// The magnitude with the sign of the total.
const fn signed(magnitude: u64, total: i64) -> i64 {
    if total < 0 { 0_i64.wrapping_sub_unsigned(magnitude) } else { magnitude.cast_signed() }
}

/// Shares `total` minor units by decimal weights of any scale.
///
/// ```
/// use mercato_core::{allocate_by, decimal};
/// let weights = [decimal::parse("0.5")?, decimal::parse("0.25")?, decimal::parse("0.25")?];
/// assert_eq!(allocate_by(999, &weights)?, [499, 250, 250]);
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// # Errors
/// `invalid_argument` if `weights` is empty or all 0 (path `weights`), or one is negative (path `weights[i]`).
pub fn allocate_by(total: i64, weights: &[Decimal]) -> Result<Vec<i64>, Error> {
    let scale = weights.iter().map(Decimal::scale).max().unwrap_or(0);
    let mut whole = Vec::with_capacity(weights.len());
    for (index, weight) in weights.iter().enumerate() {
        let mantissa = u128::try_from(weight.mantissa())
            .map_err(|_| Error::invalid(format!("weights[{index}]"), weight, "must be at least 0"))?;
        whole.push((mantissa, scale.saturating_sub(weight.scale())));
    }
    let narrow = |(mantissa, steps): &(u128, u32)| {
        let product = mantissa.checked_mul(crate::decimal::power_of_ten(*steps)?)?;
        u64::try_from(product).ok()
    };
    match whole.iter().map(narrow).collect::<Option<Vec<u64>>>() {
        Some(narrow) => allocate(total, &narrow),
        None => allocate_wide(total, &whole),
    }
}

/// Weights beyond 64 bits once they share a scale: the same method in arbitrary precision.
fn allocate_wide(total: i64, weights: &[(u128, u32)]) -> Result<Vec<i64>, Error> {
    let weights: Vec<BigUint> =
        weights.iter().map(|(mantissa, steps)| BigUint::from(*mantissa) * BigUint::from(10_u32).pow(*steps)).collect();
    let sum: BigUint = weights.iter().sum();
    if sum.bits() == 0 {
        return Err(no_weight(weights.len()));
    }
    let shares: Option<Vec<(u64, BigUint)>> = weights
        .iter()
        .map(|weight| {
            let product = weight * total.unsigned_abs();
            let quotient = &product / &sum;
            let rest = product - &quotient * &sum;
            Some((u64::try_from(quotient).ok()?, rest))
        })
        .collect();
    shares.map(|shares| hand_out(total, &shares)).ok_or_else(|| no_weight(weights.len()))
}

/// Shares `total` minor units by exact weights, such as products of rates.
///
/// ```
/// use mercato_core::{Exact, allocate_exact};
/// let third = Exact::ONE.checked_div(&Exact::from(3)).unwrap();
/// assert_eq!(allocate_exact(100, &[third, Exact::ONE])?, [25, 75]);
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// # Errors
/// `invalid_argument` if `weights` is empty or all 0 (path `weights`), or one is negative (path `weights[i]`).
pub fn allocate_exact(total: i64, weights: &[Exact]) -> Result<Vec<i64>, Error> {
    if let Some(index) = weights.iter().position(Exact::is_negative) {
        return Err(Error::invalid(format!("weights[{index}]"), "a negative weight", "must be at least 0"));
    }
    let sum: Exact = weights.iter().cloned().sum();
    let magnitude = Exact::from(total.unsigned_abs());
    let share = |weight: &Exact| {
        let share = (&magnitude * weight).checked_div(&sum)?;
        let whole = u64::try_from(share.to_integer(Rounding::Floor)?).ok()?;
        Some((whole, share - Exact::from(whole)))
    };
    let shares: Option<Vec<(u64, Exact)>> = weights.iter().map(share).collect();
    match shares {
        Some(shares) if !shares.is_empty() => Ok(hand_out(total, &shares)),
        _ => Err(no_weight(weights.len())),
    }
}

fn no_weight(count: usize) -> Error {
    Error::invalid("weights", format_args!("of {count} parts"), "must have a positive sum")
}

/// The whole parts, with the missing units given to the largest remainders, and the sign of the total put back.
fn hand_out<R: Ord>(total: i64, shares: &[(u64, R)]) -> Vec<i64> {
    let given = shares.iter().map(|(whole, _)| u128::from(*whole)).sum::<u128>();
    // fewer units are missing than there are parts
    let missing = u128::from(total.unsigned_abs()).saturating_sub(given);
    let missing = usize::try_from(missing).unwrap_or(shares.len()).min(shares.len());
    let mut parts: Vec<u64> = shares.iter().map(|(whole, _)| *whole).collect();
    if missing > 0 {
        let mut order: Vec<usize> = (0..shares.len()).collect();
        let rest = |index: &usize| shares.get(*index).map(|(_, rest)| rest);
        order.select_nth_unstable_by(missing.saturating_sub(1), |a, b| rest(b).cmp(&rest(a)).then(a.cmp(b)));
        for index in order.iter().take(missing) {
            if let Some(part) = parts.get_mut(*index) {
                *part = part.saturating_add(1);
            }
        }
    }
    parts.into_iter().map(|part| signed(part, total)).collect()
}

/// An amount divided over equal units: the first [`EvenUnits::larger_count`] units get one minor unit more.
///
/// ```
/// use mercato_core::even_units;
/// let units = even_units(100, 3)?;
/// assert_eq!((units.smaller, units.larger, units.larger_count), (33, 34, 1));
/// assert_eq!(units.iter().collect::<Vec<_>>(), [34, 33, 33]);
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvenUnits {
    /// What a later unit gets: the total divided by the count, toward zero.
    pub smaller: i64,
    /// What one of the first units gets: one minor unit more in magnitude (equal to `smaller` where nothing is left over).
    pub larger: i64,
    /// How many units get `larger`.
    pub larger_count: u64,
    /// How many units there are.
    pub count: u64,
}

impl EvenUnits {
    /// The amount of each unit, in order; they sum to the total.
    pub fn iter(&self) -> impl Iterator<Item = i64> + use<> {
        let units = *self;
        (0..units.count).map(move |index| if index < units.larger_count { units.larger } else { units.smaller })
    }
}

/// Divides `total` minor units over `count` equal units.
///
/// # Errors
/// `invalid_argument` if `count` is 0.
pub fn even_units(total: i64, count: u64) -> Result<EvenUnits, Error> {
    let magnitude = total.unsigned_abs();
    let (Some(quotient), Some(larger_count)) = (magnitude.checked_div(count), magnitude.checked_rem(count)) else {
        return Err(Error::invalid("count", count, "must be at least 1"));
    };
    let larger = if larger_count > 0 { quotient.saturating_add(1) } else { quotient };
    Ok(EvenUnits { smaller: signed(quotient, total), larger: signed(larger, total), larger_count, count })
}
