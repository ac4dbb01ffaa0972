//! Direct formulas against exact rationals: twelve digits and more, whatever the figures.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

use mercato_core::Exact;
use mercato_decision::{Aras, Copras, CriterionType, DecisionMatrix, Edas, Mairca, Marcos, Method, Weights, Wsm};
use proptest::prelude::*;

/// A problem in whole numbers.
#[derive(Debug, Clone)]
struct Whole {
    rows: Vec<Vec<i64>>,
    weights: Vec<i64>,
    types: Vec<CriterionType>,
}

fn quotient(a: &Exact, b: &Exact) -> Exact {
    a.checked_div(b).unwrap()
}

fn zero() -> Exact {
    Exact::from(0_i64)
}

fn sum(values: impl IntoIterator<Item = Exact>) -> Exact {
    values.into_iter().fold(zero(), |sum, value| sum + value)
}

impl Whole {
    fn value(&self, i: usize, j: usize) -> Exact {
        Exact::from(self.rows[i][j])
    }

    fn column(&self, j: usize) -> impl Iterator<Item = i64> + Clone {
        self.rows.iter().map(move |row| row[j])
    }

    fn weight(&self, j: usize) -> Exact {
        quotient(&Exact::from(self.weights[j]), &Exact::from(self.weights.iter().sum::<i64>()))
    }

    fn is_benefit(&self, j: usize) -> bool {
        self.types[j] == CriterionType::Benefit
    }

    /// x/max or min/x.
    fn part(&self, i: usize, j: usize) -> Exact {
        let (low, high) = (self.column(j).min().unwrap(), self.column(j).max().unwrap());
        if self.is_benefit(j) {
            quotient(&self.value(i, j), &Exact::from(high))
        } else {
            quotient(&Exact::from(low), &self.value(i, j))
        }
    }

    fn weighted(&self, part: impl Fn(usize) -> Exact) -> Exact {
        sum((0..self.weights.len()).map(|j| self.weight(j) * part(j)))
    }

    fn all(&self, score: impl Fn(usize) -> Exact) -> Vec<f64> {
        (0..self.rows.len()).map(|i| score(i).to_f64("score").unwrap()).collect()
    }

    fn by(&self, method: &impl Method) -> Vec<f64> {
        let rows: Vec<Vec<f64>> = self.rows.iter().map(|row| row.iter().map(|x| *x as f64).collect()).collect();
        let matrix = DecisionMatrix::from_rows(&rows, &self.types).unwrap();
        let weights = Weights::new(self.weights.iter().map(|w| *w as f64).collect()).unwrap();
        method.scores(&matrix, &weights).unwrap()
    }
}

fn problems() -> impl Strategy<Value = Whole> {
    (1..=7_usize, 1..=4_usize).prop_flat_map(|(n, m)| {
        let value = prop_oneof![1_i64..1000, 999_000_i64..1_000_000];
        let kind = any::<bool>().prop_map(|benefit| if benefit { CriterionType::Benefit } else { CriterionType::Cost });
        (
            prop::collection::vec(prop::collection::vec(value, m), n),
            prop::collection::vec(1_i64..50, m),
            prop::collection::vec(kind, m),
        )
            .prop_map(|(rows, weights, types)| Whole { rows, weights, types })
    })
}

