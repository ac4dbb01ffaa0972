//! The order as integers: what each supplier may deliver and what it costs, in one scale, with every limit as an exact sum.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices are those of the problem's own lists; demand and cost are bounded when it is compiled, so that every sum \
              stays within 128 bits"
)]

use super::{AllocateOrdersInput, AllocationLimit, DiscountType, SupplierOffer};
use mercato_core::{Decimal, Error, Exact, Rounding};

/// The largest demand, in units.
pub(super) const MAX_DEMAND: u64 = 1_000_000_000_000;
/// The most suppliers.
pub(super) const MAX_SUPPLIERS: usize = 10_000;
/// The most price breaks of all suppliers together.
pub(super) const MAX_BREAKS: usize = 100_000;
/// The most decimals of a price.
const MAX_PRICE_DIGITS: u32 = 12;
/// The largest cost of one supplier, in units of the problem's scale: ten thousand of them stay within 128 bits.
const MAX_COST: i128 = 10_i128.pow(33);
/// Rates are read as the decimals that they print as, to this many digits: what is cut off moves no sum by more than 1e-12.
const RATE_DIGITS: u32 = 24;
/// The slack of limits that multiply a rate and the demand: 1e-9 of a unit.
const SLACK: i128 = 10_i128.pow(RATE_DIGITS - 9);

/// Quantities `first..=last`, both multiples of the supplier's lot, that cost `fixed + price x quantity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) first: u64,
    pub(super) last: u64,
    pub(super) fixed: i128,
    pub(super) price: i128,
}

impl Piece {
    pub(super) fn cost(&self, quantity: u64) -> i128 {
        self.fixed + self.price * i128::from(quantity)
    }
}

/// `sum of per_unit x quantity <= SLACK`, the limit taken off each rate: the quantities add up to the demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quality {
    pub(super) per_unit: Vec<i128>,
}

/// An order to be split.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) demand: u64,
    pub(super) pieces: Vec<Piece>,
    /// The pieces of supplier `i` are `offsets[i]..offsets[i + 1]`.
    pub(super) offsets: Vec<usize>,
    pub(super) lots: Vec<u64>,
    pub(super) qualities: Vec<Quality>,
    pub(super) min_suppliers: usize,
    pub(super) max_suppliers: usize,
    /// The supplier before that is the same in all but its name.
    pub(super) twins: Vec<Option<usize>>,
    /// Divides the cost of every plan.
    pub(super) grain: i128,
    /// A supplier that has to deliver.
    pub(super) required: Option<usize>,
}

/// Which limits hold, and whether cost matters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    /// The limits that are left out.
    pub(super) without: &'a [AllocationLimit],
    /// Only whether there is a plan is asked.
    pub(super) free: bool,
}

impl Scope<'_> {
    pub(super) const WHOLE: Scope<'static> = Scope { without: &[], free: false };

    fn holds(&self, limit: AllocationLimit) -> bool {
        !self.without.contains(&limit)
    }
}

/// The greatest common divisor.
pub(super) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A price in units of `10^-digits`.
fn scaled(path: &str, price: Decimal, digits: u32) -> Result<i128, Error> {
    let price = price.normalize();
    10_i128
        .checked_pow(digits.saturating_sub(price.scale()))
        .and_then(|power| price.mantissa().checked_mul(power))
        .filter(|scaled| *scaled <= MAX_COST)
        .ok_or_else(|| Error::overflow(path, price, "the costs that can be compared exactly"))
}

/// A rate from 0 to 1, in units of `10^-RATE_DIGITS`.
fn rate(value: f64) -> i128 {
    let scale = Exact::from(10_i128.pow(RATE_DIGITS));
    // the rate was checked to be from 0 to 1
    Exact::from_f64_shortest(value).and_then(|rate| (rate * scale).to_integer(Rounding::HalfUp)).unwrap_or_default()
}

