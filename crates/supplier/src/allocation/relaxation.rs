//! What a plan costs at least: the linear relaxation in which each supplier delivers a mix of its possible orders.
//!
//! `minimise sum of x_j c_j` over weights `x_j >= 0` of orders `j` (an end of a price piece, or nothing) that add up to 1 a
//! supplier, so that the demand is met and the quality and count limits hold. There are as many equations as suppliers and
//! only a handful of limits: all suppliers but that handful take one order whole. The dual simplex works on that handful
//! alone, a *generalised upper bounding* basis (Dantzig and Van Slyke 1967, J. Comput. Syst. Sci. 1, 213-226): each supplier
//! has a key order, and the limits have a working basis of the size of their number.
//!
//! The floating-point answer is only a proposal of multipliers. For any multipliers `pi` (at most 0 on inequalities)
//! `pi b + sum over suppliers of min_j (c_j - pi a_j)` bounds the cost from below (Lagrangian duality); it is computed anew, and its
//! rounding error is bounded and taken off.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices are those of the problem's lists and of the fixed number of rows"
)]

use super::domain::Domain;
use super::problem::Problem;

/// Demand, two quality limits, most and least suppliers.
pub(super) const ROWS: usize = 5;
/// Below this a weight is none, and a reduced cost is 0.
const TOLERANCE: f64 = 1e-9;
/// A pivot smaller than this is not trusted.
const SMALLEST_PIVOT: f64 = 1e-8;
/// Doubles carry 53 bits.
const UNIT: f64 = f64::EPSILON;

pub(super) type Row = [f64; ROWS];

/// An order of a supplier: how much, for how much; the piece of the price that it lies on, or none for nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    pub(super) quantity: u64,
    /// The quantity over the demand.
    units: f64,
    pub(super) cost: f64,
    piece: Option<usize>,
}

const NOTHING: Column = Column { quantity: 0, units: 0.0, cost: 0.0, piece: None };

#[derive(Debug, Clone, Copy, PartialEq)]
enum Extra {
    /// The room that an inequality leaves.
    Slack(usize),
    /// What the demand lacks, which has to go.
    Missing,
    /// A second order of a supplier.
    Order(usize, Column),
}

/// One order a supplier, and one more variable a row.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    keys: Vec<Column>,
    extras: [Extra; ROWS],
}

/// The problem in doubles: quantities as shares of the demand, costs as shares of `scale`.
#[derive(Debug)]
pub(super) struct Relaxation {
    rows: usize,
    /// What a share of the demand from each supplier takes of each row.
    per_unit: Vec<Row>,
    /// What a supplier that is used takes of each row.
    per_use: Row,
    right: Row,
    /// The row of the least number of suppliers, whose right side depends on the domain.
    least_row: usize,
    /// Of each piece, what an order costs without any unit, and what the whole demand at its price would cost.
    lines: Vec<(f64, f64)>,
    pub(super) scale: f64,
    demand: f64,
}

/// What the relaxation says of a domain.
#[derive(Debug)]
pub(super) enum Answer {
    /// No plan is in it.
    Infeasible,
    /// No plan costs less than `value - margin`.
    Bound { value: f64, margin: f64, multipliers: Row },
}

/// A variable of the basis.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Basic {
    Key(usize),
    Extra(usize),
}

impl Relaxation {
    pub(super) fn new(problem: &Problem) -> Self {
        let demand = problem.demand as f64;
        let scale =
            problem.pieces.iter().map(|piece| piece.cost(piece.last).unsigned_abs()).max().unwrap_or(1).max(1) as f64;
        let mut per_unit = vec![[0.0; ROWS]; problem.len()];
        let (mut per_use, mut right) = ([0.0; ROWS], [0.0; ROWS]);
        for row in &mut per_unit {
            row[0] = 1.0;
        }
        right[0] = 1.0;
        let mut rows = 1;
        for quality in &problem.qualities {
            let largest = quality.per_unit.iter().map(|rate| rate.unsigned_abs()).max().unwrap_or(0).max(1) as f64;
            for (row, rate) in per_unit.iter_mut().zip(&quality.per_unit) {
                row[rows] = *rate as f64 / largest;
            }
            right[rows] = Problem::slack() / largest / demand;
            rows += 1;
        }
        if problem.max_suppliers < problem.len() {
            per_use[rows] = 1.0;
            right[rows] = problem.max_suppliers as f64;
            rows += 1;
        }
        per_use[rows] = -1.0;
        let lines =
            problem.pieces.iter().map(|piece| (piece.fixed as f64 / scale, piece.price as f64 * demand / scale));
        Self { rows: rows + 1, per_unit, per_use, right, least_row: rows, lines: lines.collect(), scale, demand }
    }

