//! Which amounts keep every limit at the least cost? Linear programmes of up to some thousand rows and columns.
//!
//! ```text
//! minimise c·x        subject to  A x (<=, =, >=) b,  x >= 0
//! ```
//!
//! The simplex method in two phases on a dense tableau. The entering column is the steepest (Dantzig), and the first that
//! improves (Bland) where steps stand still, so that it ends. The basis found is then proved: primal and dual values are
//! computed afresh from the given coefficients, and an answer is returned only if both are feasible, which is what makes it
//! the optimum; else the tableau is built again from that basis and the search goes on. Plain loops in a fixed order: the
//! same bits on every machine, no clock.
//!
//! Source: G. B. Dantzig, "Linear Programming and Extensions" (1963); R. G. Bland, Mathematics of Operations Research 2
//! (1977) 103-107.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below the dimensions that the programme was built with"
)]

use crate::Error;
use crate::linalg::Matrix;
use crate::sum::{Sum, dot};

/// How the left side of a row stands to its right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `a·x <= b`.
    AtMost,
    /// `a·x = b`.
    Equal,
    /// `a·x >= b`.
    AtLeast,
}

/// What a linear programme comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The optimum, proved.
    Optimal(Optimum),
    /// No x keeps every limit.
    Infeasible,
    /// The cost falls without end.
    Unbounded,
}

/// An optimum with its proof: `x` keeps the limits, `duals` price them so that no column could cost less, and both have one
/// objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The least cost.
    pub objective: f64,
    /// The amounts.
    pub x: Vec<f64>,
    /// By how much the cost rises with the right side of each row.
    pub duals: Vec<f64>,
}

/// A linear programme over amounts of at least 0, to be minimised.
///
/// ```
/// use mercato_numeric::linear_program::{LinearProgram, Outcome, Relation};
///
/// // at least 4 of a + b and 6 of a + 2b, at 3 and 4 each: 2 of either cost 14
/// let mut program = LinearProgram::new(vec![3.0, 4.0])?;
/// program.add(&[1.0, 1.0], Relation::AtLeast, 4.0)?;
/// program.add(&[1.0, 2.0], Relation::AtLeast, 6.0)?;
/// let Outcome::Optimal(optimum) = program.minimize()? else { panic!("there is one") };
/// assert_eq!((optimum.objective, optimum.x), (14.0, vec![2.0, 2.0]));
/// assert_eq!(optimum.duals, [2.0, 1.0]);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearProgram {
    costs: Vec<f64>,
    rows: Vec<Vec<f64>>,
    relations: Vec<Relation>,
    right: Vec<f64>,
}

impl LinearProgram {
    /// A programme with a cost for each column and no limits yet.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if there is no column; [`Error::InvalidParameter`] if a cost is not finite.
    pub fn new(costs: Vec<f64>) -> Result<Self, Error> {
        if costs.is_empty() {
            return Err(Error::DimensionMismatch { name: "costs", expected: 1, actual: 0 });
        }
        for cost in &costs {
            crate::error::finite("costs", *cost)?;
        }
        Ok(Self { costs, rows: Vec::new(), relations: Vec::new(), right: Vec::new() })
    }

    /// Adds the limit `coefficients·x (relation) right`.
    ///
    /// # Errors
    ///
    /// [`Error::DimensionMismatch`] if there is not one coefficient a column; [`Error::InvalidParameter`] if a number is
    /// not finite.
    pub fn add(&mut self, coefficients: &[f64], relation: Relation, right: f64) -> Result<(), Error> {
        let (expected, actual) = (self.costs.len(), coefficients.len());
        if expected != actual {
            return Err(Error::DimensionMismatch { name: "coefficients", expected, actual });
        }
        for coefficient in coefficients {
            crate::error::finite("coefficients", *coefficient)?;
        }
        self.right.push(crate::error::finite("right", right)?);
        self.rows.push(coefficients.to_vec());
        self.relations.push(relation);
        Ok(())
    }