impl Problem {
    /// The problem of an input that was checked.
    pub(super) fn compile(input: &AllocateOrdersInput, scope: Scope<'_>) -> Result<Self, Error> {
        let digits = price_digits(input)?;
        let demand = input.demand;
        let mut share = demand;
        if let Some(most) = input.max_share.filter(|_| scope.holds(AllocationLimit::MaxShare)) {
            let units = rate(most) * i128::from(demand) + SLACK;
            share = u64::try_from(units / 10_i128.pow(RATE_DIGITS)).unwrap_or(demand).min(demand);
        }
        let mut problem = Self {
            demand,
            pieces: Vec::new(),
            offsets: vec![0],
            lots: Vec::with_capacity(input.suppliers.len()),
            qualities: Vec::new(),
            min_suppliers: 0,
            max_suppliers: input.suppliers.len(),
            twins: Vec::new(),
            grain: 1,
            required: None,
        };
        for (index, offer) in input.suppliers.iter().enumerate() {
            let (lot, first, last) = bounds(offer, share, scope);
            problem.lots.push(lot);
            if first <= last {
                if scope.free {
                    problem.pieces.push(Piece { first, last, fixed: 0, price: 0 });
                } else {
                    let read = pieces(offer, digits, lot, first, last, &mut problem.pieces);
                    read.map_err(|error| error.at("suppliers", index))?;
                }
            }
            problem.offsets.push(problem.pieces.len());
        }
        let mut limit =
            |limit: AllocationLimit, value: Option<f64>, per_unit: &dyn Fn(&SupplierOffer, i128) -> i128| {
                if let Some(value) = value.filter(|_| scope.holds(limit)) {
                    let value = rate(value);
                    let per_unit = input.suppliers.iter().map(|offer| per_unit(offer, value)).collect();
                    problem.qualities.push(Quality { per_unit });
                }
            };
        limit(AllocationLimit::MaxDefectRate, input.max_defect_rate, &|offer, most| {
            rate(offer.defect_rate.unwrap_or_default()) - most
        });
        limit(AllocationLimit::MinOnTimeRate, input.min_on_time_rate, &|offer, least| {
            least - rate(offer.on_time_rate.unwrap_or_default())
        });
        // more suppliers than there are cannot be asked for by accident: it is answered as an infeasible problem
        let count = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
        if let Some(least) = input.min_suppliers.filter(|_| scope.holds(AllocationLimit::MinSuppliers)) {
            problem.min_suppliers = count(least);
        }
        if let Some(most) = input.max_suppliers.filter(|_| scope.holds(AllocationLimit::MaxSuppliers)) {
            problem.max_suppliers = count(most).min(input.suppliers.len());
        }
        problem.grain = problem.common_divisor().max(1);
        problem.twins = problem.find_twins();
        Ok(problem)
    }

    /// The same with a supplier that has to deliver.
    pub(super) fn requiring(&self, supplier: usize) -> Self {
        // it is singled out among those alike
        Self { required: Some(supplier), twins: vec![None; self.len()], ..self.clone() }
    }

    /// The same with a supplier that delivers nothing.
    pub(super) fn excluding(&self, supplier: usize) -> Self {
        let mut rest = Self { twins: vec![None; self.len()], ..self.clone() };
        let own = self.offsets[supplier]..self.offsets[supplier + 1];
        for offset in &mut rest.offsets[supplier + 1..] {
            *offset -= own.len();
        }
        rest.pieces.drain(own);
        rest
    }

    pub(super) fn len(&self) -> usize {
        self.lots.len()
    }

    pub(super) fn of(&self, supplier: usize) -> &[Piece] {
        &self.pieces[self.offsets[supplier]..self.offsets[supplier + 1]]
    }

    fn common_divisor(&self) -> i128 {
        let of = |supplier: usize| {
            let lot = i128::from(self.lots[supplier]);
            self.of(supplier).iter().fold(0, |grain, piece| gcd(gcd(grain, piece.fixed), piece.price * lot))
        };
        (0..self.len()).fold(0, |grain, supplier| gcd(grain, of(supplier)))
    }

    /// The suppliers that differ from an earlier one in their name only.
    fn find_twins(&self) -> Vec<Option<usize>> {
        let key = |supplier: usize| {
            let pieces: Vec<_> =
                self.of(supplier).iter().map(|piece| (piece.first, piece.last, piece.fixed, piece.price)).collect();
            let rates: Vec<i128> = self.qualities.iter().map(|quality| quality.per_unit[supplier]).collect();
            (self.lots[supplier], pieces, rates)
        };
        let mut last = std::collections::BTreeMap::new();
        (0..self.len()).map(|supplier| last.insert(key(supplier), supplier)).collect()
    }

    /// What `quantity` from a supplier costs; `None` if it may not deliver just that.
    pub(super) fn cost_of(&self, supplier: usize, quantity: u64) -> Option<i128> {
        if quantity == 0 {
            return Some(0);
        }
        let pieces = self.of(supplier);
        let piece = pieces.get(pieces.partition_point(|piece| piece.last < quantity))?;
        (piece.first <= quantity && quantity.is_multiple_of(self.lots[supplier])).then(|| piece.cost(quantity))
    }

    /// What a plan costs; `None` if it breaks a limit.
    pub(super) fn cost(&self, plan: &[u64]) -> Option<i128> {
        if self.required.is_some_and(|supplier| plan.get(supplier) == Some(&0)) {
            return None;
        }
        let mut cost = 0;
        let (mut total, mut used) = (0_u64, 0_usize);
        for (supplier, quantity) in plan.iter().enumerate() {
            cost += self.cost_of(supplier, *quantity)?;
            total = total.checked_add(*quantity)?;
            used += usize::from(*quantity > 0);
        }
        let counted = (self.min_suppliers..=self.max_suppliers).contains(&used);
        (total == self.demand && counted && self.is_good(plan)).then_some(cost)
    }