fn same(found: &[f64], exact: &[f64]) -> bool {
    found.iter().zip(exact).all(|(found, exact)| (found - exact).abs() <= 4e-15 * exact.abs().max(0.01))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn sums_and_ratios_are_right_to_the_last_digits(x in problems()) {
        let (n, m) = (x.rows.len(), x.weights.len());
        prop_assert!(same(&x.by(&Wsm::default()), &x.all(|i| x.weighted(|j| x.part(i, j)))));

        // Zavadskas, Turskis (2010): the best row first, every column over its sum
        let ideal = |j: usize| quotient(&Exact::from(1_i64), &(Exact::from(1_i64) + sum((0..n).map(|i| x.part(i, j)))));
        let whole = x.weighted(ideal);
        prop_assert!(same(&x.by(&Aras), &x.all(|i| quotient(&x.weighted(|j| x.part(i, j) * ideal(j)), &whole))));

        // Stević et al. (2020)
        let anti = x.weighted(|j| {
            let (low, high) = (x.column(j).min().unwrap(), x.column(j).max().unwrap());
            quotient(&Exact::from(low), &Exact::from(high))
        });
        let marcos = |i: usize| {
            let below = x.weighted(|j| x.part(i, j));
            let above = quotient(&below, &anti);
            let both = above.clone() + below.clone();
            let (f_plus, f_minus) = (quotient(&above, &both), quotient(&below, &both));
            let one = || Exact::from(1_i64);
            let rest = one() + quotient(&(one() - f_plus.clone()), &f_plus) + quotient(&(one() - f_minus.clone()), &f_minus);
            quotient(&both, &rest)
        };
        prop_assert!(same(&x.by(&Marcos), &x.all(marcos)));

        // Zavadskas, Kaklauskas, Sarka (1994)
        let share = |i: usize, j: usize| quotient(&x.value(i, j), &Exact::from(x.column(j).sum::<i64>()));
        let side = |i: usize, benefit: bool| {
            sum((0..m).filter(|j| x.is_benefit(*j) == benefit).map(|j| x.weight(j) * share(i, j)))
        };
        let copras = |i: usize| {
            if x.types.iter().all(|kind| *kind == CriterionType::Benefit) {
                return side(i, true);
            }
            let costs = sum((0..n).map(|k| side(k, false)));
            let inverse = sum((0..n).map(|k| quotient(&Exact::from(1_i64), &side(k, false))));
            side(i, true) + quotient(&costs, &(side(i, false) * inverse))
        };
        prop_assert!(same(&x.by(&Copras), &x.all(copras)));

        // Gigović et al. (2016)
        let gap = |i: usize, j: usize| {
            let (low, high) = (x.column(j).min().unwrap(), x.column(j).max().unwrap());
            if low == high {
                return zero();
            }
            let best = Exact::from(if x.is_benefit(j) { high } else { low });
            quotient(&(best - x.value(i, j)).abs(), &Exact::from(high - low))
        };
        let mairca = |i: usize| quotient(&x.weighted(|j| gap(i, j)), &Exact::from(i64::try_from(n).unwrap()));
        prop_assert!(same(&x.by(&Mairca), &x.all(mairca)));

        // Keshavarz Ghorabaee et al. (2015)
        let lead = |i: usize, j: usize| {
            let mean = quotient(&Exact::from(x.column(j).sum::<i64>()), &Exact::from(i64::try_from(n).unwrap()));
            let lead = quotient(&(x.value(i, j) - mean.clone()), &mean);
            if x.is_benefit(j) { lead } else { zero() - lead }
        };
        let of_sign = |i: usize, negative: bool| {
            x.weighted(|j| {
                let lead = lead(i, j);
                if lead.is_negative() == negative { lead.abs() } else { zero() }
            })
        };
        let most = |negative: bool| (0..n).map(|i| of_sign(i, negative)).fold(zero(), |most, x| if (x.clone() - most.clone()).is_negative() { most } else { x });
        let (most_above, most_below) = (most(false), most(true));
        let edas = |i: usize| {
            let above = if most_above.is_zero() { zero() } else { quotient(&of_sign(i, false), &most_above) };
            let below = if most_below.is_zero() { zero() } else { quotient(&of_sign(i, true), &most_below) };
            quotient(&(above + Exact::from(1_i64) - below), &Exact::from(2_i64))
        };
        // values of a million that differ by one: the lead over the mean has lost the digits that both share
        let edas_scores = x.all(edas);
        prop_assert!(x.by(&Edas).iter().zip(&edas_scores).all(|(found, exact)| (found - exact).abs() <= 1e-8), "{edas_scores:?}");
    }
}
