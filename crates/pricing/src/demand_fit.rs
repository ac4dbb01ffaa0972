//! How does demand answer to price? Least squares on past prices and quantities.
//!
//! - constant elasticity: `ln q = a + e ln p`, so that 1% more price changes the quantity by e%;
//! - linear demand: `q = a + b p`.
//!
//! ```text
//! slope = Σ(x - x̄)(y - ȳ) / Σ(x - x̄)²       intercept = ȳ - slope x̄
//! r²    = (Σ(x - x̄)(y - ȳ))² / (Σ(x - x̄)² Σ(y - ȳ)²)
//! standard error of the slope = √( Σ residual² / (n - 2) / Σ(x - x̄)² )
//! ```
//!
//! Source: N. R. Draper, H. Smith, "Applied Regression Analysis" (3rd ed., 1998), chapter 1; R. L. Phillips, "Pricing and Revenue
//! Optimization" (2nd ed., 2021), chapter 3. Limits: prices that were lowered because demand was weak (or raised because it was
//! strong) bias both fits; season, promotions and competitors are not in them.

use crate::amount::{answer, finite_non_negative, finite_positive};
use crate::error::PricingError;
use mercato_core::Error;
use mercato_numeric::sum::{Sum, mean};
use serde::{Deserialize, Serialize};

/// What [`fit_elasticity`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FitElasticityInput {
    /// Prices, each above 0; at least three, at least two of them different.
    pub prices: Vec<f64>,
    /// What was sold at each price, above 0, not all the same.
    pub quantities: Vec<f64>,
}

/// What [`fit_linear_demand`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FitLinearDemandInput {
    /// Prices, each at least 0; at least three, at least two of them different.
    pub prices: Vec<f64>,
    /// What was sold at each price, at least 0, not all the same.
    pub quantities: Vec<f64>,
}

/// Demand of constant elasticity: `q = exp(intercept) p^elasticity`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ElasticityFit {
    /// By how many percent the quantity changes when the price rises by one.
    pub elasticity: f64,
    /// Logarithm of the quantity at a price of 1.
    pub intercept: f64,
    /// The part of the logarithms' variance that the fit explains, 0 to 1.
    pub r_squared: f64,
    /// Standard error of the elasticity.
    pub std_error: f64,
    /// How many observations there were.
    pub n: usize,
}

/// Linear demand: `q = intercept + slope p`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LinearDemandFit {
    /// The quantity at a price of 0.
    pub intercept: f64,
    /// By how much the quantity changes when the price rises by 1.
    pub slope: f64,
    /// The part of the quantities' variance that the fit explains, 0 to 1.
    pub r_squared: f64,
    /// Standard error of the slope.
    pub std_error: f64,
    /// How many observations there were.
    pub n: usize,
}

/// The price elasticity of demand, by least squares on logarithms.
///
/// ```
/// use mercato_pricing::{FitElasticityInput, fit_elasticity};
/// // a quarter of the sales at twice the price: elasticity -2
/// let fit = fit_elasticity(&FitElasticityInput {
///     prices: vec![10.0, 20.0, 40.0],
///     quantities: vec![160.0, 40.0, 10.0],
/// })?;
/// assert!((fit.elasticity + 2.0).abs() < 1e-12 && fit.r_squared > 0.999_999);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Time O(n).
///
/// # Errors
/// `invalid_argument` for lists of different lengths, fewer than three observations, a price or quantity that is not above 0 or
/// not finite, prices all the same (no slope) or quantities all the same (r² has no value).
pub fn fit_elasticity(input: &FitElasticityInput) -> Result<ElasticityFit, PricingError> {
    check_lengths(&input.prices, &input.quantities)?;
    let logarithms = |list, values: &[f64]| {
        let log = |(index, value): (usize, &f64)| {
            finite_positive("", *value).map(libm::log).map_err(|error| error.named(format!("{list}[{index}]")))
        };
        values.iter().enumerate().map(log).collect::<Result<Vec<f64>, Error>>()
    };
    let line = Line::fit(&logarithms("prices", &input.prices)?, &logarithms("quantities", &input.quantities)?)?;
    Ok(ElasticityFit {
        elasticity: answer("elasticity", line.slope)?,
        intercept: answer("intercept", line.intercept)?,
        r_squared: answer("r_squared", line.r_squared)?,
        std_error: answer("std_error", line.std_error)?,
        n: input.prices.len(),
    })
}

