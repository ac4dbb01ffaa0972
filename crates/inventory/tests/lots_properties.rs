//! What must hold of lots for any figures: minimality, scaling, limits, and the conditions of optimality.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test stops where its set-up fails"
)]

use mercato_inventory::{
    CapacityMeasure, ConstrainedItem, DiscountType, Eoq, EoqBackordersInput, EoqConstrainedInput,
    EoqQuantityDiscountInput, EoqSensitivityInput, EpqInput, JointItem, JointMethod, JointReplenishmentInput,
    JointReplenishmentOutput, PowerOfTwoInput, SetupCostForLotSizeInput, eoq_backorders, eoq_constrained,
    eoq_quantity_discount, eoq_sensitivity, epq, joint_replenishment, power_of_two, setup_cost_for_lot_size,
};
use proptest::prelude::*;

const ROUNDING: f64 = 1e-12;

fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs())
}

/// Positive figures over many orders of magnitude.
fn amount() -> impl Strategy<Value = f64> {
    (-3.0..6.0_f64).prop_map(|exponent| libm::pow(10.0, exponent))
}

proptest! {
    #[test]
    fn no_quantity_costs_less_than_the_economic_one(k in amount(), h in amount(), d in amount(), a in 0.01..100.0_f64) {
        let model = Eoq::new(k, h, d).unwrap();
        let best = model.optimal().unwrap();
        let other = model.cost_at(a * best.order_quantity).unwrap();
        prop_assert!(best.cost <= other * (1.0 + ROUNDING));
        prop_assert!(near(other / best.cost, 0.5 * (a + 1.0 / a), ROUNDING));
        let quantities = EoqSensitivityInput {
            order_quantity: a * best.order_quantity,
            optimal_order_quantity: best.order_quantity,
        };
        prop_assert!(near(eoq_sensitivity(&quantities).unwrap().cost_ratio, other / best.cost, ROUNDING));
        prop_assert!(near(model.cost_at(best.order_quantity).unwrap(), best.cost, ROUNDING));
        // Q²h = 2Kλ, to the last digits
        prop_assert!(near(best.order_quantity * best.order_quantity * h, 2.0 * k * d, 1e-15));
        prop_assert!(near(best.cycle_time.unwrap() * best.order_frequency.unwrap(), 1.0, 1e-15));
    }

    #[test]
    fn quantities_grow_with_the_root_of_the_figures(k in amount(), h in amount(), d in amount(), n in 1_u32..20) {
        let quantity = |k, h, d| Eoq::new(k, h, d).unwrap().optimal().unwrap().order_quantity;
        let n = f64::from(n);
        let scaled = n * quantity(k, h, d);
        prop_assert!(near(quantity(n * n * k, h, d), scaled, ROUNDING));
        prop_assert!(near(quantity(k, h, n * n * d), scaled, ROUNDING));
        prop_assert!(near(quantity(k, h / (n * n), d), scaled, ROUNDING));
    }

    #[test]
    fn backorders_and_production_tend_to_the_economic_quantity(k in amount(), h in amount(), d in amount()) {
        let plain = Eoq::new(k, h, d).unwrap().optimal().unwrap();
        let patient = eoq_backorders(&EoqBackordersInput {
            fixed_cost: k, holding_cost: h, stockout_cost: 1e12 * h, demand_rate: d, ..Default::default()
        }).unwrap();
        let fast = epq(&EpqInput {
            fixed_cost: k, holding_cost: h, demand_rate: d, production_rate: 1e12 * d, order_quantity: None,
        }).unwrap();
        for (quantity, cost) in [(patient.order_quantity, patient.cost), (fast.order_quantity, fast.cost)] {
            prop_assert!(near(quantity, plain.order_quantity, 1e-11) && near(cost, plain.cost, 1e-11));
        }
        prop_assert!(patient.cost <= plain.cost && fast.cost <= plain.cost);
    }

    #[test]
    fn no_plan_with_backorders_costs_less(
        k in amount(), h in amount(), p in amount(), d in amount(), a in 0.1..10.0_f64, x in 0.0..=1.0_f64,
    ) {
        let input =
            EoqBackordersInput { fixed_cost: k, holding_cost: h, stockout_cost: p, demand_rate: d, ..Default::default() };
        let best = eoq_backorders(&input).unwrap();
        let at = |quantity, fraction| eoq_backorders(&EoqBackordersInput {
            order_quantity: Some(quantity), stockout_fraction: Some(fraction), ..input
        }).unwrap();
        prop_assert!(best.cost <= at(a * best.order_quantity, x).cost * (1.0 + ROUNDING));
        let same = at(best.order_quantity, best.stockout_fraction);
        prop_assert!(near(same.cost, best.cost, ROUNDING));
        prop_assert!(near(best.maximum_inventory + best.maximum_backorders, best.order_quantity, ROUNDING));
    }

    #[test]
    fn no_run_costs_less_and_the_setup_cost_inverts_the_lot(
        k in amount(), h in amount(), d in amount(), faster in 1.001..1000.0_f64, a in 0.1..10.0_f64,
    ) {
        let input = EpqInput {
            fixed_cost: k, holding_cost: h, demand_rate: d, production_rate: faster * d, order_quantity: None,
        };
        let best = epq(&input).unwrap();
        let at = |quantity| epq(&EpqInput { order_quantity: Some(quantity), ..input }).unwrap();
        prop_assert!(best.cost <= at(a * best.order_quantity).cost * (1.0 + ROUNDING));
        prop_assert!(near(at(best.order_quantity).cost, best.cost, ROUNDING));
        // what is made while a run lasts, less what is sold, is the peak
        let peak = best.run_time * (input.production_rate - d);
        prop_assert!(near(best.maximum_inventory, peak, ROUNDING));
        let setup = setup_cost_for_lot_size(&SetupCostForLotSizeInput {
            target_order_quantity: best.order_quantity,
            holding_cost: h,
            demand_rate: d,
            production_rate: Some(input.production_rate),
        }).unwrap();
        prop_assert!(near(setup.fixed_cost, k, ROUNDING));
    }

    #[test]
    fn a_power_of_two_costs_at_most_six_percent_more(k in amount(), h in amount(), d in amount(), b in amount()) {
        let input = PowerOfTwoInput { fixed_cost: k, holding_cost: h, demand_rate: d, base_period: b };
        let plan = power_of_two(&input).unwrap();
        let least = Eoq::new(k, h, d).unwrap().optimal().unwrap().cost;
        prop_assert!(near(plan.cost / least, plan.cost_ratio, ROUNDING));
        prop_assert!((1.0 - ROUNDING..=1.060_660_171_8).contains(&plan.cost_ratio));
        prop_assert!(near(plan.order_quantity, d * plan.cycle_time, ROUNDING));
        // its neighbours among the powers of two cost no less
        for time in [0.5 * plan.cycle_time, 2.0 * plan.cycle_time] {
            prop_assert!(plan.cost <= (k / time + 0.5 * h * d * time) * (1.0 + ROUNDING));
        }
    }
}