    /// Does a plan for the whole demand keep every quality limit?
    pub(super) fn is_good(&self, plan: &[u64]) -> bool {
        self.qualities.iter().all(|quality| {
            let sum: i128 = quality.per_unit.iter().zip(plan).map(|(rate, units)| rate * i128::from(*units)).sum();
            sum <= SLACK
        })
    }

    pub(super) fn slack() -> f64 {
        SLACK as f64
    }
}

/// The decimals that every price and fee of the input can be written with.
fn price_digits(input: &AllocateOrdersInput) -> Result<u32, Error> {
    let mut digits = 0;
    for (index, offer) in input.suppliers.iter().enumerate() {
        let mut read = |path: &str, price: Decimal| {
            let scale = price.normalize().scale();
            digits = digits.max(scale);
            if scale > MAX_PRICE_DIGITS {
                return Err(Error::invalid(path, price, "has more than 12 decimals").at("suppliers", index));
            }
            Ok(())
        };
        read("unit_price", offer.unit_price)?;
        read("fixed_cost", offer.fixed_cost.unwrap_or_default())?;
        for (at, price_break) in offer.price_breaks.iter().enumerate() {
            let path = format!("price_breaks[{at}].unit_price");
            read(&path, price_break.unit_price)?;
        }
    }
    Ok(digits)
}

/// Lot, least and most of a supplier's order; no order is possible where the least is above the most.
fn bounds(offer: &SupplierOffer, share: u64, scope: Scope<'_>) -> (u64, u64, u64) {
    let lot = offer.lot_size.filter(|_| scope.holds(AllocationLimit::LotSize)).unwrap_or(1).max(1);
    let least = offer.min_order.filter(|_| scope.holds(AllocationLimit::MinOrder)).unwrap_or(1).max(1);
    let most = if scope.holds(AllocationLimit::Capacity) { offer.capacity.min(share) } else { share };
    // a least order beyond 64 bits is beyond every demand
    (lot, up(least, lot).unwrap_or(u64::MAX), down(most, lot))
}

/// The least multiple of `lot` that is not below `quantity`.
pub(super) fn up(quantity: u64, lot: u64) -> Option<u64> {
    quantity.div_ceil(lot).checked_mul(lot)
}

/// The largest multiple of `lot` that is not above `quantity`.
pub(super) fn down(quantity: u64, lot: u64) -> u64 {
    quantity - quantity % lot
}

/// The quantities `first..=last` by price.
fn pieces(
    offer: &SupplierOffer,
    digits: u32,
    lot: u64,
    first: u64,
    last: u64,
    out: &mut Vec<Piece>,
) -> Result<(), Error> {
    let too_dear = || Error::overflow("unit_price", offer.unit_price, "the costs that can be compared exactly");
    let fixed_cost = scaled("fixed_cost", offer.fixed_cost.unwrap_or_default(), digits)?;
    let single = [(1, offer.unit_price)];
    let listed: Vec<(u64, Decimal)> =
        offer.price_breaks.iter().map(|step| (step.min_quantity, step.unit_price)).collect();
    let breaks: &[(u64, Decimal)] = if listed.is_empty() { &single } else { &listed };
    let mut below = 0_i128;
    let start = out.len();
    for (index, (from, price)) in breaks.iter().enumerate() {
        if *from > last {
            break;
        }
        let price = scaled("unit_price", *price, digits)?;
        let end = breaks.get(index.saturating_add(1)).map_or(last, |(next, _)| last.min(next - 1));
        let fixed = match offer.discount_type {
            DiscountType::AllUnits => fixed_cost,
            // the units of the cheaper breaks below cost what they cost there
            DiscountType::Incremental => {
                let whole = price.checked_mul(i128::from(from - 1)).ok_or_else(too_dear)?;
                fixed_cost.checked_add(below).and_then(|sum| sum.checked_sub(whole)).ok_or_else(too_dear)?
            }
        };
        let units = price.checked_mul(i128::from(end)).ok_or_else(too_dear)?;
        let dearest = units.checked_add(fixed).ok_or_else(too_dear)?;
        if units > MAX_COST || dearest > MAX_COST || fixed.abs() > MAX_COST {
            return Err(too_dear());
        }
        below = price
            .checked_mul(i128::from(end - from + 1))
            .and_then(|part| below.checked_add(part))
            .ok_or_else(too_dear)?;
        let (Some(first), last) = (up(first.max(*from), lot), down(end, lot)) else { continue };
        if first <= last {
            match out[start..].last_mut() {
                // a break without a change of price
                Some(before) if before.fixed == fixed && before.price == price && before.last + lot == first => {
                    before.last = last;
                }
                _ => out.push(Piece { first, last, fixed, price }),
            }
        }
    }
    Ok(())
}