    /// The least cost. Time O(steps · rows · columns), steps usually two to three times the rows.
    ///
    /// # Errors
    ///
    /// [`Error::NoConvergence`] if the steps run out or rounding leaves no basis that can be proved.
    pub fn minimize(&self) -> Result<Outcome, Error> {
        if self.rows.is_empty() {
            let x = vec![0.0; self.costs.len()];
            let falls = self.costs.iter().any(|cost| *cost < 0.0);
            let optimum = Optimum { objective: 0.0, x, duals: Vec::new() };
            return Ok(if falls { Outcome::Unbounded } else { Outcome::Optimal(optimum) });
        }
        let form = Form::of(self);
        let mut tableau = Tableau::new(&form);
        if tableau.needs_phase_one() {
            match tableau.minimize(Phase::One)? {
                End::Optimal => {}
                End::Unbounded => return Err(stopped("phase one", 0)),
            }
            if tableau.artificial_total() > FEASIBLE * form.magnitude() {
                return Ok(Outcome::Infeasible);
            }
            tableau.drive_out_artificials();
        }
        for _ in 0..ROUNDS {
            match tableau.minimize(Phase::Two)? {
                End::Unbounded => return Ok(Outcome::Unbounded),
                End::Optimal => {}
            }
            if let Some(optimum) = form.prove(&tableau.basis)? {
                return Ok(Outcome::Optimal(self.in_given_units(&form, &optimum)?));
            }
            match tableau.rebuilt() {
                Some(again) => tableau = again,
                None => break,
            }
        }
        Err(stopped("the proof of the basis", ROUNDS))
    }

    /// The optimum of the scaled form, in the units of the given one.
    fn in_given_units(&self, form: &Form, optimum: &Optimum) -> Result<Optimum, Error> {
        let x: Vec<f64> = optimum.x.iter().zip(&form.column_scale).map(|(x, scale)| x * scale).collect();
        let duals = optimum.duals.iter().zip(&form.row_scale).map(|(y, scale)| y * scale + 0.0).collect();
        Ok(Optimum { objective: dot(&self.costs, &x)?, x, duals })
    }
}

/// How much a limit may be missed by, in scaled units.
const FEASIBLE: f64 = 1e-9;
/// How far below 0 a reduced cost may be, in units of the costs.
const OPTIMAL: f64 = 1e-9;
/// The least pivot.
const PIVOT: f64 = 1e-9;
/// How often the tableau is built again before giving up.
const ROUNDS: usize = 5;
/// Steps without progress before the first improving column is taken.
const STILL: usize = 30;

fn stopped(what: &'static str, iterations: usize) -> Error {
    let what = match what {
        "phase one" => "the simplex method's phase one",
        "steps" => "the simplex method",
        _ => "the proof of the simplex method's basis",
    };
    Error::NoConvergence { what, best: Vec::new(), iterations }
}

/// `A x = b` with slacks, `b >= 0`, rows and columns scaled by powers of two so that their largest entries are near 1.
struct Form {
    /// Given columns first, then slacks and surpluses.
    rows: Vec<Vec<f64>>,
    right: Vec<f64>,
    costs: Vec<f64>,
    given: usize,
    /// The slack of a row, where it can start the basis.
    start: Vec<Option<usize>>,
    /// `x = column_scale · scaled x`.
    column_scale: Vec<f64>,
    /// `dual = row_scale · scaled dual`, the sign of a turned row included.
    row_scale: Vec<f64>,
}

fn power_below(x: f64) -> f64 {
    if x > 0.0 { libm::ldexp(1.0, 1 - libm::frexp(x).1) } else { 1.0 }
}