/// Breakpoints from 0 and falling prices.
fn price_list() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    prop::collection::vec((1.0..500.0_f64, 0.5..0.99_f64), 0..6).prop_map(|steps| {
        let mut breakpoints = vec![0.0];
        let mut prices = vec![10.0];
        for (width, factor) in steps {
            breakpoints.push(breakpoints.last().unwrap() + width);
            prices.push(prices.last().unwrap() * factor);
        }
        (breakpoints, prices)
    })
}

/// What an order costs, read off the definition.
fn purchase(kind: DiscountType, breakpoints: &[f64], prices: &[f64], quantity: f64) -> f64 {
    let region = breakpoints.iter().rposition(|from| *from <= quantity).unwrap();
    let plain = prices[region] * quantity;
    match kind {
        DiscountType::AllUnits => plain,
        DiscountType::Incremental => {
            let below: f64 = (0..region).map(|k| prices[k] * (breakpoints[k + 1] - breakpoints[k])).sum();
            below + prices[region] * (quantity - breakpoints[region])
        }
        DiscountType::ModifiedAllUnits => {
            (region + 1..prices.len()).map(|k| prices[k] * breakpoints[k]).fold(plain, f64::min)
        }
    }
}

proptest! {
    #[test]
    fn no_quantity_beats_the_discounted_optimum(
        (breakpoints, unit_costs) in price_list(),
        k in 0.1..1000.0_f64,
        i in 0.05..1.0_f64,
        d in 1.0..10_000.0_f64,
        parts in prop::collection::vec(0.001..3.0_f64, 20),
    ) {
        let plan = |discount_type, order_quantity| {
            let (breakpoints, unit_costs) = (breakpoints.clone(), unit_costs.clone());
            eoq_quantity_discount(&EoqQuantityDiscountInput {
                discount_type, fixed_cost: k, holding_cost_rate: i, demand_rate: d,
                breakpoints, unit_costs, order_quantity,
            }).unwrap()
        };
        let kinds = [DiscountType::AllUnits, DiscountType::Incremental, DiscountType::ModifiedAllUnits];
        for kind in kinds {
            let optimum = plan(kind, None);
            prop_assert_eq!(optimum.unit_cost.to_bits(), unit_costs[optimum.region].to_bits());
            let cost = |quantity: f64| {
                let purchase = purchase(kind, &breakpoints, &unit_costs, quantity);
                (k + purchase) * d / quantity + i * purchase / 2.0
            };
            prop_assert!(near(cost(optimum.order_quantity), optimum.cost, ROUNDING));
            let reach = optimum.order_quantity.max(*breakpoints.last().unwrap());
            let samples = parts.iter().map(|part| part * reach).chain(breakpoints.iter().skip(1).copied());
            for quantity in samples {
                prop_assert!(optimum.cost <= cost(quantity) * (1.0 + ROUNDING), "{kind:?} {quantity}");
                prop_assert!(near(plan(kind, Some(quantity)).cost, cost(quantity), ROUNDING), "{kind:?} {quantity}");
            }
        }
        let [all, incremental, modified] = kinds.map(|kind| plan(kind, None).cost);
        prop_assert!(incremental >= modified * (1.0 - ROUNDING));
        prop_assert!(near(modified, all, ROUNDING));
    }
}

