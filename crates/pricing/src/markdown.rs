//! When should the price of a season's stock be lowered, and how far?
//!
//! Each period's price is one of a ladder and never rises again. Of a period with base demand d, at price p,
//! `demand = d (p / base_price)^elasticity` and `sales = min(stock, demand)`; what is left at the end is worth its salvage value.
//! The plan has the largest `Σ p x sales + salvage x leftover` of all non-increasing paths; of plans that are equal to within 1e-9
//! of that total, the one with the higher prices first.
//!
//! The answer is exact: every path is looked at, T periods and K prices having `C(T + K - 1, T)` of them. A path is known by the
//! periods at which it steps down, so that one takes constant time; where the stock is sold out, later steps change nothing and
//! are left out.
//!
//! Source: R. L. Phillips, "Pricing and Revenue Optimization" (2nd ed., 2021), chapter 12 (markdown management). Limits: demand is
//! known, and what one period does not buy is lost; customers who wait for the markdown are not in it.

use crate::amount::{answer, decimal_non_negative, decimal_positive, finite_negative, finite_non_negative, ratio};
use crate::error::PricingError;
use mercato_core::{Decimal, DecimalString, DecimalStrings, Error, Exact, OptionalDecimalString, Rounding, decimal};
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// How many paths are looked at.
const MAX_PATHS: u128 = 5_000_000;
/// Totals within this part of the largest count as equal.
const TIE: f64 = 1e-9;
/// Decimals of a price in the plan.
const PRICE_DIGITS: u32 = 2;

/// What [`markdown_plan`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MarkdownPlanInput {
    /// The prices to choose from, in any order, each above 0 with at most two decimals; equal ones count once.
    #[serde(with = "DecimalStrings")]
    pub ladder: Vec<Decimal>,
    /// The price at which the base demand was observed or forecast, above 0.
    #[serde(with = "DecimalString")]
    pub base_price: Decimal,
    /// What each period would sell at the base price, in order, at least 0; at least one period.
    pub base_demand: Vec<f64>,
    /// By how many percent demand changes when the price rises by one, below 0.
    pub elasticity: f64,
    /// Units in stock at the start, at least 0.
    pub inventory: f64,
    /// What a unit left at the end is worth, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub salvage_value: Option<Decimal>,
}

/// The best plan and what it brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MarkdownPlan {
    /// The price of each period, with two decimals.
    #[serde(with = "DecimalStrings")]
    pub prices: Vec<Decimal>,
    /// What each period sells.
    pub sales: Vec<f64>,
    /// Prices times sales.
    pub revenue: f64,
    /// What is left at the end.
    pub leftover: f64,
    /// Salvage value of what is left.
    pub salvage_revenue: f64,
    /// Revenue and salvage revenue.
    pub total: f64,
}

/// The markdown plan that brings the most.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_pricing::{MarkdownPlanInput, markdown_plan};
/// let input = MarkdownPlanInput {
///     ladder: vec![decimal::parse("100")?, decimal::parse("50")?],
///     base_price: decimal::parse("100")?,
///     base_demand: vec![10.0, 10.0],
///     elasticity: -2.0, // four times the demand at half the price
///     inventory: 50.0,
///     ..Default::default()
/// };
/// // 10 at 100, then 40 at 50: 3,000; 100 twice sells 20 for 2,000, and 50 twice the whole stock for 2,500
/// let plan = markdown_plan(&input)?;
/// assert_eq!((plan.sales.as_slice(), plan.total), ([10.0, 40.0].as_slice(), 3000.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Time O(C(T + K - 1, T)) for T periods and K different prices, space O(T + K).
///
/// # Errors
/// `invalid_argument` for an empty ladder or no periods, a price that is not above 0 or has more than two decimals, a negative
/// demand, stock or salvage value, an elasticity that is not below 0, a number that is not finite, or figures that leave the range
/// of a double; `unsupported` for more than 5,000,000 paths.
pub fn markdown_plan(input: &MarkdownPlanInput) -> Result<MarkdownPlan, PricingError> {
    let ladder = different_prices(&input.ladder)?;
    let season = Season::new(input, &ladder)?;
    refuse_too_many_paths(input.base_demand.len(), ladder.len())?;
    let path = season.best_path()?;

    let mut stock = season.inventory;
    let mut sales = Vec::with_capacity(path.len());
    let mut revenue = Sum::new();
    for (step, demand) in path.iter().filter_map(|index| season.steps.get(*index)).zip(&input.base_demand) {
        let sold = stock.min(step.response * demand);
        stock -= sold;
        revenue.add(step.price * sold);
        sales.push(sold);
    }
    let revenue = answer("revenue", revenue.value())?;
    let salvage_revenue = answer("salvage_revenue", season.salvage * stock)?;
    Ok(MarkdownPlan {
        prices: path.iter().filter_map(|index| ladder.get(*index).copied()).collect(),
        sales,
        revenue,
        leftover: stock,
        salvage_revenue,
        total: answer("total", revenue + salvage_revenue)?,
    })
}

/// The different prices of the ladder, highest first, each with two decimals.
fn different_prices(ladder: &[Decimal]) -> Result<Vec<Decimal>, PricingError> {
    if ladder.is_empty() {
        return Err(Error::invalid("ladder", "an empty list", "has no price to choose").into());
    }
    let mut prices = Vec::with_capacity(ladder.len());
    for (index, price) in ladder.iter().enumerate() {
        let path = format!("ladder[{index}]");
        decimal_positive(&path, *price)?;
        let cents = decimal::round(*price, PRICE_DIGITS, Rounding::Down).map_err(|error| error.named(&path))?;
        if cents != *price {
            return Err(Error::invalid(path, price, "has more than two decimals").into());
        }
        prices.push(cents);
    }
    prices.sort_unstable_by(|a, b| b.cmp(a));
    prices.dedup();
    Ok(prices)
}