    fn order(&self, piece: usize, quantity: u64) -> Column {
        let units = quantity as f64 / self.demand;
        let (fixed, price) = self.lines[piece];
        Column { quantity, units, cost: fixed + price * units, piece: Some(piece) }
    }

    /// What an order takes of each row.
    fn takes(&self, supplier: usize, column: &Column) -> Row {
        let mut takes = [0.0; ROWS];
        for row in 0..self.rows {
            takes[row] = self.per_unit[supplier][row] * column.units
                + if column.piece.is_some() { self.per_use[row] } else { 0.0 };
        }
        takes
    }

    /// Every order of a supplier that may be an end of the mix.
    fn columns<'d>(
        &'d self,
        problem: &'d Problem,
        domain: &'d Domain,
        supplier: usize,
    ) -> impl Iterator<Item = Column> + 'd {
        let pieces = problem.offsets[supplier]..problem.offsets[supplier + 1];
        let nothing = domain.zero[supplier].then_some(NOTHING);
        nothing.into_iter().chain(pieces.flat_map(move |piece| {
            let (first, last) = domain.ranges[piece];
            let low = (first <= last).then(|| self.order(piece, first));
            let high = (first < last).then(|| self.order(piece, last));
            low.into_iter().chain(high)
        }))
    }

    /// Is an order of the basis still possible?
    fn is_allowed(domain: &Domain, supplier: usize, column: &Column) -> bool {
        match column.piece {
            None => domain.zero[supplier],
            Some(piece) => {
                let (first, last) = domain.ranges[piece];
                (first..=last).contains(&column.quantity)
            }
        }
    }

    /// The basis in which every supplier takes its cheapest order and all of the demand is missing.
    pub(super) fn start(&self, problem: &Problem, domain: &Domain) -> Basis {
        let cheapest = |supplier| {
            self.columns(problem, domain, supplier).min_by(|a, b| a.cost.total_cmp(&b.cost)).unwrap_or(NOTHING)
        };
        let mut extras = [Extra::Missing; ROWS];
        for (row, extra) in extras.iter_mut().enumerate().skip(1) {
            *extra = Extra::Slack(row);
        }
        Basis { keys: (0..problem.len()).map(cheapest).collect(), extras }
    }

    /// The columns of the working basis, and their costs.
    fn working(&self, basis: &Basis) -> ([Row; ROWS], Row) {
        let (mut columns, mut costs) = ([[0.0; ROWS]; ROWS], [0.0; ROWS]);
        for extra in 0..self.rows {
            match &basis.extras[extra] {
                Extra::Slack(row) => columns[extra][*row] = 1.0,
                Extra::Missing => columns[extra][0] = 1.0,
                Extra::Order(supplier, column) => {
                    let key = &basis.keys[*supplier];
                    let (takes, base) = (self.takes(*supplier, column), self.takes(*supplier, key));
                    for row in 0..self.rows {
                        columns[extra][row] = takes[row] - base[row];
                    }
                    costs[extra] = column.cost - key.cost;
                }
            }
        }
        (columns, costs)
    }

    /// The dual simplex from a basis that is optimal for a larger domain, then a bound that holds whatever it came to.
    pub(super) fn solve(
        &self,
        problem: &Problem,
        domain: &Domain,
        least_suppliers: usize,
        basis: &mut Basis,
    ) -> Answer {
        let mut right = self.right;
        right[self.least_row] = -(least_suppliers as f64);
        let most = 200_usize.saturating_add(problem.len().saturating_mul(4));
        let mut multipliers = [0.0; ROWS];
        for _ in 0..most {
            let (columns, costs) = self.working(basis);
            let Some(inverse) = invert(&columns, self.rows) else { break };
            for row in 0..self.rows {
                multipliers[row] = (0..self.rows).map(|extra| costs[extra] * inverse[extra][row]).sum();
            }
            let weights = self.weights(basis, &right, &inverse);
            let Some((leaving, falls)) = self.leaving(domain, basis, &weights) else { break };
            let (row, own) = Self::row_of(basis, &inverse, leaving, self.rows);
            match self.entering(problem, domain, basis, &multipliers, &row, own, falls) {
                Some(Entering::Order(supplier, column)) => Self::exchange(basis, leaving, supplier, column),
                Some(Entering::Slack(slack)) => Self::exchange_slack(basis, leaving, slack),
                None => {
                    if self.is_ray(problem, domain, &right, &row) {
                        return Answer::Infeasible;
                    }
                    break;
                }
            }
        }
        self.bound(problem, domain, &right, multipliers)
    }

    /// The weights of the working basis.
    fn weights(&self, basis: &Basis, right: &Row, inverse: &[Row; ROWS]) -> Row {
        let mut left = *right;
        for (supplier, key) in basis.keys.iter().enumerate() {
            if key.piece.is_some() {
                for row in 0..self.rows {
                    left[row] -= self.per_unit[supplier][row] * key.units + self.per_use[row];
                }
            }
        }
        let mut weights = [0.0; ROWS];
        for extra in 0..self.rows {
            weights[extra] = (0..self.rows).map(|row| inverse[extra][row] * left[row]).sum();
        }
        weights
    }

    /// The weight of a supplier's key order.
    fn key_weight(&self, basis: &Basis, weights: &Row, supplier: usize) -> f64 {
        let mut weight = 1.0;
        for extra in 0..self.rows {
            if matches!(basis.extras[extra], Extra::Order(of, _) if of == supplier) {
                weight -= weights[extra];
            }
        }
        weight
    }

    /// The variable that breaks its bounds most, and whether it has to fall.
    fn leaving(&self, domain: &Domain, basis: &Basis, weights: &Row) -> Option<(Basic, bool)> {
        let mut worst: Option<(f64, Basic, bool)> = None;
        let mut offer = |excess: f64, basic: Basic, falls: bool| {
            if excess > TOLERANCE && worst.is_none_or(|(most, _, _)| excess > most) {
                worst = Some((excess, basic, falls));
            }
        };
        for extra in 0..self.rows {
            let weight = weights[extra];
            match &basis.extras[extra] {
                Extra::Slack(_) => offer(-weight, Basic::Extra(extra), false),
                Extra::Missing => offer(weight.abs(), Basic::Extra(extra), weight > 0.0),
                Extra::Order(supplier, column) => {
                    if weight < 0.0 {
                        offer(-weight, Basic::Extra(extra), false);
                    } else if !Self::is_allowed(domain, *supplier, column) {
                        offer(weight, Basic::Extra(extra), true);
                    }
                    let key = self.key_weight(basis, weights, *supplier);
                    offer(-key, Basic::Key(*supplier), false);
                }
            }
        }
        for (supplier, column) in basis.keys.iter().enumerate() {
            if !Self::is_allowed(domain, supplier, column) {
                offer(self.key_weight(basis, weights, supplier), Basic::Key(supplier), true);
            }
        }
        worst.map(|(_, basic, falls)| (basic, falls))
    }

    /// The leaving variable as a combination of the rows, and the supplier whose orders count once more: that of a key.
    fn row_of(basis: &Basis, inverse: &[Row; ROWS], leaving: Basic, rows: usize) -> (Row, Option<usize>) {
        match leaving {
            Basic::Extra(extra) => (inverse[extra], None),
            Basic::Key(supplier) => {
                let mut row = [0.0; ROWS];
                for extra in 0..rows {
                    if matches!(basis.extras[extra], Extra::Order(of, _) if of == supplier) {
                        for at in 0..rows {
                            row[at] -= inverse[extra][at];
                        }
                    }
                }
                (row, Some(supplier))
            }
        }
    }

    /// The order that takes the place: the least reduced cost a unit of change.
    #[allow(clippy::too_many_arguments, reason = "the state of one step of the simplex")]
    fn entering(
        &self,
        problem: &Problem,
        domain: &Domain,
        basis: &Basis,
        multipliers: &Row,
        row: &Row,
        own: Option<usize>,
        falls: bool,
    ) -> Option<Entering> {
        let mut best: Option<(f64, f64, Entering)> = None;
        let mut offer = |reduced: f64, change: f64, entering: Entering| {
            let change = if falls { change } else { -change };
            if change <= SMALLEST_PIVOT {
                return;
            }
            let ratio = reduced.max(0.0) / change;
            let better = match &best {
                None => true,
                Some((least, largest, _)) => ratio < least - 1e-12 || (ratio <= least + 1e-12 && change > *largest),
            };
            if better {
                best = Some((ratio, change, entering));
            }
        };
        for slack in 1..self.rows {
            let basic = basis.extras.iter().take(self.rows).any(|extra| *extra == Extra::Slack(slack));
            if !basic {
                offer(-multipliers[slack], row[slack], Entering::Slack(slack));
            }
        }
        let (mut use_price, mut use_change) = (0.0, 0.0);
        for at in 0..self.rows {
            use_price += multipliers[at] * self.per_use[at];
            use_change += row[at] * self.per_use[at];
        }
        for supplier in 0..problem.len() {
            let (mut unit_price, mut unit_change) = (0.0, 0.0);
            for at in 0..self.rows {
                unit_price += multipliers[at] * self.per_unit[supplier][at];
                unit_change += row[at] * self.per_unit[supplier][at];
            }
            let key = &basis.keys[supplier];
            let used = |column: &Column, price: f64| if column.piece.is_some() { price } else { 0.0 };
            let price_of = |column: &Column| column.cost - unit_price * column.units - used(column, use_price);
            let change_of = |column: &Column| unit_change * column.units + used(column, use_change);
            let (key_price, key_change) = (price_of(key), change_of(key));
            let once_more = if own == Some(supplier) { 1.0 } else { 0.0 };
            for column in self.columns(problem, domain, supplier) {
                if column != *key {
                    let change = change_of(&column) - key_change + once_more;
                    offer(price_of(&column) - key_price, change, Entering::Order(supplier, column));
                }
            }
        }
        best.map(|(_, _, entering)| entering)
    }

    /// Puts an order in the place of what leaves.
    fn exchange(basis: &mut Basis, leaving: Basic, supplier: usize, column: Column) {
        match leaving {
            Basic::Extra(extra) => basis.extras[extra] = Extra::Order(supplier, column),
            Basic::Key(of) => match Self::second(basis, of) {
                Some((extra, second)) => {
                    basis.keys[of] = second;
                    basis.extras[extra] = Extra::Order(supplier, column);
                }
                None => basis.keys[of] = column,
            },
        }
    }

    fn exchange_slack(basis: &mut Basis, leaving: Basic, slack: usize) {
        match leaving {
            Basic::Extra(extra) => basis.extras[extra] = Extra::Slack(slack),
            Basic::Key(of) => {
                if let Some((extra, second)) = Self::second(basis, of) {
                    basis.keys[of] = second;
                    basis.extras[extra] = Extra::Slack(slack);
                }
            }
        }
    }

    /// A further order of a supplier in the basis.
    fn second(basis: &Basis, supplier: usize) -> Option<(usize, Column)> {
        basis.extras.iter().enumerate().find_map(|(at, extra)| match extra {
            Extra::Order(of, column) if *of == supplier => Some((at, *column)),
            _ => None,
        })
    }

    /// Do the rows, combined one way or the other, ask for more than the suppliers have? Beyond every rounding error.
    fn is_ray(&self, problem: &Problem, domain: &Domain, right: &Row, row: &Row) -> bool {
        [1.0, -1.0].iter().any(|sign| {
            let mut combined = [0.0; ROWS];
            for at in 0..self.rows {
                combined[at] = if at == 0 { sign * row[at] } else { (sign * row[at]).min(0.0) };
            }
            let (mut asked, mut size) = (0.0, 0.0);
            let mut use_price = 0.0;
            for at in 0..self.rows {
                asked += combined[at] * right[at];
                size += (combined[at] * right[at]).abs();
                use_price += combined[at] * self.per_use[at];
            }
            for supplier in 0..problem.len() {
                let (mut unit_price, mut unit_size) = (0.0, 0.0);
                for at in 0..self.rows {
                    unit_price += combined[at] * self.per_unit[supplier][at];
                    unit_size += (combined[at] * self.per_unit[supplier][at]).abs();
                }
                let mut most = f64::NEG_INFINITY;
                let mut largest = 0.0_f64;
                for column in self.columns(problem, domain, supplier) {
                    let used = if column.piece.is_some() { use_price } else { 0.0 };
                    most = most.max(unit_price * column.units + used);
                    largest = largest.max(unit_size * column.units + used.abs());
                }
                asked -= most;
                size += largest;
            }
            asked > (problem.len() as f64 + 32.0) * UNIT * size
        })
    }

    /// The Lagrangian bound of some multipliers.
    fn bound(&self, problem: &Problem, domain: &Domain, right: &Row, mut multipliers: Row) -> Answer {
        for at in 1..self.rows {
            multipliers[at] = multipliers[at].min(0.0);
        }
        let (mut value, mut size) = (0.0, 0.0);
        for at in 0..self.rows {
            value += multipliers[at] * right[at];
            size += (multipliers[at] * right[at]).abs();
        }
        for supplier in 0..problem.len() {
            let prices = self.prices(supplier, &multipliers);
            let mut least = f64::INFINITY;
            for column in self.columns(problem, domain, supplier) {
                least = least.min(prices.reduced(&column));
            }
            if least == f64::INFINITY {
                return Answer::Infeasible;
            }
            value += least;
            size += self.size(problem, domain, supplier, &prices);
        }
        Answer::Bound { value, margin: (problem.len() as f64 + 32.0) * UNIT * size, multipliers }
    }

    /// A number that no term of a supplier's reduced costs exceeds.
    fn size(&self, problem: &Problem, domain: &Domain, supplier: usize, prices: &Prices) -> f64 {
        let mut size = prices.per_use.abs();
        let (mut units, mut cost) = (0.0_f64, 0.0_f64);
        for piece in problem.offsets[supplier]..problem.offsets[supplier + 1] {
            let (first, last) = domain.ranges[piece];
            if first <= last {
                let (fixed, price) = self.lines[piece];
                units = last as f64 / self.demand;
                cost = cost.max(fixed.abs() + price * units);
            }
        }
        size += prices.unit_size * units + cost;
        size
    }

    /// What a supplier's units are worth at some multipliers.
    pub(super) fn prices(&self, supplier: usize, multipliers: &Row) -> Prices {
        let mut prices = Prices { per_unit: 0.0, unit_size: 0.0, per_use: 0.0 };
        for at in 0..self.rows {
            let part = multipliers[at] * self.per_unit[supplier][at];
            prices.per_unit += part;
            prices.unit_size += part.abs();
            prices.per_use += multipliers[at] * self.per_use[at];
        }
        prices
    }

    /// Leaves out every order that would cost more than `room` above the bound; `false` if a supplier is left without any.
    pub(super) fn tighten(&self, problem: &Problem, domain: &mut Domain, multipliers: &Row, room: f64) -> bool {
        for supplier in 0..problem.len() {
            let prices = self.prices(supplier, multipliers);
            let least = self
                .columns(problem, domain, supplier)
                .map(|column| prices.reduced(&column))
                .fold(f64::INFINITY, f64::min);
            if domain.zero[supplier] && -least > room {
                domain.zero[supplier] = false;
            }
            let lot = problem.lots[supplier];
            for piece in problem.offsets[supplier]..problem.offsets[supplier + 1] {
                let (first, last) = domain.ranges[piece];
                if first > last {
                    continue;
                }
                let low = prices.reduced(&self.order(piece, first)) - least;
                let high = prices.reduced(&self.order(piece, last)) - least;
                if low <= room && high <= room {
                    continue;
                }
                domain.ranges[piece] = if low > room && high > room {
                    (1, 0)
                } else {
                    // where the line crosses, a lot on the safe side
                    let lots = ((last - first) / lot) as f64 * (room - low) / (high - low);
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
                    let lots = lots as u64;
                    if high > room {
                        (first, last.min(first + lots.saturating_add(2).min((last - first) / lot) * lot))
                    } else {
                        (first.max(first + lots.saturating_sub(1) * lot), last)
                    }
                };
            }
            if domain.span(problem, supplier).is_none() {
                return false;
            }
        }
        true
    }

    /// The mix of the basis: of each supplier with more than one order, how much on average, and at what cost.
    pub(super) fn mixes(&self, problem: &Problem, basis: &Basis, least_suppliers: usize) -> Mixes {
        let mut right = self.right;
        right[self.least_row] = -(least_suppliers as f64);
        let (columns, _) = self.working(basis);
        let mut plan: Vec<u64> = basis.keys.iter().map(|key| key.quantity).collect();
        let mut mixed: Vec<Mix> = Vec::new();
        let Some(inverse) = invert(&columns, self.rows) else { return Mixes { plan, mixed } };
        let weights = self.weights(basis, &right, &inverse);
        for extra in 0..self.rows {
            if let Extra::Order(supplier, column) = &basis.extras[extra] {
                let key = &basis.keys[*supplier];
                let weight = weights[extra];
                let at = mixed.iter().position(|mix| mix.supplier == *supplier).unwrap_or_else(|| {
                    mixed.push(Mix { supplier: *supplier, quantity: key.quantity as f64, cost: key.cost });
                    mixed.len() - 1
                });
                mixed[at].quantity += weight * (column.quantity as f64 - key.quantity as f64);
                mixed[at].cost += weight * (column.cost - key.cost);
            }
        }
        for mix in &mixed {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
            let rounded = libm::round(mix.quantity) as u64;
            plan[mix.supplier] = rounded.min(problem.demand);
        }
        Mixes { plan, mixed }
    }
}