fn constrained_items() -> impl Strategy<Value = Vec<ConstrainedItem>> {
    let item = (0.1..1000.0_f64, 0.01..100.0_f64, 0.1..10_000.0_f64, prop_oneof![9 => 0.01..50.0_f64, 1 => Just(0.0)]);
    prop::collection::vec(item, 1..8).prop_map(|figures| {
        let item = |(fixed_cost, holding_cost, demand_rate, resource_per_unit)| ConstrainedItem {
            id: String::new(),
            fixed_cost,
            holding_cost,
            demand_rate,
            resource_per_unit,
        };
        figures.into_iter().map(item).collect()
    })
}

proptest! {
    #[test]
    fn lots_under_a_resource_meet_the_conditions_of_karush_kuhn_and_tucker(
        items in constrained_items(),
        part in prop_oneof![1e-6..1.5_f64, 0.999..1.001_f64],
        average in any::<bool>(),
    ) {
        let capacity_measure = if average { CapacityMeasure::Average } else { CapacityMeasure::Maximum };
        let weight = if average { 0.5 } else { 1.0 };
        let free: Vec<f64> = items.iter().map(|item| {
            Eoq::new(item.fixed_cost, item.holding_cost, item.demand_rate).unwrap().optimal().unwrap().order_quantity
        }).collect();
        let wanted: f64 = items.iter().zip(&free).map(|(item, q)| weight * item.resource_per_unit * q).sum();
        prop_assume!(wanted > 0.0);
        let solve = |capacity| {
            let items = items.clone();
            eoq_constrained(&EoqConstrainedInput { items, capacity, capacity_measure }).unwrap()
        };
        let plan = solve(part * wanted);
        let tighter = solve(0.9 * part * wanted);
        prop_assert!(tighter.multiplier >= plan.multiplier && tighter.cost >= plan.cost * (1.0 - ROUNDING));
        if plan.binding {
            prop_assert!(near(plan.resource_used, part * wanted, 1e-12));
            for (item, q) in items.iter().zip(&plan.order_quantities) {
                // the derivative of the Lagrangian: -Kλ/Q² + h/2 + θwa = 0
                let marginal = item.holding_cost / 2.0 + plan.multiplier * weight * item.resource_per_unit;
                prop_assert!(near(item.fixed_cost * item.demand_rate / (q * q), marginal, ROUNDING));
            }
        } else {
            prop_assert!(plan.multiplier.to_bits() == 0 && plan.order_quantities == free);
            prop_assert!(plan.resource_used <= part * wanted);
        }
    }
}

fn joint_items(most: usize) -> impl Strategy<Value = Vec<JointItem>> {
    let item = (prop_oneof![8 => 0.1..200.0_f64, 1 => Just(0.0)], 0.1..10.0_f64, 1.0..1000.0_f64);
    prop::collection::vec(item, 1..=most).prop_map(|figures| {
        let item = |(index, (fixed_cost, holding_cost, demand_rate)): (usize, (f64, f64, f64))| JointItem {
            id: index.to_string(),
            fixed_cost,
            holding_cost,
            demand_rate,
        };
        figures.into_iter().enumerate().map(item).collect()
    })
}