impl Form {
    fn of(program: &LinearProgram) -> Self {
        let (m, n) = (program.rows.len(), program.costs.len());
        let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0_f64, |most, x| most.max(x.abs()));
        let column_scale: Vec<f64> =
            (0..n).map(|j| power_below(largest(&mut program.rows.iter().map(|row| row[j])))).collect();
        let slacks = program.relations.iter().filter(|relation| **relation != Relation::Equal).count();
        let mut form = Self {
            rows: Vec::with_capacity(m),
            right: Vec::with_capacity(m),
            costs: program.costs.iter().zip(&column_scale).map(|(cost, scale)| cost * scale).collect(),
            given: n,
            start: Vec::with_capacity(m),
            column_scale,
            row_scale: Vec::with_capacity(m),
        };
        form.costs.resize(n + slacks, 0.0);
        let mut slack = n;
        for ((given, relation), right) in program.rows.iter().zip(&program.relations).zip(&program.right) {
            let mut row: Vec<f64> = given.iter().zip(&form.column_scale).map(|(a, scale)| a * scale).collect();
            let scale = power_below(largest(&mut row.iter().copied()));
            // turned where the right side is negative, or where that makes a slack of a surplus
            let turn = *right < 0.0 || (*right <= 0.0 && *relation == Relation::AtLeast);
            let signed = if turn { -scale } else { scale };
            for a in &mut row {
                *a *= signed;
            }
            row.resize(n + slacks, 0.0);
            let sign = match (relation, turn) {
                (Relation::Equal, _) => None,
                (Relation::AtMost, false) | (Relation::AtLeast, true) => Some(1.0),
                (Relation::AtMost, true) | (Relation::AtLeast, false) => Some(-1.0),
            };
            if let Some(sign) = sign {
                row[slack] = sign;
            }
            form.start.push((sign == Some(1.0)).then_some(slack));
            slack += usize::from(sign.is_some());
            form.rows.push(row);
            form.right.push(right * signed + 0.0);
            form.row_scale.push(signed);
        }
        form
    }

    fn magnitude(&self) -> f64 {
        self.right.iter().fold(1.0, |most: f64, b| most.max(b.abs()))
    }

    /// The basis' column `j`; artificial columns are unit vectors.
    fn column(&self, j: usize) -> Vec<f64> {
        match j.checked_sub(self.costs.len()) {
            Some(artificial) => (0..self.rows.len()).map(|i| if i == artificial { 1.0 } else { 0.0 }).collect(),
            None => self.rows.iter().map(|row| row[j]).collect(),
        }
    }

    fn cost(&self, j: usize) -> f64 {
        self.costs.get(j).copied().unwrap_or(0.0)
    }

    /// The values of the basis, computed afresh, if they and their prices are feasible.
    fn prove(&self, basis: &[usize]) -> Result<Option<Optimum>, Error> {
        let columns: Vec<Vec<f64>> = basis.iter().map(|j| self.column(*j)).collect();
        // the columns as rows: the basis turned on its side
        let turned = Matrix::from_rows(&columns)?;
        let (Ok(side), Ok(upright)) = (turned.lu(), turned.transpose().lu()) else { return Ok(None) };
        let (Ok(mut values), Ok(duals)) =
            (upright.solve(&self.right), side.solve(&basis.iter().map(|j| self.cost(*j)).collect::<Vec<_>>()))
        else {
            return Ok(None);
        };
        // one step of refinement: the residual in twice the precision
        let residual: Vec<f64> = (0..self.rows.len())
            .map(|i| {
                columns
                    .iter()
                    .zip(&values)
                    .map(|(column, x)| -column[i] * x)
                    .chain([self.right[i]])
                    .collect::<Sum>()
                    .value()
            })
            .collect();
        if let Ok(step) = upright.solve(&residual) {
            for (x, step) in values.iter_mut().zip(step) {
                *x += step;
            }
        }
        let (limit, dearest) =
            (FEASIBLE * self.magnitude(), self.costs.iter().fold(1e-300, |most: f64, c| most.max(c.abs())));
        let feasible = values.iter().zip(basis).all(|(x, j)| {
            // an artificial column that is left must be empty
            *x >= -limit && (*j < self.costs.len() || *x <= limit)
        });
        let priced = (0..self.costs.len()).all(|j| {
            let price: Sum = self.rows.iter().zip(&duals).map(|(row, y)| -row[j] * y).chain([self.costs[j]]).collect();
            price.value() >= -OPTIMAL * dearest
        });
        if !feasible || !priced {
            return Ok(None);
        }
        let mut x = vec![0.0; self.given];
        for (value, j) in values.iter().zip(basis) {
            if let Some(x) = x.get_mut(*j) {
                *x = value.max(0.0);
            }
        }
        Ok(Some(Optimum { objective: 0.0, x, duals }))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    One,
    Two,
}

enum End {
    Optimal,
    Unbounded,
}

/// The rows in terms of the basis; the last entry of each is its right side.
struct Tableau<'a> {
    form: &'a Form,
    rows: Vec<Vec<f64>>,
    basis: Vec<usize>,
}

impl<'a> Tableau<'a> {
    fn new(form: &'a Form) -> Self {
        let real = form.costs.len();
        let rows =
            form.rows.iter().zip(&form.right).map(|(row, b)| row.iter().copied().chain([*b]).collect()).collect();
        let basis = form.start.iter().enumerate().map(|(i, slack)| slack.unwrap_or(real + i)).collect();
        Self { form, rows, basis }
    }

    fn needs_phase_one(&self) -> bool {
        self.basis.iter().any(|j| *j >= self.form.costs.len())
    }

    fn artificial_total(&self) -> f64 {
        let real = self.form.costs.len();
        self.basis.iter().zip(&self.rows).filter(|(j, _)| **j >= real).map(|(_, row)| row[real].max(0.0)).sum()
    }

    /// The reduced costs of the columns.
    fn reduced(&self, phase: Phase) -> Vec<f64> {
        let real = self.form.costs.len();
        let mut reduced = if phase == Phase::Two { self.form.costs.clone() } else { vec![0.0; real] };
        for (j, row) in self.basis.iter().zip(&self.rows) {
            let cost = match phase {
                Phase::One => f64::from(u8::from(*j >= real)),
                Phase::Two => self.form.cost(*j),
            };
            if cost.abs() > 0.0 {
                for (reduced, a) in reduced.iter_mut().zip(row) {
                    *reduced -= cost * a;
                }
            }
        }
        reduced
    }

