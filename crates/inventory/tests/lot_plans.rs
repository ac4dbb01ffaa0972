//! Plans for known demand: the optimum against enumeration and against the quadratic recursion, the rules against the optimum.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::needless_range_loop,
    reason = "a test stops where its set-up fails"
)]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{
    LotSizeHeuristicInput, LotSizeMethod, PerPeriod, WagnerWhitinInput, lot_size_heuristic, wagner_whitin,
};
use proptest::prelude::*;

const METHODS: [LotSizeMethod; 5] = [
    LotSizeMethod::LotForLot,
    LotSizeMethod::SilverMeal,
    LotSizeMethod::LeastUnitCost,
    LotSizeMethod::PartPeriodBalancing,
    LotSizeMethod::PeriodOrderQuantity,
];

fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs())
}

/// Demand, order costs, holding costs, prices.
#[derive(Debug, Clone)]
struct Instance {
    demand: Vec<f64>,
    fixed: Vec<f64>,
    holding: Vec<f64>,
    prices: Vec<f64>,
}

impl Instance {
    fn input(&self, initial_inventory: f64) -> WagnerWhitinInput {
        WagnerWhitinInput {
            demand: self.demand.clone(),
            fixed_cost: self.fixed.clone().into(),
            holding_cost: self.holding.clone().into(),
            purchase_cost: Some(self.prices.clone().into()),
            initial_inventory: Some(initial_inventory),
        }
    }

    /// The cost of a plan, period by period; none if demand is not met.
    fn cost(&self, orders: &[f64], initial_inventory: f64) -> Option<f64> {
        let mut stock = initial_inventory;
        let mut cost = 0.0;
        for t in 0..self.demand.len() {
            stock += orders[t] - self.demand[t];
            if stock < -1e-9 * self.demand.iter().sum::<f64>() {
                return None;
            }
            let placed = if orders[t] > 0.0 { self.fixed[t] } else { 0.0 };
            cost += placed + self.prices[t] * orders[t] + self.holding[t] * stock.max(0.0);
        }
        Some(cost)
    }

    /// The least cost of all plans that order in a subset of the periods, each time up to the next of them.
    fn enumerated(&self) -> f64 {
        let periods = self.demand.len();
        let mut least = f64::INFINITY;
        for subset in 0_u32..1 << periods {
            let mut orders = vec![0.0; periods];
            let mut open = None;
            for t in 0..periods {
                if subset >> t & 1 == 1 {
                    open = Some(t);
                }
                if let Some(t0) = open {
                    orders[t0] += self.demand[t];
                }
            }
            if let Some(cost) = self.cost(&orders, 0.0) {
                least = least.min(cost);
            }
        }
        least
    }

    /// Wagner and Whitin's own recursion over the last order, O(T²).
    fn quadratic(&self) -> f64 {
        let periods = self.demand.len();
        let mut least = vec![f64::INFINITY; periods + 1];
        least[0] = 0.0;
        for t in 0..periods {
            if self.demand[t] == 0.0 {
                least[t + 1] = least[t + 1].min(least[t]);
            }
            let (mut cost, mut carry) = (least[t] + self.fixed[t], self.prices[t]);
            for u in t..periods {
                cost += carry * self.demand[u];
                carry += self.holding[u];
                least[u + 1] = least[u + 1].min(cost);
            }
        }
        least[periods]
    }
}

/// Any costs: waiting for a price may pay, and so may buying before it rises.
fn instance(periods: std::ops::Range<usize>) -> impl Strategy<Value = Instance> {
    let demand = prop_oneof![3 => 0.0..200.0_f64, 1 => Just(0.0), 1 => (0_u8..20).prop_map(f64::from)];
    let period = (demand, 0.0..500.0_f64, 0.01..5.0_f64, prop_oneof![Just(0.0), 0.0..10.0_f64]);
    prop::collection::vec(period, periods).prop_map(|periods| Instance {
        demand: periods.iter().map(|period| period.0).collect(),
        fixed: periods.iter().map(|period| period.1).collect(),
        holding: periods.iter().map(|period| period.2).collect(),
        prices: periods.iter().map(|period| period.3).collect(),
    })
}

