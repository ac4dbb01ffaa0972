//! How efficient is each unit, measured against the best mixtures of all? Data envelopment analysis.
//!
//! ```text
//! input orientation    min θ:  Σ λ_k x_k <= θ x_o,  Σ λ_k y_k >= y_o,  λ >= 0        efficiency θ: the inputs that would do
//! output orientation   max φ:  Σ λ_k x_k <= x_o,  Σ λ_k y_k >= φ y_o,  λ >= 0        efficiency 1/φ: the outputs reached
//! ccr: constant returns to scale        bcc: variable returns, Σ λ = 1
//! ```
//!
//! `x` are inputs (staff, space, spend), `y` outputs (orders, revenue); the weights that make each unit look best are found
//! by the programme, so that no unit can complain of them. With `super_efficiency` a unit is not measured against itself,
//! which ranks the efficient ones; where no mixture of the others reaches it the answer is null. `references` are the units
//! that it is measured against, with their `λ`.
//!
//! Inputs and outputs are taken in parts of the unit's own, so that units of measurement do not matter. Every optimum is
//! proved (feasible in the primal and the dual) before it is returned.
//!
//! Source: A. Charnes, W. W. Cooper, E. Rhodes, "Measuring the efficiency of decision making units", European Journal of
//! Operational Research 2 (1978) 429-444; R. D. Banker, A. Charnes, W. W. Cooper, Management Science 30 (1984) 1078-1092;
//! P. Andersen, N. C. Petersen, Management Science 39 (1993) 1261-1264 for super-efficiency. Limits: positive data, at most
//! [`MAX_UNITS`] units; with few units and many figures nearly every unit is efficient in something.

use crate::check;
use crate::error::DecisionError;
use mercato_core::Error;
use mercato_numeric::linear_program::{LinearProgram, Optimum, Outcome, Relation};
use serde::{Deserialize, Serialize};

/// How many units are measured.
pub const MAX_UNITS: usize = 1_000;
/// How many inputs and outputs together.
pub const MAX_FIGURES: usize = 100;
/// How far below 1 an efficiency may be by rounding.
const EFFICIENT: f64 = 1e-7;

/// What happens when a unit grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeaModel {
    /// Outputs grow with the inputs (Charnes, Cooper, Rhodes).
    Ccr,
    /// Size matters: units are compared with mixtures of their own size (Banker, Charnes, Cooper).
    Bcc,
}

/// Whether inputs shrink or outputs grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeaOrientation {
    /// With which part of the inputs would the outputs be reached?
    Input,
    /// Which part of the possible outputs is reached?
    Output,
}

/// What [`dea`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeaInput {
    /// One row a unit, one input a column, all above 0.
    pub inputs: Vec<Vec<f64>>,
    /// One row a unit, one output a column, all above 0.
    pub outputs: Vec<Vec<f64>>,
    /// Returns to scale.
    pub model: DeaModel,
    /// Whether inputs shrink or outputs grow.
    pub orientation: DeaOrientation,
    /// Whether a unit is measured against the others only.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub super_efficiency: bool,
}

/// A unit that another is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReferenceUnit {
    /// The unit.
    pub unit: usize,
    /// Its part in the mixture.
    pub weight: f64,
}

/// What [`dea`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Dea {
    /// The efficiency of each unit, at most 1; above it only with `super_efficiency`, and null where no mixture of the
    /// others reaches the unit.
    pub efficiencies: Vec<Option<f64>>,
    /// The efficient units, ascending.
    pub efficient: Vec<usize>,
    /// A best mixture that each unit is measured against; empty where there is none.
    pub references: Vec<Vec<ReferenceUnit>>,
}

/// The efficiency of every unit.
///
/// Time: one linear programme a unit, with a row for each input and output and a column for each unit.
///
/// ```
/// use mercato_decision::{DeaInput, DeaModel, DeaOrientation, dea};
/// let input = DeaInput {
///     inputs: vec![vec![2.0], vec![4.0], vec![3.0]],
///     outputs: vec![vec![1.0], vec![1.0], vec![3.0]],
///     model: DeaModel::Ccr,
///     orientation: DeaOrientation::Input,
///     super_efficiency: false,
/// };
/// let answer = dea(&input)?;
/// // outputs an input: 1/2, 1/4, 1
/// assert_eq!(answer.efficiencies, [Some(0.5), Some(0.25), Some(1.0)]);
/// assert_eq!(answer.efficient, [2]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for lists that are empty, differ in length, are not rectangular or hold a number that is not above 0;
/// `unsupported` above [`MAX_UNITS`] units or [`MAX_FIGURES`] figures; `no_convergence` if rounding leaves no optimum that
/// can be proved; `overflow`.
pub fn dea(input: &DeaInput) -> Result<Dea, DecisionError> {
    check::not_empty("inputs", &input.inputs)?;
    let n = input.inputs.len();
    check::length("outputs", input.outputs.len(), n, "one a unit, as `inputs` has")?;
    check::at_most("inputs", n, MAX_UNITS, "units")?;
    let figures = rectangular("inputs", &input.inputs)?.saturating_add(rectangular("outputs", &input.outputs)?);
    check::at_most("inputs", figures, MAX_FIGURES, "inputs and outputs")?;
    let mut answer = Dea { efficiencies: Vec::new(), efficient: Vec::new(), references: Vec::new() };
    for unit in 0..n {
        let measured = measure(input, unit)?;
        let (efficiency, references) = measured.map_or((None, Vec::new()), |(value, units)| (Some(value), units));
        if efficiency.is_none_or(|value| value >= 1.0 - EFFICIENT) {
            answer.efficient.push(unit);
        }
        answer.efficiencies.push(efficiency);
        answer.references.push(references);
    }
    Ok(answer)
}