fn joint(shared_fixed_cost: f64, items: &[JointItem], method: JointMethod) -> JointReplenishmentOutput {
    joint_replenishment(&JointReplenishmentInput { shared_fixed_cost, items: items.to_vec(), method }).unwrap()
}

/// The least cost over T with the given multiples, √(2(K + Σk/m)Σhλm).
fn joint_cost(shared: f64, items: &[JointItem], multiples: &[u64]) -> f64 {
    let pairs = || items.iter().zip(multiples.iter().map(|m| *m as f64));
    let ordering = shared + pairs().map(|(item, m)| item.fixed_cost / m).sum::<f64>();
    let holding: f64 = pairs().map(|(item, m)| item.holding_cost * item.demand_rate * m).sum();
    (2.0 * ordering * holding).sqrt()
}

proptest! {
    #[test]
    fn joint_plans_lie_between_their_bounds(
        items in joint_items(8), shared in prop_oneof![0.01..1000.0_f64, 1e-12..1e-3_f64],
    ) {
        let optimal = joint(shared, &items, JointMethod::Optimal);
        let silver = joint(shared, &items, JointMethod::Silver);
        let bound: f64 =
            items.iter().map(|item| (2.0 * item.fixed_cost * item.holding_cost * item.demand_rate).sqrt()).sum();
        prop_assert!(bound <= optimal.cost * (1.0 + ROUNDING) && optimal.cost <= silver.cost * (1.0 + ROUNDING));
        for plan in [&optimal, &silver] {
            prop_assert!(near(plan.cost, joint_cost(shared, &items, &plan.order_multiples), ROUNDING));
            for ((item, m), quantity) in items.iter().zip(&plan.order_multiples).zip(&plan.order_quantities) {
                prop_assert!(near(*quantity, item.demand_rate * *m as f64 * plan.base_cycle_time, ROUNDING));
            }
        }
        // no single multiple can be changed to advantage
        for index in 0..items.len() {
            for m in [optimal.order_multiples[index] + 1, optimal.order_multiples[index].max(2) - 1] {
                let mut other = optimal.order_multiples.clone();
                other[index] = m;
                prop_assert!(optimal.cost <= joint_cost(shared, &items, &other) * (1.0 + ROUNDING));
            }
        }
    }

    #[test]
    fn the_joint_optimum_is_that_of_enumeration(items in joint_items(3), shared in 5.0..500.0_f64) {
        const MOST: u64 = 40;
        let optimal = joint(shared, &items, JointMethod::Optimal);
        prop_assume!(optimal.order_multiples.iter().all(|m| *m < MOST));
        let mut least = f64::INFINITY;
        let count = items.len();
        for code in 0..MOST.pow(count as u32) {
            let multiples: Vec<u64> = (0..count as u32).map(|i| code / MOST.pow(i) % MOST + 1).collect();
            least = least.min(joint_cost(shared, &items, &multiples));
        }
        prop_assert!(near(optimal.cost, least, ROUNDING), "{} against {least}", optimal.cost);
    }
}

/// The cycle shortens without end as the shared cost vanishes, and the cost tends to that of the items alone.
#[test]
fn a_shared_cost_next_to_nothing_leaves_the_items_their_own_cycles() {
    let holding_costs = [1.0, 2.0, 3.0, 5.0, 7.0, 11.0];
    let item =
        |holding_cost: f64| JointItem { id: holding_cost.to_string(), fixed_cost: 0.5, holding_cost, demand_rate: 1.0 };
    let plan = joint(1e-30, &holding_costs.map(item), JointMethod::Optimal);
    assert!(near(plan.cost, holding_costs.iter().map(|cost| cost.sqrt()).sum(), 1e-12));
}

#[test]
fn a_slow_and_dear_item_does_not_slow_the_search() {
    let item =
        |id: &str, fixed_cost, demand_rate| JointItem { id: id.into(), fixed_cost, holding_cost: 1.0, demand_rate };
    // the second item would be ordered every 10⁹th time: beyond the search, and still the best whole number
    let plan = joint(2.0, &[item("fast", 2.0, 1e9), item("slow", 2e9, 1.0)], JointMethod::Optimal);
    let m = plan.order_multiples[1];
    assert_eq!(plan.order_multiples[0], 1);
    let least = (2.0_f64 * 4.0 * 1e9).sqrt() + (2.0_f64 * 2e9).sqrt();
    assert!(near(plan.cost, least, 1e-12) && m > 100_000_000);
}
