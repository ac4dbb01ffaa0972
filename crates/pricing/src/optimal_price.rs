//! Which single price earns the most, given how demand answers to price?
//!
//! | demand | best price for profit, unit cost c |
//! |---|---|
//! | linear, `q = max(0, a + b p)`, a > 0, b < 0 | `(c - a/b) / 2` |
//! | constant elasticity, `q = s p^e` | `c e / (1 + e)` for e < -1 |
//! | logit, `q = N / (1 + exp(-(u - b p)))`, b > 0 | `c + (1 + ω(u - b c - 1)) / b`, ω(z) = W(eᶻ), W the Lambert function |
//!
//! The best price for revenue is the same with c = 0. Each is where marginal revenue equals marginal cost; for constant elasticity
//! the margin is then -1/e (Lerner). All three earn less the further a price is from the best one, on either side of it, so that
//! a limit is kept by stopping at it.
//!
//! Constant elasticity has no best price of its own elsewhere, and the limit that takes its place must be given: `max_price` where
//! a higher price always earns more (e >= -1; for revenue e > -1), `min_price` where a lower one does (e < -1, for revenue, or
//! without a unit cost). With e = -1 every price has the same revenue. With e > 0 (a dearer product sells more) profit falls before
//! it rises, and the better end of the range is taken; without `min_price` it begins at 0, where nothing is sold.
//!
//! Source: R. L. Phillips, "Pricing and Revenue Optimization" (2nd ed., 2021), chapters 3 and 5; for the logit, W. Li, W. T. Huh,
//! Manufacturing & Service Operations Management 13 (2011). Limits: one product, no competitors' answer, no stock limit; a curve
//! fitted to past prices says little beyond them.

use crate::amount::{answer, finite, finite_negative, finite_non_negative, finite_positive};
use crate::error::PricingError;
use mercato_core::Error;
use mercato_numeric::special::wright_omega;
use serde::{Deserialize, Serialize};

/// How the quantity sold depends on the price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Demand {
    /// `max(0, intercept + slope p)`.
    Linear {
        /// The quantity at a price of 0, above 0.
        intercept: f64,
        /// By how much the quantity changes when the price rises by 1, below 0.
        slope: f64,
    },
    /// `scale p^elasticity`.
    ConstantElasticity {
        /// The quantity at a price of 1, above 0.
        scale: f64,
        /// By how many percent the quantity changes when the price rises by one.
        elasticity: f64,
    },
    /// `market_size / (1 + exp(-(utility_intercept - price_sensitivity p)))`.
    Logit {
        /// How many would buy at any price, above 0.
        market_size: f64,
        /// The utility of the offer at a price of 0, against not buying.
        utility_intercept: f64,
        /// By how much the utility falls when the price rises by 1, above 0.
        price_sensitivity: f64,
    },
}

/// What is to be as large as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceObjective {
    /// Price less unit cost, times quantity.
    Profit,
    /// Price times quantity.
    Revenue,
}

/// What [`optimal_price`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OptimalPriceInput {
    /// How the quantity depends on the price.
    pub demand: Demand,
    /// What a unit costs, at least 0.
    pub unit_cost: f64,
    /// What is to be as large as possible.
    pub objective: PriceObjective,
    /// The lowest price allowed, at least 0.
    pub min_price: Option<f64>,
    /// The highest price allowed, at least the lowest.
    pub max_price: Option<f64>,
}

/// Which limit the price stands at because the best one lies beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceBound {
    /// None: it is the best price of all.
    None,
    /// The lowest price allowed.
    Min,
    /// The highest price allowed.
    Max,
}

/// The best price and what it earns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct OptimalPrice {
    /// The price, not rounded.
    pub price: f64,
    /// What is sold at it.
    pub quantity: f64,
    /// Price times quantity.
    pub revenue: f64,
    /// Price less unit cost, times quantity.
    pub profit: f64,
    /// Which limit it stands at.
    pub at_bound: PriceBound,
}

impl Demand {
    /// The quantity sold at a price.
    ///
    /// ```
    /// use mercato_pricing::Demand;
    /// assert_eq!(Demand::Linear { intercept: 100.0, slope: -2.0 }.quantity(30.0), 40.0);
    /// assert_eq!(Demand::Linear { intercept: 100.0, slope: -2.0 }.quantity(60.0), 0.0);
    /// ```
    #[must_use]
    pub fn quantity(&self, price: f64) -> f64 {
        match *self {
            Self::Linear { intercept, slope } => (intercept + slope * price).max(0.0),
            Self::ConstantElasticity { scale, elasticity } => scale * libm::pow(price, elasticity),
            Self::Logit { market_size, utility_intercept, price_sensitivity } => {
                market_size / (1.0 + libm::exp(price_sensitivity * price - utility_intercept))
            }
        }
    }

    fn check(&self) -> Result<(), Error> {
        match *self {
            Self::Linear { intercept, slope } => {
                finite_positive("intercept", intercept)?;
                finite_negative("slope", slope)?;
            }
            Self::ConstantElasticity { scale, elasticity } => {
                finite_positive("scale", scale)?;
                finite("elasticity", elasticity)?;
            }
            Self::Logit { market_size, utility_intercept, price_sensitivity } => {
                finite_positive("market_size", market_size)?;
                finite("utility_intercept", utility_intercept)?;
                finite_positive("price_sensitivity", price_sensitivity)?;
            }
        }
        Ok(())
    }