/// The number of columns of a table of positive numbers.
fn rectangular(path: &str, rows: &[Vec<f64>]) -> Result<usize, Error> {
    let columns = rows.first().map_or(0, Vec::len);
    for (index, row) in rows.iter().enumerate() {
        let path = format!("{path}[{index}]");
        check::not_empty(&path, row)?;
        check::length(path.as_str(), row.len(), columns, "as the first row has")?;
        check::each(&path, row, check::positive)?;
    }
    Ok(columns)
}

/// The efficiency of one unit and its references; none if no mixture reaches it.
fn measure(input: &DeaInput, unit: usize) -> Result<Option<(f64, Vec<ReferenceUnit>)>, DecisionError> {
    let peers: Vec<usize> = (0..input.inputs.len()).filter(|k| !(input.super_efficiency && *k == unit)).collect();
    let Some((optimum, inverse)) = solve(input, unit, &peers)? else { return Ok(None) };
    let factor = optimum.x.first().copied().unwrap_or(0.0);
    let value = if inverse { 1.0 / factor } else { factor };
    if !value.is_finite() {
        // nothing of the output is reached without the unit itself
        return Ok(None);
    }
    // a unit is among those that it is measured against: more than 1 is rounding
    let value = if input.super_efficiency { value } else { value.min(1.0) };
    let weights = peers.iter().zip(optimum.x.iter().skip(1)).filter(|(_, weight)| **weight > 1e-9);
    Ok(Some((value, weights.map(|(unit, weight)| ReferenceUnit { unit: *unit, weight: *weight }).collect())))
}

/// The programme of one unit; the first variable is the factor, whose inverse is the efficiency where the second answer is
/// yes.
fn solve(input: &DeaInput, unit: usize, peers: &[usize]) -> Result<Option<(Optimum, bool)>, DecisionError> {
    if peers.is_empty() {
        return Ok(None);
    }
    let outward = input.orientation == DeaOrientation::Output;
    let mut costs = vec![0.0; peers.len().saturating_add(1)];
    if let Some(cost) = costs.first_mut() {
        *cost = if outward { -1.0 } else { 1.0 };
    }
    let mut program = LinearProgram::new(costs)?;
    // a figure of every peer in parts of the unit's own
    let parts = |table: &[Vec<f64>], figure: usize, sign: f64| -> Result<Vec<f64>, Error> {
        let value = |k: usize| table.get(k).and_then(|row| row.get(figure)).copied().unwrap_or(f64::NAN);
        let own = value(unit);
        peers.iter().map(|k| check::answer("inputs", sign * (value(*k) / own))).collect()
    };
    let row = |factor: f64, parts: Vec<f64>| std::iter::once(factor).chain(parts).collect::<Vec<f64>>();
    for figure in 0..input.inputs.first().map_or(0, Vec::len) {
        let parts = parts(&input.inputs, figure, 1.0)?;
        let (factor, right) = if outward { (0.0, 1.0) } else { (-1.0, 0.0) };
        program.add(&row(factor, parts), Relation::AtMost, right)?;
    }
    for figure in 0..input.outputs.first().map_or(0, Vec::len) {
        if outward {
            program.add(&row(1.0, parts(&input.outputs, figure, -1.0)?), Relation::AtMost, 0.0)?;
        } else {
            program.add(&row(0.0, parts(&input.outputs, figure, 1.0)?), Relation::AtLeast, 1.0)?;
        }
    }
    if input.model == DeaModel::Bcc {
        program.add(&row(0.0, vec![1.0; peers.len()]), Relation::Equal, 1.0)?;
    }
    match program.minimize()? {
        Outcome::Optimal(optimum) => Ok(Some((optimum, outward))),
        Outcome::Infeasible => Ok(None),
        Outcome::Unbounded => {
            Err(Error::no_convergence("efficiencies", format_args!("unit {unit}: rounding left the factor unbounded"))
                .into())
        }
    }
}