    fn minimize(&mut self, phase: Phase) -> Result<End, Error> {
        let real = self.form.costs.len();
        let steps = 1000 + 50 * (real + self.rows.len());
        let dearest = match phase {
            Phase::One => 1.0,
            Phase::Two => self.form.costs.iter().fold(1e-300, |most: f64, c| most.max(c.abs())),
        };
        let least = -1e-11 * dearest;
        let mut reduced = self.reduced(phase);
        let mut still = 0;
        for _ in 0..steps {
            let improving = reduced.iter().enumerate().filter(|(_, d)| **d < least);
            let entering = if still > STILL {
                improving.map(|(j, _)| j).next()
            } else {
                improving.min_by(|a, b| a.1.total_cmp(b.1)).map(|(j, _)| j)
            };
            let Some(entering) = entering else { return Ok(End::Optimal) };
            let Some(leaving) = self.leaving(entering, phase, still > STILL) else {
                return Ok(End::Unbounded);
            };
            let step = self.rows[leaving][real] / self.rows[leaving][entering];
            still = if step > 1e-12 { 0 } else { still + 1 };
            self.pivot(leaving, entering);
            let factor = reduced[entering];
            for (d, a) in reduced.iter_mut().zip(&self.rows[leaving]) {
                *d -= factor * a;
            }
            reduced[entering] = 0.0;
        }
        Err(stopped("steps", steps))
    }

    /// The row that limits the entering column most; of equals the largest pivot, or the first basis column where steps
    /// stand still.
    fn leaving(&self, entering: usize, phase: Phase, first: bool) -> Option<usize> {
        let real = self.form.costs.len();
        let mut best: Option<(usize, f64)> = None;
        for (i, row) in self.rows.iter().enumerate() {
            let pivot = row[entering];
            // in phase two an artificial column is empty and must stay so, whichever way the row moves
            let kept_empty = phase == Phase::Two && self.basis[i] >= real && pivot.abs() > PIVOT;
            if pivot <= PIVOT && !kept_empty {
                continue;
            }
            let ratio = if kept_empty { 0.0 } else { row[real].max(0.0) / pivot };
            let better = best.is_none_or(|(held, least)| {
                if (ratio - least).abs() > 1e-12 * least.max(1.0) {
                    ratio < least
                } else if first {
                    self.basis[i] < self.basis[held]
                } else {
                    pivot.abs() > self.rows[held][entering].abs()
                }
            });
            if better {
                best = Some((i, ratio));
            }
        }
        best.map(|(i, _)| i)
    }

    fn pivot(&mut self, leaving: usize, entering: usize) {
        let mut row = std::mem::take(&mut self.rows[leaving]);
        let pivot = row[entering];
        for a in &mut row {
            *a /= pivot;
        }
        row[entering] = 1.0;
        for other in self.rows.iter_mut().filter(|other| !other.is_empty()) {
            let factor = other[entering];
            if factor.abs() > 0.0 {
                for (a, b) in other.iter_mut().zip(&row) {
                    *a -= factor * b;
                }
                other[entering] = 0.0;
            }
        }
        self.rows[leaving] = row;
        self.basis[leaving] = entering;
    }

    /// Empty artificial columns leave the basis wherever their row has anything to put in their place.
    fn drive_out_artificials(&mut self) {
        let real = self.form.costs.len();
        for i in 0..self.rows.len() {
            if self.basis[i] < real {
                continue;
            }
            let row = &self.rows[i];
            let largest = (0..real).max_by(|a, b| row[*a].abs().total_cmp(&row[*b].abs()).then(b.cmp(a)));
            if let Some(entering) = largest.filter(|j| row[*j].abs() > PIVOT) {
                self.pivot(i, entering);
            }
        }
    }

    /// The tableau of the same basis, from the given coefficients.
    fn rebuilt(&self) -> Option<Self> {
        let columns: Vec<Vec<f64>> = self.basis.iter().map(|j| self.form.column(*j)).collect();
        let basis = Matrix::from_rows(&columns).ok()?.transpose().lu().ok()?;
        let real = self.form.costs.len();
        let mut rows = vec![vec![0.0; real + 1]; self.rows.len()];
        for j in 0..=real {
            let column = if j < real { self.form.column(j) } else { self.form.right.clone() };
            for (row, value) in rows.iter_mut().zip(basis.solve(&column).ok()?) {
                row[j] = value;
            }
        }
        Some(Self { form: self.form, rows, basis: self.basis.clone() })
    }
}