    /// Where profit is largest over all prices, at a unit cost (0 for revenue).
    fn optimum(&self, cost: f64) -> Optimum {
        match *self {
            Self::Linear { intercept, slope } => Optimum::At(0.5 * (cost - intercept / slope)),
            Self::ConstantElasticity { elasticity, .. } if elasticity < -1.0 => {
                if cost > 0.0 {
                    Optimum::At(cost * elasticity / (1.0 + elasticity))
                } else {
                    Optimum::LowestPrice
                }
            }
            Self::ConstantElasticity { elasticity, .. } if elasticity > 0.0 => Optimum::AnEnd,
            Self::ConstantElasticity { .. } => Optimum::HighestPrice,
            Self::Logit { utility_intercept, price_sensitivity, .. } => {
                let exponent = utility_intercept - price_sensitivity * cost - 1.0;
                Optimum::At(cost + (1.0 + wright_omega(exponent)) / price_sensitivity)
            }
        }
    }
}

/// Where an objective is largest when the price is free.
enum Optimum {
    At(f64),
    /// It grows with every lower price.
    LowestPrice,
    /// It grows with every higher price.
    HighestPrice,
    /// It falls and then grows.
    AnEnd,
}

/// The price that earns the most, within limits.
///
/// ```
/// use mercato_pricing::{Demand, OptimalPriceInput, PriceObjective, optimal_price};
/// let input = OptimalPriceInput {
///     demand: Demand::Linear { intercept: 100.0, slope: -2.0 }, // nobody buys at 50
///     unit_cost: 10.0,
///     objective: PriceObjective::Profit,
///     min_price: None,
///     max_price: None,
/// };
/// let best = optimal_price(&input)?; // half way between cost and 50
/// assert_eq!((best.price, best.quantity, best.profit), (30.0, 40.0, 800.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a number that is not finite or out of its range, a `min_price` above `max_price`, or figures that leave
/// the range of a double; `infeasible` where the limit that alone makes the price finite is not given, and for the revenue of
/// demand with elasticity -1, which no price changes.
pub fn optimal_price(input: &OptimalPriceInput) -> Result<OptimalPrice, PricingError> {
    input.demand.check().map_err(|error| error.within("demand"))?;
    let unit_cost = finite_non_negative("unit_cost", input.unit_cost)?;
    for (field, bound) in [("min_price", input.min_price), ("max_price", input.max_price)] {
        finite_non_negative(field, bound.unwrap_or_default())?;
    }
    let (min, max) = (input.min_price.unwrap_or(0.0), input.max_price.unwrap_or(f64::INFINITY));
    if min > max {
        return Err(Error::invalid("min_price", min, format!("is above max_price, {max}")).into());
    }
    let cost = match input.objective {
        PriceObjective::Profit => unit_cost,
        PriceObjective::Revenue => 0.0,
    };
    let (price, at_bound) = match input.demand.optimum(cost) {
        Optimum::At(best) if best < min => (min, PriceBound::Min),
        Optimum::At(best) if best > max => (max, PriceBound::Max),
        Optimum::At(best) => (best, PriceBound::None),
        Optimum::LowestPrice => {
            let what = "is needed: demand is so elastic that every lower price earns more";
            (needed("min_price", input.min_price, what)?, PriceBound::Min)
        }
        free_end @ (Optimum::HighestPrice | Optimum::AnEnd) => {
            refuse_equal_revenue(input)?;
            let what = "is needed: demand is so inelastic that every higher price earns more";
            let highest = needed("max_price", input.max_price, what)?;
            let earned = |price: f64| (price - cost) * input.demand.quantity(price);
            if matches!(free_end, Optimum::AnEnd) && earned(min) > earned(highest) {
                (min, PriceBound::Min)
            } else {
                (highest, PriceBound::Max)
            }
        }
    };
    let price = answer("price", price)?;
    let quantity = answer("quantity", input.demand.quantity(price))?;
    Ok(OptimalPrice {
        price,
        quantity,
        revenue: answer("revenue", price * quantity)?,
        profit: answer("profit", (price - unit_cost) * quantity)?,
        at_bound,
    })
}

/// The limit that an objective without a largest value is stopped by.
fn needed(path: &str, bound: Option<f64>, what: &str) -> Result<f64, PricingError> {
    bound.filter(|bound| *bound > 0.0).ok_or_else(|| PricingError::infeasible(path, what))
}

fn refuse_equal_revenue(input: &OptimalPriceInput) -> Result<(), PricingError> {
    match (input.objective, input.demand) {
        (PriceObjective::Revenue, Demand::ConstantElasticity { elasticity, .. }) if elasticity + 1.0 == 0.0 => Err(
            PricingError::infeasible("demand.elasticity", "every price has the same revenue at an elasticity of -1"),
        ),
        _ => Ok(()),
    }
}