/// What enters the basis.
#[derive(Debug, Clone, Copy)]
enum Entering {
    Order(usize, Column),
    Slack(usize),
}

/// What a supplier's units are worth.
#[derive(Debug)]
pub(super) struct Prices {
    per_unit: f64,
    unit_size: f64,
    per_use: f64,
}

impl Prices {
    fn reduced(&self, column: &Column) -> f64 {
        column.cost - self.per_unit * column.units - if column.piece.is_some() { self.per_use } else { 0.0 }
    }
}

/// A supplier that takes more than one order in parts.
#[derive(Debug)]
pub(super) struct Mix {
    pub(super) supplier: usize,
    pub(super) quantity: f64,
    pub(super) cost: f64,
}

/// The quantities of the relaxation, rounded to units, and the suppliers behind whose quantity there is more than one order.
#[derive(Debug)]
pub(super) struct Mixes {
    pub(super) plan: Vec<u64>,
    pub(super) mixed: Vec<Mix>,
}

/// The inverse of a small matrix given by columns: row `i` of it gives the weight of column `i`. `None` if it is singular.
fn invert(columns: &[Row; ROWS], rows: usize) -> Option<[Row; ROWS]> {
    let mut matrix = [[0.0; ROWS]; ROWS];
    let mut inverse = [[0.0; ROWS]; ROWS];
    for row in 0..rows {
        for column in 0..rows {
            matrix[row][column] = columns[column][row];
        }
        inverse[row][row] = 1.0;
    }
    for at in 0..rows {
        let pivot = (at..rows).max_by(|a, b| matrix[*a][at].abs().total_cmp(&matrix[*b][at].abs()))?;
        if matrix[pivot][at].abs() < 1e-13 {
            return None;
        }
        matrix.swap(at, pivot);
        inverse.swap(at, pivot);
        let scale = 1.0 / matrix[at][at];
        for column in 0..rows {
            matrix[at][column] *= scale;
            inverse[at][column] *= scale;
        }
        for row in 0..rows {
            let factor = matrix[row][at];
            if row != at && factor != 0.0 {
                for column in 0..rows {
                    matrix[row][column] -= factor * matrix[at][column];
                    inverse[row][column] -= factor * inverse[at][column];
                }
            }
        }
    }
    Some(inverse)
}