/// Linear demand, by least squares.
///
/// ```
/// use mercato_pricing::{FitLinearDemandInput, fit_linear_demand};
/// let fit = fit_linear_demand(&FitLinearDemandInput {
///     prices: vec![10.0, 20.0, 30.0],
///     quantities: vec![80.0, 60.0, 40.0],
/// })?;
/// assert_eq!((fit.intercept, fit.slope, fit.r_squared), (100.0, -2.0, 1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Time O(n).
///
/// # Errors
/// `invalid_argument` for lists of different lengths, fewer than three observations, a negative price or quantity or one that is
/// not finite, prices all the same (no slope), quantities all the same (r² has no value), or figures whose squares leave the range
/// of a double.
pub fn fit_linear_demand(input: &FitLinearDemandInput) -> Result<LinearDemandFit, PricingError> {
    check_lengths(&input.prices, &input.quantities)?;
    for (list, values) in [("prices", &input.prices), ("quantities", &input.quantities)] {
        for (index, value) in values.iter().enumerate() {
            finite_non_negative("", *value).map_err(|error| error.named(format!("{list}[{index}]")))?;
        }
    }
    let line = Line::fit(&input.prices, &input.quantities)?;
    Ok(LinearDemandFit {
        intercept: answer("intercept", line.intercept)?,
        slope: answer("slope", line.slope)?,
        r_squared: answer("r_squared", line.r_squared)?,
        std_error: answer("std_error", line.std_error)?,
        n: input.prices.len(),
    })
}

fn check_lengths(prices: &[f64], quantities: &[f64]) -> Result<(), Error> {
    if prices.len() != quantities.len() {
        let reason = format!("must be as many as the prices, {}", prices.len());
        return Err(Error::invalid("quantities", format_args!("a list of {}", quantities.len()), reason));
    }
    if prices.len() < 3 {
        return Err(Error::invalid("prices", format_args!("a list of {}", prices.len()), "must be at least 3"));
    }
    Ok(())
}

/// The least-squares line through points.
struct Line {
    slope: f64,
    intercept: f64,
    r_squared: f64,
    std_error: f64,
}

impl Line {
    /// At least three points, with more than one x and more than one y.
    fn fit(x: &[f64], y: &[f64]) -> Result<Self, Error> {
        if all_equal(x) {
            return Err(Error::invalid("prices", "a list of one price", "has no slope: at least two must differ"));
        }
        if all_equal(y) {
            let value = "a list of one quantity";
            return Err(Error::invalid("quantities", value, "has no variance to explain: at least two must differ"));
        }
        let (x_mean, y_mean) = (mean(x).unwrap_or(f64::NAN), mean(y).unwrap_or(f64::NAN));
        let deviations = || x.iter().zip(y).map(|(x, y)| (x - x_mean, y - y_mean));
        let sum = |term: fn((f64, f64)) -> f64| deviations().map(term).collect::<Sum>().value();
        let (sxx, sxy, syy) = (sum(|(x, _)| x * x), sum(|(x, y)| x * y), sum(|(_, y)| y * y));
        for (list, squares) in [("prices", sxx), ("quantities", syy)] {
            if !squares.is_normal() {
                let reason = "is the sum of squared deviations: they are too large or too small for a double";
                return Err(Error::invalid(list, squares, reason));
            }
        }
        let slope = sxy / sxx;
        let residual: Sum = deviations().map(|(x, y)| y - slope * x).map(|rest| rest * rest).collect();
        Ok(Self {
            slope,
            intercept: y_mean - slope * x_mean,
            // at most 1 but for rounding in the last digit
            r_squared: (slope * (sxy / syy)).min(1.0),
            std_error: (residual.value() / (x.len() as f64 - 2.0) / sxx).sqrt(),
        })
    }
}

fn all_equal(values: &[f64]) -> bool {
    values.iter().zip(values.iter().skip(1)).all(|(a, b)| (a - b).abs() <= 0.0)
}