proptest! {
    #[test]
    fn the_optimum_is_that_of_enumeration(instance in instance(1..11)) {
        let plan = wagner_whitin(&instance.input(0.0)).unwrap();
        prop_assert!(near(plan.cost, instance.enumerated(), 1e-12));
        prop_assert!(near(plan.cost, instance.cost(&plan.order_quantities, 0.0).unwrap(), 1e-12));
        // an order is placed only where nothing is left, and covers whole periods
        let mut stock = 0.0;
        for (order, demand) in plan.order_quantities.iter().zip(&instance.demand) {
            prop_assert!(*order == 0.0 || stock <= 1e-9);
            stock += order - demand;
        }
        prop_assert!(stock.abs() <= 1e-9);
    }

    #[test]
    fn the_optimum_is_that_of_the_quadratic_recursion(instance in instance(1..300)) {
        let plan = wagner_whitin(&instance.input(0.0)).unwrap();
        prop_assert!(near(plan.cost, instance.quadratic(), 1e-12), "{} {}", plan.cost, instance.quadratic());
    }

    #[test]
    fn stock_at_the_start_comes_off_the_first_demands(instance in instance(1..40), stock in 0.0..2000.0_f64) {
        let plan = wagner_whitin(&instance.input(stock)).unwrap();
        let mut net = instance.clone();
        let (mut left, mut held) = (stock, 0.0);
        for (demand, holding) in net.demand.iter_mut().zip(&net.holding) {
            let used = demand.min(left);
            *demand -= used;
            left -= used;
            held += holding * left;
        }
        prop_assert!(near(plan.cost, net.quadratic() + held, 1e-12));
        let cost = instance.cost(&plan.order_quantities, stock).unwrap();
        prop_assert!((plan.cost - cost).abs() <= 1e-9 * cost.max(1.0));
    }

    #[test]
    fn no_rule_costs_less_than_the_optimum(
        demand in prop::collection::vec(prop_oneof![0.0..200.0_f64, Just(0.0)], 1..60),
        fixed in 0.0..500.0_f64,
        holding in 0.01..5.0_f64,
    ) {
        let optimum = wagner_whitin(&WagnerWhitinInput {
            demand: demand.clone(), fixed_cost: fixed.into(), holding_cost: holding.into(), ..Default::default()
        }).unwrap();
        let periods = demand.len();
        let costs = Instance {
            demand: demand.clone(),
            fixed: vec![fixed; periods],
            holding: vec![holding; periods],
            prices: vec![0.0; periods],
        };
        for method in METHODS {
            let demand = demand.clone();
            let plan =
                lot_size_heuristic(&LotSizeHeuristicInput { method, demand, fixed_cost: fixed, holding_cost: holding }).unwrap();
            prop_assert!(plan.cost >= optimum.cost * (1.0 - 1e-12), "{method:?}");
            let cost = costs.cost(&plan.order_quantities, 0.0).unwrap();
            prop_assert!((plan.cost - cost).abs() <= 1e-9 * cost.max(1.0), "{method:?}");
        }
    }

    #[test]
    fn one_figure_for_all_periods_is_the_figure_of_each(instance in instance(1..30), k in 0.0..300.0_f64) {
        let periods = instance.demand.len();
        let mut input = instance.input(0.0);
        input.fixed_cost = PerPeriod::Same(k);
        let same = wagner_whitin(&input).unwrap();
        input.fixed_cost = PerPeriod::Each(vec![k; periods]);
        prop_assert_eq!(same, wagner_whitin(&input).unwrap());
    }
}

/// Over this many periods plain sums of doubles would lose the difference between plans.
#[test]
fn a_long_plan_is_optimal_to_twelve_digits() {
    let periods = 4000;
    let wave = |t: usize, modulus: usize| (t * t % modulus) as f64;
    let instance = Instance {
        demand: (0..periods).map(|t| wave(t, 97)).collect(),
        fixed: (0..periods).map(|t| 400.0 + wave(t, 211)).collect(),
        holding: (0..periods).map(|t| 1.0 + wave(t, 5) / 7.0).collect(),
        prices: (0..periods).map(|t| 1e6 + wave(t, 13)).collect(),
    };
    let plan = wagner_whitin(&instance.input(0.0)).unwrap();
    assert!(near(plan.cost, instance.quadratic(), 1e-12));
}

#[test]
fn plans_refuse_what_is_no_plan() {
    let base = WagnerWhitinInput {
        demand: vec![1.0, 2.0],
        fixed_cost: 5.0.into(),
        holding_cost: 1.0.into(),
        ..Default::default()
    };
    let refusal = |input: WagnerWhitinInput| {
        let error = wagner_whitin(&input).unwrap_err();
        (error.code(), error.path().unwrap().to_owned())
    };
    for (input, path) in [
        (WagnerWhitinInput { demand: vec![], ..base.clone() }, "demand"),
        (WagnerWhitinInput { demand: vec![1.0, -2.0], ..base.clone() }, "demand[1]"),
        (WagnerWhitinInput { fixed_cost: vec![5.0; 3].into(), ..base.clone() }, "fixed_cost"),
        (WagnerWhitinInput { fixed_cost: f64::NAN.into(), ..base.clone() }, "fixed_cost"),
        (WagnerWhitinInput { holding_cost: vec![1.0, 0.0].into(), ..base.clone() }, "holding_cost[1]"),
        (WagnerWhitinInput { purchase_cost: Some((-1.0).into()), ..base.clone() }, "purchase_cost"),
        (WagnerWhitinInput { initial_inventory: Some(-1.0), ..base.clone() }, "initial_inventory"),
    ] {
        assert_eq!(refusal(input), (ErrorCode::InvalidArgument, path.to_owned()));
    }
    assert_eq!(refusal(WagnerWhitinInput { demand: vec![1e308; 2], ..base }).0, ErrorCode::Overflow);
}