/// Refuses a search over too many paths: `C(periods + prices - 1, periods)`.
fn refuse_too_many_paths(periods: usize, prices: usize) -> Result<(), PricingError> {
    let others = prices.saturating_sub(1);
    let (long, short) = (periods.max(others) as u128, periods.min(others) as u128);
    let mut paths = 1_u128;
    for i in 1..=short {
        // C(long + i, i), each a whole number; one above the limit ends the count long before 128 bits
        paths = paths.saturating_mul(long.saturating_add(i)).checked_div(i).unwrap_or(paths);
        if paths > MAX_PATHS {
            let what = format!("{prices} prices over {periods} periods have more than {MAX_PATHS} paths");
            return Err(PricingError::unsupported("ladder", what));
        }
    }
    Ok(())
}

/// One price of the ladder.
struct Step {
    price: f64,
    /// Demand at this price, as a multiple of base demand.
    response: f64,
}

/// What the search needs to know.
struct Season {
    /// The prices, highest first.
    steps: Vec<Step>,
    /// Base demand of the periods before each one, and of all periods at the end.
    demand_before: Vec<f64>,
    inventory: f64,
    salvage: f64,
}

/// A part of a path: this price from a period on.
#[derive(Clone, Copy)]
struct Segment {
    period: usize,
    step: usize,
}

impl Season {
    fn new(input: &MarkdownPlanInput, ladder: &[Decimal]) -> Result<Self, PricingError> {
        let base_price = decimal_positive("base_price", input.base_price)?;
        if input.base_demand.is_empty() {
            return Err(Error::invalid("base_demand", "an empty list", "has no period to plan").into());
        }
        let mut demand_before = Vec::with_capacity(input.base_demand.len().saturating_add(1));
        let mut before = Sum::new();
        demand_before.push(0.0);
        for (index, demand) in input.base_demand.iter().enumerate() {
            let path = format!("base_demand[{index}]");
            before.add(finite_non_negative(&path, *demand)?);
            demand_before.push(answer("base_demand", before.value())?);
        }
        let elasticity = finite_negative("elasticity", input.elasticity)?;
        let inventory = finite_non_negative("inventory", input.inventory)?;
        let salvage = decimal_non_negative("salvage_value", input.salvage_value.unwrap_or_default())?;
        let mut steps = Vec::with_capacity(ladder.len());
        for price in ladder {
            let price = Exact::from(*price);
            let response = libm::pow(ratio("ladder", &price, &base_price)?, elasticity);
            steps.push(Step { price: price.to_f64("ladder")?, response: answer("demand", response)? });
        }
        Ok(Self { steps, demand_before, inventory, salvage: salvage.to_f64("salvage_value")? })
    }

    /// The step of the ladder in each period.
    fn best_path(&self) -> Result<Vec<usize>, PricingError> {
        let mut highest = f64::NEG_INFINITY;
        self.visit(&mut |total, _| {
            highest = highest.max(total);
            false
        });
        let enough = answer("total", highest)? - TIE * highest.abs();
        let mut path = Vec::new();
        self.visit(&mut |total, segments| {
            if total < enough {
                return false;
            }
            path = self.steps_of(segments);
            true
        });
        Ok(path)
    }

    /// Shows `see` the total of every path, higher prices first, until it says that it has seen enough.
    fn visit(&self, see: &mut impl FnMut(f64, &[Segment]) -> bool) {
        let mut segments = Vec::with_capacity(self.steps.len());
        for step in 0..self.steps.len() {
            segments.push(Segment { period: 0, step });
            if self.extend(&mut segments, self.inventory, 0.0, see) {
                return;
            }
            segments.pop();
        }
    }

    /// As [`Season::visit`], for the paths that begin with these segments; stock and revenue are those at the start of the last.
    fn extend(
        &self,
        segments: &mut Vec<Segment>,
        stock: f64,
        revenue: f64,
        see: &mut impl FnMut(f64, &[Segment]) -> bool,
    ) -> bool {
        let Some((last, step)) = segments.last().and_then(|last| Some((*last, self.steps.get(last.step)?))) else {
            return false;
        };
        let demand_until = |period: usize| {
            let before = |period| self.demand_before.get(period).copied().unwrap_or_default();
            step.response * (before(period) - before(last.period))
        };
        let periods = self.demand_before.len().saturating_sub(1);
        let sold = stock.min(demand_until(periods));
        if see(revenue + step.price * sold + self.salvage * (stock - sold), segments) {
            return true;
        }
        let lower = last.step.saturating_add(1)..self.steps.len();
        if lower.is_empty() {
            return false;
        }
        for period in (last.period.saturating_add(1)..periods).rev() {
            let sold = demand_until(period);
            if sold >= stock {
                continue; // nothing is left to sell at a lower price
            }
            for step_below in lower.clone() {
                segments.push(Segment { period, step: step_below });
                if self.extend(segments, stock - sold, revenue + step.price * sold, see) {
                    return true;
                }
                segments.pop();
            }
        }
        false
    }

    /// The step of the ladder in each period of a path.
    fn steps_of(&self, segments: &[Segment]) -> Vec<usize> {
        let periods = self.demand_before.len().saturating_sub(1);
        let ends = segments.iter().skip(1).map(|next| next.period).chain([periods]);
        let lengths =
            segments.iter().zip(ends).map(|(segment, end)| (segment.step, end.saturating_sub(segment.period)));
        lengths.flat_map(|(step, length)| std::iter::repeat_n(step, length)).collect()
    }
}
